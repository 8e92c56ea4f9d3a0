"""The printed report: a tagged PDF in each language, the same bytes, and nothing but its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from terttu.observatory import Content
from terttu.observatory.printing import print_reports
from terttu.observatory.printing.analysis import Analysis
from terttu.observatory.printing.typesetting import document

MADE = "2026-11-24T10:00:00Z"
# The smallest chart there is: a picture that is set like any other.
CHART = '<svg xmlns="http://www.w3.org/2000/svg" width="72" height="36"><rect width="9" height="9"/></svg>'
CHARTS = {
    f"{name}.{language}.wide.svg": CHART
    for name in ("potential", "peers", "space", "opportunities", "growth")
    for language in ("fi", "sv", "en")
}


@pytest.fixture(scope="module")
def drawn(south_savo_content: Content) -> Content:
    descriptor = {**south_savo_content.descriptor, "created": MADE}
    return replace(south_savo_content, charts=CHARTS, descriptor=descriptor)


@pytest.fixture(scope="module")
def reports(drawn: Content) -> dict[str, bytes]:
    return print_reports(drawn)


def told(content: Content, language: str) -> dict[str, Any]:
    analysis = Analysis.of(content.descriptor, content.tables)
    return document(analysis, language, content.charts)


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    for inner in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    ):
        yield from texts(inner)


def kinds(part: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [block for block in part["blocks"] if block["kind"] == kind]


def test_there_is_an_accessible_report_in_each_language(reports: dict[str, bytes]) -> None:
    assert sorted(reports) == ["report.en.pdf", "report.fi.pdf", "report.sv.pdf"]
    for name, data in reports.items():
        language = name.split(".")[1]
        assert data.startswith(b"%PDF-")
        assert b"pdfuaid:part" in data
        assert re.search(rb"/Lang ?\(" + language.encode() + rb"\)", data)
        assert b"/StructTreeRoot" in data


def test_the_same_content_gives_the_same_bytes(drawn: Content, reports: dict[str, bytes]) -> None:
    assert print_reports(drawn) == reports


def test_the_day_is_the_one_that_was_given(drawn: Content, reports: dict[str, bytes]) -> None:
    assert b"D:20261124" in reports["report.fi.pdf"]
    assert "Tehty 24.11.2026" in list(texts(told(drawn, "fi")))
    undated = {k: v for k, v in drawn.descriptor.items() if k != "created"}
    later = print_reports(replace(drawn, descriptor=undated))
    assert b"CreationDate" not in later["report.fi.pdf"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_text_is_empty_or_a_leftover(drawn: Content, language: str) -> None:
    said = [text for text in texts(told(drawn, language)) if text != CHART]
    assert [text for text in said if re.search(r"\bnan\b|None\b(?!\.)|\{(?!page)", text)] == []


def test_what_was_found_in_south_savo(drawn: Content) -> None:
    blocks = told(drawn, "en")["blocks"]
    said = next(block["items"] for block in blocks if block["kind"] == "list")
    assert len(said) == 5
    assert said[1].startswith(
        "First is Forest and wood: 508 million €, 13.3% of the region’s gross"
    )
    assert "it holds in 18 of the 18 settings" in said[3]


def test_each_proposed_candidate_has_a_card_and_no_other(drawn: Content) -> None:
    cards = kinds(told(drawn, "fi"), "card")
    proposed = [row for row in drawn.tables["candidates"] if row["proposed"]]
    assert [card["title"].split(".")[0] for card in cards] == [str(r["rank"]) for r in proposed]
    first = cards[0]
    assert (first["title"], first["badge"]) == ("1. Metsä ja puu", "vakiintunut")
    facts = dict(next(b["rows"] for b in first["blocks"] if b["kind"] == "facts"))
    assert facts["Arvonlisäys, 2014"] == "508 milj. €"
    assert facts["Sijaintiosamäärä (vaihtelu)"] == "5,00 (4,94–5,18)"
    assert (facts["Sija kaikista alueista"], facts["Sija vertaisalueista"]) == ("1/19", "1/7")
    assert facts["Suurin kunta"] == "Mikkeli"


def test_the_matrix_adds_up_to_the_sentence(drawn: Content) -> None:
    (matrix,) = kinds(told(drawn, "en"), "matrix")
    for row in matrix["rows"]:
        pairs = [c["text"].split(" of ") for c in row["cells"] if c["mark"] != "dash"]
        held, judged = (sum(int(pair[at]) for pair in pairs) for at in (0, 1))
        assert row["total"] == f"{held} of {judged}"
        for cell in row["cells"]:
            of = re.fullmatch(r"(\d+) of (\d+)", cell["text"])
            ends = {"0": "empty", of[2]: "full"} if of else {}
            assert cell["mark"] == (ends.get(of[1], "half") if of else "dash")
    marks = {row["name"]: [cell["mark"] for cell in row["cells"]] for row in matrix["rows"]}
    assert set(marks["Forest and wood"]) == {"full"}
    assert marks["Education, care and households"][-1] == "dash"


def test_the_eight_best_opportunities_say_why_they_are_near(drawn: Content) -> None:
    table = next(t for t in kinds(told(drawn, "sv"), "table") if t["head"][-1] == "Begränsningar")
    assert [row[0] for row in table["rows"]] == [str(n) for n in range(1, 9)]
    assert table["rows"][0][1:4] == [
        "Livsmedels-, dryckes- och tobaksindustri",
        "huvudled: nära och krävande",
        "Jordbruk och jakt; Hotell- och restaurangverksamhet; Textil-, konfektions- och läderindustri",
    ]


def test_every_figure_has_a_text_and_every_source_is_named(drawn: Content) -> None:
    report = told(drawn, "en")
    assert len(kinds(report, "figure")) == 5
    assert all(len(figure["alt"]) > 40 for figure in kinds(report, "figure"))
    said = " ".join(texts(report))
    for record in drawn.descriptor["terttu"]["inputs"]:
        assert (record["attribution"] or "").rstrip(".") in said


def test_markup_in_a_name_is_printed_as_it_is_written(drawn: Content) -> None:
    name = '#panic("no") $x$ *b* \\ " <b> [[{{'
    groups = [{**row, "name_fi": name} for row in drawn.tables["groups"]]
    changed = replace(drawn, tables={**drawn.tables, "groups": groups})
    assert print_reports(changed)["report.fi.pdf"].startswith(b"%PDF-")
    assert f"1. {name}" in list(texts(told(changed, "fi")))


def test_a_character_without_a_font_costs_the_mark_and_not_the_report(drawn: Content) -> None:
    groups = [{**row, "name_fi": "木材"} for row in drawn.tables["groups"]]
    made = print_reports(replace(drawn, tables={**drawn.tables, "groups": groups}))
    assert made["report.fi.pdf"].startswith(b"%PDF-")
    assert [b"pdfuaid:part" in made[f"report.{c}.pdf"] for c in ("fi", "en")] == [False, True]


def test_a_bare_table_says_what_is_not_at_hand(drawn: Content) -> None:
    nothing = ("sensitivity", "opportunities", "uncovered", "profiles", "space", "regions")
    tables = {**drawn.tables, **{name: [] for name in nothing}}
    own = {**drawn.descriptor["terttu"], "inputs": []}
    bare = replace(drawn, tables=tables, charts={}, descriptor={"terttu": own})
    said = list(texts(told(bare, "en")))
    assert "Peers are not at hand: the table has too few regions." in said
    assert "Opportunities could not be ranked with these tables." in said
    assert "No source was given for the figures." in said
    assert print_reports(bare)["report.en.pdf"].startswith(b"%PDF-")
