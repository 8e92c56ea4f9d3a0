"""Chooses the rows of a table that count and reads them, with every label and figure checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ..errors import InputError
from . import cells, pxweb
from .columns import label_columns, scheme_column
from .figures import parsed

if TYPE_CHECKING:
    from .cells import Rows
    from .loaded import Loaded

LABELLED = ("region", "industry")
SCHEME = "scheme"
FLAG = "flag"
_NEW_YEAR = re.compile(r"(\d{4})-01-01(?:[ T]00:00:00(?:\.0+)?)?")
_SHOWN = 30


def read_rows(
    loaded: Loaded, columns: Mapping[str, str | None], where: Mapping[str, str], *, labels: bool
) -> Rows:
    """The rows of ``loaded`` that ``where`` chooses; ``columns`` are those of the roles.

    With ``labels`` the names beside regions and industries are read too. Raises InputError for
    anything that cannot be a label or a figure, with the row.
    """
    query = _chosen(loaded, where)
    _check_dimensions(loaded, query, columns)
    found = {role: column for role, column in columns.items() if column}
    chosen = {**found, **_others(loaded)}
    if labels:
        chosen |= {
            f"{role}_label{'_' if language else ''}{language}": column
            for role in LABELLED
            for language, column in label_columns(loaded.columns, role, columns[role]).items()
        }
    names = query.collect_schema().names()
    numbered = ["row"] if "row" in names else []
    query = query.select(
        *numbered, *(pl.col(column).alias(role) for role, column in chosen.items())
    )
    roles = [role for role in chosen if role in (*found, SCHEME, FLAG) and role != "value"]
    _check_types(query, roles, chosen, loaded.name)
    table = _with_figures(query, str(columns["value"]), loaded)
    rows = cells.encode(_batches(table, loaded), roles, first_row=loaded.first_row)
    rows = _without_blank(rows, [role for role in found if role != "value"])
    if not len(rows):
        raise InputError(f"{loaded.name} has a header but no rows; give a table with figures.")
    _check_labels(rows, found, loaded.name)
    _check_figures(rows, str(columns["value"]), loaded.name)
    _check_schemes(rows, loaded.name)
    rows = _with_years(rows)
    return pxweb.with_codes(rows, LABELLED) if loaded.about.coded else rows


def _chosen(loaded: Loaded, where: Mapping[str, str]) -> pl.LazyFrame:
    """The rows that ``where`` chooses, with the column ``row`` where they are not all there are."""
    query = loaded.table.lazy()
    if loaded.about.row:
        query = query.rename({loaded.about.row: "row"})
    elif where or isinstance(loaded.table, pl.DataFrame):
        query = query.with_row_index("row", offset=loaded.first_row)
    for column, wanted in where.items():
        if column not in loaded.columns:
            raise InputError(f"{loaded.name} has no column {column!r} to choose rows by.")
        code = _code(loaded, column, str(wanted))
        query = query.filter(pl.col(column).cast(pl.String) == code)
    return query


def _code(loaded: Loaded, column: str, wanted: str) -> str:
    """The code that ``wanted`` is the label of, where it is no code itself."""
    for named in loaded.about.labels.get(column, {}).values():
        if wanted in named:
            return wanted
        found = [code for code, label in named.items() if label == wanted]
        if found:
            return found[0]
    return wanted


def _check_dimensions(
    loaded: Loaded, query: pl.LazyFrame, columns: Mapping[str, str | None]
) -> None:
    """Refuse a table that holds several figures a cell: one for men and one for women."""
    rest = [column for column in loaded.about.dimensions if column not in columns.values()]
    if not rest:
        return
    found = query.select(pl.col(rest).unique(maintain_order=True).implode()).collect()
    for column in rest:
        values = [str(value) for value in found[column][0]]
        if len(values) > 1:
            raise InputError(
                f"{loaded.name}: {column!r} has {len(values)} values, so that a cell would have "
                f"several figures: {_listed(loaded, column, values)}. Choose one with "
                f"where={{{column!r}: ...}} (--where {column}=VALUE)."
            )


def _listed(loaded: Loaded, column: str, values: Sequence[str]) -> str:
    named = next(iter(loaded.about.labels.get(column, {}).values()), {})
    shown = [f"{v} ({named[v]})" if named.get(v, v) != v else v for v in values[:_SHOWN]]
    return ", ".join(shown) + (", ..." if len(values) > _SHOWN else "")


def _others(loaded: Loaded) -> dict[str, str]:
    scheme = scheme_column(loaded.columns)
    others = {SCHEME: scheme} if scheme else {}
    return others | ({FLAG: loaded.about.flag} if loaded.about.flag else {})


def _check_types(
    query: pl.LazyFrame, roles: Sequence[str], columns: Mapping[str, str], name: str
) -> None:
    schema = query.collect_schema()
    for role in (*roles, "value"):
        kind = schema[role]
        if kind.is_nested() or kind in (pl.Binary, pl.Object):
            raise InputError(
                f"{name}: the column {columns[role]!r} ({role}) holds {kind}; give text or numbers."
            )


def _with_figures(query: pl.LazyFrame, column: str, loaded: Loaded) -> pl.DataFrame | pl.LazyFrame:
    """The rows with numbers as values; a file that is read as it is needed stays so."""
    numeric = query.collect_schema()["value"].is_numeric()
    if numeric and isinstance(loaded.table, pl.LazyFrame):
        return query
    if not numeric and "row" not in query.collect_schema():
        query = query.with_row_index("row", offset=loaded.first_row)
    frame = query.collect()
    if numeric:
        return frame
    return frame.with_columns(value=parsed(frame["value"], frame["row"], column, loaded.name))


def _batches(table: pl.DataFrame | pl.LazyFrame, loaded: Loaded) -> Iterator[pl.DataFrame]:
    if isinstance(table, pl.DataFrame):
        yield from table.iter_slices(cells.ROWS)
        return
    try:
        yield from table.collect_batches(chunk_size=cells.ROWS, maintain_order=True)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{loaded.name} is damaged and cannot be read; make it anew.") from error


def _without_blank(rows: Rows, roles: Sequence[str]) -> Rows:
    """The rows in which anything is filled in."""
    if not all("" in rows.names[role] for role in roles):
        return rows
    empty = zip(*(rows.having(role, [""]) for role in roles), strict=True)
    return rows.keep(
        ~np.logical_and.reduce([*blank, np.isnan(batch.values)])
        for blank, batch in zip(empty, rows.batches, strict=True)
    )


def _check_labels(rows: Rows, columns: Mapping[str, str], name: str) -> None:
    for role in ("region", "industry", "period"):
        if role not in columns or "" not in rows.names[role]:
            continue
        for batch, empty in zip(rows.batches, rows.having(role, [""]), strict=True):
            if empty.any():
                raise InputError(
                    f"{name}, row {batch.numbers[int(empty.argmax())]}: the {role} "
                    f"({columns[role]}) is empty; fill it in or remove the row."
                )


def _check_figures(rows: Rows, column: str, name: str) -> None:
    for batch in rows.batches:
        wrong = {"infinite": (batch.most == np.inf, batch.most)}
        wrong["negative"] = (batch.least < 0, batch.least)
        for what, (bad, value) in wrong.items():
            if bad:
                at = int((batch.values == value).argmax())
                raise InputError(
                    f"{name}, row {batch.numbers[at]}: the value in {column!r} is {what} "
                    f"({value:g}); correct it or leave the cell empty."
                )


def _check_schemes(rows: Rows, name: str) -> None:
    if SCHEME not in rows.names:
        return
    values = rows.used(SCHEME)
    if len(values) > 1:
        raise InputError(
            f"{name} mixes classifications ({', '.join(values)}); keep the rows of one."
        )


def _with_years(rows: Rows) -> Rows:
    """The rows with years for periods, where all of them are a first of January."""
    found = [_NEW_YEAR.fullmatch(name) for name in rows.names.get("period", ())]
    if not all(found):
        return rows
    years = [match[1] for match in found if match]
    return replace(rows, names={**rows.names, "period": years}) if years else rows
