"""The public pages of a region: strategy and themes, clusters, organisations, the house's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terttu.portal.clusters import queries as clusters
from terttu.portal.clusters.models import Cluster
from terttu.portal.insights import findings, queries as insights, words
from terttu.portal.memberships import queries as memberships
from terttu.portal.organisations import queries as organisations
from terttu.portal.organisations.models import Organisation
from terttu.portal.pages.theme import region_stylesheet
from terttu.portal.regions.request import RegionRequest
from terttu.portal.strategy import queries as strategies
from terttu.portal.strategy.models import Theme

PAGE = 30


def crumbs(*items: tuple[str, str]) -> list[dict[str, str]]:
    """Breadcrumbs from the front page on: (label, url) each, the last without url."""
    first = {"label": _("Front page"), "url": reverse("wagtail_serve", args=[""])}
    return [first, *({"label": label, "url": url} for label, url in items)]


@require_safe
def front(_request: RegionRequest) -> HttpResponse:
    """From `/` to the front page in the reader's language."""
    response = HttpResponseRedirect(reverse("wagtail_serve", args=[""]))
    patch_vary_headers(response, ("Accept-Language",))
    return response


@require_safe
def theme_css(request: RegionRequest) -> HttpResponse:
    """The region's colours; the address changes with them, so it may be kept for a year."""
    response = HttpResponse(region_stylesheet(request.region), content_type="text/css")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def robots(request: RegionRequest) -> HttpResponse:
    """Search engines are welcome, but not to a demo."""
    if settings.DEMO or request.region.demo:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        address = request.build_absolute_uri(reverse("sitemap"))
        lines = ["User-agent: *", "Disallow: /cms/", f"Sitemap: {address}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


@require_safe
def strategy(request: RegionRequest) -> HttpResponse:
    """The strategy that holds: its themes, its priorities and their matrix; earlier versions."""
    current = strategies.current_strategy(request.region, today=timezone.localdate())
    themes = list(strategies.themes_with_priorities(current))
    priorities = list(current.priorities.all()) if current else []
    matrix = [
        (theme, [(priority, priority.pk in _priority_keys(theme)) for priority in priorities])
        for theme in themes
    ]
    earlier = (
        request.region.strategies.exclude(pk=current.pk).prefetch_related("themes")
        if current
        else []
    )
    context = {
        "strategy": current,
        "priorities": priorities,
        "matrix": matrix,
        "earlier": earlier,
        "crumbs": crumbs((_("Strategy"), "")),
    }
    return render(request, "pages/strategy.html", context)


def _priority_keys(theme: Theme) -> set[int]:
    return {cell.priority_id for cell in theme.emphases.all()}


@require_safe
def theme(request: RegionRequest, slug: str) -> HttpResponse:
    """One theme: its clusters, what the statistics say of it, the priorities that cut it."""
    region = request.region
    current = strategies.current_strategy(region, today=timezone.localdate())
    shown = get_object_or_404(
        strategies.themes_with_priorities(current).prefetch_related("industries"), slug=slug
    )
    analysis = insights.current(region)
    figures = insights.figures(analysis) if analysis else []
    finding = findings.theme_finding(shown, figures) if analysis else None
    tables = [composite.table for composite in finding.composites] if finding else []
    context = {
        "strategy": current,
        "theme": shown,
        "clusters": list(clusters.matching(clusters.public(region), theme=slug)),
        "finding": finding,
        "verdict": words.verdict(finding) if finding else "",
        "statements": words.theme_statements(finding) if finding else [],
        "largest": max((row.figure.lq or 0 for row in finding.evidence), default=0)
        if finding
        else 0,
        "age_notice": words.age_notice(tables, this_year=timezone.localdate().year),
        "rules": findings.RULES,
        "analysis": analysis,
        "crumbs": crumbs((_("Strategy"), reverse("pages:strategy")), (str(shown), "")),
    }
    return render(request, "pages/theme.html", context)


@require_safe
def cluster_list(request: RegionRequest) -> HttpResponse:
    """The directory of clusters, by theme and life cycle."""
    current = strategies.current_strategy(request.region, today=timezone.localdate())
    wanted = {name: request.GET.get(name, "")[:60] for name in ("theme", "life_cycle")}
    found = clusters.matching(clusters.public(request.region), **wanted)
    context = {
        "clusters": list(found),
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "themes": list(strategies.themes(current)),
        "life_cycles": Cluster.LifeCycle.choices,
        "crumbs": crumbs((_("Clusters"), "")),
    }
    return render(request, "pages/clusters.html", context)


@require_safe
def cluster(request: RegionRequest, slug: str) -> HttpResponse:
    """One cluster: purpose, goals, benefits, members, facts, and its industries' figures."""
    region = request.region
    shown = get_object_or_404(
        clusters.public(region).prefetch_related("goals", "benefits", "facts", "industries"),
        slug=slug,
    )
    analysis = insights.current(region)
    weights = {(row.scheme, row.code): row.weight for row in shown.industries.all()}
    evidence = [
        findings.Evidence(figure, weights[figure.table.industry_scheme, figure.industry.code])
        for figure in (insights.figures(analysis) if analysis and weights else [])
        if weights.get((figure.table.industry_scheme, figure.industry.code))
    ]
    members = memberships.members(shown, on=timezone.localdate())
    tables = list({row.figure.table_id: row.figure.table for row in evidence}.values())
    context = {
        "cluster": shown,
        "members": memberships.by_kind(members),
        "evidence": evidence,
        "largest": max((row.figure.lq or 0 for row in evidence), default=0),
        "age_notice": words.age_notice(tables, this_year=timezone.localdate().year),
        "analysis": analysis,
        "crumbs": crumbs((_("Clusters"), reverse("pages:clusters")), (str(shown), "")),
    }
    return render(request, "pages/cluster.html", context)


@require_safe
def organisation_list(request: RegionRequest) -> HttpResponse:
    """The directory of organisations: search, kind, theme, pages."""
    current = strategies.current_strategy(request.region, today=timezone.localdate())
    wanted = {name: request.GET.get(name, "")[:100] for name in ("text", "kind", "theme")}
    found = organisations.matching(organisations.public(request.region), **wanted)
    page = Paginator(found.prefetch_related("themes"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": _page_links(request, page),
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "kinds": Organisation.Kind.choices,
        "themes": list(strategies.themes(current)),
        "crumbs": crumbs((_("Organisations"), "")),
    }
    return render(request, "pages/organisations.html", context)


def _page_links(request: RegionRequest, page: Any) -> dict[str, Any]:
    def url(number: int) -> str:
        values = request.GET.copy()
        values["page"] = str(number)
        return f"?{values.urlencode()}"

    links = [
        {
            "label": label,
            "url": url(label) if isinstance(label, int) else "",
            "current": label == page.number,
        }
        for label in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "links": links,
        "newer": url(page.number - 1) if page.has_previous() else "",
        "older": url(page.number + 1) if page.has_next() else "",
    }


@require_safe
def organisation(request: RegionRequest, slug: str) -> HttpResponse:
    """One organisation and the clusters it is in."""
    shown = get_object_or_404(
        organisations.public(request.region).prefetch_related("themes"), slug=slug
    )
    context = {
        "organisation": shown,
        "memberships": list(memberships.clusters_of(shown, on=timezone.localdate())),
        "hosted": list(clusters.public(request.region).filter(host=shown)),
        "crumbs": crumbs((_("Organisations"), reverse("pages:organisations")), (str(shown), "")),
    }
    return render(request, "pages/organisation.html", context)


@require_safe
def house(request: RegionRequest, page: str) -> HttpResponse:
    """One of the house's own pages: accessibility, privacy, open data."""
    titles = {
        "accessibility": _("Accessibility"),
        "privacy": _("Privacy"),
        "data": _("Open data"),
    }
    if page not in titles:
        raise Http404
    analysis = insights.current(request.region) if page == "data" else None
    context = {
        "title": titles[page],
        "analysis": analysis,
        "tables": list(analysis.tables.all()) if analysis else [],
        "crumbs": crumbs((titles[page], "")),
    }
    return render(request, f"pages/{page}.html", context)
