"""Writes results to CSV, Parquet, XLSX and netCDF, with all that a number can be traced by."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import xarray as xr

from ..errors import InputError
from .long_form import Result, as_dataset, frames, is_nothing, long_frame

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

DIGITS = 12
SHEET_ROWS = 1_048_576
SHEET_TEXT = 32_767
NETCDF_BYTES = 2**32 - 4
ABOUT = "about"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NEVER = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed time of making, so that bytes repeat
_INT32 = 2**31 - 1


def write_result(
    result: Result | Iterable[Result],
    path: str | os.PathLike[str],
    /,
    *,
    overwrite: bool = False,
    attrs: Mapping[str, Any] | None = None,
) -> Path:
    """Write ``result`` to ``path``, in the kind its ending names, and return the path.

    ``result`` is an array or a dataset, or several with the same variables and labels apart from
    their period: those are written as they come to CSV and Parquet, and put together for the
    other kinds. ``attrs`` are written with the attrs of the result (``merged_attrs`` of several).

    ============ ================================================================================
    ``.csv``     one row a cell; UTF-8, comma, LF; missing is empty; float64 with 12 significant
                 digits as in packages, float32 with as many as bring it back; ``.csv.json``
                 beside it holds the attrs
    ``.parquet`` the same rows, every bit; the attrs as JSON under the key ``terttu``
    ``.xlsx``    a sheet for all variables of the same dims, 16 significant digits; missing is
                 empty, infinite the text ``inf``; the attrs on the sheet ``about``
    ``.nc``      the arrays themselves, every bit, as netCDF 3; attrs that are no text or number
                 as JSON
    ============ ================================================================================

    Variables of the same dims stand side by side; others come one after the other in CSV and
    Parquet, with the columns ``variable`` and ``value``. Text that a spreadsheet could take for
    a formula gets an apostrophe in CSV, and in XLSX the mark of text. The same input gives the
    same bytes. The file appears whole or not at all; one that is there is kept unless
    ``overwrite``. Raises InputError for an unknown ending, a folder that is not there, a file
    that is, and more than a sheet or netCDF holds.
    """
    target = Path(path)
    kind = check_result_target(target, overwrite=overwrite)
    parts = [result] if isinstance(result, xr.DataArray | xr.Dataset) else result
    kind(iter(parts), target, dict(attrs or {}))
    return target


def check_result_target(
    path: Path, *, overwrite: bool
) -> Callable[[Iterator[Result], Path, dict[str, Any]], None]:
    """Refuse what cannot be written to, before any work; gives what writes this kind of file."""
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise InputError(f"{path.name} has no ending that says its kind; use {', '.join(_KINDS)}.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent} to write {path.name} into.")
    for file in (path, _sidecar(path)) if kind is _write_csv else (path,):
        if file.is_dir() or (file.exists() and not overwrite):
            raise InputError(
                f"{file} exists already; choose another name or allow overwriting (--overwrite)."
            )
    return kind


def csv_text(result: Result) -> str:
    """``result`` as CSV, as ``write_result`` writes it."""
    return _printable(long_frame(result)).write_csv()


def about(result: Result, attrs: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What is known of ``result``: its attrs, and for each variable its dims and attrs."""
    dataset = as_dataset(result)
    variables = {
        str(name): {"dims": list(map(str, variable.dims)), **plain(variable.attrs)}
        for name, variable in dataset.data_vars.items()
    }
    return {**plain({**dataset.attrs, **(attrs or {})}), "variables": variables}


