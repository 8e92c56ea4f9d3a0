"""The open API of a region: read-only, without a key, of the region whose host is asked."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from ninja import NinjaAPI
from pydantic import Field

from terttu import __version__
from terttu.portal.api import schemas
from terttu.portal.clusters import queries as clusters
from terttu.portal.clusters.models import Cluster
from terttu.portal.insights import queries as insights
from terttu.portal.insights.models import Analysis, Candidate, Figure, Table
from terttu.portal.memberships import queries as memberships
from terttu.portal.organisations import queries as organisations
from terttu.portal.organisations.models import Organisation
from terttu.portal.regions import queries as regions
from terttu.portal.regions.request import RegionRequest

MOST = 100
Limit = Annotated[int, Field(ge=1, le=MOST)]
Offset = Annotated[int, Field(ge=0, le=1_000_000)]
BORDERS = "Borders: National Land Survey of Finland, municipal division 2021, CC BY 4.0"

api = NinjaAPI(
    title="terttu",
    version="1",
    description=f"Clusters, organisations and analyses of a region. terttu {__version__}.",
    docs_url=None,
    urls_namespace="api",
)


def _open(response: HttpResponse) -> None:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=60"


def _page(
    request: RegionRequest, rows: QuerySet[Any], limit: int, offset: int
) -> tuple[list[Any], dict[str, Any]]:
    count = rows.count()
    more = offset + limit < count
    values = request.GET.dict() | {"limit": str(limit), "offset": str(offset + limit)}
    following = f"{request.path}?{urlencode(values)}" if more else None
    return list(rows[offset : offset + limit]), {"count": count, "next": following}


@api.get("/organisations", response=schemas.OrganisationsOut, url_name="organisations")
def organisation_list(
    request: RegionRequest,
    response: HttpResponse,
    kind: str = "",
    theme: str = "",
    text: str = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Organisations by kind, theme and words of the name."""
    found = organisations.matching(
        organisations.public(request.region), text=text[:100], kind=kind[:60], theme=theme[:60]
    )
    rows, page = _page(request, found.prefetch_related("themes"), limit, offset)
    _open(response)
    return page | {"results": [_organisation(row) for row in rows]}


def _organisation(row: Organisation) -> dict[str, Any]:
    names = ("slug", "name", "kind", "business_id", "place", "url", "demo", "sources")
    return {name: getattr(row, name) for name in names} | {
        "themes": [theme.slug for theme in row.themes.all()]
    }


