"""What the site says of Etelä-Savo: the known answers, by rules, in three languages."""

from datetime import date

import pytest
from django.utils.translation import override

from terttu.portal.insights import findings, words
from terttu.portal.insights.models import Figure, Industry, Table
from terttu.portal.insights.queries import figures
from terttu.portal.regions.models import Region
from terttu.portal.strategy import queries as strategies
from terttu.portal.strategy.services import set_weights

TODAY = date(2026, 11, 23)


@pytest.fixture
def themes(region):
    version = strategies.current_strategy(region, today=TODAY)
    return list(strategies.themes_with_industries(version))


@pytest.fixture
def found(themes, analysis):
    rows = findings.theme_findings(themes, figures(analysis))
    return {row.theme.slug: row for row in rows}


def quotients(rows):
    return [(row.figure.industry.code, round(row.figure.lq, 2)) for row in rows]


@pytest.mark.django_db
def test_verdicts_of_the_five_themes(found):
    assert {slug: str(row.verdict) for slug, row in found.items()} == {
        "forest": "strong",
        "water": "apart",
        "food": "partly",
        "tourism": "average",
        "wellbeing": "local",
    }


@pytest.mark.django_db
def test_forest_is_confirmed_by_forestry_and_wood(found):
    main = [row for row in found["forest"].specialised if row.figure.table.main]
    assert quotients(main) == [("02_03", 5.25), ("16", 4.29), ("31_33", 1.62)]


@pytest.mark.django_db
def test_food_is_specialised_in_primary_production_not_in_processing(found):
    assert quotients(found["food"].specialised) == [("01", 2.46), ("A", 2.58)]
    assert quotients(found["food"].below) == [("10_12", 0.72)]


@pytest.mark.django_db
def test_the_two_tables_disagree_on_water_and_the_sentence_says_so(found):
    water = found["water"]
    assert [round(row.lq, 2) for row in water.composites] == [0.77, 1.15]
    assert water.disagree
    with override("en"):
        texts = [row.text for row in words.theme_statements(water)]
    assert any(
        text.startswith("The tables disagree") and "0.77" in text and "1.15" in text
        for text in texts
    )
    assert any("has to come from the network" in text for text in texts)


@pytest.mark.django_db
def test_tourism_stands_at_the_average_in_both_tables(found):
    levels = [row.level for row in found["tourism"].composites]
    assert levels == [findings.Level.AVERAGE, findings.Level.AVERAGE]


@pytest.mark.django_db
def test_emerging_are_traded_specialisations_that_no_theme_covers(themes, analysis):
    rows = findings.emerging(themes, figures(analysis))
    assert [(row.industry.code, round(row.lq, 2)) for row in rows] == [
        ("13_15", 1.99),
        ("31_33", 1.62),
        ("23", 1.55),
    ]


@pytest.mark.django_db
def test_local_specialisations_are_told_but_not_proposed(themes, analysis):
    rows = findings.local_specialisations(themes, figures(analysis))
    assert [(row.industry.code, round(row.lq, 2)) for row in rows] == [
        ("97_98", 2.08),
        ("68201_68202", 1.28),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_statement_is_in_the_readers_language_with_its_figures(found, language):
    with override(language):
        statements = [s for row in found.values() for s in words.theme_statements(row)]
        verdicts = {words.verdict(row) for row in found.values()}
    assert len(verdicts) == 5
    assert all("%(" not in statement.text for statement in statements)
    carrying = [s for s in statements if any(ch.isdigit() for ch in s.text)]
    for statement in carrying:
        assert all(f.table.period and f.table.attribution for f in statement.figures)


@pytest.mark.django_db
def test_sentences_differ_between_languages(found):
    def opening(language):
        with override(language):
            return words.theme_statements(found["forest"])[0].text

    assert len({opening(code) for code in ("fi", "sv", "en")}) == 3


@pytest.mark.django_db
def test_findings_follow_the_weights_that_the_region_edits(region, themes, analysis, user):
    water = next(theme for theme in themes if theme.slug == "water")
    set_weights(by=user("aino"), theme=water, scheme="industry30", weights={"16": 1.0})
    again = strategies.themes_with_industries(water.strategy).get(slug="water")
    assert findings.theme_finding(again, figures(analysis)).verdict == findings.Verdict.STRONG


@pytest.mark.django_db
def test_a_theme_without_industries_is_not_visible(themes, analysis, user):
    water = next(theme for theme in themes if theme.slug == "water")
    water.industries.all().delete()
    again = strategies.themes_with_industries(water.strategy).get(slug="water")
    assert findings.theme_finding(again, figures(analysis)).verdict == findings.Verdict.UNSEEN


@pytest.mark.django_db
def test_the_other_region_gets_sentences_by_the_same_rules(db):
    from terttu.portal.insights.queries import current

    other = Region.objects.get(slug="pohjanmaa")
    version = strategies.current_strategy(other, today=TODAY)
    rows = findings.theme_findings(
        strategies.themes_with_industries(version), figures(current(other))
    )
    assert len(rows) == 4
    assert all(words.theme_statements(row) for row in rows)


def make(lq, low=None, *, traded="traded", table=None):
    industry = Industry(code="x", label={"en": "X"}, traded=traded)
    return Figure(industry=industry, table=table or Table(pk=1, main=True), lq=lq, lq_low=low)


@pytest.mark.parametrize(
    ("lq", "low", "level"),
    [
        (1.25, 1.01, "specialised"),
        (1.25, 1.0, "average"),
        (1.24, 1.2, "average"),
        (0.8, 0.7, "average"),
        (0.79, 0.7, "below"),
        (2.0, None, "specialised"),
        (None, None, None),
    ],
)
def test_level_needs_the_whole_interval_above_one(lq, low, level):
    assert findings.level_of(make(lq, low)) == level


def test_age_notice_counts_the_years_and_spares_new_figures():
    tables = [
        Table(measure={"en": "jobs"}, period="2017"),
        Table(measure={"en": "value"}, period="2025"),
    ]
    with override("en"):
        notice = words.age_notice(tables, this_year=2026)
        fresh = words.age_notice(tables[1:], this_year=2026)
    assert notice == (
        "These figures are not new: jobs from 2017 is 9 years old. "
        "What has happened since does not show here."
    )
    assert fresh == ""


@pytest.mark.django_db
def test_every_limit_of_the_package_has_words(analysis):
    codes = {code for row in analysis.candidates.all() for code in row.limits}
    with override("en"):
        assert {code for code in codes if words.limit(code).startswith(code)} == set()
