"""Measures what the README promises: starts, identification, pages, queries, memory, scripts.

    python benchmarks/run.py [--clone]

With --clone it also clones the project into an empty folder and times `make run` there, twice.
"""

from __future__ import annotations

import gzip
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = ("", "klusterit/", "klusterit/ruokaklusteri/", "teemat/food/", "strategia/",
         "organisaatiot/", "analyysi/")  # fmt: skip
ROUNDS = 40


def main() -> None:
    """Print the table and keep it in RESULTS.md."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    lines = [
        "# Results",
        "",
        f"{machine}, Python {platform.python_version()}. Written by `make bench`.",
        "",
        "| what | measured | promised |",
        "| --- | --- | --- |",
    ]
    for what, measured, promised in rows():
        lines.append(f"| {what} | {measured} | {promised} |")
        print(lines[-1], flush=True)
    (ROOT / "benchmarks" / "RESULTS.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


def rows() -> Iterator[tuple[str, str, str]]:
    """(what, measured, promised), one at a time."""
    if "--clone" in sys.argv:
        yield from clone()
    yield from identification()
    with served() as (site, pid):
        yield from pages(site)
        yield "memory of a web process after that", memory(pid), "200 MB"
        yield "scripts of a page without map or graph (gzip)", scripts(site), "20 kB"


def clone() -> Iterator[tuple[str, str, str]]:
    """A newcomer's two starts: fresh clone to first page, and again."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "terttu"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(target)], check=True)
        for what, promised in (("fresh clone to first page", "120 s"), ("second start", "10 s")):
            port = free_port()
            started = time.monotonic()
            command = ["make", "--silent", "run", f"PORT={port}"]
            with process(command, cwd=target) as _server:
                first_page(f"http://localhost:{port}/fi/")
                yield what, f"{time.monotonic() - started:.1f} s", promised


def identification() -> Iterator[tuple[str, str, str]]:
    """One region from the shipped tables, in a new process each time."""
    with tempfile.TemporaryDirectory() as folder:
        for what, option, promised in (
            ("identify one region, no charts", "--no-charts", "3 s"),
            ("identify one region, with charts", "--charts", "5 s"),
        ):
            times = []
            for number in range(3):
                out = f"{folder}/{option}-{number}"
                command = [sys.executable, "-m", "terttu", "identify", "--region", "Etelä-Savo"]
                started = time.monotonic()
                subprocess.run([*command, option, "--out", out], check=True, capture_output=True)
                times.append(time.monotonic() - started)
            yield what, f"{statistics.median(times):.2f} s", promised


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The demo with one worker: its address, and the worker's process."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [sys.executable, "-m", "terttu", "serve", "--port", str(port), "--workers", "1"]
        environment = {"TERTTU_VAR": folder, "TERTTU_DEMO": "1"}
        with process(command, cwd=ROOT, environment=environment):
            site = f"http://localhost:{port}"
            first_page(f"{site}/fi/")
            yield site, worker(port)


@contextmanager
def process(
    command: list[str], *, cwd: Path, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that is stopped cleanly afterwards."""
    started = subprocess.Popen(
        command,
        cwd=cwd,
        env=os.environ | (environment or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield started
    finally:
        os.killpg(started.pid, 15)
        started.wait(30)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_page(url: str) -> None:
    """Wait until a page comes."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            get(url)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{url} never answered")


def get(url: str) -> bytes:
    """The content of an address."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return bytes(answer.read())


def pages(site: str) -> Iterator[tuple[str, str, str]]:
    """The median time of each page with one worker, after a first visit."""
    for page in PAGES:
        url = f"{site}/fi/{page}"
        get(url)
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            get(url)
            times.append(time.perf_counter() - started)
        yield f"page /fi/{page}", f"{1000 * statistics.median(times):.0f} ms", "50 ms"


def worker(port: int) -> int:
    """The process that answers: the youngest of the server's."""
    listing = subprocess.run(
        ["pgrep", "-f", f"granian.*--port {port} "], capture_output=True, text=True, check=False
    )
    return max(int(pid) for pid in listing.stdout.split())


def memory(pid: int) -> str:
    """The resident memory of a process (Linux)."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return "not measured here"
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="utf-8"))
    return f"{int(found.group(1)) / 1024:.0f} MB" if found else "not measured here"


def scripts(site: str) -> str:
    """The compressed size of every script that a page asks for."""
    page = get(f"{site}/fi/klusterit/").decode()
    sources = re.findall(r'<script[^>]+src="([^"]+)"', page)
    size = sum(len(gzip.compress(get(site + source))) for source in sources)
    return f"{size / 1000:.1f} kB"


if __name__ == "__main__":
    main()
