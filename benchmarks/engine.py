"""Measures the observatory's engine beside other packages and beside the machine's limit.

    python benchmarks/engine.py [S M L] [--runs 5] [--seconds 20] [--threads 1]
                                [--no-peers] [--no-growth]

On synthetic tables of three sizes (generate.py), from a Parquet file to location quotient,
presence, proximity, density and complexity for all periods. Every run is a process of its own;
the file is warm; libraries are loaded before the clock starts; everyone has the same number of
threads; the quickest of several runs counts. Writes ENGINE.md and engine.json beside this file.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

import contest
import generate
import growth
import numpy as np
from contest import PEERS, PRECISIONS, Run

HERE = Path(__file__).parent
COMBINED = {"location quotient": "location quotient and presence"}
COMBINED["presence"] = COMBINED["location quotient"]
STEPS = ("read", "location quotient and presence", "proximity", "density", "complexity")
FIRST_CALL = """
import terttu.observatory as ob, numpy, xarray
ob.location_quotient(xarray.DataArray(numpy.ones((3, 3)), dims=("region", "industry")))
"""
STARTS = (
    ("`import terttu.observatory`", "import terttu.observatory", 0.2),
    ("import and first call (location quotient)", FIRST_CALL, 1.0),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A promise, what was measured, and whether it is kept."""

    what: str
    measured: str
    promised: str
    kept: bool

    def __str__(self) -> str:
        return f"| {self.what} | {self.measured} | {self.promised} | {_said(kept=self.kept)} |"


@dataclass(slots=True)
class Results:
    """All that is measured: runs by size and contestant, times to start, times of growth."""

    threads: int
    runs: int
    tables: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, dict[str, Run]] = field(default_factory=dict)
    starts: list[tuple[str, float, float]] = field(default_factory=list)
    growth: list[growth.Point] = field(default_factory=list)


def main() -> None:
    """Measure, print and keep."""
    asked = arguments()
    results = Results(asked.threads, asked.runs)
    for name in asked.sizes:
        path = generate.table(generate.SIZES[name])
        results.tables[name] = generate.figures(path)
        print(f"{name}: {results.tables[name]}", flush=True)
        results.sizes[name] = measured(path, asked)
        print("\n".join([*whole_way(name, results.sizes[name]), ""]), flush=True)
    results.starts = list(starts())
    if asked.no_growth:
        results.growth = growth.read()
    else:
        results.growth = growth.measure(asked.threads)
        growth.write(results.growth)
    text = report(results)
    print("\n".join(str(target) for target in targets(results)))
    (HERE / "ENGINE.md").write_text(text, encoding="utf-8")
    (HERE / "engine.json").write_text(as_json(results), encoding="utf-8")


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description="Measure the observatory's engine.")
    parser.add_argument("sizes", nargs="*", default=list(generate.SIZES), metavar="S|M|L")
    parser.add_argument("--runs", type=int, default=5, help="of which the quickest counts")
    parser.add_argument("--seconds", type=float, default=20, help="per peer and run, about")
    parser.add_argument("--threads", type=int, default=1, help="the same for everyone")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-growth", action="store_true", help="keep the last sweeps")
    return parser.parse_args()


def measured(path: Path, asked: argparse.Namespace) -> dict[str, Run]:
    """The best run of every contestant on one table."""
    own: dict[str, contest.Contestant] = {}
    for precision in PRECISIONS:
        own[f"limit {precision}"] = partial(contest.limit, path, precision, asked.threads)
        for mode in ("streamed", "held"):
            run = partial(contest.terttu, path, precision, mode, asked.threads)
            own[f"terttu {precision} {mode}"] = run
    found = contest.best(own, asked.runs)
    if not asked.no_peers and contest.PEERS_PYTHON.exists():
        others: dict[str, contest.Contestant] = {
            package: partial(contest.peer, path, package, asked.seconds, asked.threads)
            for package in PEERS
        }
        found |= contest.best(others, min(asked.runs, 2))
    return found


