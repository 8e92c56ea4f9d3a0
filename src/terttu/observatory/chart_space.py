"""The chart of the industry space: the network of industries with the region's strengths lit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .chart_labels import Point, beside, inside, numbered, swatches
from .chart_scales import Scale, marks, rules
from .chart_style import KINDS, Drawing, View, frame, subtitle
from .readme import label

if TYPE_CHECKING:
    from .assessment import Assessment
    from .identification import Identification

_PALE = {"colour": "#e3e7eb", "edge": "#7b8794", "shape": "circle", "size": 90}
_LINK = "#b8c1ca"


def is_shown(made: Assessment) -> bool:
    """Whether there is a network to draw."""
    return made.space is not None


def draw(found: Identification, made: Assessment, view: View) -> Drawing:
    """Industries as circles and links as lines; lit ones all named, the others where they fit."""
    nodes = _nodes(found, made, view)
    width, height = view.width - 24.0, _height(view)
    lit = [node for node in nodes if node["lit"]]
    points = {node["code"]: _point(node, at) for at, node in enumerate(_leading(nodes))}
    named = [] if view.narrow else list(points.values())
    labels = beside(list(points.values()), named, view, width=width, height=height)
    unnamed = [node for node in lit if points[node["code"]] not in labels]
    numbers = [(str(n), node) for n, node in enumerate(unnamed, start=1)]
    notes = [*labels.values(), *(inside(n, node["x"], node["y"]) for n, node in numbers)]
    key, below = numbered([(n, node["name"]) for n, node in numbers], view, 0, height + 26)
    legend, squares, end = swatches(_legend(lit, view), view, 0, below + (12 if key else 0))
    lines = subtitle(found, view, view.text("space_lines"))
    return frame(
        view.text("space", region=found.region.name(view.language)),
        lines,
        view,
        height=height,
        margins=(12.0, 4.0, 12.0, end - height),
        layers=[_links(made, nodes), marks([_mark(node) for node in nodes]), squares],
        notes=[*notes, *key, *legend],
    )


def _height(view: View) -> float:
    return 330.0 if view.narrow else 540.0


def _nodes(found: Identification, made: Assessment, view: View) -> list[dict[str, Any]]:
    main = found.tables[0]
    if made.space is None:
        return []
    edge = 14.0 if view.narrow else 62.0
    x = Scale(0, 1, view.width - 24 - 2 * edge, edge)
    y = Scale(0, 1, _height(view) - 36, 18, upward=True)
    nodes: list[dict[str, Any]] = []
    for code in map(str, made.space.places["industry"].values):
        place, own = made.space.places.sel(industry=code), made.industries.sel(industry=code)
        known = main.industries.get(code)
        nodes.append(
            {
                "code": code,
                "name": label(main, code, view.language),
                "x": round(x.at(float(place["x"])), 3),
                "y": round(y.at(float(place["y"])), 3),
                "lit": float(own["present"]) == 1,
                "kind": known.traded if known and known.traded in KINDS else "",
            }
        )
    return nodes


def _leading(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lit ones first; of the others those with short names, of which more fit."""
    return sorted(nodes, key=lambda node: (not node["lit"], len(node["name"]), node["code"]))


def _point(node: dict[str, Any], rank: int) -> Point:
    radius = math.sqrt(_mark(node)["size"] / math.pi)
    return Point(node["x"], node["y"], radius, node["name"], rank)


def _mark(node: dict[str, Any]) -> dict[str, Any]:
    place = {"x": node["x"], "y": node["y"]}
    return {**_PALE, **place} if not node["lit"] else {**_lit(node["kind"]), **place}


def _lit(kind: str) -> dict[str, Any]:
    return {"colour": KINDS[kind], "edge": "#ffffff", "shape": "circle", "size": 300}


def _links(made: Assessment, nodes: list[dict[str, Any]]) -> dict[str, Any]:
    at = {node["code"]: node for node in nodes}
    drawn = made.space.links if made.space else ()
    ends = [(at[a], at[b]) for a, b, _ in drawn]
    lines = [{"x": a["x"], "y": a["y"], "x2": b["x"], "y2": b["y"]} for a, b in ends]
    return rules(lines, _LINK, width=1.2)


def _legend(lit: list[dict[str, Any]], view: View) -> list[tuple[str, dict[str, Any]]]:
    kinds = [kind for kind in KINDS if kind in {node["kind"] for node in lit}]
    rows: list[tuple[str, dict[str, Any]]] = [
        (view.text("present", kind=view.text(kind or "unknown")), {**_lit(kind), "size": 150})
        for kind in kinds
    ]
    return [*rows, (view.text("absent"), _PALE)]
