"""Clusters with industries, goals, benefits and known facts from a region's folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from terttu.portal.clusters.models import Benefit, Cluster, ClusterIndustry, Fact, Goal
from terttu.portal.core.translated import translated
from terttu.portal.organisations.models import Organisation
from terttu.portal.regions.folder import Applier, FolderError, place_of, read_toml, require, texts
from terttu.portal.regions.models import Region
from terttu.portal.strategy.folder import current_themes


def apply_clusters(applier: Applier, folder: Path) -> None:
    file = folder / "clusters.toml"
    for row in read_toml(file).get("cluster", []):
        slug = require(row, "slug", file, "a cluster")
        values = _cluster_values(applier.region, row, file)
        before = applier.report.created
        cluster = applier.apply_model(Cluster, slug, values, region=applier.region, slug=slug)
        if cluster is None:
            continue
        if applier.report.created > before:
            cluster.themes.set(current_themes(applier.region, row.get("themes", [])))
        for industry in row.get("industries", []):
            keys = {"cluster": cluster, "scheme": industry["scheme"], "code": industry["code"]}
            key = f"{slug}/{industry['scheme']}/{industry['code']}"
            applier.apply_model(ClusterIndustry, key, {"weight": industry["weight"]}, **keys)
        _lists(applier, cluster, row)
        _facts(applier, cluster, row)


def _cluster_values(region: Region, row: Mapping[str, Any], file: Path) -> dict[str, Any]:
    host = row.get("host")
    organisation = Organisation.objects.filter(region=region, slug=host).first() if host else None
    if host and organisation is None:
        raise FolderError(
            f"{file}: the host '{host}' is not in organisations.toml. Add it there first."
        )
    if row.get("life_cycle", "idea") not in Cluster.LifeCycle.values:
        stages = ", ".join(Cluster.LifeCycle.values)
        raise FolderError(
            f"{file}: life_cycle '{row['life_cycle']}' is not known. Use one of: {stages}."
        )
    sources = {
        "founded": row.get("founded_source", ""),
        "host": row.get("host_source", ""),
        "purpose": row.get("purpose", {}).get("source", ""),
    }
    return {
        "name": translated(require(row, "name", file, row["slug"])),
        "short_name": translated(row.get("short_name")),
        "purpose": texts(row.get("purpose")),
        "life_cycle": row.get("life_cycle", "idea"),
        "founded": row.get("founded"),
        "place": row.get("place", "") or place_of(row.get("municipality", "")),
        "host": organisation,
        "url": row.get("url", ""),
        "english_url": row.get("english_url", ""),
        "eccp_url": row.get("eccp_url", ""),
        "links": row.get("link", []),
        "demo": bool(row.get("demo")),
        "sources": {name: url for name, url in sources.items() if url},
    }


def _lists(applier: Applier, cluster: Cluster, row: Mapping[str, Any]) -> None:
    """Goals and benefits: set as a whole, and only while nobody has edited them in the portal."""
    goals = [
        {
            "text": texts(goal["text"]),
            "by_year": goal.get("by_year"),
            "source": goal.get("source", ""),
        }
        for goal in row.get("goal", [])
    ]
    benefits = [
        {
            "what": texts(benefit["what"]),
            "for_whom": texts(benefit.get("for_whom")),
            "cost": texts(benefit.get("cost")),
            "since": benefit.get("since"),
            "source": benefit.get("source", ""),
        }
        for benefit in row.get("benefit", [])
    ]
    parts: tuple[tuple[Any, str, list[dict[str, Any]]], ...]
    parts = ((Goal, "goals", goals), (Benefit, "benefits", benefits))
    for model, kind, wanted in parts:
        rows = model.objects.filter(cluster=cluster)
        current = [dict(found) for found in rows.values(*wanted[0])] if wanted else []
        if applier.may_replace(kind, cluster.slug, current=current, wanted=wanted):
            rows.delete()
            for position, values in enumerate(wanted):
                model.objects.create(cluster=cluster, position=position, **values)


def _facts(applier: Applier, cluster: Cluster, row: Mapping[str, Any]) -> None:
    for position, fact in enumerate(row.get("fact", [])):
        key = fact.get("key") or f"fact-{position + 1}"
        values = {
            "text": texts(fact["text"]),
            "source": fact["source"],
            "as_of": str(fact.get("as_of", "")),
            "position": position,
        }
        applier.apply_model(Fact, f"{cluster.slug}/{key}", values, cluster=cluster, key=key)
