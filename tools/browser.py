"""Finds the browser for the tests, or gets one; prints nothing where it is there.

In order: the one that TERTTU_BROWSER names, the machine's Chromium or Chrome, Playwright's own
download, the distribution's package (as root), else a sentence that names the package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> str | None:
    """The path of a browser on this machine; None where there is none."""
    if named := os.environ.get("TERTTU_BROWSER"):
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if MAC.exists():
        return str(MAC)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def get() -> str | None:
    """Install a browser; None where that cannot be done here."""
    print("  browser for the tests: looking for one to install", flush=True)
    download = [sys.executable, "-m", "playwright", "install", "chromium"]
    if not subprocess.call(download, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        return find()
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.call(["apt-get", "update", "-qq"], stdout=subprocess.DEVNULL)
        install = ["apt-get", "install", "-y", "-qq", "chromium"]
        subprocess.call(install, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return find()


def main() -> int:
    """Exit code 2 and a sentence where no browser can be had."""
    if find() or get():
        return 0
    print(
        "terttu: the tests need a browser and none could be installed. Install the package "
        "chromium (or Google Chrome), or name one: TERTTU_BROWSER=/path/to/chromium",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main())