@api.get("/clusters", response=schemas.ClustersOut, url_name="clusters")
def cluster_list(
    request: RegionRequest,
    response: HttpResponse,
    theme: str = "",
    life_cycle: str = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Clusters by theme and life cycle."""
    found = clusters.matching(
        clusters.public(request.region), theme=theme[:60], life_cycle=life_cycle[:60]
    )
    rows, page = _page(request, found, limit, offset)
    _open(response)
    return page | {"results": [_cluster(request, row) for row in rows]}


def _cluster(request: RegionRequest, row: Cluster) -> dict[str, Any]:
    names = ("slug", "name", "purpose", "life_cycle", "founded", "place", "url", "eccp_url", "demo")
    pages = {}
    for code in request.region.languages:
        with override(code):
            pages[code] = request.build_absolute_uri(reverse("pages:cluster", args=[row.slug]))
    return {name: getattr(row, name) for name in names} | {
        "host": row.host.slug if row.host else None,
        "themes": [theme.slug for theme in row.themes.all()],
        "page": pages,
    }


@api.get("/clusters/{slug}", response=schemas.ClusterDetailOut, url_name="cluster")
def cluster(request: RegionRequest, response: HttpResponse, slug: str) -> dict[str, Any]:
    """One cluster with goals, benefits, public members and its industries."""
    row = get_object_or_404(
        clusters.public(request.region).prefetch_related("goals", "benefits", "industries"),
        slug=slug,
    )
    _open(response)
    return _cluster(request, row) | {
        "goals": [
            {"text": goal.text, "by_year": goal.by_year, "source": goal.source}
            for goal in row.goals.all()
        ],
        "benefits": [
            {
                "what": benefit.what,
                "for_whom": benefit.for_whom,
                "cost": benefit.cost,
                "since": benefit.since,
                "source": benefit.source,
            }
            for benefit in row.benefits.all()
        ],
        "members": [
            {
                "organisation": member.organisation.slug,
                "kind": member.organisation.kind,
                "commitment": member.commitment,
                "since": member.since.isoformat() if member.since else None,
                "source": member.source,
            }
            for member in memberships.members(row, on=timezone.localdate())
        ],
        "industries": [
            {"scheme": industry.scheme, "code": industry.code, "weight": industry.weight}
            for industry in row.industries.all()
        ],
    }


@api.get("/analyses", response=list[schemas.AnalysisOut], url_name="analyses")
def analysis_list(request: RegionRequest, response: HttpResponse) -> list[dict[str, Any]]:
    """The newest hundred analyses of the region."""
    _open(response)
    return [_analysis(request, row) for row in insights.analyses(request.region)[:MOST]]


def _analysis(request: RegionRequest, row: Analysis) -> dict[str, Any]:
    short = row.fingerprint[:16]
    with override(request.region.default_language):
        package = reverse("pages:analysis_file", args=[short, "datapackage.json"])
    return {
        "analysis": short,
        "imported": row.imported.isoformat(),
        "version": str(row.provenance.get("version", "")),
        "package": request.build_absolute_uri(package),
    }


@api.get("/analyses/{fingerprint}", response=schemas.AnalysisDetailOut, url_name="analysis")
def analysis(request: RegionRequest, response: HttpResponse, fingerprint: str) -> dict[str, Any]:
    """One analysis with its tables, figures and candidates."""
    row = insights.get(request.region, fingerprint)
    _open(response)
    return _analysis(request, row) | {
        "tables": [_table(table) for table in row.tables.all()],
        "figures": [_figure(figure) for figure in insights.figures(row)],
        "candidates": [_candidate(candidate) for candidate in insights.candidates(row)],
    }


def _table(row: Table) -> dict[str, Any]:
    names = [
        "title",
        "measure",
        "unit",
        "period",
        "kind",
        "industry_scheme",
        "area_scheme",
        "area_year",
        "missing_share",
        "attribution",
        "licence",
        "licence_url",
    ]
    return {name: getattr(row, name) for name in names} | {"table": row.key}


def _figure(row: Figure) -> dict[str, Any]:
    names = [
        "value",
        "share_of_area",
        "share_of_reference",
        "lq",
        "lq_low",
        "lq_high",
        "interval",
        "rank",
        "regions",
    ]
    return {name: getattr(row, name) for name in names} | {
        "table": row.table.key,
        "industry": row.industry.code,
        "label": row.industry.label,
        "traded": row.industry.traded,
    }


def _candidate(row: Candidate) -> dict[str, Any]:
    names = [
        "rank",
        "name",
        "industries",
        "specialised",
        "value",
        "share_of_area",
        "lq",
        "lq_low",
        "lq_high",
        "excess",
        "certainty",
        "limits",
        "proposed",
    ]
    return {name: getattr(row, name) for name in names} | {
        "candidate": row.code,
        "adopted_as": row.adopted_as.slug if row.adopted_as else None,
    }


@api.get("/municipalities.geojson", url_name="municipalities")
def municipalities(request: RegionRequest, industry: str = "") -> HttpResponse:
    """The region's municipalities (GeoJSON); with `industry`, the figures of that section."""
    rows = {}
    newest = insights.current(request.region)
    table = insights.municipal_table(newest) if newest and industry else None
    if table:
        rows = {row.municipality: row for row in insights.municipal_figures(table, industry)}
    features = [
        {
            "type": "Feature",
            "id": area.code,
            "geometry": area.outline,
            "properties": {"municipality": area.code, "name": area.name}
            | ({"value": row.value, "lq": row.lq} if (row := rows.get(area.code)) else {}),
        }
        for area in regions.drawn_municipalities(request.region.area_code)
    ]
    figures = f"; figures: {table.attribution}" if table else ""
    content = {
        "type": "FeatureCollection",
        "attribution": BORDERS + figures,
        "features": features,
    }
    response = JsonResponse(content, content_type="application/geo+json")
    _open(response)
    return response
