"""The rows of a package looked up by what they are about; nothing but plain values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .speech import Speech

Row = Mapping[str, Any]
_GAP = "; "
_FIRST = 2


@dataclass(frozen=True, slots=True)
class Analysis:
    """The descriptor and tables of an analysis package."""

    descriptor: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]]

    @classmethod
    def of(cls, descriptor: Mapping[str, Any], tables: Mapping[str, Sequence[Row]]) -> Analysis:
        """The same from rows in which a missing figure may be NaN: here it is None."""
        return cls(descriptor, {name: [_told(row) for row in tables[name]] for name in tables})

    def rows(self, name: str, /, **wanted: object) -> list[Row]:
        """The rows of a table in which all columns have the wanted values."""
        return [row for row in self.tables[name] if all(row.get(k) == v for k, v in wanted.items())]

    def row(self, name: str, /, **wanted: object) -> Row:
        """The first such row, an empty one where there is none."""
        return next(iter(self.rows(name, **wanted)), {})

    @property
    def main(self) -> Row:
        """The row of the main table."""
        return self.row("tables", table=self.descriptor["terttu"]["main_table"])

    @property
    def method(self) -> Mapping[str, Any]:
        """How the analysis was made, as the descriptor says it."""
        return dict(self.descriptor["terttu"]["method"])

    @property
    def threshold(self) -> float:
        """The location quotient that counts as strong."""
        return float(self.method["parameters"]["threshold"])

    @property
    def confidence(self) -> float:
        """The confidence of the intervals."""
        return float(self.method["parameters"]["confidence"])

    @property
    def proposed(self) -> list[Row]:
        """The candidates that are proposed, by rank."""
        return [row for row in self.candidates if row["proposed"]]

    @property
    def candidates(self) -> list[Row]:
        """All candidates, by rank."""
        return sorted(self.tables["candidates"], key=lambda row: row["rank"])

    def group(self, candidate: Row) -> Row:
        """What surrounds the group of a candidate."""
        return self.row("groups", definition=candidate["definition"])

    def region_name(self, speech: Speech) -> str:
        """The name of the region, its code where nobody named it."""
        region = self.descriptor["terttu"]["region"]
        return _name(region["names"], speech) or str(region["code"])

    def industry(self, code: str, speech: Speech, *, table: str = "") -> str:
        """The name of an industry in a table, else in any table, else among the options."""
        own = self.row("industries", table=table or self.main["table"], industry=code)
        others = self.row("industries", industry=code), self.row("opportunities", industry=code)
        named = (speech.of(row, "label") for row in (own, *others))
        return next(filter(None, named), code)

    def candidate_name(self, candidate: Row, speech: Speech) -> str:
        """The name of a candidate's group, else its first two industries."""
        named = speech.of(self.group(candidate), "name")
        if named:
            return named
        codes = parts(candidate["industries"])
        more = f" (+{len(codes) - _FIRST})" if len(codes) > _FIRST else ""
        return "; ".join(self.industry(code, speech) for code in codes[:_FIRST]) + more

    def measure(self, speech: Speech) -> str:
        """What the main table measures."""
        return speech.of(self.main, "measure")

    def value(self, value: float | None, speech: Speech) -> str:
        """A value of the main table with its unit."""
        unit = "" if value is None else speech.of(self.main, "unit")
        return f"{speech.quantity(value)} {unit}".rstrip()

    def ways(self, speech: Speech) -> list[str]:
        """The other ways to measure what the main table measures."""
        return [way for way in speech.of(self.main, "range_measures").split(_GAP) if way]

    def value_name(self, english: str, speech: Speech) -> str:
        """A measure that the settings name in English, in the words of the reader."""
        for table in self.tables["tables"]:
            if table.get("measure_en") == english:
                return speech.of(table, "measure")
        others = str(self.main.get("range_measures_en") or "").split(_GAP)
        own = self.ways(speech)
        if english in others and len(own) == len(others):
            return own[others.index(english)]
        return speech.text("value_jobs") if english == "jobs" else english

    def municipality(self, code: str, speech: Speech) -> str:
        """The name of a municipality, its code where nobody named it."""
        return speech.of(self.row("municipalities", municipality=code), "name") or code


def parts(text: str | None) -> list[str]:
    """The parts of a cell whose values are joined with semicolons."""
    return [part for part in (text or "").split(";") if part]


def _told(row: Row) -> Row:
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()}


def _name(names: Mapping[str, str], speech: Speech) -> str:
    return next((names[c] for c in (speech.language, "en", *names) if names.get(c)), "")
