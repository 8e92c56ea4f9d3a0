"""Says on the error stream what a slow command is doing, once it has taken two seconds."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Self, TextIO, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

T = TypeVar("T")
AFTER = 2.0
EVERY_ON_A_TERMINAL = 0.5
EVERY_ELSEWHERE = 10.0
_CLEAR = "\r\x1b[K"


class Progress:
    """What is being done, for how long, and how much of it, for a person who waits.

    Nothing is said in the first ``after`` seconds. Then a terminal gets one line that is written
    over; anything else (a log, a pipe) a plain line every ten seconds. Standard output is never
    touched. Use it as a context: its end wipes the line of a terminal. A thread of its own does
    the talking, so that one long calculation is spoken of too.
    """

    def __init__(self, stream: TextIO | None = None, *, after: float | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._terminal = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._after = AFTER if after is None else after
        self._every = EVERY_ON_A_TERMINAL if self._terminal else EVERY_ELSEWHERE
        self._began = time.monotonic()
        self._doing = ("", "", 0, 0)
        self._within = ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._talk, daemon=True)
        self._spoke = False

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        if self._spoke and self._terminal:
            self._stream.write(_CLEAR)
            self._stream.flush()

    def stage(self, what: str) -> None:
        """Say what is being done from now on."""
        self._doing, self._within = (what, "", 0, 0), ""

    def part(self, done: int, total: int) -> None:
        """Say how far the calculation is that goes on now: draws, options, whatever it counts."""
        self._within = f" ({done:,} of {total:,} steps)"

    def steps(self, parts: Iterable[T], of: str, total: int) -> Iterator[T]:
        """Hand ``parts`` on one by one, counting them as ``of`` ("periods") of ``total``."""
        what = self._doing[0]
        self._doing = (what, of, 0, total)
        for number, part in enumerate(parts, start=1):
            yield part
            self._doing, self._within = (what, of, number, total), ""

    def tell(self) -> None:
        """Say now what is being done."""
        text = line(*self._doing, seconds=time.monotonic() - self._began) + self._within
        self._stream.write(f"{_CLEAR}{text}" if self._terminal else f"{text}\n")
        self._stream.flush()
        self._spoke = True

    def _talk(self) -> None:
        wait = self._after
        while not self._ended.wait(wait):
            self.tell()
            wait = self._every


def line(what: str, of: str, done: int, total: int, *, seconds: float) -> str:
    """One line of progress: ``proximity: 3 of 12 periods done, 0:07``."""
    minutes, rest = divmod(int(seconds), 60)
    counted = f": {done} of {total} {of} done" if total > 1 else ""
    return f"{what or 'working'}{counted}, {minutes}:{rest:02d}"
