"""Reads: a region's jobs, and those whose worker has gone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from terttu.portal.jobs.models import Job
from terttu.portal.regions.models import Region


def of_region(region: Region) -> QuerySet[Job]:
    """All jobs of a region, the newest first."""
    return Job.objects.filter(region=region).select_related("by")


def get(region: Region, pk: int) -> Job:
    """One job of this region; else 404."""
    job = of_region(region).filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


def active(region: Region) -> QuerySet[Job]:
    """Those that wait or run."""
    return of_region(region).filter(state__in=Job.ACTIVE)


def lost(now: datetime) -> QuerySet[Job]:
    """Running jobs whose lease has ended: whoever held them does not work on them any more."""
    return Job.objects.filter(state=Job.State.RUNNING, leased_until__lt=now)
