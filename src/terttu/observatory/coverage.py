"""What of the economy a table says nothing about: parts of NACE Rev. 2 that it does not hold."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from .datasets import SHIPPED
from .schemes import Industry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DIVISION = re.compile(r"[A-Z]?(\d{2})")
_NACE = SHIPPED / "finland" / "nace_rev2.csv"


def divisions_of(code: str, industries: Mapping[str, Industry]) -> tuple[str, ...]:
    """The divisions of NACE Rev. 2 that an industry is made of, () where nobody has said.

    Those of its list come first; else the code itself is read: ``16`` and ``C16`` are division 16.

    >>> divisions_of("C16", {}), divisions_of("02_03", {})
    (('16',), ())
    """
    listed = industries[code].divisions if code in industries else ()
    read = _DIVISION.fullmatch(code)
    return listed or ((read[1],) if read else ())


def not_covered(
    codes: Iterable[str], industries: Mapping[str, Industry], *, language: str = "en"
) -> dict[str, str] | None:
    """The sections and divisions of NACE Rev. 2 that no industry of a table holds, with names.

    A section that is missing as a whole stands for its divisions. None where an industry does not
    say which divisions it is made of, so that nobody can tell.

    >>> every = [f"{n:02d}" for n in range(1, 99)]
    >>> not_covered(every, {})
    {'U': 'Activities of extraterritorial organisations and bodies'}
    """
    held = [divisions_of(code, industries) for code in codes]
    if not all(held):
        return None
    known = {division for divisions in held for division in divisions}
    classification = _nace()
    parts: dict[str, list[str]] = {}
    for code, (section, _) in classification.items():
        if len(code) == 2:
            parts.setdefault(section, []).append(code)
    found: dict[str, str] = {}
    for section, divisions in parts.items():
        missing = [code for code in divisions if code not in known]
        for code in [section] if missing == divisions else missing:
            found[code] = classification[code][1].label(language)
    return found


def _nace() -> dict[str, tuple[str, Industry]]:
    """Sections and divisions of NACE Rev. 2: the section each is in, and its names."""
    with _NACE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if len(row["code"]) <= 2]
    return {
        row["code"]: (
            row["section"],
            Industry(row["code"], {c: row[f"label_{c}"] for c in ("fi", "sv", "en")}),
        )
        for row in rows
    }
