"""Runs one contestant in a process of its own, and keeps the quickest of several runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
PEERS = ("fermi-cref", "econcomplex", "economic-complexity", "ecomplexity")
PRECISIONS = ("float32", "float64")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")


@dataclass(frozen=True, slots=True)
class Run:
    """What one process needed for a table, from the file to the last measure.

    ``time`` is what is compared: with one thread the processor's, which other work on the machine
    disturbs least and which is the wall's on a quiet one; with several the wall's.
    """

    time: float
    wall: float
    cpu: float
    peak: float
    steps: dict[str, float]
    periods: int
    done: int
    check: dict[str, Any]

    @property
    def scaled(self) -> bool:
        """Whether not all periods were computed, and the times are scaled."""
        return self.done < self.periods


Contestant = Callable[[], Run]


def terttu(path: Path, precision: str, mode: str, threads: int = 1) -> Run:
    """A run of this project's observatory."""
    return _run([sys.executable, "pipeline_terttu.py", str(path), precision, mode], threads)


def limit(path: Path, precision: str, threads: int = 1) -> Run:
    """A run of the bare products and passes."""
    return _run([sys.executable, "pipeline_limit.py", str(path), precision], threads)


def peer(path: Path, package: str, seconds: float, threads: int = 1) -> Run:
    """A run of another package."""
    command = [str(PEERS_PYTHON), "-W", "ignore", "pipeline_peers.py", str(path), package]
    return _run([*command, str(seconds)], threads)


def best(contestants: dict[str, Contestant], runs: int) -> dict[str, Run]:
    """The quickest run of each; they take turns, so that noise meets them alike."""
    found: dict[str, Run] = {}
    for _ in range(runs):
        for name, contestant in contestants.items():
            run = contestant()
            kept = found.get(name)
            found[name] = run if kept is None or run.time < kept.time else kept
    return found


def environment(threads: int) -> dict[str, str]:
    """The variables of this process, and the same number of threads for everyone."""
    return os.environ | dict.fromkeys(THREADS, str(threads))


def _run(command: list[str], threads: int) -> Run:
    done = subprocess.run(
        command, cwd=HERE, env=environment(threads), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    measured = json.loads(done.stdout.splitlines()[-1])
    periods, computed = measured["periods"], measured.get("done", measured["periods"])
    # Reading is done once; what was done by period is scaled to all periods.
    times = {
        name: [part * (1 if name == "read" else periods / computed) for part in both]
        for name, both in measured["steps"].items()
    }
    wall, cpu = (sum(both[kind] for both in times.values()) for kind in (0, 1))
    counts = 1 if threads == 1 else 0
    return Run(
        time=(wall, cpu)[counts],
        wall=wall,
        cpu=cpu,
        peak=measured["peak"],
        steps={name: both[counts] for name, both in times.items()},
        periods=periods,
        done=computed,
        check=measured["check"],
    )
