"""What ``terttu define`` says: a summary for the terminal, and the report as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

    from ..links import Links
    from .comparison import Comparison
    from .definition import Grouping

LINES = {
    "dendrogram.svg": "The tree of Ward's linkage; industries of one definition have one colour.",
    "similarities.svg": "The combined similarity of every pair, ordered by definition.",
    "network.svg": "The strongest links: the maximum spanning tree and the next ones.",
}


@dataclass(frozen=True, slots=True)
class Defined:
    """Definitions with all that is known of them, ready to be reported and written."""

    grouping: Grouping
    links: Links
    scores: xr.Dataset
    steady: xr.Dataset | None
    labels: Mapping[str, str]
    source: str
    regions: int
    comparison: Comparison | None = None


def summary(found: Defined) -> str:
    """The definitions and how good they are, in lines of text."""
    return "\n".join([*_heading(found), "", *_listed(found)])


def markdown(found: Defined, *, pictures: Sequence[str]) -> str:
    """The whole report."""
    lines = ["# Cluster definitions", "", *(f"- {line}" for line in _heading(found)), ""]
    lines += ["## Definitions", "", *(f"- {line.strip()}" for line in _listed(found)), ""]
    lines += [*_validation(found), "", *_tried(found), ""]
    if pictures:
        lines += ["## Pictures", ""]
        for name in pictures:
            lines += [f"![{LINES[name]}]({name})", "", LINES[name], ""]
    return "\n".join(lines).rstrip() + "\n"


def _heading(found: Defined) -> Iterator[str]:
    definitions = found.grouping.definitions
    industries = {code for one in definitions for code in one.industries}
    yield f"{len(definitions)} definitions of {len(industries)} industries, from {found.source}"
    links = ", ".join(
        f"{kind} (weight {found.links.weights[kind]:g})" for kind in found.links.kinds
    )
    yield f"Links: {links}; those learnt from regions rest on {found.regions} of them"
    yield f"Method: {found.grouping.rule}"
    chosen = [one for one in found.grouping.tried if one.chosen]
    for one in chosen:
        ways = sum(other.block == one.block for other in found.grouping.tried)
        yield f"Chosen ({one.block}): {one.method}, {one.number} groups; {ways} ways were tried"
    yield f"Validation score: {found.scores.attrs['score']:.1f} of 100"
    if found.steady is not None:
        ami = found.steady["ami"].values
        low, high = np.percentile(ami, [2.5, 97.5])
        yield (
            f"Agreement when regions are drawn again {found.steady.attrs['draws']} times (AMI): "
            f"{ami.mean():.2f}, 95 % of draws between {low:.2f} and {high:.2f}"
        )
    if found.comparison is not None:
        other = found.comparison
        moved = ", ".join(found.labels[code] for code in other.moved) or "none"
        yield (
            f"Compared with the definitions given: AMI {other.ami:.2f}, adjusted Rand index "
            f"{other.ari:.2f}, industries that moved: {moved}"
        )


def _listed(found: Defined) -> Iterator[str]:
    for one in found.grouping.definitions:
        names = "; ".join(found.labels[code] for code in one.industries)
        steady = ""
        if found.steady is not None:
            steady = f" (stability {float(found.steady['jaccard'].sel(definition=one.code)):.2f})"
        yield f"{one.code}{steady}: {names}"


def _validation(found: Defined) -> Iterator[str]:
    yield "## Validation scores"
    yield ""
    yield "The share, in percent, of clusters and of industries that are more related within than"
    yield "with the average, or the 95th percentile, of the other clusters."
    yield ""
    yield "| links | clusters, average | clusters, 95th | industries, average | industries, 95th |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for kind in found.scores["similarity"].values:
        cells = found.scores["vs"].sel(similarity=kind).values.ravel()
        yield f"| {kind} | " + " | ".join(f"{cell:.0f}" for cell in cells) + " |"


def _tried(found: Defined) -> Iterator[str]:
    yield "## The best configurations"
    yield ""
    yield "| industries | method | groups | validation score | silhouette | chosen |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    ranked = sorted(
        found.grouping.tried, key=lambda one: (one.block != "others", -one.score, -one.silhouette)
    )
    for block in dict.fromkeys(one.block for one in ranked):
        for one in [one for one in ranked if one.block == block][:10]:
            chosen = "yes" if one.chosen else ""
            yield (
                f"| {one.block} | {one.method} | {one.number} | {one.score:.1f} "
                f"| {one.silhouette:.3f} | {chosen} |"
            )