def plain(value: Any) -> Any:
    """``value`` as JSON knows it: tuples as lists, numpy's numbers as numbers, the rest as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray | range):
        ordered = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [plain(part) for part in ordered]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return None if np.isnan(value) else str(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _json(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n"


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A draft beside ``target`` that takes its place at the end, and goes after an error."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield draft
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _sidecar(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _write_csv(parts: Iterator[Result], target: Path, attrs: dict[str, Any]) -> None:
    known: list[tuple[str, dict[str, Any]]] = []
    with _replacing(target) as draft, _replacing(_sidecar(target)) as beside:
        with draft.open("wb") as file:
            for part in parts:
                _printable(long_frame(part)).write_csv(file, include_header=not known)
                known.append((_period(part), about(part)))
        beside.write_text(_json(_merged(known, attrs)), encoding="utf-8", newline="\n")


def _printable(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(_column_text(column) for column in frame.iter_columns())


def _column_text(column: pl.Series) -> pl.Series:
    """A column as it stands in a CSV file."""
    if column.dtype == pl.Float64:
        texts = [None if v is None else format(v + 0.0, f".{DIGITS}g") for v in column]
        return pl.Series(column.name, texts, dtype=pl.String)
    if column.dtype == pl.String:
        risky = column.str.contains(r"^[=+\-@\t\r]")
        return column.zip_with(~risky.fill_null(value=False), "'" + column)
    return column


def _write_parquet(parts: Iterator[Result], target: Path, attrs: dict[str, Any]) -> None:
    """Stream the parts into one file: polars asks for them one by one, and then for the attrs."""
    from polars.io.plugins import register_io_source

    first = next(parts)
    head = long_frame(first)
    known = [(_period(first), about(first))]

    def source(*_: Any) -> Iterator[pl.DataFrame]:
        yield head
        for part in parts:
            known.append((_period(part), about(part)))
            yield long_frame(part).select(head.columns).cast(head.schema)

    with _replacing(target) as draft:
        rows = register_io_source(source, schema=head.schema)
        rows.sink_parquet(draft, metadata=lambda _: {"terttu": _json(_merged(known, attrs))})


def _period(part: Result) -> str:
    """The period of a part, as its attrs are told from those of the others."""
    return (
        ",".join(map(str, np.atleast_1d(part["period"].values))) if "period" in part.coords else ""
    )


def _merged(known: list[tuple[str, dict[str, Any]]], attrs: Mapping[str, Any]) -> dict[str, Any]:
    told = plain(attrs)
    return {**told, **merged_attrs(known), **told}


def merged_attrs(known: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """The attrs of several periods as those of one result.

    What is the same in all stays as it is, labels are marked with their period ("2015:FI1D"),
    and anything else becomes a value by period.
    """
    keys = dict.fromkeys(key for _, attrs in known for key in attrs)
    return {
        key: _merged_value([(label, attrs[key]) for label, attrs in known if key in attrs], known)
        for key in keys
    }


def _merged_value(values: list[tuple[str, Any]], known: list[Any]) -> Any:
    first = values[0][1]
    if len(values) == len(known) and all(plain(value) == plain(first) for _, value in values):
        return first
    if all(isinstance(value, Mapping) for _, value in values):
        return merged_attrs(values)
    if all(isinstance(value, list | tuple) for _, value in values):
        return [f"{label}:{part}" for label, value in values for part in value]
    return dict(values)


def together(parts: Iterable[Result]) -> xr.Dataset:
    """Several periods of a result as one."""
    datasets = [as_dataset(part) for part in parts]
    if len(datasets) == 1:
        return datasets[0]
    made = xr.concat(
        datasets,
        "period",
        data_vars="minimal",
        coords="minimal",
        compat="override",
        join="exact",
        combine_attrs="drop",
    )
    labels = [_period(dataset) for dataset in datasets]
    made.attrs = merged_attrs([(at, d.attrs) for at, d in zip(labels, datasets, strict=True)])
    for name, variable in made.data_vars.items():
        variable.attrs = merged_attrs(
            [(at, d[name].attrs) for at, d in zip(labels, datasets, strict=True)]
        )
    return made


def _write_xlsx(parts: Iterator[Result], target: Path, attrs: dict[str, Any]) -> None:
    import xlsxwriter

    whole = together(parts)
    sheets = frames(whole)
    for frame in sheets.values():
        if frame.height >= SHEET_ROWS:
            raise InputError(
                f"The result has {frame.height:,} rows and a sheet holds {SHEET_ROWS - 1:,}; "
                "write it as Parquet or CSV."
            )
    with _replacing(target) as draft:
        options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
        with xlsxwriter.Workbook(draft, options) as book:
            book.set_properties({"created": _NEVER})
            text = book.add_format({"quote_prefix": True})
            for name, frame in sheets.items():
                _fill_sheet(book, _sheet_name(book, name), frame, text)
            _fill_about(book, about(whole, attrs), text)


def _sheet_name(book: xlsxwriter.Workbook, name: str) -> str:
    """A name that a workbook takes: of 31 characters, none of them forbidden, and no other's."""
    short = "".join("_" if sign in "[]:*?/\\'" else sign for sign in name)[:31]
    taken = {sheet.get_name().lower() for sheet in book.worksheets()} | {ABOUT, "history"}
    return short if short.lower() not in taken else f"{short[:28]}_{len(taken)}"


