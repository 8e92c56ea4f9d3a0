"""Reads text with separators: CSV as programs write it, and with the titles and marks of PxWeb."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

import polars as pl

from ..errors import InputError

_SEPARATORS = (",", ";", "\t")
_QUOTED = re.compile(rb'"(?:[^"]|"")*"')
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a table from its header on, and the row of the file that follows the header.

    ``quoted`` is whether every heading stands in quotes, as PxWeb writes them.
    """

    data: bytes
    header: str
    separator: str
    first_row: int
    quoted: bool


def text(data: bytes, name: str) -> Text:
    """Find the header of a table in a text, whatever its separator.

    A title above the table is skipped. Text is UTF-8; where every heading is in quotes, as PxWeb
    writes them, it may be Latin-1. Raises InputError for anything else and for an empty file.
    """
    if data[:2] == b"PK" or b"\0" in data[:4096]:
        raise InputError(f"{name} is no text file; give it the ending of its true kind.")
    data = data.removeprefix(_BOM)
    if not data.strip():
        raise InputError(f"{name} is empty; give a file with a header and rows.")
    data, first_row = _below_title(data)
    header = data.partition(b"\n")[0].rstrip(b"\r")
    bare = _QUOTED.sub(b"", header) or header
    separator = max(_SEPARATORS, key=bare.decode("latin-1").count)
    quoted = not bare.strip(separator.encode()) and header.startswith(b'"')
    data = _utf8(data, name, first_row, quoted=quoted)
    return Text(data, data.partition(b"\n")[0].decode().rstrip("\r"), separator, first_row, quoted)


def read(found: Text, name: str) -> pl.DataFrame:
    """The table with every column as text."""
    _check_header(found, name)
    try:
        return pl.read_csv(found.data, separator=found.separator, infer_schema=False)
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise InputError(_fault(found, name)) from error


def _below_title(data: bytes) -> tuple[bytes, int]:
    """The text below a title in quotes and the blank lines under it, and the row it begins in."""
    lines = data.split(b"\n", 20)
    title = lines[0].strip()
    single = _QUOTED.fullmatch(title) is not None
    if not single or len(lines) < 3 or lines[1].strip():
        return data, 2
    skipped = next((n for n, line in enumerate(lines) if n and line.strip()), 0)
    return b"\n".join(lines[skipped:]), 2 + skipped


def _utf8(data: bytes, name: str, first_row: int, *, quoted: bool) -> bytes:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if quoted:
            return data.decode("latin-1").encode("utf-8")
        row = data.count(b"\n", 0, error.start) + first_row - 1
        raise InputError(
            f"{name} is not UTF-8 text (row {row}); in the spreadsheet program choose "
            "'CSV UTF-8' when saving."
        ) from error
    return data


def _check_header(found: Text, name: str) -> None:
    names = [cell.strip() for cell in next(csv.reader([found.header], delimiter=found.separator))]
    twice = next((cell for cell in names if cell and names.count(cell) > 1), None)
    if twice:
        raise InputError(f"{name} has two columns named {twice!r}; rename or remove one.")


def _fault(found: Text, name: str) -> str:
    """Read once more with the csv module to say which row is at fault."""
    lines = io.StringIO(found.data.decode("utf-8"), newline="")
    reader = csv.reader(lines, delimiter=found.separator)
    try:
        width = len(next(reader))
        for number, row in enumerate(reader, start=found.first_row):
            if len(row) > width:
                return f"{name}, row {number}: {len(row)} cells under {width} headings."
    except (csv.Error, StopIteration):
        pass
    return f"{name} is not readable as CSV; check its quotes and separators."
