"""Applying a region's folder: what is empty or untouched is filled, what people edited stays.

For every object that a folder describes, a `FolderEntry` keeps the values that were set last. A
field is set again only where the object still holds that value (or nothing); an object that was
deleted in the portal is not made again. Everything left alone is reported.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

import terttu
from terttu.portal.core.translated import Translated, translated
from terttu.portal.regions.models import Area, FolderEntry, Region

BORDERS_YEAR = 2021


class FolderError(Exception):
    """A sentence that says which file is wrong and what to do."""


@dataclass(slots=True)
class Report:
    """What applying a folder did: counts, and what it left as people had edited it."""

    created: int = 0
    updated: int = 0
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        kept = f", {len(self.kept)} edited in the portal and left alone" if self.kept else ""
        return f"{self.created} new, {self.updated} updated{kept}"


def read_toml(file: Path) -> dict[str, Any]:
    """The content of a TOML file; empty where there is none."""
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FolderError(
            f"{file}: {error}. Correct that line and apply the folder again."
        ) from None


def require(content: Mapping[str, Any], name: str, file: Path, where: str = "") -> Any:
    """The value of `name`, or a sentence that says where it is missing."""
    if name not in content:
        raise FolderError(f"{file}: {where or 'the file'} has no '{name}'. Add it and apply again.")
    return content[name]


@dataclass(slots=True)
class Applier:
    """Applies one folder to one region and keeps the report."""

    region: Region
    report: Report = field(default_factory=Report)

    def apply(
        self,
        kind: str,
        key: str,
        values: Mapping[str, Any],
        *,
        find: Callable[[], models.Model | None],
        create: Callable[[Mapping[str, Any]], models.Model],
    ) -> models.Model | None:
        """Make or fill one object; None where it was deleted in the portal."""
        entry = FolderEntry.objects.filter(region=self.region, kind=kind, key=key).first()
        found = find()
        if found is None and entry is not None:
            self.report.kept.append(f"{kind} {key} (deleted)")
            return None
        if found is None:
            found = create(values)
            self.report.created += 1
        else:
            self._fill(found, kind, key, values, entry.values if entry else {})
        FolderEntry.objects.update_or_create(
            region=self.region, kind=kind, key=key, defaults={"values": _plain(values)}
        )
        return found

    def apply_model(self, model: Any, key: str, values: Mapping[str, Any], /, **keys: Any) -> Any:
        """Make or fill the one object of `model` that `keys` name."""
        return self.apply(
            model._meta.model_name,
            key,
            values,
            find=lambda: model.objects.filter(**keys).first(),
            create=lambda fields: model.objects.create(**keys, **fields),
        )

    def may_replace(self, kind: str, key: str, *, current: list[Any], wanted: list[Any]) -> bool:
        """Whether a list that is edited as a whole may be set: empty, or as the folder left it."""
        entry = FolderEntry.objects.filter(region=self.region, kind=kind, key=key).first()
        plain, last = _json_list(wanted), entry.values["rows"] if entry else []
        now = _json_list(current)
        if now == plain:
            return False
        if now != last:
            self.report.kept.append(f"{kind} {key}")
            return False
        self.report.updated += 1
        FolderEntry.objects.update_or_create(
            region=self.region, kind=kind, key=key, defaults={"values": {"rows": plain}}
        )
        return True

    def _fill(
        self,
        found: models.Model,
        kind: str,
        key: str,
        values: Mapping[str, Any],
        last: dict[str, Any],
    ) -> None:
        changed = []
        for name, wanted in _plain(values).items():
            current = _plain({name: getattr(found, name)})[name]
            if current == wanted:
                continue
            if current in (None, "", [], {}) or (name in last and current == last[name]):
                setattr(found, name, values[name])
                changed.append(name)
            else:
                self.report.kept.append(f"{kind} {key}: {name}")
        if changed:
            found.save(update_fields=changed)
            self.report.updated += 1


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them, so that those of a file and of the database compare."""
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Translated):
        return {code: text for code, text in value.items() if text}
    return value.isoformat() if hasattr(value, "isoformat") else value


def _json_list(rows: list[Any]) -> list[Any]:
    return [_plain(row) for row in rows]


def apply_region(content: Mapping[str, Any], file: Path) -> Applier:
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


def dataset_folder(name: str) -> Path:
    """Where the statistics that ship with terttu are, or a folder of one's own by its path."""
    own = Path(name)
    return own if own.is_dir() else Path(terttu.__file__).parent / "data" / name


def apply_areas(region: Region) -> None:
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


def place_of(municipality: str) -> str:
    area = Area.objects.filter(scheme="kunta", code=municipality).order_by("-year").first()
    return area.name.text() if municipality and area else ""


def texts(value: Mapping[str, str] | None) -> Any:
    """Translated text without the `source` that a folder may keep beside the languages."""
    return translated({code: text for code, text in (value or {}).items() if code != "source"})
