"""Reads: which strategy holds, its themes, and which industries they mean."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from terttu.portal.regions.models import Region
from terttu.portal.strategy.models import Emphasis, Strategy, Theme


def current_strategy(region: Region, *, today: date) -> Strategy | None:
    """The version that holds today; where none does, the latest one there was."""
    versions = Strategy.objects.filter(region=region)
    holds = versions.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
    return holds.first() or versions.first()


def themes(strategy: Strategy | None) -> QuerySet[Theme]:
    """The themes of a strategy version, in its own order; of none, none."""
    return Theme.objects.filter(strategy=strategy) if strategy else Theme.objects.none()


def themes_with_industries(strategy: Strategy | None) -> QuerySet[Theme]:
    """Themes with what each means in industries, ready for the rules that compare."""
    return themes(strategy).prefetch_related("industries")


def themes_with_priorities(strategy: Strategy | None) -> QuerySet[Theme]:
    """Themes with the cross-cutting priorities that cut them."""
    cells = Emphasis.objects.select_related("priority").order_by("priority__position")
    return themes(strategy).prefetch_related(Prefetch("emphases", queryset=cells))
