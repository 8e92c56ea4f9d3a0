"""How varied and how special a region is: Herfindahl, entropy, variety, Krugman, Hachman.

Symbols: X_ri the figure of industry i in region r, s_ri = X_ri / X_r its share in the region,
q_i = X_i / X its share in the nation. Missing cells are in no total; where a region is compared
with a reference, only the industries that it knows are compared, with both sides' shares of them
made to sum to one again. The reference share of an industry is that of the regions which know it.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Literal

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, check_dims
from ..errors import InputError
from .shares import (
    Groups,
    by_period,
    compared,
    distance,
    group_names,
    periods,
    ratio,
    report,
    shares,
    total,
)

REGION_2 = "region_2"

Reference = Literal["nation", "rest", "pairwise"]
Axis = Literal["industry", "region"]


def herfindahl(
    x: xr.DataArray, *, over: Axis = "industry", normalised: bool = False
) -> xr.DataArray:
    """The Herfindahl index of each region (over industries) or of each industry (over regions).

    H_r = sum_i s_ri^2 with ``over="industry"``; H_i = sum_r (X_ri / X_i)^2 with
    ``over="region"``. From 1/n (all the same) to 1 (all in one), without a unit; n is the number
    of cells of the line that are known, empty ones included. ``normalised`` gives
    (H - 1/n) / (1 - 1/n), from 0 to 1, NaN for n = 1.

    The raw index is the default, as in EconGeo; econcomplex normalises unless told otherwise.
    Missing cells are left out and the shares are those of the known total. A line without
    any figure above zero is NaN.

    Raises InputError for other dims than region, industry and period, and for negative cells.

    Hirschman (1964) The Paternity of an Index, American Economic Review 54, 761.

    >>> import xarray as xr
    >>> x = xr.DataArray([[2, 2], [1, 3]], dims=("region", "industry"))
    >>> herfindahl(x).values
    array([0.5  , 0.625])
    >>> herfindahl(x, normalised=True).values
    array([0.  , 0.25])
    """
    line = _other(over)

    def measure(cells: np.ndarray) -> np.ndarray:
        index = total(shares(cells, 1) ** 2, 1)
        if not normalised:
            return index
        least = ratio(1.0, (~np.isnan(cells)).sum(1))
        return ratio(index - least, 1 - least)

    return by_period(measure, x, line, over, to=(line,), name="herfindahl", normalised=normalised)


def entropy(x: xr.DataArray, *, over: Axis = "industry", base: float = 2.0) -> xr.DataArray:
    """The Shannon entropy of each region's industries (or of each industry's regions).

    H_r = -sum_i s_ri log(s_ri) with 0 log 0 = 0; from 0 (all in one) to log(n) (all the same).
    In bits with ``base=2``, in nats with ``base=math.e``.

    EconGeo adds 1e-9 inside the logarithm and rounds to three decimals; nothing is added or
    rounded here. Missing cells are left out and the shares are those of the known total. A line
    without any figure above zero is NaN.

    Raises InputError for a base that is not above 1, for other dims than region, industry
    and period, and for negative cells.

    Shannon (1948) A Mathematical Theory of Communication, doi:10.1002/j.1538-7305.1948.tb01338.x

    >>> import xarray as xr
    >>> x = xr.DataArray([[1, 1, 2], [4, 0, 0]], dims=("region", "industry"))
    >>> entropy(x).values
    array([1.5, 0. ])
    """
    if not base > 1:
        raise InputError(f"The base of the logarithm must be above 1, not {base}.")
    line = _other(over)

    def measure(cells: np.ndarray) -> np.ndarray:
        s = shares(cells, 1)
        return total(s * _log2(ratio(1.0, s)), 1) / float(np.log2(base))

    return by_period(measure, x, line, over, to=(line,), name="entropy", base=float(base))


def related_variety(x: xr.DataArray, groups: Groups) -> xr.Dataset:
    """Related and unrelated variety of each region, in bits: related, unrelated, entropy.

    With P_rg = sum of s_ri over the industries i of group g,

    - unrelated = sum_g P_rg log2(1 / P_rg), the entropy between groups,
    - related = sum_g P_rg H_rg, H_rg = sum_{i in g} (s_ri / P_rg) log2(P_rg / s_ri), the entropy
      within groups, weighted by their size,
    - entropy = -sum_i s_ri log2 s_ri, and related + unrelated = entropy.

    ``groups`` names the group of each industry: an array with the dim industry, or a mapping from
    industry to group (e.g. the two-digit division of each four-digit class). Missing cells are
    left out and the shares are those of the known total. A region without any figure above
    zero is NaN.

    Raises InputError for an industry without a group, for other dims than region, industry and
    period, and for negative cells.

    Frenken, Van Oort & Verburg (2007) Related Variety, Unrelated Variety and Regional Economic
    Growth, doi:10.1080/00343400601120296, equations 1-3.

    >>> import xarray as xr
    >>> x = xr.DataArray(
    ...     [[1, 1, 2], [4, 0, 0]],
    ...     dims=("region", "industry"),
    ...     coords={"industry": ["C10", "C11", "J62"]},
    ... )
    >>> variety = related_variety(x, {"C10": "C", "C11": "C", "J62": "J"})
    >>> variety.related.values, variety.unrelated.values
    (array([0.5, 0. ]), array([1., 0.]))
    """
    check_dims(x, REGION, INDUSTRY)
    member = _membership(x, groups)

    def unrelated(cells: np.ndarray) -> np.ndarray:
        known = ratio(np.nan_to_num(cells) @ member, np.nansum(cells, 1, keepdims=True))
        return total(known * _log2(ratio(1.0, known)), 1)

    def related(cells: np.ndarray) -> np.ndarray:
        s = shares(cells, 1)
        whole = (np.nan_to_num(s) @ member) @ member.T
        return total(s * _log2(ratio(whole, s)), 1)

    parts = {
        part.__name__: by_period(part, x, REGION, INDUSTRY, to=(REGION,), name=part.__name__)
        for part in (related, unrelated)
    }
    attrs = {"base": 2.0, "groups": member.shape[1], **report(x, REGION, INDUSTRY)}
    return xr.Dataset({**parts, "entropy": entropy(x)}, attrs=attrs)


def krugman_index(x: xr.DataArray, *, reference: Reference = "nation") -> xr.DataArray:
    """Krugman's specialisation index K_r = sum_i |s_ri - q_i|, from 0 (the same) to 2.

    ``reference`` says with what each region is compared:

    - ``"nation"``: q_i = X_i / X, the region included, as EconGeo and econcomplex have it;
    - ``"rest"``: the nation without the region, q_i = (X_i - X_ri) / (X - X_r), so that a large
      region is not compared with itself;
    - ``"pairwise"``: every pair of regions, sum_i |s_ri - s_ui|, with the dims region and
      region_2: the form of the book. REAT's krugman.spec2 is its mean over the other regions.

    Missing cells: only the industries that both sides know are compared, each side's shares of
    them summing to one. NaN for a region without any figure above zero.

    Raises InputError for an unknown reference, for other dims than region, industry and period,
    and for negative cells.

    Krugman (1991) Geography and Trade, MIT Press.

    >>> import xarray as xr
    >>> x = xr.DataArray([[3, 1], [1, 3]], dims=("region", "industry"))
    >>> krugman_index(x).values
    array([0.5, 0.5])
    >>> krugman_index(x, reference="rest").values
    array([1., 1.])
    """
    check_dims(x, REGION, INDUSTRY)
    if reference == "pairwise":
        return _pairwise(x)
    if reference not in ("nation", "rest"):
        raise InputError(
            f'The reference is "nation", "rest" or "pairwise", not "{reference}"; choose one.'
        )
    expected = _nation if reference == "nation" else _rest
    return by_period(
        lambda cells: distance(cells, expected(cells), 1),
        x,
        REGION,
        INDUSTRY,
        to=(REGION,),
        name="krugman_index",
        reference=reference,
    )


def specialization_coefficient(x: xr.DataArray) -> xr.DataArray:
    """The coefficient of specialisation (1/2) sum_i |s_ri - q_i|, from 0 (as the nation) to 1.

    The share of the region's figure that would have to change industry for the region to look
    like the nation: half of ``krugman_index(x)``, whose treatment of missing and empty cells and
    whose errors it shares.

    Hoover & Giarratani (1985) An Introduction to Regional Economics, Knopf.

    >>> import xarray as xr
    >>> specialization_coefficient(
    ...     xr.DataArray([[3, 1], [1, 3]], dims=("region", "industry"))
    ... ).values
    array([0.25, 0.25])
    """
    half = krugman_index(x) / 2
    return half.rename("specialization_coefficient").assign_attrs(
        reference="nation", **report(x, REGION, INDUSTRY)
    )


def average_location_quotient(x: xr.DataArray) -> xr.DataArray:
    """Each region's mean location quotient, weighted by its own structure: sum_i LQ_ri s_ri.

    LQ_ri = s_ri / q_i; 1 for a region with the nation's structure, more the more special it is.
    An industry that nobody has weighs nothing. Missing cells: the region's known industries
    alone, with s and q of them summing to one. NaN for a region without any figure above zero.

    Raises InputError for other dims than region, industry and period, and for negative cells.

    The inverse of the Hachman index; as commonly reported.

    >>> import xarray as xr
    >>> average_location_quotient(
    ...     xr.DataArray([[3, 1], [1, 3]], dims=("region", "industry"))
    ... ).values
    array([1.25, 1.25])
    """

    def measure(cells: np.ndarray) -> np.ndarray:
        s, q = compared(cells, _nation(cells), 1)
        return total(s * ratio(s, q), 1)

    name = "average_location_quotient"
    return by_period(measure, x, REGION, INDUSTRY, to=(REGION,), name=name)


def hachman_index(x: xr.DataArray) -> xr.DataArray:
    """The Hachman index 1 / sum_i LQ_ri s_ri, in (0, 1]: 1 for the structure of the nation.

    LQ_ri = s_ri / q_i. Missing and empty cells and errors as in ``average_location_quotient``,
    of which it is the inverse.

    Hachman, Bureau of Economic and Business Research, University of Utah; as commonly reported.

    >>> import xarray as xr
    >>> hachman_index(xr.DataArray([[3, 1], [1, 3]], dims=("region", "industry"))).values
    array([0.8, 0.8])
    """
    inverse = 1 / average_location_quotient(x)
    return inverse.rename("hachman_index").assign_attrs(report(x, REGION, INDUSTRY))


def _other(over: str) -> str:
    others = {INDUSTRY: REGION, REGION: INDUSTRY}
    if over not in others:
        raise InputError(f'A share is taken over "industry" or over "region", not "{over}".')
    return others[over]


def _log2(values: np.ndarray) -> np.ndarray:
    """The logarithm to base 2; 0 where there is none: 0 log 0 = 0, and NaN stays with its share."""
    return np.asarray(np.log2(values, out=np.zeros_like(values), where=values > 0))


def _membership(x: xr.DataArray, groups: Groups) -> np.ndarray:
    """Which industry (row) is in which group (column), as zeros and ones."""
    names = group_names(x, groups)
    if None in names:
        pairs = zip(x[INDUSTRY].values.tolist(), names, strict=True)
        lacking = [str(industry) for industry, name in pairs if name is None]
        raise InputError(f"These industries have no group: {', '.join(lacking[:5])}; name it.")
    order = {name: column for column, name in enumerate(dict.fromkeys(names))}
    return np.eye(len(order))[[order[name] for name in names]]


def _nation(cells: np.ndarray) -> np.ndarray:
    """q_i of the regions that know industry i, on a line for each region."""
    known = ~np.isnan(cells)
    q = ratio(np.nansum(cells, 0), np.nansum(cells, 1) @ known)
    return np.broadcast_to(q, cells.shape)


def _rest(cells: np.ndarray) -> np.ndarray:
    """The share of each industry in the other regions that know it, for each region."""
    known = ~np.isnan(cells)
    area = np.nansum(cells, 1)
    others = (area @ known) - area[:, np.newaxis]
    return ratio(np.nansum(cells, 0) - np.nan_to_num(cells), others)


def _pairwise(x: xr.DataArray) -> xr.DataArray:
    dated = PERIOD in x.dims
    values = np.stack([_between(cells) for cells in periods(x, REGION, INDUSTRY)])
    coords: dict[Hashable, Any] = {
        key: coordinate
        for key, coordinate in x.coords.items()
        if set(coordinate.dims) <= {PERIOD, REGION}
    }
    if REGION in x.coords:
        coords[REGION_2] = (REGION_2, x[REGION].values)
    return xr.DataArray(
        values if dated else values[0],
        dims=(*([PERIOD] if dated else []), REGION, REGION_2),
        coords=coords,
        name="krugman_index",
        attrs={"reference": "pairwise", **report(x, REGION, INDUSTRY)},
    )


def _between(cells: np.ndarray) -> np.ndarray:
    if np.isnan(cells).any():
        return np.stack([distance(cells, line[np.newaxis], 1) for line in cells])
    from scipy.spatial.distance import cdist

    s = shares(cells, 1)
    return np.asarray(cdist(s, s, "cityblock"))
