"""What the public sees of analyses, and what of an earlier one holds for a later one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from terttu.portal.core.audit import record
from terttu.portal.insights import queries
from terttu.portal.insights.models import Analysis, Candidate, Decision, Exhibit
from terttu.portal.regions.models import Region

Key = tuple[str, tuple[tuple[str, float], ...]]


@transaction.atomic
def publish(*, by: Any, analysis: Analysis) -> None:
    """Show a draft to the public; it becomes the region's current analysis.

    Decisions that were taken meanwhile on the analysis before are taken over as well.
    """
    locked = Analysis.objects.select_for_update(of=("self",)).get(pk=analysis.pk)
    if not locked.is_draft:
        return
    carry_over(locked, decided_before(locked.region))
    locked.shown = timezone.now()
    locked.withdrawn = False
    locked.save(update_fields=["shown", "withdrawn"])
    analysis.shown = locked.shown
    record("published", locked, by=by, region=locked.region.slug)


@transaction.atomic
def set_withdrawn(*, by: Any, analysis: Analysis, withdrawn: bool) -> None:
    """Take an analysis off the public pages, or bring it back; nothing of it is deleted."""
    analysis.withdrawn = withdrawn
    analysis.save(update_fields=["withdrawn"])
    verb = "withdrawn" if withdrawn else "brought back"
    record(verb, analysis, by=by, region=analysis.region.slug)


def decided_before(region: Region) -> Analysis | None:
    """The analysis whose decisions hold on: the current one, else the newest there is."""
    current = queries.current(region)
    return current or queries.analyses(region, drafts=True).first()


def key(candidate: Candidate, definitions: Mapping[str, Mapping[str, float]]) -> Key:
    """What makes two candidates the same: classification, industries and their weights."""
    weights = definitions.get(candidate.code) or dict.fromkeys(candidate.industries, 1.0)
    return candidate.table.industry_scheme, tuple(sorted(weights.items()))


def carry_over(analysis: Analysis, before: Analysis | None) -> None:
    """Take decisions and exhibits over from the analysis before, where the definition is the same.

    A candidate that was decided on here itself keeps that; else the newest decision holds, whether
    an older one came over before or not. A merge comes over only where it leads somewhere. An
    exhibit comes over once; taken off or made internal there, it is so here.
    """
    if before is None or before.pk == analysis.pk:
        return
    here = {key(row, analysis.definitions): row for row in _candidates(analysis)}
    there = {row.pk: key(row, before.definitions) for row in _candidates(before)}
    merges: list[tuple[Decision, Candidate, Candidate]] = []
    for row in _candidates(before):
        same = here.get(there[row.pk])
        if same is None:
            continue
        _carry_exhibits(row, same)
        last = row.decisions.select_related("into").first()
        if last and not same.decisions.filter(Q(carried_from=None) | Q(carried_from=last)).exists():
            into = here.get(there[last.into_id]) if last.into_id else None
            if into is not None:
                merges.append((last, same, into))
            elif not last.into_id:
                _carry_decision(last, same, None)
        if row.adopted_as_id and not same.adopted_as_id:
            same.adopted_as_id = row.adopted_as_id
            same.save(update_fields=["adopted_as"])

    # What others are merged into, or what is not listed itself, cannot take one more: it stays.
    for last, same, into in merges:
        if into.is_listed and not same.merged.exists():
            _carry_decision(last, same, into)


def _candidates(analysis: Analysis) -> list[Candidate]:
    return queries.candidates(analysis, everything=True)


def _carry_exhibits(row: Candidate, same: Candidate) -> None:
    taken = {twin.carried_from_id: twin for twin in same.exhibits.all()}
    for exhibit in row.exhibits.all():
        twin = taken.get(exhibit.pk)
        if twin is not None:
            twin.public = twin.public and exhibit.public
            twin.removed = twin.removed or exhibit.removed
            twin.save(update_fields=["public", "removed"])
        if twin is not None or exhibit.removed:
            continue
        Exhibit.objects.create(
            candidate=same,
            carried_from=exhibit,
            **{
                name: getattr(exhibit, name)
                for name in ("kind", "text", "language", "url", "author", "dated", "public")
            },
            by_id=exhibit.by_id,
            added=exhibit.added,
        )


def _carry_decision(last: Decision, same: Candidate, into: Candidate | None) -> None:
    if last.kind == Decision.Kind.REOPENED and same.state == Candidate.State.OPEN:
        return
    Decision.objects.create(
        candidate=same,
        kind=last.kind,
        reason=last.reason,
        into=into,
        by_id=last.by_id,
        when=last.when,
        carried_from=last,
    )
    reopened = last.kind == Decision.Kind.REOPENED
    same.state = Candidate.State.OPEN if reopened else last.kind
    same.merged_into = into
    same.save(update_fields=["state", "merged_into"])
