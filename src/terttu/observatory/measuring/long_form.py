"""Results as frames: one row a cell, with the labels of its period, region and industry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from ..errors import InputError

VALUE = "value"
VARIABLE = "variable"

Result = xr.DataArray | xr.Dataset


def as_dataset(result: Result) -> xr.Dataset:
    """``result`` as a dataset; an array without a name becomes the variable ``value``."""
    if isinstance(result, xr.Dataset):
        return result
    if not isinstance(result, xr.DataArray):
        raise InputError(
            f"A result is a labelled array or a dataset of xarray, not {type(result).__name__}."
        )
    named = result.rename(VALUE if result.name is None else str(result.name))
    return named.to_dataset()


def frames(result: Result) -> dict[str, pl.DataFrame]:
    """A frame for all variables of the same dims, by the names of these variables.

    Its columns are the dims, the coordinates that stand beside them (names of regions, labels of
    industries; a single period) and a column for each variable; its rows are the cells in the
    order of the labels. NaN becomes null.
    """
    dataset = as_dataset(result)
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, variable in dataset.data_vars.items():
        alike.setdefault(tuple(sorted(map(str, variable.dims))), []).append(str(name))
    if not alike:
        raise InputError("The result has no variables, so there is nothing to write.")
    return {", ".join(names): _frame(dataset[names], names) for names in alike.values()}


def long_frame(result: Result) -> pl.DataFrame:
    """All of ``result`` in one frame.

    Variables of the same dims stand side by side. Those of different dims (the complexity of
    regions and of industries) come one after the other, with the columns ``variable`` and
    ``value``; labels that a variable does not have are null.
    """
    parts = list(frames(result).values())
    if len(parts) == 1:
        return parts[0]
    names = [str(name) for name in as_dataset(result).data_vars]
    tidy = [_unpivoted(part, [name for name in part.columns if name in names]) for part in parts]
    labels = {c: None for part in tidy for c in part.columns if c not in (VARIABLE, VALUE)}
    return pl.concat(tidy, how="diagonal_relaxed").select(VARIABLE, *labels, VALUE)


def _unpivoted(part: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    labels = [column for column in part.columns if column not in names]
    return part.unpivot(on=names, index=labels, variable_name=VARIABLE, value_name=VALUE)


def _frame(dataset: xr.Dataset, names: list[str]) -> pl.DataFrame:
    dims = tuple(map(str, dataset[names[0]].dims))
    sizes = {dim: dataset.sizes[dim] for dim in dims}
    columns = dict(_labels(dataset, dims, sizes))
    for name in names:
        columns[name] = _numbers(dataset[name].transpose(*dims).values.reshape(-1))
    return pl.DataFrame(columns)


def _labels(
    dataset: xr.Dataset, dims: tuple[str, ...], sizes: Mapping[str, int]
) -> Iterator[tuple[str, pl.Series]]:
    """The columns of labels: each dim, then what stands beside it, then what holds for all."""
    beside = {str(key): value for key, value in dataset.coords.items() if key not in dims}
    scalar = {key: value for key, value in beside.items() if not value.dims}
    for key, value in scalar.items():
        yield key, _spread(value, dims, sizes)
    for dim in dims:
        index = dataset[dim] if dim in dataset.coords else xr.DataArray(range(sizes[dim]), dims=dim)
        yield dim, _spread(index, dims, sizes)
        for key, value in beside.items():
            if value.dims and str(value.dims[-1]) == dim and set(value.dims) <= {*dims}:
                yield key, _spread(value, dims, sizes)


def _spread(labels: xr.DataArray, dims: tuple[str, ...], sizes: Mapping[str, int]) -> pl.Series:
    """The label of every cell: places are repeated, so that no text is made twice."""
    own = tuple(dim for dim in dims if dim in labels.dims)
    shape = [sizes[dim] if dim in own else 1 for dim in dims]
    places = np.arange(labels.size, dtype=np.uint32).reshape(shape)
    everywhere = np.broadcast_to(places, [sizes[dim] for dim in dims]).reshape(-1)
    return _texts(labels.transpose(*own).values.reshape(-1)).gather(pl.Series(everywhere))


def _texts(values: np.ndarray) -> pl.Series:
    if values.dtype.kind in "iufbM":
        return pl.Series(values)
    return pl.Series([None if is_nothing(v) else str(v) for v in values], dtype=pl.String)


def is_nothing(value: Any) -> bool:
    """Whether a label is none at all."""
    return value is None or value != value  # noqa: PLR0124 - NaN among labels is the one unequal


def _numbers(values: np.ndarray) -> pl.Series:
    if values.dtype.kind in "iub":
        return pl.Series(values)
    if values.dtype.kind == "f":
        return pl.Series(values).fill_nan(None)
    return _texts(values)
