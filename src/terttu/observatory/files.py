"""Reads a table file into a frame, refusing what is too large, damaged or not what it says."""

from __future__ import annotations

import hashlib
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

MAX_BYTES = 200_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_RATIO = 200
MAX_MEMBERS = 2_000
_SEPARATORS = (",", ";", "\t")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Loaded:
    """A frame as it was read, the name of its file and the file's SHA-256 (empty for frames).

    ``first_row`` is the row of the file, as a spreadsheet counts, in which the frame begins.
    """

    frame: pl.DataFrame
    name: str
    sha256: str
    first_row: int = 2


def load(
    source: Any,
    *,
    max_bytes: int = MAX_BYTES,
    sheet: str | None = None,
    pick: Callable[[list[str], str], list[str]] | None = None,
) -> Loaded:
    """Read a path (CSV, Parquet, XLSX) or any eager or lazy frame that narwhals knows.

    Text files come back with every column as text. CSV and XLSX over ``max_bytes`` are refused.
    Parquet has no limit: of its columns only those are read that ``pick`` chooses, which gets
    the columns there are and the name of the file. Raises InputError for anything that cannot be
    read.
    """
    if not isinstance(source, (str, os.PathLike)):
        return Loaded(_from_frame(source), "table", "")
    path = Path(source)
    if not path.is_file():
        raise InputError(f"There is no file {path}; check the name and the folder.")
    kind, first_row = path.suffix.lower(), 2
    if path.stat().st_size == 0:
        raise InputError(f"{path.name} is empty; give a file with a header and rows.")
    if kind in (".csv", ".tsv", ".txt"):
        frame = _read_csv(path, max_bytes)
    elif kind == ".xlsx":
        frame, first_row = _read_xlsx(path, max_bytes, sheet)
    elif kind in (".parquet", ".pq"):
        frame = _read_parquet(path, pick)
    else:
        raise InputError(f"{path.name} is of a kind that is not read; use CSV, Parquet or XLSX.")
    return Loaded(frame, path.name, sha256_of(path), first_row)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_frame(source: Any) -> pl.DataFrame:
    import narwhals as nw
    import polars as pl

    try:
        frame = nw.from_native(source)
    except TypeError as error:
        raise InputError(
            f"A table of type {type(source).__name__} is not known; give a path or a data frame."
        ) from error
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    try:
        return eager.to_polars()
    except ImportError:
        # pandas keeps text in arrow arrays; without pyarrow the cells go over one by one.
        return pl.DataFrame(eager.to_dict(as_series=False), strict=False)


def _check_size(path: Path, max_bytes: int) -> None:
    size = path.stat().st_size
    if size > max_bytes:
        raise InputError(
            f"{path.name} has {size:,} bytes, over the limit of {max_bytes:,}; convert it to "
            "Parquet (for instance polars.scan_csv(...).sink_parquet(...)) or raise max_bytes."
        )


def _read_csv(path: Path, max_bytes: int) -> pl.DataFrame:
    import polars as pl

    _check_size(path, max_bytes)
    data = path.read_bytes()
    _check_text(path, data)
    separator = _separator(data)
    _check_header(path, data, separator)
    try:
        return pl.read_csv(
            data.removeprefix(b"\xef\xbb\xbf"),
            separator=separator,
            infer_schema=False,
        )
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise InputError(_csv_fault(path, data, separator)) from error


def _check_text(path: Path, data: bytes) -> None:
    if data[:2] == b"PK" or b"\0" in data[:4096]:
        raise InputError(f"{path.name} is no text file; give it the ending of its true kind.")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path.name} is not UTF-8 text (row {row}); in the spreadsheet program choose "
            "'CSV UTF-8' when saving."
        ) from error
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise InputError(f"{path.name} is empty; give a file with a header and rows.")


def _separator(data: bytes) -> str:
    header = data.split(b"\n", 1)[0].decode("utf-8")
    return max(_SEPARATORS, key=header.count)


