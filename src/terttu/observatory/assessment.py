"""What stands beside the candidates: peers, stages, profiles, what stays, opportunities."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from .areas import Area
from .assessment_settings import (
    european_region,
    members_by_resolution,
    setting_tables,
    value_name,
)
from .definitions.definition import Definition, grouped
from .definitions.network import IndustrySpace, industry_space
from .errors import InputError, ObservatoryWarning
from .judging.judgement import judge
from .judging.method_profiles import MethodProfile, method_profiles
from .judging.peer_regions import PeerGroup, peer_regions, rank_among
from .judging.sensitivity import Sensitivity, runs_for, sensitivity
from .judging.stages import StageFinding, stage
from .measures.density import relatedness_density
from .measures.specialisation import presence, total
from .opportunity_basis import basis_of, related
from .profile import profile
from .region_options import industry_complexity, regional_opportunities

if TYPE_CHECKING:
    from .identification import Identification
    from .schemes import Industry

PEERS = 6


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a candidate beside its own figures; NaN where it is not.

    ``density`` and ``complexity`` are means over its industries, weighted by their value here.
    ``peer_rank`` is the rank of its quotient among ``peer_regions`` regions, itself and its peers.
    ``part_of_reference`` is the region's share of all regions' value, ``establishments`` how many
    there are here. ``municipality`` has the
    largest share (``municipality_share``) of the jobs in ``sections``, the coarser industries that
    hold it and of which municipalities are known; ``concentration`` is the sum of the squared
    shares of municipalities there.
    """

    density: float = math.nan
    complexity: float = math.nan
    part_of_reference: float = math.nan
    establishments: float = math.nan
    peer_rank: float = math.nan
    peer_regions: int = 0
    sections: tuple[str, ...] = ()
    municipality: str = ""
    municipality_share: float = math.nan
    concentration: float = math.nan


@dataclass(frozen=True, slots=True)
class Options:
    """The industries that a region, or the larger one around it, lacks in one table.

    ``label`` is what the table calls the region.
    """

    table: str
    region: Area
    label: str
    rows: xr.Dataset
    industries: Mapping[str, Industry]


@dataclass(frozen=True, slots=True)
class Assessment:
    """An identification's surroundings; what cannot be said of a table is None or missing.

    ``regions`` has value, share_of_area, lq and rank by region and definition (as ``industry``).
    ``judged`` holds, by profile, its result or the sentence with which it refused.
    """

    regions: xr.Dataset
    profiles: Mapping[str, MethodProfile]
    judged: Mapping[str, xr.Dataset | str]
    stages: Mapping[str, StageFinding]
    around: Mapping[str, Around]
    peers: PeerGroup | None = None
    sensitivity: Sensitivity | None = None
    space: IndustrySpace | None = None
    industries: xr.Dataset = field(default_factory=xr.Dataset)
    opportunities: tuple[Options, ...] = ()


