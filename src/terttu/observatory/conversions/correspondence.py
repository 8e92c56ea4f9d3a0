"""Which codes of one classification become which of another, and in what shares."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from ..schemes import canonical, common_level

if TYPE_CHECKING:
    import os

FOLDER = Path(__file__).resolve().parents[2] / "data" / "classifications"
EQUAL = "A code with several targets is split into equal parts."
EQUAL_CLASSES = "Within a code, every class of its classification counts the same."
LEVELS = {"section": 1, "division": 2, "group": 3, "class": 4}

Shares = Mapping[str, Mapping[str, float]]

_STEPS = {
    ("NACE Rev. 2.1", "NACE Rev. 2"): "nace21_to_nace2",
    ("NACE Rev. 2", "ISIC Rev. 4"): "nace2_to_isic4",
    ("TOL 2008", "NACE Rev. 2"): "tol2008_to_nace2",
    ("NAICS 2017", "ISIC Rev. 4"): "naics2017_to_isic4",
    ("NAICS 2012", "NAICS 2017"): "naics2012_to_naics2017",
    ("NAICS 2022", "NAICS 2017"): "naics2022_to_naics2017",
}
# The lists that say which section a division is in.
_SECTIONS = {
    "NACE Rev. 2": "nace2",
    "TOL 2008": "nace2",
    "NACE Rev. 2.1": "nace21",
    "ISIC Rev. 4": "isic4",
}
_LETTERED = re.compile(r"[A-Z]\d+")
_SPAN = re.compile(r"(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Correspondence:
    """How the codes of ``source`` become codes of ``target``.

    ``shares`` says by source code what part of it each target code gets; parts add up to 1, or to
    less where some of a code has no target. ``assumptions`` are the sentences that must be said of
    the parts, where a code has several targets.
    """

    source: str
    target: str
    shares: Shares = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()

    def then(self, other: Correspondence) -> Correspondence:
        """Chain ``other`` to this correspondence: from its source to the target of ``other``."""
        shares = {code: _chained(parts, other.shares) for code, parts in self.shares.items()}
        said = dict.fromkeys([*self.assumptions, *other.assumptions])
        return Correspondence(self.source, other.target, shares, tuple(said))

    def weighted(self, weights: Mapping[str, float], what: str) -> Correspondence:
        """The same links with the parts of each code in the proportion of ``weights``.

        ``weights`` are figures by target code, ``what`` what they are figures of. A code none of
        whose targets weighs anything keeps its parts.
        """
        shares = {code: _reweighted(parts, weights) for code, parts in self.shares.items()}
        said = f"A code with several targets is split in proportion to {what}."
        return Correspondence(self.source, self.target, shares, (said,))


def read_correspondence(
    path: str | os.PathLike[str],
    *,
    source: str = "source",
    target: str = "target",
    weight: str | None = None,
    source_scheme: str = "",
    target_scheme: str = "",
) -> Correspondence:
    """Read a correspondence from a CSV file with a row for each pair of codes.

    ``source``, ``target`` and ``weight`` name its columns. Without weights a code with several
    targets is split into equal parts; weights are taken in proportion, whatever they add up to.
    Raises InputError for a missing column, a pair that occurs twice, or a weight that is no number
    of 0 or more.
    """
    file = Path(path)
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file} cannot be read as CSV in UTF-8.") from error
    named = [name for name in (source, target, weight) if name]
    absent = [name for name in named if not rows or name not in rows[0]]
    if absent:
        raise InputError(f"{file.name} has no column {absent[0]!r} with rows under it.")
    pairs = [
        (
            (row[source] or "").strip(),
            (row[target] or "").strip(),
            _weight(row[weight], file.name, number) if weight else 1.0,
        )
        for number, row in enumerate(rows, start=2)
    ]
    _check_pairs(pairs, file.name)
    said = f"A code with several targets is split by the weights in {file.name}."
    return Correspondence(
        canonical(source_scheme) if source_scheme else "",
        canonical(target_scheme) if target_scheme else "",
        _normalised(pairs),
        (said if weight else EQUAL,),
    )


def find_correspondence(source: str, target: str) -> Correspondence:
    """The published correspondence between two classifications, over others where it must.

    The codes are those of the finest level without dots. Raises InputError where none ships.
    """
    path = _path(source, target)
    if path is None:
        known = sorted({scheme for pair in _STEPS for scheme in pair})
        raise InputError(
            f"No correspondence from {source!r} to {target!r} ships; there are some between "
            f"{', '.join(known)}. Give one of your own (read_correspondence)."
        )
    found = _step(path[0], path[1])
    for one, other in pairwise(path[1:]):
        found = found.then(_step(one, other))
    return found


def for_codes(
    fine: Correspondence, codes: Sequence[str], level: str | None = None
) -> Correspondence:
    """A correspondence of the finest level brought to the level and the spelling of ``codes``.

    A division goes where its classes go, each class counting the same. ``level`` is the level of
    the targets, by default that of the codes. Codes without a target are left out.
    """
    members = _members(fine, codes)
    if not members:
        raise InputError(
            f"None of the codes ({', '.join(list(codes)[:5])}, ...) is one of {fine.source}; say "
            "which classification they are of."
        )
    length = _length(fine, members, level)
    sections = _sections(fine.target)
    spell = _speller(fine, members, sections)
    shares: dict[str, dict[str, float]] = {}
    for code, own in members.items():
        parts: dict[str, float] = {}
        for member in own:
            for target, share in fine.shares[member].items():
                key = spell(_shortened(target, length, sections))
                parts[key] = parts.get(key, 0.0) + share / len(own)
        shares[code] = _exact(parts)
    coarse = any(len(own) > 1 for own in members.values())
    split = any(len(parts) > 1 for parts in shares.values())
    said = (*fine.assumptions, *([EQUAL_CLASSES] if coarse else ())) if split else ()
    return Correspondence(fine.source, fine.target, shares, said)


def bare(code: str) -> str:
    """A code of NACE, TOL or ISIC without dots and without the letter of its section."""
    text = code.strip().upper().replace(".", "")
    return text[1:] if _LETTERED.fullmatch(text) else text


def _exact(parts: Mapping[str, float]) -> dict[str, float]:
    """Parts that add up to 1 but for rounding, so that a sum stays what it is."""
    total = math.fsum(parts.values())
    if len(parts) == 1 and math.isclose(total, 1.0, abs_tol=1e-9):
        return dict.fromkeys(parts, 1.0)
    return dict(parts)


def _chained(parts: Mapping[str, float], then: Shares) -> dict[str, float]:
    made: dict[str, float] = {}
    for middle, share in parts.items():
        for target, part in then.get(middle, {}).items():
            made[target] = made.get(target, 0.0) + share * part
    return _exact(made)


def _reweighted(parts: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, float]:
    if len(parts) < 2:
        return dict(parts)
    absent = next((target for target in parts if target not in weights), None)
    if absent is not None:
        raise InputError(f"The weights have no figure for {absent!r}, which a code is split into.")
    whole = math.fsum(parts.values())
    total = math.fsum(weights[target] for target in parts)
    if not total > 0:
        return dict(parts)
    return {target: whole * weights[target] / total for target in parts}


def _normalised(pairs: Iterable[tuple[str, str, float]]) -> dict[str, dict[str, float]]:
    sums: dict[str, dict[str, float]] = {}
    for source, target, weight in pairs:
        sums.setdefault(source, {})[target] = weight
    made = {}
    for source, parts in sums.items():
        total = math.fsum(parts.values())
        made[source] = {t: w / total for t, w in parts.items() if w > 0} if total > 0 else {}
    return made


def _check_pairs(pairs: Sequence[tuple[str, str, float]], name: str) -> None:
    seen: set[tuple[str, str]] = set()
    for number, (source, target, _) in enumerate(pairs, start=2):
        if not source or not target:
            raise InputError(f"{name}, row {number}: a code is empty; remove the row.")
        if (source, target) in seen:
            raise InputError(f"{name}, row {number}: {source!r} to {target!r} occurs twice.")
        seen.add((source, target))


def _weight(text: str | None, name: str, row: int) -> float:
    try:
        weight = float(text or "")
    except ValueError as error:
        raise InputError(f"{name}, row {row}: the weight {text!r} is no number.") from error
    if not 0 <= weight < math.inf:
        raise InputError(f"{name}, row {row}: the weight {text!r} is not 0 or more.")
    return weight


def _path(source: str, target: str) -> list[str] | None:
    """The shortest way from one classification to another over the tables that ship."""
    near: dict[str, list[str]] = {}
    for one, other in _STEPS:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    ways = [[source]]
    seen = {source}
    while ways:
        way = ways.pop(0)
        if way[-1] == target and len(way) > 1:
            return way
        for scheme in near.get(way[-1], []):
            if scheme not in seen:
                seen.add(scheme)
                ways.append([*way, scheme])
    return None


@cache
def _step(source: str, target: str) -> Correspondence:
    forward = (source, target) in _STEPS
    name = _STEPS[source, target] if forward else _STEPS[target, source]
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(bare(row["source"]), bare(row["target"])) for row in csv.DictReader(stream)]
    pairs = [(s, t, 1.0) if forward else (t, s, 1.0) for s, t in rows]
    return Correspondence(source, target, _normalised(pairs), (EQUAL,))


@cache
def _sections(scheme: str) -> Mapping[str, str]:
    """The section of each division, empty for a classification without such."""
    own = _SECTIONS.get(scheme)
    if own is None:
        return {}
    with (FOLDER / "sections_of_divisions.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        return {row["division"]: row["section"] for row in rows if row["scheme"] == own}


def _members(fine: Correspondence, codes: Iterable[str]) -> dict[str, list[str]]:
    """The codes of the finest level in each of ``codes``; codes without any are left out."""
    found = {code: _inside(fine, bare(code)) for code in codes}
    return {code: own for code, own in found.items() if own}


def _inside(fine: Correspondence, code: str) -> list[str]:
    sections = _sections(fine.source)
    span = _SPAN.fullmatch(code)
    if span and not sections:
        wanted = tuple(str(n) for n in range(int(span[1]), int(span[2]) + 1))
        return [one for one in fine.shares if one.startswith(wanted)]
    if code.isalpha():
        return [one for one in fine.shares if sections.get(one[:2]) == code]
    return [one for one in fine.shares if code.isdigit() and one.startswith(code)]


def _length(fine: Correspondence, codes: Collection[str], level: str | None) -> int:
    """How many digits the targets have; 1 stands for sections."""
    longest = max(len(target) for parts in fine.shares.values() for target in parts)
    if level is not None:
        if level not in LEVELS or not _sections(fine.target):
            raise InputError(
                f"{level!r} is no level of {fine.target} to convert to; "
                + (f"choose one of {', '.join(LEVELS)}." if _sections(fine.target) else "leave it.")
            )
        return LEVELS[level]
    if bool(_sections(fine.source)) != bool(_sections(fine.target)):
        return longest
    lengths = {1 if bare(code).isalpha() else len(bare(code)) for code in codes}
    if len(lengths) > 1 and _sections(fine.source):
        common_level(codes)
    return min(max(lengths), longest)


def _shortened(code: str, length: int, sections: Mapping[str, str]) -> str:
    return sections.get(code[:2], code) if length == 1 else code[:length]


def _speller(
    fine: Correspondence, codes: Collection[str], sections: Mapping[str, str]
) -> Callable[[str], str]:
    """A function that writes bare codes as ``codes`` are written: C10.11, 10.11 or 1011."""
    lettered = all(_LETTERED.fullmatch(code.replace(".", "")) for code in codes)
    nace = fine.target.startswith("NACE")
    dotted = nace and (any("." in code for code in codes) or not fine.source.startswith("NACE"))

    def spell(code: str) -> str:
        if not code.isdigit() or not sections:
            return code
        text = f"{code[:2]}.{code[2:]}" if dotted and len(code) > 2 else code
        return sections.get(code[:2], "") + text if lettered else text

    return spell
