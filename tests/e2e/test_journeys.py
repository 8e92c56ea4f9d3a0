"""What people come to do, from the first page to the last, in a real browser."""

import re
import subprocess
import sys
import zipfile

import pytest

pytestmark = pytest.mark.e2e


def test_the_front_page_opens_in_the_readers_language(open_page, site):
    assert open_page("/", locale="fi-FI").url == f"{site.here}/fi/"
    assert open_page("/", locale="sv-FI").url == f"{site.here}/sv/"
    assert open_page("/", locale="de-DE").url == f"{site.here}/fi/"
    assert open_page("/", locale="de-DE", host=site.there).url == f"{site.there}/sv/"


def test_an_entrepreneur_on_a_phone_without_scripts_asks_to_join(open_page, log_in, site):
    page = open_page("/fi/", width=390, javascript=False)
    page.get_by_role("link", name=re.compile("ruokaklusteri", re.IGNORECASE)).first.click()
    page.get_by_role("link", name="Haluan mukaan").click()
    page.locator("main form button").click()
    assert page.locator(".error").count() >= 3
    page.locator("[name=name]").fill("Maija Mylläri")
    page.locator("[name=email]").fill("maija")
    page.locator("[name=organisation]").fill("Maijan mylly")
    page.locator("[name=message]").fill("Jauhamme kauraa ja <b>haluamme</b> viedä sitä.")
    page.locator("main form button").click()
    assert (
        page.locator("[name=message]").input_value()
        == "Jauhamme kauraa ja <b>haluamme</b> viedä sitä."
    )
    page.locator("[name=email]").fill("maija@example.org")
    page.locator("main form button").click()
    assert page.url.endswith("/kiitos/")
    site.wait_for("To: maija@example.org", 10)
    site.wait_for("To: bengt@example.org", 10)

    manager = log_in("bengt")
    manager.get_by_role("link", name=re.compile("Maija Mylläri")).first.click()
    assert "<b>haluamme</b>" in manager.locator(".quote").inner_text()
    manager.locator("[name=status]").select_option("answered")
    manager.locator("[name=note]").fill("Soitettu")
    manager.locator("main form button").click()
    assert manager.url.endswith("/hallinta/enquiries/")

    other = log_in("helmi")
    assert "Maija" not in other.locator("main").inner_text()


def test_a_manager_writes_what_her_cluster_gives(log_in, open_page, site):
    page = log_in("helmi")
    page.goto(f"{site.here}/fi/hallinta/clusters/bem/benefits/")
    row = page.locator("fieldset.panel").last
    row.locator("input[lang=fi]").first.fill("Yhteinen messuosasto")
    row.locator("input[lang=en]").first.fill("A shared stand")
    page.get_by_role("button", name="Tallenna").click()
    assert page.locator(".messages, [role=status]").first.is_visible()
    assert "Yhteinen messuosasto" in open_page("/fi/klusterit/bem/").locator("main").inner_text()
    english = open_page("/en/clusters/bem/").locator("main").inner_text()
    assert "A shared stand" in english
    swedish = open_page("/sv/kluster/bem/")
    assert swedish.locator("span[lang=fi]", has_text="Yhteinen messuosasto").count() == 1


def test_two_who_edit_at_once_are_told_and_neither_loses_text(log_in, site):
    first, second = log_in("bengt"), log_in("aino")
    for page in (first, second):
        page.goto(f"{site.here}/fi/hallinta/clusters/ruokaklusteri/")
    first.locator("[name=place]").fill("Mikkeli")
    first.get_by_role("button", name="Tallenna").click()
    second.locator("[name=place]").fill("Juva")
    second.get_by_role("button", name="Tallenna").click()
    assert second.locator(".callout--warning").is_visible()
    assert second.locator("[name=place]").input_value() == "Juva"
    second.get_by_role("button", name="Tallenna").click()
    assert second.locator(".callout--warning").count() == 0


def test_an_administrator_imports_an_analysis_and_adopts_a_candidate(log_in, site, tmp_path):
    folder = tmp_path / "package"
    command = [sys.executable, "-m", "terttu", "identify", "--region", "Södra Savolax"]
    options = ["--out", str(folder), "--no-charts", "--made-at", "2026-11-23T12:00:00Z"]
    subprocess.run([*command, *options], check=True, capture_output=True)
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in folder.rglob("*"):
            packed.write(file, file.relative_to(folder))

    page = log_in("aino")
    page.goto(f"{site.here}/fi/hallinta/import/")
    page.locator("[name=file]").set_input_files(archive)
    page.locator("main .panel button").click()
    assert re.search(r"/fi/analyysi/[0-9a-f]{16}/$", page.url)
    page.locator("#candidates tbody a").first.click()
    page.locator("a.btn", has_text=re.compile("klusteri", re.IGNORECASE)).first.click()
    page.locator("[name=name_fi]").fill("Saimaan puuklusteri")
    page.locator("main form button").click()
    assert page.url.endswith("/hallinta/clusters/saimaan-puuklusteri/")
    page.goto(f"{site.here}/fi/klusterit/")
    assert "Saimaan puuklusteri" in page.locator("main").inner_text()


def test_a_theme_follows_the_weights_that_the_region_sets(log_in, site):
    page = log_in("aino")
    page.goto(f"{site.here}/fi/teemat/water/")
    before = page.locator(".section-head .badge--theme").first.inner_text()
    page.goto(f"{site.here}/fi/hallinta/themes/water/industry30/")
    field = page.locator("[name='16']")
    field.fill("1")
    page.get_by_role("button", name="Tallenna").click()
    assert page.locator(".section-head .badge--theme").first.inner_text() != before
    page.goto(f"{site.here}/fi/hallinta/themes/water/industry30/")
    page.locator("[name='16']").fill("")
    page.get_by_role("button", name="Tallenna").click()
    assert page.locator(".section-head .badge--theme").first.inner_text() == before


def test_switching_the_language_stays_on_the_page(open_page):
    page = open_page("/fi/klusterit/bem/")
    page.get_by_role("link", name="Svenska").first.click()
    assert page.url.endswith("/sv/kluster/bem/")
    page.get_by_role("link", name="English").first.click()
    assert page.url.endswith("/en/clusters/bem/")


def test_the_map_and_directory_work_without_scripts(open_page):
    page = open_page("/fi/analyysi/", javascript=False)
    page.locator("#industry").select_option("I")
    page.locator("#map form button").click()
    assert "industry=I" in page.url
    assert page.locator("#map table tbody tr").count() == 14
    page = open_page("/fi/organisaatiot/", javascript=False)
    page.locator("#text").fill("luonnonvara")
    page.locator("main form button").click()
    assert page.locator("main ul.rows > li").count() == 1


def test_no_cookie_is_set_before_a_form_or_log_in(open_page):
    page = open_page("/fi/")
    for path in ("/fi/klusterit/", "/fi/analyysi/", "/fi/organisaatiot/"):
        page.goto(page.url.split("/fi/")[0] + path)
    assert page.context.cookies() == []
