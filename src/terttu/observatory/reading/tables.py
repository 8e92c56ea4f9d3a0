"""Turns a long table of region x industry x period into a labelled array, or says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from .. import areas, schemes as industry_schemes
from ..errors import InputError
from . import cells, figures
from .columns import find_columns, label_columns, scheme_column
from .files import MAX_BYTES, load
from .labels import label_coordinates, set_schemes
from .table_rows import FLAG, LABELLED, read_rows
from .wide import is_wide, lengthened

if TYPE_CHECKING:
    import xarray as xr

    from .cells import Rows
    from .loaded import Loaded

DIMS = ("period", "region", "industry")
MISSING = figures.MISSING
MAX_CELLS = 500_000_000
_WHOLE = re.compile(r"\d{1,9}")

Absent = Literal["missing", "zero"]
_CHOICES = (
    "exclude",
    "exclude_regions",
    "level",
    "nuts",
    "where",
    "absent",
    "combine",
    "schemes",
    "max_cells",
)


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: the figures, apart from them the codes that were left out, and the flags."""

    values: xr.DataArray
    excluded: xr.DataArray | None = None
    flags: xr.DataArray | None = None


def read_table(
    source: Any,
    /,
    *,
    region: str | None = None,
    industry: str | None = None,
    period: str | None = None,
    value: str | None = None,
    exclude: Sequence[str] = (),
    exclude_regions: Sequence[str] = (),
    level: str | None = None,
    nuts: int | None = None,
    where: Mapping[str, str] | None = None,
    absent: Absent = "missing",
    combine: bool = False,
    unit: str = "",
    schemes: Mapping[str, str] | None = None,
    sheet: str | None = None,
    max_bytes: int = MAX_BYTES,
    max_cells: int = MAX_CELLS,
    **attrs: Any,
) -> xr.DataArray:
    """Read a long table into a float64 array with the dims period, region, industry.

    ``source`` is a path or any frame that narwhals knows. Files are CSV, Parquet, XLSX, JSON-stat,
    CSV of PxWeb (also with years as columns), TSV of Eurostat and SDMX-CSV, text packed with gzip
    or not; the kind is seen from the content. Columns are recognised by name in English, Finnish
    and Swedish, or named by ``region``, ``industry``, ``period`` and ``value``; '' says that a
    table has none, and the array has no such dim. A table without a period gets the single period
    0. Regions and industries are sorted text, periods whole numbers where all are, else text.

    Empty cells and ``:``, ``.``, ``..``, ``...``, ``-``, ``c``, ``x``, ``NA``, ``NaN``, ``null``
    are missing (NaN) and never zero, and so is whatever a flag calls confidential; a combination
    without a row is missing too unless ``absent="zero"``. Some offices write ``-`` for nothing:
    replace it by 0 where that is meant. ``where`` keeps the rows in which a column has a value (a
    code or its label), ``level`` the industries of one level, ``nuts`` the regions of one NUTS
    level (0 to 3); ``exclude`` leaves industry codes out, ``exclude_regions`` region codes;
    ``combine`` adds up the rows of the same cell.

    Names beside codes become coordinates: ``region_label``, ``industry_label_fi``, .... The attrs
    hold ``value`` (name of the column), ``unit``, ``missing_share``, ``excluded``, ``file``,
    ``sha256`` (of the file, empty for a frame), ``columns`` (by role), ``level``, ``where``,
    ``region_scheme`` and ``industry_scheme`` (what the codes are codes of: given in ``schemes`` by
    role, said by the file or seen from the codes, '' for unknown; also the attr ``scheme`` of the
    coordinate), ``flags`` (how often each occurs; ``read_flags`` says where) and whatever else is
    given. Dates that are all a first of January become years.

    Raises InputError, with the row as a spreadsheet shows it, for a missing column, text in
    numbers, negative or infinite values, duplicates, mixed levels or classifications, a further
    dimension with several values, an empty file, an array of more than ``max_cells`` cells and
    anything ``files.load`` refuses.
    """
    names = {"region": region, "industry": industry, "period": period, "value": value}
    loaded = load(source, max_bytes=max_bytes, sheet=sheet, pick=picker(names, where))
    table = build_table(
        loaded,
        names=names,
        exclude=exclude,
        exclude_regions=exclude_regions,
        level=level,
        nuts=nuts,
        where=where,
        absent=absent,
        combine=combine,
        schemes=schemes,
        max_cells=max_cells,
        labels=True,
    )
    return table.values.assign_attrs(unit=unit or table.values.attrs["unit"], **attrs)


