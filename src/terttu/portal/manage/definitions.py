"""The editor of definitions: a region's own sets of groups of industries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terttu.portal.accounts.queries import require_administrator
from terttu.portal.insights import (
    definition_files,
    definition_services as services,
    definitions,
    queries,
    rerun,
)
from terttu.portal.insights.definitions import ChangeError, Definition
from terttu.portal.insights.models import DefinitionSet, DefinitionVersion
from terttu.portal.manage.definition_forms import NewSetForm, SetForm
from terttu.portal.manage.views import side_nav
from terttu.portal.regions.request import RegionRequest


@login_required
@require_safe
def set_list(request: RegionRequest) -> HttpResponse:
    """The region's sets; those that were put away below."""
    require_administrator(request.user, request.region)
    context = {
        "sets": list(queries.definition_sets(request.region)),
        "industries": bool(queries.main_scheme(request.region)),
        "side": side_nav(request),
    }
    return render(request, "manage/definition_sets.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_set(request: RegionRequest) -> HttpResponse:
    """Make a set from the groups of an analysis, or from a file."""
    require_administrator(request.user, request.region)
    analyses = queries.analyses(request.region, drafts=True)[:20]
    form = NewSetForm(request.POST or None, request.FILES or None, analyses=analyses)
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(request, form)
        except ChangeError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The set was made. Change its groups as you need them."))
            return redirect("manage:definitions", pk=made.pk)
    context = {"form": form, "side": side_nav(request)}
    return render(
        request, "manage/definition_new.html", context, status=422 if form.errors else 200
    )


def _made(request: RegionRequest, form: NewSetForm) -> DefinitionSet:
    region, file = request.region, form.cleaned_data["file"]
    name = form.cleaned_data["name"]
    if file:
        industries = queries.industries(region)
        if not industries:
            raise ChangeError(_("Import an analysis first: it brings the list of industries."))
        return services.create(
            by=request.user,
            region=region,
            name=name,
            scheme=queries.main_scheme(region),
            content=definition_files.from_csv(file.read(), industries),
            origin=file.name,
        )
    analysis = form.analyses[form.cleaned_data["analysis"]]
    return services.create(
        by=request.user,
        region=region,
        name=name,
        scheme=analysis.tables.get(main=True).industry_scheme,
        content=services.from_analysis(analysis),
        made_from=analysis,
    )


@login_required
@require_safe
def overview(request: RegionRequest, pk: int) -> HttpResponse:
    """A set: its groups with their industries; an earlier version where one is asked for."""
    require_administrator(request.user, request.region)
    of = queries.definition_set(request.region, pk)
    shown = _version(request, of)
    content = definitions.read(shown.content)
    industries = queries.industries(request.region, of.scheme)
    context = {
        "set": of,
        "version": shown,
        "earlier": shown.number != of.version,
        "groups": [_group(row, content, industries) for row in content],
        "unassigned": _labels(definitions.unassigned(content, industries), industries),
        "overfull": _labels(definitions.overfull(content), industries),
        "has_data": rerun.data_set(request.region) is not None,
        "side": side_nav(request),
    }
    return render(request, "manage/definitions.html", context)


def _version(request: RegionRequest, of: DefinitionSet) -> DefinitionVersion:
    wanted = request.GET.get("version", "")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else None
    return queries.version(of, number)


def _group(
    group: Definition, content: tuple[Definition, ...], industries: dict[str, Any]
) -> dict[str, Any]:
    rows = [
        {
            "code": code,
            "label": industries.get(code),
            "weight": weight,
            "others": [row for row in content if row is not group and code in row.industries],
        }
        for code, weight in group.industries.items()
    ]
    return {"group": group, "rows": rows}


def _labels(codes: Any, industries: dict[str, Any]) -> str:
    return ", ".join(f"{code} {industries.get(code, '')}".strip() for code in codes)


@login_required
@require_safe
def history(request: RegionRequest, pk: int) -> HttpResponse:
    """Every version of a set: what was changed, by whom, when."""
    require_administrator(request.user, request.region)
    of = queries.definition_set(request.region, pk)
    context = {
        "set": of,
        "versions": of.versions.select_related("by")[:200],
        "side": side_nav(request),
    }
    return render(request, "manage/definition_history.html", context)


@login_required
@require_safe
def download(request: RegionRequest, pk: int) -> HttpResponse:
    """A version as CSV, in the form that the observatory reads."""
    require_administrator(request.user, request.region)
    of = queries.definition_set(request.region, pk)
    shown = _version(request, of)
    labels = queries.industries(request.region, of.scheme)
    text = definition_files.as_csv(definitions.read(shown.content), labels)
    name = f"{slugify(str(of)) or 'definitions'}-{shown.number}.csv"
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: RegionRequest, pk: int) -> HttpResponse:
    """Give a set another name."""
    require_administrator(request.user, request.region)
    of = queries.definition_set(request.region, pk)
    form = SetForm(request.POST or None, initial={"name": of.name})
    if request.method == "POST" and form.is_valid():
        services.rename(by=request.user, of=of, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("manage:definitions", pk=pk)
    context = {"set": of, "form": form, "side": side_nav(request)}
    status = 422 if form.errors else 200
    return render(request, "manage/definition_rename.html", context, status=status)


@login_required
@require_POST
def put_away(request: RegionRequest, pk: int) -> HttpResponse:
    """Put a set away, or take it back."""
    require_administrator(request.user, request.region)
    of = queries.definition_set(request.region, pk)
    services.put_away(by=request.user, of=of, away=not of.put_away)
    messages.success(request, _("Saved."))
    return redirect("manage:definition_sets")


@login_required
@require_POST
def run(request: RegionRequest, pk: int) -> HttpResponse:
    """Have the analysis made anew with this set, in the background."""
    require_administrator(request.user, request.region)
    of = queries.definition_set(request.region, pk)
    if rerun.data_set(request.region) is None:
        messages.error(request, _(rerun.NO_DATA))
        return redirect("manage:definitions", pk=pk)
    job = rerun.ask(by=request.user, of=of)
    return redirect("manage:job", pk=job.pk)
