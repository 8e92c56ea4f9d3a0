"""Applies a whole region's folder: each file goes to the app that knows its subject."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.html import format_html_join
from wagtail.models import Locale, Page, Site

import terttu
from terttu.portal.accounts import services as accounts
from terttu.portal.accounts.models import Role, User
from terttu.portal.clusters.models import Benefit, Cluster, ClusterIndustry, Fact, Goal
from terttu.portal.core.translated import translated, using_language_order
from terttu.portal.memberships.models import Membership
from terttu.portal.organisations.models import Organisation
from terttu.portal.pages.models import HomePage
from terttu.portal.pages.permissions import sync_editors
from terttu.portal.regions.folder import Applier, FolderError, Report, read_toml, require
from terttu.portal.regions.models import Area, Region
from terttu.portal.strategy.models import Emphasis, Priority, Strategy, Theme, ThemeIndustry

ROLES = {
    "region_admin": Role.Kind.ADMINISTRATOR,
    "cluster_manager": Role.Kind.MANAGER,
    "member": Role.Kind.MEMBER,
}
BORDERS_YEAR = 2021


@dataclass(frozen=True, slots=True)
class Address:
    """Where a region is served, and whether also where no other host fits."""

    host: str
    port: int = 8000
    default: bool = False


def dataset_folder(name: str) -> Path:
    """Where the statistics that ship with terttu are, or a folder of one's own by its path."""
    own = Path(name)
    return own if own.is_dir() else Path(terttu.__file__).parent / "data" / name


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
        applier = _region(content, folder / "region.toml")
        front = _front_pages(applier, content.get("texts", {}))
        _site(applier.region, front, address)
        _areas(applier.region)
        _strategies(applier, folder)
        _organisations(applier, folder)
        _clusters(applier, folder)
        _accounts(applier, folder)
        sync_editors(applier.region)
    return applier.region, applier.report


def _region(content: Mapping[str, Any], file: Path) -> Applier:
    slug = require(content, "slug", file)
    known = {code for code, _name in settings.LANGUAGES}
    if unknown := set(content["languages"]) - known:
        raise FolderError(
            f"{file}: language '{min(unknown)}' is not known. Use codes such as fi or sv."
        )
    contact = content.get("contact", {})
    values = {
        "name": translated(require(content, "name", file)),
        "languages": content["languages"],
        "colours": require(content, "colours", file).get("brand", []),
        "dataset": content.get("dataset", ""),
        "area_code": str(content.get("area", "")),
        "codes": content.get("codes", []),
        "contact_name": translated(contact.get("name")),
        "contact_url": contact.get("url", ""),
        "contact_email": contact.get("email", ""),
        "demo": bool(content.get("demo")),
    }
    region, _new = Region.objects.get_or_create(
        slug=slug, defaults={"languages": content["languages"], "demo": values["demo"]}
    )
    applier = Applier(region)
    applier.apply("region", slug, values, find=lambda: region, create=lambda _values: region)
    return applier


def _front_pages(applier: Applier, texts: Mapping[str, Any]) -> HomePage | None:
    """The front page in each of the region's languages; the one in the first language is given."""
    first: HomePage | None = None
    for code in applier.region.languages:
        locale, _new = Locale.objects.get_or_create(language_code=code)
        page = _home(applier.region, locale, texts, applier, first)
        first = first or page
    return first


def _site(region: Region, front: HomePage | None, address: Address | None) -> None:
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


def _areas(region: Region) -> None:
    """Outlines of the municipalities from the data set, once for all regions that use it."""
    file = dataset_folder(region.dataset) / "municipalities.geojson"
    if Area.objects.filter(scheme="kunta", year=BORDERS_YEAR).exists() or not file.exists():
        return
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    Area.objects.bulk_create(_area(feature) for feature in features)


def _area(feature: Mapping[str, Any]) -> Area:
    properties = feature["properties"]
    names = {
        key.removeprefix("name_"): text
        for key, text in properties.items()
        if key.startswith("name_")
    }
    return Area(
        scheme="kunta",
        year=BORDERS_YEAR,
        code=properties["municipality_code"],
        region_code=properties["region_code"],
        name=translated(names),
        outline=feature["geometry"],
    )


def _strategies(applier: Applier, folder: Path) -> None:
    file = folder / "strategy.toml"
    industries = _theme_industries(folder / "theme_industries.csv")
    current = None
    for row in read_toml(file).get("strategy", []):
        slug = require(row, "slug", file, "a strategy")
        values = {
            "name": translated(row.get("name")),
            "demo": bool(row.get("demo")),
            "valid_from": require(row, "valid_from", file, slug),
            "valid_to": row.get("valid_to"),
            "sources": row.get("sources", []),
        }
        strategy = _apply(applier, Strategy, slug, values, region=applier.region, slug=slug)
        if strategy is None:
            continue
        parts = _parts(applier, strategy, row, file)
        if current is None or strategy.valid_from > current[0].valid_from:
            current = (strategy, parts)
    if current:
        _weights(applier, current[1], industries)


