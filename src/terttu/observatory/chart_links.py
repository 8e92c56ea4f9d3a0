"""The chart of links: how similar every pair of industries is, ordered by group."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .chart_style import INK, PLACE, Drawing, Layer, Note, View, frame, note, subtitle
from .readme import label

if TYPE_CHECKING:
    import xarray as xr

    from .identification import Identification

_RANGE = ["#8c510a", "#dfc27d", "#f4f4f2", "#5ab4ac", "#00574f"]
_DOMAIN = [-2.0, -1.0, 0.0, 1.5, 3.0]
_COLOUR = {
    "field": "s",
    "type": "quantitative",
    "legend": None,
    "scale": {"type": "linear", "domain": _DOMAIN, "range": _RANGE, "clamp": True},
}


def draw(found: Identification, combined: xr.DataArray, view: View) -> Drawing:
    """A square per pair, names on the left, a frame around each group."""
    codes = [code for group in found.grouping.definitions for code in group.industries]
    codes = list(dict.fromkeys(codes))
    left, side = 44.0, min(view.width - 56.0, 520.0)
    layers = [_squares(combined, codes, side), _frames(found, codes, side), _ramp(side)]
    key, bottom = _key(found, codes, view, side, left)
    notes = [*_numbers(codes, side), *_ramp_notes(side), *key]
    lines = subtitle(found, view, view.text("grouped"), view.text("similarity"))[1:]
    margins = (left, 4.0, view.width - left - side, bottom)
    title = view.text("links")
    return frame(title, lines, view, height=side, margins=margins, layers=layers, notes=notes)


def _scale(end: float, side: float) -> dict[str, Any]:
    return {"domain": [0, end], "range": [0, side], "nice": False, "zero": False}


def _squares(combined: xr.DataArray, codes: list[str], side: float) -> Layer:
    values = combined.sel(industry=codes, industry_2=codes).values
    cells = [
        {"x": i, "x2": i + 1, "y": j, "y2": j + 1, "s": round(float(values[j, i]), 6)}
        for i in range(len(codes))
        for j in range(i, len(codes))
        if not math.isnan(values[j, i])
    ]
    encoding = {**_places(len(codes), side), "color": _COLOUR}
    mark = {"type": "rect", "aria": False}
    return {"data": {"values": cells}, "mark": mark, "encoding": encoding}


def _places(end: int, side: float) -> dict[str, Any]:
    scale = _scale(end, side)
    return {
        "x": {"field": "x", "type": "quantitative", "scale": scale, "axis": None},
        "x2": {"field": "x2"},
        "y": {"field": "y", "type": "quantitative", "scale": scale, "axis": None},
        "y2": {"field": "y2"},
    }


def _frames(found: Identification, codes: list[str], side: float) -> Layer:
    frames, start = [], 0
    for group in found.grouping.definitions:
        end = start + sum(code in codes[start:] for code in group.industries)
        frames.append({"x": start, "x2": end, "y": start, "y2": end})
        start = end
    mark = {"type": "rect", "fill": None, "stroke": INK, "strokeWidth": 1.2, "aria": False}
    return {"data": {"values": frames}, "mark": mark, "encoding": _places(len(codes), side)}


def _numbers(codes: list[str], side: float) -> list[Note]:
    cell = side / len(codes)
    size = min(12.0, max(6.0, cell * 0.95))
    return [
        note(str(n + 1), -8, (n + 0.5) * cell + size * 0.35, align="right", fontSize=size)
        for n in range(len(codes))
    ]


def _key(
    found: Identification, codes: list[str], view: View, side: float, left: float
) -> tuple[list[Note], float]:
    """The names behind the numbers, in as many columns as fit; and the room they take."""
    columns = 1 if view.narrow else 2
    width = (view.width - 24) / columns
    rows = math.ceil(len(codes) / columns)
    notes: list[Note] = []
    deepest = 0.0
    for column in range(columns):
        x, down = 12 - left + column * width, side + 72
        for position in range(column * rows, min((column + 1) * rows, len(codes))):
            name = label(found.tables[0], codes[position], view.language)
            lines = view.wrapped(name, 12, width - 40)
            notes.append(note(str(position + 1), x + 18, down, align="right", fontWeight=600))
            notes.append(note(lines, x + 26, down, lineHeight=15))
            down += 15 * len(lines) + 3
        deepest = max(deepest, down)
    return notes, deepest - side


def _ramp(side: float) -> Layer:
    """The colours from the lowest to the highest similarity, as a bar of small steps."""
    width, steps, top = _ramp_width(side), 44, side + 18
    low, high = _DOMAIN[0], _DOMAIN[-1]
    cells = [
        {
            "s": low + (high - low) * (k + 0.5) / steps,
            "x": k * width / steps,
            "x2": (k + 1) * width / steps + 0.3,
            "y": top,
            "y2": top + 13,
        }
        for k in range(steps)
    ]
    place = {**PLACE, "x2": {"field": "x2"}, "y2": {"field": "y2"}, "color": _COLOUR}
    mark = {"type": "rect", "clip": False, "aria": False}
    return {"data": {"values": cells}, "mark": mark, "encoding": place}


def _ramp_width(side: float) -> float:
    return min(220.0, side)


def _ramp_notes(side: float) -> list[Note]:
    low, high = _DOMAIN[0], _DOMAIN[-1]
    signs = {low: f"≤ −{-low:g}", 0.0: "0", high: f"≥ {high:g}"}
    width = _ramp_width(side)
    return [
        note(text, (value - low) / (high - low) * width, side + 45, align="center", fontSize=11)
        for value, text in signs.items()
    ]
