"""Sets the report of an analysis as tagged PDF, one for each language, with typst."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import TerttuError
from . import candidate_pages, context_pages
from .analysis import Analysis
from .speech import LANGUAGES, Speech

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..package import Content

_TEMPLATE = Path(__file__).resolve().parent / "report.typ"
_FONTS = Path(__file__).resolve().parents[1] / "fonts"


def print_reports(content: Content) -> dict[str, bytes]:
    """PDF by file name, ``report.<language>.pdf``, in the languages of the analysis.

    The report is made from what the package holds and nothing else: its tables, descriptor and
    wide charts. It is A4 and tagged (PDF/UA-1), with the bundled font; no time stands in it but
    the descriptor's ``created``, so that the same content gives the same bytes. A character that
    no font at hand has costs the mark of PDF/UA-1, not the report. Raises TerttuError without the
    optional extra ``charts``.
    """
    try:
        import typst
    except ImportError as error:
        raise TerttuError(
            "The printed report needs the extra 'charts' (pip install 'terttu[charts]'); or add "
            "--no-report."
        ) from error
    analysis = Analysis.of(content.descriptor, content.tables)
    wanted = [code for code in content.descriptor["terttu"]["languages"] if code in LANGUAGES]
    reports = {}
    for language in wanted:
        told = document(analysis, language, content.charts)
        options: dict[str, Any] = {
            "font_paths": [str(_FONTS)],
            "ignore_system_fonts": True,
            "sys_inputs": {"report": json.dumps(told, ensure_ascii=False)},
            "format": "pdf",
        }
        try:
            made = typst.compile(str(_TEMPLATE), pdf_standards="ua-1", **options)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
            made = typst.compile(str(_TEMPLATE), **options)
        reports[f"report.{language}.pdf"] = made
    return reports


def document(analysis: Analysis, language: str, charts: Mapping[str, str]) -> dict[str, Any]:
    """The report in one language as plain values, ready for the template."""
    speech = Speech(language)
    ending = f".{language}.wide.svg"
    own = {name.removesuffix(ending): svg for name, svg in charts.items() if name.endswith(ending)}
    main, made_at = analysis.main, analysis.descriptor.get("created")
    measure = analysis.measure(speech)
    day = datetime.fromisoformat(made_at) if made_at else None
    return {
        "language": language,
        "title": speech.text("title", region=analysis.region_name(speech)),
        "author": "terttu",
        "date": [day.year, day.month, day.day] if day else None,
        "about": speech.text(
            "about",
            measure=measure[:1].upper() + measure[1:],
            period=main["period_last"],
            industries=main["industries"],
            regions=main["regions"],
        ),
        "made": speech.text("made", date=speech.date(made_at)) if made_at else "",
        "page": speech.text("page", page="{page}", pages="{pages}"),
        "blocks": [
            *candidate_pages.summary(analysis, speech),
            *candidate_pages.one_by_one(analysis, speech, own),
            *candidate_pages.potential(analysis, speech, own),
            *candidate_pages.what_stays(analysis, speech),
            *context_pages.peers(analysis, speech, own),
            *context_pages.opportunities(analysis, speech, own),
            *context_pages.space(analysis, speech, own),
            *context_pages.method(analysis, speech),
        ],
    }
