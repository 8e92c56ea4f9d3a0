"""Shows the look: every component on made-up pages, as pictures at three widths, checked by axe.

`python tools/look/preview.py` writes var/look/*.png and prints what axe, the content
security policy or a sideways scroll bar complain about; `--serve` only serves the pages.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "src")]

import site_settings

PALETTES = {
    "lake": (
        ["#0b62a8", "#1b6b3a"],
        ["#1b6b3a", "#0b62a8", "#a8480f", "#6d3fa0", "#b01f5b"],
    ),
    "ruby": (
        ["#a3123f", "#0d7a8a"],
        ["#0d7a8a", "#8a5a00", "#a3123f", "#37569e", "#587a12"],
    ),
}
WIDTHS = (1440, 768, 390)
PAGES = {
    "front": "/",
    "theme": "/page/theme/",
    "cluster": "/page/cluster/",
    "analysis": "/page/analysis/",
    "organisations": "/page/organisations/",
    "parts": "/page/parts/",
    "manage": "/page/manage/",
    "404": "/nowhere/",
    "login": "/account/login/",
    "reset": "/account/password/reset/",
    "email": "/account/email/",
    "mfa": "/account/2fa/",
    "totp": "/account/2fa/totp/activate/",
    "key": "/account/2fa/webauthn/add/",
}
SIGNED_IN = {"manage", "email", "mfa", "totp", "key"}


class QuietHandler(WSGIRequestHandler):
    """Serves without a line per request."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(port: int) -> Iterator[str]:
    """The preview site, on loopback."""
    server: WSGIServer = make_server(
        "127.0.0.1", port, site_settings.application(), handler_class=QuietHandler
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()


def complaints(page, address: str, width: int) -> list[str]:  # type: ignore[no-untyped-def]
    """What is wrong with one page at one width."""
    from axe_playwright_python.sync_playwright import Axe

    found = [
        f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{wide}px wide at {width}px: {address}"] if wide > width else [])


def shoot(names: list[str], palette: str, widths: tuple[int, ...], out: Path) -> int:
    """Pictures and checks of the named pages; returns the number of complaints."""
    from playwright.sync_api import sync_playwright

    brand, themes = PALETTES[palette]
    site_settings.use_colours(brand, themes)
    count = 0
    with served(0) as base, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"], headless=True
        )
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        page.on(
            "console",
            lambda m: print("console:", m.text) if m.type == "error" else None,
        )
        for name in names:
            page.goto(base + ("/sign-in/" if name in SIGNED_IN else "/sign-out/"))
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(base + PAGES[name])
                page.evaluate("document.fonts.ready")
                page.screenshot(path=out / f"{name}-{palette}-{width}.png", full_page=True)
                for complaint in complaints(page, PAGES[name], width):
                    count += 1
                    print(f"{name} {width} {palette}: {complaint}")
        browser.close()
    return count


def main() -> int:
    """Serve, or take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", default=list(PAGES), help="names of pages")
    parser.add_argument("--palette", choices=PALETTES, default="lake")
    parser.add_argument("--width", type=int, action="append", help="instead of 1440, 768, 390")
    parser.add_argument("--out", type=Path, default=ROOT / "var/look")
    parser.add_argument("--serve", action="store_true", help="serve on port 8100 until Ctrl-C")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site_settings.configure(Path(folder))
        site_settings.use_colours(*PALETTES[options.palette])
        if options.serve:
            with served(8100) as base:
                print(base)
                threading.Event().wait()
        options.out.mkdir(exist_ok=True, parents=True)
        widths = tuple(options.width or WIDTHS)
        count = shoot(options.pages, options.palette, widths, options.out)
    print(f"{count} complaints")
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main())
