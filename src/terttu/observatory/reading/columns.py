"""Recognises which column of a table holds what, by its name in English, Finnish or Swedish."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..areas import fold
from ..errors import InputError

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
        "ref-area",
        "territory",
        "kunta",
        "municipality",
        "municipality-code",
        "kuntakoodi",
        "kommun",
        "seutukunta",
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
        "economic-activity",
        "nace-r2-1",
        "nace-r21",
        "tol2025",
        "sni2007",
        "sni2025",
        "isic4",
        "naics",
    ),
    "period": (
        "period",
        "year",
        "time",
        "time-period",
        "timeperiod-y",
        "timeperiod-q",
        "timeperiod-m",
        "vuosi",
        "ajankohta",
        "neljannes",
        "kuukausi",
        "ar",
        "tid",
    ),
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
# What a column of names is called beside a column of codes, after the stem both share.
_LABEL = re.compile(
    r"(?P<stem>.+?)-(?:name|names|label|labels|nimi|namn|nimike|benamning|title|text)"
    r"(?:-(?P<language>[a-z]{2}))?"
)
_LABEL_IN = re.compile(r"(?P<stem>.+)-(?P<language>fi|sv|en|se|de|fr|da|no|nb|et)")
_CODE = re.compile(r"(?P<stem>.+?)-?(?:code|codes|koodi|kod|id)")
# A classification with the day it was made, as Statistics Finland names its dimensions.
_VERSION = re.compile(r"(.+?)(?:-\d+)?-\d{8}")


def find_columns(
    columns: list[str],
    names: Mapping[str, str | None],
    source: str,
    *,
    known: Mapping[str, str] | None = None,
) -> dict[str, str | None]:
    """The column of each role (region, industry, period, value); period may be None.

    A name that is given must exist, '' says that there is none; the others are what the file says
    itself (``known``) or are recognised. Raises InputError with the columns there are and the
    option to use.
    """
    found = {role: _column(columns, role, names.get(role), source, known or {}) for role in NAMES}
    chosen = [column for column in found.values() if column]
    twice = next((column for column in chosen if chosen.count(column) > 1), None)
    if twice:
        raise InputError(f"{source}: the column {twice!r} cannot stand for two things at once.")
    return found


def scheme_column(columns: list[str]) -> str | None:
    """The column that names the classification of a row, where there is one."""
    return next((c for c in columns if fold(c) in ("scheme", "classification")), None)


def label_columns(columns: list[str], role: str, column: str | None) -> dict[str, str]:
    """The columns of names beside the codes in ``column``, by language ('' where none is said).

    ``region_name_fi`` stands beside ``region_code``, ``toimiala`` beside ``toimialakoodi``.
    """
    if column is None:
        return {}
    own = fold(column)
    coded = _CODE.fullmatch(own)
    stems = {own, role, coded["stem"] if coded else own}
    found: dict[str, str] = {}
    for other in columns:
        name = fold(other)
        match = _LABEL.fullmatch(name) or (_LABEL_IN.fullmatch(name) if coded else None)
        if other == column:
            continue
        if match and match["stem"] in stems:
            found.setdefault(match["language"] or "", other)
        elif coded and name == coded["stem"]:
            found.setdefault("", other)
    return found


def _column(
    columns: list[str], role: str, given: str | None, source: str, known: Mapping[str, str]
) -> str | None:
    if given == "" and role != "value":
        return None
    if given is not None:
        if given not in columns:
            raise InputError(f"{source} has no column {given!r}; {_there_are(columns)}")
        return given
    if role in known:
        return known[role]
    folded = {fold(column): column for column in reversed(columns)}
    undated = {m[1]: c for name, c in folded.items() if (m := _VERSION.fullmatch(name))}
    for name in NAMES[role]:
        if name in folded or name in undated:
            return folded.get(name) or undated[name]
    if role not in REQUIRED:
        return None
    dated = [c for name, c in folded.items() if role == "value" and _is_dated(name)]
    if len(dated) == 1:
        return dated[0]
    option = "--value" if role == "value" else f"--{role}-column"
    none = "" if role == "value" else f", or give {role}='' where the table has none"
    raise InputError(
        f"{source}: no column is recognised as the {role}; {_there_are(columns)} Name it with "
        f"{role}=... ({option}){none}."
    )


def _is_dated(name: str) -> bool:
    """Whether a folded name is one of a value with a year behind it, such as employment-2015."""
    match = re.fullmatch(r"(.+)-(?:19|20)\d\d", name)
    return match is not None and match[1] in NAMES["value"]


def _there_are(columns: list[str]) -> str:
    columns = [column for column in columns if not column.startswith("__")]
    shown = ", ".join(columns[:30]) + (", ..." if len(columns) > 30 else "")
    return f"there are the columns {shown}."
