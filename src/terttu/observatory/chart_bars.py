"""The chart of specialisation: one bar of the location quotient per industry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .chart_style import (
    COLOUR,
    INK,
    KINDS,
    PLACE,
    Drawing,
    Layer,
    Note,
    View,
    frame,
    legend,
    note,
    subtitle,
)
from .chart_texts import number
from .measures.specialisation import known_regions
from .readme import label

if TYPE_CHECKING:
    from .identification import Identification

SHOWN = 30
_LINE = 15


def draw(found: Identification, view: View) -> Drawing:
    """Bars sorted by quotient with their interval or range, a line at 1, coloured by kind."""
    rows = _rows(found, view)
    height = _place(rows, view)
    left = 12.0 if view.narrow else 300.0
    kinds = [kind for kind in KINDS if kind in {row["kind"] for row in rows}]
    end = max([1.5, *(max(row["lq"], row["high"]) for row in rows)])
    confidence = f"{100 * found.parameters.confidence:g}"
    interval = found.tables[0].interval
    industries = found.tables[0].values.sizes["industry"]
    cut = view.text("top", shown=SHOWN, all=industries) if industries > SHOWN else ""
    lines = subtitle(
        found,
        view,
        view.text("lq", regions=known_regions(found.tables[0].values)),
        view.text(interval, confidence=confidence) if interval else "",
        cut,
    )
    notes, squares = legend(kinds, view, 12 - left, height + 44)
    layers = [*_marks(rows, view, end), squares]
    notes += _names(rows, view) + _quotients(rows, (view.width - left - 52) / (end * 1.02))
    title = view.text("specialisation", region=found.region.name(view.language))
    margins = (left, 6.0, 52.0, 40.0 + 18 * len(kinds))
    return frame(title, lines, view, height=height, margins=margins, layers=layers, notes=notes)


def _rows(found: Identification, view: View) -> list[dict[str, Any]]:
    main = found.tables[0]
    last = main.measures.isel(period=-1)
    rows: list[dict[str, Any]] = []
    for code in map(str, last["industry"].values):
        cell = last.sel(industry=code)
        lq, low, high = (float(cell[name]) for name in ("lq", "lq_low", "lq_high"))
        if math.isnan(lq):
            continue
        known = main.industries.get(code)
        bounds = {"low": lq if math.isnan(low) else low, "high": lq if math.isnan(high) else high}
        rows.append(
            {
                "name": label(main, code, view.language),
                "lq": lq,
                **bounds,
                "kind": known.traded if known and known.traded in KINDS else "",
                "text": number(lq, view.language),
            }
        )
    return sorted(rows, key=lambda row: (-row["lq"], row["name"]))[:SHOWN]


def _place(rows: list[dict[str, Any]], view: View) -> float:
    """Give each row its place in pixels and return the height of them all."""
    down = 4.0
    for row in rows:
        room = view.width - 24 if view.narrow else 284
        row["name"] = view.wrapped(row["name"], 12, room)
        lines = len(row["name"])
        if view.narrow:
            row["label"], row["bar"] = down + 12, down + 12 + _LINE * (lines - 1) + 11
            down = row["bar"] + 13
        else:
            row["bar"] = down + max(24, _LINE * lines + 6) / 2
            row["label"] = row["bar"] + 4 - _LINE * (lines - 1) / 2
            down += max(24, _LINE * lines + 6)
    return down


def _names(rows: list[dict[str, Any]], view: View) -> list[Note]:
    left, align = (0.0, "left") if view.narrow else (-12.0, "right")
    return [note(row["name"], left, row["label"], align=align, lineHeight=_LINE) for row in rows]


def _quotients(rows: list[dict[str, Any]], unit: float) -> list[Note]:
    return [note(row["text"], row["high"] * unit + 6, row["bar"] + 4) for row in rows]


def _marks(rows: list[dict[str, Any]], view: View, end: float) -> list[Layer]:
    data = {"values": [{k: v for k, v in row.items() if k != "name"} for row in rows]}
    ticks = list(range(int(end) + 1))
    scale = {"domain": [0, end * 1.02], "nice": False}
    axis = {"values": ticks, "title": None, "format": "d", "labelPadding": 6}
    x = {"field": "lq", "type": "quantitative", "scale": scale, "axis": axis}
    y = {**PLACE["y"], "field": "bar"}
    size = 11 if view.narrow else 14
    span = {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y}
    bars = {"x": {**x, "stack": None}, "x2": {"datum": 0}, "y": y, "color": COLOUR}
    return [
        {
            "data": data,
            "mark": {"aria": False, "type": "bar", "size": size, "orient": "horizontal"},
            "encoding": bars,
        },
        {
            "data": data,
            "mark": {"aria": False, "type": "rule", "color": INK, "strokeWidth": 1.5},
            "encoding": span,
        },
        {
            "data": {"values": [{"at": 1}]},
            "mark": {"aria": False, "type": "rule", "color": INK, "strokeDash": [3, 3]},
            "encoding": {"x": {**x, "field": "at"}},
        },
    ]
