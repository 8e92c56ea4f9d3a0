"""Finds a region by its code in any classification year or by its name in any language."""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

MUNICIPALITY = "kunta"
_NUTS = re.compile(
    r"(?:AL|AT|BA|BE|BG|CH|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MD|ME|MK|MT|NL|NO|PL"
    r"|PT|RO|RS|SE|SI|SK|TR|UA|UK|XK)[0-9A-Z]{0,3}"
)


@dataclass(frozen=True, slots=True)
class AreaCode:
    """One code of an area in one classification and the years it holds for."""

    scheme: str
    code: str
    year_from: int
    year_to: int | None


@dataclass(frozen=True, slots=True)
class Area:
    """A region or municipality: its own code, its names by language and all its codes."""

    code: str
    scheme: str
    names: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[AreaCode, ...] = ()

    def name(self, language: str) -> str:
        """The name in ``language``, else in English, else in any language, else the code."""
        for choice in (language, "en", *self.names):
            if self.names.get(choice):
                return self.names[choice]
        return self.code

    @property
    def labels(self) -> tuple[str, ...]:
        """Everything the area may be called in a table: codes first, then names."""
        codes = [self.code, *(c.code for c in self.codes)]
        return tuple(dict.fromkeys([*codes, *self.names.values()]))


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    scheme: str
    year_from: int
    year_to: int | None
    names: Mapping[str, str]
    region: str

    def holds_in(self, year: int | None) -> bool:
        if year is None:
            return self.year_to is None
        return self.year_from <= year and (self.year_to is None or year <= self.year_to)


class Areas:
    """The areas of a dataset: ``find`` for regions, ``municipalities`` for their parts."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        """Arrange the rows of an area list; use ``read_areas`` to read one."""
        self._rows = tuple(rows)
        regions = [row for row in self._rows if row.scheme != MUNICIPALITY]
        keys = dict.fromkeys(row.region or row.code for row in regions)
        self._regions = tuple(_region(key, regions) for key in keys)

    @property
    def regions(self) -> tuple[Area, ...]:
        """All regions in the order of the list."""
        return self._regions

    def find(self, text: str) -> Area:
        """The region that ``text`` names by a code or name, whatever its case and accents.

        Raises InputError for an unknown region, with the closest names.
        """
        found = self.get(text)
        if found is not None:
            return found
        raise unknown_region(text, [label for area in self._regions for label in area.labels])

    def get(self, text: str) -> Area | None:
        """As ``find``, but None for a region nobody knows."""
        wanted = fold(text)
        named = (area for area in self._regions if wanted in map(fold, area.labels))
        return next(named, None) if wanted else None

    def municipalities(self, region: str, year: int | None = None) -> tuple[Area, ...]:
        """The municipalities of ``region`` in the division of ``year``, by default the newest."""
        rows = [r for r in self._rows if r.scheme == MUNICIPALITY and r.region == region]
        return tuple(
            Area(code=r.code, scheme=r.scheme, names=r.names, codes=(_code(r),))
            for r in rows
            if r.holds_in(year)
        )

    def municipality_names(self, code: str) -> Mapping[str, str]:
        """The names of a municipality by language; empty for an unknown code."""
        rows = (r for r in self._rows if r.scheme == MUNICIPALITY and r.code == code)
        return next((row.names for row in rows), {})


def unknown_region(text: str, labels: Sequence[str]) -> InputError:
    """The error for a region nobody knows, with up to five labels that come close."""
    folded: dict[str, str] = {}
    for label in labels:
        folded.setdefault(fold(label), label)
    close = difflib.get_close_matches(fold(text), list(folded), n=5, cutoff=0.6)
    hint = f"; did you mean {' or '.join(folded[c] for c in close)}?" if close else "."
    if not close:
        shown = ", ".join(list(folded.values())[:8])
        hint = f"; known are for instance {shown}." if shown else "."
    return InputError(f"There is no region {text!r} in the data{hint}")


def read_areas(path: Path, columns: Mapping[str, str] | None = None) -> Areas:
    """Read an area list (code, scheme, year_from, year_to, name_*, parent, region).

    ``columns`` maps these names to those of the file where they differ.
    """
    names = columns or {}
    with path.open(encoding="utf-8", newline="") as file:
        return Areas([_row(record, names) for record in csv.DictReader(file)])


def nuts_level(code: str) -> int | None:
    """The NUTS level that a code has the shape of: 0 for FI, 3 for FI1D1; None for no such shape.

    The aggregates of Eurostat (EU27_2020, EA20) are no regions.
    """
    return len(code) - 2 if _NUTS.fullmatch(code) else None


def fold(text: str) -> str:
    """``text`` without case, accents, and with every run of other characters as one hyphen."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else "-" for c in plain if not unicodedata.combining(c))
    return "-".join(part for part in kept.split("-") if part)


def _row(record: Mapping[str, str], columns: Mapping[str, str]) -> _Row:
    def cell(name: str) -> str:
        return (record.get(columns.get(name, name)) or "").strip()

    year_to = cell("year_to")
    return _Row(
        code=cell("code"),
        scheme=cell("scheme"),
        year_from=int(cell("year_from") or 0),
        year_to=int(year_to) if year_to else None,
        names={c: cell(f"name_{c}") for c in ("fi", "sv", "en") if cell(f"name_{c}")},
        region=cell("region"),
    )


def _region(key: str, rows: Sequence[_Row]) -> Area:
    own = [row for row in rows if (row.region or row.code) == key]
    head = next((row for row in own if row.code == key), own[0])
    names = {**{k: v for row in own for k, v in row.names.items()}, **head.names}
    return Area(code=key, scheme=head.scheme, names=names, codes=tuple(map(_code, own)))


def _code(row: _Row) -> AreaCode:
    return AreaCode(row.scheme, row.code, row.year_from, row.year_to)
