"""Reads: what somebody may do in a region."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from terttu.portal.accounts.models import Role
from terttu.portal.regions.models import Region


def is_administrator(user: Any, region: Region) -> bool:
    """Whether `user` administers this region."""
    return bool(
        user.is_authenticated
        and Role.objects.filter(user=user, kind=Role.Kind.ADMINISTRATOR, region=region).exists()
    )


def require_administrator(user: Any, region: Region) -> None:
    """404 for everyone but an administrator of this region."""
    if not is_administrator(user, region):
        raise Http404


def working_roles(region: Region) -> QuerySet[Role]:
    """Who works in a region: its administrators and the managers of its clusters."""
    here = Q(kind=Role.Kind.ADMINISTRATOR, region=region)
    here |= Q(kind=Role.Kind.MANAGER, cluster__region=region)
    return (
        Role.objects.filter(here)
        .select_related("user", "region", "cluster")
        .order_by("user__email")
    )


def works_here(user: Any, region: Region | None = None) -> bool:
    """Whether `user` has any work to do (in `region`), and so needs a second factor."""
    if not user.is_authenticated:
        return False
    working = Q(kind__in=[Role.Kind.ADMINISTRATOR, Role.Kind.MANAGER])
    here = Q(region=region) | Q(cluster__region=region) if region else Q()
    return bool(user.is_staff or Role.objects.filter(working, here, user=user).exists())
