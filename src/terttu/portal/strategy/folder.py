"""Strategies, themes, priorities, their matrix and themes' industries from a region's folder."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from terttu.portal.core.translated import translated
from terttu.portal.regions.folder import Applier, FolderError, read_toml, require, texts
from terttu.portal.regions.models import Region
from terttu.portal.strategy.models import Emphasis, Priority, Strategy, Theme, ThemeIndustry


def apply_strategies(applier: Applier, folder: Path) -> None:
    file = folder / "strategy.toml"
    industries = _theme_industries(folder / "theme_industries.csv")
    current = None
    for row in read_toml(file).get("strategy", []):
        slug = require(row, "slug", file, "a strategy")
        values = {
            "name": translated(row.get("name")),
            "demo": bool(row.get("demo")),
            "valid_from": require(row, "valid_from", file, slug),
            "valid_to": row.get("valid_to"),
            "sources": row.get("sources", []),
        }
        strategy = applier.apply_model(Strategy, slug, values, region=applier.region, slug=slug)
        if strategy is None:
            continue
        parts = _parts(applier, strategy, row, file)
        if current is None or strategy.valid_from > current[0].valid_from:
            current = (strategy, parts)
    if current:
        _weights(applier, current[1], industries)


def _parts(
    applier: Applier, strategy: Strategy, row: Mapping[str, Any], file: Path
) -> dict[str, Theme]:
    """Themes, priorities and the matrix of one strategy version; the themes by slug."""
    found: dict[type, dict[str, Any]] = {Theme: {}, Priority: {}}
    for model, name in ((Theme, "theme"), (Priority, "priority")):
        for position, part in enumerate(row.get(name, [])):
            slug = require(part, "slug", file, f"a {name}")
            values = {
                "name": translated(part.get("name")),
                "summary": texts(part.get("summary")),
                "demo": bool(part.get("demo", row.get("demo"))),
                "position": position,
            }
            if model is Theme:
                values |= {
                    "colour": part.get("colour", "#33566b"),
                    "icon": part.get("icon", ""),
                    "source": part.get("source", ""),
                }
            key = f"{strategy.slug}/{slug}"
            made = applier.apply_model(model, key, values, strategy=strategy, slug=slug)
            if made is not None:
                found[model][slug] = made
    for theme_slug, priority_slugs in row.get("matrix", {}).items():
        for slug in priority_slugs:
            if theme_slug not in found[Theme] or slug not in found[Priority]:
                raise FolderError(
                    f"{file}: the matrix names '{theme_slug}' × '{slug}', and one of them is not "
                    "among the themes and priorities. Correct the name and apply again."
                )
            keys = {"theme": found[Theme][theme_slug], "priority": found[Priority][slug]}
            applier.apply_model(Emphasis, f"{strategy.slug}/{theme_slug}/{slug}", {}, **keys)
    return found[Theme]


def _theme_industries(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _weights(
    applier: Applier, themes: Mapping[str, Theme], rows: Sequence[Mapping[str, str]]
) -> None:
    for number, row in enumerate(rows, start=2):
        if row["theme"] not in themes:
            raise FolderError(
                f"theme_industries.csv, row {number}: there is no theme '{row['theme']}'. "
                "Use the short names of strategy.toml."
            )
        reason = {
            "en": row.get("reason", ""),
            "fi": row.get("reason_fi", ""),
            "sv": row.get("reason_sv", ""),
        }
        values = {"weight": _weight(row, number), "reason": translated(reason)}
        keys = {"theme": themes[row["theme"]], "scheme": row["level"], "code": row["code"]}
        key = f"{themes[row['theme']].strategy.slug}/{row['theme']}/{row['level']}/{row['code']}"
        applier.apply_model(ThemeIndustry, key, values, **keys)


def _weight(row: Mapping[str, str], number: int) -> float:
    try:
        weight = float(row["weight"])
    except ValueError:
        weight = -1
    if not 0 <= weight <= 1:
        raise FolderError(
            f"theme_industries.csv, row {number}: the weight '{row['weight']}' is not a number "
            "from 0 to 1. Correct it and apply again."
        )
    return weight


def current_themes(region: Region, slugs: Sequence[str]) -> list[Theme]:
    newest = Strategy.objects.filter(region=region).first()
    return list(Theme.objects.filter(strategy=newest, slug__in=slugs))