def starts() -> Iterator[tuple[str, float, float]]:
    """(what, seconds, promised): the best of five new processes."""
    for what, code, promised in STARTS:
        timed = (
            "import time\nstarted = time.perf_counter()\n"
            f"{code}\nprint(time.perf_counter() - started)"
        )
        seconds = min(float(_output([sys.executable, "-c", timed])) for _ in range(5))
        yield what, seconds, promised
    times = []
    for _ in range(5):
        started = time.perf_counter()
        _output([str(Path(sys.executable).parent / "terttu"), "--help"])
        times.append(time.perf_counter() - started)
    yield "`terttu --help`, the whole process", min(times), 0.5


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def report(results: Results) -> str:
    """The page ENGINE.md."""
    return "\n".join([
        "# The engine, beside other packages and the machine's limit",
        "",
        *preface(results),
        "",
        "## Targets",
        "",
        "| what | measured | promised | kept |",
        "| --- | --- | --- | --- |",
        *map(str, targets(results)),
        "",
        "## From the file to complexity, all periods",
        "",
        *whole_ways(results),
        "## Step by step",
        "",
        "Milliseconds of the whole table for reading, of one period for the rest.",
        "",
        *(line for name, runs in results.sizes.items() for line in step_by_step(name, runs)),
        *(growth.report(results.growth) if results.growth else ()),
    ])  # fmt: skip


def preface(results: Results) -> list[str]:
    """Where and how it was measured."""
    libraries = ("numpy", "scipy", "polars", "xarray")
    versions = ", ".join(f"{name} {version(name)}" for name in libraries)
    machine = (
        f"{platform.system()} {platform.machine()}, {processor()}; Python "
        f"{platform.python_version()}, {versions}. Written by `make bench`."
    )
    threads, compared = f"{results.threads} threads", "wall time"
    if results.threads == 1:
        threads = "1 thread"
        compared = "processor time, which with one thread is wall time on a quiet machine"
    manner = (
        f"Each run is a new process with {threads} for everyone, the file warm, libraries loaded "
        f"before the clock starts; the quickest of {results.runs} runs counts (of at most 2 for "
        f"other packages). What is compared is {compared}. Memory is the most the process ever "
        "had, libraries included."
    )
    return [machine, "", manner]


def processor() -> str:
    """The name of the processor, where the system tells it."""
    found = Path("/proc/cpuinfo")
    text = found.read_text(encoding="utf-8") if found.exists() else ""
    name = text.partition("model name")[2].partition("\n")[0].strip("\t: ")
    return name or platform.processor()


def whole_ways(results: Results) -> Iterator[str]:
    """A table for each size."""
    for name, runs in results.sizes.items():
        yield f"### {name}: {generate.SIZES[name].shape}"
        yield ""
        yield f"{results.tables[name]}."
        yield ""
        yield from whole_way(name, runs)
        yield ""
    yield "`~`: scaled from the periods that were computed, reading not. `same` compares the"
    yield "presences, the sum of proximities and ECI (correlation) of the first period with the"
    yield "limit's in float64. economic-complexity offers reflections only, 20 of them;"
    yield "ecomplexity also computes outlook and one long frame, and does not give proximities."
    yield ""


def whole_way(name: str, runs: dict[str, Run]) -> Iterator[str]:
    """Every contestant's time and memory on one table."""
    yield f"| {name} | wall s | processor s | peak MB | x limit | x terttu f32 | x f64 | same |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
    single, double = (runs[f"terttu {precision} streamed"].time for precision in PRECISIONS)
    for contestant, run in runs.items():
        precision = next((known for known in PRECISIONS if known in contestant), "float64")
        mark = "~" if run.scaled else ""
        yield (
            f"| {contestant} | {mark}{run.wall:.3g} | {mark}{run.cpu:.3g} | {run.peak:,.0f} "
            f"| {run.time / runs[f'limit {precision}'].time:.2f} | {run.time / single:.2f} "
            f"| {run.time / double:.2f} | {same(run, runs['limit float64'])} |"
        )


def same(run: Run, reference: Run) -> str:
    """Whether a contestant computed what the limit computed."""
    found = run.check["presences"] == reference.check["presences"]
    proximity = run.check["proximity"]
    if proximity is not None:
        found = found and math.isclose(proximity, reference.check["proximity"], rel_tol=1e-5)
    close = abs(np.corrcoef(run.check["eci"], reference.check["eci"])[0, 1])
    return f"{_said(kept=found)}, {close:.6f}"


