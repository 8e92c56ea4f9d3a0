"""The chart of peers: the leading candidates in the region and in the regions most like it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .chart_labels import swatches
from .chart_potential import candidate_name
from .chart_scales import Scale, marks, rules, tick_texts
from .chart_style import GRID, MUTED, Drawing, Note, View, frame, note, subtitle
from .chart_texts import number
from .measures.specialisation import known_regions

if TYPE_CHECKING:
    from .assessment import Assessment
    from .candidates import Candidate
    from .identification import Identification

SHOWN = 5
_OWN = {"colour": "#1b6a8c", "edge": "#ffffff", "shape": "circle", "size": 260}
_PEER = {"colour": "#ffffff", "edge": "#5b6670", "shape": "diamond", "size": 80}
_RIGHT = 96.0


def leading(found: Identification, made: Assessment) -> list[Candidate]:
    """The first candidates that are proposed and have a quotient, where there are peers."""
    if made.peers is None:
        return []
    return [one for one in found.candidates if one.proposed and one.lq >= 0][:SHOWN]


def draw(found: Identification, made: Assessment, view: View) -> Drawing:
    """A line per candidate: its name, a dot for each region, the region's own one filled."""
    shown = leading(found, made)
    own = str(found.tables[0].measures["region"].item())
    members = made.peers.members if made.peers else ()
    quotients = {one.definition: _quotients(made, one, members) for one in shown}
    ends = [one.lq for one in shown] + [v for row in quotients.values() for v in row]
    x = Scale(0, max([1.2, *ends]) * 1.04, view.width - 24 - _RIGHT)
    notes: list[Note] = []
    dots: list[dict[str, Any]] = []
    tracks: list[dict[str, Any]] = []
    down = 2.0
    for one in shown:
        lines = view.wrapped(candidate_name(found, one, view.language), 12, view.width - 24)
        notes.append(note(lines, 0, down + 12, fontWeight=600, lineHeight=15))
        at = down + 15 * len(lines) + 14
        tracks.append({"x": 0, "x2": x.length, "y": at, "y2": at})
        dots.append({**_OWN, "x": x.at(one.lq), "y": at})
        dots += [{**_PEER, "x": x.at(v), "y": at} for v in quotients[one.definition]]
        notes.append(note(_own_text(made, one, view), x.length + 14, at + 4))
        down = at + 16
    height = down
    ticks = x.ticks(4 if view.narrow else 8)
    texts = zip(ticks, tick_texts(ticks, view), strict=True)
    notes += [note(t, x.at(v), height + 17, align="center", color=MUTED) for v, t in texts]
    one_line = rules([{"x": x.at(1), "x2": x.at(1), "y": 0, "y2": height}], dashed=True)
    region = found.region.name(view.language)
    rows = [
        (view.text("own", region=region), {**_OWN, "size": 150}),
        (view.text("peer"), _PEER),
    ]
    legend, squares, end = swatches(rows, view, 0, height + 46)
    said = view.text(
        "peers_value", regions=known_regions(found.tables[0].values), of=len(members) + 1
    )
    names = ", ".join(_name(found, code, view.language) for code in members if code != own)
    return frame(
        view.text("peers", region=region),
        subtitle(found, view, said, view.text("peers_named", names=names)),
        view,
        height=height,
        margins=(12.0, 4.0, 12.0 + _RIGHT, end - height),
        layers=[rules(tracks, GRID, width=3), one_line, marks(dots), squares],
        notes=[*notes, *legend],
    )


def _quotients(made: Assessment, one: Candidate, members: tuple[str, ...]) -> list[float]:
    lq = made.regions["lq"].sel(industry=one.definition)
    values = [float(lq.sel(region=code)) for code in members]
    return [value for value in values if not math.isnan(value)]


def _own_text(made: Assessment, one: Candidate, view: View) -> str:
    around = made.around[one.definition]
    text = number(one.lq, view.language)
    if math.isnan(around.peer_rank):
        return text
    return f"{text} ({int(around.peer_rank)}/{around.peer_regions})"


def _name(found: Identification, code: str, language: str) -> str:
    area = found.areas.get(code) if found.areas else None
    return area.name(language) if area else code
