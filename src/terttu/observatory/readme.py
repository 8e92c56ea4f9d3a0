"""The README of an analysis package: what it is, where the figures come from, what limits them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .candidates import Candidate
    from .identification import Identification, TableResult

FORM = (
    "Tables are CSV (UTF-8); an empty cell is a missing or undefined figure, never zero. "
    "`datapackage.json` describes every column and holds all parameters."
)
LIMITS = {
    "model_estimate": "the figures are estimates; a range over several valuations, where given, "
    "is no sampling error",
    "few_regions": "the comparison rests on few regions",
    "old_figures": "the figures are old",
    "missing_share": "a part of the table is missing or suppressed and was not filled",
    "missing_here": "an industry of this group has no figure in this region",
    "single_industry": "the group is one industry, so nothing is said about links",
    "composite_industry_note": "an industry of this group needs care: see its note",
    "small": "the group is a small part of the region",
    "area_changed": "the region's borders have changed since",
}


def readme(found: Identification, *, version: str) -> str:
    """The text of ``README.md`` in English Markdown."""
    name = found.region.name("en")
    parts = [
        f"# Cluster candidates of {name}",
        f"Made by terttu {version}, method `first-path`. Region `{found.region.code}`.",
        FORM,
        "## What was found",
        "\n".join(_found(found)) or "No group of industries reached the threshold.",
        "An asterisk marks the industries the region is specialised in.",
        "## Where the figures come from",
        "\n".join(f"- {line}" for line in _sources(found)),
        "## How",
        "\n".join(f"- {line}" for line in _method(found)),
        "## Limits",
        "\n".join(f"- {line}" for line in _limits(found)),
    ]
    return "\n\n".join(parts) + "\n"


def label(result: TableResult, code: str, language: str = "en") -> str:
    """The name of an industry of a table, its code where it has no name."""
    known = result.industries.get(code)
    return known.label(language) if known else code


def _found(found: Identification) -> Iterator[str]:
    main = found.tables[0]
    for candidate in found.candidates:
        strong = candidate.specialised
        names = ", ".join(label(main, c) + "*" * (c in strong) for c in candidate.industries)
        note = "" if candidate.proposed else " (local industries: not proposed as a cluster)"
        yield f"{candidate.rank}. {names}: location quotient {_quotient(candidate)}{note}"


def _quotient(candidate: Candidate) -> str:
    if math.isnan(candidate.lq):
        return "not known, for an industry of the group has no figure here"
    if not candidate.interval:
        return f"{candidate.lq:.2f}"
    kind = "interval" if candidate.interval == "exact" else "range"
    return f"{candidate.lq:.2f} ({kind} {candidate.lq_low:.2f} to {candidate.lq_high:.2f})"


def _sources(found: Identification) -> Iterator[str]:
    for record in found.inputs:
        said = record.attribution or record.source or "no source was given"
        licence = f" Licence: {record.licence}." if record.licence else ""
        yield f"`{record.path}`: {said}{licence}"


def _method(found: Identification) -> Iterator[str]:
    parameters = found.parameters
    yield (
        "Location quotient: share of the industry in the region divided by its share in all "
        f"regions of the table; specialised from {parameters.threshold:g}."
    )
    yield (
        "Intervals: exact binomial limits for counts; for estimates the range over the valuations "
        "at hand."
    )
    weights = ", ".join(f"{name} {weight:g}" for name, weight in found.links.weights.items())
    yield f"Links between industries and their weights: {weights or 'none'}."
    yield f"Groups: {found.grouping.rule}; {len(found.grouping.definitions)} groups."
    yield "Rank: by the value beyond the one expected at the share of all regions (excess)."


def _limits(found: Identification) -> Iterator[str]:
    seen = dict.fromkeys(limit.code for c in found.candidates for limit in c.limits)
    for code in seen:
        yield f"`{code}`: {LIMITS[code]}."
    for result in found.tables:
        if result.excluded:
            codes = ", ".join(result.excluded)
            yield (
                f"Table `{result.spec.id}`: {result.excluded_value:,.0f} of the region stand "
                f"under {codes} and are left out of shares and quotients."
            )
    yield "Statistics show industries, not networks: firms that work together are not seen here."
