"""Turns an assessment into the plain rows of an analysis package."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .package_columns import LANGUAGES

if TYPE_CHECKING:
    import xarray as xr

    from .assessment import Assessment
    from .identification import Identification
    from .schemes import Industry

Row = dict[str, Any]


def assessment_tables(found: Identification, made: Assessment) -> dict[str, list[Row]]:
    """The rows of every table that assesses candidates, by the table's name."""
    return {
        "groups": list(_groups(found, made)),
        "reasons": list(_reasons(made)),
        "regions": list(_regions(found, made)),
        "profiles": list(_profiles(made)),
        "criteria": list(_criteria(found, made)),
        "grades": list(_grades(found, made)),
        "sensitivity": list(_sensitivity(made)),
        "space": list(_space(made)),
        "opportunities": list(_opportunities(made)),
        "uncovered": list(_uncovered(made)),
    }


def drawn(made: Assessment) -> set[frozenset[str]]:
    """The pairs of industries that a drawing of the network links."""
    return {frozenset(link[:2]) for link in made.space.links} if made.space else set()


def _groups(found: Identification, made: Assessment) -> Iterator[Row]:
    stays = {one.definition: one for one in made.sensitivity.stays} if made.sensitivity else {}
    for one in found.grouping.definitions:
        stage, around = made.stages[one.code], made.around[one.code]
        kept = stays.get(one.code)
        yield {
            "definition": one.code,
            **{f"name_{code}": one.names.get(code) for code in LANGUAGES},
            "stage": stage.stage,
            "stage_sure": _number(stage.sure),
            "stage_basis": stage.basis,
            "not_at_hand": ";".join(stage.not_at_hand),
            "density": _number(around.density),
            "complexity": _number(around.complexity),
            "part_of_reference": _number(around.part_of_reference),
            "establishments": _number(around.establishments),
            "peer_rank": _whole(around.peer_rank),
            "peer_regions": around.peer_regions or None,
            "sections": ";".join(around.sections),
            "municipality": around.municipality,
            "municipality_share": _number(around.municipality_share),
            "concentration": _number(around.concentration),
            "stays": _number(kept.share) if kept else None,
            "stays_held": kept.held if kept else None,
            "stays_judged": kept.judged if kept else None,
        }


def _reasons(made: Assessment) -> Iterator[Row]:
    for one in made.stages.values():
        for reason in one.why:
            yield {
                "definition": one.definition,
                "code": reason.code,
                "figure": _number(reason.figure),
                "threshold": reason.threshold,
                "holds": reason.holds,
            }


def _regions(found: Identification, made: Assessment) -> Iterator[Row]:
    own = str(found.tables[0].measures["region"].item())
    peers = set(made.peers.members) if made.peers else set()
    cells = {name: made.regions[name].transpose("region", "industry").values for name in _MEASURES}
    labels = [str(label) for label in made.regions["region"].values]
    for column, definition in enumerate(map(str, made.regions["industry"].values)):
        for row, label in enumerate(labels):
            numbers = {name: _number(cells[name][row, column]) for name in _MEASURES}
            area = found.areas.get(label) if found.areas else None
            yield {
                "definition": definition,
                "region": label,
                **{f"name_{c}": area.names.get(c) if area else None for c in LANGUAGES},
                "own": label == own,
                "peer": label in peers,
                **numbers,
                "rank": _whole(numbers["rank"]),
            }


_MEASURES = ("value", "share_of_area", "lq", "rank")


def _profiles(made: Assessment) -> Iterator[Row]:
    for name, profile in made.profiles.items():
        judged = made.judged[name]
        yield {
            "profile": name,
            **{f"title_{code}": profile.title.get(code) for code in LANGUAGES},
            "dated": profile.dated,
            "source": profile.source,
            "refused": judged if isinstance(judged, str) else None,
        }


def _judged(found: Identification, made: Assessment) -> Iterator[tuple[str, xr.Dataset]]:
    own = str(found.tables[0].measures["region"].item())
    for name, judged in made.judged.items():
        if not isinstance(judged, str):
            yield name, judged.sel(region=own)


