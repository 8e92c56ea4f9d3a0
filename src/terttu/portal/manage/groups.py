"""The groups of one set: edit, split, merge, remove, and go back to an earlier version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from terttu.portal.accounts.queries import require_administrator
from terttu.portal.core.translated import Translated
from terttu.portal.insights import definition_services as services, definitions, queries
from terttu.portal.insights.definitions import ChangeError, Definition, Set
from terttu.portal.insights.models import DefinitionSet
from terttu.portal.manage.definition_forms import GroupForm, MergeForm, SplitForm, VersionForm
from terttu.portal.manage.views import side_nav
from terttu.portal.regions.request import RegionRequest

METHODS = ["GET", "HEAD", "POST"]


def _opened(request: RegionRequest, pk: int) -> tuple[DefinitionSet, Set]:
    require_administrator(request.user, request.region)
    of = queries.definition_set(request.region, pk)
    return of, definitions.read(queries.version(of).content)


def _found(content: Set, code: str) -> Definition:
    group = definitions.find(content, code)
    if group is None:
        raise Http404
    return group


def _edited(
    request: RegionRequest,
    of: DefinitionSet,
    form: VersionForm,
    make: Callable[[], tuple[Set, str, str]],
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form; save what `make` gives (set, kind of change, its name) where it is valid."""
    conflict = None
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen_version"]
        try:
            content, change, named = make()
            services.save(
                by=request.user,
                of=of,
                seen_version=seen,
                content=content,
                change=change,
                named=named,
            )
        except ChangeError as error:
            form.add_error(None, str(error))
        except services.StaleError:
            conflict = queries.version(of)
            again = request.POST.copy()
            again["seen_version"] = str(conflict.number)
            form.data = again
        else:
            messages.success(request, _("Saved. The history can undo it."))
            return redirect("manage:definitions", pk=of.pk)
    context |= {"set": of, "form": form, "conflict": conflict, "side": side_nav(request)}
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "manage/definition_group.html", context, status=status)


@login_required
@require_http_methods(METHODS)
def group(request: RegionRequest, pk: int, code: str = "") -> HttpResponse:
    """Edit a group, or without `code` make a new one."""
    of, content = _opened(request, pk)
    # Removed by somebody else while it was edited: what was typed is kept, and the conflict told.
    removed = not any(row.code == code for row in content)
    stale = request.POST.get("seen_version", str(of.version)) != str(of.version)
    shown = None if not code or (removed and stale) else _found(content, code)
    form = GroupForm(
        request.POST or None,
        seen_version=of.version,
        industries=queries.industries(request.region, of.scheme),
        group=shown,
        others=[row for row in content if row.code != code],
    )

    def make() -> tuple[Set, str, str]:
        name = form.cleaned_data["name"] or Translated()
        old = shown or Definition(code or definitions.free_code(content))
        new = replace(old, name=name, industries=form.weights())
        change = services.EDITED if shown else services.ADDED
        return definitions.put(content, new), change, str(new)

    return _edited(request, of, form, make, {"group": shown, "what": "edit" if shown else "add"})


@login_required
@require_http_methods(METHODS)
def split(request: RegionRequest, pk: int, code: str) -> HttpResponse:
    """Move some industries of a group into a new one."""
    of, content = _opened(request, pk)
    shown = _found(content, code)
    labels = queries.industries(request.region, of.scheme)
    choices = [(own, f"{own} {labels.get(own, '')}") for own in shown.industries]
    form = SplitForm(request.POST or None, seen_version=of.version, choices=choices)

    def make() -> tuple[Set, str, str]:
        name = form.cleaned_data["name"] or Translated()
        new = definitions.split(content, code, out=form.cleaned_data["out"], name=name)
        return new, services.SPLIT, str(shown)

    return _edited(request, of, form, make, {"group": shown, "what": "split"})


@login_required
@require_http_methods(METHODS)
def merge(request: RegionRequest, pk: int, code: str) -> HttpResponse:
    """Join another group into this one."""
    of, content = _opened(request, pk)
    shown = _found(content, code)
    others = {row.code: row for row in content if row.code != code}
    labels = queries.industries(request.region, of.scheme)
    choices = [(other, _named(row, labels)) for other, row in others.items()]
    form = MergeForm(request.POST or None, seen_version=of.version, choices=choices)

    def make() -> tuple[Set, str, str]:
        other = form.cleaned_data["other"]
        new = definitions.merge(content, code, other=other)
        return new, services.MERGED, f"{shown}, {others[other]}"

    return _edited(request, of, form, make, {"group": shown, "what": "merge"})


def _named(row: Definition, labels: Mapping[str, Translated]) -> str:
    """A group by its code and name; without a name by its industries."""
    industries = ", ".join(str(labels.get(code) or code) for code in row.industries)
    return f"{row.code} {row.name or industries}"


@login_required
@require_POST
def remove(request: RegionRequest, pk: int, code: str) -> HttpResponse:
    """Take a group out of the set."""
    of, content = _opened(request, pk)
    shown = _found(content, code)
    try:
        services.save(
            by=request.user,
            of=of,
            seen_version=_seen(request),
            content=definitions.remove(content, code),
            change=services.REMOVED,
            named=str(shown),
        )
    except ChangeError as error:
        messages.error(request, str(error))
    except services.StaleError:
        _tell_stale(request)
    else:
        messages.success(request, _("The group was removed. The history can undo it."))
    return redirect("manage:definitions", pk=pk)


@login_required
@require_POST
def go_back(request: RegionRequest, pk: int, number: int) -> HttpResponse:
    """Make an earlier version the newest one again."""
    of, _content = _opened(request, pk)
    try:
        services.go_back(by=request.user, of=of, seen_version=_seen(request), number=number)
    except services.StaleError:
        _tell_stale(request)
    else:
        messages.success(request, _("The set is again as it was in that version."))
    return redirect("manage:definitions", pk=pk)


def _seen(request: RegionRequest) -> int:
    text = request.POST.get("seen_version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _tell_stale(request: RegionRequest) -> None:
    messages.error(
        request,
        _("Somebody else has changed the set meanwhile, so nothing was done. Look at it again."),
    )
