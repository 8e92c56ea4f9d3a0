"""The cluster manager's side: her clusters, their texts, goals and benefits, and enquiries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from terttu.portal.accounts.queries import is_administrator
from terttu.portal.clusters import queries as clusters, services as cluster_services
from terttu.portal.enquiries import queries as enquiries, services as enquiry_services
from terttu.portal.enquiries.models import Enquiry
from terttu.portal.insights import queries as insights
from terttu.portal.jobs import queries as jobs
from terttu.portal.manage import forms
from terttu.portal.regions.request import RegionRequest
from terttu.portal.strategy import queries as strategies


def side_nav(request: RegionRequest) -> list[dict[str, Any]]:
    """The menu of the working area, as far as this person's roles reach."""
    new = enquiries.visible_to(request.user, request.region).filter(status=Enquiry.Status.NEW)
    items = [
        ("manage:dashboard", _("Overview"), "dashboard", None),
        ("manage:enquiries", _("Enquiries"), "inbox", new.count()),
    ]
    if is_administrator(request.user, request.region):
        items += [
            ("manage:candidates", _("Candidates and decisions"), "sparkles", None),
            ("manage:definition_sets", _("Definitions"), "scatter", None),
            (
                "manage:jobs",
                _("Background jobs"),
                "clock",
                jobs.active(request.region).count(),
            ),
            ("manage:import", _("Import an analysis"), "upload", None),
            ("manage:themes", _("Industries of the themes"), "target", None),
            ("manage:people", _("People and roles"), "users", None),
            ("manage:audit", _("Who did what"), "history", None),
            ("wagtailadmin_home", _("Pages and their texts"), "edit", None),
        ]
    items.append(("mfa_index", _("Log-in and second factor"), "shield", None))
    return [
        {
            "url": reverse(name),
            "label": label,
            "icon": icon,
            "count": count,
            "current": request.path == reverse(name),
        }
        for name, label, icon, count in items
    ]


@login_required
@require_safe
def dashboard(request: RegionRequest) -> HttpResponse:
    """Where one starts after logging in."""
    own = list(clusters.editable_by(request.user, request.region))
    waiting = enquiries.visible_to(request.user, request.region).filter(status=Enquiry.Status.NEW)
    context = {
        "clusters": own,
        "enquiries": list(waiting[:10]),
        "administrator": is_administrator(request.user, request.region),
        "analysis": insights.current(request.region),
        "side": side_nav(request),
    }
    return render(request, "manage/dashboard.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cluster(request: RegionRequest, slug: str) -> HttpResponse:
    """Edit a cluster's texts; two who edit at once are told, and neither loses text."""
    shown = clusters.get_editable(request.user, request.region, slug)
    version = strategies.current_strategy(request.region, today=timezone.localdate())
    themes = strategies.themes(version)
    form = forms.ClusterForm(request.POST or None, instance=shown, themes=themes)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            cluster_services.update(
                by=request.user,
                cluster=shown,
                seen_version=form.cleaned_data["seen_version"],
                values=form.values(),
            )
        except cluster_services.StaleError:
            conflict = clusters.get_editable(request.user, request.region, slug)
            shown_again = request.POST.copy()
            shown_again["seen_version"] = str(conflict.version)
            form.data = shown_again
        else:
            messages.success(request, _("Saved."))
            return redirect("manage:cluster", slug=slug)
    context = {
        "cluster": clusters.get_editable(request.user, request.region, slug),
        "form": form,
        "conflict": conflict,
        "side": side_nav(request),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "manage/cluster.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: RegionRequest, slug: str, part: str) -> HttpResponse:
    """Edit a cluster's goals or benefits as a list of rows."""
    shown = clusters.get_editable(request.user, request.region, slug)
    goals = part == "goals"
    factory = forms.GoalFormSet if goals else forms.BenefitFormSet
    initial = forms.goal_rows(shown) if goals else forms.benefit_rows(shown)
    formset: Any = factory(request.POST or None, initial=initial)
    if request.method == "POST" and formset.is_valid():
        if goals:
            cluster_services.set_goals(by=request.user, cluster=shown, goals=formset.rows())
        else:
            cluster_services.set_benefits(by=request.user, cluster=shown, benefits=formset.rows())
        messages.success(request, _("Saved."))
        return redirect(f"manage:{part}", slug=slug)
    context = {"cluster": shown, "formset": formset, "goals": goals, "side": side_nav(request)}
    status = 422 if formset.is_bound else 200
    return render(request, "manage/rows.html", context, status=status)


@login_required
@require_safe
def enquiry_list(request: RegionRequest) -> HttpResponse:
    """All enquiries to one's clusters, those that wait first."""
    found = enquiries.visible_to(request.user, request.region)
    status = request.GET.get("status", "")
    if status in Enquiry.Status.values:
        found = found.filter(status=status)
    context = {
        "enquiries": list(found[:200]),
        "status": status,
        "statuses": Enquiry.Status.choices,
        "side": side_nav(request),
    }
    return render(request, "manage/enquiries.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: RegionRequest, pk: int) -> HttpResponse:
    """One enquiry: read it, answer by e-mail, say what became of it."""
    shown = enquiries.get_visible(request.user, request.region, pk)
    form = forms.SettleForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        fresh = enquiries.get_visible(request.user, request.region, pk)
        enquiry_services.settle(
            by=request.user,
            enquiry=fresh,
            status=form.cleaned_data["status"],
            note=form.cleaned_data["note"],
        )
        messages.success(request, _("Saved."))
        return redirect("manage:enquiries")
    context = {"enquiry": shown, "form": form, "side": side_nav(request)}
    return render(request, "manage/enquiry.html", context, status=422 if form.errors else 200)
