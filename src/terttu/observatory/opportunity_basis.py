"""What the opportunities of one region rest on: a table, who is related to whom, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from .areas import nuts_level
from .datasets import Dataset, load_input
from .definitions.combining import standardise
from .identification import Identification, match_region
from .links import Links, dataset_links
from .measures.relatedness import proximity
from .measures.specialisation import presence
from .profile import profile
from .reading.tables import build_table

if TYPE_CHECKING:
    from .datasets import TableSpec
    from .reading.loaded import Loaded
    from .schemes import Industry

MANY_REGIONS = 50
# So many drawn tables are held at once.
AT_ONCE = 25


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """The last period of a table, the region's own figures in it, and links between industries.

    ``valuations`` are the same cells measured in other ways.
    """

    values: xr.DataArray
    region: str
    measures: xr.Dataset
    links: Links
    industries: Mapping[str, Industry]
    valuations: tuple[xr.DataArray, ...]
    periods: int
    estimates: bool


@dataclass(frozen=True, slots=True, eq=False)
class Related:
    """Relatedness of industries, other readings of it, and in words where it is from.

    ``others`` are the kinds of links one by one, or, where ``sampled``, the same learnt from
    regions drawn anew: one after the other along ``period``.
    """

    matrix: xr.DataArray
    source: str
    others: xr.DataArray | None = None
    sampled: bool = False


def basis_of(source: Identification | Dataset, region: str | None) -> Basis:
    """The basis of an analysis, or of ``region`` in the main table of a dataset."""
    if isinstance(source, Identification):
        main = source.tables[0]
        others = list(source.valuations)
        return Basis(
            **_last(main.values, main.measures, others),
            links=source.links,
            industries=main.industries,
            estimates=main.spec.kind != "count",
        )
    spec = source.main
    loaded, _ = load_input(spec, spec.path)
    values, others = _read(loaded, spec, spec.columns["value"]), _valuations(spec)
    _, label = match_region(source.areas.find(region or "").code, values, source.areas)
    counts = spec.kind == "count"
    measures = profile(values, values, counts=counts, valuations=[(v, v) for v in others])
    return Basis(
        **_last(values, measures.sel(region=label), others),
        links=dataset_links(source, values, scheme=spec.industry_scheme),
        industries=source.industries.get(spec.industry_scheme, {}),
        estimates=not counts,
    )


def _last(
    values: xr.DataArray, measures: xr.Dataset, valuations: Sequence[xr.DataArray]
) -> dict[str, Any]:
    """The last period of all of them, without codes that are no region or know nothing."""
    kept = _now(values).dropna("region", how="all")
    # Codes of NUTS on ZZ hold what belongs to no region.
    outside = [nuts_level(str(r)) is not None and str(r).endswith("ZZ") for r in kept.region.values]
    kept = kept.isel(region=~np.array(outside, dtype=bool))
    return {
        "values": kept,
        "region": str(measures["region"].item()),
        "measures": measures.isel(period=-1, drop=True),
        "valuations": tuple(_now(other).reindex_like(kept) for other in valuations),
        "periods": values.sizes["period"],
    }


def _now(values: xr.DataArray) -> xr.DataArray:
    return values.isel(period=-1, drop=True).transpose("region", "industry")


def _valuations(spec: TableSpec) -> list[xr.DataArray]:
    if not spec.ranges:
        return []
    loaded, _ = load_input(spec, spec.path)
    return [_read(loaded, spec, column) for column in spec.ranges]


def _read(loaded: Loaded, spec: TableSpec, column: str) -> xr.DataArray:
    roles = ("region", "industry", "period")
    names: dict[str, Any] = {role: spec.columns.get(role) for role in roles} | {"value": column}
    options: dict[str, Any] = {"where": spec.where, "level": spec.level}
    table = build_table(
        loaded,
        names=names,
        exclude=spec.exclude,
        combine="municipality" in spec.columns,
        **options,
    )
    return table.values


def related_by_links(similarity: xr.DataArray) -> xr.DataArray:
    """Relatedness R_ij = max(0, z_ij) from a similarity, 0 on the diagonal.

    ``z`` is the similarity with mean 0 and standard deviation 1 over its known pairs, so that only
    pairs that are more alike than the average pair are related, the more the farther above it;
    how far below it a pair is makes no difference. What is not known stays missing.
    """
    positive = standardise(similarity).clip(min=0.0).copy()
    np.fill_diagonal(positive.values, 0.0)
    return positive


def related(
    basis: Basis,
    *,
    draws: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Related:
    """The relatedness that a basis allows.

    From ``MANY_REGIONS`` on it is the proximity of industries in the table's own regions, and the
    others are the same from regions drawn with replacement. With fewer regions, co-location is
    too weak to stand alone: it is the combined links, co-location among them with the weight of
    the dataset, and the others are each kind of links by itself.
    """
    regions = basis.values.sizes["region"]
    if regions < MANY_REGIONS and basis.links.combined is not None:
        kinds = {n: related_by_links(s) for n, s in basis.links.kinds.items()}
        combined = related_by_links(basis.links.combined)
        others = xr.concat(list(kinds.values()), "period") if kinds else None
        return Related(combined, "links: " + ", ".join(kinds), others)
    m = presence(basis.values)
    rng = np.random.default_rng(seed)
    again = []
    for start in range(0, draws, AT_ONCE):
        many = min(AT_ONCE, draws - start)
        rows = np.stack([rng.integers(regions, size=regions) for _ in range(many)])
        coords = {"industry": m["industry"].values}
        drawn = xr.DataArray(m.values[rows], coords, ("period", "region", "industry"))
        again.append(proximity(drawn))
        if progress is not None:
            progress(start + many, draws)
    others = xr.concat(again, "period") if again else None
    return Related(proximity(m), f"proximity in {regions} regions", others, sampled=True)
