"""Jobs in the background: how far each is, how it ended; cancel one, or try it again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from terttu.portal.accounts.queries import require_administrator
from terttu.portal.insights import queries as insights, rerun
from terttu.portal.insights.models import DefinitionSet
from terttu.portal.jobs import kinds, queries, services
from terttu.portal.jobs.models import Job
from terttu.portal.manage.views import side_nav
from terttu.portal.regions.request import RegionRequest


@login_required
@require_safe
def job_list(request: RegionRequest) -> HttpResponse:
    """The region's jobs, the newest first."""
    require_administrator(request.user, request.region)
    found = list(queries.of_region(request.region)[:100])
    context = {
        "jobs": [(job, kinds.label(job.kind)) for job in found],
        "side": side_nav(request),
    }
    return render(request, "manage/jobs.html", context)


@login_required
@require_safe
def job(request: RegionRequest, pk: int) -> HttpResponse:
    """One job; the page brings itself up to date while it is under way, or by its link."""
    require_administrator(request.user, request.region)
    shown = queries.get(request.region, pk)
    context = {
        "job": shown,
        "label": kinds.label(shown.kind),
        "definitions": _definitions(request, shown),
        "result": _result(shown),
        "side": side_nav(request),
    }
    return render(request, "manage/job.html", context)


def _definitions(request: RegionRequest, shown: Job) -> DefinitionSet | None:
    if shown.kind != rerun.NAME:
        return None
    return insights.definition_sets(request.region).filter(pk=shown.arguments.get("set")).first()


def _result(shown: Job) -> str:
    """Where what the job has made can be seen."""
    if shown.state != Job.State.DONE or "analysis" not in shown.result:
        return ""
    address = reverse("manage:compare", args=[shown.result["analysis"]])
    before = shown.result.get("before")
    return f"{address}?with={before}" if before else address


@login_required
@require_POST
def cancel(request: RegionRequest, pk: int) -> HttpResponse:
    """Stop a job."""
    require_administrator(request.user, request.region)
    shown = queries.get(request.region, pk)
    services.cancel(by=request.user, job=shown)
    messages.success(request, _("The job is being stopped."))
    return redirect("manage:job", pk=pk)


@login_required
@require_POST
def retry(request: RegionRequest, pk: int) -> HttpResponse:
    """Begin a job again that has failed or was cancelled."""
    require_administrator(request.user, request.region)
    again = services.retry(by=request.user, job=queries.get(request.region, pk))
    return redirect("manage:job", pk=again.pk)
