"""Sets of definitions as CSV: definition, industry, weight, and the names by language."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from terttu.portal.core.fields import is_text
from terttu.portal.core.translated import Translated, language_order, translated
from terttu.portal.insights import definitions
from terttu.portal.insights.definitions import CODE, ChangeError, Definition, Set

MOST_ROWS = 5000
MOST_BYTES = 1_000_000
COLUMNS = ("definition", "industry", "weight")


def as_csv(rows: Sequence[Definition], labels: Mapping[str, Translated]) -> str:
    """The set as `terttu identify` reads it, with names and labels for people beside."""
    languages = list(language_order())
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *(f"name_{code}" for code in languages), "label"])
    for row in rows:
        names = [row.name.get(code, "") for code in languages]
        for industry, weight in row.industries.items():
            label = labels.get(industry)
            text = label.text() if label else ""
            writer.writerow([row.code, industry, f"{weight:.12g}", *names, text])
    return out.getvalue()


def from_csv(content: bytes, known: Collection[str]) -> Set:
    """The set that a file holds; `known` are the industries there are.

    Commas, semicolons or tabs between the columns. A weight that is left out is 1. A definition
    that is no short code becomes the name of a group that gets one.

    Raises `ChangeError` with the row and what to correct.
    """
    groups: dict[str, dict[str, float]] = {}
    names: dict[str, Translated] = {}
    for number, row in _rows(content):
        name = row["definition"]
        if not name:
            raise ChangeError(_at(number, _("the definition is empty; write its code or name.")))
        group = groups.setdefault(name, {})
        industry = row["industry"]
        if industry not in known:
            raise ChangeError(
                _at(number, _("there is no industry “%(code)s” here.") % {"code": industry})
            )
        if industry in group:
            raise ChangeError(
                _at(number, _("%(code)s is in this group already.") % {"code": industry})
            )
        group[industry] = _weight(row.get("weight", ""), number)
        names[name] = names.get(name) or _name(row)
    return _coded(groups, names)


def _coded(groups: Mapping[str, dict[str, float]], names: Mapping[str, Translated]) -> Set:
    found: Set = ()
    for name, industries in groups.items():
        if CODE.fullmatch(name):
            found = definitions.put(found, Definition(name, names[name], industries))
    for name, industries in groups.items():
        if not CODE.fullmatch(name):
            code = definitions.free_code(found)
            text = names[name] or translated(name[:300])
            found = definitions.put(found, Definition(code, text, industries))
    if not found:
        raise ChangeError(_("The file has a first line but no others. Give at least one group."))
    return found


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ChangeError(_("The file is not in UTF-8. Save it as CSV UTF-8.")) from None
    if not is_text(text):
        raise ChangeError(_("This text holds a character that cannot be kept."))
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        heads = {(name or "").strip().lower() for name in reader.fieldnames or ()}
        if not {"definition", "industry"} <= heads:
            raise ChangeError(
                _("The first line must name the columns definition, industry and weight.")
            )
        for row in reader:
            if reader.line_num > MOST_ROWS:
                raise ChangeError(_("The file has more than %(most)s rows.") % {"most": MOST_ROWS})
            cells = _cells(row)
            if any(cells.values()):
                yield reader.line_num, cells
    except csv.Error:
        raise ChangeError(_("The file cannot be read as CSV. Save it as CSV UTF-8.")) from None


def _cells(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        name.strip().lower(): (value or "").strip()
        for name, value in row.items()
        if isinstance(name, str) and not isinstance(value, list)
    }


def _name(row: Mapping[str, str]) -> Translated:
    texts = {code: row.get(f"name_{code}", "")[:300] for code in language_order()}
    return Translated({code: text for code, text in texts.items() if text})


def _weight(text: str, number: int) -> float:
    try:
        weight = float(text.replace(",", ".") or "1")
    except ValueError:
        weight = 0.0
    if not 0 < weight <= 1:
        problem = _("the weight must be more than 0 and at most 1, not “%(text)s”.")
        raise ChangeError(_at(number, problem % {"text": text}))
    return weight


def _at(number: int, problem: str) -> str:
    return _("Row %(number)s: %(problem)s") % {"number": number, "problem": problem}
