"""Recognises which column of a table holds what, by its name in English, Finnish or Swedish."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .areas import fold
from .errors import InputError

# In order of preference: a code before a name, where a table has both.
NAMES: dict[str, tuple[str, ...]] = {
    "region": (
        "region-code",
        "maakunta-koodi",
        "aluekoodi",
        "regionkod",
        "geo",
        "nuts",
        "nuts-code",
        "nuts2",
        "nuts3",
        "region",
        "area",
        "alue",
        "maakunta",
        "omrade",
        "landskap",
        "lan",
        "region-lan",
    ),
    "industry": (
        "industry-code",
        "toimialakoodi",
        "naringsgrenskod",
        "nace-r2",
        "nace",
        "nace-code",
        "tol",
        "tol2008",
        "sni",
        "industry",
        "toimiala",
        "naringsgren",
        "bransch",
        "sector",
        "activity",
    ),
    "period": ("period", "year", "time", "time-period", "vuosi", "ajankohta", "ar", "tid"),
    "value": (
        "value",
        "obs-value",
        "jobs",
        "employment",
        "arvo",
        "tyopaikat",
        "tyolliset",
        "henkilosto",
        "varde",
        "arbetsplatser",
        "sysselsatta",
    ),
}
REQUIRED = ("region", "industry", "value")


def find_columns(
    columns: list[str], names: Mapping[str, str | None], source: str
) -> dict[str, str | None]:
    """The column of each role (region, industry, period, value); period may be None.

    A name that is given must exist; the others are recognised. Raises InputError with the columns
    there are and the option to use.
    """
    found = {role: _column(columns, role, names.get(role), source) for role in NAMES}
    chosen = [column for column in found.values() if column]
    twice = next((column for column in chosen if chosen.count(column) > 1), None)
    if twice:
        raise InputError(f"{source}: the column {twice!r} cannot stand for two things at once.")
    return found


def scheme_column(columns: list[str]) -> str | None:
    """The column that names the classification of a row, where there is one."""
    return next((c for c in columns if fold(c) in ("scheme", "classification")), None)


def _column(columns: list[str], role: str, given: str | None, source: str) -> str | None:
    if given is not None:
        if given not in columns:
            raise InputError(f"{source} has no column {given!r}; {_there_are(columns)}")
        return given
    folded = {fold(column): column for column in reversed(columns)}
    for name in NAMES[role]:
        if name in folded:
            return folded[name]
    if role not in REQUIRED:
        return None
    dated = [c for name, c in folded.items() if role == "value" and _is_dated(name)]
    if len(dated) == 1:
        return dated[0]
    option = "--value" if role == "value" else f"--{role}-column"
    raise InputError(
        f"{source}: no column is recognised as the {role}; {_there_are(columns)} Name it with "
        f"{role}=... ({option})."
    )


def _is_dated(name: str) -> bool:
    """Whether a folded name is one of a value with a year behind it, such as employment-2015."""
    match = re.fullmatch(r"(.+)-(?:19|20)\d\d", name)
    return match is not None and match[1] in NAMES["value"]


def _there_are(columns: list[str]) -> str:
    shown = ", ".join(columns[:30]) + (", ..." if len(columns) > 30 else "")
    return f"there are the columns {shown}."
