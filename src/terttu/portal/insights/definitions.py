"""Definitions as values: what splitting, merging and the other changes make of a set.

A set is a tuple of definitions in the order of their codes. Nothing here reads or writes; whatever
cannot be done raises `ChangeError` with a sentence in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from terttu.portal.core.translated import Translated, translated

CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
MOST = 200


class ChangeError(Exception):
    """A sentence that says what cannot be done and what to do instead."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A named group of industries; a weight is the part of the industry that belongs to it.

    Weights lie in (0, 1]. An industry may belong to several groups. `code` is what analyses and
    files call it; it stays when the name changes.
    """

    code: str
    name: Translated = field(default_factory=Translated)
    industries: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name.text() or self.code


Set = tuple[Definition, ...]


def read(content: Iterable[Mapping[str, Any]]) -> Set:
    """The definitions of a version's content."""
    return tuple(
        Definition(row["code"], translated(row["name"]), dict(row["industries"])) for row in content
    )


def write(definitions: Sequence[Definition]) -> list[dict[str, Any]]:
    """The content of a version."""
    return [
        {"code": row.code, "name": dict(row.name), "industries": dict(row.industries)}
        for row in definitions
    ]


def find(definitions: Sequence[Definition], code: str) -> Definition | None:
    """The definition of that code."""
    return next((row for row in definitions if row.code == code), None)


def free_code(definitions: Sequence[Definition]) -> str:
    """The first of D01, D02, ... that no definition has."""
    taken = {row.code for row in definitions}
    return next(code for n in range(1, MOST + 2) if (code := f"D{n:02d}") not in taken)


def put(definitions: Sequence[Definition], new: Definition) -> Set:
    """The set with `new` in the place of the one with its code, or at its end."""
    if not new.industries:
        raise ChangeError(_("A group needs at least one industry. Give one a weight."))
    if any(not 0 < weight <= 1 for weight in new.industries.values()):
        raise ChangeError(_("A weight must be more than 0 and at most 1."))
    new = replace(new, industries=dict(sorted(new.industries.items())))
    if find(definitions, new.code):
        return tuple(new if row.code == new.code else row for row in definitions)
    if len(definitions) >= MOST:
        raise ChangeError(_("A set can have %(most)s groups. Merge some first.") % {"most": MOST})
    return tuple(sorted((*definitions, new), key=lambda row: row.code))


def remove(definitions: Sequence[Definition], code: str) -> Set:
    """The set without the one of that code; its industries may then belong to none."""
    rest = tuple(row for row in definitions if row.code != code)
    if not rest:
        raise ChangeError(_("This is the last group of the set. Make another one first."))
    return rest


def split(
    definitions: Sequence[Definition], code: str, *, out: Sequence[str], name: Translated
) -> Set:
    """Move the industries `out` of one definition into a new one, with their weights."""
    old = find(definitions, code)
    if old is None:
        raise ChangeError(_("This group is not in the set any more."))
    moved = {industry: old.industries[industry] for industry in out if industry in old.industries}
    stays = {code: weight for code, weight in old.industries.items() if code not in moved}
    if not moved or not stays:
        raise ChangeError(
            _("Both groups need an industry: choose at least one, and leave at least one.")
        )
    new = Definition(free_code(definitions), name, moved)
    return put(put(definitions, replace(old, industries=stays)), new)


def merge(definitions: Sequence[Definition], code: str, *, other: str) -> Set:
    """Join `other` into the definition of that code, which keeps its code and name.

    An industry of both gets the sum of its weights, but never more than the whole of it.
    """
    first, second = find(definitions, code), find(definitions, other)
    if first is None or second is None or code == other:
        raise ChangeError(_("Choose another group of the set."))
    both = dict(first.industries)
    for industry, weight in second.industries.items():
        both[industry] = min(1.0, round(both.get(industry, 0.0) + weight, 6))
    return put(remove(definitions, other), replace(first, industries=both))


def unassigned(definitions: Sequence[Definition], industries: Iterable[str]) -> list[str]:
    """Industries that belong to no definition."""
    used = {industry for row in definitions for industry in row.industries}
    return [industry for industry in industries if industry not in used]


def overfull(definitions: Sequence[Definition]) -> dict[str, float]:
    """Industries whose weights add up to more than 1, with the sum: they are counted twice."""
    sums: dict[str, float] = {}
    for row in definitions:
        for industry, weight in row.industries.items():
            sums[industry] = sums.get(industry, 0.0) + weight
    return {industry: total for industry, total in sorted(sums.items()) if total > 1 + 1e-9}
