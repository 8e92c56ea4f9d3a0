"""Applies a whole region's folder: each file goes to the app that knows its subject."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from terttu.portal.accounts.folder import apply_accounts
from terttu.portal.clusters.folder import apply_clusters
from terttu.portal.core.translated import using_language_order
from terttu.portal.memberships.folder import apply_members
from terttu.portal.organisations.folder import apply_organisations
from terttu.portal.pages.folder import Address, apply_front_pages, apply_site
from terttu.portal.pages.permissions import sync_editors
from terttu.portal.regions.folder import (
    FolderError,
    Report,
    apply_areas,
    apply_region,
    read_toml,
    require,
)
from terttu.portal.regions.models import Region
from terttu.portal.strategy.folder import apply_strategies


@transaction.atomic
def apply_folder(folder: Path, *, address: Address | None = None) -> tuple[Region, Report]:
    """Make or complete the region that `folder` describes; all of it or nothing.

    Without `address` a region keeps the host it has; a new one gets localhost or a name below it.

    Raises `FolderError` with the file and what to correct. What people edited in the portal stays;
    the report names it.
    """
    content = read_toml(folder / "region.toml")
    if not content:
        raise FolderError(f"{folder}: there is no region.toml. Give the folder of a region.")
    languages = require(content, "languages", folder / "region.toml")
    with using_language_order(languages):
        applier = apply_region(content, folder / "region.toml")
        front = apply_front_pages(applier, content.get("texts", {}))
        apply_site(applier.region, front, address)
        apply_areas(applier.region)
        apply_strategies(applier, folder)
        apply_organisations(applier, folder)
        apply_clusters(applier, folder)
        apply_members(applier, folder)
        apply_accounts(applier, folder)
        sync_editors(applier.region)
    return applier.region, applier.report
