"""The chart of candidates: specialisation against share, with the size as a circle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .chart_style import (
    COLOUR,
    INK,
    KINDS,
    Drawing,
    Layer,
    Note,
    View,
    frame,
    legend,
    measured,
    note,
    subtitle,
)
from .readme import label

if TYPE_CHECKING:
    from .candidates import Candidate
    from .identification import Identification

SHOWN = 15
_TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]


def draw(found: Identification, view: View) -> Drawing:
    """Numbered circles with a list of the candidates' industries below."""
    shown = shown_candidates(found)
    left, height = 58.0, 300.0 if view.narrow else 360.0
    key, below = _key(found, shown, view, left, height + 62)
    kinds = [kind for kind in KINDS if kind in {c.composition for c in shown}]
    measure, unit = measured(found.tables[0], view.language)
    size = view.text("size", measure=measure, unit=unit).rstrip(", ")
    lines = subtitle(found, view, size)
    notes, squares = legend(kinds, view, 12 - left, below + 10)
    layers = [*_marks(shown, view), squares]
    title = view.text("candidates", region=found.region.name(view.language))
    margins = (left, 10.0, 20.0, below - height + 18 * len(kinds))
    return frame(
        title, lines, view, height=height, margins=margins, layers=layers, notes=[*notes, *key]
    )


def shown_candidates(found: Identification) -> list[Candidate]:
    """The candidates that have a place in the chart: the first ones whose figures are known."""
    return [c for c in found.candidates if c.lq > 0 and c.share_of_area > 0][:SHOWN]


def _key(
    found: Identification, shown: list[Candidate], view: View, left: float, top: float
) -> tuple[list[Note], float]:
    notes: list[Note] = []
    down = top
    for candidate in shown:
        names = [label(found.tables[0], c, view.language) for c in candidate.industries]
        named = "; ".join(names[:4]) + (f" (+{len(names) - 4})" if len(names) > 4 else "")
        text = named if candidate.proposed else f"{named} ({view.text('local_note')})"
        lines = view.wrapped(text, 12, view.width - 52)
        notes.append(note(str(candidate.rank), 12 - left, down, fontWeight=600))
        notes.append(note(lines, 34 - left, down, lineHeight=16))
        down += 16 * len(lines) + 5
    return notes, down + 8


def _marks(shown: list[Candidate], view: View) -> list[Layer]:
    data = {"values": [_point(candidate) for candidate in shown]}
    quotients = [candidate.lq for candidate in shown]
    low, high = min([0.7, *quotients]) * 0.8, max([1.5, *quotients]) * 1.3
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    axis = {
        "values": ticks,
        "title": view.text("lq_log"),
        "labelExpr": _decimal(view, "format(datum.value, '~g')"),
        "titlePadding": 8,
    }
    scale = {"type": "log", "domain": [low, high], "nice": False}
    x = {"field": "lq", "type": "quantitative", "scale": scale, "axis": axis}
    top = max(candidate.share_of_area for candidate in shown) * 1.2
    percent = _decimal(view, "format(datum.value * 100, '~g')") + " + ' %'"
    up = {"title": view.text("share"), "labelExpr": percent, "tickCount": 6, "titlePadding": 8}
    y = {"field": "share", "type": "quantitative", "axis": up, "scale": {"domain": [0, top]}}
    area = {"range": [120, 900 if view.narrow else 1600], "zero": True}
    circles = {
        "x": x,
        "y": y,
        "size": {"field": "value", "type": "quantitative", "legend": None, "scale": area},
        "color": COLOUR,
    }
    return [
        {
            "data": {"values": [{"at": 1}]},
            "mark": {"aria": False, "type": "rule", "color": INK, "strokeDash": [3, 3]},
            "encoding": {"x": {**x, "field": "at"}},
        },
        {
            "data": data,
            "mark": {"aria": False, "type": "circle", "opacity": 0.9, "stroke": "#ffffff"},
            "encoding": circles,
        },
        {
            "data": data,
            "mark": {"aria": False, "type": "text", "color": "#ffffff", "fontWeight": 600},
            "encoding": {"x": x, "y": y, "text": {"field": "rank"}},
        },
    ]


def _decimal(view: View, expression: str) -> str:
    return expression if view.language == "en" else f"replace({expression}, '.', ',')"


def _point(candidate: Candidate) -> dict[str, Any]:
    return {
        "rank": str(candidate.rank),
        "lq": candidate.lq,
        "share": candidate.share_of_area,
        "value": 0.0 if math.isnan(candidate.value) else candidate.value,
        "kind": candidate.composition,
    }
