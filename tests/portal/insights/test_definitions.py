"""Sets of definitions as values, and as files."""

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from terttu.portal.core.translated import Translated
from terttu.portal.insights import definition_files as files, definitions
from terttu.portal.insights.definitions import ChangeError, Definition

FOOD = Definition("D01", Translated(fi="Ruoka"), {"01": 1.0, "10_12": 1.0})
WOOD = Definition("D02", Translated(), {"02_03": 1.0, "16": 0.5})
SET = (FOOD, WOOD)
KNOWN = {"01", "02_03", "10_12", "16", "17_18"}


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def industries(content):
    return {row.code: dict(row.industries) for row in content}


def test_content_is_written_and_read_alike():
    assert definitions.read(definitions.write(SET)) == SET


def test_a_new_group_gets_the_first_free_code_and_its_place():
    late = Definition("D04", Translated(), {"17_18": 1.0})
    content = definitions.put(SET, late)
    new = Definition(definitions.free_code(content), Translated(), {"17_18": 0.2})
    assert [row.code for row in definitions.put(content, new)] == ["D01", "D02", "D03", "D04"]


def test_a_group_is_replaced_where_it_stands():
    content = definitions.put(SET, Definition("D01", Translated(), {"17_18": 1.0, "01": 0.1}))
    assert industries(content) == {"D01": {"01": 0.1, "17_18": 1.0}, "D02": WOOD.industries}
    assert list(content[0].industries) == ["01", "17_18"]


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({}, "at least one industry"),
        ({"01": 0.0}, "more than 0"),
        ({"01": 1.01}, "at most 1"),
        ({"01": float("nan")}, "more than 0"),
    ],
)
def test_a_group_needs_industries_and_weights_between_0_and_1(weights, sentence):
    with pytest.raises(ChangeError, match=sentence):
        definitions.put(SET, Definition("D01", Translated(), weights))


def test_a_set_has_a_limit():
    full = tuple(
        Definition(f"D{n:03d}", Translated(), {"01": 1.0}) for n in range(definitions.MOST)
    )
    with pytest.raises(ChangeError, match="200 groups"):
        definitions.put(full, WOOD)


def test_splitting_moves_industries_with_their_weights():
    content = definitions.split(SET, "D02", out=["16"], name=Translated(fi="Puu"))
    assert industries(content) == {
        "D01": FOOD.industries,
        "D02": {"02_03": 1.0},
        "D03": {"16": 0.5},
    }
    assert content[2].name == {"fi": "Puu"}


@pytest.mark.parametrize("out", [[], ["02_03", "16"], ["nothing"]])
def test_both_halves_of_a_split_need_an_industry(out):
    with pytest.raises(ChangeError, match="Both groups need an industry"):
        definitions.split(SET, "D02", out=out, name=Translated())


def test_merging_adds_weights_up_to_the_whole():
    other = Definition("D03", Translated(), {"16": 0.7, "17_18": 0.3, "02_03": 0.0001})
    content = definitions.merge((*SET, other), "D02", other="D03")
    assert industries(content) == {
        "D01": FOOD.industries,
        "D02": {"02_03": 1.0, "16": 1.0, "17_18": 0.3},
    }


@pytest.mark.parametrize("other", ["D02", "D09"])
def test_a_group_is_merged_with_another_of_the_set_only(other):
    with pytest.raises(ChangeError, match="Choose another group"):
        definitions.merge(SET, "D02", other=other)


def test_the_last_group_stays():
    assert definitions.remove(SET, "D01") == (WOOD,)
    with pytest.raises(ChangeError, match="the last group"):
        definitions.remove((WOOD,), "D02")


def test_what_belongs_to_none_and_what_is_counted_twice_is_found():
    twice = Definition("D03", Translated(), {"16": 0.6, "01": 0.0001})
    assert definitions.unassigned(SET, sorted(KNOWN)) == ["17_18"]
    assert definitions.overfull((*SET, twice)) == pytest.approx({"01": 1.0001, "16": 1.1})
    assert definitions.overfull(SET) == {}


def test_a_file_can_be_read_again_by_us_and_by_the_observatory(tmp_path):
    from terttu.observatory.definitions.definition import read_definitions

    text = files.as_csv(SET, {"16": Translated(fi="Puu, ja muu")})
    assert text.splitlines()[:2] == [
        "definition,industry,weight,name_fi,name_sv,name_en,label",
        "D01,01,1,Ruoka,,,",
    ]
    assert files.from_csv(text.encode(), KNOWN) == SET
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    found = read_definitions(tmp_path / "own.csv", sorted(KNOWN))
    assert {
        row.code: dict(zip(row.industries, row.weights, strict=True)) for row in found.definitions
    } == industries(SET)


@given(
    st.dictionaries(
        st.from_regex(definitions.CODE, fullmatch=True),
        st.dictionaries(
            st.sampled_from(sorted(KNOWN)),
            st.integers(1, 1000).map(lambda n: n / 1000),
            min_size=1,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_set_comes_back_from_its_file(groups):
    content = ()
    for code, weights in groups.items():
        content = definitions.put(content, Definition(code, Translated(sv=f"n {code}"), weights))
    assert files.from_csv(files.as_csv(content, {}).encode(), KNOWN) == content


def test_a_file_may_have_semicolons_decimal_commas_names_and_no_weights():
    text = "\ufeffIndustry;Definition;Weight\n01;Ruoka ja juoma;0,5\n16;D07;\n10_12;Ruoka ja juoma;\n;;\n"
    assert files.from_csv(text.encode(), KNOWN) == (
        Definition("D01", Translated(fi="Ruoka ja juoma"), {"01": 0.5, "10_12": 1.0}),
        Definition("D07", Translated(), {"16": 1.0}),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "first line must name"),
        ("a,b\n1,2\n", "first line must name"),
        ("definition,industry\n", "no others"),
        ("definition,industry\nD01,99\n", "Row 2: there is no industry “99”"),
        ("definition,industry\nD01,01\nD01,01\n", "Row 3: 01 is in this group already"),
        ("definition,industry,weight\nD01,01,2\n", "Row 2: the weight must be more than 0"),
        ("definition,industry,weight\nD01,01,x\n", "not “x”"),
        ("definition,industry,weight\nD01,01,nan\n", "not “nan”"),
        ("definition,industry\n,01\n", "Row 2: the definition is empty"),
        ("definition,industry\n" + "D01,01\n" * 5001, "Row 3: 01 is in this group"),
        ('definition,industry\n"D01,01\n', "no industry “”"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_row(text, sentence):
    with pytest.raises(ChangeError, match=sentence):
        files.from_csv(text.encode(), KNOWN)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", "definition;industry\nä;01".encode("latin-1")]
)
def test_a_file_in_another_encoding_is_refused(content):
    with pytest.raises(ChangeError, match="UTF-8"):
        files.from_csv(content, KNOWN)
