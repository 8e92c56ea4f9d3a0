"""Progress: a line for a person who waits, on the error stream and nowhere else."""

from __future__ import annotations

import io
import threading

import pytest

from terttu.observatory.measuring.progress import Progress, line


class Terminal(io.StringIO):
    """A stream that says it is a terminal, and tells when something was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.written.set()
        return super().write(text)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


@pytest.mark.parametrize(
    ("done", "total", "seconds", "expected"),
    [
        (0, 0, 3.9, "reading jobs.csv, 0:03"),
        (3, 12, 67.2, "reading jobs.csv: 3 of 12 periods done, 1:07"),
        (12, 12, 605.0, "reading jobs.csv: 12 of 12 periods done, 10:05"),
    ],
)
def test_line_says_what_how_much_and_how_long(
    done: int, total: int, seconds: float, expected: str
) -> None:
    assert line("reading jobs.csv", "periods", done, total, seconds=seconds) == expected


def test_nothing_is_said_of_what_is_quick() -> None:
    stream = io.StringIO()
    with Progress(stream) as progress:
        progress.stage("reading")
    assert stream.getvalue() == ""


def test_plain_lines_are_written_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with Progress(stream) as progress:
        progress.stage("proximity")
        for number in progress.steps("ab", "periods", 2):
            progress.tell()
            assert number in "ab"
    assert stream.getvalue() == (
        "proximity: 0 of 2 periods done, 0:00\nproximity: 1 of 2 periods done, 0:00\n"
    )


def test_line_of_a_terminal_is_written_over_and_wiped(terminal: Terminal) -> None:
    with Progress(terminal) as progress:
        progress.stage("density")
        progress.tell()
    assert terminal.getvalue() == "\r\x1b[Kdensity, 0:00\r\x1b[K"


def test_terminal_that_knows_no_codes_gets_plain_lines(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    with Progress(terminal) as progress:
        progress.stage("density")
        progress.tell()
    assert terminal.getvalue() == "density, 0:00\n"


def test_long_work_is_spoken_of_while_it_goes_on(terminal: Terminal) -> None:
    progress = Progress(terminal, after=0.0)
    progress.stage("complexity")
    with progress:
        assert terminal.written.wait(30)
    assert terminal.getvalue().startswith("\r\x1b[Kcomplexity, 0:0")


def test_error_stops_the_talking(terminal: Terminal) -> None:
    before = threading.active_count()

    def fail() -> None:
        with Progress(terminal, after=0.0):
            assert terminal.written.wait(30)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert threading.active_count() == before
