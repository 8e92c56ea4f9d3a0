"""What the front page shows beside the editors' words."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from terttu.portal.clusters import queries as clusters
from terttu.portal.insights import findings, queries as insights, words
from terttu.portal.regions.models import Region
from terttu.portal.regions.outlines import region_outline
from terttu.portal.strategy import queries as strategy


def home_context(region: Region) -> dict[str, Any]:
    """Themes with what the figures say of each, clusters, emerging specialisations and the map."""
    today = timezone.localdate()
    version = strategy.current_strategy(region, today=today)
    themes = list(strategy.themes_with_industries(version))
    analysis = insights.current(region)
    figures = insights.figures(analysis) if analysis else []
    found = findings.theme_findings(themes, figures) if analysis else []
    found_clusters = clusters.matching(clusters.public(region))
    tables = list({row.table_id: row.table for row in figures}.values())
    return {
        "strategy": version,
        "theme_cards": [(row.theme, words.verdict(row)) for row in found]
        or [(theme, "") for theme in themes],
        "organised": [cluster for cluster in found_clusters if cluster.is_organised],
        "forming": [cluster for cluster in found_clusters if not cluster.is_organised],
        "analysis": analysis,
        "emerging": findings.emerging(themes, figures),
        "tables": tables,
        "age_notice": words.age_notice(tables, this_year=today.year),
        "map": region_outline(region.area_code),
    }
