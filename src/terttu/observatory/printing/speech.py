"""One language of the report: its words, its numbers and its lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import words_en, words_fi, words_sv

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "en": words_en.WORDS,
    "fi": words_fi.WORDS,
    "sv": words_sv.WORDS,
}
_NO_BREAK = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Speech:
    """Words and numbers in one language.

    >>> Speech("fi").number(0.5), Speech("en").percent(0.1333), Speech("sv").number(-0.5)
    ('0,50', '13.3%', '−0,50')
    """

    language: str

    def text(self, name: str, /, **values: object) -> str:
        """The text ``name`` with its values filled in."""
        return LANGUAGES[self.language][name].format(**values)

    def known(self, name: str) -> bool:
        """Whether there is a text of this name."""
        return name in LANGUAGES[self.language]

    def number(self, value: float | None, digits: int = 2) -> str:
        """A number in this language; 'not at hand' for None."""
        if value is None:
            return self.text("not_at_hand")
        written = f"{value:,.{digits}f}".replace("-", _MINUS)
        if self.language == "en":
            return written
        return written.replace(",", _NO_BREAK).replace(".", ",")

    def quantity(self, value: float | None) -> str:
        """A value of the table with as many digits as it deserves: none from 100 on."""
        return self.number(value, 0 if value is None or abs(value) >= 100 else 1)

    def percent(self, value: float | None, digits: int = 1) -> str:
        """A share as a percentage; 'not at hand' for None."""
        if value is None:
            return self.text("not_at_hand")
        sign = "%" if self.language == "en" else f"{_NO_BREAK}%"
        return self.number(100 * value, digits) + sign

    def trimmed(self, value: float, digits: int = 2) -> str:
        """A number without zeros at its end, for thresholds."""
        text = self.number(value, digits)
        mark = "." if self.language == "en" else ","
        return text.rstrip("0").rstrip(mark) if mark in text else text

    def listed(self, names: Sequence[str]) -> str:
        """Names in a sentence; 'none' where there are none.

        >>> Speech("en").listed(["Mikkeli", "Savonlinna", "Pieksämäki"])
        'Mikkeli, Savonlinna and Pieksämäki'
        """
        if not names:
            return self.text("none")
        # Names that hold commas or 'and' themselves are told apart by semicolons.
        if any("," in name or self.text("and") in name for name in names):
            return "; ".join(names)
        *first, last = names
        return f"{', '.join(first)}{self.text('and')}{last}" if first else last

    def of(self, row: Mapping[str, Any], name: str) -> str:
        """The text of a row in this language, else in English, else in any, else empty."""
        for code in (self.language, "en", "fi", "sv"):
            if row.get(f"{name}_{code}"):
                return str(row[f"{name}_{code}"])
        return ""

    def date(self, made_at: str) -> str:
        """A day as written in this language: 24.11.2026, or 24 November 2026 in English."""
        day = datetime.fromisoformat(made_at)
        if self.language == "en":
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        return f"{day.day}.{day.month}.{day.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
