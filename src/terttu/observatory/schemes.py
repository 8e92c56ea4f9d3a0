"""What an industry code is: its level in NACE, and the lists that say what a code means."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .areas import fold
from .errors import InputError

LEVELS = ("section", "division", "group", "class")
UNKNOWN = "other"
_SECTION = re.compile(r"[A-Z]")
_NUMBERED = re.compile(r"[A-Z]?(\d{2})(?:\.?(\d)(?:\.?(\d))?)?")
_COMPOSITE = re.compile(r"[A-Z]?\d{2,5}(?:[_+-][A-Z]?\d{2,5})+|[A-Z](?:[_+-][A-Z])+")


# What a classification is called in file and column names, folded, and what it is called here.
_SCHEMES = {
    "nace-rev-1": "NACE Rev. 1",
    "nace1": "NACE Rev. 1",
    "nace-rev-2": "NACE Rev. 2",
    "nace-rev2": "NACE Rev. 2",
    "nace-r2": "NACE Rev. 2",
    "nace2": "NACE Rev. 2",
    "nace-rev-2-1": "NACE Rev. 2.1",
    "nace-rev2-1": "NACE Rev. 2.1",
    "nace-r2-1": "NACE Rev. 2.1",
    "nace-r21": "NACE Rev. 2.1",
    "nace21": "NACE Rev. 2.1",
    "tol-2008": "TOL 2008",
    "tol2008": "TOL 2008",
    "toimiala-1-20080101": "TOL 2008",
    "tol-2025": "TOL 2025",
    "tol2025": "TOL 2025",
    "toimiala-1-20250101": "TOL 2025",
    "sni2007": "SNI 2007",
    "sni-2007": "SNI 2007",
    "sni2025": "SNI 2025",
    "sni-2025": "SNI 2025",
    "isic-rev-4": "ISIC Rev. 4",
    "isic-rev4": "ISIC Rev. 4",
    "isic4": "ISIC Rev. 4",
    "isic-4": "ISIC Rev. 4",
    "isic-rev-5": "ISIC Rev. 5",
    "isic-rev5": "ISIC Rev. 5",
    "isic5": "ISIC Rev. 5",
    "nuts": "NUTS",
}
_DATED = re.compile(r"(naics|nuts)-?\d?-?((?:19|20)\d\d)")
_NUTS_LEVEL = re.compile(r"nuts-?[0-3]?(?:-code)?")
_FINNISH = re.compile(r"(kunta|maakunta|seutukunta)-1-((?:19|20)\d\d)0101")
_VERSIONED = re.compile(r".+-\d+-\d{8}")


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry of a list; ``traded`` is traded, mixed, local or empty where nobody has said."""

    code: str
    labels: Mapping[str, str] = field(default_factory=dict)
    traded: str = ""
    note: str = ""
    divisions: tuple[str, ...] = ()
    group: str = ""

    def label(self, language: str) -> str:
        """The name in ``language``, else in English, else in any language, else the code."""
        for choice in (language, "en", *self.labels):
            if self.labels.get(choice):
                return self.labels[choice]
        return self.code


def canonical(scheme: str) -> str:
    """The name of a classification as it is written here, ``NACE Rev. 2`` for ``nace_r2``.

    A name that is not known stays as it is.
    """
    return _known(fold(scheme)) or scheme.strip()


def of_column(name: str) -> str:
    """The classification that a column is named after, '' where its name says none."""
    folded = fold(name)
    if _NUTS_LEVEL.fullmatch(folded):
        return "NUTS"
    return _known(folded) or (name if _VERSIONED.fullmatch(folded) else "")


def _known(folded: str) -> str:
    if folded in _SCHEMES:
        return _SCHEMES[folded]
    dated = _DATED.fullmatch(folded)
    if dated:
        return f"{dated[1].upper()} {dated[2]}"
    finnish = _FINNISH.fullmatch(folded)
    return f"{finnish[1]} {finnish[2]}" if finnish else ""


def level_of(code: str) -> str:
    """The level of an industry code: section, division, group, class, composite or other.

    ``A`` is a section, ``10`` and ``C10`` are divisions, ``10.1`` and ``101`` groups, ``10.11``
    classes, ``02_03`` and ``10-12`` composites of several; anything else is ``other``.
    """
    text = code.strip().upper()
    if _SECTION.fullmatch(text):
        return "section"
    if _COMPOSITE.fullmatch(text):
        return "composite"
    match = _NUMBERED.fullmatch(text)
    if match is None:
        return UNKNOWN
    return LEVELS[1 + sum(part is not None for part in match.groups()[1:])]


def common_level(codes: Iterable[str]) -> str:
    """The one level of all ``codes``; composites may stand beside divisions.

    Raises InputError when the codes are of several levels, naming an example of each.
    """
    examples: dict[str, str] = {}
    for code in codes:
        examples.setdefault(level_of(code), code)
    if len(examples) == 1:
        return next(iter(examples))
    if set(examples) <= {"composite", "division", "section"} and "composite" in examples:
        return "composite"
    named = ", ".join(f"{code} is {_article(level)}" for level, code in examples.items())
    raise InputError(
        f"The industries are of several levels ({named}), so that they would count twice; "
        f"choose one with level (--level {_suggestion(examples)}) or leave codes out with "
        "exclude (--exclude CODE)."
    )


def of_level(codes: Iterable[str], level: str) -> list[str]:
    """Those of ``codes`` that are of ``level``, in order."""
    if level not in (*LEVELS, "composite", UNKNOWN):
        raise InputError(f"{level!r} is no level; choose one of {', '.join(LEVELS)}.")
    return [code for code in codes if level_of(code) == level]


def composition(kinds: Collection[str]) -> str:
    """What a group of industries serves: their common kind, mixed for several, '' if unknown."""
    known = {kind for kind in kinds if kind}
    if not known or len(known) < len(set(kinds)):
        return "" if not known else "mixed"
    return known.pop() if len(known) == 1 else "mixed"


def _article(level: str) -> str:
    return {"other": "of no known level"}.get(level, f"a {level}")


def _suggestion(levels: Collection[str]) -> str:
    return next((level for level in reversed(LEVELS) if level in levels), "division")
