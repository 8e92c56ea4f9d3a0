"""Reads: the current analysis of a region and what it found; drafts only where asked for."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import QuerySet
from django.http import Http404

from terttu.portal.core.translated import Translated
from terttu.portal.insights.models import (
    Analysis,
    Candidate,
    Decision,
    DefinitionSet,
    DefinitionVersion,
    Exhibit,
    Figure,
    Industry,
    MunicipalFigure,
    Table,
)
from terttu.portal.regions.models import Region

SHORT = 16


def analyses(region: Region, *, drafts: bool = False) -> QuerySet[Analysis]:
    """All analyses of a region, the newest first; the links are read where they are shown."""
    found = Analysis.objects.filter(region=region).defer("links")
    return found if drafts else found.filter(shown__isnull=False)


def current(region: Region) -> Analysis | None:
    """The analysis that was shown last and not withdrawn; earlier ones can be looked at.

    Its long parts are read when they are asked for: most pages need its figures alone.
    """
    shown = analyses(region).filter(withdrawn=False).order_by("-shown", "-pk")
    return shown.defer("links", "descriptor", "definitions").first()


def get(region: Region, fingerprint: str, *, drafts: bool = False) -> Analysis:
    """The analysis whose fingerprint starts so; else 404."""
    found = analyses(region, drafts=drafts).filter(fingerprint__startswith=fingerprint)
    # A shorter one could mean another analysis tomorrow, and answers are kept for a year.
    analysis = found.first() if len(fingerprint) >= SHORT else None
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


def candidates(analysis: Analysis, *, everything: bool = False) -> list[Candidate]:
    """The candidates by rank, each with its table and the cluster it was adopted as.

    Rejected ones and those merged into another are left out, unless `everything` is asked for.
    """
    found = analysis.candidates.select_related("table", "adopted_as", "merged_into")
    if not everything:
        found = found.filter(state__in=[Candidate.State.OPEN, Candidate.State.CONFIRMED])
    return list(found)


def candidate(analysis: Analysis, code: str) -> Candidate:
    """One candidate, whatever was decided on it; else 404."""
    found = analysis.candidates.select_related("table", "adopted_as", "merged_into")
    row = found.filter(code=code).first()
    if row is None:
        raise Http404
    return row


def decisions(found: Candidate) -> QuerySet[Decision]:
    """The history of a candidate, the newest decision first."""
    return found.decisions.select_related("by", "into", "carried_from__candidate__analysis")


def exhibits(found: Candidate, *, public: bool) -> QuerySet[Exhibit]:
    """What speaks for or against a candidate beside the statistics."""
    rows = found.exhibits.filter(removed=None).select_related("by")
    return rows.filter(public=True) if public else rows


def definition_sets(region: Region) -> QuerySet[DefinitionSet]:
    """The region's own sets of definitions, the newest first."""
    return DefinitionSet.objects.filter(region=region).select_related("made_from")


def definition_set(region: Region, pk: int) -> DefinitionSet:
    """One of the region's sets; else 404."""
    found = definition_sets(region).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def version(found: DefinitionSet, number: int | None = None) -> DefinitionVersion:
    """One version of a set, the newest one where no number is given; else 404."""
    wanted = found.version if number is None else number
    row = found.versions.select_related("by").filter(number=wanted).first()
    if row is None:
        raise Http404
    return row


def industries(region: Region, scheme: str = "") -> dict[str, Translated]:
    """The industries that definitions are made of: code -> label, from the newest analysis.

    Without `scheme` those of the main table; drafts count, as an analyst works with them.
    """
    tables = Table.objects.filter(analysis__region=region, main=True)
    if scheme:
        tables = tables.filter(industry_scheme=scheme)
    table = tables.order_by("-analysis__imported", "-analysis__pk").first()
    rows = Industry.objects.filter(table=table).order_by("code") if table else []
    return {row.code: row.label for row in rows}


def main_scheme(region: Region) -> str:
    """The classification of the newest analysis' main table; empty where there is none."""
    tables = Table.objects.filter(analysis__region=region, main=True)
    newest = tables.order_by("-analysis__imported", "-analysis__pk")
    return newest.values_list("industry_scheme", flat=True).first() or ""


def municipal_table(analysis: Analysis) -> Table | None:
    """The table that goes down to municipalities, if there is one."""
    return analysis.tables.filter(municipal_figures__isnull=False).distinct().first()


def municipal_figures(table: Table, industry: str) -> QuerySet[MunicipalFigure]:
    """One industry in the region's municipalities."""
    return table.municipal_figures.filter(industry=industry).order_by("municipality")
