"""The analyst's way, in a real browser: own groups, a run in the background, decisions, evidence."""

import os
import re
import signal
import subprocess
import time

import pytest

from .test_accessibility import faults, sideways

pytestmark = pytest.mark.e2e


def worker_of(site) -> int:
    """The process that runs the site's jobs."""
    return _children(site.server.pid, "worker")[0]


def _children(pid: int, word: str) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    lines = [line.split(None, 1) for line in listed.stdout.splitlines()]
    return [int(number) for number, words in lines if re.search(rf"terttu {word}\b", words)]


def button(page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).first.click()


@pytest.fixture
def own_groups(log_in, site):
    """A set of definitions of its own, open in Aino's browser."""
    page = log_in("aino")
    page.goto(f"{site.here}/fi/hallinta/definitions/new/")
    page.locator("[name=name_fi]").fill(f"Oma jako {time.time():.0f}")
    button(page, "Tee ryhmittely")
    assert re.search(r"/definitions/\d+/$", page.url)
    return page


def finish(page) -> None:
    """Wait until the page of the job says by itself that it is over."""
    page.get_by_role("link", name="Katso, mikä muuttui").wait_for(timeout=120_000)


def test_own_groups_are_run_compared_and_published(own_groups, open_page, site):
    page = own_groups
    page.locator("main table a").filter(has_text="Yhdistä").nth(1).click()
    page.locator("[name=other]").select_option(index=1)
    button(page, "Yhdistä")
    page.locator("main table a").filter(has_text="Muokkaa").first.click()
    page.locator("[name=name_fi]").fill("Metsästä pöytään")
    button(page, "Tallenna")
    assert "Metsästä pöytään" in page.locator("main table").inner_text()
    button(page, "Aja analyysi")
    assert re.search(r"/jobs/\d+/$", page.url)
    assert (faults(page), sideways(page)) == ([], False)
    finish(page)
    page.get_by_role("link", name="Katso, mikä muuttui").click()
    assert page.locator("main table .badge", has_text="muuttunut").count() >= 1
    assert faults(page) == []
    short = re.search(r"/analyses/(\w+)/", page.url).group(1)
    public = open_page(f"/fi/analyysi/{short}/")
    assert "Mitä luvut kertovat?" not in public.content()
    button(page, "Julkaise")
    assert page.url == f"{site.here}/fi/analyysi/"
    public.goto(f"{site.here}/fi/analyysi/")
    assert f"/{short}/" in public.content()
    page.goto(f"{site.here}/fi/hallinta/import/")
    button(page, "Poista näkyvistä")
    public.goto(f"{site.here}/fi/analyysi/")
    assert f"/{short}/" not in public.content()


def test_everything_works_by_keyboard_and_without_scripts(site, chromium):
    context = chromium.new_context(java_script_enabled=False, locale="fi-FI")
    page = context.new_page()
    page.goto(f"{site.here}/fi/hallinta/definitions/new/")
    page.locator("input[type=email]").fill("aino@example.org")
    page.locator("input[type=password]").fill("terttu-demo")
    press(page, "**/definitions/new/")
    page.locator("[name=name_fi]").fill("Ilman skriptiä")
    press(page, re.compile(r"/definitions/\d+/$"))
    page.locator("main table a").filter(has_text="Jaa").first.focus()
    press(page, "**/split/")
    page.locator("[name=out]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Jaa").focus()
    press(page, re.compile(r"/definitions/\d+/$"))
    assert page.locator(".messages, [role=status]").first.is_visible()
    page.get_by_role("button", name=re.compile("Aja analyysi")).focus()
    press(page, "**/jobs/*/")
    until = time.monotonic() + 120
    while not page.get_by_role("link", name="Katso, mikä muuttui").count():
        assert time.monotonic() < until
        page.goto(page.url)
        time.sleep(1)
    context.close()


def press(page, leads_to) -> None:
    """Press Enter, and wait for the page that it leads to."""
    page.keyboard.press("Enter")
    page.wait_for_url(leads_to)


def test_a_worker_that_is_killed_is_started_again_and_the_site_goes_on(own_groups, site):
    killed = worker_of(site)
    os.kill(killed, signal.SIGKILL)
    site.wait_for("the worker has ended by itself", 20)
    page = own_groups
    button(page, "Aja analyysi")
    finish(page)
    assert worker_of(site) != killed


def test_a_decision_and_what_it_rests_on(log_in, open_page, site):
    page = log_in("aino")
    page.goto(f"{site.here}/fi/hallinta/candidates/")
    page.locator("main .rows a").nth(1).click()
    code = re.search(r"/(\w+)/$", page.url).group(1)
    page.locator("input[value=rejected]").check()
    button(page, "Kirjaa päätös")
    assert "hylkäys tarvitsee perustelun" in page.locator("main [role=alert]").inner_text()
    assert page.locator("input[value=rejected]").is_checked()
    page.locator("[name=reason]").fill("Vain yksi yritys")
    button(page, "Kirjaa päätös")
    assert "Vain yksi yritys" in page.locator("main .thread").inner_text()
    public = open_page("/fi/analyysi/")
    assert public.locator(f"#candidates a[href$='/{code}/']").count() == 0
    page.locator("input[value=reopened]").check()
    button(page, "Kirjaa päätös")
    page.locator("[name=text]").fill("Hanke kokoaa alan yritykset.")
    page.locator("#exhibit_kind").select_option("project")
    page.locator("[name=url]").fill("https://example.org/hanke")
    page.locator("[name=public]").check()
    button(page, "Liitä")
    assert faults(page) == []
    public.goto(f"{site.here}/fi/analyysi/")
    public.locator(f"#candidates a[href$='/{code}/']").first.click()
    assert "Hanke kokoaa alan yritykset." in public.locator("main").inner_text()
    assert faults(public) == []


@pytest.mark.parametrize(
    ("language", "width"), [("fi", 1280), ("fi", 390), ("sv", 390), ("en", 1280)]
)
def test_the_analysts_pages_have_no_fault(width, language, own_groups, site):
    page = own_groups
    page.set_viewport_size({"width": width, "height": 900})
    start = {"fi": "fi/hallinta", "sv": "sv/forvaltning", "en": "en/manage"}[language]
    of = re.search(r"definitions/\d+/", page.url).group()
    paths = ["definitions/", "definitions/new/", of, f"{of}history/", f"{of}rename/",
             f"{of}?version=1", f"{of}groups/new/", f"{of}groups/D02/edit/",
             f"{of}groups/D02/split/", f"{of}groups/D02/merge/", "jobs/", "candidates/",
             "import/"]  # fmt: skip
    for path in paths:
        answer = page.goto(f"{site.here}/{start}/{path}")
        assert (path, answer.status, faults(page), sideways(page)) == (path, 200, [], False)
    page.goto(f"{site.here}/{start}/candidates/")
    page.locator("main .rows a").first.click()
    assert (faults(page), sideways(page)) == ([], False)
