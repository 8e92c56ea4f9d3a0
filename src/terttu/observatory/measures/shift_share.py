"""Shift-share analysis: a region's change split into the nation's, its industries' and its own."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, check_dims, labelled, missing_share
from ..errors import InputError
from .shares import periods, ratio

Method = Literal["dunn", "esteban_marquillas", "dynamic"]
METHODS = ("dunn", "esteban_marquillas", "dynamic")


def shift_share(x: xr.DataArray, *, method: Method = "dunn") -> xr.Dataset:
    """Split the change of each cell into national, industry_mix and regional; change is the sum.

    Between two consecutive periods, with X the earlier figure, g = growth of the nation, g_i of
    the industry in the nation and g_ri of the cell (X(t) / X(t-1) - 1):

    - ``"dunn"``: national X_ri g, industry_mix X_ri (g_i - g), regional X_ri (g_ri - g_i);
    - ``"esteban_marquillas"``: regional is X'_ri (g_ri - g_i) with the homothetic figure
      X'_ri = X_r X_i / X, that the region would have with the nation's structure, and a fourth
      part, allocation, is (X_ri - X'_ri)(g_ri - g_i);
    - ``"dynamic"``: the parts of ``"dunn"``, summed over all pairs of consecutive periods, so
      that weights and growth are brought up to date in between.

    In the units of ``x``, float64. The dims are period (the later one of each pair), region and
    industry; ``"dynamic"`` has no period. Periods are taken in the order of their labels. Totals
    of a region or of an industry are sums: ``parts.sum("industry", min_count=1)``.

    A cell that was empty before has no growth: its whole change is regional, and allocation is
    zero. The parts always add up to the change (REAT's shift gives NaN for a region with an empty
    cell).

    Missing cells: the parts of a cell are NaN unless it is known in both periods, and g, g_i,
    X_r and X_i / X are those of cells known in both periods: g_i = sum_r X_ri(t) /
    sum_r X_ri(t-1) - 1 over the regions r that know industry i twice, g the same over all such
    cells, and X_i / X relates X_i to the X_r of the regions that know i. In
    ``"dynamic"`` one unknown step leaves the cell unknown. ``missing_share`` is in the attrs.

    Raises InputError for fewer than two periods, an unknown method, other dims than region,
    industry and period, and negative cells.

    Dunn (1960) A Statistical and Analytical Technique for Regional Analysis,
    doi:10.1111/j.1435-5597.1960.tb01705.x; Esteban-Marquillas (1972) A Reinterpretation of
    Shift-Share Analysis, Regional and Urban Economics 2, 249; Barff & Knight (1988) Dynamic
    Shift-Share Analysis, Growth and Change 19(2), 1.

    >>> import xarray as xr
    >>> x = xr.DataArray(
    ...     [[[30, 10], [10, 50]], [[45, 10], [15, 70]]],
    ...     dims=("period", "region", "industry"),
    ...     coords={"period": [2015, 2020]},
    ... )
    >>> parts = shift_share(x).sel(period=2020).sum("industry").round(2)
    >>> parts.national.values, parts.industry_mix.values, parts.regional.values
    (array([16., 24.]), array([ 2.33, -2.33]), array([-3.33,  3.33]))
    """
    check_dims(x, REGION, INDUSTRY)
    if method not in METHODS:
        raise InputError(f"The method is one of {', '.join(METHODS)}, not {method}; choose one.")
    if x.sizes.get(PERIOD, 0) < 2:
        raise InputError("Shift-share compares periods: give a table with two periods or more.")
    ordered = x.sortby(PERIOD) if PERIOD in x.coords else x
    steps = _steps(ordered, homothetic=method == "esteban_marquillas")
    attrs = {"method": method, "missing_share": missing_share(x)}
    later, dims = ordered.isel({PERIOD: slice(1, None)}), (REGION, INDUSTRY)
    if method == "dynamic":
        # One block for all periods: labelled as a table without periods.
        later = later.isel({PERIOD: 0}, drop=True)
        steps = {name: values.sum(0, keepdims=True) for name, values in steps.items()}
    return xr.Dataset(
        {
            name: labelled(values, later, *dims, name=name, attrs=attrs)
            for name, values in steps.items()
        },
        attrs=attrs,
    )


def _steps(x: xr.DataArray, *, homothetic: bool) -> dict[str, np.ndarray]:
    """The parts of all pairs of consecutive periods, as blocks (period, region, industry)."""
    pairs = [
        _parts(before, after, homothetic=homothetic)
        for before, after in pairwise(periods(x, REGION, INDUSTRY))
    ]
    return {name: np.stack([parts[name] for parts in pairs]) for name in pairs[0]}


def _parts(before: np.ndarray, after: np.ndarray, *, homothetic: bool) -> dict[str, np.ndarray]:
    known = ~np.isnan(before + after)
    old, new = np.where(known, before, 0.0), np.where(known, after, 0.0)
    nation = _growth(old.sum(), new.sum())
    industry = _growth(old.sum(0), new.sum(0))
    parts = {
        "national": old * nation,
        "industry_mix": old * (industry - nation),
        "regional": new - old - old * industry,
    }
    if homothetic:
        whole = parts["regional"]
        differential = _growth(old, new) - industry
        region = old.sum(1, keepdims=True)
        expected = region * np.nan_to_num(ratio(old.sum(0), (region * known).sum(0)))
        parts["regional"] = np.where(old > 0, expected * differential, whole)
        parts["allocation"] = np.where(old > 0, (old - expected) * differential, 0.0)
    parts["change"] = new - old
    return {name: np.where(known, part, np.nan) for name, part in parts.items()}


def _growth(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """New over old, less one; 0 where there was nothing, which nothing is multiplied with."""
    return np.where(old > 0, ratio(new, old) - 1, 0.0)
