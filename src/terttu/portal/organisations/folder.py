"""Organisations from a region's folder."""

from __future__ import annotations

from pathlib import Path

from terttu.portal.core.translated import translated
from terttu.portal.organisations.models import Organisation
from terttu.portal.regions.folder import Applier, FolderError, place_of, read_toml, require, texts
from terttu.portal.strategy.folder import current_themes


def apply_organisations(applier: Applier, folder: Path) -> None:
    file = folder / "organisations.toml"
    for row in read_toml(file).get("organisation", []):
        slug = require(row, "slug", file, "an organisation")
        values = {
            "name": translated(require(row, "name", file, slug)),
            "short_name": row.get("short_name", ""),
            "kind": row.get("kind", "other"),
            "business_id": row.get("business_id", ""),
            "municipality": row.get("municipality", ""),
            "place": row.get("place", "") or place_of(row.get("municipality", "")),
            "url": row.get("url", ""),
            "description": texts(row.get("description")),
            "demo": bool(row.get("demo")),
            "sources": row.get("sources", []),
        }
        if values["kind"] not in Organisation.Kind.values:
            kinds = ", ".join(Organisation.Kind.values)
            raise FolderError(f"{file}: {slug} is of kind '{values['kind']}'. Use one of: {kinds}.")
        before = applier.report.created
        organisation = applier.apply_model(
            Organisation, slug, values, region=applier.region, slug=slug
        )
        if organisation and applier.report.created > before:
            themes = current_themes(applier.region, row.get("themes", []))
            organisation.themes.set(themes)
