"""Reads the rows of a package's tables and checks every value that a reader relies on."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .errors import InputError
from .package_schema import SCHEMAS

if TYPE_CHECKING:
    from .package_columns import Field, Schema

MAX_ROWS = 50_000
MAX_TOTAL_ROWS = 200_000
_OF_THE_MAIN_TABLE = {
    "links": ("industry", "industry_2"),
    "definitions": ("industry",),
    "space": ("industry",),
}
_NUMBERS = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "number": re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"),
}

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]


def parse(data: bytes, resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the CSV ``data`` by the schema in ``resource``; empty cells are None.

    Raises InputError for text that is not UTF-8, too many rows, or a cell that does not fit.
    """
    fields = _fields(resource)
    path = resource["path"]
    lines = _lines(data, path)
    if not lines or lines[0] != [name for name, _ in fields]:
        raise InputError(f"The first line of {path!r} does not name its columns.")
    rows = enumerate(lines[1:], start=2)
    return [_typed(line, fields, f"{path}, row {n}") for n, line in rows]


def check_rows(schema: Schema, rows: Iterable[Row]) -> None:
    """Raise InputError for a value that its column does not allow or a key that occurs twice."""
    seen: set[tuple[Any, ...]] = set()
    for number, row in enumerate(rows, start=2):
        where = f"{schema.name}.csv, row {number}"
        key = tuple(row[name] for name in schema.primary_key)
        if None in key or key in seen:
            fault = "lacks its key" if None in key else "repeats the key of an earlier row"
            raise InputError(f"{where}: {fault} {key}.")
        seen.add(key)
        for field in schema.fields:
            _check_value(field, row[field.name], f"{where}, {field.name}")


def check_tables(tables: Tables) -> None:
    """Raise InputError when the tables do not fit each other.

    Foreign keys and the codes of industries joined in a cell must be known; exactly one table is
    the main one, and it holds the industries of links and definitions; every table has an
    industry and a measure in its last period.
    """
    for schema in SCHEMAS.values():
        _check_references(schema, tables)
    main = [row["table"] for row in tables["tables"] if row["role"] == "main"]
    if len(main) != 1:
        raise InputError(f"tables.csv has {len(main)} main tables instead of one.")
    known: dict[str, set[str]] = {row["table"]: set() for row in tables["tables"]}
    for row in tables["industries"]:
        known[row["table"]].add(row["industry"])
    _check_filled(tables, known)
    for name, columns in _OF_THE_MAIN_TABLE.items():
        for number, row in enumerate(tables[name], start=2):
            for column in columns:
                _check_codes([row[column]], known[main[0]], f"{name}.csv, row {number}, {column}")
    for number, row in enumerate(tables["candidates"], start=2):
        for column in ("industries", "specialised"):
            codes = (row[column] or "").split(";") if row[column] else []
            where = f"candidates.csv, row {number}, {column}"
            _check_codes(codes, known[row["table"]], where)


def _fields(resource: Mapping[str, Any]) -> list[tuple[str, str]]:
    try:
        return [(str(f["name"]), str(f["type"])) for f in resource["schema"]["fields"]]
    except (KeyError, TypeError) as error:
        raise InputError(f"The table {resource['name']!r} has no readable schema.") from error


def _lines(data: bytes, path: str) -> list[list[str]]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path!r} is not UTF-8 text; make the package anew.") from error
    if "\0" in text:
        raise InputError(f"{path!r} holds characters that are no text; make the package anew.")
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), strict=True):
            lines.append(line)
            if len(lines) > MAX_ROWS + 1:
                raise InputError(f"{path!r} has more than {MAX_ROWS:,} rows and is not read.")
    except csv.Error as error:
        raise InputError(f"{path!r} is not readable CSV: {error}.") from error
    return lines


def _typed(line: list[str], fields: list[tuple[str, str]], where: str) -> dict[str, Any]:
    if len(line) != len(fields):
        raise InputError(f"{where}: {len(line)} cells instead of {len(fields)}.")
    pairs = zip(fields, line, strict=True)
    return {name: _value(text, kind, f"{where}, {name}") for (name, kind), text in pairs}


def _value(text: str, kind: str, where: str) -> Any:
    if text == "":
        return None
    if kind == "string":
        return text
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind in _NUMBERS and _NUMBERS[kind].fullmatch(text):
        number = int(text) if kind == "integer" else float(text)
        if math.isfinite(number):
            return number
    raise InputError(f"{where}: {text[:40]!r} is not of the type {kind}.")


def _check_value(field: Field, value: Any, where: str) -> None:
    if value is None:
        if field.required:
            raise InputError(f"{where}: the cell is empty, but a value is required.")
        return
    if field.enum and value not in field.enum:
        raise InputError(f"{where}: {value[:40]!r} is none of {', '.join(field.enum)}.")
    if field.pattern and not re.fullmatch(field.pattern, value):
        raise InputError(f"{where}: {value[:40]!r} does not fit the pattern {field.pattern}.")
    if field.minimum is not None and value < field.minimum:
        raise InputError(f"{where}: {value} is below {field.minimum}.")
    if field.maximum is not None and value > field.maximum:
        raise InputError(f"{where}: {value} is above {field.maximum}.")


def _check_references(schema: Schema, tables: Tables) -> None:
    for reference in schema.foreign_keys:
        known = {tuple(row[c] for c in reference.targets) for row in tables[reference.resource]}
        for number, row in enumerate(tables[schema.name], start=2):
            key = tuple(row[column] for column in reference.fields)
            if None not in key and key not in known:
                where = f"{schema.name}.csv, row {number}"
                raise InputError(f"{where}: {key} is not in {reference.resource}.csv.")


def _check_filled(tables: Tables, known: Mapping[str, set[str]]) -> None:
    measured = {(row["table"], row["period"]) for row in tables["measures"]}
    for row in tables["tables"]:
        if not known[row["table"]]:
            raise InputError(f"industries.csv has no industry of the table {row['table']!r}.")
        if (row["table"], row["period_last"]) not in measured:
            raise InputError(
                f"measures.csv has no row of the table {row['table']!r} for its last period."
            )


def _check_codes(codes: Iterable[str], known: set[str], where: str) -> None:
    for code in codes:
        if code not in known:
            raise InputError(f"{where}: {code!r} is no industry of the table.")
