"""Reads: the enquiries that somebody may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from terttu.portal.clusters.queries import editable_by
from terttu.portal.enquiries.models import Enquiry
from terttu.portal.regions.models import Region


def visible_to(user: Any, region: Region) -> QuerySet[Enquiry]:
    """Enquiries to the clusters that `user` may edit, the newest first."""
    clusters = editable_by(user, region).order_by().values("pk")
    return Enquiry.objects.filter(cluster__in=clusters).select_related("cluster", "handled_by")


def get_visible(user: Any, region: Region, pk: int) -> Enquiry:
    """The enquiry, if `user` may see it; else 404."""
    enquiry = visible_to(user, region).filter(pk=pk).first()
    if enquiry is None:
        raise Http404
    return enquiry
