"""Identifies the cluster candidates of one region, from one table or from a whole dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from .areas import Area, Areas, fold, unknown_region
from .candidates import Candidate, Evidence, find_candidates
from .datasets import Dataset, Input, TableSpec, load_dataset, load_input
from .definitions.defining import define_clusters
from .definitions.definition import Grouping, each_alone, read_definitions
from .definitions.similarity import MIN_REGIONS, colocation
from .errors import InputError
from .links import Links, dataset_links, make_links
from .measures import specialisation
from .municipal import Municipalities, municipal_measures, municipal_table
from .parameters import Parameters
from .profile import interval_kind, profile
from .reading.tables import Table, build_table, read_table

if TYPE_CHECKING:
    import os

    from .schemes import Industry

COLOCATION_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class TableResult:
    """One table of an analysis: its figures, the region's measures and what is said about it."""

    spec: TableSpec
    values: xr.DataArray
    measures: xr.Dataset
    interval: str
    industries: Mapping[str, Industry]
    input: str
    excluded: tuple[str, ...] = ()
    excluded_value: float = 0.0
    area_count: int | None = None
    municipalities: Municipalities | None = None

    @property
    def last_period(self) -> str:
        """The newest period as text, empty for a table without periods."""
        periods = self.values["period"].values
        return "" if len(periods) == 1 and periods[0] == 0 else str(periods[-1])


@dataclass(frozen=True, slots=True)
class Identification:
    """The result of one analysis of one region, and everything needed to repeat it.

    ``valuations`` are the cells of the main table measured in other ways; ``areas`` names regions;
    ``establishments`` are their numbers in the cells of the main table, where they are known.
    """

    region: Area
    tables: tuple[TableResult, ...]
    links: Links
    grouping: Grouping
    candidates: tuple[Candidate, ...]
    parameters: Parameters
    dataset: str = ""
    languages: tuple[str, ...] = ("en",)
    inputs: tuple[Input, ...] = field(default=())
    valuations: tuple[xr.DataArray, ...] = ()
    areas: Areas | None = None
    establishments: xr.DataArray | None = None


def identify(
    table: Any,
    *,
    region: str,
    links: Mapping[str, xr.DataArray] | None = None,
    industries: Mapping[str, Industry] | None = None,
    valuations: Sequence[xr.DataArray] = (),
    kind: str | None = None,
    grouping: Grouping | None = None,
    parameters: Parameters | None = None,
) -> Identification:
    """Identify the cluster candidates of ``region`` in one table.

    ``table`` is an array as ``read_table`` gives it, or anything ``read_table`` takes. ``links``
    maps kinds to similarity matrices; without any, co-location is learnt from the table when it
    has 5 regions. ``valuations`` are the same cells measured in other ways. ``kind`` is ``count``
    or ``estimate``; without it whole numbers are taken as counts. ``grouping`` replaces the groups
    of the rule.

    Raises InputError for an unknown region or one without any figures.
    """
    chosen = parameters or Parameters()
    values = table if isinstance(table, xr.DataArray) else read_table(table)
    area, label = match_region(region, values)
    weights = {"colocation": COLOCATION_WEIGHT, **chosen.link_weights}
    found = make_links(links or _learnt(values), weights=weights)
    spec = _described(values, kind, valuations)
    result = _result(
        spec,
        Table(values),
        label,
        industries=industries or {},
        valuations=valuations,
        parameters=chosen,
    )
    return _identification(
        area,
        (result,),
        found,
        grouping=grouping,
        parameters=chosen,
        valuations=valuations,
        inputs=(_record(values),),
    )


def identify_table(
    values: xr.DataArray,
    dataset: Dataset,
    *,
    region: str,
    valuations: Sequence[xr.DataArray] = (),
    links: Mapping[str, xr.DataArray] | None = None,
    grouping: Grouping | None = None,
    parameters: Parameters | None = None,
    establishments: xr.DataArray | None = None,
) -> Identification:
    """As ``identify``, with the names, code lists and links of a dataset where the codes match."""
    chosen = parameters or Parameters()
    area, label = match_region(region, values, dataset.areas)
    scheme = dataset.scheme_of(str(code) for code in values["industry"].values)
    known = dataset.industries.get(scheme, {})
    found = dataset_links(
        dataset, values, scheme=scheme, weights=chosen.link_weights, replace=links
    )
    if not found.kinds:
        weights = {"colocation": COLOCATION_WEIGHT, **chosen.link_weights}
        found = make_links(_learnt(values), weights=weights)
    spec = replace(_described(values, None, valuations), industry_scheme=scheme)
    result = _result(
        spec, Table(values), label, industries=known, valuations=valuations, parameters=chosen
    )
    given = not links and scheme == dataset.main.industry_scheme
    whole = _identification(
        area,
        (result,),
        found,
        grouping=grouping or (_shipped(dataset, values, chosen) if given else None),
        parameters=chosen,
        valuations=valuations,
        inputs=(_record(values), *found.inputs, *dataset.inputs),
    )
    return replace(
        whole,
        languages=dataset.languages,
        areas=dataset.areas,
        establishments=establishments,
    )


