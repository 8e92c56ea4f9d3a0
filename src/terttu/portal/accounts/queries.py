"""Reads: what somebody may do in a region."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
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


def works_here(user: Any, region: Region | None = None) -> bool:
    """Whether `user` has any work to do (in `region`), and so needs a second factor."""
    if not user.is_authenticated:
        return False
    working = Q(kind__in=[Role.Kind.ADMINISTRATOR, Role.Kind.MANAGER])
    here = Q(region=region) | Q(cluster__region=region) if region else Q()
    return bool(user.is_staff or Role.objects.filter(working, here, user=user).exists())
