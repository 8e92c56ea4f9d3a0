"""The chart of growth: share of the region and quotient of the leading candidates by period."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .chart_labels import numbered
from .chart_potential import candidate_name
from .chart_scales import Scale, grid, marks
from .chart_style import MUTED, PLACE, Drawing, Layer, Note, View, frame, note, subtitle
from .definitions.definition import grouped
from .measures.specialisation import location_quotient, total

if TYPE_CHECKING:
    import xarray as xr

    from .candidates import Candidate
    from .identification import Identification

SHOWN = 5
_COLOURS = ("#1b6a8c", "#9a6a00", "#9b2f5f", "#1d7a3e", "#4b4a8f")
_DASHES = ([1, 0], [7, 3], [2, 2], [10, 3, 2, 3], [4, 2])
_PANEL, _BETWEEN, _LEFT, _RIGHT = 170.0, 62.0, 52.0, 34.0


def leading(found: Identification) -> list[Candidate]:
    """The first proposed candidates, where the main table has two periods or more."""
    if found.tables[0].values.sizes["period"] < 2:
        return []
    return [one for one in found.candidates if one.proposed and one.lq >= 0][:SHOWN]


def draw(found: Identification, view: View) -> Drawing:
    """Two panels above each other, share and quotient; a numbered line for each candidate."""
    shown = leading(found)
    codes = [one.definition for one in shown]
    x, parts = found.tables[0].values, _parts(found, codes)
    size = total(x, "industry")
    region = str(found.tables[0].measures["region"].item())
    here = {"region": region, "industry": codes}
    share = (parts / size).sel(here).transpose("industry", "period")
    quotient = location_quotient(parts, size=size).sel(here).transpose("industry", "period")
    layers: list[Layer] = []
    notes: list[Note] = []
    for number, (name, values) in enumerate({"share": share, "lq": quotient}.items()):
        top = 22 + number * (_PANEL + _BETWEEN)
        drawn, said = _panel(values, top, view, percent=name == "share")
        layers += drawn
        notes += [note(view.text(f"growth_{name}"), -_LEFT + 12, top - 10, fontWeight=600), *said]
    height = 22 + 2 * _PANEL + _BETWEEN
    names = [
        (str(n), candidate_name(found, one, view.language)) for n, one in enumerate(shown, start=1)
    ]
    key, end = numbered(names, view, 12 - _LEFT, height + 46)
    return frame(
        view.text("growth", region=found.region.name(view.language)),
        subtitle(found, view),
        view,
        height=height,
        margins=(_LEFT, 4.0, _RIGHT, end - height),
        layers=layers,
        notes=[*notes, *key],
    )


def _parts(found: Identification, codes: list[str]) -> xr.DataArray:
    definitions = [one for one in found.grouping.definitions if one.code in codes]
    return grouped(found.tables[0].values, definitions)


def _panel(
    values: xr.DataArray, top: float, view: View, *, percent: bool
) -> tuple[list[Layer], list[Note]]:
    periods = [str(period) for period in values["period"].values]
    known = [float(v) for v in values.values.ravel() if not math.isnan(v)]
    x = Scale(0, max(len(periods) - 1, 1), view.width - _LEFT - _RIGHT)
    y = Scale(0, max([0.01, *known]) * 1.12, _PANEL, top, upward=True)
    lines, said = grid(Scale(0.1, 0.9, x.length), y, view, wanted=(1, 4), percent=percent)
    notes = [one for one in said if dict(one.style).get("align") == "right"]
    step = max(1, math.ceil(len(periods) / (5 if view.narrow else 10)))
    shown = range(len(periods) - 1, -1, -step)
    below = top + _PANEL + 17
    notes += [note(periods[n], x.at(n), below, align="center", color=MUTED) for n in shown]
    for number, row in enumerate(values.values):
        at = [(n, float(v)) for n, v in enumerate(row) if not math.isnan(v)]
        layers = _line([{"x": x.at(n), "y": y.at(v), "n": n} for n, v in at], number)
        lines = [*lines, *layers]
    return lines, [*notes, *_ends(values, x, y)]


def _line(points: list[dict[str, Any]], number: int) -> list[Layer]:
    colour = _COLOURS[number % len(_COLOURS)]
    mark = {
        "type": "line",
        "aria": False,
        "color": colour,
        "strokeWidth": 2,
        "strokeDash": _DASHES[number % len(_DASHES)],
        "clip": False,
    }
    order = {"order": {"field": "n", "type": "quantitative"}}
    look = {"size": 36, "colour": colour, "edge": "#ffffff", "shape": "circle"}
    return [
        {"data": {"values": points}, "mark": mark, "encoding": {**PLACE, **order}},
        marks([{**look, "x": p["x"], "y": p["y"]} for p in points]),
    ]


def _ends(values: xr.DataArray, x: Scale, y: Scale) -> list[Note]:
    """The number of each line at its right end, moved down where two would meet."""
    last = [
        (y.at(float(v)), number)
        for number, v in enumerate(values.values[:, -1], start=1)
        if not math.isnan(v)
    ]
    notes, lowest = [], -math.inf
    for at, number in sorted(last):
        lowest = max(at, lowest + 14)
        notes.append(note(str(number), x.start + x.length + 12, lowest + 4, fontWeight=600))
    return notes
