"""Reads and writes the small CSV tables of the data build: text in, text out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """All rows of a UTF-8 CSV file with a header, every cell as text without outer spaces."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [{key: (cell or "").strip() for key, cell in row.items()} for row in read(stream)]


def read(stream: Iterable[str]) -> csv.DictReader[str]:
    """A reader over `stream` that yields one mapping per row."""
    return csv.DictReader(stream)


def write_rows(path: Path, columns: list[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write `rows` with exactly `columns`, in UTF-8 with LF, so that the same rows give the
    same bytes on every machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({column: row[column] for column in columns} for row in rows)
