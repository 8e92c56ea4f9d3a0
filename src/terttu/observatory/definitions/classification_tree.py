"""The tree of a classification as one more similarity, and as what lends strength to others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, INDUSTRY_2
from ..errors import InputError


def tree_similarity(codes: Sequence[str], *, digits: Sequence[int] = (2, 3, 4, 5)) -> xr.DataArray:
    """In what share of the levels of a classification two industries have the same parent.

    S_ij = the mean over d in ``digits`` of 1 where the first d characters of both codes are equal,
    else 0. In a classification whose codes nest, such as NAICS, NACE or TOL without the section's
    letter, that is the depth of the closest common ancestor, counted in the levels named. A code
    shorter than d digits has no parent at that level and shares none.

    NAICS writes manufacturing as three two-digit numbers (31-33), retail trade and transport as
    two each: name the levels from 3 on where that break should not count.

    ``codes`` without their points. The result has the dims industry and industry_2, values from 0
    to 1 and NaN on the diagonal, as every similarity. Raises InputError for a code that stands
    twice, and for digits below 1, repeated or none.

    >>> s = tree_similarity(["311111", "311119", "311211", "315110"])
    >>> s.sel(industry="311111").values
    array([ nan, 1.  , 0.5 , 0.25])
    """
    names = [str(code) for code in codes]
    if len(set(names)) < len(names):
        raise InputError("Each industry code may stand only once in the classification's tree.")
    if not digits or min(digits) < 1 or len(set(digits)) < len(digits):
        raise InputError("Give the levels of the tree as different numbers of digits, 1 or more.")
    shared = np.zeros((len(names), len(names)))
    for depth in digits:
        _, at = np.unique(np.array([code[:depth] for code in names]), return_inverse=True)
        shared += at[:, None] == at[None, :]
    shared /= len(digits)
    np.fill_diagonal(shared, np.nan)
    coords = {INDUSTRY: names, INDUSTRY_2: names}
    return xr.DataArray(shared, dims=(INDUSTRY, INDUSTRY_2), coords=coords)


def shrunken_to_groups(
    similarity: xr.DataArray, *, digits: int = 3, weight: float = 0.5
) -> xr.DataArray:
    """Each similarity drawn towards the mean of its industries' groups in the classification.

    S'_ij = (1 - w) S_ij + w M_gh, where g and h are the groups (the first ``digits`` characters)
    of i and j and M_gh is the mean of S over all pairs of their industries, an industry with itself
    counting as 1 and an unknown pair as none. What is known of a small industry alone is mostly
    noise; its group's says more. With ``weight`` 0 nothing changes, with 1 only groups are left.

    ``similarity`` has the dims industry and industry_2; so has the result, NaN on the diagonal
    and wherever the pair itself is unknown. Raises InputError for a weight outside 0 to 1 or
    digits below 1.

    >>> s = tree_similarity(["3111", "3112", "3151"], digits=(3,))
    >>> shrunken_to_groups(s, weight=1.0).sel(industry="3111").values
    array([nan,  1.,  0.])
    """
    if digits < 1 or not 0 <= weight <= 1:
        raise InputError("Groups need 1 digit or more, and a weight from 0 to 1.")
    names = [str(code)[:digits] for code in similarity[INDUSTRY].values]
    _, at = np.unique(np.array(names), return_inverse=True)
    member = np.eye(at.max() + 1)[at]
    values = np.array(similarity.transpose(INDUSTRY, INDUSTRY_2).values, np.float64)
    np.fill_diagonal(values, 1.0)
    known = ~np.isnan(values)
    sums = member.T @ np.where(known, values, 0.0) @ member
    counts = member.T @ known.astype(np.float64) @ member
    means = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    drawn = (1 - weight) * values + weight * means[at][:, at]
    np.fill_diagonal(drawn, np.nan)
    return similarity.transpose(INDUSTRY, INDUSTRY_2).copy(data=drawn)
