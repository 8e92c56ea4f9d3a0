"""Writes: what a theme means in industries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from terttu.portal.core.audit import differences, record
from terttu.portal.strategy.models import Theme, ThemeIndustry


@transaction.atomic
def set_weights(*, by: Any, theme: Theme, scheme: str, weights: Mapping[str, float]) -> None:
    """Set a theme's weights in one industry scheme; a code that is not named is taken out."""
    rows = theme.industries.filter(scheme=scheme)
    before = dict(rows.values_list("code", "weight"))
    rows.exclude(code__in=weights).delete()
    for code, weight in weights.items():
        ThemeIndustry.objects.update_or_create(
            theme=theme, scheme=scheme, code=code, defaults={"weight": weight}
        )
    after = dict.fromkeys(before) | dict(weights)
    changes = differences(before, after)
    record("weights set", theme, by=by, region=theme.strategy.region.slug, changes=changes)
