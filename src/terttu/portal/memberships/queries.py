"""Reads: who is in a cluster today, and how many."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from terttu.portal.clusters.models import Cluster
from terttu.portal.core.fields import in_language
from terttu.portal.memberships.models import Membership
from terttu.portal.organisations.models import Organisation


def today(on: date) -> QuerySet[Membership]:
    """The memberships that hold on a day; one without dates holds."""
    started = Q(since=None) | Q(since__lte=on)
    return Membership.objects.filter(started, Q(until=None) | Q(until__gte=on))


def members(cluster: Cluster, *, on: date) -> QuerySet[Membership]:
    """A cluster's members with their organisations, by name in the reader's language."""
    rows = today(on).filter(cluster=cluster).select_related("organisation")
    return rows.order_by(in_language("organisation__name"), "pk")


def clusters_of(organisation: Organisation, *, on: date) -> QuerySet[Membership]:
    """The clusters that an organisation is in."""
    rows = today(on).filter(organisation=organisation).select_related("cluster")
    return rows.order_by(in_language("cluster__name"), "pk")


def by_kind(memberships: QuerySet[Membership]) -> list[tuple[str, list[Membership]]]:
    """Members grouped by kind of organisation, in the order of the kinds; empty kinds left out."""
    groups: dict[str, list[Membership]] = {str(kind): [] for kind in Organisation.Kind}
    for membership in memberships:
        groups[membership.organisation.kind].append(membership)
    return [(str(Organisation.Kind(kind).plural), rows) for kind, rows in groups.items() if rows]
