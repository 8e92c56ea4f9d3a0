"""Writes: a cluster's texts, goals and benefits, and new clusters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from terttu.portal.clusters.models import Benefit, Cluster, ClusterIndustry, Goal
from terttu.portal.core.audit import differences, record
from terttu.portal.regions.models import Region
from terttu.portal.strategy.models import Theme


class StaleError(Exception):
    """Somebody else has saved the cluster since the form was opened."""


@transaction.atomic
def update(*, by: Any, cluster: Cluster, seen_version: int, values: Mapping[str, Any]) -> Cluster:
    """Change a cluster's own fields; raises `StaleError` where it changed since `seen_version`."""
    locked = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if locked.version != seen_version:
        raise StaleError
    themes = values.get("themes")
    fields = {name: value for name, value in values.items() if name != "themes"}
    before = {name: getattr(locked, name) for name in fields}
    for name, value in fields.items():
        setattr(locked, name, value)
    # A source speaks for the text that was taken from it, not for another one.
    changed = {name for name, value in fields.items() if before[name] != value}
    locked.sources = {name: url for name, url in locked.sources.items() if name not in changed}
    locked.version += 1
    locked.save()
    if themes is not None:
        locked.themes.set(themes)
    changes = {name: [str(a), str(b)] for name, (a, b) in differences(before, fields).items()}
    record("edited", locked, by=by, region=locked.region.slug, changes=changes)
    return locked


@transaction.atomic
def set_goals(*, by: Any, cluster: Cluster, goals: Sequence[Mapping[str, Any]]) -> None:
    """Replace a cluster's goals by these, in this order."""
    _replace(Goal, by=by, cluster=cluster, rows=goals)


@transaction.atomic
def set_benefits(*, by: Any, cluster: Cluster, benefits: Sequence[Mapping[str, Any]]) -> None:
    """Replace a cluster's benefits by these, in this order."""
    _replace(Benefit, by=by, cluster=cluster, rows=benefits)


def _replace(
    model: Any,
    *,
    by: Any,
    cluster: Cluster,
    rows: Sequence[Mapping[str, Any]],
) -> None:
    old = [str(row) for row in model.objects.filter(cluster=cluster)]
    model.objects.filter(cluster=cluster).delete()
    model.objects.bulk_create(
        model(cluster=cluster, position=position, **row) for position, row in enumerate(rows)
    )
    name = model._meta.model_name or ""
    new = [str(row) for row in model.objects.filter(cluster=cluster)]
    record(f"{name}s set", cluster, by=by, region=cluster.region.slug, changes={name: [old, new]})


@transaction.atomic
def create(
    *,
    by: Any,
    region: Region,
    name: Mapping[str, str],
    industries: Iterable[tuple[str, str, float]],
    themes: Iterable[Theme] = (),
) -> Cluster:
    """A new cluster in the life cycle's first stage, an idea, defined by `industries`."""
    cluster = Cluster(region=region, name=dict(name))
    cluster.slug = free_slug(region, str(cluster.name))
    cluster.save()
    cluster.themes.set(themes)
    ClusterIndustry.objects.bulk_create(
        ClusterIndustry(cluster=cluster, scheme=scheme, code=code, weight=weight)
        for scheme, code, weight in industries
    )
    record("created", cluster, by=by, region=region.slug)
    return cluster


def free_slug(region: Region, name: str) -> str:
    """An address for `name` that no cluster of the region has yet."""
    stem = slugify(name)[:70] or "cluster"
    taken = set(
        Cluster.objects.filter(region=region, slug__startswith=stem).values_list("slug", flat=True)
    )
    return next(slug for slug in _numbered(stem) if slug not in taken)


def _numbered(stem: str) -> Iterable[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
