"""The pages of a report about candidates: what was found, each one, and what stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from . import sentences
from .analysis import parts
from .blocks import (
    Block,
    bullets,
    card,
    facts,
    figure,
    heading,
    matrix,
    note,
    paragraph,
    small_heading,
    table,
)

if TYPE_CHECKING:
    from .analysis import Analysis, Row
    from .speech import Speech

_SHOWN = 8
_OWN = {"finland", "europe", "peers"}


def summary(analysis: Analysis, speech: Speech) -> Iterator[Block]:
    """What was found in a few sentences, and the candidates as one table."""
    yield heading(speech.text("found"))
    yield bullets(list(sentences.found(analysis, speech)), numbered=True, style="lead")
    yield note(speech.text("care"), speech.text("care_text"))
    if analysis.proposed:
        yield heading(speech.text("glance"))
        head = ("candidate", "stage", "share", "lq", "stays")
        yield table(
            ["", *(speech.text(f"col_{name}") for name in head)],
            [_glance(one, analysis, speech) for one in analysis.proposed],
            widths=(0.3, 3.2, 1.4, 1.2, 1.3, 1.1),
            right=(3, 4, 5),
        )
    local = [
        f"{one['rank']}. {analysis.candidate_name(one, speech)}"
        for one in analysis.candidates
        if not one["proposed"]
    ]
    if local:
        yield paragraph(speech.text("local_note", names="; ".join(local)), style="quiet")


def _glance(one: Row, analysis: Analysis, speech: Speech) -> list[str]:
    group = analysis.group(one)
    return [
        str(one["rank"]),
        analysis.candidate_name(one, speech),
        sentences.stage(group, speech),
        speech.percent(one.get("share_of_area")),
        speech.number(one.get("lq")),
        _held(group, speech),
    ]


def _held(group: Row, speech: Speech) -> str:
    if not group.get("stays_judged"):
        return speech.text("not_at_hand")
    return speech.text("of", held=group["stays_held"], judged=group["stays_judged"])


def potential(analysis: Analysis, speech: Speech, charts: Mapping[str, str]) -> Iterator[Block]:
    """The candidates by nearness and complexity, as a chart."""
    if "potential" in charts:
        yield figure(charts["potential"], _alt_potential(analysis, speech), width=82)


def _alt_potential(analysis: Analysis, speech: Speech) -> str:
    points = []
    for one in analysis.candidates:
        group = analysis.group(one)
        if group.get("density") is not None and group.get("complexity") is not None:
            points.append(
                speech.text(
                    "alt_potential_point",
                    name=analysis.candidate_name(one, speech),
                    density=speech.number(group["density"]),
                    complexity=speech.number(group["complexity"]),
                    stage=sentences.stage(group, speech),
                )
            )
    return speech.text("alt_potential", points=" ".join(points))


def one_by_one(analysis: Analysis, speech: Speech, charts: Mapping[str, str]) -> Iterator[Block]:
    """Half a page for each candidate that is proposed, then the leading ones over time."""
    if not analysis.proposed:
        return
    shown, every = analysis.proposed[:_SHOWN], len(analysis.proposed)
    yield heading(speech.text("candidates"))
    if every > len(shown):
        said = speech.text("candidates_more", shown=len(shown), all=every)
        yield paragraph(said, style="before")
    yield from (_card(one, analysis, speech) for one in shown)
    if "growth" in charts:
        yield figure(charts["growth"], speech.text("alt_growth"))


def _card(one: Row, analysis: Analysis, speech: Speech) -> Block:
    group = analysis.group(one)
    name = analysis.candidate_name(one, speech)
    why = [*sentences.reasons(one, analysis, speech), sentences.sure(group, analysis, speech)]
    industries = [analysis.industry(code, speech) for code in parts(one["industries"])]
    return card(
        f"{one['rank']}. {name}",
        sentences.stage(group, speech),
        str(group.get("stage") or "none"),
        [
            *(
                [paragraph("; ".join(industries), style="quiet")]
                if "; ".join(industries) != name
                else []
            ),
            paragraph(sentences.strong(one, analysis, speech)),
            facts(_facts(one, group, analysis, speech)),
            small_heading(speech.text("why")),
            bullets([*why, sentences.stays(group, speech)]),
            paragraph(sentences.place(group, analysis, speech), style="quiet"),
            small_heading(speech.text("limits")),
            paragraph(sentences.limits(one.get("limits"), speech)),
        ],
        long=len(industries) > 12,
    )


def _facts(one: Row, group: Row, analysis: Analysis, speech: Speech) -> list[tuple[str, str]]:
    measure = analysis.measure(speech)
    value = speech.text(
        "fact_value", measure=measure[:1].upper() + measure[1:], period=one["period"]
    )
    place = group.get("municipality")
    quotient = f"fact_lq_{one['interval']}" if one.get("interval") else "fact_lq"
    return [
        (value, analysis.value(one.get("value"), speech)),
        (speech.text("fact_share"), speech.percent(one.get("share_of_area"))),
        (speech.text("fact_part"), speech.percent(group.get("part_of_reference"))),
        (
            speech.text("fact_place"),
            analysis.municipality(place, speech) if place else speech.text("not_at_hand"),
        ),
        (speech.text(quotient), sentences.quotient(one, speech)),
        (speech.text("fact_rank"), sentences.rank(one, "lq_rank", "regions", speech)),
        (speech.text("fact_peers"), sentences.rank(group, "peer_rank", "peer_regions", speech)),
    ]


def what_stays(analysis: Analysis, speech: Speech) -> Iterator[Block]:
    """Candidate by reference and measure: in how many of the settings it holds."""
    rows = [row for row in analysis.tables["sensitivity"] if row.get("holds") is not None]
    if not rows or not analysis.candidates:
        return
    columns = list(dict.fromkeys((row["reference"], row["value"]) for row in rows))
    references = list(dict.fromkeys(reference for reference, _ in columns))
    columns.sort(key=lambda column: references.index(column[0]))
    yield heading(speech.text("stays"))
    yield paragraph(speech.text("stays_intro"), style="before")
    yield matrix(
        speech.text("col_candidate"),
        [
            (
                _reference(name, speech),
                [analysis.value_name(value, speech) for ref, value in columns if ref == name],
            )
            for name in references
        ],
        [
            (analysis.candidate_name(one, speech), _cells(one, columns, rows, speech))
            for one in analysis.candidates
        ],
        total=speech.text("stays_total"),
        totals=[_held(analysis.group(one), speech) for one in analysis.candidates],
    )
    yield from _larger(rows, analysis, speech)
    yield paragraph(_always(analysis, speech))


def _reference(name: str, speech: Speech) -> str:
    return speech.text(f"reference_{name if name in _OWN else 'own'}")


def _cells(
    one: Row, columns: list[tuple[str, str]], rows: list[Row], speech: Speech
) -> list[tuple[str, str]]:
    cells = []
    for reference, value in columns:
        own = [
            row["holds"]
            for row in rows
            if (row["definition"], row["reference"], row["value"])
            == (one["definition"], reference, value)
        ]
        held = sum(map(bool, own))
        mark = "full" if held == len(own) else "half" if held else "empty"
        said = speech.text("of", held=held, judged=len(own))
        cells.append((mark, said) if own else ("dash", "–"))
    return cells


def _larger(rows: list[Row], analysis: Analysis, speech: Speech) -> Iterator[Block]:
    own = {row["region"] for row in rows if row["reference"] != "europe"}
    other = sorted({row["region"] for row in rows if row["reference"] == "europe"} - own)
    codes = {code["code"] for code in analysis.descriptor["terttu"]["region"]["codes"]}
    if other and not set(other) <= codes:
        named = [speech.of(analysis.row("opportunities", region=c), "region_name") for c in other]
        names = [name or code for name, code in zip(named, other, strict=True)]
        yield paragraph(speech.text("stays_larger", regions=", ".join(names)), style="quiet")


def _always(analysis: Analysis, speech: Speech) -> str:
    firm = []
    for one in analysis.candidates:
        group = analysis.group(one)
        if (group.get("stays_judged") or 0) > 1 and group["stays_held"] == group["stays_judged"]:
            firm.append(analysis.candidate_name(one, speech))
    return (
        speech.text("stays_all", names="; ".join(firm)) if firm else speech.text("stays_all_none")
    )