def _check_header(path: Path, data: bytes, separator: str) -> None:
    header = data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8")
    names = [name.strip().strip('"') for name in header.split(separator)]
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise InputError(f"{path.name} has two columns named {twice!r}; rename or remove one.")


def _csv_fault(path: Path, data: bytes, separator: str) -> str:
    """Read once more with the csv module to say which row is at fault."""
    import csv
    import io

    reader = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=separator)
    try:
        width = len(next(reader))
        for number, row in enumerate(reader, start=2):
            if len(row) > width:
                return f"{path.name}, row {number}: {len(row)} cells under {width} headings."
    except (csv.Error, StopIteration):
        pass
    return f"{path.name} is not readable as CSV; check its quotes and separators."


def _read_parquet(path: Path, pick: Callable[[list[str], str], list[str]] | None) -> pl.DataFrame:
    import polars as pl

    try:
        lazy = pl.scan_parquet(path)
        columns = lazy.collect_schema().names()
        return lazy.select(pick(columns, path.name) if pick else columns).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{path.name} is not a readable Parquet file; make it anew.") from error


def _read_xlsx(path: Path, max_bytes: int, sheet: str | None) -> tuple[pl.DataFrame, int]:
    import fastexcel

    _check_size(path, max_bytes)
    _check_workbook(path)
    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise _damaged(path) from error
    if sheet is not None and sheet not in book.sheet_names:
        raise InputError(
            f"{path.name} has no sheet {sheet!r}; it has {', '.join(book.sheet_names)}."
        )
    try:
        whole = book.load_sheet(sheet or 0, dtypes="string", header_row=None, skip_rows=0)
        return _below_header(path, whole.to_polars())
    except fastexcel.FastExcelError as error:
        raise InputError(f"{path.name} holds no table on its first sheet.") from error


def _below_header(path: Path, cells: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The rows under the first row that is filled, with its cells as names, and their number."""
    import polars as pl

    if cells.is_empty():
        raise InputError(f"{path.name} is empty; give a sheet with a header and rows.")
    filled = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    if filled.is_empty():
        raise InputError(f"{path.name} is empty; give a sheet with a header and rows.")
    at = int(filled[0])
    names = [name or f"column {n}" for n, name in enumerate(cells.row(at), start=1)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise InputError(f"{path.name} has two columns named {twice!r}; rename or remove one.")
    return cells[at + 1 :].rename(dict(zip(cells.columns, names, strict=True))), at + 2


def _damaged(path: Path) -> InputError:
    return InputError(f"{path.name} is damaged or no XLSX workbook; save it anew as XLSX.")


def _check_workbook(path: Path) -> None:
    """Look at the zip a workbook is, and count what comes out of it, before anybody reads it."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_EXCEL:
        raise InputError(
            f"{path.name} is protected by a password or of the old XLS kind; save it as XLSX "
            "without a password."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _damaged(path) from error


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    claimed = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if len(infos) > MAX_MEMBERS or claimed > MAX_UNPACKED_BYTES:
        raise _bomb(path)
    if claimed > MAX_RATIO * max(packed, 100_000) or packed > path.stat().st_size:
        raise _bomb(path)
    if "xl/workbook.xml" not in archive.namelist():
        raise InputError(f"{path.name} is a zip archive but no XLSX workbook.")
    for info in infos:
        _drain(archive, info)


def _drain(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    # zipfile stops at the declared size and then compares the checksum: a member that holds more
    # than it claims fails here, in small pieces, before another reader unpacks it whole.
    with archive.open(info) as member:
        while member.read(_CHUNK):
            pass


def _bomb(path: Path) -> InputError:
    return InputError(
        f"{path.name} unpacks to far more than a table of its size (limit {MAX_UNPACKED_BYTES:,} "
        f"bytes, {MAX_RATIO} times); it is not read. Save the table as CSV or Parquet."
    )
