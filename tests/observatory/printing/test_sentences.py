"""Sentences from codes and figures: the right words in each language, and never a guess."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, strategies as st

from terttu.observatory.judging.stages import STAGES
from terttu.observatory.measures.opportunities import QUADRANTS
from terttu.observatory.printing import sentences
from terttu.observatory.printing.analysis import Analysis
from terttu.observatory.printing.speech import LANGUAGES, Speech
from terttu.observatory.readme import LIMITS
from terttu.observatory.region_options import ROW_LIMITS

EN, FI, SV = Speech("en"), Speech("fi"), Speech("sv")


def analysis(**changes: Any) -> Analysis:
    """A region of two candidates; values by hand."""
    tables: dict[str, Any] = {
        "tables": [
            {
                "table": "jobs",
                "kind": "count",
                "measure_en": "jobs",
                "measure_fi": "työpaikat",
                "range_measures_en": "pay; output",
                "range_measures_fi": "palkat; tuotos",
                "period_last": "2020",
                "regions": 19,
            }
        ],
        "industries": [
            {"table": "jobs", "industry": "16", "label_en": "Wood", "label_fi": "Puu"},
            {"table": "jobs", "industry": "31", "label_en": "Furniture"},
        ],
        "measures": [{"table": "jobs", "period": "2020", "industry": "16", "lq": 4.287}],
        "municipalities": [{"municipality": "491", "name_fi": "Mikkeli", "name_sv": "S:t Michel"}],
        "definitions": [{"definition": "D01", "industry": "16"}],
        "groups": [
            {"definition": "D01", "name_fi": "Metsä", "stage": "established"},
            {"definition": "D02", "stage": "none", "stays": None},
        ],
        "candidates": [
            candidate("D01", "16", rank=1, value=508.4, share_of_area=0.1333, lq=5.0),
            candidate("D02", "31;16", rank=2, value=10.0, share_of_area=0.003, lq=0.75),
        ],
        "reasons": [],
        "opportunities": [],
        **changes,
    }
    own = {"main_table": "jobs", "region": {"code": "10", "names": {"en": "South Savo"}}}
    method = {"parameters": {"threshold": 1.25, "confidence": 0.95}}
    return Analysis({"terttu": {**own, "method": method}}, tables)


def candidate(definition: str, industries: str, **figures: Any) -> dict[str, Any]:
    row = {"definition": definition, "industries": industries, "specialised": "16"}
    return {**row, "proposed": True, **figures}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_language_has_the_same_texts_with_the_same_figures(language: str) -> None:
    texts, english = LANGUAGES[language], LANGUAGES["en"]
    assert texts.keys() == english.keys()
    assert [name for name in english if fields(texts[name]) != fields(english[name])] == []


def test_every_code_of_a_package_has_words() -> None:
    limits = {f"limit_{code}" for code in (*LIMITS, *ROW_LIMITS)}
    quadrants = {f"quadrant_{name}" for name in ("", *QUADRANTS.values())}
    stages = {f"stage_{name}" for name in STAGES}
    assert (limits | quadrants | stages) - LANGUAGES["en"].keys() == set()


@pytest.mark.parametrize(
    ("speech", "expected"),
    [
        (EN, ("1,234.50", "13.3%", "−0.5", "24 November 2026", "not at hand")),
        (FI, ("1\xa0234,50", "13,3\xa0%", "−0,5", "24.11.2026", "ei tiedossa")),
        (SV, ("1\xa0234,50", "13,3\xa0%", "−0,5", "24.11.2026", "inte känt")),
    ],
)
def test_numbers_and_days_are_written_as_the_language_does(
    speech: Speech, expected: tuple[str, ...]
) -> None:
    found = (
        speech.number(1234.5),
        speech.percent(0.1333),
        speech.trimmed(-0.5),
        speech.date("2026-11-24T10:00:00Z"),
        speech.number(None),
    )
    assert found == expected


@given(st.floats(-1e9, 1e9), st.sampled_from(sorted(LANGUAGES)))
def test_a_number_can_be_read_back(value: float, language: str) -> None:
    text = Speech(language).number(value, 3).replace("−", "-").replace("\xa0", "")
    plain = text.replace(",", "" if language == "en" else ".")
    assert float(plain) == float(f"{value:.3f}")


def test_lists_with_commas_are_told_apart_by_semicolons() -> None:
    assert EN.listed([]) == "none"
    assert EN.listed(["a"]) == "a"
    assert FI.listed(["a", "b", "c"]) == "a, b ja c"
    assert EN.listed(["wood, cork", "paper"]) == "wood, cork; paper"


REASONS = [
    (
        {"code": "lq", "figure": 5.0, "threshold": 1.25, "holds": True},
        "5.00 times.*1.25.*: reached",
    ),
    (
        {"code": "share_of_region", "figure": 0.0029, "threshold": 0.005, "holds": False},
        r"0\.3%.*0\.5% counts as large: not reached",
    ),
    ({"code": "certain", "figure": 1.0, "threshold": 1.0, "holds": True}, "is above 1 with"),
    ({"code": "certain", "figure": 0.0, "threshold": 1.0, "holds": False}, "is not above 1"),
    (
        {"code": "growth", "figure": -0.173, "threshold": 0.05, "holds": False},
        r"−17\.3%; 5% counts",
    ),
    ({"code": "growth", "figure": None, "threshold": 0.05}, "growth is not at hand"),
    ({"code": "certain", "figure": None, "threshold": 1.0}, "Whether it is above 1.*not at hand"),
    ({"code": "lq_before", "figure": 1.136, "threshold": 1.25, "holds": False}, "was 1.14"),
]


@pytest.mark.parametrize(("row", "expected"), REASONS)
def test_a_reason_has_its_figure_its_threshold_and_its_outcome(
    row: dict[str, Any], expected: str
) -> None:
    assert re.search(expected, sentences.reason(row, EN))


def test_an_earlier_quotient_that_does_not_exist_is_no_reason() -> None:
    assert sentences.reason({"code": "lq_before", "figure": None, "threshold": 1.25}, EN) == ""


def test_a_stage_is_as_sure_as_the_ways_to_measure_agree() -> None:
    group = {"stage_sure": 1 / 3, "stage_basis": "valuations"}
    expected = "Sama vaihe tulee mittaustavoilla 1/3 (työpaikat, palkat ja tuotos)."
    assert sentences.sure(group, analysis(), FI) == expected
    drawn = {"stage_sure": 0.97, "stage_basis": "counts"}
    assert "97% of the random draws" in sentences.sure(drawn, analysis(), EN)
    assert "not at hand" in sentences.sure({"stage_sure": None}, analysis(), EN)


def test_a_group_that_is_not_strong_names_the_single_industries_that_are() -> None:
    first, second = analysis().candidates
    assert sentences.strong(first, analysis(), EN) == "Strong industries in it: Wood 4.29."
    expected = "The group as a whole is not strong (0.75). Single industries are: Wood 4.29."
    assert sentences.strong(second, analysis(), EN) == expected
    unknown = sentences.strong({**second, "lq": None}, analysis(), EN)
    assert "not at hand" in unknown
    assert "not strong" not in unknown


def test_the_municipality_is_known_of_what_it_is_known_of() -> None:
    group = {"definition": "D01", "municipality": "491", "municipality_share": 0.305}
    own = sentences.place({**group, "sections": "16"}, analysis(), FI)
    wider = sentences.place({**group, "sections": "16;31"}, analysis(), SV)
    assert own == "Mikkeli: 30,5\xa0%."
    assert wider.startswith(
        "Kommunerna är kända bara för vidare näringsgrenar (Wood; Furniture); S:t"
    )
    assert sentences.place({"definition": "D01"}, analysis(), EN).endswith("is not at hand.")


def test_limits_are_named_and_none_is_said() -> None:
    assert sentences.limits("", EN) == "None."
    said = sentences.limits("few_regions;never-heard-of", EN)
    assert said == "The comparison rests on few regions."


def test_a_quotient_shows_its_ends_where_it_has_any() -> None:
    row = {"lq": 5.003, "lq_low": 4.937, "lq_high": 5.184, "interval": "range"}
    assert sentences.quotient(row, FI) == "5,00 (4,94–5,18)"
    assert sentences.quotient({"lq": 5.003, "interval": ""}, EN) == "5.00"
    assert sentences.quotient({"lq": None, "interval": ""}, EN) == "not at hand"


def test_a_rank_without_others_is_not_at_hand() -> None:
    assert sentences.rank({"a": 2, "b": 7}, "a", "b", EN) == "2 of 7"
    assert sentences.rank({"a": None, "b": 7}, "a", "b", EN) == "not at hand"


def test_what_was_found_says_what_is_not_known() -> None:
    said = list(sentences.found(analysis(), EN))
    assert len(said) == 5
    assert "2 are proposed as cluster candidates of South Savo" in said[0]
    assert said[1].startswith("First is Metsä: 508, 13.3% of the region’s jobs")
    assert said[2].endswith("established 1 (Metsä); no stage 1 (Furniture; Wood).")
    assert said[3].endswith("is not at hand.")
    assert said[4] == "Opportunities could not be ranked."


def test_nothing_found_is_said() -> None:
    local = [{**row, "proposed": False} for row in analysis().candidates]
    said = list(sentences.found(analysis(candidates=local), EN))
    assert said[0].startswith("None of the 2 groups of related industries is proposed")
    assert len(said) == 2


def test_the_settings_in_which_none_stays_better_are_counted() -> None:
    groups = [
        {"definition": "D01", "stage": "none", "stays": 0.5, "stays_held": 1, "stays_judged": 2},
        {"definition": "D02", "stage": "none", "stays": 0.9, "stays_held": 9, "stays_judged": 10},
    ]
    said = list(sentences.found(analysis(groups=groups), EN))[3]
    assert said.endswith(
        "than Furniture; Wood: it holds in 9 of the 10 settings that could judge it."
    )
    assert sentences.stays({"stays_judged": 0}, EN) == "No setting could judge it."


def test_the_sentences_load_no_numerical_library() -> None:
    code = (
        "import sys, terttu.observatory.printing.sentences as s; "
        "print([m for m in ('numpy', 'xarray', 'polars', 'typst') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