def read_flags(source: Any, /, **options: Any) -> xr.DataArray:
    """The flags of a table as text, in an array like that of ``read_table``; '' for none.

    Takes the arguments of ``read_table``. Eurostat's flags are ``b`` break in series, ``c``
    confidential, ``d`` definition differs, ``e`` estimated, ``f`` forecast, ``n`` not significant,
    ``p`` provisional, ``r`` revised, ``s`` Eurostat's estimate, ``u`` low reliability, ``z`` not
    applicable; other offices have their own. Flags of one cell stand side by side. Raises
    InputError for a file without flags, and as ``read_table`` does.
    """
    names = {role: options.get(role) for role in (*DIMS, "value")}
    reading = {name: options[name] for name in ("max_bytes", "sheet") if name in options}
    loaded = load(source, pick=picker(names, options.get("where")), **reading)
    choices = {name: options[name] for name in _CHOICES if name in options}
    flags = build_table(loaded, names=names, labels=True, **choices).flags
    if flags is None:
        raise InputError(f"{loaded.name} has no flags beside its figures.")
    return flags


def picker(
    names: Mapping[str, str | None], where: Mapping[str, str] | None = None
) -> Callable[[list[str], str], list[str]]:
    """A function that says which columns of a file are needed, so that no others are read."""

    def pick(columns: list[str], source: str) -> list[str]:
        if is_wide(columns, names):
            return columns
        found = find_columns(columns, names, source)
        beside = [label_columns(columns, role, found[role]).values() for role in LABELLED]
        needed = {*found.values(), *(where or {}), scheme_column(columns)}.union(*beside)
        return [column for column in columns if column in needed]

    return pick


def build_table(
    loaded: Loaded,
    *,
    names: Mapping[str, str | None],
    exclude: Sequence[str] = (),
    exclude_regions: Sequence[str] = (),
    level: str | None = None,
    nuts: int | None = None,
    where: Mapping[str, str] | None = None,
    absent: Absent = "missing",
    combine: bool = False,
    schemes: Mapping[str, str] | None = None,
    max_cells: int = MAX_CELLS,
    labels: bool = False,
) -> Table:
    """As ``read_table``, for a table that is loaded already, with the codes left out apart.

    Names beside codes become coordinates with ``labels`` alone.
    """
    loaded = lengthened(loaded, names)
    columns = find_columns(loaded.columns, names, loaded.name, known=loaded.about.roles)
    rows = read_rows(loaded, columns, where or {}, labels=labels)
    kept, left = _industries(rows, loaded.name, exclude, level)
    kept = _regions(kept, loaded.name, exclude_regions, nuts)
    _check_levels(kept, loaded.name)
    dims = tuple(d for d in DIMS if columns[d] or (d == "period" and names.get(d) is None))
    make = _Maker(loaded.name, dims, absent, combine, max_cells)
    values = make.array(kept)
    values.attrs = {
        "value": columns["value"],
        "unit": loaded.about.unit,
        "missing_share": make.missing_share(kept, values),
        "excluded": tuple(left.used("industry")) if len(left) else (),
        "file": loaded.name,
        "sha256": loaded.sha256,
        "columns": {role: column for role, column in columns.items() if column},
        "level": level,
        "where": dict(where or {}),
    }
    set_schemes(values, kept, loaded, columns, schemes or {})
    if labels:
        values = values.assign_coords(label_coordinates(rows, loaded, columns, values))
    flags = None
    if FLAG in kept.names:
        flags = make.flags(kept, values)
        values.attrs["flags"] = _counted(kept)
    excluded = replace(make, absent="missing").array(left) if len(left) else None
    return Table(values, excluded, flags)


def _industries(
    rows: Rows, name: str, exclude: Sequence[str], level: str | None
) -> tuple[Rows, Rows]:
    """The rows of the industries to keep, and of those in ``exclude``."""
    none = replace(rows, batches=(), whole=False)
    if "industry" not in rows.names or not (exclude or level):
        return rows, none
    codes = rows.used("industry")
    unknown = [code for code in exclude if code not in codes]
    if unknown:
        raise InputError(f"{name} has no industry {unknown[0]!r} to exclude.")
    chosen = set(codes if level is None else industry_schemes.of_level(codes, level))
    kept = rows.keep(rows.having("industry", chosen - {*exclude}))
    if not len(kept):
        raise InputError(f"{name} has no rows left after choosing the industries.")
    return kept, rows.keep(rows.having("industry", exclude)) if exclude else none


def _regions(rows: Rows, name: str, exclude: Sequence[str], nuts: int | None) -> Rows:
    """The rows of the regions to keep."""
    if "region" not in rows.names or not (exclude or nuts is not None):
        return rows
    codes = rows.used("region")
    unknown = [code for code in exclude if code not in codes]
    if unknown:
        raise InputError(f"{name} has no region {unknown[0]!r} to exclude.")
    chosen = {code for code in codes if nuts is None or areas.nuts_level(code) == nuts}
    kept = rows.keep(rows.having("region", chosen - {*exclude}))
    if not len(kept):
        raise InputError(f"{name} has no rows left after choosing the regions.")
    return kept


