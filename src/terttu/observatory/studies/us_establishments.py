"""Establishments by state and industry of the United States, from County Business Patterns.

The industries of the years 2000 to 2002 are those of NAICS 1997, of 2003 to 2007 those of NAICS
2002, and of 2008 to 2011 those of NAICS 2007. Only codes that stand in every year from 2003 to
2011 are used: a code that came or went with a revision would look like an entry or an exit. The
years before 2003 are left out, since the finest codes that go on to 2011 hold four fifths of the
establishments there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import xarray as xr

from ..errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_FOLDER = "us_cbp_state_naics_2000_2011"
TABLE = f"{_FOLDER}/cbp_state_naics_2000_2011.parquet"
FINEST = f"{_FOLDER}/naics2007_leaf_lookup.csv"
CLUSTERS = "us_benchmark_clusters/bcd_naics_to_cluster_all_versions.csv"
FIRST, LAST = 2003, 2011


@dataclass(frozen=True, slots=True, eq=False)
class Establishments:
    """Counts (period, region, industry), who is traded, and what share of all they are by year."""

    counts: xr.DataArray
    traded: frozenset[str]
    dropped: tuple[str, ...]
    coverage: dict[int, float]


def establishments(data: Path, years: Sequence[int]) -> Establishments:
    """Read the counts of ``years`` (2003 to 2011) from the data folder.

    The finest codes are those of the lookup beside the table, which names the code that an
    industry is stored under where its parent has one child. A combination without a row has no
    establishments: counts of establishments, unlike employment, are never withheld. Raises
    InputError for a missing file or another year.
    """
    if not all(FIRST <= year <= LAST for year in years):
        raise InputError(f"The industries can be followed from {FIRST} to {LAST} only.")
    names = {"naics_2007": pl.String, "cbp_code_in_file": pl.String}
    finest = pl.read_csv(_file(data, FINEST), schema_overrides=names).drop_nulls()
    table = pl.read_parquet(
        _file(data, TABLE), columns=["year", "fipstate", "naics", "naics_digits", "est"]
    ).filter(pl.col("year").is_between(FIRST, LAST))
    found = table.filter(pl.col("naics").is_in(finest["cbp_code_in_file"].to_list()))
    spans = found.group_by("naics").agg(pl.col("year").n_unique())
    everywhere = pl.col("year") == LAST - FIRST + 1
    codes = spans.filter(everywhere)["naics"].sort().to_list()
    kept = found.filter(pl.col("naics").is_in(codes) & pl.col("year").is_in(list(years)))
    counts = _cells(kept, list(years), sorted(table["fipstate"].unique().to_list()), codes)
    return Establishments(
        counts=counts,
        traded=_traded(data, finest) & frozenset(codes),
        dropped=tuple(spans.filter(~everywhere)["naics"].sort().to_list()),
        coverage=_coverage(table, counts),
    )


def _cells(
    rows: pl.DataFrame, years: list[int], states: list[int], codes: list[str]
) -> xr.DataArray:
    values = np.zeros((len(years), len(states), len(codes)))
    at = [
        np.searchsorted(np.array(labels), rows[column].to_numpy())
        for column, labels in (("year", years), ("fipstate", states))
    ]
    place = {code: k for k, code in enumerate(codes)}
    values[at[0], at[1], [place[code] for code in rows["naics"]]] = rows["est"].to_numpy()
    coords = {"period": years, "region": [f"{s:02d}" for s in states], "industry": codes}
    return xr.DataArray(values, dims=("period", "region", "industry"), coords=coords)


def _traded(data: Path, finest: pl.DataFrame) -> frozenset[str]:
    """The codes that the benchmark definitions (made from data of 2009) call traded."""
    definitions = pl.read_csv(_file(data, CLUSTERS), infer_schema=False)
    of_2007 = definitions.filter(
        (pl.col("naics_version") == "naics_2007") & (pl.col("traded") == "TRUE")
    )
    held = finest.filter(pl.col("naics_2007").is_in(of_2007["naics"].to_list()))
    return frozenset(held["cbp_code_in_file"].to_list())


def _coverage(table: pl.DataFrame, counts: xr.DataArray) -> dict[int, float]:
    sectors = table.filter(pl.col("naics_digits") == 2)
    whole = dict(sectors.group_by("year").agg(pl.col("est").sum()).iter_rows())
    years = [int(year) for year in counts["period"].values]
    return {y: float(counts.sel(period=y).sum()) / whole[y] for y in years}


def _file(data: Path, name: str) -> Path:
    path = data / name
    if not path.is_file():
        raise InputError(f"The study needs the file {name} in the folder {data}.")
    return path