def assess(
    found: Identification,
    *,
    peers: PeerGroup | None = None,
    profiles: Mapping[str, MethodProfile] | None = None,
) -> Assessment:
    """Assess the definitions of an analysis in its region, among its peers and by every profile.

    ``peers`` replaces the six regions most alike in size and structure, ``profiles`` those that
    come with terttu. Nothing is drawn but with
    the analysis' seed. A table of fewer than three regions has no peers, one of a single region
    nothing to rank; what a profile refuses is kept with its sentence. Warnings of the measures
    (parts that nothing connects, a sign that is not clear) are not repeated: what cannot be said
    is NaN, and limits tell the rest.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ObservatoryWarning)
        return _assessed(found, peers, profiles or method_profiles())


def _assessed(
    found: Identification, peers: PeerGroup | None, profiles: Mapping[str, MethodProfile]
) -> Assessment:
    main, definitions = found.tables[0], found.grouping.definitions
    x = main.values
    label = str(main.measures["region"].item())
    parts, size = grouped(x, definitions), total(x, "industry")
    pairs = [(grouped(v, definitions, skip_unknown=True), v) for v in found.valuations]
    counts = main.spec.kind == "count"
    everywhere = profile(
        parts, x, counts=counts, valuations=pairs, confidence=found.parameters.confidence
    ).isel(period=-1, drop=True)
    group = peers or _peers(x, label)
    tables = setting_tables(found, group)
    runs = runs_for(tables, list(profiles.values()))
    codes = [one.code for one in definitions]
    stages = stage(
        parts,
        label,
        size=size,
        valuations=[(part, total(whole, "industry")) for part, whole in pairs],
        counts=counts,
        confidence=found.parameters.confidence,
        seed=found.parameters.seed,
        local=[c.definition for c in found.candidates if not c.proposed],
    )
    industries = _industries(found, label)
    return Assessment(
        regions=everywhere,
        profiles=profiles,
        judged={
            name: _judged(found, one, parts, everywhere, group) for name, one in profiles.items()
        },
        stages={one.definition: one for one in stages},
        around={
            one.code: _around(found, one, industries, everywhere, group) for one in definitions
        },
        peers=group,
        sensitivity=sensitivity(
            runs, definitions=codes, members=members_by_resolution(found, tables)
        ),
        space=_space(found),
        industries=industries,
        opportunities=_opportunities(found),
    )


def _peers(x: xr.DataArray, region: str) -> PeerGroup | None:
    known = x.isel(period=-1).dropna("region", how="all")
    number = min(PEERS, known.sizes["region"] - 1)
    return (
        peer_regions(known, region, number=number, name=f"{region}-nearest") if number > 1 else None
    )


def _judged(
    found: Identification,
    one: MethodProfile,
    parts: xr.DataArray,
    everywhere: xr.Dataset,
    peers: PeerGroup | None,
) -> xr.Dataset | str:
    main = found.tables[0]
    try:
        return judge(
            parts,
            one,
            size=total(main.values, "industry"),
            value=value_name(main),
            counts=main.spec.kind == "count",
            establishments=_establishments(found),
            low=everywhere["lq_low"],
            peers=peers,
            reference=found.dataset or "table",
        )
    except InputError as error:
        return str(error)


def _establishments(found: Identification) -> xr.DataArray | None:
    """The numbers of establishments of each definition, where they are known and may be told."""
    if found.establishments is None:
        return None
    summed = grouped(found.establishments, found.grouping.definitions)
    least = found.tables[0].values.attrs.get("minimum", 1)
    return summed.where(summed >= least)


def _industries(found: Identification, region: str) -> xr.Dataset:
    """Relatedness density in the region and complexity, of every industry of the main table."""
    x = found.tables[0].values.isel(period=-1, drop=True)
    m = presence(x)
    density = xr.full_like(m.sel(region=region), np.nan)
    if found.links.combined is not None:
        links = related(basis_of(found, None), draws=0, seed=found.parameters.seed)
        density = relatedness_density(m.sel(region=[region]), links.matrix).sel(region=region)
    pci = industry_complexity(found)
    return xr.Dataset(
        {
            "density": ("industry", density.sel(industry=x["industry"]).values),
            "complexity": ("industry", pci.sel(industry=x["industry"]).values),
            "present": ("industry", m.sel(region=region).values),
        },
        coords={"industry": x["industry"].values},
    )


def _around(
    found: Identification,
    one: Definition,
    industries: xr.Dataset,
    everywhere: xr.Dataset,
    peers: PeerGroup | None,
) -> Around:
    main = found.tables[0]
    region = str(main.measures["region"].item())
    here = everywhere.sel(region=region, industry=one.code)
    values = main.measures["value"].isel(period=-1).sel(industry=list(one.industries)).values
    weights = np.nan_to_num(values) * np.array(one.weights)
    own = industries.sel(industry=list(one.industries))
    among = rank_among(everywhere["lq"], region, peers.members) if peers else None
    sections, shares = _municipal(found, one)
    top = int(np.argmax(shares.values)) if sections else None
    return Around(
        density=_mean(own["density"].values, weights),
        complexity=_mean(own["complexity"].values, weights),
        part_of_reference=_share(here),
        establishments=_number_here(found, region, one.code),
        peer_rank=math.nan if among is None else float(among["rank"].sel(industry=one.code)),
        peer_regions=0 if among is None else int(among["of"].sel(industry=one.code)),
        sections=sections,
        municipality="" if top is None else str(shares["region"].values[top]),
        municipality_share=math.nan if top is None else float(shares.values[top]),
        concentration=math.nan if top is None else float((shares**2).sum()),
    )


def _number_here(found: Identification, region: str, definition: str) -> float:
    numbers = _establishments(found)
    if numbers is None:
        return math.nan
    return float(numbers.isel(period=-1).sel(region=region, industry=definition))


def _mean(x: np.ndarray, weights: np.ndarray) -> float:
    known = ~np.isnan(x) & (weights > 0)
    return float(np.average(x[known], weights=weights[known])) if known.any() else math.nan


def _share(here: xr.Dataset) -> float:
    whole = float(here["reference_value"])
    return float(here["value"]) / whole if whole > 0 else math.nan


def _municipal(found: Identification, one: Definition) -> tuple[tuple[str, ...], xr.DataArray]:
    """The coarser industries that hold a definition, and the municipalities' shares of them."""
    nothing: tuple[tuple[str, ...], xr.DataArray] = ((), xr.DataArray([], dims="region"))
    main = found.tables[0]
    groups = {main.industries[code].group for code in one.industries if code in main.industries}
    for table in found.tables:
        if table.municipalities is None:
            continue
        known = table.industries.items()
        codes = tuple(str(code) for code, industry in known if industry.group in groups - {""})
        if table is main:
            codes = one.industries
        if codes:
            values = table.municipalities.measures["value"].isel(period=-1)
            own = one if table is main else Definition(one.code, codes, (1.0,) * len(codes))
            summed = grouped(values.expand_dims("period"), [own])[0, :, 0]
            whole = float(summed.sum(skipna=False))
            return (codes, summed / whole) if whole > 0 else nothing
    return nothing


def _space(found: Identification) -> IndustrySpace | None:
    combined = found.links.combined
    if combined is None or combined.sizes["industry"] < 2:
        return None
    return industry_space(combined, seed=found.parameters.seed)


def _opportunities(found: Identification) -> tuple[Options, ...]:
    """From the main table's links, and from the European table for the region around."""
    main = found.tables[0]
    options: list[Options] = []
    if found.links.combined is not None:
        label = str(main.measures["region"].item())
        rows = regional_opportunities(found)
        options.append(Options(main.spec.id, found.region, label, rows, main.industries))
    europe, around = european_region(found)
    if europe is not None:
        known = europe.industries.get(europe.main.industry_scheme, {})
        rows = regional_opportunities(europe, around)
        area = europe.areas.get(around) or Area(around, "nuts2")
        options.append(Options(europe.main.id, area, around, rows, known))
    return tuple(options)