def _check_levels(rows: Rows, name: str) -> None:
    if "industry" in rows.names:
        try:
            industry_schemes.common_level(rows.used("industry"))
        except InputError as error:
            raise InputError(f"{name}: {error}") from error
    if "region" not in rows.names:
        return
    regions = rows.used("region")
    levels = {areas.nuts_level(region): region for region in reversed(regions)}
    if len(levels) > 1 and None not in levels:
        shown = ", ".join(region for _, region in sorted(levels.items()))
        raise InputError(
            f"{name}: the regions are of several NUTS levels ({shown}), so that they would count "
            "twice; choose one with nuts=... (--nuts 0 to 3), or keep the rows of one level with "
            "where (--where COLUMN=VALUE)."
        )


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes arrays of rows: of the table ``name``, with these ``dims``."""

    name: str
    dims: tuple[str, ...]
    absent: Absent
    combine: bool
    max_cells: int

    def array(self, rows: Rows) -> xr.DataArray:
        """The figures."""
        import xarray as xr

        axes = {dim: _axis(rows, dim) for dim in self.dims}
        places = {dim: place for dim, (_, place) in axes.items() if dim in rows.names}
        shape = [len(labels) for labels, _ in axes.values()]
        self._check_size(shape)
        absent = np.nan if self.absent == "missing" else 0.0
        inner = [len(axes[dim][0]) for dim in places]
        if self.combine:
            filled = cells.add_up(rows, places, inner, absent=absent)
        else:
            filled, repeats = cells.scatter(rows, places, inner, absent=absent)
            if repeats:
                self._refuse_repeats(rows, places, inner)
        coords = {dim: labels for dim, (labels, _) in axes.items()}
        return xr.DataArray(filled.reshape(shape), dims=self.dims, coords=coords)

    def flags(self, rows: Rows, like: xr.DataArray) -> xr.DataArray:
        """The flags, in an array like that of the figures."""
        names = np.array(rows.names[FLAG], dtype=object).astype(str)
        places = {dim: _axis(rows, dim)[1] for dim in self.dims if dim in rows.names}
        inner = [like.sizes[dim] for dim in places]
        filled = np.zeros(like.size, names.dtype)
        for batch, cell in cells.positions(rows, places, inner):
            filled[cell] = names[batch.codes[FLAG]]
        return like.copy(data=filled.reshape(like.shape)).drop_attrs(deep=False)

    def missing_share(self, rows: Rows, values: xr.DataArray) -> float:
        """The share of cells without a figure."""
        if self.combine:
            return float(np.isnan(values.values).mean())
        missing = sum(int(np.isnan(batch.values).sum()) for batch in rows.batches)
        absent = values.size - len(rows) if self.absent == "missing" else 0
        return (missing + absent) / values.size

    def _check_size(self, shape: Sequence[int]) -> None:
        count = int(np.prod(shape, dtype=object))
        if count > self.max_cells:
            sizes = " x ".join(f"{n:,}" for n in shape)
            raise InputError(
                f"{self.name} would fill {count:,} cells ({sizes}), over the limit of "
                f"{self.max_cells:,}; check that the columns are the right ones, choose fewer rows "
                "or raise max_cells."
            )

    def _refuse_repeats(
        self, rows: Rows, places: Mapping[str, np.ndarray], shape: Sequence[int]
    ) -> None:
        first, second, cell = cells.same_cell(rows, places, shape)
        labels = {dim: _axis(rows, dim)[0][at] for dim, at in zip(places, cell, strict=True)}
        order = [dim for dim in ("region", "industry", "period") if dim in self.dims]
        named = ", ".join(f"{dim} {labels.get(dim, 0)}" for dim in order)
        raise InputError(
            f"{self.name}: rows {first} and {second} hold the same cell ({named}); remove one."
        )


def _axis(rows: Rows, dim: str) -> tuple[np.ndarray, np.ndarray]:
    """The labels along a dim in order, and the place of each code."""
    if dim not in rows.names:
        return np.array([0]), np.zeros(1, np.int64)
    labels = rows.used(dim)
    whole = dim == "period" and all(_WHOLE.fullmatch(label) for label in labels)
    if whole and len({int(label) for label in labels}) == len(labels):
        labels.sort(key=int)
    else:
        whole = False
    place = {label: at for at, label in enumerate(labels)}
    places = np.array([place.get(name, 0) for name in rows.names[dim]])
    return np.array([int(x) for x in labels] if whole else labels, None if whole else str), places


def _counted(rows: Rows) -> dict[str, int]:
    """How many rows have each flag."""
    counts = np.zeros(len(rows.names[FLAG]), np.int64)
    for batch in rows.batches:
        counts += np.bincount(batch.codes[FLAG], minlength=len(counts))
    return {name: int(n) for name, n in zip(rows.names[FLAG], counts, strict=True) if name and n}
