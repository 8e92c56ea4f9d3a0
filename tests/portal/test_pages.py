"""The public pages: languages, queries, headers, what a search engine and a crawler see."""

import re

import pytest
from django.conf import settings
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from terttu.portal.pages.sitemap import addresses

from .conftest import THERE, body

MOST_QUERIES = 15


@pytest.fixture
def paths(region):
    """Every public page of the region, as language -> path."""
    return addresses(region)


@pytest.mark.django_db
def test_every_public_page_answers_in_every_language_within_15_queries(browse, paths):
    from django.db import connection

    browse().get("/fi/")
    over = {}
    for versions in paths:
        for path in versions.values():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                response = browse().get(path)
            assert (path, response.status_code) == (path, 200)
            if len(queries) > MOST_QUERIES:
                over[path] = len(queries)
    assert over == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/fi/hallinta/", "/fi/hallinta/clusters/ruokaklusteri/", "/fi/hallinta/enquiries/"]
)
def test_the_managers_pages_stay_within_15_queries(path, browse, django_assert_max_num_queries):
    client = browse("bengt")
    client.get(path)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_the_sitemap_names_every_page_in_every_language(browse, paths):
    text = browse().get("/sitemap.xml").content.decode()
    assert text.count("<loc>") == sum(len(versions) for versions in paths)
    assert "<loc>http://localhost/fi/klusterit/ruokaklusteri/</loc>" in text


@pytest.mark.django_db
def test_foreign_text_is_marked_with_its_language(browse, region):
    region.clusters.filter(slug="bem").update(purpose={"fi": "Vesi yhdistää."})
    page = browse().get("/en/clusters/bem/").content.decode()
    assert '<div lang="fi"><p>Vesi yhdistää.</p></div>' in page
    assert "<p>Vesi yhdistää.</p>" in browse().get("/fi/klusterit/bem/").content.decode()


@pytest.mark.django_db
def test_markup_that_people_write_is_shown_as_text(browse, region):
    hostile = '<script>alert(1)</script><img src=x onerror="x">'
    region.clusters.filter(slug="bem").update(name={"fi": hostile}, purpose={"fi": hostile})
    for path in (
        "/fi/klusterit/bem/",
        "/fi/klusterit/",
        "/fi/",
        "/fi/teemat/water/",
        "/en/clusters/bem/",
    ):
        page = browse().get(path).content.decode()
        assert ("<script>alert" in page, "<img src=x" in page) == (False, False)


@pytest.mark.django_db
def test_a_language_that_the_region_lacks_is_not_there(browse):
    assert browse().get("/de/klusterit/").status_code == 404


@pytest.mark.django_db
def test_each_host_has_its_own_region_languages_and_colours(browse):
    here, there = browse(), browse(None, THERE)
    assert here.get("/").headers["Location"] == "/fi/"
    assert there.get("/").headers["Location"] == "/sv/"
    assert here.get("/theme.css").content != there.get("/theme.css").content
    page = there.get("/sv/kluster/").content.decode()
    assert "ruokaklusteri" not in page
    assert "demo" in page


@pytest.mark.django_db
def test_a_strict_policy_is_on_every_page_and_the_editor_has_its_own(browse):
    policy = browse().get("/fi/").headers["Content-Security-Policy"]
    assert set(policy.split("; ")) == {
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    }
    headers = browse().get("/fi/").headers
    assert {
        name: headers[name]
        for name in (
            "X-Content-Type-Options",
            "X-Frame-Options",
            "Referrer-Policy",
            "Cross-Origin-Opener-Policy",
        )
    } == {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    editor = browse().get("/cms/").headers["Content-Security-Policy"]
    assert "'unsafe-inline'" in editor


@pytest.mark.django_db
def test_no_page_has_inline_style_or_script(browse, paths):
    for versions in paths:
        page = browse().get(versions["fi"]).content.decode()
        assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page) == []


@pytest.mark.django_db
def test_a_demo_is_not_indexed(browse):
    assert "Disallow: /\n" in browse().get("/robots.txt").content.decode()
    assert '<meta name="robots" content="noindex">' in browse().get("/fi/").content.decode()
    settings.DEMO = False
    assert "Sitemap: http://localhost/sitemap.xml" in browse().get("/robots.txt").content.decode()
    assert 'content="noindex"' not in browse().get("/fi/").content.decode()
    assert "Disallow: /\n" in browse(None, THERE).get("/robots.txt").content.decode()


@pytest.mark.django_db
def test_filters_keep_what_fits(browse):
    def shown(query):
        page = browse().get(f"/fi/klusterit/{query}").content.decode()
        return sorted(set(re.findall(r"/fi/klusterit/([a-z]+)/", page)))

    assert shown("") == ["bem", "ruokaklusteri"]
    assert shown("?theme=water") == ["bem"]
    assert shown("?life_cycle=forming") == []
    assert shown("?theme=%00%27--&life_cycle=" + "x" * 5000) == []


@pytest.mark.django_db
def test_the_map_shows_the_chosen_section_for_fourteen_municipalities(browse):
    page = browse().get("/fi/analyysi/?industry=E").content.decode()
    table = page.split('id="map"')[1].split("</table>")[0]
    assert table.count("<tr>") == 15
    assert browse().get("/fi/analyysi/?industry=none").status_code == 200
    assert browse().get("/fi/analyysi/?industry=%00").status_code == 400


@pytest.mark.django_db
def test_health_needs_no_host_and_ready_asks_the_database(client):
    assert client.get("/healthz", headers={"host": "elsewhere"}).content == b"ok"
    assert client.get("/readyz").content == b"ok"


@pytest.mark.django_db
def test_numbers_are_written_as_the_reader_writes_them():
    from terttu.portal.core.templatetags.terttu import number, percent

    written = {}
    for code in ("fi", "sv", "en"):
        with override(code):
            written[code] = (number(54040.4), number(1.2345, 2), percent(0.104), number(None))
    assert written == {
        "fi": ("54\xa0040", "1,23", "10,4\xa0%", "–"),
        "sv": ("54\xa0040", "1,23", "10,4\xa0%", "–"),
        "en": ("54,040", "1.23", "10.4%", "–"),
    }


@pytest.mark.django_db
def test_a_missing_figure_is_a_dash_and_never_zero(browse, analysis):
    from terttu.portal.insights.models import Figure

    figure = Figure.objects.get(table__analysis=analysis, industry__code="01")
    Figure.objects.filter(pk=figure.pk).update(
        value=None, lq=None, lq_low=None, lq_high=None, share_of_area=None, rank=None
    )
    page = browse().get("/en/analysis/").content.decode()
    figures = page[page.index('id="figures"') :]
    row = next(part for part in figures.split("<tr>") if ">01</span>" in part)
    assert "0.00" not in row
    assert row.count("–") == 5


@pytest.mark.django_db
def test_downloads_are_the_packages_files(browse, analysis):
    page = browse().get("/en/analysis/").content.decode()
    links = re.findall(r'href="(/en/analysis/[0-9a-f]+/files/[^"]+\.csv)"', page)
    assert len(links) == 17
    assert all(body(browse().get(link)) for link in links)
