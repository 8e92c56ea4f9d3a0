"""A real server on a folder of its own, started as an operator would, and a real browser."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from browser import find
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
POLICY = "--disable-background-networking"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """The running site: its addresses and what it printed (mails too)."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log
        self.server: subprocess.Popen | None = None
        self.here = f"http://localhost:{port}"
        self.there = f"http://pohjanmaa.localhost:{port}"

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, text: str, seconds: int = 120) -> None:
        until = time.monotonic() + seconds
        while text not in self.printed():
            assert self.server is None or self.server.poll() is None, self.printed()
            assert time.monotonic() < until, f"never printed: {text}\n{self.printed()}"
            time.sleep(0.2)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    environment = os.environ | {
        "TERTTU_VAR": str(folder / "var"),
        "TERTTU_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "terttu.portal.settings",
        "SECRET_KEY": "only for tests",
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": "",
    }
    made = Site(port, folder / "log")
    with made.log.open("w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "terttu", "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        made.server = server
        try:
            made.wait_for("Ctrl-C stops")
            yield made
        finally:
            server.terminate()
            assert server.wait(30) == 0
    assert "stopped" in made.printed()


@pytest.fixture(scope="session")
def chromium():
    path = find()
    assert path, "no browser: run `make test`, which gets one or says which package to install"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", POLICY, "--disable-component-update"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, site):
    """Open pages of one visitor; whatever the browser complains of fails the test."""
    contexts, complaints = [], []

    def opened(path="/", *, width=1280, host=None, javascript=True, locale="fi-FI"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, locale=locale
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: complaints.append(f"asks {r.url}") if foreign(r.url) else None)
        page.goto((host or site.here) + path)
        return page

    def foreign(url: str) -> bool:
        return not re.match(r"(https?://(\w+\.)?localhost|data:)", url)

    yield opened
    for context in contexts:
        context.close()
    # Answers of 404 and 422 are meant in the tests that ask for them.
    assert [text for text in complaints if "Failed to load resource" not in text] == []


@pytest.fixture
def log_in(open_page, site):
    """Log in as a member of the cast through the form."""

    def logged_in(name: str, *, path="/fi/hallinta/", host=None, width=1280):
        page = open_page(path, host=host, width=width)
        page.get_by_label(re.compile("sähköposti|e-post|e-mail|email", re.IGNORECASE)).fill(
            f"{name}@example.org"
        )
        page.locator("input[type=password]").fill("terttu-demo")
        page.locator("main button[type=submit], main form button").first.click()
        page.wait_for_url(f"**{path}")
        return page

    return logged_in