def _shipped(dataset: Dataset, values: xr.DataArray, parameters: Parameters) -> Grouping | None:
    """The dataset's own definitions, where the table has the industries they are made of.

    Asking for a number of groups, for local industries among the others or for other weights of
    links asks for definitions of one's own.
    """
    codes = [str(code) for code in values["industry"].values]
    known = set(dataset.industries.get(dataset.main.industry_scheme, {}))
    own = parameters.groups is not None or not parameters.separate_local
    if dataset.definitions is None or own or parameters.link_weights or not known <= set(codes):
        return None
    found = read_definitions(dataset.definitions, codes)
    return replace(found, rule=f"the definitions of the dataset {dataset.id}")


def _record(values: xr.DataArray) -> Input:
    name, digest = values.attrs.get("file", ""), values.attrs.get("sha256", "")
    return Input("table", str(name), str(digest), {"en": str(name)})


def identify_dataset(
    dataset: Dataset | str | os.PathLike[str],
    *,
    region: str,
    links: Mapping[str, xr.DataArray] | None = None,
    grouping: Grouping | None = None,
    parameters: Parameters | None = None,
) -> Identification:
    """Identify the candidates of ``region`` in a dataset's main table and measure all its tables.

    ``dataset`` is ``finland``, ``europe``, the folder of another dataset, or one that is loaded.
    ``links`` replaces or adds similarity matrices by name, ``grouping`` the groups of the rule.
    A table with municipalities is summed to regions and measured for each municipality too.
    Raises InputError for an unknown dataset or region.
    """
    chosen = parameters or Parameters()
    data = dataset if isinstance(dataset, Dataset) else load_dataset(dataset)
    area = data.areas.find(region)
    results: list[TableResult] = []
    inputs: list[Input] = []
    valuations: tuple[xr.DataArray, ...] = ()
    for spec in data.tables:
        result, others, record = _dataset_table(data, spec, area, chosen)
        results.append(result)
        inputs.append(record)
        valuations = others if spec is data.main else valuations
    found = dataset_links(
        data,
        results[0].values,
        scheme=data.main.industry_scheme,
        weights=chosen.link_weights,
        replace=links,
    )
    whole = _identification(
        area,
        tuple(results),
        found,
        grouping=grouping or (None if links else _shipped(data, results[0].values, chosen)),
        parameters=chosen,
        valuations=valuations,
        inputs=(*inputs, *found.inputs, *data.inputs),
        changed=_changes(data, area),
    )
    return replace(whole, dataset=data.id, languages=data.languages, areas=data.areas)


def match_region(text: str, values: xr.DataArray, areas: Areas | None = None) -> tuple[Area, str]:
    """The area and the label of the table's region that ``text`` names.

    The table's own labels come first, then the codes and names of ``areas``. Raises InputError
    with close suggestions when neither knows it, or the table does not hold it.
    """
    labels = [str(label) for label in values["region"].values]
    folded = {fold(label): label for label in labels}
    direct = folded.get(fold(text))
    if areas is None:
        if direct is None:
            raise unknown_region(text, labels)
        return Area(direct, "region", {}), direct
    area = areas.get(direct or text)
    if area is None:
        if direct is None:
            raise unknown_region(text, [*labels, *_named(areas, set(folded))])
        return Area(direct, "region", {}), direct
    label = direct or next((folded[fold(n)] for n in area.labels if fold(n) in folded), None)
    if label is None:
        raise unknown_region(text, labels)
    return area, label


def _named(areas: Areas, there: set[str]) -> list[str]:
    """What the regions of a table may be called beside the labels that stand in it."""
    inside = (area for area in areas.regions if there & set(map(fold, area.labels)))
    return [label for area in inside for label in area.labels]


def _described(
    values: xr.DataArray, kind: str | None, valuations: Sequence[xr.DataArray]
) -> TableSpec:
    known = values.values[~np.isnan(values.values)]
    guessed = "count" if bool((known == np.round(known)).all()) else "estimate"
    name = str(values.attrs.get("value", "value"))
    texts = {"measure": {"en": name}, "unit": {"en": str(values.attrs.get("unit", ""))}}
    path = Path(str(values.attrs.get("file", "table")))
    ranges = tuple(str(other.attrs.get("value", "value")) for other in valuations)
    texts["range_measures"] = {"en": "; ".join(ranges)}
    return TableSpec(
        id="table",
        path=path,
        role="main",
        kind=kind or guessed,
        columns=values.attrs.get("columns", {}),
        ranges=ranges,
        exclude=values.attrs.get("excluded", ()),
        where=values.attrs.get("where", {}),
        level=values.attrs.get("level"),
        texts={**texts, "title": {"en": path.name}},
    )


