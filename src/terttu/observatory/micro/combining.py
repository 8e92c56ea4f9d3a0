"""Puts tables together that were counted apart, from several places or engines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import xarray as xr

from ..errors import InputError
from .counting import with_shares

T = TypeVar("T", xr.DataArray, xr.Dataset)

_ADDED = ("rows", "rows_counted", "rows_inside_a_firm")
_ALIKE = ("value", "per", "unknown", "decimals", "counting", "scheme")
_DERIVED = ("herfindahl", "fourth_moment")


def combine_counts(parts: Sequence[T]) -> T:
    """Add up tables of ``count``, ``count_plants``, ``count_flows`` or ``count_cooccurrence``.

    Use it for micro-data that lie in several places, or that are counted file by file: the sum is
    that of one count of everything. Whole numbers are added up exactly in int64 and others with a
    single rounding (math.fsum). A label that a part does not have counts 0 there. A cell that is
    NaN in some parts is the sum of the others, or NaN where these are 0 or ``unknown="missing"``.

    A project has to lie in one part for ``count(per=...)`` and ``count_cooccurrence``. The attrs
    add up too; ``source`` and ``engine`` list those of the parts.

    Raises InputError for no parts, other dims or variables, and other ways of counting.

    >>> import xarray as xr
    >>> dims = ("region", "industry")
    >>> north = xr.DataArray([[1, 2]], dims=dims, coords={"region": ["N"], "industry": ["A", "C"]})
    >>> south = xr.DataArray([[5]], dims=dims, coords={"region": ["S"], "industry": ["C"]})
    >>> combine_counts([north, south]).values.tolist()
    [[1, 2], [0, 5]]
    """
    _check(parts)
    first = parts[0]
    attrs = _attrs([part.attrs for part in parts])
    skip = attrs.get("unknown") != "missing"
    if isinstance(first, xr.DataArray):
        return _added(list(parts), skip=skip).assign_attrs(attrs)
    names = [name for name in first.data_vars if name not in _DERIVED]
    added = {name: _added([part[name] for part in parts], skip=skip) for name in names}
    return with_shares(xr.Dataset(added)).assign_attrs(attrs)


def _check(parts: Sequence[xr.DataArray] | Sequence[xr.Dataset]) -> None:
    if not parts:
        raise InputError("There are no tables to combine.")
    first = parts[0]
    for other in parts[1:]:
        if type(other) is not type(first) or {*other.dims} != {*first.dims}:
            raise InputError(
                f"Tables with the dims {', '.join(map(str, first.dims))} and "
                f"{', '.join(map(str, other.dims))} cannot be combined."
            )
        for name in _ALIKE:
            if other.attrs.get(name) != first.attrs.get(name):
                raise InputError(
                    f"The tables were counted in different ways ({name} is "
                    f"{first.attrs.get(name)!r} and {other.attrs.get(name)!r})."
                )


def _added(parts: list[xr.DataArray], *, skip: bool) -> xr.DataArray:
    """The sum of arrays over all of their labels, in order."""
    first = parts[0]
    labels = {
        dim: np.unique(np.concatenate([part[dim].values for part in parts])) for dim in first.dims
    }
    full = [part.transpose(*first.dims).reindex(labels, fill_value=0) for part in parts]
    stack = np.stack([part.values.reshape(-1) for part in full])
    values = _whole_sum(stack) if stack.dtype.kind in "iu" else _float_sum(stack, skip=skip)
    shape = [len(names) for names in labels.values()]
    return xr.DataArray(values.reshape(shape), dims=first.dims, coords=labels, name=first.name)


def _whole_sum(stack: np.ndarray) -> np.ndarray:
    total: np.ndarray = stack.sum(axis=0)
    if (np.abs(stack.astype(float).sum(axis=0)) > 2.0**62).any():
        raise InputError("A sum is above 4.6e18; give the figures in a larger unit.")
    return total


def _float_sum(stack: np.ndarray, *, skip: bool) -> np.ndarray:
    missing = np.isnan(stack)
    total = np.array([math.fsum(column) for column in np.where(missing, 0.0, stack).T])
    # A 0 may stand for no rows: beside NaN it does not make the sum known.
    unknown = missing.any(axis=0) & ((total == 0) if skip else True)
    return np.where(unknown, np.nan, total)


def _attrs(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """What the parts have in common, and the sums of their rows."""
    first = parts[0]
    attrs = {
        name: value
        for name, value in first.items()
        if all(name in part and part[name] == value for part in parts)
    }
    if not all("rows" in part for part in parts):
        return attrs
    for name in _ADDED:
        if name in first:
            attrs[name] = sum(part[name] for part in parts)
    attrs["rows_without"] = {
        name: sum(part["rows_without"][name] for part in parts) for name in first["rows_without"]
    }
    placed = attrs["rows_counted"] + attrs.get("rows_inside_a_firm", 0)
    attrs["missing_share"] = 1 - placed / attrs["rows"]
    for name in ("source", "engine"):
        attrs[name] = ", ".join(dict.fromkeys(part[name] for part in parts))
    return attrs
