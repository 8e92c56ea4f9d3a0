"""Scales in pixels and the grid behind a chart: everything that is placed is placed with these."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .chart_style import GRID, INK, MUTED, PLACE, Layer, Note, View, note
from .chart_texts import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from ``low`` to ``high`` over ``length`` pixels, upward for heights."""

    low: float
    high: float
    length: float
    start: float = 0.0
    upward: bool = False

    def at(self, value: float) -> float:
        """The place of ``value`` in pixels."""
        part = (value - self.low) / (self.high - self.low)
        return self.start + self.length * (1 - part if self.upward else part)

    def ticks(self, wanted: int = 5) -> list[float]:
        """Round numbers inside the scale, about as many as wanted."""
        rough = (self.high - self.low) / max(1, wanted)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(s * power for s in _STEPS if s * power >= rough * 0.999)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(n * step, 12) + 0.0 for n in range(first, last + 1)]


def around(
    values: Iterable[float], *, room: float = 0.12, least: float = 0.1
) -> tuple[float, float]:
    """The ends of a scale that holds all values with ``room`` on both sides."""
    known = list(values)
    low, high = min(known), max(known)
    more = max((high - low) * room, least / 2)
    return low - more, high + more


def tick_texts(ticks: Sequence[float], view: View, *, percent: bool = False) -> list[str]:
    """Ticks as text, all with the digits that the finest of them needs."""
    shown = [100 * tick if percent else tick for tick in ticks]
    digits = next(d for d in range(7) if all(abs(round(t, d) - t) < 1e-9 for t in shown) or d == 6)
    return [_signed(number(t, view.language, digits)) + (" %" if percent else "") for t in shown]


def _signed(text: str) -> str:
    return text.replace("-", "−")


def grid(
    x: Scale, y: Scale, view: View, *, wanted: tuple[int, int] = (5, 5), percent: bool = False
) -> tuple[list[Layer], list[Note]]:
    """Lines at the round numbers of both scales with their numbers below and on the left."""
    across, up = x.ticks(wanted[0]), y.ticks(wanted[1])
    bottom, right = y.start + y.length, x.start + x.length
    lines = [{"x": x.at(t), "x2": x.at(t), "y": y.start, "y2": bottom} for t in across]
    lines += [{"x": x.start, "x2": right, "y": y.at(t), "y2": y.at(t)} for t in up]
    below = zip(across, tick_texts(across, view), strict=True)
    notes = [note(t, x.at(v), bottom + 17, align="center", color=MUTED) for v, t in below]
    beside = zip(up, tick_texts(up, view, percent=percent), strict=True)
    notes += [note(t, x.start - 8, y.at(v) + 4, align="right", color=MUTED) for v, t in beside]
    return [rules(lines, GRID)], notes


def rules(
    lines: Sequence[dict[str, Any]], colour: str = INK, *, width: float = 1, dashed: bool = False
) -> Layer:
    """Straight lines from x, y to x2, y2, in pixels."""
    mark = {"type": "rule", "aria": False, "color": colour, "strokeWidth": width, "clip": False}
    if dashed:
        mark["strokeDash"] = [3, 3]
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return {"data": {"values": list(lines)}, "mark": mark, "encoding": {**PLACE, **ends}}


def marks(rows: Sequence[dict[str, Any]]) -> Layer:
    """Shapes in pixels: each row has x, y, size (area), colour, edge and shape."""

    def plain(field: str, kind: str = "nominal") -> dict[str, Any]:
        return {"field": field, "type": kind, "scale": None, "legend": None}

    encoding = {
        **PLACE,
        "size": plain("size", "quantitative"),
        "fill": plain("colour"),
        "stroke": plain("edge"),
        "shape": plain("shape"),
    }
    mark = {"type": "point", "aria": False, "opacity": 1, "strokeWidth": 1.5, "clip": False}
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}
