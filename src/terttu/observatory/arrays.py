"""Labelled arrays in and out: the dims that every measure speaks of, and one period or many.

A measure takes arrays with named dims in any order, works on plain blocks of numbers, one period
after the other, and gives labelled arrays back. Nothing here changes its input.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import xarray as xr

from .errors import InputError

PERIOD = "period"
REGION = "region"
INDUSTRY = "industry"
INDUSTRY_2 = "industry_2"


def blocks(x: xr.DataArray, *dims: str) -> np.ndarray:
    """The values of ``x`` with the axes (period, *dims); one period where ``x`` has no periods.

    A view wherever the order of the axes allows: never write into it. Raises InputError for a
    missing or an unexpected dim.
    """
    check_dims(x, *dims)
    # The bare array is turned: a labelled one takes ten times as long.
    if PERIOD in x.dims:
        return np.asarray(x.values.transpose(x.get_axis_num((PERIOD, *dims))))
    return np.asarray(x.values.transpose(x.get_axis_num(dims))[np.newaxis])


def labelled(
    values: np.ndarray,
    like: xr.DataArray,
    *dims: str,
    name: str,
    attrs: Mapping[str, Any] | None = None,
) -> xr.DataArray:
    """Wrap blocks (period, *dims) as an array with the labels of ``like``.

    The axis of periods is dropped where ``like`` has none. ``industry_2`` takes the labels of
    ``industry``. Coordinates beside the index (names of regions, labels of industries) come along.
    """
    dated = PERIOD in like.dims
    names = (PERIOD, *dims) if dated else dims
    return xr.DataArray(
        values if dated else values[0],
        dims=names,
        coords=_coordinates(like, names),
        name=name,
        attrs=dict(attrs or {}),
    )


def check_dims(x: xr.DataArray, *dims: str) -> None:
    """Raise InputError unless ``x`` has exactly ``dims``, and periods or not."""
    if not isinstance(x, xr.DataArray):
        raise InputError(
            f"A labelled array (xarray.DataArray) is needed, not {type(x).__name__}; "
            "read_table makes one from a file or a frame."
        )
    if set(x.dims) - {PERIOD} != set(dims):
        raise InputError(
            f"An array with the dims {', '.join(dims)} (and period or not) is needed; this one "
            f"has {', '.join(map(str, x.dims)) or 'none'}."
        )


def observation_dim(m: xr.DataArray) -> str:
    """The dim of ``m`` beside period and industry: region, or whatever units were observed."""
    rest = [dim for dim in m.dims if dim not in (PERIOD, INDUSTRY)]
    if INDUSTRY not in m.dims or len(rest) != 1 or rest[0] == INDUSTRY_2:
        raise InputError(
            "An array of units (region, firm, project, ...) by industry is needed; this one has "
            f"the dims {', '.join(map(str, m.dims)) or 'none'}."
        )
    return str(rest[0])


def missing_share(x: xr.DataArray) -> float:
    """The share of cells without a figure, between 0 and 1."""
    return float(np.isnan(x.values).mean()) if x.size and x.dtype.kind == "f" else 0.0


def _coordinates(like: xr.DataArray, names: tuple[str, ...]) -> dict[Hashable, Any]:
    kept: dict[Hashable, Any] = {
        key: coordinate
        for key, coordinate in like.coords.items()
        if set(coordinate.dims) <= {*names}
    }
    if INDUSTRY_2 in names and INDUSTRY_2 not in kept and INDUSTRY in like.coords:
        kept[INDUSTRY_2] = (INDUSTRY_2, like[INDUSTRY].values)
    return kept
