"""Reads the tab-separated tables of Eurostat's bulk download, with their flags."""

from __future__ import annotations

import re

import polars as pl

from ..errors import InputError
from .loaded import About

VALUE = "value"
FLAG = "flag"
ROW = "__row"
_CORNER = re.compile(r"[\w]+(?:,[\w]+)*\\[\w]+")
_CELL = r"^\s*(:|[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*([a-zA-Z]{0,4})\s*$"


def recognised(header: str) -> bool:
    r"""Whether the heading of a table is one of Eurostat, such as ``freq,geo\TIME_PERIOD``."""
    return _CORNER.fullmatch(header.split("\t", maxsplit=1)[0].strip().strip('"')) is not None


def read(data: bytes, name: str) -> tuple[pl.DataFrame, About]:
    """The figures, one row each, with their flags: ``:`` and ``c`` are missing.

    Raises InputError for a line of another shape and a cell that holds anything but a number and
    letters.
    """
    try:
        frame = pl.read_csv(data, separator="\t", infer_schema=False, quote_char=None)
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{name} has lines longer than its heading; fetch it anew.") from error
    corner = frame.columns[0]
    dimensions, _, period = corner.strip().strip('"').rpartition("\\")
    names = [*dimensions.split(","), period]
    headings = data.partition(b"\n")[0].decode("utf-8").split("\t")
    periods = [heading.strip() for heading in headings[1:]]
    taken = [*names, VALUE, FLAG, ROW, *periods]
    if len(set(taken)) < len(taken):
        raise InputError(f"{name}: the heading names a dimension or a period twice.")
    frame = frame.rename(dict(zip(frame.columns[1:], periods, strict=True)))
    parts = frame.to_series(0).str.split(",")
    wrong = (parts.list.len() != len(names) - 1).fill_null(value=True).arg_true()
    if len(wrong):
        raise InputError(
            f"{name}, row {wrong[0] + 2}: {str(frame[wrong[0], 0])[:60]!r} does not have the "
            f"{len(names) - 1} parts of the heading."
        )
    columns = [
        parts.list.get(at).str.strip_chars().alias(column) for at, column in enumerate(names[:-1])
    ]
    long = (
        frame.drop(corner)
        .with_columns(*columns, pl.int_range(2, pl.len() + 2).alias(ROW))
        .unpivot(index=[*names[:-1], ROW], variable_name=period, value_name=VALUE)
        .with_columns(pl.col(VALUE).fill_null("").str.strip_chars().replace("", ":"))
    )
    number = long[VALUE].str.extract(_CELL, 1)
    figures = number.cast(pl.Float64, strict=False)
    wrong = (figures.is_null() & (number != ":").fill_null(value=True)).arg_true()
    if len(wrong):
        raise InputError(
            f"{name}, row {long[wrong[0], ROW]}: {long[wrong[0], VALUE]!r} is no figure with flags."
        )
    flag = long[VALUE].str.extract(_CELL, 2)
    figures = figures.set(flag.str.contains("[cC]"), None)
    about = About(
        roles={"period": period, "value": VALUE}, dimensions=tuple(names), flag=FLAG, row=ROW
    )
    return long.with_columns(figures.alias(VALUE), flag.alias(FLAG)), about
