"""How good definitions are: related within and not between, by each kind of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from ..errors import InputError
from .definition import Definition, Grouping
from .membership import memberships

LEVELS = ("cluster", "industry")
AGAINST = ("average", "percentile_95")


def validate(
    definitions: Grouping | Sequence[Definition],
    similarities: xr.DataArray | Mapping[str, xr.DataArray],
) -> xr.Dataset:
    """The validation scores VS of definitions against each similarity, 0 to 100.

    With M the similarity, the relatedness within cluster c is WCR_c = mean of M_ij over its pairs
    i != j, and that between c and d is BCR_cd = mean of M_ij over i in c, j in d. Of an industry i
    in c, WCR_ic and BCR_id are the same of its row. ``vs`` is the share of clusters (or of
    industries in their clusters) whose relatedness within exceeds the average (or the 95th
    percentile) of that with the other clusters, in percent; ``score`` the mean of the four, and
    ``attrs["score"]`` that over all similarities.

    Dims: similarity, level (cluster, industry), against (average, percentile_95). Also ``within``
    and ``between`` (similarity, definition[, definition_2]) and ``industry_within``,
    ``industry_between`` and ``industry_best`` (similarity, industry; the 95th percentile and the
    best of the other clusters), for each industry in the cluster where it fits best.

    A cluster of one industry has no relatedness within, and counts as one that fails: else many
    clusters of one would be perfect. Pairs without a known similarity are left out. An industry in
    several clusters counts once in each; weights are not used. Percentiles are interpolated
    linearly. With a single cluster there is nothing to compare with: NaN.

    Delgado, Porter and Stern (2016) Defining clusters of related industries. Journal of Economic
    Geography 16, 1-38. doi:10.1093/jeg/lbv017.

    >>> s = xr.DataArray(
    ...     [[1, 0.8, 0.1, 0.2], [0.8, 1, 0.3, 0.1], [0.1, 0.3, 1, 0.9], [0.2, 0.1, 0.9, 1]],
    ...     dims=("industry", "industry_2"), coords={"industry": list("ABCD")},
    ... )
    >>> pairs = {"D1": ("A", "B"), "D2": ("C", "D")}
    >>> found = validate([Definition(code, pair, (1, 1)) for code, pair in pairs.items()], s)
    >>> found.attrs["score"]
    100.0
    """
    listed = tuple(definitions.definitions if isinstance(definitions, Grouping) else definitions)
    matrices = similarities if isinstance(similarities, Mapping) else {"similarity": similarities}
    if not listed or not matrices:
        raise InputError(
            "Definitions and a similarity are needed to validate the one by the other."
        )
    first = next(iter(matrices.values()))
    industries = [str(code) for code in first["industry"].values]
    members = memberships(listed, industries) > 0
    found = [scores(_aligned(matrix, first), members) for matrix in matrices.values()]
    return _dataset(found, list(matrices), industries, [d.code for d in listed])


class Scores:
    """What is found for one similarity: relatedness of clusters and of industries, and VS."""

    def __init__(self, s: np.ndarray, members: np.ndarray) -> None:
        g = members.astype(np.float64)
        known = (~np.isnan(s)).astype(np.float64)
        sums, counts = np.nan_to_num(s) @ g, known @ g
        self.rows = _ratio(sums, counts)
        self.clusters = _ratio(g.T @ sums, g.T @ counts)
        self.members = members
        self.industry, self.cluster = np.nonzero(members)
        own = self.rows[self.industry].copy()
        self.industry_within = own[np.arange(len(own)), self.cluster]
        own[np.arange(len(own)), self.cluster] = np.nan
        self.industry_between = own
        between = self.clusters.copy()
        np.fill_diagonal(between, np.nan)
        self.between = between
        pairs = ((self.clusters.diagonal(), between), (self.industry_within, own))
        self.vs = np.array([_better(within, others) for within, others in pairs])

    @property
    def score(self) -> float:
        """The mean of the four shares, in percent."""
        return float(self.vs.mean())


def scores(s: np.ndarray, members: np.ndarray) -> Scores:
    """The scores of memberships (industries x clusters, boolean) against a bare similarity."""
    s = np.array(s, np.float64)
    np.fill_diagonal(s, np.nan)
    return Scores(s, members)


def percentile_95(x: np.ndarray) -> np.ndarray:
    """The 95th percentile of each row over its known cells, NaN where there are none."""
    ordered = np.sort(x, axis=1)  # unknown cells come last
    count = (~np.isnan(x)).sum(axis=1)
    place = 0.95 * np.maximum(count - 1, 0)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    rows = np.arange(len(x))
    low, high = ordered[rows, below], ordered[rows, above]
    return np.asarray(low + (high - low) * (place - below))


def _better(within: np.ndarray, others: np.ndarray) -> list[float]:
    """The shares, in percent, that exceed the average and the 95th percentile of the others."""
    if others.shape[1] < 2:
        return [np.nan, np.nan]
    count = (~np.isnan(others)).sum(axis=1)
    average = _ratio(np.nansum(others, axis=1), count)
    limits = (average, percentile_95(others))
    return [100.0 * float((within > limit).mean()) for limit in limits]


def _ratio(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(a, b, out=np.full(a.shape, np.nan), where=b > 0))


def _aligned(matrix: xr.DataArray, first: xr.DataArray) -> np.ndarray:
    codes = first["industry"].values
    if not np.array_equal(matrix["industry"].values, codes):
        matrix = matrix.reindex(industry=codes, industry_2=codes)
    return np.asarray(matrix.transpose("industry", "industry_2").values)


def _dataset(
    found: Sequence[Scores], names: list[str], industries: list[str], codes: list[str]
) -> xr.Dataset:
    fits = [_fit(one, len(industries)) for one in found]
    pair = ("similarity", "definition", "definition_2")
    rows = ("similarity", "industry")
    data = {
        "vs": (("similarity", "level", "against"), np.array([one.vs for one in found])),
        "score": (("similarity",), np.array([one.score for one in found])),
        "within": (pair[:2], np.array([one.clusters.diagonal() for one in found])),
        "between": (pair, np.array([one.between for one in found])),
        "industry_within": (rows, np.array([fit[0] for fit in fits])),
        "industry_between": (rows, np.array([fit[1] for fit in fits])),
        "industry_best": (rows, np.array([fit[2] for fit in fits])),
    }
    coords = {
        "similarity": names,
        "level": list(LEVELS),
        "against": list(AGAINST),
        "definition": codes,
        "definition_2": codes,
        "industry": industries,
    }
    score = float(np.mean([one.score for one in found]))
    return xr.Dataset(data, coords=coords, attrs={"score": score})


def _fit(one: Scores, industries: int) -> np.ndarray:
    """For each industry, in its best cluster: within, the others' 95th percentile and best."""
    fit = np.full((3, industries), np.nan)
    best = np.full(len(one.industry), np.nan)
    there = ~np.isnan(one.industry_between).all(axis=1)
    best[there] = np.nanmax(one.industry_between[there], axis=1)
    found = np.array([one.industry_within, percentile_95(one.industry_between), best])
    # The last of several memberships stays, so the best fit has to come last.
    order = np.argsort(np.nan_to_num(one.industry_within, nan=-np.inf), kind="stable")
    fit[:, one.industry[order]] = found[:, order]
    return fit
