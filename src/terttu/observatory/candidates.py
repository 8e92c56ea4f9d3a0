"""The cluster candidates of one region: groups of related industries that stand out there."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .arrays import missing_share
from .definitions.definition import Definition, Grouping, grouped
from .measures import specialisation
from .profile import interval_kind, profile
from .schemes import Industry, composition

if TYPE_CHECKING:
    import xarray as xr

    from .parameters import Parameters


@dataclass(frozen=True, slots=True)
class Limit:
    """What limits a finding: a code and the number that belongs to it."""

    code: str
    value: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group of related industries in one region with its measures; NaN where not known."""

    definition: str
    rank: int
    period: int | str
    industries: tuple[str, ...]
    specialised: tuple[str, ...]
    value: float
    share_of_area: float
    share_of_reference: float
    lq: float
    lq_low: float
    lq_high: float
    interval: str
    excess: float
    growth: float
    lq_rank: int
    regions: int
    cohesion: float
    cohesion_percentile: float
    certainty: str
    composition: str
    limits: tuple[Limit, ...]
    proposed: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What candidates of a region are found in: one table, its links and what is known of it."""

    region: str
    values: xr.DataArray
    counts: bool
    valuations: tuple[xr.DataArray, ...] = ()
    similarity: xr.DataArray | None = None
    industries: Mapping[str, Industry] | None = None
    area_changed: int = 0


@dataclass(frozen=True, slots=True)
class _Region:
    """One region in one period: its groups' measures, its quotients and its specialisations."""

    groups: xr.Dataset
    quotients: xr.DataArray
    strong: xr.DataArray


def find_candidates(
    evidence: Evidence, grouping: Grouping, *, parameters: Parameters
) -> tuple[Candidate, ...]:
    """The candidates of ``evidence.region`` in the last period, the largest excess first.

    A group is a candidate when the region is specialised in one of its industries or in the
    group as a whole (LQ >= ``parameters.threshold``). Excess is the value beyond the one expected
    at the share of the reference, so that size and specialisation count together; a group with a
    member that is missing in the region has none and comes last. Groups of local
    industries alone are kept with ``proposed=False``. Certainty is ``certain`` when the whole
    interval or range of the group's quotient lies above 1, ``likely`` when the quotient does, and
    ``no`` otherwise. Cohesion is the mean combined similarity inside the group, its percentile
    the share of all known pairs that are less similar.
    """
    quotients = _last(evidence, specialisation.location_quotient(evidence.values))
    reached = specialisation.presence(evidence.values, threshold=parameters.threshold)
    strong = _last(evidence, reached == 1)
    groups = _profile(evidence, grouping, parameters)
    region = _Region(groups, quotients, strong)
    found = [
        _candidate(evidence, definition, region, parameters) for definition in grouping.definitions
    ]
    kept = [c for c in found if c.specialised or c.lq >= parameters.threshold]
    ordered = sorted(kept, key=_by_excess)
    return tuple(_ranked(candidate, rank) for rank, candidate in enumerate(ordered, start=1))


def _by_excess(candidate: Candidate) -> tuple[float, str]:
    return (math.inf if math.isnan(candidate.excess) else -candidate.excess, candidate.definition)


def _last(evidence: Evidence, x: xr.DataArray) -> xr.DataArray:
    return x.isel(period=-1).sel(region=evidence.region)


def _profile(evidence: Evidence, grouping: Grouping, parameters: Parameters) -> xr.Dataset:
    definitions = grouping.definitions
    pairs = [(grouped(v, definitions, skip_unknown=True), v) for v in evidence.valuations]
    whole = profile(
        grouped(evidence.values, definitions),
        evidence.values,
        counts=evidence.counts,
        valuations=pairs,
        confidence=parameters.confidence,
    )
    return whole.isel(period=-1).sel(region=evidence.region)


def _candidate(
    evidence: Evidence,
    definition: Definition,
    region: _Region,
    parameters: Parameters,
) -> Candidate:
    groups = region.groups
    members = sorted(definition.industries, key=lambda code: _by_quotient(region.quotients, code))
    specialised = tuple(code for code in members if bool(region.strong.sel(industry=code)))
    others = tuple(code for code in members if code not in specialised)
    row = {str(k): float(v) for k, v in groups.sel(industry=definition.code).data_vars.items()}
    known = evidence.industries or {}
    kinds = [known[code].traded if code in known else "" for code in members]
    cohesion, percentile = _cohesion(evidence.similarity, definition.industries)
    interval = interval_kind(counts=evidence.counts, valuations=evidence.valuations)
    return Candidate(
        definition=definition.code,
        rank=0,
        period=groups["period"].item(),
        industries=specialised + others,
        specialised=specialised,
        value=row["value"],
        share_of_area=row["share_of_area"],
        share_of_reference=row["share_of_reference"],
        lq=row["lq"],
        lq_low=row["lq_low"],
        lq_high=row["lq_high"],
        interval=interval if not math.isnan(row["lq_low"]) else "",
        excess=row["excess"],
        growth=row["growth"],
        lq_rank=0 if math.isnan(row["rank"]) else int(row["rank"]),
        regions=int(row["regions"]),
        cohesion=cohesion,
        cohesion_percentile=percentile,
        certainty=_certainty(row["lq"], row["lq_low"]),
        composition=composition(kinds),
        limits=_limits(evidence, members, row, groups["period"].item(), parameters),
        proposed=composition(kinds) != "local",
    )


def _by_quotient(quotients: xr.DataArray, code: str) -> tuple[float, str]:
    value = float(quotients.sel(industry=code))
    return (math.inf if math.isnan(value) else -value, code)


def _certainty(lq: float, low: float) -> str:
    if not lq > 1:
        return "no"
    return "certain" if low > 1 else "likely"


def _cohesion(similarity: xr.DataArray | None, members: Sequence[str]) -> tuple[float, float]:
    if similarity is None or len(members) < 2:
        return math.nan, math.nan
    codes = list(members)
    inside = similarity.sel(industry=codes, industry_2=codes).values
    if np.isnan(inside).all():
        return math.nan, math.nan
    mean = float(np.nanmean(inside))
    pairs = similarity.values[np.triu_indices(similarity.sizes["industry"], k=1)]
    return mean, 100 * float((pairs[~np.isnan(pairs)] < mean).mean())


def _limits(
    evidence: Evidence,
    members: Sequence[str],
    row: Mapping[str, float],
    period: int | str,
    parameters: Parameters,
) -> tuple[Limit, ...]:
    known = evidence.industries or {}
    notes = sum(bool(known[code].note) for code in members if code in known)
    missing = missing_share(evidence.values.isel(period=-1))
    age = parameters.as_of - period if parameters.as_of and isinstance(period, int) else 0
    cells = _last(evidence, evidence.values).sel(industry=list(members))
    checks = {
        "model_estimate": (not evidence.counts, 1.0),
        "few_regions": (row["regions"] < parameters.few_regions, row["regions"]),
        "old_figures": (age >= parameters.old_after, float(age)),
        "missing_share": (missing > 0, missing),
        "missing_here": (bool(np.isnan(cells).any()), float(np.isnan(cells).sum())),
        "single_industry": (len(members) == 1, 1.0),
        "composite_industry_note": (notes > 0, float(notes)),
        "small": (row["share_of_area"] < parameters.small_share, row["share_of_area"]),
        "area_changed": (evidence.area_changed > 0, float(evidence.area_changed)),
    }
    return tuple(Limit(code, value) for code, (holds, value) in checks.items() if holds)


def _ranked(candidate: Candidate, rank: int) -> Candidate:
    return replace(candidate, rank=rank)
