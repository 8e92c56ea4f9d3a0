"""In which tables definitions are judged again: other values, references, resolutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from .coverage import divisions_of
from .datasets import load_dataset
from .definitions.definition import grouped
from .judging.sensitivity import SettingTable
from .measures.specialisation import total
from .profile import profile
from .reading.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

    from .areas import Area
    from .datasets import Dataset
    from .identification import Identification, TableResult
    from .judging.peer_regions import PeerGroup

EUROPE = "europe"
JOBS = "jobs"
DEFINITIONS = "definitions"


def setting_tables(found: Identification, peers: PeerGroup | None) -> list[SettingTable]:
    """The tables of an analysis, as definitions and as industries, and the European one.

    The main table gives one setting for each of its valuations, by definition and by industry;
    the other tables one each, by their own industries. Where the analysis is of a dataset that is
    not Europe's and the European table holds the region, or the NUTS 2 region it lies in, that one
    is there too: the larger region is not the region, and its rows say so.
    """
    main = found.tables[0]
    region = str(main.measures["region"].item())
    reference = found.dataset or "table"
    definitions = found.grouping.definitions
    ways = _valuations(found)
    tables: list[SettingTable] = []
    for resolution in (DEFINITIONS, _resolution(main)):
        whole = resolution == DEFINITIONS
        parts = {
            name: grouped(x, definitions, skip_unknown=x is not main.values) if whole else x
            for name, x in ways.items()
        }
        pairs = [(part, ways[name]) for name, part in parts.items()]
        low = _low(found, pairs)
        numbers = found.establishments
        if numbers is not None and whole:
            numbers = grouped(numbers, definitions)
        tables += [
            SettingTable(
                reference,
                name,
                resolution,
                region,
                part,
                size=total(ways[name], "industry"),
                establishments=numbers,
                low=low,
                counts=main.spec.kind == "count",
                peers=peers,
            )
            for name, part in parts.items()
        ]
    for other in found.tables[1:]:
        labels = set(map(str, other.values["region"].values))
        there = peers is not None and set(peers.everyone) <= labels
        taken = {(one.value, one.resolution) for one in tables}
        value, resolution = value_name(other), _resolution(other)
        tables.append(
            SettingTable(
                reference,
                value if (value, resolution) not in taken else f"{value} ({other.spec.id})",
                resolution,
                str(other.measures["region"].item()),
                other.values,
                counts=other.spec.kind == "count",
                peers=peers if there else None,
            )
        )
    return [*tables, *_european(found)]


def _low(found: Identification, pairs: Sequence[tuple[xr.DataArray, xr.DataArray]]) -> xr.DataArray:
    """The lower end of the interval, or of the range over all ways to measure."""
    (parts, x), *others = pairs
    everywhere = profile(
        parts,
        x,
        counts=found.tables[0].spec.kind == "count",
        valuations=others,
        confidence=found.parameters.confidence,
    )
    return everywhere["lq_low"].isel(period=-1, drop=True)


def value_name(table: TableResult) -> str:
    """What a table measures, as the profiles name it: jobs, or the measure itself."""
    measure = table.spec.texts.get("measure", {}).get("en", "")
    persons = any(word in measure.lower() for word in ("job", "employ", "person"))
    if table.spec.kind == "count" and persons:
        return JOBS
    return measure or table.spec.id


def members_by_resolution(
    found: Identification, tables: Sequence[SettingTable]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """By resolution, which of its industries each definition consists of, or lies in."""
    main = found.tables[0]
    definitions = found.grouping.definitions
    members = {_resolution(main): {one.code: one.industries for one in definitions}}
    for other in found.tables[1:]:
        groups = {code: industry.group for code, industry in other.industries.items()}
        members[_resolution(other)] = {
            one.code: tuple(
                code
                for code, group in groups.items()
                if group and group in _groups(main, one.industries)
            )
            for one in definitions
        }
    for table in tables:
        if table.reference == EUROPE and table.resolution not in members:
            members[table.resolution] = {
                one.code: _divisions(main, one.industries, table.table) for one in definitions
            }
    return members


def _valuations(found: Identification) -> Mapping[str, xr.DataArray]:
    """The main table's figures and what else they are measured by, under their English names."""
    main = found.tables[0]
    named = main.spec.texts.get("range_measures", {}).get("en", "").split("; ")
    ways = {value_name(main): main.values}
    for number, x in enumerate(found.valuations, start=2):
        name = named[number - 2] if number - 2 < len(named) else ""
        ways[name if name and name not in ways else f"{name or 'value'} ({number})"] = x
    return ways


def _resolution(table: TableResult) -> str:
    return table.spec.industry_scheme or table.spec.id


def _groups(main: TableResult, industries: Sequence[str]) -> set[str]:
    return {main.industries[code].group for code in industries if code in main.industries} - {""}


def _divisions(main: TableResult, industries: Sequence[str], x: xr.DataArray) -> tuple[str, ...]:
    wanted = {part for code in industries for part in divisions_of(code, main.industries)}
    held = {str(code): set(divisions_of(str(code), {})) for code in x["industry"].values}
    missing = wanted.difference(*held.values())
    return (*(code for code, parts in held.items() if wanted & parts), *sorted(missing))


def european_region(found: Identification) -> tuple[Dataset | None, str]:
    """The European dataset and its region for an analysis of another dataset, else None and ''."""
    if found.dataset in ("", EUROPE):
        return None, ""
    europe = load_dataset(EUROPE)
    table = _european_table(europe)
    label = _around(found.region, {str(code) for code in table["region"].values})
    return (europe, label) if label else (None, "")


def _european(found: Identification) -> list[SettingTable]:
    europe, label = european_region(found)
    if europe is None:
        return []
    x = _european_table(europe)
    return [SettingTable(EUROPE, JOBS, europe.main.industry_scheme, label, x)]


@cache
def _read_europe(path: Path) -> xr.DataArray:
    spec = load_dataset(EUROPE).main
    columns: dict[str, Any] = dict(spec.columns)
    x = read_table(path, **columns, exclude=spec.exclude, where=spec.where, level=spec.level)
    # Codes of NUTS on ZZ hold what belongs to no region.
    return x.sel(region=~x["region"].str.endswith("ZZ"))


def _european_table(europe: Dataset) -> xr.DataArray:
    return _read_europe(europe.main.path)


def _around(area: Area, known: set[str]) -> str | None:
    """The region itself, or the NUTS 2 region in which all its NUTS 3 codes lie."""
    nuts = [one.code for one in area.codes if one.scheme.startswith("nuts")]
    for candidates in (set(nuts), {code[:4] for code in nuts if len(code) == 5}):
        inside = candidates & known
        if len(candidates) == 1 and inside:
            return inside.pop()
    return None
