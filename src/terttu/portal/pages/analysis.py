"""The analysis: findings, candidates, map by municipality, tables, method, limits and downloads."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from csp.constants import NONE, UNSAFE_INLINE
from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from terttu.portal.accounts.queries import is_administrator
from terttu.portal.core.templatetags.terttu import number
from terttu.portal.insights import assessments, findings, queries as insights, words
from terttu.portal.insights.models import Analysis, Candidate, Figure, MunicipalFigure
from terttu.portal.pages import assessment
from terttu.portal.pages.views import crumbs
from terttu.portal.regions.models import Region
from terttu.portal.regions.outlines import Outline, region_outline
from terttu.portal.regions.request import RegionRequest
from terttu.portal.strategy import queries as strategies

MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
}
CHART_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "sandbox": [],
}
# Upper ends of the map's classes, as multiples of the reference share.
CLASSES = (0.5, 0.8, 1.25, 2.0)


@require_safe
def analysis(request: RegionRequest, fingerprint: str = "") -> HttpResponse:
    """The current analysis, or an earlier one by its fingerprint."""
    region = request.region
    newest = insights.current(region)
    shown = _opened(request, fingerprint) if fingerprint else newest
    if shown is None:
        context = {"crumbs": crumbs((_("Analysis"), ""))}
        return render(request, "pages/no_analysis.html", context)
    context = _context(request, region, shown) | {"newest": newest}
    return render(request, "pages/analysis.html", context)


def _opened(request: RegionRequest, fingerprint: str) -> Analysis:
    """One analysis; a draft is there for the region's administrators alone."""
    drafts = is_administrator(request.user, request.region)
    return insights.get(request.region, fingerprint, drafts=drafts)


def _context(request: RegionRequest, region: Region, shown: Analysis) -> dict[str, Any]:
    today = timezone.localdate()
    version = strategies.current_strategy(region, today=today)
    themes = list(strategies.themes_with_industries(version))
    figures = insights.figures(shown)
    tables = list({row.table_id: row.table for row in figures}.values())
    found = findings.theme_findings(themes, figures)
    candidates = insights.candidates(shown)
    return {
        "analysis": shown,
        "tables": tables,
        "figures": [(table, [f for f in figures if f.table_id == table.pk]) for table in tables],
        "largest": max((row.lq or 0 for row in figures), default=0),
        "candidates": candidate_groups(candidates),
        "decided": " ".join(
            f"{row.code}:{row.state}:{row.adopted_as_id or ''}" for row in candidates
        ),
        "labels": {row.industry.code: row.industry.label for row in figures if row.table.main},
        "findings": [(row, words.verdict(row), words.theme_statements(row)) for row in found],
        "emerging": words.emerging_statement(findings.emerging(themes, figures)),
        "local": words.local_statement(findings.local_specialisations(themes, figures)),
        "age_notice": words.age_notice(tables, this_year=today.year),
        "rules": findings.RULES,
        **_assessed(shown, {row.code for row in candidates}),
        "charts": charts(shown, get_language() or "en"),
        "report": report(shown, get_language() or "en"),
        "downloads": downloads(shown),
        "crumbs": crumbs((_("Analysis"), "")),
        **_map(request, region, shown, figures),
    }


def _assessed(shown: Analysis, listed: Collection[str]) -> dict[str, Any]:
    """What stays and what the region lacks; put together only where the page is not kept."""
    if assessments.assessment(shown) is None:
        return {}
    return {
        "stays": SimpleLazyObject(lambda: assessment.stays(shown, listed)),
        "options": SimpleLazyObject(lambda: assessment.options(shown)),
        "pictured": SimpleLazyObject(lambda: assessment.pictured(shown)),
    }


