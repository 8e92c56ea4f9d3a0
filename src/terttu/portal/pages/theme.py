"""The region's colours as a style sheet: brand colours of the region, one colour per theme."""

from __future__ import annotations

import zlib

from django.core.cache import cache
from django.utils import timezone

from terttu import __version__
from terttu.portal.regions.models import Region
from terttu.portal.regions.theme import stylesheet
from terttu.portal.strategy import queries as strategy

# A change of colours shows after this many seconds at the latest, in every process.
FRESH = 60


def region_stylesheet(region: Region) -> str:
    """The CSS custom properties for a region, remembered for a minute."""
    key = f"stylesheet:{region.pk}"
    css = cache.get(key)
    if css is None:
        version = strategy.current_strategy(region, today=timezone.localdate())
        colours = dict(strategy.themes(version).values_list("slug", "colour"))
        css = stylesheet(brand=region.colours, themes=colours)
        cache.set(key, css, FRESH)
    return css


def stylesheet_version(region: Region) -> str:
    """A short text that changes when the style sheet does, for its address."""
    return f"{zlib.crc32(f'{__version__} {region_stylesheet(region)}'.encode()):08x}"
