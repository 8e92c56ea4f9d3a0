"""Reads what people bring beside a table: figures by region, groups, pairs, plants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import xarray as xr

from ..areas import fold
from ..errors import InputError
from ..measures.plants import plant_table
from ..reading.columns import NAMES
from ..reading.figures import parsed
from ..reading.files import load

if TYPE_CHECKING:
    from pathlib import Path

    from ..reading.loaded import Loaded

# The names by which a column is recognised, folded; the first is the one that a sentence proposes.
_ROLES: Mapping[str, tuple[str, ...]] = {
    "region": NAMES["region"],
    "industry": ("industry", *NAMES["industry"]),
    "period": NAMES["period"],
    "value": NAMES["value"],
    "size": ("population", "pop", "size", "inhabitants", "vaesto", "vakiluku", "befolkning"),
    "income": (
        "income",
        "income-per-head",
        "gdp-per-head",
        "gdp-per-capita",
        "gdppc",
        "gdp-pc",
        "gdp-per-inhabitant",
        "tulot",
        "inkomst",
    ),
    "group": ("group", "definition", "division", "cluster", "ryhma", "grupp"),
    "from": ("from", "industry", "from-industry", "origin"),
    "to": ("to", "industry-2", "to-industry", "destination"),
    "link": (
        "value",
        "relatedness",
        "proximity",
        "cooccurrence",
        "teece-relatedness",
        "skill-relatedness",
        "similarity",
        "weight",
        "flows",
        "moves",
        "obs-value",
    ),
}


def read_figures(path: Path, role: str) -> xr.DataArray:
    """One figure a region (and period, where the file has them): ``role`` is size or income."""
    rows = _read(path, ("region", role), numbers=role, optional="period")
    return _array(rows, tuple(dim for dim in ("period", "region") if dim in rows), role, path)


def read_groups(path: Path) -> dict[str, str]:
    """The group of each industry, from the columns industry and group."""
    rows = _read(path, ("industry", "group"))
    repeated = rows.filter(pl.col("industry").is_duplicated())
    if repeated.height:
        raise InputError(f"{path.name} names the industry {repeated['industry'][0]} twice.")
    return dict(rows.select("industry", "group").iter_rows())


def read_pairs(path: Path, *, absent: float = np.nan) -> xr.DataArray:
    """A number for pairs of industries (and period, where the file has them).

    ``absent`` stands for a pair that has no row; a row without a number is missing.
    """
    found = _read(path, ("from", "to", "link"), numbers="link", optional="period")
    rows = found.rename({"from": "industry", "to": "industry_2"})
    codes = sorted({*rows["industry"], *rows["industry_2"]})
    dims = tuple(dim for dim in ("period", "industry", "industry_2") if dim in rows)
    array = _array(rows, dims, "link", path, absent=absent)
    return array.reindex(industry=codes, industry_2=codes, fill_value=absent)


def read_plants(path: Path, names: Mapping[str, str | None]) -> xr.Dataset:
    """The counts of ``plant_table`` for a file with one row an establishment."""
    roles = ("region", "industry", "value")
    rows = _read(path, roles, numbers="value", optional="period", names=names)
    period = "period" if "period" in rows else None
    return plant_table(rows, size="value", period=period)


def _read(
    path: Path,
    roles: tuple[str, ...],
    *,
    numbers: str | None = None,
    optional: str | None = None,
    names: Mapping[str, str | None] | None = None,
) -> pl.DataFrame:
    """The columns of these roles under the names of the roles, text but for the numbers."""
    loaded = load(path)
    columns = {role: _column(loaded, role, (names or {}).get(role)) for role in roles}
    given = (names or {}).get(optional or "")
    if optional and (given or _recognised(loaded, optional)):
        columns[optional] = _column(loaded, optional, given)
    texts = loaded.frame.select(
        pl.col(column).cast(pl.String).fill_null("").str.strip_chars().alias(role)
        for role, column in columns.items()
    )
    _check_labels(texts.drop(numbers or []), loaded)
    if numbers:
        texts = texts.with_columns(_numbers(texts[numbers], loaded, columns[numbers]))
    return _with_whole_periods(texts)


def _column(loaded: Loaded, role: str, given: str | None) -> str:
    if given is not None and given not in loaded.columns:
        raise InputError(f"{loaded.name} has no column {given!r}; {_there_are(loaded)}")
    found = given or _recognised(loaded, role)
    if found is None:
        raise InputError(
            f"{loaded.name}: no column is recognised as the {role}; {_there_are(loaded)} Call it "
            f"{_ROLES[role][0].replace('-', '_')}."
        )
    return found


def _recognised(loaded: Loaded, role: str) -> str | None:
    folded = {fold(column): column for column in reversed(loaded.columns)}
    return next((folded[name] for name in _ROLES[role] if name in folded), None)


def _there_are(loaded: Loaded) -> str:
    return f"there are the columns {', '.join(loaded.columns[:30])}."


def _check_labels(labels: pl.DataFrame, loaded: Loaded) -> None:
    for column in labels.iter_columns():
        empty = (column == "").arg_true()
        if empty.len():
            raise InputError(
                f"{loaded.name}, row {empty[0] + loaded.first_row}: the {column.name} is empty; "
                "fill it in or remove the row."
            )


def _numbers(texts: pl.Series, loaded: Loaded, column: str) -> pl.Series:
    rows = pl.Series(range(loaded.first_row, loaded.first_row + texts.len()))
    return parsed(texts, rows, column, loaded.name).alias(texts.name)


def _with_whole_periods(rows: pl.DataFrame) -> pl.DataFrame:
    if "period" in rows and rows["period"].str.contains(r"^\d{1,9}$").all():
        return rows.with_columns(pl.col("period").cast(pl.Int64))
    return rows


def _array(
    rows: pl.DataFrame, dims: tuple[str, ...], value: str, path: Path, *, absent: float = np.nan
) -> xr.DataArray:
    repeated = rows.filter(pl.struct(dims).is_duplicated())
    if repeated.height:
        cell = ", ".join(f"{dim} {repeated[dim][0]}" for dim in dims)
        raise InputError(f"{path.name} has two rows for {cell}; remove one.")
    found = [np.unique(rows[dim].to_numpy(), return_inverse=True) for dim in dims]
    values = np.full([len(labels) for labels, _ in found], absent)
    values[tuple(place for _, place in found)] = rows[value].to_numpy()
    coords = {
        dim: labels if labels.dtype.kind in "iu" else labels.astype(str)
        for dim, (labels, _) in zip(dims, found, strict=True)
    }
    return xr.DataArray(values, dims=dims, coords=coords, name=value)