def _parts(
    applier: Applier, strategy: Strategy, row: Mapping[str, Any], file: Path
) -> dict[str, Theme]:
    """Themes, priorities and the matrix of one strategy version; the themes by slug."""
    found: dict[type, dict[str, Any]] = {Theme: {}, Priority: {}}
    for model, name in ((Theme, "theme"), (Priority, "priority")):
        for position, part in enumerate(row.get(name, [])):
            slug = require(part, "slug", file, f"a {name}")
            values = {
                "name": translated(part.get("name")),
                "summary": _texts(part.get("summary")),
                "demo": bool(part.get("demo", row.get("demo"))),
                "position": position,
            }
            if model is Theme:
                values |= {
                    "colour": part.get("colour", "#33566b"),
                    "icon": part.get("icon", ""),
                    "source": part.get("source", ""),
                }
            key = f"{strategy.slug}/{slug}"
            made = _apply(applier, model, key, values, strategy=strategy, slug=slug)
            if made is not None:
                found[model][slug] = made
    for theme_slug, priority_slugs in row.get("matrix", {}).items():
        for slug in priority_slugs:
            if theme_slug not in found[Theme] or slug not in found[Priority]:
                raise FolderError(
                    f"{file}: the matrix names '{theme_slug}' × '{slug}', and one of them is not "
                    "among the themes and priorities. Correct the name and apply again."
                )
            keys = {"theme": found[Theme][theme_slug], "priority": found[Priority][slug]}
            _apply(applier, Emphasis, f"{strategy.slug}/{theme_slug}/{slug}", {}, **keys)
    return found[Theme]


