"""Finds room for labels beside points, and lists the names of those that are numbered."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .chart_scales import marks
from .chart_style import Layer, Note, View, note

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = 14.0
_LETTER = 6.6
_GAP = 3.0


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a chart in pixels, with the name that it should carry; smaller ranks first."""

    x: float
    y: float
    radius: float
    name: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def beside(
    points: Sequence[Point],
    named: Sequence[Point],
    view: View,
    *,
    width: float,
    height: float,
    letters: int = 22,
    taken: Sequence[Note] = (),
) -> dict[Point, Note]:
    """A label for each of ``named`` that has room beside it, in the order of their ranks.

    No label covers another one, any of ``points``, what is ``taken`` or the edge of the plot.
    """
    full = [_around(point) for point in points]
    full += [_box(list(n.text), n.x, n.y - 11) for n in taken if isinstance(n.text, list)]
    found: dict[Point, Note] = {}
    for point in sorted(named, key=lambda one: one.rank):
        # A word is never broken: the longest one decides how narrow a label can be.
        longest = max(map(len, point.name.split()), default=1)
        lines = view.wrapped(point.name, 12, (max(letters, longest) + 0.5) * 12 * 0.54)
        for x, y, align in _places(point, lines):
            left = {"left": x, "right": x - _width(lines), "center": x - _width(lines) / 2}[align]
            box = _box(lines, left, y)
            inside = box.left >= 0 and box.right <= width and box.top >= 0 and box.bottom <= height
            if inside and not any(box.meets(other) for other in full):
                found[point] = note(lines, x, y + 11, align=align, lineHeight=_LINE)
                full.append(box)
                break
    return found


def _width(lines: Sequence[str]) -> float:
    return max(map(len, lines)) * _LETTER


def _around(point: Point) -> _Box:
    r = point.radius + 1
    return _Box(point.x - r, point.y - r, point.x + r, point.y + r)


def _box(lines: Sequence[str], left: float, top: float) -> _Box:
    return _Box(left, top, left + _width(lines), top + _LINE * len(lines))


def _places(point: Point, lines: Sequence[str]) -> list[tuple[float, float, str]]:
    """Left end or middle, top and alignment of a label at eight places around a point."""
    away, tall = point.radius + _GAP, _LINE * len(lines)
    middle, above, below = point.y - tall / 2, point.y - away - tall, point.y + away
    slanted = away * 0.7
    return [
        (point.x + away + 1, middle, "left"),
        (point.x - away - 1, middle, "right"),
        (point.x, below, "center"),
        (point.x, above, "center"),
        (point.x + slanted, point.y + slanted, "left"),
        (point.x - slanted, point.y + slanted, "right"),
        (point.x + slanted, point.y - slanted - tall, "left"),
        (point.x - slanted, point.y - slanted - tall, "right"),
    ]


def numbered(
    rows: Sequence[tuple[str, str]], view: View, x: float, top: float
) -> tuple[list[Note], float]:
    """Numbers with the names they stand for, below each other; and where the list ends."""
    notes: list[Note] = []
    down = top
    for number, name in rows:
        lines = view.wrapped(name, 12, view.width - 52)
        notes.append(note(number, x, down, fontWeight=600))
        notes.append(note(lines, x + 22, down, lineHeight=16))
        down += 16 * len(lines) + 5
    return notes, down


def swatches(
    rows: Sequence[tuple[str, dict[str, Any]]], view: View, x: float, top: float
) -> tuple[list[Note], Layer, float]:
    """A line per kind of mark: its look and what it means; and where the legend ends."""
    notes: list[Note] = []
    looks: list[dict[str, Any]] = []
    down = top
    for text, look in rows:
        lines = view.wrapped(text, 12, view.width - 48)
        looks.append({"size": 110, **look, "x": x + 6, "y": down - 4})
        notes.append(note(lines, x + 20, down, lineHeight=16))
        down += 16 * len(lines) + 3
    return notes, marks(looks), down


def apart(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The marks with those that cover each other moved just as far as both can be read."""
    moved = [dict(row) for row in rows]
    radii = [math.sqrt(row["size"] / math.pi) for row in moved]
    for _ in range(40):
        for i, j in itertools.combinations(range(len(moved)), 2):
            _push(moved[i], moved[j], radii[i] + radii[j] + 1)
    return [row | {"x": round(row["x"], 3), "y": round(row["y"], 3)} for row in moved]


def _push(one: dict[str, Any], other: dict[str, Any], wanted: float) -> None:
    x, y = other["x"] - one["x"], other["y"] - one["y"]
    distance = math.hypot(x, y)
    if distance >= wanted:
        return
    # Marks at the very same place go to the left and the right.
    unit = (x / distance, y / distance) if distance > 1e-6 else (1.0, 0.0)
    half = (wanted - distance) / 2
    one["x"], one["y"] = one["x"] - unit[0] * half, one["y"] - unit[1] * half
    other["x"], other["y"] = other["x"] + unit[0] * half, other["y"] + unit[1] * half


def inside(text: str, x: float, y: float, *, dark: bool = False) -> Note:
    """A number in the middle of a mark."""
    colour = {} if dark else {"color": "#ffffff", "edge": "none"}
    return note(text, x, y + 4, align="center", fontWeight=600, **colour)
