"""Reads: the region of a request, and areas."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Site

from terttu.portal.regions.models import Area, Region


def region_of(request: HttpRequest) -> Region | None:
    """The region whose host this is; where the host is nobody's, the default site's region."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    return Region.objects.select_related("site").filter(site=site).first()


def drawn_municipalities(area_code: str) -> QuerySet[Area]:
    """A region's municipalities that have outlines, in the newest year that has them."""
    drawn = Area.objects.filter(scheme="kunta", region_code=area_code, outline__isnull=False)
    return drawn.filter(year=drawn.order_by("-year").values("year")[:1]).order_by("code")
