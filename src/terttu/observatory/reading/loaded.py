"""A table as it was read, with what its file says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of its columns; empty for plain CSV, Parquet and XLSX.

    ``roles`` are the columns of region, industry, period and value where the format names them,
    ``dimensions`` all columns that together say which figure a row holds, ``flag`` the column of
    flags. ``labels`` are the names of codes by column and language ('' where none is stated),
    ``schemes`` the classifications by column. ``row`` is a column that numbers the rows as the
    file has them, ``unit`` the unit of all figures. ``coded`` is whether labels may hold
    a code before a name, as PxWeb writes them.
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    dimensions: tuple[str, ...] = ()
    labels: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    schemes: Mapping[str, str] = field(default_factory=dict)
    flag: str = ""
    row: str = ""
    unit: str = ""
    coded: bool = False


@dataclass(frozen=True)
class Loaded:
    """A table, the name of its file and the file's SHA-256 (empty for frames).

    ``table`` is a Parquet file that is read when it is needed, or a frame. ``first_row`` is the
    row of the file, as a spreadsheet counts, in which the table begins.
    """

    table: pl.DataFrame | pl.LazyFrame
    name: str
    sha256: str
    first_row: int = 2
    about: About = field(default_factory=About)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The whole table in memory."""
        return self.table if isinstance(self.table, pl.DataFrame) else self.table.collect()

    @cached_property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self.table.lazy().collect_schema().names()
