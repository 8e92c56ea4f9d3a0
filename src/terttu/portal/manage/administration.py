"""The administrator's side: import an analysis, adopt a candidate, weigh industries, audit."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terttu.portal.accounts import services as accounts
from terttu.portal.accounts.queries import require_administrator, working_roles
from terttu.portal.clusters import queries as clusters
from terttu.portal.core.models import AuditEntry
from terttu.portal.insights import queries as insights, services as insight_services
from terttu.portal.insights.models import Industry
from terttu.portal.manage import forms
from terttu.portal.manage.views import side_nav
from terttu.portal.pages.permissions import sync_editors
from terttu.portal.regions.models import Region
from terttu.portal.regions.request import RegionRequest
from terttu.portal.strategy import queries as strategies, services as strategy_services
from terttu.portal.strategy.models import Theme


def _themes(region: Region) -> QuerySet[Theme]:
    version = strategies.current_strategy(region, today=timezone.localdate())
    return strategies.themes_with_industries(version)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_analysis(request: RegionRequest) -> HttpResponse:
    """Upload a package; one that is broken is refused with a sentence and leaves nothing."""
    require_administrator(request.user, request.region)
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            analysis, new = insight_services.import_zip(
                by=request.user, region=request.region, file=form.cleaned_data["file"]
            )
        except insight_services.RefusedError as error:
            form.add_error("file", str(error))
        else:
            text = _("The analysis was imported.") if new else _("This analysis is here already.")
            messages.success(request, text)
            return redirect("pages:analysis_version", fingerprint=analysis.fingerprint[:16])
    context = {
        "form": form,
        "analyses": insights.analyses(request.region, drafts=True).select_related("imported_by")[
            :50
        ],
        "current": insights.current(request.region),
        "side": side_nav(request),
    }
    return render(request, "manage/import.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: RegionRequest, fingerprint: str) -> HttpResponse:
    """Take an analysis off the public pages, or bring it back."""
    require_administrator(request.user, request.region)
    analysis = insights.get(request.region, fingerprint)
    insight_services.set_withdrawn(
        by=request.user, analysis=analysis, withdrawn=not analysis.withdrawn
    )
    messages.success(request, _("Saved."))
    return redirect("manage:import")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: RegionRequest, fingerprint: str, code: str) -> HttpResponse:
    """Make a new cluster, an idea, from a candidate."""
    require_administrator(request.user, request.region)
    analysis = insights.get(request.region, fingerprint)
    candidate = next((row for row in insights.candidates(analysis) if row.code == code), None)
    if candidate is None:
        raise Http404
    if candidate.adopted_as:
        return redirect("pages:cluster", slug=candidate.adopted_as.slug)
    form = forms.AdoptForm(
        request.POST or None, themes=_themes(request.region), initial={"name": candidate.name}
    )
    if request.method == "POST" and form.is_valid():
        cluster = insight_services.adopt(
            by=request.user,
            candidate=candidate,
            name=form.cleaned_data["name"],
            themes=list(form.cleaned_data["themes"]),
        )
        messages.success(
            request, _("The cluster was created as an idea. Describe its purpose next.")
        )
        return redirect("manage:cluster", slug=cluster.slug)
    context = {
        "candidate": candidate,
        "analysis": analysis,
        "form": form,
        "side": side_nav(request),
    }
    return render(request, "manage/adopt.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def themes(request: RegionRequest) -> HttpResponse:
    """The themes and the tables for which their industries can be weighed."""
    require_administrator(request.user, request.region)
    analysis = insights.current(request.region)
    tables = list(analysis.tables.all()) if analysis else []
    context = {"themes": _themes(request.region), "tables": tables, "side": side_nav(request)}
    return render(request, "manage/themes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: RegionRequest, slug: str, scheme: str) -> HttpResponse:
    """How much of each industry a theme means; the findings follow at once."""
    require_administrator(request.user, request.region)
    theme = get_object_or_404(_themes(request.region), slug=slug)
    industries = list(
        Industry.objects.filter(
            table__analysis=insights.current(request.region), table__industry_scheme=scheme
        ).order_by("code")
    )
    if not industries:
        raise Http404
    before = {row.code: row.weight for row in theme.industries.all() if row.scheme == scheme}
    form = forms.WeightsForm(request.POST or None, industries=industries, weights=before)
    if request.method == "POST" and form.is_valid():
        strategy_services.set_weights(
            by=request.user, theme=theme, scheme=scheme, weights=form.weights()
        )
        messages.success(request, _("Saved. The findings below follow the new weights."))
        return redirect("pages:theme", slug=slug)
    context = {"theme": theme, "form": form, "side": side_nav(request)}
    return render(request, "manage/weights.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: RegionRequest) -> HttpResponse:
    """Who administers the region and manages its clusters; invite somebody."""
    require_administrator(request.user, request.region)
    form = forms.InviteForm(request.POST or None, clusters=clusters.public(request.region))
    if request.method == "POST" and form.is_valid():
        cluster = form.cluster()
        accounts.invite(
            by=request.user,
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            language=get_language() or request.region.default_language,
            kind="manager" if cluster else "administrator",
            target=cluster or request.region,
        )
        sync_editors(request.region)
        messages.success(request, _("The role was given and a mail is on its way."))
        return redirect("manage:people")
    context = {
        "form": form,
        "roles": working_roles(request.region),
        "side": side_nav(request),
    }
    return render(request, "manage/people.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: RegionRequest, pk: int) -> HttpResponse:
    """Take a role away."""
    require_administrator(request.user, request.region)
    role = get_object_or_404(working_roles(request.region), pk=pk)
    try:
        accounts.revoke(by=request.user, role=role)
    except accounts.LastAdministratorError:
        messages.error(
            request, _("The region needs an administrator: give the role to another first.")
        )
    else:
        sync_editors(request.region)
        messages.success(
            request, _("The role was taken away. Invite the person again to undo this.")
        )
    return redirect("manage:people")


@login_required
@require_safe
def audit(request: RegionRequest) -> HttpResponse:
    """Who changed what in this region, the newest first."""
    require_administrator(request.user, request.region)
    entries = AuditEntry.objects.filter(region=request.region.slug).select_related("by")[:200]
    return render(request, "manage/audit.html", {"entries": entries, "side": side_nav(request)})