def candidate_groups(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Candidates under headings that say what kind of finding each is."""
    strong = [row for row in candidates if row.proposed and row.is_strong]
    inside = [row for row in candidates if row.proposed and not row.is_strong]
    local = [row for row in candidates if not row.proposed]
    groups = [
        (_("Strong groups"), _("The whole group is stronger here than elsewhere."), strong),
        (
            _("Strong industries in other groups"),
            _("The group as a whole is not stronger here, but the industries that name it are."),
            inside,
        ),
        (
            _("Local groups"),
            _("They serve mainly the region's residents, so they are not proposed as clusters."),
            local,
        ),
    ]
    return [{"title": title, "text": text, "rows": rows} for title, text, rows in groups if rows]


def _map(
    request: RegionRequest, region: Region, shown: Analysis, figures: Sequence[Figure]
) -> dict[str, Any]:
    table = insights.municipal_table(shown)
    if table is None:
        return {}
    industries = [row.industry for row in figures if row.table_id == table.pk]
    if not industries:
        return {}
    wanted = request.GET.get("industry", "")
    industry = next((i for i in industries if i.code == wanted), industries[0])
    rows = {row.municipality: row for row in insights.municipal_figures(table, industry.code)}
    drawn = region_outline(region.area_code)
    return {
        "map": drawn,
        "map_shapes": _shapes(drawn, rows) if drawn else [],
        "map_rows": sorted(rows.values(), key=lambda row: -(row.lq or 0)),
        "map_table": table,
        "map_industry": industry,
        "map_industries": sorted(industries, key=lambda i: i.code),
        "map_legend": map_legend(),
    }


def _shapes(drawn: Outline, rows: dict[str, MunicipalFigure]) -> list[dict[str, Any]]:
    return [
        {"shape": shape, "row": rows.get(shape.code), "css": map_class(rows.get(shape.code))}
        for shape in drawn.shapes
    ]


def map_class(row: MunicipalFigure | None) -> str:
    """The class of the map for a municipality's location quotient; `c0` where there is none."""
    if row is None or row.lq is None:
        return "c0"
    return f"c{1 + sum(row.lq >= limit for limit in CLASSES)}"


def map_legend() -> list[dict[str, str]]:
    """The legend of the map."""
    low, below, above, high = CLASSES
    labels = [
        _("under %(limit)s") % {"limit": number(low, 1)},
        f"{number(low, 1)}–{number(below, 1)}",
        f"{number(below, 1)}–{number(above, 2)}",
        f"{number(above, 2)}–{number(high, 1)}",
        _("%(limit)s or more") % {"limit": number(high, 1)},
        _("no figure"),
    ]
    return [{"class": f"c{(index + 1) % 6}", "label": label} for index, label in enumerate(labels)]


def charts(shown: Analysis, language: str) -> list[dict[str, Any]]:
    """The package's charts in the reader's language (else the first there is), wide and narrow."""
    names = {Path(resource["path"]).name for resource in shown.descriptor["resources"]}
    texts = {
        "specialisation": _("Specialisation of the region by industry"),
        "candidates": _("Candidates by specialisation and size"),
        "potential": _("Candidates by nearness and complexity"),
        "peers": _("The leading candidates here and among the peers"),
        "growth": _("The leading candidates over time"),
        "space": _("The network of industries, the region's strengths lit"),
        "opportunities": _("What the region lacks, by nearness and complexity"),
        "links": _("How the industries are linked"),
    }
    found = []
    for name, title in texts.items():
        for code in (language, "en", "fi", "sv"):
            if f"{name}.{code}.wide.svg" in names:
                wide, narrow = (f"charts/{name}.{code}.{width}.svg" for width in ("wide", "narrow"))
                urls = {"wide": file_url(shown, wide), "narrow": file_url(shown, narrow)}
                sizes = {"wide_size": _size(shown, wide), "narrow_size": _size(shown, narrow)}
                found.append({"name": name, "title": title, **urls, **sizes})
                break
    return found


@cache
def _size_in(file: Path) -> tuple[int, int]:
    """Width and height that a chart states, so that the page keeps room for it."""
    head = file.read_text(encoding="utf-8")[:1000] if file.is_file() else ""
    found = re.search(r'<svg[^>]*\bwidth="(\d+)[^"]*"[^>]*\bheight="(\d+)', head)
    return (int(found.group(1)), int(found.group(2))) if found else (720, 480)


def _size(shown: Analysis, path: str) -> tuple[int, int]:
    return _size_in(Path(settings.MEDIA_ROOT) / shown.folder / path)


def downloads(shown: Analysis) -> list[dict[str, Any]]:
    """The package's tables and its descriptor, with their sizes."""
    files = [
        {"title": row.get("title", row["name"]), "path": row["path"], "bytes": row["bytes"]}
        for row in shown.descriptor["resources"]
        if row["path"].endswith(".csv")
    ]
    files.append({"title": "datapackage.json", "path": "datapackage.json", "bytes": None})
    return [row | {"url": file_url(shown, row["path"])} for row in files]


def report(shown: Analysis, language: str) -> dict[str, Any] | None:
    """The printed report in the reader's language, else the first there is."""
    files = {row["path"]: row["bytes"] for row in shown.descriptor["resources"]}
    for code in (language, "en", "fi", "sv"):
        path = f"reports/report.{code}.pdf"
        if path in files:
            return {"url": file_url(shown, path), "bytes": files[path]}
    return None


def file_url(shown: Analysis, path: str) -> str:
    """The permanent address of one file of an analysis."""
    return reverse("pages:analysis_file", args=[shown.fingerprint[:16], path])


@require_safe
def candidate(request: RegionRequest, fingerprint: str, code: str) -> HttpResponse:
    """One candidate: why it is here, how sure, with which limits, and its industries."""
    region = request.region
    administrator = is_administrator(request.user, region)
    shown = _opened(request, fingerprint)
    found = insights.candidate(shown, code)
    if not found.is_listed and not administrator:
        if found.merged_into is None:
            raise Http404
        return redirect("pages:candidate", fingerprint=shown.short, code=found.merged_into.code)
    figures = insights.figures(shown)
    own = {row.industry.code: row for row in figures if row.table_id == found.table_id}
    rows = [own[code] for code in found.industries if code in own]
    context = {
        "analysis": shown,
        "candidate": found,
        "rows": rows,
        "largest": max((row.lq or 0 for row in rows), default=0),
        "statement": words.candidate_statement(found),
        "why": assessment.why(found),
        "certainty": words.certainty(found),
        "limits": [words.limit(code) for code in found.limits],
        "links": _links(shown, found, {code: row.industry.label for code, row in own.items()}),
        "administrator": administrator,
        "may_adopt": administrator and found.is_listed and not shown.is_draft,
        "exhibits": insights.exhibits(found, public=True),
        "merged": found.merged.all(),
        "age_notice": words.age_notice([found.table], this_year=timezone.localdate().year),
        "crumbs": crumbs((_("Analysis"), reverse("pages:analysis")), (str(found), "")),
    }
    return render(request, "pages/candidate.html", context)


def _links(shown: Analysis, found: Candidate, labels: dict[str, Any]) -> list[dict[str, Any]]:
    inside = set(found.industries)
    rows = [
        row | {"label": labels.get(row["industry"]), "label_2": labels.get(row["industry_2"])}
        for row in shown.links
        if {row["industry"], row["industry_2"]} <= inside
    ]
    return sorted(rows, key=lambda row: -(row["combined"] or 0))


@require_safe
def file(request: RegionRequest, fingerprint: str, path: str) -> FileResponse:
    """One file of an analysis, as the package holds it; nothing beside what the package lists."""
    shown = _opened(request, fingerprint)
    listed = {row["path"] for row in shown.descriptor["resources"]} | {"datapackage.json"}
    full = Path(settings.MEDIA_ROOT) / shown.folder / path
    if path not in listed or not full.is_file():
        raise Http404
    response = FileResponse(full.open("rb"), content_type=MEDIA_TYPES[full.suffix])
    whose = "private" if shown.is_draft else "public"
    response["Cache-Control"] = f"{whose}, max-age=31536000, immutable"
    if full.suffix != ".svg":
        response["Content-Disposition"] = f'attachment; filename="{full.name}"'
    # A chart comes from outside: whatever it holds, nothing in it runs or is fetched.
    response._csp_config = CHART_POLICY  # type: ignore[attr-defined]
    return response
