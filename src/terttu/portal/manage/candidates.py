"""Candidates in the working area: decisions, what they rest on, drafts and what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terttu.portal.accounts.queries import require_administrator
from terttu.portal.core.templatetags.terttu import number
from terttu.portal.insights import (
    comparison,
    decision_services as decisions,
    queries,
    services as insight_services,
    words,
)
from terttu.portal.insights.comparison import Change
from terttu.portal.insights.models import Analysis, Candidate, Exhibit
from terttu.portal.manage.candidate_forms import DecisionForm, ExhibitForm
from terttu.portal.manage.definition_forms import analysis_name
from terttu.portal.manage.views import side_nav
from terttu.portal.regions.request import RegionRequest


@login_required
@require_safe
def candidate_list(request: RegionRequest) -> HttpResponse:
    """The candidates of the analysis that is shown (or the one asked for), with decisions."""
    require_administrator(request.user, request.region)
    wanted = request.GET.get("analysis", "")
    analysis = (
        queries.get(request.region, wanted, drafts=True)
        if wanted
        else queries.current(request.region)
    )
    rows = queries.candidates(analysis, everything=True) if analysis else []
    counts = {state: sum(row.state == state for row in rows) for state in Candidate.State.values}
    state = request.GET.get("state", "")
    context = {
        "analysis": analysis,
        "analysis_name": analysis_name(analysis) if analysis else "",
        "rows": [
            (row, queries.decisions(row).first())
            for row in rows
            if state not in counts or row.state == state
        ],
        "state": state,
        "states": [(value, label, counts[value]) for value, label in Candidate.State.choices],
        "all": len(rows),
        "side": side_nav(request),
    }
    return render(request, "manage/candidates.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: RegionRequest, fingerprint: str, code: str) -> HttpResponse:
    """One candidate: decide on it; its history, and what is attached to it."""
    require_administrator(request.user, request.region)
    analysis, shown = _found(request, fingerprint, code)
    form = _decision_form(request, analysis, shown)
    conflict = False
    if request.method == "POST" and form.is_valid():
        try:
            decisions.decide(
                by=request.user,
                candidate=shown,
                kind=form.cleaned_data["kind"],
                reason=form.cleaned_data["reason"],
                into=form.into_candidate(),
                seen=form.cleaned_data["seen"],
            )
        except decisions.DecisionError as error:
            form.add_error(None, str(error))
        except decisions.StaleError:
            conflict = True
            last = queries.decisions(shown).first()
            again = request.POST.copy()
            again["seen"] = str(last.pk if last else 0)
            form.data = again
        else:
            messages.success(request, _("The decision was noted."))
            return redirect("manage:candidate", fingerprint=analysis.short, code=code)
    status = 409 if conflict else 422 if form.errors else 200
    return _page(request, analysis, shown, status=status, form=form, conflict=conflict)


@login_required
@require_POST
def attach(request: RegionRequest, fingerprint: str, code: str) -> HttpResponse:
    """Attach an exhibit to a candidate."""
    require_administrator(request.user, request.region)
    analysis, shown = _found(request, fingerprint, code)
    form = ExhibitForm(request.POST)
    if not form.is_valid():
        return _page(request, analysis, shown, status=422, exhibit_form=form)
    decisions.attach(by=request.user, candidate=shown, values=form.cleaned_data)
    messages.success(request, _("It was attached."))
    return redirect("manage:candidate", fingerprint=analysis.short, code=code)


@login_required
@require_POST
def exhibit(request: RegionRequest, pk: int, what: str) -> HttpResponse:
    """Show an exhibit on the public page, show it no more, or take it off."""
    require_administrator(request.user, request.region)
    of_region = Exhibit.objects.filter(
        candidate__analysis__region=request.region, removed=None
    ).select_related("candidate__analysis__region")
    found = get_object_or_404(of_region, pk=pk)
    if what not in {"show", "hide", "remove"}:
        raise Http404
    if what == "remove":
        decisions.detach(by=request.user, exhibit=found)
    else:
        decisions.set_public(by=request.user, exhibit=found, public=what == "show")
    messages.success(request, _("Saved."))
    row = found.candidate
    return redirect("manage:candidate", fingerprint=row.analysis.short, code=row.code)


def _found(request: RegionRequest, fingerprint: str, code: str) -> tuple[Analysis, Candidate]:
    analysis = queries.get(request.region, fingerprint, drafts=True)
    return analysis, queries.candidate(analysis, code)


def _decision_form(request: RegionRequest, analysis: Analysis, shown: Candidate) -> DecisionForm:
    return DecisionForm(
        request.POST or None if request.resolver_match.url_name == "candidate" else None,  # type: ignore[union-attr]
        candidate=shown,
        others=queries.candidates(analysis),
        last=queries.decisions(shown).first(),
    )


def _page(
    request: RegionRequest, analysis: Analysis, shown: Candidate, *, status: int, **more: Any
) -> HttpResponse:
    figures = {row.industry.code: row for row in queries.figures(analysis) if row.table.main}
    context = {
        "analysis": analysis,
        "analysis_name": analysis_name(analysis),
        "candidate": shown,
        "statement": words.candidate_statement(shown),
        "industries": [figures[code].industry for code in shown.industries if code in figures],
        "merged": list(shown.merged.all()),
        "decisions": list(queries.decisions(shown)),
        "exhibits": list(queries.exhibits(shown, public=False)),
        "form": _decision_form(request, analysis, shown),
        "exhibit_form": ExhibitForm(),
        "side": side_nav(request),
    } | more
    return render(request, "manage/candidate.html", context, status=status)


@login_required
@require_safe
def compare(request: RegionRequest, fingerprint: str) -> HttpResponse:
    """What changed from one analysis to another: candidates that came, went and changed."""
    require_administrator(request.user, request.region)
    now = queries.get(request.region, fingerprint, drafts=True)
    others = [row for row in queries.analyses(request.region, drafts=True)[:50] if row.pk != now.pk]
    before = _before(request, now, others)
    rows = comparison.compare(before, now) if before else []
    labels = queries.industries(request.region)
    context = {
        "now": now,
        "before": before,
        "now_name": analysis_name(now),
        "before_name": analysis_name(before) if before else "",
        "others": [(row, analysis_name(row)) for row in others],
        "rows": [_compared(row, labels) for row in rows],
        "counts": {change: sum(row.change == change for row in rows) for change in Change},
        "side": side_nav(request),
    }
    return render(request, "manage/compare.html", context)


def _before(request: RegionRequest, now: Analysis, others: list[Analysis]) -> Analysis | None:
    wanted = request.GET.get("with", "")
    if wanted:
        return queries.get(request.region, wanted, drafts=True)
    current = queries.current(request.region)
    if current and current.pk != now.pk:
        return current
    earlier = [row for row in others if row.imported < now.imported]
    return earlier[0] if earlier else None


def _compared(row: comparison.Row, labels: dict[str, Any]) -> dict[str, Any]:
    """A row in words: each pair of values before and now, and the industries that moved."""

    def named(codes: tuple[str, ...]) -> str:
        return ", ".join(str(labels.get(code) or code) for code in codes)

    texts = {
        Change.CAME: (_("new"), "ok"),
        Change.WENT: (_("gone"), "error"),
        Change.CHANGED: (_("changed"), "info"),
        Change.SAME: (_("as before"), ""),
    }
    text, kind = texts[row.change]
    return {
        "row": row,
        "text": text,
        "kind": kind,
        "rank": _pair(row, lambda found: str(found.rank)),
        "lq": _pair(row, lambda found: number(found.lq, 2)),
        "certainty": _pair(row, lambda found: found.get_certainty_display()),
        "added": named(row.added),
        "taken_out": named(row.taken_out),
        "reweighted": named(row.reweighted),
    }


def _pair(row: comparison.Row, text: Callable[[Candidate], str]) -> str:
    """A value before and now with an arrow between, or once where it is the same."""
    before, now = (text(found) if found else "–" for found in (row.before, row.now))
    return now if before == now else f"{before} → {now}"


@login_required
@require_POST
def publish(request: RegionRequest, fingerprint: str) -> HttpResponse:
    """Show a draft to the public."""
    require_administrator(request.user, request.region)
    analysis = queries.get(request.region, fingerprint, drafts=True)
    insight_services.publish(by=request.user, analysis=analysis)
    messages.success(request, _("The analysis is shown on the site."))
    return redirect("pages:analysis")
