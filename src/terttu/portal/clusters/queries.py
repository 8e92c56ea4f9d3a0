"""Reads: clusters that everyone may see, and those that somebody may edit."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from terttu.portal.clusters.models import Cluster
from terttu.portal.core.fields import in_language
from terttu.portal.regions.models import Region

# Ideas and forming clusters are public too: people can only join what they hear of.
CLOSED = (Cluster.LifeCycle.MERGED, Cluster.LifeCycle.CLOSED)


def public(region: Region) -> QuerySet[Cluster]:
    """The clusters of a region, by name in the reader's language."""
    clusters = Cluster.objects.filter(region=region).order_by(in_language("name"), "pk")
    return clusters.select_related("host").prefetch_related("themes")


def matching(
    clusters: QuerySet[Cluster], *, theme: str = "", life_cycle: str = ""
) -> QuerySet[Cluster]:
    """Those of a theme and life cycle; merged and closed ones only where asked for."""
    if theme:
        clusters = clusters.filter(themes__slug=theme).distinct()
    if life_cycle:
        return clusters.filter(life_cycle=life_cycle)
    return clusters.exclude(life_cycle__in=CLOSED)


def editable_by(user: Any, region: Region) -> QuerySet[Cluster]:
    """The clusters that `user` may change: her own, or for an administrator all of the region."""
    clusters = public(region)
    if not user.is_authenticated:
        return clusters.none()
    return clusters.filter(
        Q(roles__user=user, roles__kind="manager")
        | Q(region__roles__user=user, region__roles__kind="administrator")
    ).distinct()


def get_editable(user: Any, region: Region, slug: str) -> Cluster:
    """The cluster, if `user` may change it; else 404, which does not tell whether there is one."""
    cluster = editable_by(user, region).filter(slug=slug).first()
    if cluster is None:
        raise Http404
    return cluster
