"""Demo accounts from a region's folder, made in the demo alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from terttu.portal.accounts import services
from terttu.portal.accounts.models import Role, User
from terttu.portal.clusters.models import Cluster
from terttu.portal.organisations.models import Organisation
from terttu.portal.regions.folder import Applier, read_toml
from terttu.portal.regions.models import Region

ROLES = {
    "region_admin": Role.Kind.ADMINISTRATOR,
    "cluster_manager": Role.Kind.MANAGER,
    "member": Role.Kind.MEMBER,
}


def apply_accounts(applier: Applier, folder: Path) -> None:
    """Demo accounts, made in the demo alone."""
    content = read_toml(folder / "accounts.toml")
    if not settings.DEMO:
        return
    for row in content.get("account", []):
        user = User.objects.filter(email=row["email"]).first()
        if user is None:
            user = User.objects.create_user(
                row["email"],
                content["password"],
                name=row["name"],
                language=row.get("language", ""),
                demo=True,
            )
        target = _target(applier.region, row)
        if target is not None:
            services.grant(by=None, user=user, kind=ROLES[row["role"]], target=target)


def _target(region: Region, row: Mapping[str, Any]) -> Any:
    if row["role"] == "region_admin":
        return region
    if row["role"] == "cluster_manager":
        return Cluster.objects.filter(region=region, slug=row["cluster"]).first()
    if row["role"] == "member":
        return Organisation.objects.filter(region=region, slug=row["organisation"]).first()
    return None
