"""What the region's analyses are made of, what defines them, and what people decide on them."""

from __future__ import annotations

from terttu.portal.insights.models.analysis import (
    Analysis,
    Candidate,
    Figure,
    Industry,
    MunicipalFigure,
    Table,
)
from terttu.portal.insights.models.decisions import Decision, Exhibit
from terttu.portal.insights.models.definitions import DefinitionSet, DefinitionVersion

__all__ = [
    "Analysis",
    "Candidate",
    "Decision",
    "DefinitionSet",
    "DefinitionVersion",
    "Exhibit",
    "Figure",
    "Industry",
    "MunicipalFigure",
    "Table",
]
