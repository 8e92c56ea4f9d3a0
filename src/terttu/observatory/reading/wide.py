"""Tables with a column for each period, as PxWeb, Eurostat and people in a hurry write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from ..areas import fold
from .columns import NAMES

if TYPE_CHECKING:
    from .loaded import Loaded

PERIOD = "period"
HEADING = "heading"
VALUE = "value"
ROW = "__row"
_TIME = r"(?:19|20)\d\d(?:[-]?[MQKHWST]\d{1,2}|-\d\d)?"
_LEADING = re.compile(rf"({_TIME})(?:[ _]+(.+))?")
_TRAILING = re.compile(rf"(.+?)[ _]+({_TIME})")


def is_wide(columns: Sequence[str], names: Mapping[str, str | None]) -> bool:
    """Whether a table has at least two columns for periods and none for the period or the value.

    A table in which the caller names the period or the value is taken as it is.
    """
    if names.get("value") in columns or names.get("period"):
        return False
    folded = {fold(column) for column in columns}
    if folded & {*NAMES["value"], *NAMES["period"]}:
        return False
    return len(dated(columns)) > 1


def dated(columns: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The columns that are named for a period: the period, and what else the name says."""
    found = {}
    for column in columns:
        text = column.strip()
        if match := _LEADING.fullmatch(text):
            found[column] = (match[1], (match[2] or "").strip())
        elif match := _TRAILING.fullmatch(text):
            found[column] = (match[2], match[1].strip())
    return found


def lengthened(loaded: Loaded, names: Mapping[str, str | None]) -> Loaded:
    """``loaded`` with a row for each period, where it is wide; else as it is.

    What the headings say beside the period becomes the column ``heading``.
    """
    if not is_wide(loaded.columns, names):
        return loaded
    parts = dated(loaded.columns)
    frame = loaded.frame.with_row_index(ROW, offset=loaded.first_row)
    rest = [column for column in frame.columns if column not in parts]
    text = frame.with_columns(pl.col(list(parts)).cast(pl.String))
    long = text.unpivot(list(parts), index=rest, variable_name="__column", value_name=VALUE)
    headings = {column: heading for column, (_, heading) in parts.items()}
    periods = {column: period for column, (period, _) in parts.items()}
    column = pl.col("__column")
    long = long.with_columns(column.replace_strict(periods).alias(PERIOD))
    roles = {"period": PERIOD, "value": VALUE}
    dimensions: tuple[str, ...] = (*loaded.about.dimensions, PERIOD)
    if any(headings.values()):
        long = long.with_columns(column.replace_strict(headings).alias(HEADING))
        dimensions = (*dimensions, HEADING)
    about = replace(
        loaded.about, roles={**loaded.about.roles, **roles}, dimensions=dimensions, row=ROW
    )
    return replace(loaded, table=long.drop("__column"), about=about)
