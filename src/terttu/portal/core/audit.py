"""Writing the audit trail; called by services, inside their transaction."""

from __future__ import annotations

from typing import Any

from django.db import models

from terttu.portal.core.models import AuditEntry


def record(
    verb: str,
    target: models.Model,
    *,
    by: Any = None,
    region: str = "",
    changes: dict[str, Any] | None = None,
) -> AuditEntry:
    """Note that `by` (None: the system) did `verb` to `target`."""
    return AuditEntry.objects.create(
        by=by if by and by.is_authenticated else None,
        region=region,
        verb=verb,
        kind=target._meta.label_lower,
        key=str(target.pk or ""),
        label=str(target)[:300],
        changes=changes or {},
    )


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """What changed between two sets of values: field -> [old, new]."""
    return {name: [before.get(name), new] for name, new in after.items() if before.get(name) != new}
