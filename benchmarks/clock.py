"""Time and memory of the steps of one process, for every contestant alike; needs no library."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Clock:
    """Adds up wall and processor time by step. What stands outside of a step is not counted."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = {}
        self.before = peak()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what happens inside as part of the step ``name``."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        total = self.steps.setdefault(name, [0.0, 0.0])
        total[0] += time.perf_counter() - wall
        total[1] += time.process_time() - cpu

    def report(self, **more: Any) -> None:
        """Print what was measured as one line of JSON, which the caller reads."""
        print(json.dumps({"steps": self.steps, "before": self.before, "peak": peak(), **more}))


def peak() -> float:
    """The most memory that this process has had so far, in megabytes.

    Not ``ru_maxrss`` on Linux: a process inherits that from the one that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        text = status.read_text(encoding="utf-8")
        return int(text.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    import resource
    import sys

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / 1e6 if sys.platform == "darwin" else used * 1024 / 1e6