def _learnt(values: xr.DataArray) -> dict[str, xr.DataArray]:
    if values.sizes["region"] < MIN_REGIONS or values.sizes["industry"] < 2:
        return {}
    return {"colocation": colocation(values.isel(period=-1))}


def _dataset_table(
    data: Dataset, spec: TableSpec, area: Area, parameters: Parameters
) -> tuple[TableResult, tuple[xr.DataArray, ...], Input]:
    loaded, record = load_input(spec, spec.path)
    names = {role: spec.columns.get(role) for role in ("region", "industry", "period", "value")}
    detailed = "municipality" in spec.columns
    options: dict[str, Any] = {"where": spec.where, "level": spec.level, "combine": detailed}
    table = build_table(loaded, names=names, exclude=spec.exclude, **options)
    _, label = match_region(area.code, table.values, data.areas)
    others = tuple(
        build_table(
            loaded, names={**names, "value": column}, exclude=spec.exclude, **options
        ).values
        for column in spec.ranges
    )
    known = data.industries.get(spec.industry_scheme, {})
    result = _result(spec, table, label, industries=known, valuations=others, parameters=parameters)
    parts = data.areas.municipalities(area.code, spec.area_year)
    local = None
    if detailed:
        whole = municipal_table(loaded, spec, label)
        local = municipal_measures(whole, table.values, data.areas)
    return replace(result, area_count=len(parts) or None, municipalities=local), others, record


def _result(
    spec: TableSpec,
    table: Table,
    label: str,
    *,
    industries: Mapping[str, Industry],
    valuations: Sequence[xr.DataArray],
    parameters: Parameters,
) -> TableResult:
    values = table.values
    if bool(np.isnan(values.sel(region=label)).all()):
        raise InputError(f"The table has no figures for the region {label!r}; choose another.")
    if specialisation.known_regions(values) < 2:
        raise InputError("The table has figures for one region only; a comparison needs others.")
    counts = spec.kind == "count"
    whole = profile(
        values,
        values,
        counts=counts,
        valuations=[(v, v) for v in valuations],
        confidence=parameters.confidence,
    )
    return TableResult(
        spec=spec,
        values=values,
        measures=whole.sel(region=label),
        interval=interval_kind(counts=counts, valuations=valuations),
        industries={c: industries[c] for c in values["industry"].values if c in industries},
        input=spec.id,
        excluded=tuple(values.attrs.get("excluded", ())),
        excluded_value=_left_out(table.excluded, label),
    )


def _left_out(excluded: xr.DataArray | None, label: str) -> float:
    if excluded is None or label not in excluded["region"].values:
        return 0.0
    return float(specialisation.total(excluded.sel(region=label).isel(period=-1), "industry"))


def _changes(data: Dataset, area: Area) -> int:
    """How many municipalities have left or joined since the main table's division of areas."""
    then = {m.code for m in data.areas.municipalities(area.code, data.main.area_year)}
    now = {m.code for m in data.areas.municipalities(area.code)}
    return len(then ^ now)


def _identification(
    area: Area,
    results: tuple[TableResult, ...],
    links: Links,
    *,
    grouping: Grouping | None,
    parameters: Parameters,
    valuations: Sequence[xr.DataArray],
    inputs: tuple[Input, ...],
    changed: int = 0,
) -> Identification:
    main = results[0]
    groups = grouping or _grouped(main, links, parameters)
    evidence = Evidence(
        region=str(main.measures["region"].item()),
        values=main.values,
        counts=main.spec.kind == "count",
        valuations=tuple(valuations),
        similarity=links.combined,
        industries=main.industries,
        area_changed=changed,
    )
    found = find_candidates(evidence, groups, parameters=parameters)
    return Identification(
        region=area,
        tables=results,
        links=links,
        grouping=groups,
        candidates=found,
        parameters=parameters,
        inputs=inputs,
        valuations=tuple(valuations),
    )


def _grouped(main: TableResult, links: Links, parameters: Parameters) -> Grouping:
    if links.combined is None:
        return each_alone([str(code) for code in main.values["industry"].values])
    kinds = {code: industry.traded for code, industry in main.industries.items()}
    return define_clusters(
        links.kinds,
        weights=links.weights,
        kinds=kinds if parameters.separate_local else None,
        number=parameters.groups,
    )
