"""Reads SDMX-CSV 1.0 and 2.0: codes, labels beside them, status and confidentiality."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from ..errors import InputError
from .flags import is_confidential, is_missing
from .loaded import About

VALUE = "OBS_VALUE"
FLAG = "__flag"
_IDENTIFIERS = frozenset(
    ["DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "LAST UPDATE"]
)
_FLAGS = ("OBS_STATUS", "OBS_FLAG", "CONF_STATUS")
_UNITS = ("UNIT_MULT", "UNIT_MEASURE")
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")

Labels = dict[str, dict[str, dict[str, str]]]


def recognised(columns: Sequence[str]) -> bool:
    """Whether a table with these headings is SDMX-CSV."""
    first = columns[0].partition("[")[0].partition(":")[0]
    headings = {column.partition(":")[0] for column in columns}
    return first in ("DATAFLOW", "STRUCTURE") and VALUE in headings


def read(frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, About]:
    """The table with one flag a row, and what it says of itself.

    Figures that are confidential, or missing by their status, are missing. Raises InputError
    where rows delete others.
    """
    frame, labels = _without_labels(*_split(frame))
    columns = [column for column in frame.columns if column not in _IDENTIFIERS]
    if "ACTION" in frame.columns and (frame["ACTION"].str.to_uppercase() == "D").any():
        raise InputError(f"{name} has rows that delete others (ACTION D); fetch the whole table.")
    flags = [column for column in _FLAGS if column in columns]
    hidden = pl.lit(value=False)
    for column in flags:
        marks = frame[column].unique().drop_nulls().to_list()
        test = is_confidential if column == "CONF_STATUS" else is_missing
        hidden |= (
            pl.col(column).is_in([mark for mark in marks if test(mark)]).fill_null(value=False)
        )
    texts = [pl.col(column).fill_null("") for column in flags]
    frame = frame.with_columns(
        pl.when(hidden).then(None).otherwise(pl.col(VALUE)).alias(VALUE),
        pl.concat_str(texts, separator=" ").str.strip_chars().alias(FLAG) if texts else pl.lit(""),
    )
    units = [column for column in _UNITS if column in columns]
    dimensions = [*columns[: columns.index(VALUE)], *units]
    return frame, About(
        roles={"value": VALUE} | ({"period": "TIME_PERIOD"} if "TIME_PERIOD" in columns else {}),
        dimensions=tuple(dict.fromkeys(c for c in dimensions if c not in _FLAGS)),
        labels=labels,
        flag=FLAG if texts else "",
    )


def _split(frame: pl.DataFrame) -> tuple[pl.DataFrame, Labels]:
    """Codes and labels that stand in one cell (``A: Annual``) apart."""
    labels: Labels = {}
    for heading in frame.columns:
        column, colon, _ = heading.partition(":")
        if not colon or column in frame.columns:
            continue
        texts = frame[heading].unique().drop_nulls().to_list()
        parts = {text: text.partition(": ") for text in texts}
        if column != VALUE and any(colon for _, colon, _ in parts.values()):
            labels[column] = {"": {code: label for code, _, label in parts.values()}}
            codes = {text: code for text, (code, _, _) in parts.items()}
            frame = frame.with_columns(pl.col(heading).replace_strict(codes, default=None))
        frame = frame.rename({heading: column})
    return frame.rename({frame.columns[0]: frame.columns[0].partition("[")[0]}), labels


def _without_labels(frame: pl.DataFrame, labels: Labels) -> tuple[pl.DataFrame, Labels]:
    """Take out the columns of labels that stand behind their codes, where the file has such."""
    if "STRUCTURE_NAME" not in frame.columns:
        return frame, labels
    columns = frame.columns
    for code, label in pairwise(columns[columns.index("STRUCTURE_NAME") + 1 :]):
        if not _CODE.fullmatch(code) or _CODE.fullmatch(label) or code in _IDENTIFIERS:
            continue
        pairs = frame.select(code, label).drop_nulls().unique(code, keep="first")
        labels[code] = {"": dict(pairs.iter_rows())}
        frame = frame.drop(label)
    return frame, labels
