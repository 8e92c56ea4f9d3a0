"""Checks that a report of a package is a PDF of a known name and of a bearable size."""

from __future__ import annotations

import re

from .errors import InputError

MAX_REPORT_BYTES = 10_000_000
_NAME = re.compile(r"report\.[a-z]{2,3}\.pdf", re.ASCII)
# ISO 32000-2, 7.5.2 and 7.5.5: what every file begins with, and the mark at its end.
_START = b"%PDF-"
_END = b"%%EOF"
_TAIL = 1024


def check_report_name(path: str) -> None:
    """Raise InputError unless ``path`` is ``reports/report.<language>.pdf``."""
    folder, _, name = path.rpartition("/")
    if folder != "reports" or not _NAME.fullmatch(name):
        raise InputError(
            f"{path!r} is no report of a package; its name must be reports/report.<language>.pdf."
        )


def check_report(data: bytes, path: str) -> None:
    """Raise InputError when ``data`` is no PDF from its first byte to its last, or too large."""
    check_report_name(path)
    if len(data) > MAX_REPORT_BYTES:
        raise InputError(f"{path!r} is larger than {MAX_REPORT_BYTES:,} bytes.")
    if not data.startswith(_START) or _END not in data[-_TAIL:]:
        raise InputError(f"{path!r} is not a readable PDF; make the package anew.")
