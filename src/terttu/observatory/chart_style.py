"""What all charts share: widths, colours, fonts and the frame of a specification."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from .chart_texts import TEXTS

if TYPE_CHECKING:
    from .identification import Identification, TableResult

WIDTHS = {"wide": 720, "narrow": 360}
FONT = "Figtree, system-ui, sans-serif"
INK = "#1f2933"
MUTED = "#52606d"
GRID = "#dde3e8"
# Told apart by hue and by lightness, each at least 3:1 on white.
KINDS = {"traded": "#1b6a8c", "mixed": "#9a6a00", "local": "#7a818a", "": "#4b5563"}
COLOUR = {
    "field": "kind",
    "type": "nominal",
    "legend": None,
    "scale": {"domain": list(KINDS), "range": list(KINDS.values())},
}
# Places in pixels, past every scale.
PLACE = {
    "x": {"field": "x", "type": "quantitative", "scale": None, "axis": None},
    "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
}

# Stages differ in shape as well as in colour.
STAGES = {
    "established": {"colour": "#1b6a8c", "edge": "#1b6a8c", "shape": "circle"},
    "emerging": {"colour": "#1d7a3e", "edge": "#1d7a3e", "shape": "square"},
    "potential": {"colour": "#9a6a00", "edge": "#9a6a00", "shape": "diamond"},
    "declining": {"colour": "#9b2f5f", "edge": "#9b2f5f", "shape": "triangle-down"},
    "none": {"colour": "#ffffff", "edge": "#5b6670", "shape": "circle"},
}

Layer = dict[str, Any]

_CONFIG = {
    "font": FONT,
    "view": {"stroke": None},
    "text": {"font": FONT, "color": INK, "fontSize": 12},
    "axis": {
        "aria": False,
        "labelFont": FONT,
        "titleFont": FONT,
        "labelColor": MUTED,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 400,
        "gridColor": GRID,
        "domain": False,
        "ticks": False,
        "labelLimit": 0,
        "titleLimit": 0,
    },
}


@dataclass(frozen=True, slots=True)
class Note:
    """A text at a place in pixels with the properties of its mark."""

    text: list[str] | str
    x: float
    y: float
    style: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A Vega-Lite specification, and the texts to be set over it from the plot's corner."""

    specification: dict[str, Any]
    notes: tuple[Note, ...]
    left: float
    top: float

    def texts(self) -> str:
        """The notes as SVG; Vega would take a hundred times as long to set them."""
        move = f"translate({_short(self.left)},{_short(self.top)})"
        family = f'font-family="{FONT}" font-size="12" fill="{INK}"'
        # A white edge keeps the words readable where a line runs through them.
        edge = 'stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
        return f'<g transform="{move}" {family} {edge}>{"".join(map(_svg_text, self.notes))}</g>'


@dataclass(frozen=True, slots=True)
class View:
    """The language a chart speaks and the width it is drawn for."""

    language: str
    width: int
    narrow: bool

    def text(self, name: str, **values: object) -> str:
        """A text of the chart in this language."""
        return TEXTS[self.language][name].format(**values)

    def wrapped(self, text: str, size: float, width: float) -> list[str]:
        """``text`` in lines that fit ``width`` pixels at the font size ``size``."""
        return textwrap.wrap(text, max(8, int(width / (size * 0.54)))) or [text]


def measured(result: TableResult, language: str) -> tuple[str, str]:
    """The name and unit of what a table measures in ``language``, else in English."""
    names = (result.spec.texts.get(name, {}) for name in ("measure", "unit"))
    measure, unit = (texts.get(language) or texts.get("en") or "" for texts in names)
    return measure, unit


def subtitle(found: Identification, view: View, *extra: str) -> list[str]:
    """The lines under a title: what is measured and when, and what else is to be said."""
    main = found.tables[0]
    measure, _ = measured(main, view.language)
    first = f"{measure[:1].upper()}{measure[1:]} {main.last_period}".rstrip()
    texts = [first, *(text for text in extra if text)]
    return [line for text in texts for line in view.wrapped(text, 12, view.width - 24)]


def frame(
    title: str,
    lines: Sequence[str],
    view: View,
    *,
    height: float,
    margins: tuple[float, float, float, float],
    layers: Sequence[Layer],
    notes: Sequence[Note],
) -> Drawing:
    """A drawing of exactly ``view.width`` pixels; margins are left, top, right, bottom."""
    headings = view.wrapped(title, 17, view.width - 24)
    left, top, right, bottom = margins
    head = 22 * len(headings) + 16 * len(lines) + 14
    specification = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": " ".join([title, *lines]),
        "autosize": {"type": "none"},
        "padding": {"left": left, "top": top + head, "right": right, "bottom": bottom},
        "width": view.width - left - right,
        "height": height,
        "background": "#ffffff",
        "layer": list(layers),
        "config": _CONFIG,
    }
    above = _headings(headings, lines, 12 - left, -(top + head))
    return Drawing(specification, (*above, *notes), left, top + head)


def _headings(headings: Sequence[str], lines: Sequence[str], x: float, top: float) -> list[Note]:
    strong = {"fontSize": 17, "fontWeight": 600, "lineHeight": 22}
    quiet = {"fontSize": 12, "color": MUTED, "lineHeight": 16}
    below = top + 26 + 22 * (len(headings) - 1)
    return [note(list(headings), x, top + 26, **strong), note(list(lines), x, below + 20, **quiet)]


def note(text: list[str] | str, x: float, y: float, **style: Any) -> Note:
    """A text at a fixed place, in pixels from the corner of the plot; several lines for a list."""
    return Note(text, x, y, tuple(sorted(style.items())))


def legend(kinds: Sequence[str], view: View, x: float, y: float) -> tuple[list[Note], Layer]:
    """A line per kind of industry that occurs: its name, and a layer with the colours' squares."""
    rows = [{"x": x + 6, "y": y + 18 * n - 4, "kind": k} for n, k in enumerate(kinds)]
    notes = [note(view.text(kind or "unknown"), x + 18, y + 18 * n) for n, kind in enumerate(kinds)]
    mark = {"type": "square", "size": 110, "opacity": 1, "clip": False, "aria": False}
    return notes, {"data": {"values": rows}, "mark": mark, "encoding": {**PLACE, "color": COLOUR}}


def _svg_text(found: Note) -> str:
    style = dict(found.style)
    lines = found.text if isinstance(found.text, list) else [found.text]
    anchor = {"right": "end", "center": "middle"}.get(str(style.pop("align", "")), "")
    height = style.pop("lineHeight", 15)
    names = {
        "fontSize": "font-size",
        "fontWeight": "font-weight",
        "color": "fill",
        "edge": "stroke",
    }
    given = {"text-anchor": anchor} | {names[name]: value for name, value in style.items()}
    attributes = "".join(f' {name}="{value}"' for name, value in given.items() if value)
    return "".join(
        f'<text x="{_short(found.x)}" y="{_short(found.y + n * height)}"{attributes}>'
        f"{escape(line)}</text>"
        for n, line in enumerate(lines)
    )


def _short(value: float) -> str:
    return format(value, ".6g")
