"""The columns of micro-data: codes to count by, and figures to add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import narwhals as nw

from ..arrays import PERIOD
from ..errors import InputError
from .exact_sums import Figure
from .microdata import TEXT, WHOLE, Micro

if TYPE_CHECKING:
    import polars as pl

_DATED = (nw.Date, nw.Datetime)


def tabulated(
    micro: Micro, keys: Mapping[str, str], sums: Mapping[str, nw.Expr] | None = None
) -> pl.DataFrame:
    """One row for each combination of the keys, as the engine makes it, with rows and ``sums``."""
    named = [expr.alias(name) for name, expr in (sums or {}).items()]
    grouped = micro.frame.group_by(key_columns(micro, keys))
    return micro.collect(grouped.agg(nw.len().alias("rows"), *named))


def key_columns(micro: Micro, keys: Mapping[str, str]) -> list[nw.Expr]:
    """The columns to count by, named after the dims they become."""
    return [key(micro, column, dated=dim == PERIOD).alias(dim) for dim, column in keys.items()]


def key(micro: Micro, column: str, *, dated: bool = False) -> nw.Expr:
    """A column of codes to count by; a column of dates (``dated``) counts by the year."""
    kind = micro.kind(column)
    if dated and isinstance(kind, _DATED):
        return nw.col(column).dt.year()
    if isinstance(kind, (*TEXT, *WHOLE)):
        return nw.col(column)
    kinds = "text, whole numbers or dates" if dated else "text or whole numbers"
    raise InputError(
        f"{micro.name}: the column {column!r} is of the type {kind}; {kinds} can be counted by. "
        "Cast it first (codes beside gaps are floats in pandas: astype('Int64'))."
    )


def clean_key(micro: Micro, column: str, *, dated: bool = False) -> nw.Expr:
    """A column of codes as ``key``, without spaces around text and null where nothing is left."""
    codes = key(micro, column, dated=dated)
    if not isinstance(micro.kind(column), TEXT):
        return codes
    text = codes.cast(nw.String).str.strip_chars()
    return nw.when(text != "").then(text)


def figure(micro: Micro, column: str, decimals: int | None) -> Figure:
    """A column of figures, null where missing; with ``decimals``, rounded to as many."""
    kind = micro.kind(column)
    x = nw.col(column)
    if isinstance(kind, WHOLE):
        return Figure(x, x.cast(nw.Int64))
    if isinstance(kind, nw.Decimal):
        return _scaled(x.cast(nw.Float64), kind.scale if decimals is None else decimals)
    if isinstance(kind, (nw.Float32, nw.Float64)):
        known = nw.when(~x.is_nan()).then(x.cast(nw.Float64))
        return Figure(known) if decimals is None else _scaled(known, decimals)
    raise InputError(
        f"{micro.name}: the column {column!r} is of the type {kind}, not of numbers. Cast it first."
    )


def _scaled(x: nw.Expr, decimals: int) -> Figure:
    """Whole numbers of the unit 10^-decimals, halves up on every engine."""
    shifted = x * 10**decimals + 0.5
    return Figure(x, (shifted - shifted % 1).cast(nw.Int64), decimals)
