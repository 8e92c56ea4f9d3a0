"""Turns a long table of region x industry x period into a labelled array, or says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from . import schemes
from .columns import find_columns, scheme_column
from .errors import InputError
from .files import MAX_BYTES, Loaded, load

if TYPE_CHECKING:
    import xarray as xr

DIMS = ("period", "region", "industry")
MISSING = frozenset(["", ":", "..", "...", ".", "-", "c", "x", "na", "n/a", "nan", "null", "none"])
_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
_SPACES = "[ \u00a0\u202f]"
_GROUPED = rf"^([+-]?\d{{1,3}})(?:{_SPACES}\d{{3}})+(?:[.,]\d+)?$"
_DECIMAL_COMMA = r"^[+-]?\d+,\d+$"
_DECIMAL_POINT = r"^[+-]?\d+\.\d+$"
_NEW_YEAR = r"^(\d{4})-01-01(?:[ T]00:00:00(?:\.0+)?)?$"


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: the array of figures, and apart from it the codes that were left out."""

    values: xr.DataArray
    excluded: xr.DataArray | None = None


def read_table(
    source: Any,
    /,
    *,
    region: str | None = None,
    industry: str | None = None,
    period: str | None = None,
    value: str | None = None,
    exclude: Sequence[str] = (),
    level: str | None = None,
    where: Mapping[str, str] | None = None,
    absent: Literal["missing", "zero"] = "missing",
    combine: bool = False,
    unit: str = "",
    sheet: str | None = None,
    max_bytes: int = MAX_BYTES,
    **attrs: Any,
) -> xr.DataArray:
    """Read a long table into a float64 array with the dims period, region, industry.

    ``source`` is the path of a CSV, Parquet or XLSX file or any frame that narwhals knows. The
    columns are recognised by name in English, Finnish and Swedish, or named by ``region``,
    ``industry``, ``period`` and ``value``; a table without a period gets the single period 0.
    Regions and industries are sorted text, periods whole numbers where all are, else text.

    Empty cells and ``:``, ``.``, ``..``, ``...``, ``-``, ``c``, ``x``, ``NA``, ``NaN``, ``null``
    are missing (NaN) and never zero; a combination without a row is missing too unless
    ``absent="zero"``. Some offices write ``-`` for nothing: replace it by 0 where that is meant.
    ``where`` keeps the rows in which a column has a value, ``level`` the industries of one level,
    ``exclude`` leaves industry codes out, ``combine`` adds up the rows of the same cell.

    The attrs hold ``value`` (name of the column), ``unit``, ``missing_share``, ``excluded``,
    ``file``, ``sha256`` (of the file, empty for a frame), ``columns`` (by role), ``level``,
    ``where`` and whatever else is given. Dates that are all a first of January become years.

    Raises InputError, with the row as a spreadsheet shows it, for a missing column, text in
    numbers, negative or infinite values, duplicates, mixed levels or classifications, an empty
    file and anything ``files.load`` refuses.
    """
    names = {"region": region, "industry": industry, "period": period, "value": value}
    wanted = picker(names, where)
    loaded = load(source, max_bytes=max_bytes, sheet=sheet, pick=wanted)
    table = build_table(
        loaded,
        names=names,
        exclude=exclude,
        level=level,
        where=where,
        absent=absent,
        combine=combine,
    )
    return table.values.assign_attrs(unit=unit, **attrs)


def picker(
    names: Mapping[str, str | None], where: Mapping[str, str] | None = None
) -> Callable[[list[str], str], list[str]]:
    """A function that says which columns of a file are needed, so that no others are read."""

    def pick(columns: list[str], source: str) -> list[str]:
        found = find_columns(columns, names, source).values()
        needed = {*found, *(where or {}), scheme_column(columns)}
        return [column for column in columns if column in needed]

    return pick


def build_table(
    loaded: Loaded,
    *,
    names: Mapping[str, str | None],
    exclude: Sequence[str] = (),
    level: str | None = None,
    where: Mapping[str, str] | None = None,
    absent: Literal["missing", "zero"] = "missing",
    combine: bool = False,
) -> Table:
    """As ``read_table``, for a frame that is loaded already, with the codes left out apart."""
    columns = find_columns(loaded.frame.columns, names, loaded.name)
    rows = _rows(loaded, columns, where or {})
    _check_schemes(loaded, rows)
    kept, left = _split(rows, exclude, level, loaded.name)
    _check_levels(kept, loaded.name)
    values = _array(kept, loaded.name, absent=absent, combine=combine)
    values.attrs = {
        "value": columns["value"],
        "missing_share": float(np.isnan(values.values).mean()),
        "excluded": tuple(sorted(set(left["industry"].to_list()))),
        "file": loaded.name,
        "sha256": loaded.sha256,
        "columns": {role: column for role, column in columns.items() if column},
        "level": level,
        "where": dict(where or {}),
    }
    excluded = _array(left, loaded.name, combine=combine) if left.height else None
    return Table(values, excluded)


