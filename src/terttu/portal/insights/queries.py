"""Reads: the current analysis of a region and what it found."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import QuerySet
from django.http import Http404

from terttu.portal.insights.models import Analysis, Candidate, Figure, MunicipalFigure, Table
from terttu.portal.regions.models import Region


def analyses(region: Region) -> QuerySet[Analysis]:
    """All analyses of a region, the newest first; the links are read where they are shown."""
    return Analysis.objects.filter(region=region).defer("links")


def current(region: Region) -> Analysis | None:
    """The newest analysis that was not withdrawn; earlier ones stay and can be looked at.

    Its long parts are read when they are asked for: most pages need its figures alone.
    """
    shown = analyses(region).filter(withdrawn=False)
    return shown.defer("links", "descriptor", "definitions").first()


def get(region: Region, fingerprint: str) -> Analysis:
    """The analysis whose fingerprint starts so; else 404."""
    analysis = analyses(region).filter(fingerprint__startswith=fingerprint).first()
    if analysis is None:
        raise Http404
    return analysis


def figures(analysis: Analysis) -> tuple[Figure, ...]:
    """Every figure with its industry and table, main table first, most specialised first.

    An analysis never changes, so what was read once is kept in the process.
    """
    return _figures(analysis.pk, analysis.fingerprint)


@lru_cache(maxsize=64)
def _figures(pk: int, _fingerprint: str) -> tuple[Figure, ...]:
    tables = {table.pk: table for table in Table.objects.filter(analysis=pk)}
    rows = list(Figure.objects.filter(table__in=tables).select_related("industry"))
    for row in rows:
        row.table = tables[row.table_id]
    order = sorted(rows, key=lambda row: (row.table.position, -(row.lq or -1), row.industry.code))
    return tuple(order)


def forget() -> None:
    """Read again what was kept; for tests, where numbers of rows come back."""
    _figures.cache_clear()


def candidates(analysis: Analysis) -> list[Candidate]:
    """The candidates by rank, each with its table and the cluster it was adopted as."""
    return list(analysis.candidates.select_related("table", "adopted_as"))


def municipal_table(analysis: Analysis) -> Table | None:
    """The table that goes down to municipalities, if there is one."""
    return analysis.tables.filter(municipal_figures__isnull=False).distinct().first()


def municipal_figures(table: Table, industry: str) -> QuerySet[MunicipalFigure]:
    """One industry in the region's municipalities."""
    return table.municipal_figures.filter(industry=industry).order_by("municipality")
