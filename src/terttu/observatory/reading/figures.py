"""Turns text into figures: empty cells and the marks of offices are missing, never zero."""

from __future__ import annotations

import polars as pl

from ..errors import InputError

MISSING = frozenset(["", ":", "..", "...", ".", "-", "c", "x", "na", "n/a", "nan", "null", "none"])
_SPACES = "[ \u00a0\u202f]"
_GROUPED = rf"^([+-]?\d{{1,3}})(?:{_SPACES}\d{{3}})+(?:[.,]\d+)?$"
_DECIMAL_COMMA = r"^[+-]?\d+,\d+$"
_DECIMAL_POINT = r"^[+-]?\d+\.\d+$"


def parsed(raw: pl.Series, rows: pl.Series, column: str, name: str) -> pl.Series:
    """The texts ``raw`` as float64, NaN for what is missing; other text is refused.

    ``rows`` are the rows of the file, ``column`` and ``name`` what the error calls the column and
    the file.
    """
    text = raw.cast(pl.String).fill_null("").str.strip_chars()
    missing = text.str.to_lowercase().is_in(list(MISSING))
    grouped = text.str.contains(_GROUPED)
    plain = text.zip_with(~grouped, text.str.replace_all(_SPACES, ""))
    comma = plain.str.contains(_DECIMAL_COMMA)
    _check_decimals(rows, text, comma, plain.str.contains(_DECIMAL_POINT), (column, name))
    plain = plain.zip_with(~comma, plain.str.replace(",", ".", literal=True))
    numbers = plain.cast(pl.Float64, strict=False)
    wrong = (numbers.is_null() | numbers.is_nan()) & ~missing
    if wrong.any():
        at = wrong.arg_true()[0]
        raise InputError(
            f"{name}, row {rows[at]}: {text[at]!r} in the column {column!r} is no number; "
            "write a number, or leave the cell empty where the figure is missing."
        )
    return numbers.set(missing, None).fill_null(float("nan"))


def _check_decimals(
    rows: pl.Series, text: pl.Series, comma: pl.Series, point: pl.Series, names: tuple[str, str]
) -> None:
    """Refuse a column with both marks: 1.234 may be a thousand there, and nobody can know."""
    if not (comma.any() and point.any()):
        return
    column, name = names
    first, second = point.arg_true()[0], comma.arg_true()[0]
    raise InputError(
        f"{name}: the column {column!r} writes {text[first]!r} in row {rows[first]} and "
        f"{text[second]!r} in row {rows[second]}; use one decimal mark and no mark for thousands."
    )
