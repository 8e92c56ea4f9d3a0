"""Outlines of areas as SVG paths: a plain map that needs no script, prints, and scales."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from terttu.portal.core.translated import Translated
from terttu.portal.regions.models import Area
from terttu.portal.regions.queries import drawn_municipalities

Ring = Sequence[Sequence[float]]
WIDTH = 600


@dataclass(frozen=True, slots=True)
class Shape:
    """One area on the map: its path, and the point where its name stands."""

    code: str
    name: Translated
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Outline:
    """A map of areas, in the units of its `viewBox`."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


@lru_cache(maxsize=64)
def region_outline(area_code: str) -> Outline | None:
    """The municipalities of a region; kept in the process, as borders change with a version."""
    return outline(drawn_municipalities(area_code))


def outline(areas: Iterable[Area]) -> Outline | None:
    """Areas drawn side by side; None where none of them has an outline.

    Longitudes are shortened by the cosine of the middle latitude, which is true enough to size and
    shape for a region (equirectangular projection).
    """
    drawn = [(area, list(_rings(area))) for area in areas if area.outline]
    if not drawn:
        return None
    points = [point for _, rings in drawn for ring in rings for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)

    def place(point: Sequence[float]) -> tuple[float, float]:
        return (point[0] - west) * squeeze * scale, (north - point[1]) * scale

    shapes = tuple(
        _shape(area, [[place(p) for p in ring] for ring in rings]) for area, rings in drawn
    )
    return Outline(WIDTH, math.ceil((north - south) * scale), shapes)


def _rings(area: Area) -> Iterator[Ring]:
    geometry = area.outline or {}
    polygons = geometry["coordinates"]
    for polygon in polygons if geometry["type"] == "MultiPolygon" else [polygons]:
        yield from polygon


def _shape(area: Area, rings: list[list[tuple[float, float]]]) -> Shape:
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
    x, y = _centre(max(rings, key=lambda ring: abs(_area(ring))))
    return Shape(area.code, area.name, path, round(x, 1), round(y, 1))


def _area(ring: list[tuple[float, float]]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _centre(ring: list[tuple[float, float]]) -> tuple[float, float]:
    area = _area(ring)
    if not area:
        return ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return x / (6 * area), y / (6 * area)
