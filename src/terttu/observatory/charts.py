"""Draws the charts of an analysis as SVG, from Vega-Lite specifications made as plain dicts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from . import chart_bars, chart_bubbles, chart_links
from .chart_style import WIDTHS, Drawing, View
from .chart_texts import TEXTS
from .errors import TerttuError

if TYPE_CHECKING:
    from .identification import Identification

FONTS = Path(__file__).resolve().parent / "fonts"


def draw(found: Identification) -> dict[str, str]:
    """SVG texts by file name: ``<chart>.<language>.<wide or narrow>.svg``.

    The charts are ``specialisation``, ``candidates`` and ``links`` in the languages of the
    dataset, 720 and 360 pixels wide; a chart without anything to show is left out. The font comes
    with terttu, so that the same input gives the same bytes. Raises TerttuError without the
    optional extra ``charts``.
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
        for name, drawing in drawings(found)
    }


def _complete(svg: str, drawing: Drawing) -> str:
    return f"{svg.rstrip().removesuffix('</svg>')}{drawing.texts()}</svg>\n"


def drawings(found: Identification) -> Iterator[tuple[str, Drawing]]:
    """Every chart as a Vega-Lite specification with texts, under its file name."""
    combined = found.links.combined
    for language in [code for code in found.languages if code in TEXTS]:
        for name, width in WIDTHS.items():
            view = View(language, width, narrow=name == "narrow")
            yield f"specialisation.{language}.{name}.svg", chart_bars.draw(found, view)
            if chart_bubbles.shown_candidates(found):
                drawing = chart_bubbles.draw(found, view)
                yield f"candidates.{language}.{name}.svg", drawing
            if combined is not None:
                yield f"links.{language}.{name}.svg", chart_links.draw(found, combined, view)
