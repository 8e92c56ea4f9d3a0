"""Divisions of Finland by year and versions of NUTS: which area became which."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from ..errors import InputError
from .correspondence import Correspondence

FOLDER = Path(__file__).resolve().parents[2] / "data"
FIRST_YEAR, NEWEST_YEAR = 2013, 2026  # of the keys of municipalities
NUTS_VERSIONS = (2016, 2021, 2024)
# The division of Finland's regions that a version of NUTS stands for.
_DIVISION = {2016: 2020, 2021: 2020, 2024: 2024}
PEOPLE = (
    "A region that was divided is split in proportion to people in 2021 (Joint Research Centre, "
    "NUTS converter); figures by municipality would be exact."
)
DIVIDED = "An area that was divided is split in proportion to the weights by municipality."
MERGED = "Municipalities that merged are added up."
SUMMED = "An area is the sum of the municipalities that lie in it."
UNCHANGED = (
    "A NUTS code that no list of changes names is taken for the same area; border moves that left "
    "the codes alone are ignored."
)
_SCHEME = re.compile(r"(kunta|maakunta|nuts) ?(\d{4})", re.IGNORECASE)
_PREFIX = {"kunta": "KU", "maakunta": "MK", "nuts": ""}

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Division:
    """A division into areas: kunta (municipalities), maakunta (regions) or NUTS, of a year."""

    kind: str
    year: int

    def __str__(self) -> str:
        """The name as it is given."""
        return f"{'NUTS' if self.kind == 'nuts' else self.kind} {self.year}"


@dataclass(frozen=True, slots=True)
class _Municipality:
    code: str
    name: str
    region: str
    first: int
    last: int


def area_correspondence(
    codes: Sequence[str],
    source: str,
    target: str,
    weights: Figures | None = None,
    *,
    otherwise: Figures | None = None,
) -> Correspondence:
    """How the areas ``codes`` of the division ``source`` become areas of ``target``.

    Divisions are ``kunta 2020``, ``maakunta 2021`` or ``NUTS 2024``, with any year from 2013 on
    and the NUTS versions 2016, 2021 and 2024. ``weights`` are figures by municipality that say
    what part of a divided area went where; ``otherwise`` are used for an area in which those are
    all 0. Raises InputError for an unknown division or code, and
    for a divided area without weights (but for NUTS regions, where people in 2021 stand in).
    """
    start, end = _division(source), _division(target)
    plain = {code: _plain(code, start) for code in codes}
    own = list(plain.values())
    finnish = set(own)
    if start.kind == end.kind == "nuts":
        finnish = set() if weights is None else finnish & {*_nuts_of_regions(start.year).values()}
    found = _both(
        _finnish([c for c in own if c in finnish], start, end, [weights, otherwise]),
        _nuts([c for c in own if c not in finnish], start.year, end.year),
    )
    prefixed = all(plain[code] != code for code in codes)
    prefix = _PREFIX[end.kind] if prefixed else ""
    shares = {
        code: {prefix + area: share for area, share in found.shares[own].items()}
        for code, own in plain.items()
        if own in found.shares
    }
    return Correspondence(str(start), str(end), shares, found.assumptions)


def nuts_version(codes: Iterable[str]) -> int | None:
    """The one version of NUTS that has all ``codes``; None where several or none have them."""
    wanted = set(codes)
    possible = set(NUTS_VERSIONS)
    for old, new in pairwise(NUTS_VERSIONS):
        before = _changes(old, new)
        after = {area for parts in before.values() for area in parts}
        if wanted & (set(before) - after):
            possible -= {v for v in NUTS_VERSIONS if v >= new}
        if wanted & (after - set(before)):
            possible -= {v for v in NUTS_VERSIONS if v <= old}
    return possible.pop() if len(possible) == 1 else None


def _both(one: Correspondence, other: Correspondence) -> Correspondence:
    said = (*one.assumptions, *other.assumptions)
    return Correspondence("", "", {**one.shares, **other.shares}, said)


def _division(text: str) -> Division:
    match = _SCHEME.fullmatch(text.strip())
    division = Division(match[1].lower(), int(match[2])) if match else None
    good = division and (
        division.year in NUTS_VERSIONS
        if division.kind == "nuts"
        else FIRST_YEAR <= division.year <= NEWEST_YEAR
    )
    if not division or not good:
        raise InputError(
            f"{text!r} is no division that is known; give for instance 'kunta 2020', 'maakunta "
            f"2021' (years {FIRST_YEAR} to {NEWEST_YEAR}) or 'NUTS 2021' ("
            f"{', '.join(map(str, NUTS_VERSIONS))})."
        )
    return division


def _plain(code: str, division: Division) -> str:
    """A code without the letters that Statistics Finland may put before it."""
    prefix = _PREFIX[division.kind]
    return code[2:] if prefix and code.startswith(prefix) else code


def _nuts(codes: Sequence[str], start: int, end: int) -> Correspondence:
    """NUTS codes from version to version, backwards too, by people where areas were divided."""
    if not codes:
        return Correspondence("", "")
    shares: dict[str, dict[str, float]] = {code: {code: 1.0} for code in codes}
    steps = [v for v in NUTS_VERSIONS if min(start, end) <= v <= max(start, end)]
    if start > end:
        steps.reverse()
    for one, other in pairwise(steps):
        flows = _changes(one, other)
        _check_version(shares, flows, one, other)
        shares = {code: _followed(parts, flows) for code, parts in shares.items()}
    divided = any(len(parts) > 1 for parts in shares.values())
    said = (PEOPLE, UNCHANGED) if divided else (UNCHANGED,)
    return Correspondence("", "", shares, said if start != end else ())


def _followed(
    parts: Mapping[str, float], flows: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    made: dict[str, float] = {}
    for code, share in parts.items():
        people = flows.get(code, {code: 1.0})
        total = math.fsum(people.values())
        for area, number in people.items():
            made[area] = made.get(area, 0.0) + share * number / total
    return made


def _check_version(
    shares: Mapping[str, Mapping[str, float]],
    flows: Mapping[str, Mapping[str, float]],
    start: int,
    end: int,
) -> None:
    new = {area for parts in flows.values() for area in parts} - set(flows)
    wrong = next((code for parts in shares.values() for code in parts if code in new), None)
    if wrong is not None:
        raise InputError(f"{wrong} is a code of NUTS {end}, not of NUTS {start}; give its version.")


@cache
def _changes(start: int, end: int) -> Mapping[str, Mapping[str, float]]:
    """People by old and new code, of the codes that changed."""
    found: dict[str, dict[str, float]] = {}
    for row in _rows("areas/nuts_changes.csv"):
        years = {int(row["from_version"]), int(row["to_version"])}
        if years == {start, end}:
            pair = (row["source"], row["target"])
            one, other = pair if start < end else pair[::-1]
            found.setdefault(one, {})[other] = float(row["people_2021"])
    return found


def _finnish(
    codes: Sequence[str], start: Division, end: Division, weights: Sequence[Figures | None]
) -> Correspondence:
    """Finnish areas, through the municipalities they consist of."""
    if not codes:
        return Correspondence("", "")
    old, new = _finder(start), _finder(end)
    parts = [one for one in _parts(start, end) if old(one) in codes]
    given = [
        {_plain(code, _KUNTA): number for code, number in figures.items()}
        for figures in weights
        if figures is not None
    ]
    for figures in given:
        _check_figures(figures, parts, start, end)
    links: dict[str, dict[str, list[str]]] = {}
    for one in given[0] if given else parts:
        links.setdefault(old(one), {}).setdefault(new(one), []).append(one)
    unknown = next((code for code in codes if code not in links), None)
    if unknown is not None:
        raise InputError(f"There is no area {unknown!r} in the division {start}.")
    shares = {code: _shares(code, links[code], (start, end), given) for code in codes}
    divided = any(len(parts) > 1 for parts in shares.values())
    said = [DIVIDED] if divided else []
    targets = [area for parts in shares.values() for area in parts]
    if len(set(targets)) < len(targets) and start.kind == "kunta":
        said.append(MERGED if end.kind == "kunta" else SUMMED)
    return Correspondence("", "", shares, tuple(said))


def _shares(
    code: str,
    parts: Mapping[str, list[str]],
    divisions: tuple[Division, Division],
    given: Sequence[Figures],
) -> dict[str, float]:
    """What part of an area each area that it became gets, by the first figures that say so."""
    if len(parts) == 1:
        return dict.fromkeys(parts, 1.0)
    if not given:
        raise _divided(code, parts, divisions)
    for figures in given:
        sums = {area: math.fsum(figures[one] for one in own) for area, own in parts.items()}
        total = math.fsum(sums.values())
        if total > 0:
            return {area: number / total for area, number in sums.items() if number}
    raise InputError(
        f"The weights say nothing of {code}: they are 0 in all its municipalities; give others."
    )


def _divided(
    code: str, parts: Mapping[str, list[str]], divisions: tuple[Division, Division]
) -> InputError:
    most = code if code in parts else max(parts, key=lambda area: len(parts[area]))
    names = _names()
    moved = sorted(one for area, own in parts.items() if area != most for one in own)
    start, end = divisions
    return InputError(
        f"{code} of {start} was divided by {end} ({', '.join(names[one] for one in moved)} apart "
        "from the rest): its total cannot be converted without figures by municipality. Give them "
        "as weights, or convert a table by municipality."
    )


def _check_figures(
    figures: Figures, parts: Collection[str], start: Division, end: Division
) -> None:
    """Refuse weights with unknown municipalities, or without some of the areas at hand."""
    wrong = next((code for code in figures if code not in _municipalities()), None)
    if wrong is not None:
        raise InputError(f"The weights have {wrong!r}, which is no municipality's code.")
    exact = "kunta" in (start.kind, end.kind)
    for part in parts:
        later = (_successor(part, year) for year in range(FIRST_YEAR, NEWEST_YEAR + 1))
        if part not in figures and (exact or not any(code in figures for code in later)):
            raise InputError(
                f"The weights lack the municipality {part} ({_names()[part]}); give figures for "
                f"every municipality of {min(start.year, end.year)} in the areas at hand."
            )
    bad = next((code for code, n in figures.items() if not 0 <= n < math.inf), None)
    if bad is not None:
        raise InputError(f"The weight of {bad} is not a number of 0 or more.")


_KUNTA = Division("kunta", FIRST_YEAR)


def _parts(start: Division, end: Division) -> list[str]:
    """The municipalities of the earlier of two divisions: no code is newer than 2013."""
    year = min(d.year if d.kind != "nuts" else _DIVISION[d.year] for d in (start, end))
    return [
        m.code for runs in _municipalities().values() for m in runs if m.first <= year <= m.last
    ]


def _finder(division: Division) -> Callable[[str], str]:
    """A function that says in which area of a division a municipality lies."""
    if division.kind == "kunta":
        return lambda code: _successor(code, division.year)
    year = division.year if division.kind == "maakunta" else _DIVISION[division.year]
    if division.kind == "maakunta":
        return lambda code: _region(code, year)
    nuts = _nuts_of_regions(division.year)
    return lambda code: nuts[_region(code, year)]


def _successor(code: str, year: int) -> str:
    """The municipality that ``code`` is, or is a part of, in ``year``."""
    for merged, old, new in _mergers():
        if merged <= year and code == old:
            code = new
    return code


def _region(code: str, year: int) -> str:
    own = _successor(code, year)
    for run in _municipalities()[own]:
        if run.first <= year <= run.last:
            return run.region
    raise InputError(f"The municipality {code!r} does not exist in {year}.")


@cache
def _municipalities() -> Mapping[str, Sequence[_Municipality]]:
    found: dict[str, list[_Municipality]] = {}
    for row in _rows("finland/areas.csv"):
        if row["scheme"] == "kunta":
            last = int(row["year_to"] or 9999)
            one = _Municipality(
                row["code"], row["name_fi"], row["region"], int(row["year_from"]), last
            )
            found.setdefault(one.code, []).append(one)
    return found


@cache
def _names() -> Mapping[str, str]:
    return {code: runs[-1].name for code, runs in _municipalities().items()}


@cache
def _mergers() -> Sequence[tuple[int, str, str]]:
    rows = _rows("areas/finland_municipality_mergers.csv")
    return sorted((int(row["year"]), row["source"], row["target"]) for row in rows)


@cache
def _nuts_of_regions(version: int) -> Mapping[str, str]:
    return {
        row["region"]: row["code"]
        for row in _rows("finland/areas.csv")
        if row["scheme"] == "nuts3"
        and int(row["year_from"]) <= version <= int(row["year_to"] or 9999)
    }


def _rows(path: str) -> Iterable[dict[str, str]]:
    with (FOLDER / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
