"""A request as the views see it: with its region, and somebody or nobody logged in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from terttu.portal.regions.models import Region


class RegionRequest(HttpRequest):
    """What `RegionMiddleware` makes of a request; for type checkers only."""

    region: Region
    translations: dict[str, str]
    user: Any
