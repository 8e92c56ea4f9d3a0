"""Reads a table file into a frame, refusing what is too large, damaged or not what it says."""

from __future__ import annotations

import gzip
import hashlib
import os
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from . import delimited, eurostat, json_stat, sdmx
from .loaded import About, Loaded

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    Pick = Callable[[list[str], str], list[str]]

MAX_BYTES = 200_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_RATIO = 200
MAX_MEMBERS = 2_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_GZIP = b"\x1f\x8b"
_TEXT = (".csv", ".tsv", ".txt", ".json")
_CHUNK = 1 << 20


def load(
    source: Any,
    *,
    max_bytes: int = MAX_BYTES,
    sheet: str | None = None,
    pick: Pick | None = None,
) -> Loaded:
    """Read a path or any eager or lazy frame that narwhals knows.

    Files are CSV, Parquet, XLSX, JSON-stat, TSV of Eurostat, CSV of PxWeb and SDMX-CSV; text may
    be packed with gzip. CSV and XLSX come back with every column as text. Anything but Parquet is
    refused over ``max_bytes``, also when it is unpacked. Parquet and lazy frames of polars have no
    limit: of their columns only those are read that ``pick`` chooses, which gets the columns there
    are and the name of the file, and only when they are needed. Raises InputError for anything
    that cannot be read.
    """
    if not isinstance(source, (str, os.PathLike)):
        return Loaded(_from_frame(source, pick), "table", "")
    path = Path(source)
    if not path.is_file():
        raise InputError(f"There is no file {path}; check the name and the folder.")
    if path.stat().st_size == 0:
        raise InputError(f"{path.name} is empty; give a file with a header and rows.")
    kinds = [suffix.lower() for suffix in path.suffixes[-2:]]
    packed = kinds[-1:] == [".gz"]
    kind = (kinds[:-1] if packed else kinds)[-1:]
    table: pl.DataFrame | pl.LazyFrame
    first_row, about = 2, About()
    if kind in ([".parquet"], [".pq"]) and not packed:
        table = _read_parquet(path, pick)
    elif kind == [".xlsx"] and not packed:
        table, first_row = _read_xlsx(path, max_bytes, sheet)
    elif kind and kind[0] in _TEXT:
        table, first_row, about = _read_text(path, kind[0], max_bytes)
    else:
        raise InputError(
            f"{path.name} is of a kind that is not read; use CSV, Parquet or XLSX, or a file of a "
            "statistics office as JSON-stat, TSV or CSV."
        )
    return Loaded(table, path.name, sha256_of(path), first_row, about)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_frame(source: Any, pick: Pick | None) -> pl.DataFrame | pl.LazyFrame:
    import narwhals as nw
    import polars as pl

    if isinstance(source, pl.LazyFrame):
        columns = source.collect_schema().names()
        return source.select(pick(columns, "table")) if pick else source
    try:
        frame = nw.from_native(source)
    except TypeError as error:
        raise InputError(
            f"A table of type {type(source).__name__} is not known; give a path or a data frame."
        ) from error
    if pick:
        frame = frame.select(pick(frame.collect_schema().names(), "table"))
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    try:
        return eager.to_polars()
    except ImportError:
        # pandas keeps text in arrow arrays; without pyarrow the cells go over one by one.
        return pl.DataFrame(eager.to_dict(as_series=False), strict=False)


def _check_size(path: Path, max_bytes: int) -> None:
    size = path.stat().st_size
    if size > max_bytes:
        raise _too_large(path, size, max_bytes)


def _too_large(path: Path, size: int, max_bytes: int, unpacked: str = "") -> InputError:
    return InputError(
        f"{path.name} has {size:,} bytes{unpacked}, over the limit of {max_bytes:,}; convert it to "
        "Parquet (for instance polars.scan_csv(...).sink_parquet(...)) or raise max_bytes."
    )


def _read_text(path: Path, kind: str, max_bytes: int) -> tuple[pl.DataFrame, int, About]:
    """A text file of any kind: what it is shows in how it begins."""
    _check_size(path, max_bytes)
    data = path.read_bytes()
    if data.startswith(_GZIP):
        data = _unpacked(path, max_bytes)
    if json_stat.is_json(data):
        frame, about = json_stat.read(data, path.name)
        return frame, 1, about
    if kind == ".json":
        raise InputError(f"{path.name} is no JSON-stat; use CSV, Parquet or XLSX for other tables.")
    text = delimited.text(data, path.name)
    if eurostat.recognised(text.header):
        frame, about = eurostat.read(text.data, path.name)
        return frame, text.first_row, about
    frame = delimited.read(text, path.name)
    if sdmx.recognised(frame.columns):
        frame, about = sdmx.read(frame, path.name)
        return frame, text.first_row, about
    return frame, text.first_row, About(coded=text.quoted)


def _unpacked(path: Path, max_bytes: int) -> bytes:
    """What a file packed with gzip holds, up to the limit."""
    try:
        with gzip.open(path) as file:
            data = file.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            f"{path.name} is damaged and cannot be unpacked; fetch it anew."
        ) from error
    if len(data) > max_bytes:
        raise _too_large(path, len(data), max_bytes, " or more when unpacked")
    return data


def _read_parquet(path: Path, pick: Pick | None) -> pl.DataFrame | pl.LazyFrame:
    import polars as pl

    try:
        # A pattern in the name is a part of the name.
        lazy = pl.scan_parquet(path, glob=False)
        columns = lazy.collect_schema().names()
        return lazy.select(pick(columns, path.name)) if pick else lazy.collect()
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
