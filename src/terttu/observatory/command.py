"""Carries out ``terttu identify``: reads what was asked for, analyses it, writes and reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from .assessment import assess
from .datasets import Dataset, Input, load_dataset
from .definitions.definition import Grouping, read_definitions
from .definitions.similarity import input_output_links
from .errors import InputError
from .export import content
from .identification import Identification, identify_dataset, identify_table
from .links import read_flows
from .package import Content, check_target, write
from .parameters import Parameters
from .reading.conditions import read_conditions
from .reading.files import load, sha256_of
from .reading.tables import build_table, picker
from .report import report

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

    from .assessment import Assessment
    from .judging.method_profiles import MethodProfile
    from .judging.peer_regions import PeerGroup
    from .reading.loaded import Loaded

LANGUAGES = ("en", "fi", "sv")
_FLOW_NAMES = {
    "from": ("from", "from_industry", "supplier", "seller"),
    "to": ("to", "to_industry", "user", "buyer"),
    "value": ("value", "value_domestic_meur", "value_meur", "obs_value"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    region: str
    version: str
    table: Path | None = None
    data: str = "finland"
    columns: Mapping[str, str | None] = field(default_factory=dict)
    ranges: tuple[str, ...] = ()
    level: str | None = None
    nuts: int | None = None
    exclude: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    flows: Path | None = None
    groups: Path | None = None
    threshold: float = 1.25
    out: Path | None = None
    overwrite: bool = False
    charts: bool = True
    report: bool = True
    peers: Path | None = None
    profiles: tuple[str, ...] = ()
    establishments: str | None = None
    least_establishments: int = 3
    language: str = "en"
    made_at: str | None = None
    seed: int = 0


def run(request: Request) -> str:
    """Identify, write the package where one is asked for, and return the report as text."""
    if request.language not in LANGUAGES:
        raise InputError(f"The language must be one of {', '.join(LANGUAGES)}.")
    if request.out is not None:
        check_target(request.out, overwrite=request.overwrite)
    parameters = Parameters(
        threshold=request.threshold, seed=request.seed, as_of=_year(request.made_at)
    )
    dataset = load_dataset(request.data)
    found = _identified(request, dataset, parameters)
    found = replace(found, inputs=(*found.inputs, *_own_files(request)))
    text = report(found, language=request.language)
    if request.out is None:
        return text
    folder = write(_content(request, found), request.out, overwrite=request.overwrite)
    return f"{text}\nPackage written to {folder}"


def _identified(request: Request, dataset: Dataset, parameters: Parameters) -> Identification:
    if request.table is not None:
        return _from_table(request, dataset, parameters)
    _refuse_table_options(request)
    codes = list(dataset.industries.get(dataset.main.industry_scheme, {}))
    return identify_dataset(
        dataset,
        region=request.region,
        links=_own_links(request, codes),
        grouping=_own_groups(request, codes),
        parameters=parameters,
    )


def _refuse_table_options(request: Request) -> None:
    named = [role for role, column in request.columns.items() if column]
    rows = (
        request.level,
        request.nuts is not None,
        request.exclude,
        request.where,
        request.establishments,
    )
    if named or request.ranges or any(rows):
        raise InputError(
            "Columns, rows, ranges, levels and exclusions are for a table of your own; give the "
            "table as the first argument, or leave these options out."
        )


def _from_table(request: Request, dataset: Dataset, parameters: Parameters) -> Identification:
    loaded = load(request.table, pick=_picker(request))
    values = _values(request, loaded, request.columns)
    counted = None
    if request.establishments is not None:
        counted = _values(request, loaded, {**request.columns, "value": request.establishments})
        values = _protected(values, counted, request.least_establishments)
    codes = [str(code) for code in values["industry"].values]
    ranges = [_values(request, loaded, {**request.columns, "value": c}) for c in request.ranges]
    if counted is not None:
        ranges = [other.where(values.notnull()) for other in ranges]
    return identify_table(
        values,
        dataset,
        region=request.region,
        valuations=ranges,
        links=_own_links(request, codes),
        grouping=_own_groups(request, codes),
        parameters=parameters,
        establishments=counted,
    )


def _protected(values: xr.DataArray, counted: xr.DataArray, minimum: int) -> xr.DataArray:
    """The table without the cells that rest on too few establishments, or give them away."""
    from .judging.disclosure import protect

    hidden = protect(values, counted.reindex_like(values), minimum=minimum)
    return hidden.assign_attrs({**hidden.attrs, **values.attrs})


def _picker(request: Request) -> Callable[[list[str], str], list[str]]:
    pick = picker(request.columns, read_conditions(request.where))

    def with_ranges(columns: list[str], source: str) -> list[str]:
        chosen = pick(columns, source)
        more = {*request.ranges, request.establishments}
        return [*chosen, *(c for c in columns if c in more and c not in chosen)]

    return with_ranges


def _values(request: Request, loaded: Loaded, columns: Mapping[str, str | None]) -> xr.DataArray:
    table = build_table(
        loaded,
        names=columns,
        exclude=request.exclude,
        level=request.level,
        nuts=request.nuts,
        where=read_conditions(request.where),
    )
    return table.values


def _own_files(request: Request) -> list[Input]:
    files = {
        "links_input_output": request.flows,
        "groups": request.groups,
        "peers": request.peers,
    }
    return [
        Input(name, path.name, sha256_of(path), {"en": path.name})
        for name, path in files.items()
        if path is not None
    ]


def _own_links(request: Request, codes: list[str]) -> dict[str, xr.DataArray]:
    if request.flows is None:
        return {}
    loaded = load(request.flows)
    columns = {role: _flow_column(loaded, role) for role in _FLOW_NAMES}
    flows = read_flows(loaded, columns, sorted(codes))
    return {"input_output": input_output_links(flows)}


def _flow_column(loaded: Loaded, role: str) -> str:
    names = {column.lower(): column for column in loaded.frame.columns}
    for name in _FLOW_NAMES[role]:
        if name in names:
            return names[name]
    return role


def _own_groups(request: Request, codes: list[str]) -> Grouping | None:
    return None if request.groups is None else read_definitions(request.groups, codes)


def _content(request: Request, found: Identification) -> Content:
    made = assess(found, peers=_peers(request, found), profiles=_profiles(request))
    drawn = _charts(found, made) if request.charts else {}
    whole = content(
        found, version=request.version, made_at=request.made_at, charts=drawn, assessment=made
    )
    # The charts of a report are those of the package: without them there is none.
    return _with_reports(whole) if request.charts and request.report else whole


def _peers(request: Request, found: Identification) -> PeerGroup | None:
    """The region's group of peers in the file that was given, under whatever name."""
    if request.peers is None:
        return None
    from .judging.peer_regions import read_peers

    own = str(found.tables[0].measures["region"].item())
    names = {own, *found.region.labels}
    for group in read_peers(request.peers).values():
        if group.region in names:
            return replace(group, region=own)
    raise InputError(f"{request.peers} has no group of peers of the region {own}.")


def _profiles(request: Request) -> dict[str, MethodProfile] | None:
    if not request.profiles:
        return None
    from .judging.method_profiles import method_profile

    return {one.name: one for one in map(method_profile, request.profiles)}


def _charts(found: Identification, made: Assessment) -> Mapping[str, str]:
    from .charts import draw

    return draw(found, made)


def _with_reports(whole: Content) -> Content:
    from .printing import print_reports

    return replace(whole, reports=print_reports(whole))


def _year(made_at: str | None) -> int | None:
    if made_at is None:
        return None
    text = re.sub(r"Z$", "+00:00", made_at)
    try:
        return datetime.fromisoformat(text).year
    except ValueError as error:
        raise InputError(
            f"--made-at must be a time such as 2025-01-31T12:00:00Z, not {made_at!r}."
        ) from error
