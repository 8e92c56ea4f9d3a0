"""Bounds of suppressed cells from margins: an interval that holds the truth, never a guess.

Offices leave cells out and publish totals. What the totals leave for a cell is an interval, and a
measure of the table has an interval too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, blocks, check_dims, missing_share
from ..errors import InputError
from .linear_bounds import Equation, propagate, solve

MAX_EXACT = 20_000


def cell_bounds(
    x: xr.DataArray,
    *,
    region_totals: xr.DataArray | None = None,
    industry_totals: xr.DataArray | None = None,
    total: xr.DataArray | float | None = None,
    hierarchy: Mapping[str, Sequence[str]] | None = None,
    hierarchy_totals: xr.DataArray | None = None,
    within: xr.Dataset | None = None,
    whole: bool = False,
    exact: bool = False,
    tolerance: float = 0.0,
) -> xr.Dataset:
    r"""Intervals of the missing cells of a table from its published totals.

    .. math:: \sum_i x_{ri} = X_r, \qquad \sum_r x_{ri} = X_i, \qquad
              \sum_r X_r = \sum_i X_i = X, \qquad x_{ri} \ge 0

    ``x`` has the dims region and industry, and periods or not; missing cells are suppressed
    figures of 0 or more. ``region_totals`` (dim region), ``industry_totals`` (dim industry) and
    ``total`` may have periods and may be missing here and there: a missing total is bounded
    itself. ``hierarchy`` says which industries (or regions) a coarser code consists of, and
    ``hierarchy_totals`` holds the figures of the coarser codes (dims region and industry).
    ``within`` (a Dataset of ``low`` and ``high``, NaN for none) is what is known of cells besides,
    such as classes of size. ``whole`` says that figures are whole numbers, which narrows further.

    The intervals are narrowed by every total until nothing changes; each holds the truth, and
    together they may be wider than all totals at once allow. ``exact`` gives the narrowest ones by
    linear programming (two programs a cell; at most 20,000 missing cells). ``tolerance`` is what a
    sum may be off by where published figures are rounded: half the unit of rounding times the
    number of figures in the longest sum is always enough.

    The result holds ``low`` and ``high`` with the dims of ``x``: both the figure where a cell is
    known, ``high`` infinite where nothing bounds it; and the same for the totals as
    ``region_low``, ``region_high``, ``industry_low``, ``industry_high``, ``total_low`` and
    ``total_high``. Attrs: ``missing_share``, ``bounded_share`` (of the missing cells, with a finite
    bound), ``method``.

    Bounds of this kind are what offices check tables for before they publish them: Dobra A,
    Fienberg SE (2000) Bounds for cell entries in contingency tables given marginal totals and
    decomposable graphs, PNAS 97:11885-11892.

    Raises InputError for totals that contradict the figures, naming the row, for negative figures
    and for labels that do not match.

    >>> import xarray as xr
    >>> x = xr.DataArray([[5, float("nan")], [float("nan"), 1]], dims=("region", "industry"),
    ...                  coords={"region": ["A", "B"], "industry": ["10", "11"]})
    >>> totals = xr.DataArray([8, 3], dims="region", coords={"region": ["A", "B"]})
    >>> found = cell_bounds(x, region_totals=totals)
    >>> found.low.values.tolist(), found.high.values.tolist()
    ([[5.0, 3.0], [2.0, 1.0]], [[5.0, 3.0], [2.0, 1.0]])
    """
    check_dims(x, REGION, INDUSTRY)
    margins = {
        REGION: _margin(x, region_totals, (REGION,)),
        INDUSTRY: _margin(x, industry_totals, (INDUSTRY,)),
        "total": _margin(x, total, ()),
    }
    coarse = _coarse(x, hierarchy, hierarchy_totals)
    cells = blocks(x, REGION, INDUSTRY).astype(float)
    if np.nanmin(cells, initial=0.0) < 0:
        raise InputError("Cells have bounds where figures are 0 or more; some are negative.")
    if exact and np.isnan(cells).sum() > MAX_EXACT:
        raise InputError(
            f"There are {int(np.isnan(cells).sum()):,} missing cells, over the {MAX_EXACT:,} for "
            "which exact bounds are computed; leave exact out, or take fewer periods or regions."
        )
    priors = _priors(x, within)
    made = []
    for at in range(len(cells)):
        table = _table(x, at, margins, coarse, priors)
        _round_inwards(table, whole=whole)
        propagate(table.low, table.high, table.equations, tolerance)
        if whole:
            _round_inwards(table, whole=True)
            propagate(table.low, table.high, table.equations, tolerance)
        if exact:
            wanted = set(np.flatnonzero(table.high > table.low).tolist())
            solve(table.low, table.high, table.equations, tolerance, wanted)
            _round_inwards(table, whole=whole)
        made.append(table)
    return _dataset(x, cells, made, exact=exact)


@dataclass(frozen=True, slots=True)
class _Table:
    """The variables of one period: cells, their margins in a last row and column, coarser codes."""

    low: np.ndarray
    high: np.ndarray
    equations: list[Equation]
    shape: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Coarse:
    """Figures of coarser codes by period, other axis and code, and the places of their parts."""

    dim: str
    codes: list[str]
    parts: list[list[int]]
    values: np.ndarray


def _margin(
    x: xr.DataArray, given: xr.DataArray | float | None, dims: tuple[str, ...]
) -> np.ndarray:
    """Totals by period and label of ``x``, NaN where there are none."""
    shape = (x.sizes.get(PERIOD, 1), *(x.sizes[dim] for dim in dims))
    if given is None:
        return np.full(shape, np.nan)
    if not isinstance(given, xr.DataArray):
        given = xr.DataArray(float(given))
    if set(given.dims) - {PERIOD} != {*dims}:
        raise InputError(
            f"Totals with the dims {', '.join(dims) or 'none'} (and period or not) are needed; "
            f"these have {', '.join(map(str, given.dims)) or 'none'}."
        )
    wanted = {dim: x[dim].values for dim in (PERIOD, *dims) if dim in given.dims and dim in x.dims}
    for dim, labels in wanted.items():
        absent = next((label for label in labels if label not in given[dim].values), None)
        if absent is not None:
            raise InputError(f"The totals have no {dim} {absent}; give NaN where one is unknown.")
    if PERIOD in given.dims and PERIOD not in x.dims:
        raise InputError("The totals have periods and the table has none; choose one.")
    chosen = given.sel(wanted)
    values = blocks(chosen, *dims).astype(float)
    if np.nanmin(values, initial=0.0) < 0:
        raise InputError("Totals are figures of 0 or more; some are negative.")
    return np.broadcast_to(values, shape).copy()


def _coarse(
    x: xr.DataArray,
    hierarchy: Mapping[str, Sequence[str]] | None,
    totals: xr.DataArray | None,
) -> _Coarse | None:
    if hierarchy is None and totals is None:
        return None
    if not hierarchy or totals is None:
        raise InputError("hierarchy and hierarchy_totals are given together.")
    check_dims(totals, REGION, INDUSTRY)
    children = {child for parts in hierarchy.values() for child in parts}
    own = {str(code) for code in x[INDUSTRY].values}
    dim = INDUSTRY if children & own else REGION
    other = REGION if dim == INDUSTRY else INDUSTRY
    place = {str(code): at for at, code in enumerate(x[dim].values)}
    absent = next((child for child in children if child not in place), None)
    if absent is not None:
        raise InputError(
            f"The hierarchy names {absent!r}, which is no {dim} of the table; name what a coarser "
            "code consists of in full, or leave it out."
        )
    codes = [code for code in hierarchy if code in {str(c) for c in totals[dim].values}]
    if not codes:
        raise InputError(f"The hierarchy_totals have none of the coarser codes along {dim}.")
    missing = next((c for c in x[other].values if c not in totals[other].values), None)
    if missing is not None:
        raise InputError(f"The hierarchy_totals have no {other} {missing}.")
    if PERIOD in x.dims and PERIOD in totals.dims:
        totals = totals.sel({PERIOD: x[PERIOD].values})
    chosen = blocks(totals.sel({dim: codes, other: x[other].values}), other, dim).astype(float)
    count = x.sizes.get(PERIOD, 1)
    values = np.broadcast_to(chosen, (count, *chosen.shape[1:]))
    return _Coarse(dim, codes, [[place[c] for c in hierarchy[code]] for code in codes], values)


def _priors(x: xr.DataArray, within: xr.Dataset | None) -> tuple[np.ndarray, np.ndarray] | None:
    if within is None:
        return None
    if not {"low", "high"} <= {str(name) for name in within.data_vars}:
        raise InputError("within is a Dataset of low and high, like the result.")
    low, high = (
        blocks(within[name].broadcast_like(x), REGION, INDUSTRY) for name in ("low", "high")
    )
    low, high = np.nan_to_num(low.astype(float)), np.where(np.isnan(high), np.inf, high)
    if low.shape != blocks(x, REGION, INDUSTRY).shape or (low > high).any() or (low < 0).any():
        raise InputError("within does not fit the table: low is 0 or more and at most high.")
    return low, high


def _table(
    x: xr.DataArray,
    at: int,
    margins: Mapping[str, np.ndarray],
    coarse: _Coarse | None,
    priors: tuple[np.ndarray, np.ndarray] | None,
) -> _Table:
    values = blocks(x, REGION, INDUSTRY)[at].astype(float)
    rows, columns = values.shape
    figures = np.full((rows + 1, columns + 1), np.nan)
    figures[:-1, :-1] = values
    figures[:-1, -1] = margins[REGION][at]
    figures[-1, :-1] = margins[INDUSTRY][at]
    figures[-1, -1] = margins["total"][at]
    low, high = np.nan_to_num(figures), np.where(np.isnan(figures), np.inf, figures)
    if priors is not None:
        hidden = np.isnan(values)
        low[:-1, :-1][hidden] = priors[0][at][hidden]
        high[:-1, :-1][hidden] = priors[1][at][hidden]
    when = f", period {x[PERIOD].values[at]}" if PERIOD in x.dims else ""
    place = np.arange(low.size).reshape(low.shape)
    equations = []
    for dim, lines in ((REGION, place), (INDUSTRY, place.T)):
        names = [*(f"{dim} {label}" for label in x[dim].values), f"the total by {dim}"]
        for name, line in zip(names, lines, strict=True):
            equations.append(Equation(int(line[-1]), line[:-1], name + when))
    table = _Table(low.reshape(-1), high.reshape(-1), equations, low.shape)
    return table if coarse is None else _with_coarse(table, x, coarse, coarse.values[at], when)


def _with_coarse(
    table: _Table, x: xr.DataArray, coarse: _Coarse, values: np.ndarray, when: str
) -> _Table:
    """The table with coarser codes: each the sum of its parts, all with the rest the total."""
    first = len(table.low)
    place = np.arange(first).reshape(table.shape)
    other = REGION if coarse.dim == INDUSTRY else INDUSTRY
    lines = place if coarse.dim == INDUSTRY else place.T
    inside = [part for parts in coarse.parts for part in parts]
    rest = np.setdiff1d(np.arange(lines.shape[1] - 1), inside)
    equations = list(table.equations)
    for one, label in enumerate(x[other].values):
        own = first + one * len(coarse.codes) + np.arange(len(coarse.codes))
        for total, code, parts in zip(own, coarse.codes, coarse.parts, strict=True):
            name = f"{coarse.dim} {code} of {other} {label}{when}"
            equations.append(Equation(int(total), lines[one][parts], name))
        if len(set(inside)) == len(inside):
            whole = np.concatenate([own, lines[one][rest]])
            name = f"{other} {label} by its coarser codes{when}"
            equations.append(Equation(int(lines[one][-1]), whole, name))
    known = np.isnan(values).reshape(-1)
    low = np.concatenate([table.low, np.nan_to_num(values).reshape(-1)])
    high = np.concatenate([table.high, np.where(known, np.inf, values.reshape(-1))])
    return _Table(low, high, equations, table.shape)


def _round_inwards(table: _Table, *, whole: bool) -> None:
    """Whole numbers lie between the next whole ones; what rounding of numbers did is let go."""
    if not whole:
        return
    open_ = table.high > table.low
    table.low[open_] = np.ceil(table.low[open_] - 1e-6)
    table.high[open_] = np.floor(table.high[open_] + 1e-6)
    crossed = table.low > table.high
    if crossed.any():
        raise InputError("No whole numbers fit the totals; leave whole out, or check the figures.")


def _dataset(
    x: xr.DataArray, cells: np.ndarray, made: Sequence[_Table], *, exact: bool
) -> xr.Dataset:
    count = made[0].shape[0] * made[0].shape[1]
    both = {
        name: np.stack([getattr(table, name)[:count].reshape(table.shape) for table in made])
        for name in ("low", "high")
    }
    like = (
        x.transpose(PERIOD, REGION, INDUSTRY) if PERIOD in x.dims else x.transpose(REGION, INDUSTRY)
    )
    empty = xr.zeros_like(like, dtype=float)
    found = xr.Dataset()
    for name, values in both.items():
        found[name] = _shaped(values[:, :-1, :-1], empty).transpose(*x.dims)
        found[f"{REGION}_{name}"] = _shaped(values[:, :-1, -1], empty.isel(industry=0, drop=True))
        found[f"{INDUSTRY}_{name}"] = _shaped(values[:, -1, :-1], empty.isel(region=0, drop=True))
        found[f"total_{name}"] = _shaped(
            values[:, -1, -1], empty.isel(region=0, industry=0, drop=True)
        )
    hidden = np.isnan(cells)
    bounded = np.isfinite(both["high"][:, :-1, :-1][hidden])
    found.attrs = {
        "missing_share": missing_share(x),
        "bounded_share": float(bounded.mean()) if hidden.any() else 1.0,
        "method": "exact, by linear programming" if exact else "sums, until nothing changes",
    }
    return found


def _shaped(values: np.ndarray, like: xr.DataArray) -> xr.DataArray:
    return like.copy(data=values.reshape(like.shape)).drop_attrs(deep=False)
