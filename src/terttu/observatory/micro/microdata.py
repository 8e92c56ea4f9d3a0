"""Opens micro-data where they lie: Parquet folders, DuckDB, PySpark, polars and other frames.

What is opened is a lazy frame of narwhals. Its engine does the work; only tables that are small
(one row a cell) are ever collected.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from ..errors import InputError
from ..reading.columns import scheme_column
from .parquet_files import Means, Tell, check_files, duckdb_files, parquet_files, polars_files

if TYPE_CHECKING:
    import duckdb

MOST_GROUPS = 100_000_000
_EVERY = 0.5  # seconds between two reports of progress
WHOLE = (nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64)
TEXT = (nw.String, nw.Categorical, nw.Enum)


@dataclass(frozen=True, slots=True)
class Micro:
    """Micro-data that are open: a lazy frame, a name for them, and the engine they belong to."""

    frame: nw.LazyFrame[Any]
    name: str
    engine: str
    connection: duckdb.DuckDBPyConnection | None = None
    progress: Tell | None = None
    scheme: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)

    @property
    def about(self) -> dict[str, Any]:
        """What the attrs of every result say of where it comes from."""
        about = {"source": self.name, "engine": self.engine, "where": dict(self.where)}
        return about if self.scheme is None else about | {"scheme": self.scheme}

    def kind(self, column: str) -> nw.dtypes.DType:
        """The type of a column."""
        return self.frame.collect_schema()[column]

    def collect(self, groups: nw.LazyFrame[Any]) -> pl.DataFrame:
        """The rows of an aggregated frame; refused where they are not few."""
        few = groups.head(MOST_GROUPS + 1)
        table = _by_frame(few, self.name) if self.connection is None else _by_duckdb(few, self)
        if table.height > MOST_GROUPS:
            raise InputError(
                f"{self.name} has more than {MOST_GROUPS:,} combinations of these columns; is one "
                "of them a number of its own for each row?"
            )
        return table


@contextmanager
def opened(
    source: Any, columns: Sequence[str | None], where: Mapping[str, Any] | None, means: Means
) -> Iterator[Micro]:
    """Open ``source``, check that it has ``columns``, and choose the rows that ``where`` says.

    A path is a Parquet file, a folder of them (in any depth, with ``year=2024`` folders as a
    column) or a pattern such as ``data/*.parquet``; a list of paths is one source too. Anything
    else is a frame or relation that narwhals knows, counted by the engine it belongs to.
    """
    _tell(means.progress, 0.0)
    needed = list(dict.fromkeys([*filter(None, columns), *(where or {})]))
    with _opened(source, needed, means) as micro:
        there = micro.frame.collect_schema().names()
        for column in needed:
            if column not in there:
                raise InputError(
                    f"{micro.name} has no column {column!r}; it has {', '.join(there[:30])}."
                )
        chosen = _chosen(micro, where or {})
        yield replace(chosen, scheme=_scheme(chosen, scheme_column(there)))
    _tell(means.progress, 1.0)


@contextmanager
def _opened(source: Any, needed: Sequence[str], means: Means) -> Iterator[Micro]:
    paths = [source] if isinstance(source, (str, os.PathLike)) else source
    if _are_paths(paths):
        files = parquet_files(paths)
        name = ", ".join(Path(path).name for path in paths[:3]) + ", ..." * (len(paths) > 3)
        check_files(files, needed, name)
        if means.engine == "polars":
            frame = nw.from_native(polars_files(files))
            yield Micro(frame, name, means.engine, progress=means.progress)
        elif means.engine == "duckdb":
            with duckdb_files(files, means) as (relation, connection):
                lazy: nw.LazyFrame[Any] = nw.from_native(relation)
                yield Micro(lazy, name, means.engine, connection, means.progress)
        else:
            raise InputError(f"{means.engine!r} reads no files here; choose duckdb or polars.")
        return
    frame = _lazy(source)
    yield Micro(frame, "table", frame.implementation.value, progress=means.progress)


def _lazy(source: Any) -> nw.LazyFrame[Any]:
    """A lazy frame as it is; what is in memory already, in polars."""
    try:
        frame = nw.from_native(source)
    except TypeError as error:
        raise InputError(
            f"Micro-data of type {type(source).__name__} are not known; give the path of a Parquet "
            "file or folder, a DuckDB relation, a PySpark or polars frame, or another data frame."
        ) from error
    return frame if isinstance(frame, nw.LazyFrame) else nw.from_native(_in_polars(frame).lazy())


def _in_polars(frame: nw.DataFrame[Any]) -> pl.DataFrame:
    try:
        return frame.to_polars()
    except ImportError:
        # pandas keeps text in arrow arrays; without pyarrow the cells go over one by one.
        columns = {column.name: _cells(column) for column in frame.iter_columns()}
        return pl.DataFrame(columns, strict=False)


def _cells(column: nw.Series[Any]) -> list[Any]:
    missing = column.is_null().to_list()
    return [None if gone else cell for cell, gone in zip(column.to_list(), missing, strict=True)]


def _chosen(micro: Micro, where: Mapping[str, Any]) -> Micro:
    """The rows in which each column of ``where`` has its value, or one of several."""
    frame = micro.frame
    for column, wanted in where.items():
        values = list(wanted) if _is_several(wanted) else [wanted]
        like = [_like(value, micro.kind(column), column) for value in values]
        frame = frame.filter(nw.col(column).is_in(like))
    return replace(micro, frame=frame, where=dict(where))


def _scheme(micro: Micro, column: str | None) -> str | None:
    """The one classification that the rows name, if they name any."""
    if column is None:
        return None
    text = nw.col(column).cast(nw.String)
    ends = micro.collect(micro.frame.select(text.min().alias("least"), text.max().alias("most")))
    least, most = ends.row(0)
    if least != most:
        raise InputError(
            f"{micro.name} mixes classifications ({least}, {most}); keep the rows of one with "
            f"where={{{column!r}: {most!r}}}."
        )
    return None if least is None else str(least)


def _collected(groups: nw.LazyFrame[Any]) -> pl.DataFrame:
    native = groups.to_native()
    if groups.implementation.is_duckdb():
        return pl.DataFrame(native)  # needs no pyarrow, other than collect
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    table: pl.DataFrame = groups.collect("polars").to_native()
    return table


def _by_frame(groups: nw.LazyFrame[Any], name: str) -> pl.DataFrame:
    try:
        return _collected(groups)
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{name} could not be counted: {str(error).splitlines()[0]}") from error


def _by_duckdb(groups: nw.LazyFrame[Any], micro: Micro) -> pl.DataFrame:
    import duckdb

    try:
        return _watched(lambda: _collected(groups), micro)
    except duckdb.OutOfMemoryException as error:
        raise InputError(
            f"{micro.name} could not be counted within the memory limit; raise memory_limit, or "
            "give a temp_folder with more room."
        ) from error
    except duckdb.Error as error:
        raise InputError(
            f"{micro.name} could not be counted: {str(error).splitlines()[0]}"
        ) from error


def _watched(work: Callable[[], pl.DataFrame], micro: Micro) -> pl.DataFrame:
    """Do the work in a thread, which can be stopped, and say now and then how far DuckDB is."""
    from concurrent.futures import ThreadPoolExecutor, wait

    if micro.connection is None:
        return work()
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(work)
        try:
            while not wait([done], timeout=_EVERY).done:
                _tell(micro.progress, max(micro.connection.query_progress(), 0.0) / 100)
        except BaseException:
            micro.connection.interrupt()
            raise
        return done.result()


def _tell(progress: Tell | None, share: float) -> None:
    if progress is not None:
        progress(min(share, 1.0))


def _like(value: Any, kind: nw.dtypes.DType, column: str) -> Any:
    """A value to choose rows by, in the type of its column."""
    if isinstance(kind, TEXT):
        return str(value)
    if not kind.is_numeric():
        return value
    try:
        return int(value) if isinstance(kind, WHOLE) else float(value)
    except (TypeError, ValueError) as error:
        raise InputError(f"The column {column!r} holds numbers, and {value!r} is none.") from error


def _are_paths(source: Any) -> bool:
    several = _is_several(source) and bool(source)
    return several and all(isinstance(path, (str, os.PathLike)) for path in source)


def _is_several(given: Any) -> bool:
    return isinstance(given, (list, tuple, set, frozenset))
