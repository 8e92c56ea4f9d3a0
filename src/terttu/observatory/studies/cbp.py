"""Establishments and employment by state and traded six-digit industry, and their clusters.

County Business Patterns of the United States, one year at a time, with the industries of NAICS
2007. An industry whose parent has no other child is stored under the parent's code; the lookup
beside the table says which. From 2008 the table itself is in NAICS 2007; the 2007 table is in
NAICS 2002, so that the few codes that the revision of 2007 changed are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import xarray as xr

from ..definitions.definition import Definition
from ..errors import InputError
from .us_establishments import CLUSTERS, FINEST, TABLE

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "naics_2007"
_CELL = ["fipstate", "naics", "est", "emp", "empflag"]


@dataclass(frozen=True, slots=True, eq=False)
class Traded:
    """A year's traded industries: figures by state, and the published cluster of each industry.

    ``establishments`` and ``employment`` have the dims region and industry; employment that is
    withheld is NaN. ``clusters`` maps each industry to the code of its benchmark cluster.
    """

    year: int
    establishments: xr.DataArray
    employment: xr.DataArray
    clusters: dict[str, str]


def traded(data: Path, year: int, *, more_than: int = 20) -> Traded:
    """The traded industries with over ``more_than`` establishments in the country.

    A state and industry without a row has no establishments and nobody employed. Raises
    InputError for a missing file, a year that the table lacks or a table without traded industries.
    """
    rows = pl.read_parquet(_path(data, TABLE), columns=["year", *_CELL]).filter(
        pl.col("year") == year
    )
    if rows.is_empty():
        raise InputError(f"The table of County Business Patterns has no year {year}.")
    clusters = benchmark(data)
    stored = _stored_under(data)
    place = {stored[code]: code for code in clusters if code in stored}
    states = sorted(rows["fipstate"].unique().to_list())
    kept = rows.filter(pl.col("naics").is_in(list(place)))
    codes = sorted({place[code] for code in kept["naics"]})
    counts, persons = _cells(kept, states, codes, place)
    enough = np.nansum(counts, axis=0) > more_than
    if not enough.any():
        raise InputError(f"No traded industry has over {more_than} establishments in {year}.")
    coords = {
        "region": [f"{state:02d}" for state in states],
        "industry": [code for code, stays in zip(codes, enough, strict=True) if stays],
    }
    dims = ("region", "industry")
    return Traded(
        year=year,
        establishments=xr.DataArray(counts[:, enough], dims=dims, coords=coords),
        employment=xr.DataArray(persons[:, enough], dims=dims, coords=coords),
        clusters={code: clusters[code] for code in coords["industry"]},
    )


def benchmark(data: Path) -> dict[str, str]:
    """The code of the traded benchmark cluster of each industry of NAICS 2007."""
    table = pl.read_csv(_path(data, CLUSTERS), infer_schema=False)
    of_version = table.filter((pl.col("naics_version") == VERSION) & (pl.col("traded") == "TRUE"))
    return dict(of_version.select("naics", "cluster_code").iter_rows())


def definitions_of(clusters: dict[str, str]) -> tuple[Definition, ...]:
    """Clusters by industry as definitions, in the order of their codes."""
    members: dict[str, list[str]] = {}
    for industry, cluster in clusters.items():
        members.setdefault(cluster, []).append(industry)
    return tuple(
        Definition(cluster, tuple(found), (1.0,) * len(found))
        for cluster, found in sorted(members.items())
    )


def _stored_under(data: Path) -> dict[str, str]:
    lookup = pl.read_csv(_path(data, FINEST), infer_schema=False).drop_nulls()
    return dict(lookup.select(VERSION, "cbp_code_in_file").iter_rows())


def _cells(
    rows: pl.DataFrame, states: list[int], codes: list[str], place: dict[str, str]
) -> tuple[np.ndarray, np.ndarray]:
    counts = np.zeros((len(states), len(codes)))
    persons = np.zeros((len(states), len(codes)))
    at_state = {state: row for row, state in enumerate(states)}
    at_code = {code: column for column, code in enumerate(codes)}
    for state, naics, firms, employed, flag in rows.select(_CELL).iter_rows():
        cell = at_state[state], at_code[place[naics]]
        counts[cell] += firms
        # Withheld employment is written as 0 with a letter for its size class.
        persons[cell] += np.nan if flag is not None else employed
    return counts, persons


def _path(data: Path, name: str) -> Path:
    path = data / name
    if not path.is_file():
        raise InputError(f"The study needs the file {name} in the folder {data}.")
    return path
