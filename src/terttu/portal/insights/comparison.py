"""Two analyses side by side: which candidates came, went or changed.

Candidates are the same where they share most of their industries, by weight: the pairs with the
largest overlap first, as long as it is at least a half.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from terttu.portal.insights import queries
from terttu.portal.insights.models import Analysis, Candidate

OVERLAP = 0.5

Weights = Mapping[str, float]


class Change(StrEnum):
    """What became of a candidate."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate before and now; None where it was not there."""

    change: Change
    before: Candidate | None
    now: Candidate | None
    added: tuple[str, ...] = ()
    taken_out: tuple[str, ...] = ()
    reweighted: tuple[str, ...] = ()

    @property
    def shown(self) -> Candidate:
        """The one to name the row by: as it is now, else as it was."""
        found = self.now or self.before
        if found is None:
            raise ValueError("A row needs a candidate.")
        return found

    @property
    def better(self) -> int:
        """By how many places the rank has risen; 0 where there is nothing to compare."""
        return self.before.rank - self.now.rank if self.before and self.now else 0


def compare(before: Analysis, now: Analysis) -> list[Row]:
    """One row per candidate: by the rank it has now, then those that went by the rank they had."""
    old = queries.candidates(before, everything=True)
    new = queries.candidates(now, everything=True)
    old_weights = {row.pk: weights(row, before) for row in old}
    new_weights = {row.pk: weights(row, now) for row in new}
    pairs = matches([old_weights[row.pk] for row in old], [new_weights[row.pk] for row in new])
    partner = {new[j].pk: old[i] for i, j in pairs}
    rows = [
        _row(partner[row.pk], row, old_weights[partner[row.pk].pk], new_weights[row.pk])
        if row.pk in partner
        else Row(Change.CAME, None, row)
        for row in new
    ]
    matched = {row.pk for row in partner.values()}
    return rows + [Row(Change.WENT, row, None) for row in old if row.pk not in matched]


def weights(candidate: Candidate, analysis: Analysis) -> Weights:
    """The industries of a candidate with their weights."""
    found: Weights | None = analysis.definitions.get(candidate.code)
    return found or dict.fromkeys(candidate.industries, 1.0)


def overlap(a: Weights, b: Weights) -> float:
    """The weighted Jaccard index: sum of the smaller weights over the sum of the larger ones."""
    every = a.keys() | b.keys()
    larger = sum(max(a.get(code, 0.0), b.get(code, 0.0)) for code in every)
    smaller = sum(min(a.get(code, 0.0), b.get(code, 0.0)) for code in every)
    return smaller / larger if larger else 0.0


def matches(old: Sequence[Weights], new: Sequence[Weights]) -> list[tuple[int, int]]:
    """Pairs (old, new) one to one, the largest overlap first; of equal ones the earlier ranks."""
    scored = sorted(((-overlap(a, b), i, j) for i, a in enumerate(old) for j, b in enumerate(new)))
    pairs: list[tuple[int, int]] = []
    for score, i, j in scored:
        if -score < OVERLAP:
            break
        if all(i != p and j != q for p, q in pairs):
            pairs.append((i, j))
    return pairs


def _row(before: Candidate, now: Candidate, old: Weights, new: Weights) -> Row:
    added = tuple(sorted(new.keys() - old.keys()))
    taken_out = tuple(sorted(old.keys() - new.keys()))
    both = sorted(old.keys() & new.keys())
    reweighted = tuple(code for code in both if old[code] != new[code])
    figures = (before.rank, before.lq, before.certainty) != (now.rank, now.lq, now.certainty)
    changed = bool(added or taken_out or reweighted or figures)
    change = Change.CHANGED if changed else Change.SAME
    return Row(change, before, now, added, taken_out, reweighted)
