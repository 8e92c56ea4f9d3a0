"""Makes the pictures of the README: a demo site on a free port, and a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from browser import find
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
PICTURES = (
    ("front", "/en/", 1280, 900),
    ("analysis", "/en/analysis/", 1280, 1400),
    ("cluster", "/en/clusters/ruokaklusteri/", 1280, 1000),
    ("phone", "/en/", 390, 844),
)


def main() -> None:
    """Serve, take the pictures, stop."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"TERTTU_VAR": folder, "TERTTU_DEMO": "1"}
        log = Path(folder) / "log"
        with log.open("w", encoding="utf-8") as out:
            command = [sys.executable, "-m", "terttu", "serve", "--port", str(port)]
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
            while "Ctrl-C" not in log.read_text(encoding="utf-8") and server.poll() is None:
                time.sleep(0.3)
            take(f"http://localhost:{port}")
            server.terminate()
            server.wait()


def take(site: str) -> None:
    """One PNG per picture, without scroll bars."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        for name, path, width, height in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(site + path)
            page.screenshot(path=IMAGES / f"{name}.png")
            print(f"  docs/images/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