def step_by_step(name: str, runs: dict[str, Run]) -> Iterator[str]:
    """The steps of terttu beside those of the limit."""
    yield f"| {name} | " + " | ".join(
        f"{who} {precision[0]}{precision[5:]}"
        for precision in PRECISIONS
        for who in ("limit", "terttu", "x")
    ) + " |"  # fmt: skip
    yield "| --- |" + " ---: |" * 6
    for step in STEPS:
        cells = []
        for precision in PRECISIONS:
            least, own = (
                milliseconds(runs[f"{who} {precision}{mode}"], step)
                for who, mode in (("limit", ""), ("terttu", " streamed"))
            )
            cells += [f"{least:.3g}", f"{own:.3g}", f"{own / least:.2f}"]
        yield f"| {step} | " + " | ".join(cells) + " |"
    yield ""


def milliseconds(run: Run, step: str) -> float:
    """The time of a step: of a period, or of the table for reading."""
    total = sum(took for name, took in run.steps.items() if COMBINED.get(name, name) == step)
    return 1000 * total / (1 if step == "read" else run.periods)


def targets(results: Results) -> Iterator[Target]:
    """Every promise that what was measured can tell about."""
    for name, runs in results.sizes.items():
        if name != "S":
            yield from speed(name, runs)
    if "L" in results.sizes:
        yield from memory(results.sizes["L"])
    for what, seconds, promised in results.starts:
        yield Target(what, f"{seconds:.2f} s", f"{promised} s", seconds < promised)


def speed(name: str, runs: dict[str, Run]) -> Iterator[Target]:
    """The promises about time on one table."""
    for precision, fastest, first in (("float32", 10, 50), ("float64", 5, 25)):
        own = runs[f"terttu {precision} streamed"].time
        times = own / runs[f"limit {precision}"].time
        what = f"{name}, {precision}:"
        yield Target(f"{what} times its limit", f"{times:.2f}", "1.5", times <= 1.5)
        peers = {package: runs[package].time for package in PEERS if package in runs}
        if peers:
            package = min(peers, key=peers.__getitem__)
            yield _faster(
                f"{what} faster than {package}, the fastest", peers[package], own, fastest
            )
            yield _faster(f"{what} faster than ecomplexity", peers["ecomplexity"], own, first)


def _faster(what: str, peer: float, own: float, promised: float) -> Target:
    times = peer / own
    return Target(what, f"{times:.1f} times", f"{promised} times", times >= promised)


def memory(runs: dict[str, Run]) -> Iterator[Target]:
    """The promises about memory on the largest table."""
    size = generate.SIZES["L"]
    cells, pairs = size.regions * size.industries, size.industries**2
    for precision in PRECISIONS:
        peak = runs[f"terttu {precision} streamed"].peak
        what = f"L, {precision}: memory, results let go period by period"
        yield Target(what, f"{peak:,.0f} MB", "1,200 MB", peak <= 1200)
        width = int(precision[5:]) // 8
        # The table in float64; location quotient, presence and density; proximity.
        arrays = size.periods * (8 * cells + width * (3 * cells + pairs)) / 1e6
        peak = runs[f"terttu {precision} held"].peak
        what = f"L, {precision}: memory, everything held (the arrays: {arrays:,.0f} MB)"
        yield Target(what, f"{peak:,.0f} MB", f"{1.5 * arrays:,.0f} MB", peak <= 1.5 * arrays)


def as_json(results: Results) -> str:
    """What was measured, for a program to read."""
    kept = asdict(results)
    for runs in kept["sizes"].values():
        for run in runs.values():
            del run["check"]
    kept["machine"] = " ".join(_lines(preface(results)))
    rounded = json.loads(json.dumps(kept), parse_float=lambda text: float(f"{float(text):.4g}"))
    return json.dumps(rounded, indent=1) + "\n"


def _lines(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if line]


def _said(*, kept: bool) -> str:
    return "yes" if kept else "no"


if __name__ == "__main__":
    main()
