"""The chart of opportunities: what the region lacks, in the four quadrants."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, Any

from .chart_labels import Point, apart, beside, inside, numbered, swatches
from .chart_scales import Scale, around, grid, marks, rules
from .chart_style import MUTED, Drawing, Note, View, frame, note, subtitle

if TYPE_CHECKING:
    from .assessment import Assessment, Options
    from .identification import Identification

NAMED = 7
_QUADRANTS = ("high road", "slow road", "casino", "dead end")
_BEST = {"colour": "#1b6a8c", "edge": "#ffffff", "shape": "circle", "size": 300}
_BAND = 36.0
_REST = {"colour": "#e3e7eb", "edge": "#7b8794", "shape": "circle", "size": 110}


def own_options(found: Identification, made: Assessment) -> Options | None:
    """What the region itself lacks in the main table, where two or more of it can be placed."""
    for one in made.opportunities:
        if one.table == found.tables[0].spec.id and len(_rows(one)) > 1:
            return one
    return None


def draw(found: Identification, options: Options, view: View) -> Drawing:
    """Industries by relatedness density and complexity, the best named, quadrants in words."""
    rows = _rows(options)
    left, height = 46.0, 330.0 if view.narrow else 440.0
    x = Scale(*_from_zero(row["density"] for row in rows), view.width - left - 16)
    # The names of the quadrants stand in bands of their own, above and below all points.
    low, high = around((row["pci"] for row in rows), room=0.05, least=1.0)
    band = (high - low) * _BAND / (height - 2 * _BAND)
    y = Scale(low - band, high + band, height, upward=True)
    rows = apart([_placed(row, x, y) for row in rows])
    cuts = [statistics.median(row[name] for row in rows) for name in ("density", "pci")]
    lines, notes = grid(x, y, view, wanted=(4 if view.narrow else 7, 6))
    corners = _quadrants(x, height, x.at(cuts[0]), view)
    best = [row for row in rows if row["rank"] <= NAMED]
    points = {row["code"]: _point(row, options, view) for row in rows}
    named = [] if view.narrow else [points[row["code"]] for row in best]
    labels = beside(
        list(points.values()), named, view, width=x.length, height=height, taken=corners, letters=26
    )
    numbers = [row for row in best if points[row["code"]] not in labels]
    notes += [inside(str(row["rank"]), row["x"], row["y"]) for row in numbers]
    notes.append(note(view.text("density"), x.length / 2, height + 38, align="center"))
    names = [(str(row["rank"]), points[row["code"]].name) for row in numbers]
    meant = [view.text(name) for name in _QUADRANTS] if view.narrow else []
    key, below = numbered(names, view, 12 - left, height + 68)
    legend, squares, end = swatches(_legend(rows, best, view), view, 12 - left, below + 8)
    for text in meant:
        notes.append(note(text, 12 - left, end + 6, color=MUTED))
        end += 18
    cross = [
        {"x": x.at(cuts[0]), "x2": x.at(cuts[0]), "y": 0, "y2": height},
        {"x": 0, "x2": x.length, "y": y.at(cuts[1]), "y2": y.at(cuts[1])},
    ]
    last = [row for row in rows if row not in best] + best
    return frame(
        view.text("opportunities", region=found.region.name(view.language)),
        [*subtitle(found, view, view.text("medians")), "↑ " + view.text("complexity")],
        view,
        height=height,
        margins=(left, 8.0, 16.0, end - height),
        layers=[*lines, rules(cross, MUTED, dashed=True), marks(last), squares],
        notes=[*corners, *labels.values(), *notes, *key, *legend],
    )


def _rows(options: Options) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for at, code in enumerate(map(str, options.rows["industry"].values)):
        part = options.rows.isel(industry=at)
        density, pci, rank = (float(part[name]) for name in ("density", "pci", "rank"))
        if not (math.isnan(density) or math.isnan(pci)):
            order = math.inf if math.isnan(rank) else int(rank)
            rows.append({"code": code, "density": density, "pci": pci, "rank": order})
    return sorted(rows, key=lambda row: (row["rank"], row["code"]))


def _from_zero(values: Any) -> tuple[float, float]:
    return 0.0, max([0.1, *values]) * 1.08


def _placed(row: dict[str, Any], x: Scale, y: Scale) -> dict[str, Any]:
    look = _BEST if row["rank"] <= NAMED else _REST
    return {**row, **look, "x": x.at(row["density"]), "y": y.at(row["pci"])}


def _point(row: dict[str, Any], options: Options, view: View) -> Point:
    known = options.industries.get(row["code"])
    name = known.label(view.language) if known else row["code"]
    radius = math.sqrt(row["size"] / math.pi)
    return Point(row["x"], row["y"], radius, name, min(row["rank"], 10**6))


def _legend(
    rows: list[dict[str, Any]], best: list[dict[str, Any]], view: View
) -> list[tuple[str, dict[str, Any]]]:
    first = (view.text("best", shown=len(best)), {**_BEST, "size": 150})
    return [first] if len(rows) == len(best) else [first, (view.text("rest"), _REST)]


def _quadrants(x: Scale, height: float, across: float, view: View) -> list[Note]:
    """The name of each quadrant in its outer corner, without its meaning where that has no room."""
    places = {
        "casino": (4.0, "left", across, 15.0),
        "high road": (x.length - 4, "right", x.length - across, 15.0),
        "dead end": (4.0, "left", across, height - 8),
        "slow road": (x.length - 4, "right", x.length - across, height - 8),
    }
    notes = []
    for name, (at, align, room, down) in places.items():
        lines = view.wrapped(view.text(name), 12, max(room - 8, 40))
        fits = not view.narrow and len(lines) < 3
        said = lines if fits else [view.text(name).partition(":")[0]]
        top = down if down < height / 2 else down - 15 * (len(said) - 1)
        notes.append(note(said, at, top, align=align, color=MUTED, lineHeight=15))
    return notes
