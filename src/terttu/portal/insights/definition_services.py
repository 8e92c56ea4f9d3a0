"""Writes: sets of definitions. Every change is a new version, so that each can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from terttu.portal.core.audit import record
from terttu.portal.core.translated import Translated
from terttu.portal.insights import definitions, queries
from terttu.portal.insights.definitions import Definition, Set
from terttu.portal.insights.models import Analysis, DefinitionSet, DefinitionVersion
from terttu.portal.regions.models import Region

MADE = gettext_noop("set made")
EDITED = gettext_noop("edited: %(named)s")
ADDED = gettext_noop("added: %(named)s")
REMOVED = gettext_noop("removed: %(named)s")
SPLIT = gettext_noop("split: %(named)s")
MERGED = gettext_noop("merged: %(named)s")
WENT_BACK = gettext_noop("went back to version %(named)s")


class StaleError(Exception):
    """Somebody else has saved the set since it was opened."""


@transaction.atomic
def create(  # noqa: PLR0913 - every value is named
    *,
    by: Any,
    region: Region,
    name: Mapping[str, str],
    scheme: str,
    content: Set,
    made_from: Analysis | None = None,
    origin: str = "",
) -> DefinitionSet:
    """A new set with its first version."""
    made = DefinitionSet.objects.create(
        region=region,
        name=dict(name),
        scheme=scheme,
        made_from=made_from,
        origin=origin[:200],
        version=1,
    )
    _keep(made, content, MADE, "", by)
    record("created", made, by=by, region=region.slug)
    return made


def from_analysis(analysis: Analysis) -> Set:
    """The definitions that an analysis was made with, named where the region named them."""
    version = analysis.definition_version
    names = {row["code"]: row["name"] for row in version.content} if version else {}
    return tuple(
        Definition(code, Translated(names.get(code, {})), dict(sorted(weights.items())))
        for code, weights in sorted(analysis.definitions.items())
    )


@transaction.atomic
def save(  # noqa: PLR0913 - every value is named
    *, by: Any, of: DefinitionSet, seen_version: int, content: Set, change: str, named: str = ""
) -> DefinitionVersion:
    """Make `content` the newest version; the same as before makes none.

    Raises `StaleError` where somebody else has saved since `seen_version`.
    """
    locked = DefinitionSet.objects.select_for_update(of=("self",)).get(pk=of.pk)
    if locked.version != seen_version:
        raise StaleError
    before = queries.version(locked)
    if before.content == definitions.write(content):
        return before
    locked.version += 1
    locked.save(update_fields=["version"])
    made = _keep(locked, content, change, named, by)
    record("edited", locked, by=by, region=locked.region.slug, changes={"change": made.text})
    return made


def _keep(of: DefinitionSet, content: Set, change: str, named: str, by: Any) -> DefinitionVersion:
    return DefinitionVersion.objects.create(
        set=of,
        number=of.version,
        content=definitions.write(content),
        change=change,
        named=named[:300],
        by=by if by and by.is_authenticated else None,
    )


def go_back(*, by: Any, of: DefinitionSet, seen_version: int, number: int) -> DefinitionVersion:
    """Make an earlier version the newest one again; what came between stays in the history."""
    content = definitions.read(queries.version(of, number).content)
    return save(
        by=by,
        of=of,
        seen_version=seen_version,
        content=content,
        change=WENT_BACK,
        named=str(number),
    )


@transaction.atomic
def rename(*, by: Any, of: DefinitionSet, name: Mapping[str, str]) -> None:
    """Give the set another name."""
    before = dict(of.name)
    of.name = dict(name)
    of.save(update_fields=["name"])
    changes = {"name": [before, dict(name)]}
    record("renamed", of, by=by, region=of.region.slug, changes=changes)


@transaction.atomic
def put_away(*, by: Any, of: DefinitionSet, away: bool) -> None:
    """Take a set off the list, or bring it back; nothing of it is deleted."""
    of.put_away = away
    of.save(update_fields=["put_away"])
    record("put away" if away else "brought back", of, by=by, region=of.region.slug)
