"""axe finds nothing, nothing scrolls sideways, and all of it works by keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.e2e
AXE = Axe()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
PUBLIC = {
    "fi": ["", "strategia/", "teemat/food/", "klusterit/", "klusterit/bem/", "klusterit/ruokaklusteri/",
           "organisaatiot/", "organisaatiot/ekoneum/", "analyysi/", "klusterit/bem/kysy/",
           "klusterit/bem/liity/", "saavutettavuus/", "tietosuoja/", "avoin-data/", "tili/login/", "ei-ole/"],
    "sv": ["", "teman/water/", "kluster/bem/", "analys/", "organisationer/"],
    "en": ["", "themes/tourism/", "clusters/bem/", "analysis/", "strategy/"],
}  # fmt: skip
PATHS = [f"/{code}/{path}" for code, paths in PUBLIC.items() for path in paths]
MANAGER = ["", "clusters/ruokaklusteri/", "clusters/ruokaklusteri/goals/",
           "clusters/ruokaklusteri/benefits/", "enquiries/"]  # fmt: skip
ADMINISTRATOR = ["import/", "themes/", "themes/food/industry30/", "audit/"]


def faults(page) -> list[str]:
    found = AXE.run(page, options=RULES).response["violations"]
    return [f"{row['id']}: {row['nodes'][0]['html'][:160]}" for row in found]


def sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PATHS)
def test_public_pages_have_no_fault(path, width, open_page):
    page = open_page(path, width=width)
    assert (faults(page), sideways(page)) == ([], False)
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == path[1:3]


def test_pages_of_a_candidate_have_no_fault(open_page):
    page = open_page("/fi/analyysi/")
    page.locator("#candidates tbody a").first.click()
    assert faults(page) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_managers_pages_have_no_fault(width, log_in, site):
    page = log_in("bengt", width=width)
    for path in MANAGER:
        page.goto(f"{site.here}/fi/hallinta/{path}")
        assert (path, faults(page), sideways(page)) == (path, [], False)


def test_the_administrators_pages_have_no_fault(log_in, site):
    page = log_in("aino")
    for path in ADMINISTRATOR:
        page.goto(f"{site.here}/fi/hallinta/{path}")
        assert (path, faults(page)) == (path, [])
    page.goto(f"{site.here}/fi/tili/2fa/")
    assert faults(page) == []


@pytest.mark.parametrize("path", ["/sv/", "/sv/kluster/", "/sv/analys/"])
def test_the_other_regions_colours_have_no_fault(path, open_page, site):
    page = open_page(path, host=site.there)
    assert faults(page) == []


@pytest.mark.parametrize(
    "path", ["/fi/", "/fi/klusterit/bem/", "/fi/analyysi/", "/fi/klusterit/bem/kysy/"]
)
def test_nothing_is_lost_at_four_times_the_size(path, open_page):
    page = open_page(path, width=320)
    assert not sideways(page)


def test_the_first_key_skips_to_the_content(open_page):
    page = open_page("/fi/klusterit/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_phones_menu_opens_by_keyboard(open_page):
    page = open_page("/fi/", width=390)
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".menu nav a").first.is_visible()
    assert re.search("klusterit", page.locator(".menu nav").first.inner_text(), re.IGNORECASE)