def _rows(
    loaded: Loaded, columns: Mapping[str, str | None], where: Mapping[str, str]
) -> pl.DataFrame:
    """The rows that count, with the columns row, region, industry, period, value."""
    numbers = pl.int_range(loaded.first_row, pl.len() + loaded.first_row)
    frame = loaded.frame.with_columns(numbers.alias("__row"))
    frame = frame.filter(pl.any_horizontal(pl.col(_text_columns(columns)).cast(pl.String) != ""))
    for column, wanted in where.items():
        if column not in frame.columns:
            raise InputError(f"{loaded.name} has no column {column!r} to choose rows by.")
        frame = frame.filter(pl.col(column).cast(pl.String) == str(wanted))
    if frame.is_empty():
        raise InputError(f"{loaded.name} has a header but no rows; give a table with figures.")
    labels = [_label(columns[role]).alias(role) for role in ("region", "industry")]
    period = _period(loaded.frame, columns["period"]) if columns["period"] else pl.lit("0")
    keep = [pl.col("__row").alias("row"), *labels, period.alias("period"), _raw(columns)]
    scheme = scheme_column(loaded.frame.columns)
    if scheme:
        keep.append(_label(scheme).alias("scheme"))
    rows = frame.select(keep)
    _check_labels(rows, columns, loaded.name)
    return rows.with_columns(_numbers(rows, str(columns["value"]), loaded.name).alias("value"))


def _text_columns(columns: Mapping[str, str | None]) -> list[str]:
    return [name for name in columns.values() if name]


def _raw(columns: Mapping[str, str | None]) -> pl.Expr:
    return pl.col(str(columns["value"])).alias("value")


def _label(column: str | None) -> pl.Expr:
    return pl.col(str(column)).cast(pl.String).fill_null("").str.strip_chars()


def _period(frame: pl.DataFrame, column: str) -> pl.Expr:
    """The periods as text; dates are years where all of them are a first of January."""
    text = _label(column)
    filled = frame.select(text.alias("period")).filter(pl.col("period") != "")["period"]
    if filled.len() and filled.str.contains(_NEW_YEAR).all():
        return text.str.replace(_NEW_YEAR, "$1")
    return text


def _check_labels(rows: pl.DataFrame, columns: Mapping[str, str | None], name: str) -> None:
    for role in ("region", "industry", "period"):
        empty = rows.filter(pl.col(role) == "")
        if empty.height:
            raise InputError(
                f"{name}, row {empty['row'][0]}: the {role} ({columns[role]}) is empty; "
                "fill it in or remove the row."
            )


def _numbers(rows: pl.DataFrame, column: str, name: str) -> pl.Series:
    """The values as float64, NaN for what is missing; other text is refused."""
    raw = rows["value"]
    if raw.dtype.is_numeric():
        numbers = raw.cast(pl.Float64).fill_null(float("nan"))
    else:
        numbers = _parsed(rows, column, name)
    for bad, what in ((numbers.is_infinite(), "infinite"), (numbers < 0, "negative")):
        if bad.any():
            at = bad.arg_true()[0]
            raise InputError(
                f"{name}, row {rows['row'][at]}: the value in {column!r} is {what} ({raw[at]}); "
                "correct it or leave the cell empty."
            )
    return numbers


def _parsed(rows: pl.DataFrame, column: str, name: str) -> pl.Series:
    text = rows["value"].cast(pl.String).fill_null("").str.strip_chars()
    missing = text.str.to_lowercase().is_in(list(MISSING))
    grouped = text.str.contains(_GROUPED)
    plain = text.zip_with(~grouped, text.str.replace_all(_SPACES, ""))
    comma = plain.str.contains(_DECIMAL_COMMA)
    _check_decimals(rows["row"], text, comma, plain.str.contains(_DECIMAL_POINT), (column, name))
    plain = plain.zip_with(~comma, plain.str.replace(",", ".", literal=True))
    numbers = plain.cast(pl.Float64, strict=False)
    wrong = (numbers.is_null() | numbers.is_nan()) & ~missing
    if wrong.any():
        at = wrong.arg_true()[0]
        raise InputError(
            f"{name}, row {rows['row'][at]}: {text[at]!r} in the column {column!r} is no number; "
            "write a number, or leave the cell empty where the figure is missing."
        )
    return numbers.set(missing, None).fill_null(float("nan"))


