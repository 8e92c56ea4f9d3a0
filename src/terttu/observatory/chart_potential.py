"""The chart of potential: how near a candidate is to the region's strengths, and how complex."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .chart_labels import apart, inside, numbered, swatches
from .chart_scales import Scale, around, grid, marks
from .chart_style import STAGES, Drawing, View, frame, measured, note, subtitle
from .readme import label

if TYPE_CHECKING:
    from .assessment import Assessment
    from .candidates import Candidate
    from .identification import Identification

SHOWN = 15


def shown_candidates(found: Identification, made: Assessment) -> list[Candidate]:
    """The first candidates of which relatedness density and complexity are known."""
    return [
        one
        for one in found.candidates
        if not math.isnan(made.around[one.definition].density)
        and not math.isnan(made.around[one.definition].complexity)
    ][:SHOWN]


def draw(found: Identification, made: Assessment, view: View) -> Drawing:
    """Numbered marks, their area the value, shape and colour the stage; names below."""
    shown = shown_candidates(found, made)
    left, height = 46.0, 300.0 if view.narrow else 380.0
    x = Scale(*_near(shown, made), view.width - left - 20)
    complexities = [made.around[one.definition].complexity for one in shown]
    y = Scale(*around(complexities, room=0.15, least=1.0), height, upward=True)
    lines, notes = grid(x, y, view, wanted=(4 if view.narrow else 7, 6))
    notes.append(note(view.text("density"), x.length / 2, height + 38, align="center"))
    largest = max((one.value for one in shown if one.value > 0), default=1.0)
    rows = apart(
        [
            {
                **_look(one.value / largest, made.stages[one.definition].stage, view),
                "x": x.at(made.around[one.definition].density),
                "y": y.at(made.around[one.definition].complexity),
            }
            for one in shown
        ]
    )
    for one, row in zip(shown, rows, strict=True):
        dark = row["colour"] == STAGES["none"]["colour"]
        notes.append(inside(str(one.rank), row["x"], row["y"], dark=dark))
    names = [(str(one.rank), candidate_name(found, one, view.language)) for one in shown]
    key, below = numbered(names, view, 12 - left, height + 68)
    legend, squares, end = swatches(_legend(shown, made, view), view, 12 - left, below + 12)
    measure, unit = measured(found.tables[0], view.language)
    size = view.text("size", measure=measure, unit=unit).rstrip(", ")
    largest_first = sorted(rows, key=lambda row: -row["size"])
    return frame(
        view.text("potential", region=found.region.name(view.language)),
        [*subtitle(found, view, size), "↑ " + view.text("complexity")],
        view,
        height=height,
        margins=(left, 8.0, 20.0, end - height),
        layers=[*lines, marks(largest_first), squares],
        notes=[*notes, *key, *legend],
    )


def candidate_name(found: Identification, one: Candidate, language: str) -> str:
    """The name of a candidate's definition, else its first industries."""
    main = found.tables[0]
    names = next((d.names for d in found.grouping.definitions if d.code == one.definition), {})
    named = names.get(language) or names.get("en")
    if named:
        return named
    every = [label(main, code, language) for code in one.industries]
    return "; ".join(every[:2]) + (f" (+{len(every) - 2})" if len(every) > 2 else "")


def _near(shown: list[Candidate], made: Assessment) -> tuple[float, float]:
    densities = [made.around[one.definition].density for one in shown]
    return 0.0, max(1.0 if max(densities) > 0.8 else 0.0, max(densities) * 1.15, 0.1)


def _look(part: float, stage: str, view: View) -> dict[str, Any]:
    """The look of a mark whose value is this ``part`` of the largest one."""
    look = STAGES[stage]
    side = (26 if view.narrow else 36) * math.sqrt(part) if part > 0 else 0.0
    # A number must fit in the smallest mark; a diamond has less room than its width says.
    size = max(side, 17.0) ** 2 * (1.3 if look["shape"] == "diamond" else 1.0)
    return {**look, "size": round(size, 3)}


def _legend(
    shown: list[Candidate], made: Assessment, view: View
) -> list[tuple[str, dict[str, Any]]]:
    there = {made.stages[one.definition].stage for one in shown}
    return [
        (view.text(f"stage_{name}"), dict(look)) for name, look in STAGES.items() if name in there
    ]
