"""Plants counted into what the indices of agglomeration need, where their rows lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, missing_share
from ..errors import InputError

if TYPE_CHECKING:
    import narwhals as nw

_SUMS = ("unknown", "rows", "power_1", "power_2", "power_4")


def plant_table(
    frame: Any,
    *,
    region: str = "region",
    industry: str = "industry",
    size: str = "employment",
    period: str | None = None,
) -> xr.Dataset:
    """Count a frame with one row an establishment into what the indices of agglomeration need.

    The Dataset has ``x`` (region, industry), the summed size; and by industry ``plants`` K_i, the
    number of rows, ``herfindahl`` H_i = sum_k z_ki^2 and ``fourth_moment`` sum_k z_ki^4, with
    z_ki = size_ki / sum_k size_ki. ``period`` names a column of periods, and adds that dim.

    ``frame`` is any eager or lazy frame that narwhals knows (polars, pandas, PyArrow, DuckDB,
    PySpark, ...); it is summed where it lies, and sums alone are collected. A region or period
    without plants in an industry has zero. A plant without a size makes its cell and its
    industry's H and fourth moment missing (NaN), never zero.

    Raises InputError for a column that the frame lacks and for negative sizes.

    >>> import polars as pl
    >>> plants = pl.DataFrame(
    ...     {"region": ["N", "N", "S"], "industry": ["C", "C", "C"], "employment": [10, 30, 60]}
    ... )
    >>> plant_table(plants).herfindahl.values
    array([0.46])
    """
    columns = {PERIOD: period, REGION: region, INDUSTRY: industry}
    keys = {dim: column for dim, column in columns.items() if column is not None}
    cells = _cells(_summed(frame, keys, size), tuple(keys))
    line = cells.sum(REGION)
    whole = line["power_1"].where((line["unknown"] == 0) & (line["power_1"] > 0))
    x = cells["power_1"].where(cells["unknown"] == 0)
    return xr.Dataset(
        {
            "x": x,
            "plants": line["rows"],
            "herfindahl": line["power_2"] / whole**2,
            "fourth_moment": line["power_4"] / whole**4,
        },
        attrs={"missing_share": missing_share(x)},
    )


def _summed(frame: Any, keys: Mapping[str, str], size: str) -> nw.DataFrame[Any]:
    """The sums of a frame of plants by cell, made where the frame lies."""
    import narwhals as nw

    plants = nw.from_native(frame)
    lacking = sorted({*keys.values(), size} - {*plants.collect_schema().names()})
    if lacking:
        raise InputError(f"The frame of plants has no column {', '.join(lacking)}; name them.")
    figure = nw.col(size).cast(nw.Float64)
    unknown = figure.is_null() | figure.is_nan()
    known = nw.when(~unknown).then(figure).otherwise(0.0)
    sums = {"unknown": unknown.cast(nw.Int64), "rows": nw.lit(1), "power_1": known}
    sums |= {"power_2": known**2, "power_4": known**4}
    cells = (
        plants.select(**{dim: nw.col(column) for dim, column in keys.items()}, **sums)
        .group_by(list(keys))
        .agg(*(nw.col(name).sum() for name in _SUMS), lowest=nw.col("power_1").min())
    )
    # Lazy frames are collected as what each engine gives without Arrow.
    backend: Literal["polars", "pandas"]
    backend = "polars" if cells.implementation.is_polars() else "pandas"
    counted: nw.DataFrame[Any]
    counted = cells.collect(backend) if isinstance(cells, nw.LazyFrame) else cells
    if (counted["lowest"] < 0).any():
        raise InputError(f"Some plants have a {size} below zero; correct or leave them out.")
    for dim, column in keys.items():
        if counted[dim].null_count():
            raise InputError(f"Some plants have no {column}; name it or leave them out.")
    return counted


def _cells(counted: nw.DataFrame[Any], dims: tuple[str, ...]) -> xr.Dataset:
    """Each sum as an array with these dims; 0 where there is no plant."""
    found = [np.unique(counted[dim].to_numpy(), return_inverse=True) for dim in dims]
    places = tuple(place for _, place in found)
    arrays = {}
    for name in _SUMS:
        values = np.zeros([len(labels) for labels, _ in found])
        values[places] = counted[name].to_numpy()
        arrays[name] = (dims, values)
    coords = {dim: labels for dim, (labels, _) in zip(dims, found, strict=True)}
    return xr.Dataset(arrays, coords=coords)
