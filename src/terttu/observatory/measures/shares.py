"""Shares of known totals on plain blocks: the arithmetic under structure and concentration.

A block is one period of a table as float64. NaN is missing: it is in no total, stays NaN as a
share, and the other shares of its line are those of the known total. 0/0 is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, blocks, check_dims, labelled, missing_share
from ..errors import InputError
from .specialisation import empty_labels

Groups = xr.DataArray | Mapping[Any, Hashable]

_MANY = {REGION: "regions", INDUSTRY: "industries"}


def periods(x: xr.DataArray, *dims: str) -> Iterator[np.ndarray]:
    """The table period by period, as float64 with the axes ``dims``; a view where it can be."""
    for block in blocks(x, *dims):
        cells = block.astype(np.float64, copy=False)
        if (cells < 0).any():
            raise InputError(
                "The table has cells below zero, of which no share can be taken; "
                "mark them as missing or use a value that cannot be negative."
            )
        yield cells


def by_period(
    measure: Callable[..., np.ndarray],
    x: xr.DataArray,
    *dims: str,
    to: tuple[str, ...],
    name: str,
    figures: tuple[np.ndarray, ...] = (),
    **attrs: Any,
) -> xr.DataArray:
    """``measure`` of each period's block (axes ``dims``), labelled with the dims ``to``.

    ``figures`` (axes period, ...), as ``beside`` gives them, are handed on period by period.
    """
    lines = zip(periods(x, *dims), *figures, strict=True)
    values = np.stack([measure(*line) for line in lines])
    across = next(dim for dim in dims if dim != to[0])
    return labelled(values, x, *to, name=name, attrs={**attrs, **report(x, to[0], across)})


def report(x: xr.DataArray, line: str, across: str) -> dict[str, Any]:
    """The attributes that say what is missing, and which lines are NaN because they are empty."""
    attrs: dict[str, Any] = {"missing_share": missing_share(x)}
    if line in _MANY:
        filled = np.asarray((blocks(x, line, across) > 0).any(2))
        attrs[f"trimmed_{_MANY[line]}"] = empty_labels(filled, x, line)
    return attrs


def beside(figures: xr.DataArray, x: xr.DataArray, dim: str, *, what: str) -> np.ndarray:
    """Figures by ``dim`` (and period or not) in the order of ``x``: the axes (period, dim)."""
    if not isinstance(figures, xr.DataArray) or set(figures.dims) - {PERIOD} != {dim}:
        raise InputError(f"The {what} must be a labelled array with the dim {dim} (and period).")
    ordered = figures
    for name in figures.dims:
        ordered = _in_order(ordered, x, str(name), what)
    values = blocks(ordered, dim).astype(np.float64)
    return np.broadcast_to(values, (x.sizes.get(PERIOD, 1), x.sizes[dim]))


def group_names(x: xr.DataArray, groups: Groups) -> list[Hashable | None]:
    """The group of each industry of ``x``; None where ``groups`` names none."""
    if isinstance(groups, xr.DataArray):
        check_dims(groups, INDUSTRY)
        named = groups.dropna(INDUSTRY)
        groups = dict(zip(named[INDUSTRY].values.tolist(), named.values.tolist(), strict=True))
    return [groups.get(industry) for industry in x[INDUSTRY].values.tolist()]


def ratio(top: Any, bottom: Any) -> np.ndarray:
    """Top / bottom; NaN where the bottom is zero or either is missing."""
    top, bottom = np.broadcast_arrays(top, bottom)
    result = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=result, where=bottom != 0)
    return result


def total(cells: np.ndarray, axis: int) -> np.ndarray:
    """The sum of the known cells along ``axis``; NaN where none is known."""
    known = (~np.isnan(cells)).any(axis)
    return np.where(known, np.nansum(cells, axis), np.nan)


def shares(cells: np.ndarray, axis: int) -> np.ndarray:
    """Each cell as a share of the known total along ``axis``; NaN where that is zero."""
    return ratio(cells, np.nansum(cells, axis, keepdims=True))


def compared(first: np.ndarray, second: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Shares along ``axis`` of two broadcast arrays, of the cells that are known in both."""
    known = ~np.isnan(first + second)
    return (
        shares(np.where(known, first, np.nan), axis),
        shares(np.where(known, second, np.nan), axis),
    )


def distance(first: np.ndarray, second: np.ndarray, axis: int) -> np.ndarray:
    """The sum of absolute differences of two structures: 0 for the same, 2 for no overlap."""
    s, t = compared(first, second, axis)
    return total(np.abs(s - t), axis)


def _in_order(figures: xr.DataArray, x: xr.DataArray, dim: str, what: str) -> xr.DataArray:
    if dim not in x.dims:
        raise InputError(f"The {what} has periods and the table has none; choose one of them.")
    if dim not in figures.indexes or dim not in x.indexes:
        if figures.sizes[dim] != x.sizes[dim]:
            raise InputError(f"The {what} and the table differ in the number of {_many(dim)}.")
        return figures
    place = figures.indexes[dim].get_indexer(x.indexes[dim])
    if (place < 0).any():
        lacking = ", ".join(map(str, x.indexes[dim][place < 0][:5]))
        raise InputError(
            f"The {what} lacks the {_many(dim)} {lacking}; add them, empty if unknown."
        )
    return figures.isel({dim: place})


def _many(dim: str) -> str:
    return _MANY.get(dim, f"{dim}s")