def _criteria(found: Identification, made: Assessment) -> Iterator[Row]:
    for name, judged in _judged(found, made):
        known = {one.name: one for one in made.profiles[name].every}
        for definition in map(str, judged["industry"].values):
            part = judged.sel(industry=definition)
            for at, criterion in enumerate(map(str, judged["criterion"].values)):
                yield {
                    "profile": name,
                    "definition": definition,
                    "criterion": criterion,
                    "role": str(part["role"].values[at]),
                    "figure": _number(part["figure"].values[at]),
                    "threshold": _number(part["threshold"].values[at]),
                    "holds": _flag(part["holds"].values[at]),
                    "provenance": known[criterion].provenance,
                    "status": known[criterion].status,
                }


def _grades(found: Identification, made: Assessment) -> Iterator[Row]:
    for name, judged in _judged(found, made):
        for definition in map(str, judged["industry"].values):
            part = judged.sel(industry=definition)
            yield {
                "profile": name,
                "definition": definition,
                "stars": _whole(part["stars"].item()),
                "grade": str(part["grade"].item()),
                "found": _flag(part["found"].item()),
                "open": _flag(part["open"].item()),
            }


def _sensitivity(made: Assessment) -> Iterator[Row]:
    if made.sensitivity is None:
        return
    for one in made.sensitivity.rows:
        yield {
            "definition": one.definition,
            "reference": one.setting.reference,
            "value": one.setting.value,
            "profile": one.setting.profile,
            "resolution": one.setting.resolution,
            "region": one.region,
            "code": one.code,
            "lq": _number(one.lq),
            "rank": _whole(one.rank),
            "of": one.of or None,
            "grade": one.grade,
            "holds": one.holds,
            "open": one.open,
            "reason": one.reason,
        }


def _space(made: Assessment) -> Iterator[Row]:
    places = made.space.places if made.space else None
    for code in map(str, made.industries["industry"].values):
        own = made.industries.sel(industry=code)
        place = places.sel(industry=code) if places is not None else None
        yield {
            "industry": code,
            "x": _number(place["x"].item()) if place is not None else None,
            "y": _number(place["y"].item()) if place is not None else None,
            "density": _number(own["density"].item()),
            "complexity": _number(own["complexity"].item()),
            "present": _flag(own["present"].item()),
        }


def _opportunities(made: Assessment) -> Iterator[Row]:
    for options in made.opportunities:
        for at, code in enumerate(map(str, options.rows["industry"].values)):
            part = options.rows.isel(industry=at)
            known = options.industries.get(code)
            near = [str(one) for one in part["strength"].values if one]
            yield {
                "table": options.table,
                "region": options.label,
                **{f"region_name_{c}": options.region.names.get(c) for c in LANGUAGES},
                "industry": code,
                **{f"label_{c}": known.labels.get(c) if known else None for c in LANGUAGES},
                "rank": _whole(part["rank"].item()),
                **{name: _number(part[name].item()) for name in _OPTION},
                "quadrant": str(part["quadrant"].item()),
                "probability_reason": str(part["probability_reason"].item()),
                "strengths": ";".join(near),
                **{f"near_{c}": _named(near, options.industries, c) for c in LANGUAGES},
                "limits": str(part["limits"].item()),
            }


def _named(codes: Sequence[str], industries: Mapping[str, Industry], language: str) -> str | None:
    """The names of industries in a language; None where one of them has none."""
    names = [industries[code].labels.get(language) for code in codes if code in industries]
    return "|".join(filter(None, names)) if len(names) == len(codes) and all(names) else None


_OPTION = (
    "lq",
    "density",
    "density_low",
    "density_high",
    "related_share",
    "pci",
    "gain",
    "entry_probability",
    "entry_low",
    "entry_high",
)


def _uncovered(made: Assessment) -> Iterator[Row]:
    for options in made.opportunities:
        for code, label in options.rows.attrs["not_covered"].items():
            yield {"table": options.table, "code": code, "label": label}


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if value is None or np.isnan(value) else int(value)


def _flag(value: Any) -> bool | None:
    return None if np.isnan(value) else bool(value)
