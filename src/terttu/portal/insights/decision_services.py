"""Writes: what people decide on a candidate, and what they attach to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terttu.portal.core.audit import record
from terttu.portal.insights.models import Candidate, Decision, Exhibit


class StaleError(Exception):
    """Somebody else has decided on the candidate since it was opened."""


class DecisionError(Exception):
    """A sentence that says why this cannot be decided."""


@transaction.atomic
def decide(  # noqa: PLR0913 - every value is named
    *,
    by: Any,
    candidate: Candidate,
    kind: str,
    reason: str = "",
    into: Candidate | None = None,
    seen: int | None = None,
) -> Decision:
    """Confirm, reject (with a reason), merge into another, or open a candidate again.

    `seen` is the number of the newest decision that was seen (0: none); raises `StaleError` where
    there is a newer one, and `DecisionError` where the decision cannot be.
    """
    locked = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    last = locked.decisions.first()
    if seen is not None and seen != (last.pk if last else 0):
        raise StaleError
    _check(locked, kind, reason, into)
    made = Decision.objects.create(
        candidate=locked,
        kind=kind,
        reason=reason,
        into=into if kind == Decision.Kind.MERGED else None,
        by=by,
        when=timezone.now(),
    )
    state = Candidate.State.OPEN if kind == Decision.Kind.REOPENED else kind
    locked.state, locked.merged_into = state, made.into
    locked.save(update_fields=["state", "merged_into"])
    changes = {"reason": reason} | ({"into": str(into)} if made.into else {})
    record(kind, locked, by=by, region=locked.analysis.region.slug, changes=changes)
    return made


def _check(candidate: Candidate, kind: str, reason: str, into: Candidate | None) -> None:
    if kind == Decision.Kind.REJECTED and not reason.strip():
        raise DecisionError(_("Say why: a rejection needs a reason."))
    if kind == Decision.Kind.MERGED:
        if into is None:
            raise DecisionError(_("Choose the candidate that it becomes a part of."))
        if into.pk == candidate.pk or into.analysis_id != candidate.analysis_id:
            raise DecisionError(_("Choose another candidate of the same analysis."))
        if not into.is_listed:
            raise DecisionError(
                _("That one was rejected or merged itself. Open it again first, or choose another.")
            )
    takes_away = kind in (Decision.Kind.MERGED, Decision.Kind.REJECTED)
    if takes_away and candidate.merged.exists():
        raise DecisionError(_("Others were merged into this candidate. Open those again first."))


@transaction.atomic
def attach(*, by: Any, candidate: Candidate, values: Mapping[str, Any]) -> Exhibit:
    """Attach something that speaks for or against a candidate."""
    made = Exhibit.objects.create(candidate=candidate, by=by, added=timezone.now(), **values)
    record("attached", made, by=by, region=candidate.analysis.region.slug)
    return made


@transaction.atomic
def set_public(*, by: Any, exhibit: Exhibit, public: bool) -> None:
    """Show it on the public page, or show it no more."""
    exhibit.public = public
    exhibit.save(update_fields=["public"])
    verb = "made public" if public else "made internal"
    record(verb, exhibit, by=by, region=exhibit.candidate.analysis.region.slug)


@transaction.atomic
def detach(*, by: Any, exhibit: Exhibit) -> None:
    """Take it off the candidate; who did is noted."""
    exhibit.removed = timezone.now()
    exhibit.public = False
    exhibit.save(update_fields=["removed", "public"])
    record("removed", exhibit, by=by, region=exhibit.candidate.analysis.region.slug)
