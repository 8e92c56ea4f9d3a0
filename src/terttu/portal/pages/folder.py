"""The region's host and its front pages from a region's folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html_join
from wagtail.models import Locale, Page, Site

from terttu.portal.pages.models import HomePage
from terttu.portal.regions.folder import Applier
from terttu.portal.regions.models import Region


@dataclass(frozen=True, slots=True)
class Address:
    """Where a region is served, and whether also where no other host fits."""

    host: str
    port: int = 8000
    default: bool = False


def apply_front_pages(applier: Applier, texts: Mapping[str, Any]) -> HomePage | None:
    """The front page in each of the region's languages; the one in the first language is given."""
    first: HomePage | None = None
    for code in applier.region.languages:
        locale, _new = Locale.objects.get_or_create(language_code=code)
        page = _home(applier.region, locale, texts, applier, first)
        first = first or page
    return first


def _home(
    region: Region,
    locale: Locale,
    texts: Mapping[str, Any],
    applier: Applier,
    first: HomePage | None,
) -> HomePage | None:
    code = locale.language_code
    slug = f"{region.slug}-{code}"
    name = region.name.text(code)
    values = {
        "heading": texts.get("title", {}).get(code, "") or name,
        "lead": texts.get("lead", {}).get(code, ""),
        "cluster_definition": _rich(texts.get("cluster_definition", {}).get(code, "")),
        "cluster_definition_source": texts.get("cluster_definition", {}).get("source", ""),
        "for_companies": _rich(texts.get("for_companies", {}).get(code, "")),
        "for_companies_source": texts.get("for_companies", {}).get("source", ""),
    }

    def create(fields: Mapping[str, Any]) -> HomePage:
        page = HomePage(title=name, slug=slug, locale=locale, **fields)
        if first:
            page.translation_key = first.translation_key
        return Page.get_first_root_node().add_child(instance=page)

    page: Any = applier.apply(
        "home", code, values, find=lambda: HomePage.objects.filter(slug=slug).first(), create=create
    )
    return page


def _rich(text: str) -> str:
    paragraphs = [(line.strip(),) for line in text.split("\n\n") if line.strip()]
    return str(format_html_join("", "<p>{}</p>", paragraphs))


def apply_site(region: Region, front: HomePage | None, address: Address | None) -> None:
    """The region's host: a new region takes its address, one that has its host keeps it."""
    site = region.site or Site(root_page=front, **_free_address(region))
    if address:
        site.hostname, site.port = address.host, address.port
    _clear_first_site()
    others = Site.objects.filter(is_default_site=True).exclude(pk=site.pk)
    if (address and address.default) or not others.exists():
        others.update(is_default_site=False)
        site.is_default_site = True
    site.site_name = str(region.name)
    site.save()
    region.site = site
    region.save(update_fields=["site"])


def _clear_first_site() -> None:
    """Take out the site and welcome page that an empty Wagtail brings."""
    for site in Site.objects.filter(region=None).select_related("root_page"):
        page = site.root_page
        site.delete()
        if page.specific_class is Page and not page.is_root():
            page.delete()


def _free_address(region: Region) -> dict[str, Any]:
    """Localhost for the first region, a name below it for each other."""
    taken = Region.objects.filter(site__hostname="localhost").exists()
    return {"hostname": f"{region.slug}.localhost" if taken else "localhost", "port": 8000}
