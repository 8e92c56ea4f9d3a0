"""The report of an identification for a terminal: plain text of at most 100 columns."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .measures.specialisation import known_regions
from .readme import LIMITS, label

if TYPE_CHECKING:
    from .candidates import Candidate
    from .identification import Identification, TableResult

WIDTH = 100
_HEADINGS = ("#", "LQ", "low-high", "value", "share", "rank", "certain", "industries")
_SIZES = (2, 5, 9, 9, 6, 6, 7)


def report(found: Identification, *, language: str = "en") -> str:
    """The candidates of a region as a table, with reference, year, sources and limits."""
    lines = [*_head(found, language), "", *_candidates(found, language), ""]
    lines += [*_support(found, language), *_foot(found)]
    return "\n".join(line.rstrip() for line in lines)


def _head(found: Identification, language: str) -> Iterator[str]:
    main = found.tables[0]
    region = found.region.name(language)
    code = "" if region == found.region.code else f" ({found.region.code})"
    yield f"Cluster candidates of {region}{code}"
    yield from _wrap(
        f"{_measured(main, language)}; "
        f"reference: the {known_regions(main.values)} regions with figures together; "
        f"LQ = share here / share there; specialised from {found.parameters.threshold:g} (*)."
    )


def _measured(result: TableResult, language: str) -> str:
    unit = _text(result, "unit", language)
    return f"{_named(result, language)}{', ' if unit else ''}{unit}"


def _named(result: TableResult, language: str) -> str:
    return f"{_text(result, 'measure', language)} {result.last_period}".rstrip()


def _text(result: TableResult, name: str, language: str) -> str:
    texts = result.spec.texts.get(name, {})
    return texts.get(language) or texts.get("en") or ("value" if name == "measure" else "")


def _candidates(found: Identification, language: str) -> Iterator[str]:
    if not found.candidates:
        yield "No group of industries reaches the threshold in this region."
        return
    yield _row(_HEADINGS[:-1], [_HEADINGS[-1]])
    for candidate in found.candidates:
        cells = (
            str(candidate.rank),
            _number(candidate.lq, 2),
            _interval(candidate),
            _number(candidate.value, 0 if candidate.value >= 100 else 1),
            "-" if math.isnan(candidate.value) else f"{100 * candidate.share_of_area:.1f} %",
            f"{candidate.lq_rank or '-'}/{candidate.regions}",
            candidate.certainty if candidate.proposed else "(local)",
        )
        yield _row(cells, _members(found.tables[0], candidate, language))
    yield from _wrap(_explained(found))


def _interval(candidate: Candidate) -> str:
    if not candidate.interval:
        return "-"
    return f"{candidate.lq_low:.2f}-{candidate.lq_high:.2f}"


def _number(value: float, digits: int) -> str:
    return "-" if math.isnan(value) else f"{value:,.{digits}f}"


def _members(main: TableResult, candidate: Candidate, language: str) -> list[str]:
    names = [
        f"{label(main, code, language)} [{code}]" + ("*" if code in candidate.specialised else "")
        for code in candidate.industries
    ]
    width = WIDTH - sum(_SIZES) - 2 * len(_SIZES)
    lines: list[str] = []
    for name in names:
        lines += textwrap.wrap(name, width, subsequent_indent="  ")
    return lines


def _row(cells: tuple[str, ...], names: list[str]) -> str:
    pairs = zip(cells, _SIZES, strict=True)
    start = "  ".join(cell.rjust(size) for cell, size in pairs)
    indent = "\n" + " " * (sum(_SIZES) + 2 * len(_SIZES))
    return f"{start}  {indent.join(names)}"


def _explained(found: Identification) -> str:
    kind = found.tables[0].interval
    kinds = {"exact": "exact 95 % limits", "range": "range over the valuations at hand"}
    said = f"low-high: {kinds[kind]}; " if kind else ""
    said = said.replace("95", f"{100 * found.parameters.confidence:g}")
    return (
        f"Ranked by the value beyond the expected one. {said}certain: all of it above 1; likely: "
        "LQ above 1; (local): serves the residents, not proposed as a cluster."
    )


def _support(found: Identification, language: str) -> Iterator[str]:
    for result in found.tables[1:]:
        last = result.measures.isel(period=-1)
        total = _number(float(last["area_total"].max()) + result.excluded_value, 0)
        yield (
            f"Beside it: {_named(result, language)}, {total} in all"
            + (_left_out(result) if result.excluded else "")
        )
        quotients = sorted(
            (
                (float(lq), str(code))
                for lq, code in zip(last["lq"].values, last["industry"].values, strict=True)
                if lq > 1
            ),
            reverse=True,
        )
        best = [f"{label(result, code, language)} {lq:.2f}" for lq, code in quotients]
        yield from _wrap("LQ above 1: " + "; ".join(best) + ".", indent="  ")
        yield ""


def _left_out(result: TableResult) -> str:
    value = _number(result.excluded_value, 0)
    return f", of which {value} of unknown industry ({', '.join(result.excluded)})"


def _foot(found: Identification) -> Iterator[str]:
    codes = dict.fromkeys(limit.code for c in found.candidates for limit in c.limits)
    if codes:
        yield from _wrap("Limits: " + "; ".join(LIMITS[code] for code in codes) + ".")
    for result in found.tables:
        source = result.spec.provenance.get("source") or result.spec.path.name
        yield from _wrap(f"Source of {_named(result, 'en')}: {source}.")


def _wrap(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
