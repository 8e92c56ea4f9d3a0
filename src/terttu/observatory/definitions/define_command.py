"""Carries out ``terttu define``: finds definitions, validates them, writes and reports."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..datasets import Dataset, load_dataset
from ..errors import InputError
from ..links import Links, dataset_links, make_links
from ..reading.conditions import read_conditions
from ..reading.files import load
from ..reading.tables import build_table
from .comparison import compare
from .define_files import check_folder, write_folder
from .define_report import Defined, summary
from .defining import define_clusters
from .definition import Grouping, read_definitions
from .partitions import METHODS, Method
from .similarity import Method as Kind, similarity
from .stability import stability
from .validation import validate

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

    from ..measuring.progress import Progress

OF_REGIONS: Mapping[str, Kind] = {
    "shares": "shares",
    "levels": "levels",
    "location_quotients": "location_quotients",
    "coagglomeration": "coagglomeration",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineRequest:
    """What was asked for on the command line."""

    table: Path | None = None
    data: str = "finland"
    columns: Mapping[str, str | None] = field(default_factory=dict)
    level: str | None = None
    exclude: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    numbers: str = ""
    draws: int = 100
    seed: int = 0
    compare: Path | None = None
    out: Path | None = None
    overwrite: bool = False
    charts: bool = True
    language: str = "en"


def run(request: DefineRequest, progress: Progress) -> str:
    """Find definitions, write the folder where one is asked for, and return the report."""
    if request.out is not None:
        check_folder(request.out, overwrite=request.overwrite)
    progress.stage("reading")
    dataset = load_dataset(request.data)
    x = _table(request, dataset)
    links, kinds = _links(request, dataset, x)
    progress.stage("defining")
    grouping = _defined(request, links, kinds, progress)
    progress.stage("drawing regions again")
    found = Defined(
        grouping,
        links,
        validate(grouping, links.kinds),
        _steady(request, (links, kinds), grouping, x, progress),
        _labels(dataset, x, request.language),
        request.table.name if request.table else dataset.title.get("en", dataset.id),
        x.sizes["region"],
    )
    if request.compare is not None:
        codes = [str(code) for code in x["industry"].values]
        other = read_definitions(request.compare, codes)
        found = replace(found, comparison=compare(other, grouping))
    if request.out is None:
        return summary(found)
    progress.stage("writing")
    write_folder(found, request.out, charts=request.charts)
    return f"{summary(found)}\nWritten to {request.out}"


def _table(request: DefineRequest, dataset: Dataset) -> xr.DataArray:
    """The last period of the table, or of the dataset's main table."""
    given: Mapping[str, str | None] = request.columns
    path, exclude, level = request.table, request.exclude, request.level
    where: Mapping[str, str] = read_conditions(request.where)
    if path is None:
        main = dataset.main
        path, exclude, level, where = main.path, main.exclude, main.level, main.where
        given = dict(main.columns)
    names = {role: given.get(role) for role in ("region", "industry", "period", "value")}
    table = build_table(load(path), names=names, exclude=exclude, where=where, level=level)
    return table.values.isel(period=-1)


def _links(
    request: DefineRequest, dataset: Dataset, x: xr.DataArray
) -> tuple[Links, Mapping[str, str]]:
    """The links of the dataset where the codes are its own, else those learnt from the table."""
    scheme = dataset.scheme_of(str(code) for code in x["industry"].values)
    known = dataset.industries.get(scheme, {})
    learnt = {kind: similarity(x, method=_kind(kind)) for kind in request.kinds}
    if request.table is None or (scheme and not learnt):
        links = dataset_links(dataset, x.expand_dims("period"), scheme=scheme, replace=learnt)
        if links.kinds:
            return links, {code: industry.traded for code, industry in known.items()}
    kinds = learnt or {"shares": similarity(x, method="shares")}
    return make_links(kinds, weights={}), {c: i.traded for c, i in known.items()}


def _defined(
    request: DefineRequest, links: Links, kinds: Mapping[str, str], progress: Progress | None
) -> Grouping:
    return define_clusters(
        links.kinds,
        weights=links.weights,
        kinds=kinds,
        methods=ways(request.methods),
        numbers=read_numbers(request.numbers),
        seed=request.seed,
        progress=progress.part if progress is not None else None,
    )


def _steady(
    request: DefineRequest,
    given: tuple[Links, Mapping[str, str]],
    grouping: Grouping,
    x: xr.DataArray,
    progress: Progress,
) -> xr.Dataset | None:
    """The stability under a bootstrap of regions; only links learnt from regions change.

    Method and number of groups are chosen anew in each draw, as they were the first time.
    """
    links, kinds = given
    learnt = [kind for kind in links.kinds if kind in {*request.kinds, "shares", "colocation"}]
    if request.draws < 1 or not learnt:
        return None

    def define(drawn: xr.DataArray) -> Grouping:
        again = {k: similarity(drawn, method=_kind(k)) for k in learnt}
        return _defined(request, replace(links, kinds={**links.kinds, **again}), kinds, None)

    return stability(
        x, grouping, define=define, draws=request.draws, seed=request.seed, progress=progress.part
    )


def _kind(name: str) -> Kind:
    """The similarity that is asked for by name; the dataset's own co-location is that of shares."""
    if name == "colocation":
        return "shares"
    if name not in OF_REGIONS:
        raise InputError(
            f"There is no similarity {name!r} of regions; known: {', '.join(OF_REGIONS)}."
        )
    return OF_REGIONS[name]


def ways(names: Sequence[str]) -> tuple[Method, ...]:
    """The methods that are named, all of them for none; InputError for an unknown one."""
    unknown = [name for name in names if name not in METHODS]
    if unknown:
        raise InputError(f"There is no method {unknown[0]!r}; known: {', '.join(METHODS)}.")
    return tuple(method for method in METHODS if method in names) or METHODS


def read_numbers(text: str) -> list[int] | None:
    """Numbers written as ``12`` or ``30-60``; None for nothing, InputError for anything else."""
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", text.strip())
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not 1 <= first <= last:
        raise InputError(
            f"--numbers takes a number such as 12 or a range such as 30-60, not {text!r}."
        )
    return list(range(first, last + 1))


def _labels(dataset: Dataset, x: xr.DataArray, language: str) -> dict[str, str]:
    codes = [str(code) for code in x["industry"].values]
    known = dataset.industries.get(dataset.scheme_of(codes), {})
    return {c: known[c].labels.get(language, c) if c in known else c for c in codes}
