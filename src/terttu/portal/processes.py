"""Processes beside the web server (worker, tick): started, started again, and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

GRACE = 5
# Seconds before one that ended by itself is started again; doubled each time up to the last.
FIRST_WAIT, LAST_WAIT = 1.0, 30.0
# One that has run this long counts as well again.
STEADY = 60.0


def ours(*words: str) -> list[str]:
    """The command line of one of our own commands."""
    return [sys.executable, "-m", "terttu", *words]


@dataclass(slots=True)
class Kept:
    """A process that is started again whenever it ends by itself."""

    name: str
    command: list[str]
    say: Callable[[str], None]
    process: subprocess.Popen[bytes] | None = None
    wait: float = FIRST_WAIT
    since: float = field(default=0.0)

    def start(self) -> None:
        """Start it, in a group of its own so that Ctrl-C reaches it only through us."""
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603
        self.since = time.monotonic()

    def look(self) -> None:
        """Where it has ended, say so, and start it again after a while."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            steady = now - self.since > STEADY
            self.wait = FIRST_WAIT if steady else min(2 * self.wait, LAST_WAIT)
            self.say(f"the {self.name} has ended by itself; started again in {self.wait:.0f} s")
            self.process, self.since = None, now
        if self.process is None and now - self.since >= self.wait:
            self.start()


def end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to stop; what does not listen in time is made to, with whatever it has started."""
    running = [process for process in processes if process.poll() is None]
    for process in running:
        process.terminate()
    until = time.monotonic() + GRACE
    for process in running:
        try:
            process.wait(timeout=max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
