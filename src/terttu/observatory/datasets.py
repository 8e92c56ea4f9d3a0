"""Reads a dataset: a folder of tables, links and code lists described by its dataset.toml."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .areas import Areas, read_areas
from .errors import InputError
from .reading.files import load, sha256_of
from .schemes import Industry

if TYPE_CHECKING:
    import os

    from .reading.loaded import Loaded

SHIPPED = Path(__file__).resolve().parent.parent / "data"
TEXT_LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Input:
    """One file an analysis rests on, with what must be said wherever its figures are shown."""

    id: str
    path: str
    sha256: str
    title: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    attribution: str = ""
    licence: str = ""
    licence_url: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of a dataset as its dataset.toml describes it."""

    id: str
    path: Path
    role: str
    kind: str
    columns: Mapping[str, str]
    ranges: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    level: str | None = None
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    industry_scheme: str = ""
    area_scheme: str = ""
    area_year: int | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkSpec:
    """One kind of link between industries; without a file it is learnt from a table."""

    id: str
    weight: float
    industry_scheme: str
    path: Path | None = None
    table: str = ""
    period: int | str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset: tables (the main one first), links, code lists and areas.

    ``definitions`` is the file of the cluster definitions of the main table's industries.
    ``inputs`` are the files that were read to know it: its description, code lists and areas.
    """

    id: str
    title: Mapping[str, str]
    languages: tuple[str, ...]
    tables: tuple[TableSpec, ...]
    links: tuple[LinkSpec, ...]
    industries: Mapping[str, Mapping[str, Industry]]
    areas: Areas
    definitions: Path | None = None
    inputs: tuple[Input, ...] = ()

    @property
    def main(self) -> TableSpec:
        """The table in which candidates are found."""
        return self.tables[0]

    def scheme_of(self, codes: Iterable[str]) -> str:
        """The scheme whose list holds all ``codes``, '' when there is none."""
        wanted = set(codes)
        return next((s for s, known in self.industries.items() if wanted <= set(known)), "")


def load_dataset(dataset: str | os.PathLike[str]) -> Dataset:
    """Read the dataset called ``finland`` or ``europe``, or the one in the folder given.

    Raises InputError when there is no such dataset or its dataset.toml lacks something.
    """
    shipped = SHIPPED / str(dataset)
    folder = shipped if (shipped / "dataset.toml").is_file() else Path(dataset)
    path = folder / "dataset.toml"
    if not path.is_file():
        known = ", ".join(sorted(p.parent.name for p in SHIPPED.glob("*/dataset.toml")))
        raise InputError(
            f"There is no dataset {str(dataset)!r}; give one of {known} or a folder with a "
            "dataset.toml."
        )
    try:
        config = tomllib.loads(path.read_text(encoding="utf-8"))
        return _dataset(folder, config)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not valid TOML: {error}.") from error
    except KeyError as error:
        raise InputError(f"{path} lacks the key {error}; see the README of the data.") from error


def load_input(spec: TableSpec | LinkSpec, path: Path) -> tuple[Loaded, Input]:
    """Read the file of a table or of links together with the record of it."""
    loaded = load(path)
    title = spec.texts.get("title", {})
    return loaded, Input(spec.id, loaded.name, loaded.sha256, title, **spec.provenance)


def _dataset(folder: Path, config: Mapping[str, Any]) -> Dataset:
    tables = [_table(folder, entry) for entry in config["table"]]
    crosswalk = _crosswalk(folder, config.get("crosswalk"))
    lists = {
        entry["scheme"]: _industries(folder, entry, crosswalk)
        for entry in config.get("industries", [])
    }
    return Dataset(
        id=config["id"],
        title=config["title"],
        languages=tuple(config.get("languages", ["en"])),
        tables=tuple(sorted(tables, key=lambda table: table.role != "main")),
        links=tuple(_link(folder, entry) for entry in config.get("links", [])),
        industries=lists,
        areas=_areas(folder, config.get("areas")),
        definitions=_file(folder, config.get("definitions")),
        inputs=tuple(_described(folder, config)),
    )


def _described(folder: Path, config: Mapping[str, Any]) -> Iterator[Input]:
    """A record of every file but tables and links, which are recorded when they are read."""
    path = folder / "dataset.toml"
    yield Input("dataset", path.name, sha256_of(path), config["title"])
    entries = {f"industries_{e['scheme']}": e for e in config.get("industries", [])}
    single = {
        name: config[name] for name in ("crosswalk", "areas", "definitions") if name in config
    }
    for name, entry in {**entries, **single}.items():
        file = folder / entry["file"]
        title = entry.get("title", {})
        yield Input(name, file.name, sha256_of(file), title, **_provenance(entry))


def _table(folder: Path, entry: Mapping[str, Any]) -> TableSpec:
    return TableSpec(
        id=entry["id"],
        path=folder / entry["file"],
        role=entry["role"],
        kind=entry["kind"],
        columns=entry["columns"],
        ranges=tuple(entry.get("range", ())),
        exclude=tuple(entry.get("exclude", ())),
        where=entry.get("where", {}),
        level=entry.get("level"),
        texts=_texts(entry),
        industry_scheme=entry.get("industry_scheme", ""),
        area_scheme=entry.get("area_scheme", ""),
        area_year=entry.get("area_year"),
        provenance=_provenance(entry),
    )


def _link(folder: Path, entry: Mapping[str, Any]) -> LinkSpec:
    return LinkSpec(
        id=entry["id"],
        weight=float(entry.get("weight", 1.0)),
        industry_scheme=entry.get("industry_scheme", ""),
        path=folder / entry["file"] if "file" in entry else None,
        table=entry.get("table", ""),
        period=entry.get("period"),
        columns=entry.get("columns", {}),
        texts=_texts(entry),
        provenance=_provenance(entry),
    )


def _texts(entry: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    return {name: entry.get(name, {}) for name in ("title", "measure", "unit")} | {
        "range_measures": _range_measures(entry)
    }


def _range_measures(entry: Mapping[str, Any]) -> dict[str, str]:
    """By language, the names of what the columns in ``range`` measure, joined with "; "."""
    named = {one["column"]: one.get("measure", {}) for one in entry.get("range_measure", [])}
    columns = entry.get("range", [])
    if not columns or any(column not in named for column in columns):
        return {}
    return {
        language: "; ".join(named[column][language] for column in columns)
        for language in TEXT_LANGUAGES
        if all(named[column].get(language) for column in columns)
    }


def _provenance(entry: Mapping[str, Any]) -> dict[str, str]:
    names = ("source", "attribution", "licence", "licence_url", "url")
    return {name: str(entry.get(name, "")) for name in names}


def _areas(folder: Path, entry: Mapping[str, Any] | None) -> Areas:
    return read_areas(folder / entry["file"], entry.get("columns")) if entry else Areas(())


def _file(folder: Path, entry: Mapping[str, Any] | None) -> Path | None:
    return folder / entry["file"] if entry else None


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _crosswalk(folder: Path, entry: Mapping[str, Any] | None) -> dict[tuple[str, str], str]:
    if entry is None:
        return {}
    columns = entry["columns"]
    return {
        (row[columns["scheme"]], row[columns["code"]]): row[columns["group"]]
        for row in _records(folder / entry["file"])
    }


def _industries(
    folder: Path, entry: Mapping[str, Any], crosswalk: Mapping[tuple[str, str], str]
) -> dict[str, Industry]:
    columns, scheme = entry["columns"], entry["scheme"]

    def industry(row: Mapping[str, str]) -> Industry:
        def cell(name: str) -> str:
            return (row.get(columns.get(name, name)) or "").strip()

        return Industry(
            code=cell("code"),
            labels={c: cell(f"label_{c}") for c in TEXT_LANGUAGES if cell(f"label_{c}")},
            traded=cell("traded"),
            note=cell("note"),
            divisions=tuple(part for part in cell("divisions").split("|") if part),
            group=crosswalk.get((scheme, cell("code")), ""),
        )

    return {found.code: found for found in map(industry, _records(folder / entry["file"]))}
