"""What every page knows: its region, navigation, languages and themes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, gettext as _

from terttu.portal.pages.theme import stylesheet_version
from terttu.portal.regions.models import Region
from terttu.portal.regions.request import RegionRequest


def region(request: RegionRequest) -> dict[str, Any]:
    """Context for `base.html`."""
    here: Region | None = getattr(request, "region", None)
    if here is None:
        return {"demo": settings.DEMO}
    return {
        "region": here,
        "nav": navigation(request),
        "languages": languages(request, here),
        "demo": settings.DEMO,
        "page_lang": get_language(),
        "home_url": reverse("wagtail_serve", args=[""]),
        "login_url": reverse("account_login"),
        "account_url": reverse("manage:dashboard"),
        "accessibility_url": reverse("pages:accessibility"),
        "privacy_url": reverse("pages:privacy"),
        "api_url": reverse("pages:data"),
        "theme_css": f"{reverse('theme_css')}?{stylesheet_version(here)}",
        "this_year": timezone.localdate().year,
    }


def navigation(request: RegionRequest) -> list[dict[str, Any]]:
    """The main sections, and which one the reader is in."""
    sections = (
        ("pages:clusters", _("Clusters"), "network"),
        ("pages:analysis", _("Analysis"), "chart"),
        ("pages:organisations", _("Organisations"), "building"),
        ("pages:strategy", _("Strategy"), "target"),
    )
    links = [(reverse(name), label, icon) for name, label, icon in sections]
    return [
        {"url": url, "label": label, "icon": icon, "current": request.path.startswith(url)}
        for url, label, icon in links
    ]


def languages(request: RegionRequest, here: Region) -> list[dict[str, Any]]:
    """The region's languages, each with the address of this very page in it."""
    return [
        {
            "code": code,
            "short": code.upper(),
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": page_in(request, code),
            "current": code == get_language(),
        }
        for code in here.languages
    ]


def page_in(request: RegionRequest, code: str) -> str:
    """The address of the page in another language; an editor's page knows its own translations."""
    known = getattr(request, "translations", {})
    return known.get(code) or translate_url(request.get_full_path(), code)