def _theme_industries(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _weights(
    applier: Applier, themes: Mapping[str, Theme], rows: Sequence[Mapping[str, str]]
) -> None:
    for number, row in enumerate(rows, start=2):
        if row["theme"] not in themes:
            raise FolderError(
                f"theme_industries.csv, row {number}: there is no theme '{row['theme']}'. "
                "Use the short names of strategy.toml."
            )
        reason = {
            "en": row.get("reason", ""),
            "fi": row.get("reason_fi", ""),
            "sv": row.get("reason_sv", ""),
        }
        values = {"weight": _weight(row, number), "reason": translated(reason)}
        keys = {"theme": themes[row["theme"]], "scheme": row["level"], "code": row["code"]}
        key = f"{themes[row['theme']].strategy.slug}/{row['theme']}/{row['level']}/{row['code']}"
        _apply(applier, ThemeIndustry, key, values, **keys)


def _weight(row: Mapping[str, str], number: int) -> float:
    try:
        weight = float(row["weight"])
    except ValueError:
        weight = -1
    if not 0 <= weight <= 1:
        raise FolderError(
            f"theme_industries.csv, row {number}: the weight '{row['weight']}' is not a number "
            "from 0 to 1. Correct it and apply again."
        )
    return weight


def _organisations(applier: Applier, folder: Path) -> None:
    file = folder / "organisations.toml"
    for row in read_toml(file).get("organisation", []):
        slug = require(row, "slug", file, "an organisation")
        values = {
            "name": translated(require(row, "name", file, slug)),
            "short_name": row.get("short_name", ""),
            "kind": row.get("kind", "other"),
            "business_id": row.get("business_id", ""),
            "municipality": row.get("municipality", ""),
            "place": row.get("place", "") or _place(row.get("municipality", "")),
            "url": row.get("url", ""),
            "description": _texts(row.get("description")),
            "demo": bool(row.get("demo")),
            "sources": row.get("sources", []),
        }
        if values["kind"] not in Organisation.Kind.values:
            kinds = ", ".join(Organisation.Kind.values)
            raise FolderError(f"{file}: {slug} is of kind '{values['kind']}'. Use one of: {kinds}.")
        before = applier.report.created
        organisation = _apply(applier, Organisation, slug, values, region=applier.region, slug=slug)
        if organisation and applier.report.created > before:
            organisation.themes.set(_current_themes(applier.region, row.get("themes", [])))


def _place(municipality: str) -> str:
    area = Area.objects.filter(scheme="kunta", code=municipality).order_by("-year").first()
    return area.name.text() if municipality and area else ""


def _current_themes(region: Region, slugs: Sequence[str]) -> list[Theme]:
    newest = Strategy.objects.filter(region=region).first()
    return list(Theme.objects.filter(strategy=newest, slug__in=slugs))


def _clusters(applier: Applier, folder: Path) -> None:
    file = folder / "clusters.toml"
    for row in read_toml(file).get("cluster", []):
        slug = require(row, "slug", file, "a cluster")
        values = _cluster_values(applier.region, row, file)
        before = applier.report.created
        cluster = _apply(applier, Cluster, slug, values, region=applier.region, slug=slug)
        if cluster is None:
            continue
        if applier.report.created > before:
            cluster.themes.set(_current_themes(applier.region, row.get("themes", [])))
        for industry in row.get("industries", []):
            keys = {"cluster": cluster, "scheme": industry["scheme"], "code": industry["code"]}
            key = f"{slug}/{industry['scheme']}/{industry['code']}"
            _apply(applier, ClusterIndustry, key, {"weight": industry["weight"]}, **keys)
        _lists(applier, cluster, row)
        _facts(applier, cluster, row)
        _members(applier, cluster, row, file)


def _cluster_values(region: Region, row: Mapping[str, Any], file: Path) -> dict[str, Any]:
    host = row.get("host")
    organisation = Organisation.objects.filter(region=region, slug=host).first() if host else None
    if host and organisation is None:
        raise FolderError(
            f"{file}: the host '{host}' is not in organisations.toml. Add it there first."
        )
    if row.get("life_cycle", "idea") not in Cluster.LifeCycle.values:
        stages = ", ".join(Cluster.LifeCycle.values)
        raise FolderError(
            f"{file}: life_cycle '{row['life_cycle']}' is not known. Use one of: {stages}."
        )
    sources = {
        "founded": row.get("founded_source", ""),
        "host": row.get("host_source", ""),
        "purpose": row.get("purpose", {}).get("source", ""),
    }
    return {
        "name": translated(require(row, "name", file, row["slug"])),
        "short_name": translated(row.get("short_name")),
        "purpose": _texts(row.get("purpose")),
        "life_cycle": row.get("life_cycle", "idea"),
        "founded": row.get("founded"),
        "place": row.get("place", "") or _place(row.get("municipality", "")),
        "host": organisation,
        "url": row.get("url", ""),
        "english_url": row.get("english_url", ""),
        "eccp_url": row.get("eccp_url", ""),
        "links": row.get("link", []),
        "demo": bool(row.get("demo")),
        "sources": {name: url for name, url in sources.items() if url},
    }


def _lists(applier: Applier, cluster: Cluster, row: Mapping[str, Any]) -> None:
    """Goals and benefits: set as a whole, and only while nobody has edited them in the portal."""
    goals = [
        {
            "text": _texts(goal["text"]),
            "by_year": goal.get("by_year"),
            "source": goal.get("source", ""),
        }
        for goal in row.get("goal", [])
    ]
    benefits = [
        {
            "what": _texts(benefit["what"]),
            "for_whom": _texts(benefit.get("for_whom")),
            "cost": _texts(benefit.get("cost")),
            "since": benefit.get("since"),
            "source": benefit.get("source", ""),
        }
        for benefit in row.get("benefit", [])
    ]
    parts: tuple[tuple[Any, str, list[dict[str, Any]]], ...]
    parts = ((Goal, "goals", goals), (Benefit, "benefits", benefits))
    for model, kind, wanted in parts:
        rows = model.objects.filter(cluster=cluster)
        current = [dict(found) for found in rows.values(*wanted[0])] if wanted else []
        if applier.may_replace(kind, cluster.slug, current=current, wanted=wanted):
            rows.delete()
            for position, values in enumerate(wanted):
                model.objects.create(cluster=cluster, position=position, **values)


def _facts(applier: Applier, cluster: Cluster, row: Mapping[str, Any]) -> None:
    for position, fact in enumerate(row.get("fact", [])):
        key = fact.get("key") or f"fact-{position + 1}"
        values = {
            "text": _texts(fact["text"]),
            "source": fact["source"],
            "as_of": str(fact.get("as_of", "")),
            "position": position,
        }
        _apply(applier, Fact, f"{cluster.slug}/{key}", values, cluster=cluster, key=key)


def _members(applier: Applier, cluster: Cluster, row: Mapping[str, Any], file: Path) -> None:
    for member in row.get("member", []):
        slug = member["organisation"]
        organisation = Organisation.objects.filter(region=applier.region, slug=slug).first()
        if organisation is None:
            raise FolderError(
                f"{file}: the member '{slug}' is not in organisations.toml. Add it there first."
            )
        values = {"source": member.get("source", ""), "since": member.get("since")}
        keys = {"cluster": cluster, "organisation": organisation}
        _apply(applier, Membership, f"{cluster.slug}/{slug}", values, **keys)


def _accounts(applier: Applier, folder: Path) -> None:
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
            accounts.grant(by=None, user=user, kind=ROLES[row["role"]], target=target)


def _target(region: Region, row: Mapping[str, Any]) -> Any:
    if row["role"] == "region_admin":
        return region
    if row["role"] == "cluster_manager":
        return Cluster.objects.filter(region=region, slug=row["cluster"]).first()
    if row["role"] == "member":
        return Organisation.objects.filter(region=region, slug=row["organisation"]).first()
    return None


def _texts(value: Mapping[str, str] | None) -> Any:
    """Translated text without the `source` that a folder may keep beside the languages."""
    return translated({code: text for code, text in (value or {}).items() if code != "source"})


def _apply(
    applier: Applier, model: Any, key: str, values: Mapping[str, Any], /, **keys: Any
) -> Any:
    return applier.apply(
        model._meta.model_name or "",
        key,
        values,
        find=lambda: model.objects.filter(**keys).first(),
        create=lambda fields: model.objects.create(**keys, **fields),
    )
