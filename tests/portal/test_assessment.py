"""What stands beside the candidates, as the pages show it in three languages."""

import re
from html import unescape

import pytest

from terttu.portal.insights import assessments


def text(response) -> str:
    assert response.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(plain))


@pytest.mark.django_db
def test_what_stays_is_a_table_of_every_group(browse, analysis):
    page = browse().get("/en/analysis/").content.decode()
    matrix = page[page.index('id="stays"') : page.index('id="opportunities"')]
    rows = re.findall(r"<th scope=\"row\">(?:<a[^>]*>)?(.*?)<.*?<strong>(.*?)</strong>", matrix)
    assert rows[0] == ("Forest and wood", "18/18")
    assert len(rows) == 10
    marks = re.findall(r"mark--(holds|fails|unknown)", matrix)
    assert len(marks) == 10 * 19
    assert "compares regions with all of Europe" in matrix


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "address", "words"),
    [
        ("en", "/en/analysis/", ["Forest and wood", "high road", "one period"]),
        ("fi", "/fi/analyysi/", ["Metsä ja puu"]),
        ("sv", "/sv/analys/", ["Skog och trä"]),
    ],
)
def test_analysis_speaks_the_readers_language(browse, analysis, language, address, words):
    page = text(browse().get(address))
    assert [word for word in words if word not in page] == []


@pytest.mark.django_db
def test_opportunities_say_why_they_are_near_and_what_is_not_covered(browse, analysis):
    page = browse().get("/en/analysis/").content.decode()
    part = page[page.index('id="opportunities"') : page.index('id="figures"')]
    assert part.count("<h3 id=") == 2
    assert "Northern and Eastern Finland" in part
    assert "Human health and social work activities" in part


@pytest.mark.django_db
def test_candidate_tells_stage_evidence_places_and_rules(browse, analysis):
    wood = analysis.candidates.get(code="D02")
    page = text(browse().get(f"/en/analysis/{analysis.short}/candidates/{wood.code}/"))
    for words in (
        "established",
        "in 3 of the 3 ways to measure",
        "It holds in 18 of the 18 settings",
        "number 1 of 7",
        "Mikkeli",
        "Small region",
        "not applied",
    ):
        assert words in page


@pytest.mark.django_db
def test_regions_stand_side_by_side_peers_first(browse, analysis):
    address = f"/en/analysis/{analysis.short}/regions/"
    page = browse().get(address).content.decode()
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert head.count("<th ") == 1 + 1 + 6
    assert "South Savo" in head
    chosen = browse().get(f"{address}?with=01&with=19&with=nowhere").content.decode()
    head = chosen[chosen.index("<thead>") : chosen.index("</thead>")]
    assert head.count("<th ") == 1 + 1 + 2
    assert "Uusimaa" in head


@pytest.mark.django_db
def test_no_more_than_ten_regions_are_compared(browse, analysis):
    found = assessments.assessment(analysis)
    codes = [row["region"] for row in found.rows("regions", definition="D01")]
    query = "&".join(f"with={code}" for code in codes)
    page = browse().get(f"/en/analysis/{analysis.short}/regions/?{query}").content.decode()
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert head.count("<th ") == 1 + 1 + 10
    assert "The first 10 of them are shown." in page


@pytest.mark.django_db
def test_an_analysis_of_an_older_format_is_shown_without(browse, analysis, monkeypatch):
    monkeypatch.setattr(assessments, "_read", lambda _folder: None)
    page = browse().get("/en/analysis/").content.decode()
    assert 'id="stays"' not in page
    assert browse().get(f"/en/analysis/{analysis.short}/regions/").status_code == 404
    assert browse().get(f"/en/analysis/{analysis.short}/candidates/D02/").status_code == 200


@pytest.mark.django_db
def test_a_package_with_rows_left_out_is_shown_with_dashes(browse, analysis, monkeypatch):
    whole = assessments.assessment(analysis)
    tables = {
        **whole.tables,
        "sensitivity": [row for row in whole.tables["sensitivity"] if row["definition"] != "D03"]
        + whole.rows("sensitivity", definition="D03")[:2],
        "regions": whole.tables["regions"][:-1],
    }
    cut = type(whole).of(whole.descriptor, tables)
    monkeypatch.setattr(assessments, "_read", lambda _folder: cut)
    assert "not judged" in text(browse().get("/en/analysis/"))
    last = whole.tables["regions"][-1]["region"]
    address = f"/en/analysis/{analysis.short}/regions/?with={last}"
    assert browse().get(address).status_code == 200
