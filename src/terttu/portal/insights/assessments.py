"""What stands beside the candidates of an analysis: read from its package once, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from terttu.observatory import package
from terttu.observatory.errors import InputError
from terttu.observatory.printing.analysis import Analysis as Rows, Row
from terttu.portal.core.translated import Translated
from terttu.portal.insights.models import Analysis

LANGUAGES = ("fi", "sv", "en")
MOST_REGIONS = 10
EUROPE = "europe"
SETTING = ("reference", "value", "profile", "resolution")

NOTHING: Row = {"holds": None, "lq": None}

Setting = tuple[str, str, str, str]


def assessment(analysis: Analysis) -> Rows | None:
    """The rows of an analysis' package; None for one that is older than assessments.

    An analysis never changes, so what was read once is kept in the process.
    """
    return _read(analysis.folder)


@lru_cache(maxsize=16)
def _read(folder: str) -> Rows | None:
    try:
        found = package.read(Path(settings.MEDIA_ROOT) / folder)
        rows = {name: found.rows(name) for name in found.names}
    except (InputError, OSError):
        return None
    return Rows.of(found.descriptor, rows) if "groups" in rows else None


def texts(row: Row, stem: str) -> Translated:
    """The texts of a row in every language that it has."""
    found = {code: row.get(f"{stem}_{code}") for code in LANGUAGES}
    return Translated({code: text for code, text in found.items() if text})


def by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Rows by what stands in a column, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def compared(found: Rows, wanted: Iterable[str]) -> tuple[list[Row], dict[str, list[Row]]]:
    """The regions that are compared, the own one first, and every group's row in each of them.

    `wanted` are codes of regions; without any known one, the region's peers. At most ten.
    """
    groups = by(found.rows("regions"), "definition")
    every = {row["region"]: row for row in next(iter(groups.values()), [])}
    asked = [code for code in dict.fromkeys(wanted) if code in every and not every[code]["own"]]
    peers = [code for code, row in every.items() if row["peer"]]
    own = [code for code, row in every.items() if row["own"]]
    chosen = [*own, *(asked or peers)[:MOST_REGIONS]]
    lines = {}
    for definition, rows in groups.items():
        at = {row["region"]: row for row in rows}
        lines[definition] = [at.get(code, NOTHING) for code in chosen]
    return [every[code] for code in chosen], lines


@dataclass(frozen=True, slots=True)
class Matrix:
    """How every group fares in every setting that could judge one, the firmest group first.

    `lines` holds a group's own row and one row a setting; `refused` why profiles judged nothing.
    """

    settings: Sequence[Setting]
    lines: Sequence[tuple[Row, Sequence[Row]]]
    refused: Sequence[str]


def matrix(found: Rows) -> Matrix:
    """The table of what stays; settings that could judge nothing are left out."""
    groups = by(found.rows("sensitivity"), "definition")
    every = dict.fromkeys(map(setting, found.rows("sensitivity")))
    held = {setting(row) for row in found.rows("sensitivity") if row["holds"] is not None}
    # What is counted alike stands together, so that one heading serves several columns.
    judged = [
        key
        for alike in dict.fromkeys(map(_counted, every))
        for key in every
        if key in held and _counted(key) == alike
    ]
    lines = []
    for group in sorted(found.rows("groups"), key=_firmness):
        at = {setting(row): row for row in groups.get(group["definition"], ())}
        if at:
            lines.append((group, [at.get(key, NOTHING) for key in judged]))
    refused = [row["refused"] for row in found.rows("profiles") if row["refused"]]
    return Matrix(judged, lines, refused)


def setting(row: Row) -> Setting:
    """What a row of the sensitivity was judged by."""
    reference, value, profile, resolution = (row[name] for name in SETTING)
    return reference, value, profile, resolution


def _counted(key: Setting) -> tuple[bool, str, str]:
    reference, value, _, resolution = key
    return reference == EUROPE, value, resolution


def _firmness(group: Row) -> tuple[float, int, str]:
    return -(group["stays"] or 0), -(group["stays_held"] or 0), group["definition"]
