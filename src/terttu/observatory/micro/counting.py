"""Counts micro-data (a row an establishment, a job, a participation) into labelled tables.

The engine that holds the rows counts them; only the table comes back, one row a cell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import narwhals as nw
import numpy as np
import polars as pl
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION
from ..errors import InputError
from .counted import KNOWN, ROWS, Counted, array, placed, whole
from .exact_sums import MOST_ROWS, Figure
from .micro_columns import figure, key, key_columns, tabulated
from .microdata import Micro, opened
from .parquet_files import Engine, Means, Tell

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

Unknown = Literal["leave out", "missing"]


def count(
    source: Any,
    /,
    *,
    region: str,
    industry: str,
    period: str | None = None,
    value: str | None = None,
    decimals: int | None = None,
    unknown: Unknown = "leave out",
    per: str | None = None,
    where: Mapping[str, Any] | None = None,
    engine: Engine = "duckdb",
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_folder: str | os.PathLike[str] | None = None,
    progress: Tell | None = None,
    **attrs: Any,
) -> xr.DataArray:
    """Count rows, or add up a column of theirs, by (period,) region and industry.

    ``source`` is a Parquet file, a folder of such files (also larger than memory), a pattern such
    as ``jobs/*.parquet`` or a list of paths; or a DuckDB relation, a PySpark or polars frame, or
    any other that narwhals knows. Files are read by DuckDB (or ``engine="polars"``), a frame is
    counted by the engine it belongs to. Every engine gives the same table.

    ``region``, ``industry`` and ``period`` name columns of text or whole numbers; a ``period`` of
    dates counts by the year. ``where`` keeps the rows in which a column has a value or one of a
    list. A cell without a row is 0: micro-data are taken to be complete.

    * Without ``value`` the cells are numbers of rows (int64).
    * With ``value`` they are sums X_ri = sum_k x_kri, in the unit of the column. Whole numbers,
      decimals and floats with ``decimals`` (rounded to so many, halves up) are added up exactly,
      in any order; other floats by the engine in float64. int64 for whole numbers, else float64.
      A row without a figure is left out and reported, and a cell in which no row has one is NaN;
      with ``unknown="missing"`` a cell is NaN where any row lacks its figure.
    * With ``per`` (a column such as a project's number) each of its values counts one in all,
      shared equally by its rows: fractional counting, 1/n for a row of a project with n rows.
      Rows without a region or industry keep their share.

    The attrs hold ``source``, ``engine``, ``columns``, ``where``, ``rows`` (those read, after
    ``where``), ``rows_counted``, ``rows_without`` (by what they lack: region, industry, period,
    value, ...; one row may lack several), ``missing_share`` (of the rows, those not counted),
    ``value``, ``per``, ``unknown``, ``decimals`` and whatever else is given (``scheme="TOL
    2008"``). A column named scheme or classification has to hold one value, and is noted.

    DuckDB uses all cores and four fifths of the memory unless ``threads`` and ``memory_limit``
    ("4GB") say otherwise, and spills to a folder in ``temp_folder`` (default: the system's).
    ``progress`` is called with the share done, between 0 and 1: at the beginning and the end, and
    twice a second in between where DuckDB reads files (the share of the query that runs).

    Raises InputError for a missing column, one of the wrong type, negative or infinite figures,
    files with different types, an empty folder, several classifications, and no rows.

    >>> import polars as pl
    >>> plants = pl.DataFrame(
    ...     {"area": ["N", "N", "S", None], "nace": ["C", "C", "G", "G"], "jobs": [10, 30, 5, 2]}
    ... )
    >>> count(plants, region="area", industry="nace", value="jobs").values.tolist()
    [[40, 0], [0, 5]]
    >>> count(plants, region="area", industry="nace").attrs["rows_without"]
    {'region': 1, 'industry': 0}
    """
    means = Means(engine, memory_limit, threads, temp_folder, progress)
    keys = _keys(period, region, industry)
    if value is not None and per is not None:
        raise InputError("Give value (a sum) or per (a fractional count), not both.")
    with opened(source, [*keys.values(), value, per], where, means) as micro:
        if value is not None:
            counted, x = _summed(micro, keys, value, decimals, powers=(1,))
            values = _sums(counted, x, unknown)
        elif per is not None:
            counted = _shared(micro, keys, per)
            values = (counted.cells[ROWS] / counted.cells["per"]).to_numpy()
        else:
            counted = placed(tabulated(micro, keys), list(keys), micro.name)
            values = whole(counted.cells[ROWS])
    result = array(counted.cells, values, counted.labels, name="count")
    about = {"value": value, "per": per, "unknown": unknown, "decimals": decimals}
    return result.assign_attrs(micro.about, **counted.report(), columns=keys, **about, **attrs)


def count_plants(
    source: Any,
    /,
    *,
    region: str,
    industry: str,
    value: str,
    period: str | None = None,
    decimals: int | None = None,
    unknown: Unknown = "leave out",
    where: Mapping[str, Any] | None = None,
    engine: Engine = "duckdb",
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_folder: str | os.PathLike[str] | None = None,
    progress: Tell | None = None,
    **attrs: Any,
) -> xr.Dataset:
    """Count rows of establishments into what the indices of agglomeration need, in one pass.

    ``value`` is the column of sizes e_k (employment). The Dataset has ``x`` (region, industry),
    the sizes added up; ``establishments``, their number; and by industry ``plants`` K_i, the
    number of establishments, ``squares`` sum_k e_k^2, ``fourth_powers`` sum_k e_k^4,
    ``herfindahl`` H_i = sum_k z_k^2 and ``fourth_moment`` sum_k z_k^4 with z_k = e_k / sum_k e_k.
    ``ellison_glaeser`` and ``maurel_sedillot`` take it as it is.

    An establishment without a size, region or industry is left out of everything and reported;
    with ``unknown="missing"`` one without a size makes x of its cell, and the squares, H_i and
    what follows of its industry, NaN. NaN too for an industry whose sizes add up to 0.

    Source, options, attrs and errors are as in ``count``. Whole numbers are exact up to sizes of
    2^31; squares and fourth powers are then rounded once to float64.

    >>> import polars as pl
    >>> plants = pl.DataFrame({"area": ["N", "N", "S"], "nace": ["C"] * 3, "jobs": [10, 30, 60]})
    >>> table = count_plants(plants, region="area", industry="nace", value="jobs")
    >>> table.x.values.tolist(), table.herfindahl.values.tolist()
    ([[40], [60]], [0.46])
    """
    means = Means(engine, memory_limit, threads, temp_folder, progress)
    keys = _keys(period, region, industry)
    with opened(source, [*keys.values(), value], where, means) as micro:
        counted, size = _summed(micro, keys, value, decimals, powers=(1, 2, 4))
    cells, labels = counted.cells, counted.labels
    x = array(cells, _sums(counted, size, unknown), labels, name="x")
    number = array(cells, whole(cells[KNOWN]), labels, name="establishments")
    lines = _by_industry(counted, size, unknown)
    about = {"value": value, "unknown": unknown, "decimals": decimals}
    return with_shares(xr.Dataset({"x": x, "establishments": number, **lines})).assign_attrs(
        micro.about, **counted.report(), columns=keys, **about, **attrs
    )


def with_shares(plants: xr.Dataset) -> xr.Dataset:
    """Add H_i and the fourth moment, made of the sums by industry."""
    total = plants["x"].astype(float).sum(REGION)
    total = total.where((total > 0) & plants["squares"].notnull())
    herfindahl = plants["squares"] / total**2
    return plants.assign(herfindahl=herfindahl, fourth_moment=plants["fourth_powers"] / total**4)


def _keys(period: str | None, region: str, industry: str) -> dict[str, str]:
    keys = {REGION: region, INDUSTRY: industry}
    return keys if period is None else {PERIOD: period, **keys}


def _summed(
    micro: Micro,
    keys: Mapping[str, str],
    value: str,
    decimals: int | None,
    *,
    powers: tuple[int, ...],
) -> tuple[Counted, Figure]:
    """Cells with the sums of the powers of a figure; refused where they would not be true."""
    x = figure(micro, value, decimals)
    sums = {name: expr for power in powers for name, expr in x.sums(power).items()}
    sums |= {KNOWN: x.raw.count(), "least": x.raw.min(), "most": x.raw.max()}
    table = tabulated(micro, keys, sums)
    what = f"{micro.name}: the column {value!r} has"
    _check_figures(what, table["least"].min(), table["most"].max(), x.largest(max(powers)))
    counted = placed(table.drop("least", "most"), list(keys), micro.name)
    if x.whole is not None and whole(counted.cells[ROWS]).max() >= MOST_ROWS:
        raise InputError(
            f"{micro.name} has more than {MOST_ROWS:,} rows in one cell; count it in parts and put "
            "them together with combine_counts."
        )
    return counted, x


def _check_figures(what: str, least: Any, most: Any, limit: int | None) -> None:
    if least is not None and least < 0:
        raise InputError(f"{what} negative figures ({least}); correct them or leave them out.")
    if most == float("inf"):
        raise InputError(f"{what} infinite figures; correct them or leave them out.")
    if limit is not None and most is not None and most > limit:
        raise InputError(f"{what} figures above {limit:,} ({most}); give them in a larger unit.")


def _sums(counted: Counted, x: Figure, unknown: Unknown) -> np.ndarray:
    """The sum of each cell, NaN where it is not known."""
    cells = counted.cells
    sums = cells.select(x.total(1)).to_series()
    known, rows = cells[KNOWN].to_numpy(), cells[ROWS].to_numpy()
    missing = known < rows if unknown == "missing" else known == 0
    if x.is_whole and not missing.any():
        return whole(sums)
    values = sums.cast(pl.Float64).to_numpy() / 10.0**x.decimals
    return np.where(missing, np.nan, values)


def _by_industry(counted: Counted, x: Figure, unknown: Unknown) -> dict[str, xr.DataArray]:
    """The number of plants, and the sums of the squares and fourth powers of their sizes."""
    own = {dim: names for dim, names in counted.labels.items() if dim != REGION}
    sums = [pl.col(name) for power in (2, 4) for name in x.sums(power)]
    if x.whole is not None:
        sums = [column.cast(pl.Int128) for column in sums]
    lines = counted.cells.group_by(list(own), maintain_order=True).agg(
        pl.col(ROWS, KNOWN).cast(pl.Int64).sum(), *(column.sum() for column in sums)
    )
    parts = {"plants": array(lines, whole(lines[KNOWN]), own, name="plants")}
    incomplete = (lines[KNOWN] < lines[ROWS]).to_numpy() & (unknown == "missing")
    for power, name in ((2, "squares"), (4, "fourth_powers")):
        total = lines.select(x.total(power).cast(pl.Float64)).to_series().to_numpy()
        values = np.where(incomplete, np.nan, total / 10.0 ** (power * x.decimals))
        parts[name] = array(lines, values, own, name=name)
    return parts


def _shared(micro: Micro, keys: Mapping[str, str], per: str) -> Counted:
    """Rows by cell and by the number of rows of their project, or whatever ``per`` is."""
    rows = micro.frame.select(*key_columns(micro, keys), key(micro, per).alias("project"))
    sizes = rows.group_by("project").agg(nw.len().alias("per"))
    sized = rows.join(sizes, on="project", how="left").group_by(*keys, "per")
    table = micro.collect(sized.agg(nw.len().alias(ROWS)))
    counted = placed(table, list(keys), micro.name, also=["per"])
    # Fractions are added up in one order, whatever the engine.
    return replace(counted, cells=counted.cells.sort(*keys, "per"))
