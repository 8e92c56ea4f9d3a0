"""Publicly known members of clusters from a region's folder."""

from __future__ import annotations

from pathlib import Path

from terttu.portal.clusters.models import Cluster
from terttu.portal.memberships.models import Membership
from terttu.portal.organisations.models import Organisation
from terttu.portal.regions.folder import Applier, FolderError, read_toml


def apply_members(applier: Applier, folder: Path) -> None:
    """The members that `clusters.toml` names, each with its source."""
    file = folder / "clusters.toml"
    for row in read_toml(file).get("cluster", []):
        cluster = Cluster.objects.filter(region=applier.region, slug=row["slug"]).first()
        for member in row.get("member", []) if cluster else []:
            slug = member["organisation"]
            organisation = Organisation.objects.filter(region=applier.region, slug=slug).first()
            if organisation is None:
                raise FolderError(
                    f"{file}: the member '{slug}' is not in organisations.toml. Add it there first."
                )
            values = {"source": member.get("source", ""), "since": member.get("since")}
            keys = {"cluster": cluster, "organisation": organisation}
            applier.apply_model(Membership, f"{row['slug']}/{slug}", values, **keys)