def _check_decimals(
    rows: pl.Series, text: pl.Series, comma: pl.Series, point: pl.Series, names: tuple[str, str]
) -> None:
    """Refuse a column with both marks: 1.234 may be a thousand there, and nobody can know."""
    if not (comma.any() and point.any()):
        return
    column, name = names
    first, second = point.arg_true()[0], comma.arg_true()[0]
    raise InputError(
        f"{name}: the column {column!r} writes {text[first]!r} in row {rows[first]} and "
        f"{text[second]!r} in row {rows[second]}; use one decimal mark and no mark for thousands."
    )


def _check_schemes(loaded: Loaded, rows: pl.DataFrame) -> None:
    if "scheme" not in rows.columns:
        return
    values = sorted(set(rows["scheme"].to_list()))
    if len(values) > 1:
        raise InputError(
            f"{loaded.name} mixes classifications ({', '.join(values)}); keep the rows of one."
        )


def _split(
    rows: pl.DataFrame, exclude: Sequence[str], level: str | None, name: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    codes = rows["industry"].unique().to_list()
    unknown = [code for code in exclude if code not in codes]
    if unknown:
        raise InputError(f"{name} has no industry {unknown[0]!r} to exclude.")
    left = pl.col("industry").is_in(list(exclude))
    kept = rows.filter(~left)
    if level is not None:
        chosen = schemes.of_level(codes, level)
        kept = kept.filter(pl.col("industry").is_in(chosen))
    if kept.is_empty():
        raise InputError(f"{name} has no rows left after choosing the industries.")
    return kept, rows.filter(left)


def _check_levels(rows: pl.DataFrame, name: str) -> None:
    try:
        schemes.common_level(sorted(rows["industry"].unique().to_list()))
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    regions = sorted(rows["region"].unique().to_list())
    lengths = {len(region): region for region in reversed(regions)}
    if len(lengths) > 1 and all(_NUTS.fullmatch(region) for region in regions):
        shown = ", ".join(lengths[n] for n in sorted(lengths))
        raise InputError(
            f"{name}: the regions are of several NUTS levels ({shown}), so that they would count "
            "twice; keep the rows of one level with where (--where COLUMN=VALUE)."
        )


def _array(
    rows: pl.DataFrame,
    name: str,
    *,
    absent: Literal["missing", "zero"] = "missing",
    combine: bool = False,
) -> xr.DataArray:
    import xarray as xr

    if combine:
        rows = _added_up(rows)
    else:
        _check_duplicates(rows, name)
    labels = {dim: sorted(rows[dim].unique().to_list()) for dim in DIMS}
    places = [_places(rows[dim], labels[dim]) for dim in DIMS]
    filled = np.full([len(labels[dim]) for dim in DIMS], np.nan if absent == "missing" else 0.0)
    filled[tuple(places)] = rows["value"].to_numpy()
    coords = {dim: np.array(labels[dim], dtype=object).astype(str) for dim in DIMS}
    array = xr.DataArray(filled, dims=DIMS, coords=coords)
    if all(re.fullmatch(r"\d{1,9}", label) for label in labels["period"]):
        whole = array.assign_coords(period=[int(label) for label in labels["period"]])
        return whole.sortby("period")
    return array


def _places(labels: pl.Series, ordered: list[str]) -> np.ndarray:
    return np.searchsorted(np.array(ordered), labels.to_numpy().astype(str))


def _added_up(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per cell: the sum of its known parts, missing where no part is known."""
    value = pl.col("value").fill_nan(None)
    summed = pl.when(value.is_not_null().any()).then(value.sum()).otherwise(float("nan"))
    return rows.group_by(list(DIMS)).agg(summed.alias("value"))


def _check_duplicates(rows: pl.DataFrame, name: str) -> None:
    repeated = rows.filter(pl.struct(DIMS).is_duplicated())
    if repeated.is_empty():
        return
    first = repeated.row(0, named=True)
    same = repeated.filter(pl.all_horizontal(pl.col(dim) == first[dim] for dim in DIMS))
    raise InputError(
        f"{name}: rows {same['row'][0]} and {same['row'][1]} hold the same cell (region "
        f"{first['region']}, industry {first['industry']}, period {first['period']}); remove one."
    )