def _fill_sheet(book: xlsxwriter.Workbook, name: str, frame: pl.DataFrame, text: Format) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(frame.columns):
        sheet.write_string(0, at, column)
    for number, row in enumerate(frame.iter_rows(), start=1):
        for at, value in enumerate(row):
            _fill_cell(sheet, (number, at), value, text)


def _fill_cell(sheet: Worksheet, place: tuple[int, int], value: Any, text: Format) -> None:
    """One cell, always as the kind it is: xlsxwriter would make formulas out of text."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, int | float) and np.isfinite(value):
        sheet.write_number(*place, value + 0)
    elif isinstance(value, datetime):
        sheet.write_string(*place, value.isoformat())
    else:
        shown = str(value)
        sheet.write_string(*place, shown, text if shown.startswith(_FORMULA) else None)


def _fill_about(book: xlsxwriter.Workbook, known: Mapping[str, Any], text: Format) -> None:
    sheet = book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    lines = [(key, value) for key, value in known.items() if key != "variables"]
    for name, attrs in known["variables"].items():
        lines += [(f"{name}: {key}", value) for key, value in attrs.items()]
    number = 0
    for key, value in lines:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for start in range(0, max(len(shown), 1), SHEET_TEXT):
            sheet.write_string(number, 0, key)
            _fill_cell(sheet, (number, 1), shown[start : start + SHEET_TEXT], text)
            number += 1


def _write_netcdf(parts: Iterator[Result], target: Path, attrs: dict[str, Any]) -> None:
    whole = together(parts)
    if any(variable.nbytes > NETCDF_BYTES for variable in whole.variables.values()):
        raise InputError(
            f"netCDF 3 holds {NETCDF_BYTES:,} bytes a variable, and the result has more; write it "
            "as Parquet."
        )
    storable = whole.assign_attrs(attrs)
    storable.attrs = _storable(storable.attrs)
    for name in storable.variables:
        storable[name] = _storable_variable(storable[name])
    with _replacing(target) as draft:
        storable.to_netcdf(draft, engine="scipy", format="NETCDF3_64BIT")


def _storable_variable(variable: xr.DataArray) -> xr.DataArray:
    """A variable as netCDF 3 knows it: text without nothing, whole numbers of 32 bits."""
    made = variable.copy(deep=False)
    values = made.values
    if values.dtype.kind == "O":
        made = made.copy(
            data=np.array(["" if is_nothing(v) else str(v) for v in values.flat]).reshape(
                values.shape
            )
        )
    elif values.dtype.kind in "iu" and values.size and np.abs(values).max() > _INT32:
        made = made.astype(float)
    made.attrs = _storable(variable.attrs)
    return made


def _storable(attrs: Mapping[Any, Any]) -> dict[str, Any]:
    """Attrs as netCDF 3 knows them: text and numbers as they are, all else as JSON."""
    return {str(key): _attr(value) for key, value in attrs.items()}


def _attr(value: Any) -> Any:
    simple = plain(value)
    whole = isinstance(simple, int) and not isinstance(simple, bool) and abs(simple) <= _INT32
    if isinstance(simple, str | float) or whole:
        return simple
    return json.dumps(simple, ensure_ascii=False)


_KINDS: dict[str, Callable[[Iterator[Result], Path, dict[str, Any]], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
    ".nc": _write_netcdf,
}
