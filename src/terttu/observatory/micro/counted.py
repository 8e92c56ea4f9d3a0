"""Turns the small table that an engine gives back (a row a cell) into labelled arrays.

Small is relative: with 1,400 regions, 615 industries and 20 years it has millions of rows. So
each label is handled once, and the rows carry its place among the labels instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from ..arrays import PERIOD
from ..errors import InputError

ROWS = "rows"
KNOWN = "known"
MOST_CELLS = 500_000_000
_WHOLE = re.compile(r"\d{1,9}")

Labels = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Counted:
    """The cells that have a place, and what became of the rows.

    The columns of ``cells`` that are dims hold the place of each label in ``labels``.
    """

    cells: pl.DataFrame
    labels: Labels
    rows: int
    rows_counted: int
    rows_without: Mapping[str, int]

    def report(self) -> dict[str, Any]:
        """What the attrs of every result say of the rows."""
        return {
            "rows": self.rows,
            "rows_counted": self.rows_counted,
            "rows_without": dict(self.rows_without),
            "missing_share": 1 - self.rows_counted / self.rows,
        }


def placed(
    table: pl.DataFrame,
    dims: Sequence[str],
    name: str,
    *,
    also: Sequence[str] = (),
    alike: Sequence[str] = (),
) -> Counted:
    """Keep the rows of ``table`` that have every label (and ``also`` these); count the others.

    Labels become trimmed text; the dims ``alike`` share theirs. Cells that are one then are added
    up. A column ``known`` says how many rows have a figure. Raises InputError where nothing is
    left, and for too many cells.
    """
    if table.is_empty():
        raise InputError(f"{name} has no rows to count; check the data and what where chooses.")
    texts = {dim: _texts(table[dim]) for dim in dims}
    labels = labels_of(texts, alike)
    table = in_places(table, labels)
    keys = [*dims, *also]
    without = {column: _rows(table.filter(pl.col(column).is_null())) for column in keys}
    cells = table.drop_nulls(keys)
    if cells.is_empty():
        raise InputError(f"{name} has no row with all of {', '.join(keys)}.")
    rows, rows_counted = _rows(table), _rows(cells)
    if KNOWN in table.columns:
        without["value"] = rows - _rows(table, KNOWN)
        rows_counted = _rows(cells, KNOWN)
    if any(len(set(text)) < len(text) for text in texts.values()):
        cells = cells.group_by(keys).agg(pl.all().sum())
    used = labels_of({dim: [labels[dim][at] for at in cells[dim].unique()] for dim in dims}, alike)
    if used != labels:
        cells = _moved(cells, labels, used)
    _check_size(used)
    return Counted(cells, used, rows, rows_counted, without)


def labels_of(texts: Mapping[str, Sequence[str]], alike: Sequence[str] = ()) -> Labels:
    """The labels of each dim, once and in order; the dims ``alike`` share theirs."""
    shared = {text for dim in alike for text in texts[dim]}
    labels = {dim: sorted(shared if dim in alike else {*own}) for dim, own in texts.items()}
    if _are_whole(labels.get(PERIOD, [])):
        labels[PERIOD].sort(key=int)
    return labels


def in_places(table: pl.DataFrame, labels: Labels) -> pl.DataFrame:
    """``table`` with places in ``labels`` instead of labels; null where there is none."""
    return table.with_columns(_places(table[dim], labels[dim]) for dim in labels)


def array(cells: pl.DataFrame, values: np.ndarray, labels: Labels, *, name: str) -> xr.DataArray:
    """``values`` of ``cells`` at their places; 0 where there is no row, added up where several."""
    full = np.zeros([len(names) for names in labels.values()], values.dtype)
    np.add.at(full, tuple(whole(cells[dim]) for dim in labels), values)
    coords = {dim: np.array(names, dtype=str) for dim, names in labels.items()}
    if _are_whole(labels.get(PERIOD, [])):
        coords[PERIOD] = np.array([int(label) for label in labels[PERIOD]])
    return xr.DataArray(full, dims=tuple(labels), coords=coords, name=name)


def whole(column: pl.Series) -> np.ndarray:
    """Whole numbers of any width as int64."""
    try:
        return column.cast(pl.Int64).to_numpy()
    except pl.exceptions.InvalidOperationError as error:
        raise InputError("A sum is above 9.2e18; give the figures in a larger unit.") from error


def _texts(column: pl.Series) -> list[str]:
    """The labels in a column, trimmed and without empty ones: one twice where two became one."""
    text = column.unique().cast(pl.String).str.strip_chars()
    return text.filter(text != "").to_list()


def _places(column: pl.Series, labels: list[str]) -> pl.Series:
    own = column.unique()
    text = own.cast(pl.String).str.strip_chars()
    known = pl.when(pl.Series(text.is_in(labels))).then(text)
    places = pl.select(known.cast(pl.Enum(labels)).to_physical().cast(pl.Int32)).to_series()
    return column.replace_strict(own, places, return_dtype=pl.Int32)


def _moved(cells: pl.DataFrame, labels: Labels, own: Labels) -> pl.DataFrame:
    """Places among ``own`` labels, which are some of ``labels``."""
    old = {dim: {name: at for at, name in enumerate(names)} for dim, names in labels.items()}
    return cells.with_columns(
        cells[dim].replace_strict(
            [old[dim][name] for name in names], range(len(names)), return_dtype=pl.Int32
        )
        for dim, names in own.items()
    )


def _check_size(labels: Labels) -> None:
    size = np.prod([len(names) for names in labels.values()], dtype=float)
    if size > MOST_CELLS:
        shape = " x ".join(f"{len(names):,} ({dim})" for dim, names in labels.items())
        raise InputError(
            f"The table would have {shape} cells; is one of the columns a number of its own for "
            "each row?"
        )


def _rows(table: pl.DataFrame, column: str = ROWS) -> int:
    return int(table[column].cast(pl.Int64).sum())


def _are_whole(labels: Sequence[str]) -> bool:
    return bool(labels) and all(_WHOLE.fullmatch(label) for label in labels)
