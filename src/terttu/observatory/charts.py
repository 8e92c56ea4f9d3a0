"""Draws the charts of an analysis as SVG, from Vega-Lite specifications made as plain dicts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from . import (
    chart_bars,
    chart_bubbles,
    chart_growth,
    chart_links,
    chart_opportunities,
    chart_peers,
    chart_potential,
    chart_space,
)
from .chart_style import WIDTHS, Drawing, View
from .chart_texts import TEXTS
from .errors import TerttuError

if TYPE_CHECKING:
    from .assessment import Assessment
    from .identification import Identification

FONTS = Path(__file__).resolve().parent / "fonts"


def draw(found: Identification, assessment: Assessment | None = None) -> dict[str, str]:
    """SVG texts by file name: ``<chart>.<language>.<wide or narrow>.svg``.

    The charts are ``specialisation``, ``candidates``, ``links`` and, where the table has periods,
    ``growth``; with an ``assessment`` also ``space``, ``potential``, ``opportunities`` and
    ``peers``. They are in the languages of the dataset, 720 and 360 pixels wide; a chart without
    anything to show is left out. The font comes with terttu, so that the same input gives the same
    bytes. Raises TerttuError without the optional extra ``charts``.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise TerttuError(
            "Charts need the extra 'charts' (pip install 'terttu[charts]'); or add --no-charts."
        ) from error
    vl_convert.register_font_directory(str(FONTS))
    return {
        name: _complete(vl_convert.vegalite_to_svg(drawing.specification), drawing)
        for name, drawing in drawings(found, assessment)
    }


def _complete(svg: str, drawing: Drawing) -> str:
    return f"{svg.rstrip().removesuffix('</svg>')}{drawing.texts()}</svg>\n"


def drawings(
    found: Identification, assessment: Assessment | None = None
) -> Iterator[tuple[str, Drawing]]:
    """Every chart as a Vega-Lite specification with texts, under its file name."""
    for language in [code for code in found.languages if code in TEXTS]:
        for name, width in WIDTHS.items():
            view = View(language, width, narrow=name == "narrow")
            for chart, drawing in _of_table(found, view):
                yield f"{chart}.{language}.{name}.svg", drawing
            if assessment is not None:
                for chart, drawing in _of_assessment(found, assessment, view):
                    yield f"{chart}.{language}.{name}.svg", drawing


def _of_table(found: Identification, view: View) -> Iterator[tuple[str, Drawing]]:
    yield "specialisation", chart_bars.draw(found, view)
    if chart_bubbles.shown_candidates(found):
        yield "candidates", chart_bubbles.draw(found, view)
    if found.links.combined is not None:
        yield "links", chart_links.draw(found, found.links.combined, view)
    if chart_growth.leading(found):
        yield "growth", chart_growth.draw(found, view)


def _of_assessment(
    found: Identification, made: Assessment, view: View
) -> Iterator[tuple[str, Drawing]]:
    if chart_space.is_shown(made):
        yield "space", chart_space.draw(found, made, view)
    if chart_potential.shown_candidates(found, made):
        yield "potential", chart_potential.draw(found, made, view)
    options = chart_opportunities.own_options(found, made)
    if options is not None:
        yield "opportunities", chart_opportunities.draw(found, options, view)
    if chart_peers.leading(found, made):
        yield "peers", chart_peers.draw(found, made, view)
