"""The sitemap: every public page of the region, in each of its languages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from terttu.portal.clusters import queries as clusters
from terttu.portal.organisations import queries as organisations
from terttu.portal.regions.models import Region
from terttu.portal.regions.request import RegionRequest
from terttu.portal.strategy import queries as strategies

FIXED = ("strategy", "clusters", "organisations", "analysis", "accessibility", "privacy", "data")


@require_safe
def sitemap(request: RegionRequest) -> HttpResponse:
    """The sitemap of the region whose host is asked."""
    pages = [
        {code: request.build_absolute_uri(url) for code, url in versions.items()}
        for versions in addresses(request.region)
    ]
    context = {"pages": pages}
    return render(request, "pages/sitemap.xml", context, content_type="application/xml")


def addresses(region: Region) -> list[dict[str, str]]:
    """Every public page as language -> path."""
    pages: list[tuple[str, tuple[str, ...]]] = [("wagtail_serve", ("",))]
    pages += [(f"pages:{name}", ()) for name in FIXED]
    version = strategies.current_strategy(region, today=timezone.localdate())
    pages += [("pages:theme", (slug,)) for slug in _slugs(strategies.themes(version))]
    pages += [
        ("pages:cluster", (slug,)) for slug in _slugs(clusters.matching(clusters.public(region)))
    ]
    pages += [("pages:organisation", (slug,)) for slug in _slugs(organisations.public(region))]
    return [{code: _path(code, name, args) for code in region.languages} for name, args in pages]


def _path(language: str, name: str, args: tuple[str, ...]) -> str:
    with override(language):
        return reverse(name, args=args)


def _slugs(rows: Any) -> list[str]:
    return list(rows.order_by("slug").values_list("slug", flat=True))
