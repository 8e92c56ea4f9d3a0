"""What stands beside the candidates: what stays, what the region lacks, and its peers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terttu.portal.accounts.queries import is_administrator
from terttu.portal.insights import assessment_words as words, assessments, queries as insights
from terttu.portal.insights.models import Analysis, Candidate
from terttu.portal.pages.views import crumbs
from terttu.portal.regions.request import RegionRequest

SHOWN = 10


def stays(shown: Analysis, listed: Collection[str]) -> dict[str, Any]:
    """The table of what stays, and why some profiles judged nothing.

    `listed` are the codes of the candidates that have a page to read.
    """
    found = assessments.assessment(shown)
    if found is None:
        return {}
    made = assessments.matrix(found)
    settings = [words.setting(found, key) for key in made.settings]
    counted = [(text, len(list(same))) for text, same in groupby(s["counted"] for s in settings)]
    return {
        "counted": counted,
        "against": [one["against"] for one in settings],
        "lines": [
            {
                "code": group["definition"],
                "name": words.group_name(found, group["definition"]),
                "held": group["stays_held"],
                "judged": group["stays_judged"],
                "cells": cells,
            }
            for group, cells in made.lines
        ],
        "refused": made.refused,
        "candidates": listed,
    }


def options(shown: Analysis) -> list[dict[str, Any]]:
    """By table, the industries that the region lacks: the best ten, and what is not covered."""
    found = assessments.assessment(shown)
    if found is None:
        return []
    known = {row["table"] for row in found.rows("tables")}
    uncovered = assessments.by(found.rows("uncovered"), "table")
    return [
        {
            "larger": table not in known,
            "region": assessments.texts(rows[0], "region_name") or rows[0]["region"],
            "rows": [words.option(row) for row in rows[:SHOWN]],
            "uncovered": [row["label"] for row in uncovered.get(table, ())],
            "general": [*words.general(found, table), words.probability(rows[0])],
        }
        for table, rows in assessments.by(found.rows("opportunities"), "table").items()
    ]


def pictured(shown: Analysis) -> dict[str, Any]:
    """The figures behind the charts that no other table of the page has."""
    found = assessments.assessment(shown)
    if found is None:
        return {}
    return {
        "groups": [
            {**row, "name": words.group_name(found, row["definition"]), "said": words.stage(row)}
            for row in found.rows("groups")
        ],
        "industries": [
            {**row, "label": words.industry(found, row["industry"])} for row in found.rows("space")
        ],
    }


def why(candidate: Candidate) -> dict[str, Any]:
    """What a candidate's page says of stage, evidence, peers, places and profiles."""
    found = assessments.assessment(candidate.analysis)
    return words.why(found, candidate) if found else {}


@require_safe
def regions(request: RegionRequest, fingerprint: str) -> HttpResponse:
    """Every group in the region and up to ten others, side by side."""
    drafts = is_administrator(request.user, request.region)
    shown = insights.get(request.region, fingerprint, drafts=drafts)
    found = assessments.assessment(shown)
    if found is None or not found.rows("regions"):
        raise Http404
    asked = request.GET.getlist("with")
    chosen, lines = assessments.compared(found, asked)
    codes = {row["region"] for row in chosen}
    every = found.rows("regions", definition=next(iter(lines)))
    context = {
        "analysis": shown,
        "chosen": [_name(row) for row in chosen],
        "lines": [(words.group_name(found, code), cells) for code, cells in lines.items()],
        "every": [
            {**row, "name": _name(row), "checked": row["region"] in codes}
            for row in every
            if not row["own"]
        ],
        "most": assessments.MOST_REGIONS,
        "too_many": len({row["region"] for row in every} & set(asked)) > assessments.MOST_REGIONS,
        "table": shown.tables.get(main=True),
        "crumbs": crumbs(
            (_("Analysis"), reverse("pages:analysis")), (_("Regions side by side"), "")
        ),
    }
    return render(request, "pages/regions_compared.html", context)


def _name(row: Mapping[str, Any]) -> Any:
    return assessments.texts(row, "name") or row["region"]
