"""Finds the Parquet files of a source and opens them, unread, with DuckDB or polars."""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from ..errors import InputError

if TYPE_CHECKING:
    import duckdb

Engine = Literal["duckdb", "polars"]
Tell = Callable[[float], object]

_SUFFIXES = (".parquet", ".pq")


@dataclass(frozen=True, slots=True)
class Means:
    """How files are read: the engine, and how much of the machine it may use."""

    engine: Engine = "duckdb"
    memory_limit: str | None = None
    threads: int | None = None
    temp_folder: str | os.PathLike[str] | None = None
    progress: Tell | None = None


def parquet_files(paths: Sequence[str | os.PathLike[str]]) -> list[Path]:
    """The Parquet files that paths, folders and patterns stand for, in the order of their names."""
    return sorted({file for path in paths for file in _files(path)})


def check_files(files: Sequence[Path], columns: Sequence[str], name: str) -> None:
    """Refuse files that lack one of ``columns`` or have it in another type than the first file."""
    first: dict[str, tuple[Path, pl.DataType]] = {}
    for file in files:
        schema = _schema(file)
        # A folder named year=2024 is a column of every file in it.
        folders = {part.partition("=")[0] for part in file.parts[:-1] if "=" in part}
        for column in columns:
            if column in folders:
                continue
            if column not in schema:
                raise InputError(
                    f"{name}: the file {file.name} has no column {column!r}; it has "
                    f"{', '.join(list(schema)[:30])}."
                )
            where, kind = first.setdefault(column, (file, schema[column]))
            if schema[column] != kind:
                raise InputError(
                    f"{name}: the column {column!r} is of the type {kind} in {where.name} and "
                    f"{schema[column]} in {file.name}; write the files with the same types."
                )


@contextmanager
def duckdb_files(
    files: Sequence[Path], means: Means
) -> Iterator[tuple[duckdb.DuckDBPyRelation, duckdb.DuckDBPyConnection]]:
    """The files in a DuckDB of their own, which spills to a folder that goes with it."""
    try:
        import duckdb
    except ImportError as error:
        raise InputError(
            "Parquet files are counted with DuckDB, which is not installed; install terttu[micro], "
            "or choose engine='polars'."
        ) from error
    with tempfile.TemporaryDirectory(prefix="terttu-", dir=means.temp_folder) as folder:
        try:
            connection = duckdb.connect(":memory:", config=_settings(means, folder))
        except duckdb.Error as error:
            raise InputError(f"DuckDB does not start: {str(error).splitlines()[0]}") from error
        with connection:
            if means.progress is not None:
                connection.execute("SET enable_progress_bar = true")
                connection.execute("SET enable_progress_bar_print = false")
            names = [str(file) for file in files]
            yield connection.read_parquet(names, hive_partitioning=True), connection


def polars_files(files: Sequence[Path]) -> pl.LazyFrame:
    """The files as a lazy frame of polars."""
    return pl.scan_parquet(list(files), hive_partitioning=True)


def _settings(means: Means, folder: str) -> dict[str, Any]:
    settings = {
        "temp_directory": folder,
        "preserve_insertion_order": False,
        "memory_limit": means.memory_limit,
        "threads": means.threads,
    }
    return {name: value for name, value in settings.items() if value is not None}


def _files(path: str | os.PathLike[str]) -> list[Path]:
    place = Path(path)
    if place.is_file():
        found = [place] if place.suffix.lower() in _SUFFIXES else []
    elif place.is_dir():
        found = [file for file in place.rglob("*") if _is_data(place, file)]
    else:
        found = [Path(file) for file in _matching(path)]
        found = [file for file in found if file.is_file()]
        if not found:
            raise InputError(f"There is no file or folder {place}; check the name.")
    if not found:
        raise InputError(f"{place} holds no Parquet; convert other files to Parquet first.")
    return found


def _matching(path: str | os.PathLike[str]) -> list[str]:
    # Path.glob takes no absolute pattern.
    return glob.glob(os.fspath(path), recursive=True)  # noqa: PTH207


def _is_data(folder: Path, file: Path) -> bool:
    # Engines leave files such as .part.parquet.crc and _temporary/... beside the data.
    hidden = any(part.startswith((".", "_")) for part in file.relative_to(folder).parts)
    return file.suffix.lower() in _SUFFIXES and not hidden and file.is_file()


def _schema(file: Path) -> dict[str, pl.DataType]:
    try:
        return dict(pl.read_parquet_schema(file))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{file} is not a readable Parquet file; make it anew.") from error
