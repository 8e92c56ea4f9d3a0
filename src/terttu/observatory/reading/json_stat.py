"""Reads JSON-stat, version 2.0 and the older wrapping of PxWeb: https://json-stat.org/full."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import polars as pl

from ..areas import fold
from ..errors import InputError
from .columns import NAMES
from .flags import is_missing
from .loaded import About

MAX_BYTES = 50_000_000
MAX_FIGURES = 10_000_000
VALUE = "value"
FLAG = "flag"


@dataclass(frozen=True, slots=True)
class _Dimension:
    id: str
    label: str
    codes: list[str]
    labels: Mapping[str, str]
    units: Mapping[str, str]


def is_json(data: bytes) -> bool:
    """Whether a text begins as JSON does."""
    return data.removeprefix(b"\xef\xbb\xbf")[:100].lstrip()[:1] == b"{"


def read(data: bytes, name: str) -> tuple[pl.DataFrame, About]:
    """The figures of a dataset, one row each, and what it says of them.

    Raises InputError for anything but one dataset of numbers, and for one over the limits:
    50 million bytes, 10 million figures.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{name} has {len(data):,} bytes, over the limit of {MAX_BYTES:,} for JSON; ask for "
            "the table in parts, or as CSV."
        )
    dataset = _dataset(_parsed(data, name), name)
    dimensions = _dimensions(dataset, name)
    sizes = [len(dimension.codes) for dimension in dimensions]
    count = math.prod(sizes)
    places, values = _entries(dataset.get("value"), count, "value", name)
    flags = _flags(dataset.get("status"), places, count, name)
    if flags:
        # A flag without a figure says why there is none: the cell is missing, not absent.
        alone = sorted({*flags} - {*places})
        places, values = [*places, *alone], [*values, *([None] * len(alone))]
    columns = {
        dimension.id: pl.Series(dimension.codes, dtype=pl.Enum(dimension.codes)).gather(at)
        for dimension, at in zip(
            dimensions, np.unravel_index(np.array(places, np.int64), sizes), strict=True
        )
    }
    figures = np.array([_figure(value, name) for value in values], np.float64)
    if flags:
        marks = [flags.get(place, "") for place in places]
        figures[[is_missing(mark) for mark in marks]] = np.nan
        columns[FLAG] = pl.Series(marks)
    columns[VALUE] = pl.Series(figures)
    return pl.DataFrame(columns), _about(dataset, dimensions, flagged=bool(flags))


def _parsed(data: bytes, name: str) -> dict[str, Any]:
    def refuse(constant: str) -> NoReturn:
        raise InputError(f"{name} writes {constant}, which is no JSON; leave it out or write null.")

    try:
        found = json.loads(data.removeprefix(b"\xef\xbb\xbf"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is not readable as JSON; fetch it anew.") from error
    return found if isinstance(found, dict) else {}


def _dataset(found: dict[str, Any], name: str) -> dict[str, Any]:
    """The one dataset in what was read."""
    if found.get("class") == "collection":
        raise InputError(f"{name} is a JSON-stat collection; give one of its datasets.")
    if "dimension" not in found:
        inner = [part for part in found.values() if isinstance(part, dict) and "dimension" in part]
        if len(inner) != 1:
            raise InputError(f"{name} is no JSON-stat dataset; fetch the table as JSON-stat 2.0.")
        found = inner[0]
    if found.get("class", "dataset") != "dataset" or not isinstance(found["dimension"], dict):
        raise InputError(f"{name} is no JSON-stat dataset; fetch the table as JSON-stat 2.0.")
    return found


def _dimensions(dataset: dict[str, Any], name: str) -> list[_Dimension]:
    described = dataset["dimension"]
    ids = dataset.get("id", described.get("id"))
    sizes = dataset.get("size", described.get("size"))
    if not _is_list(ids, str) or not _is_list(sizes, int) or len(ids) != len(sizes) or not ids:
        raise InputError(f"{name}: id and size must be lists of the same length.")
    if len(set(ids)) < len(ids) or {VALUE, FLAG} & set(ids):
        raise InputError(f"{name}: two dimensions, or a dimension and the figures, share a name.")
    return [_dimension(one, size, described, name) for one, size in zip(ids, sizes, strict=True)]


def _dimension(one: str, size: int, described: dict[str, Any], name: str) -> _Dimension:
    dimension = _map(described.get(one))
    category = _map(dimension.get("category"))
    labels = {str(c): str(label) for c, label in _map(category.get("label")).items()}
    index = category.get("index", list(labels))
    codes = _ordered(index) if isinstance(index, dict) else index
    if not _is_list(codes, str) or len(set(codes)) != len(codes) or len(codes) != size or not size:
        raise InputError(f"{name}: the categories of {one!r} are not the {size} that size says.")
    units = {code: _unit(_map(unit)) for code, unit in _map(category.get("unit")).items()}
    return _Dimension(one, str(dimension.get("label", "")), codes, labels, units)


def _ordered(index: dict[str, Any]) -> list[str]:
    """The codes of a map from code to place; an empty list where the places are not 0, 1, ..."""
    if sorted(index.values(), key=str) != sorted(range(len(index)), key=str):
        return []
    return sorted(index, key=index.__getitem__)


def _entries(values: Any, count: int, what: str, name: str) -> tuple[Sequence[int], Sequence[Any]]:
    """The cells and their entries: of a list as long as there are cells, or of a map by cell."""
    if not isinstance(values, (list, dict)):
        raise InputError(f"{name} has no list or map of figures in {what}.")
    if isinstance(values, list) and len(values) != count:
        raise InputError(
            f"{name}: {what} has {len(values):,} entries where the sizes make {count:,}."
        )
    if len(values) > MAX_FIGURES:
        raise InputError(
            f"{name} has {len(values):,} entries in {what}, over the limit of {MAX_FIGURES:,}; "
            "ask for the table in parts."
        )
    if isinstance(values, list):
        return range(count), values
    for key in values:
        if not (key.isascii() and key.isdigit() and len(key) < 19 and int(key) < count):
            raise InputError(f"{name}: {what} names the cell {key[:20]!r}, of {count:,} there are.")
    return [int(key) for key in values], list(values.values())


def _flags(status: Any, places: Sequence[int], count: int, name: str) -> dict[int, str]:
    """Flags by cell: one text, or a list of one, stands for all figures."""
    if status is None:
        return {}
    one = status[0] if isinstance(status, list) and len(status) == 1 else status
    if isinstance(one, str):
        return dict.fromkeys(places, one.strip()) if one.strip() else {}
    marks = zip(*_entries(status, count, "status", name), strict=True)
    return {at: str(mark).strip() for at, mark in marks if mark not in (None, "")}


def _figure(value: Any, name: str) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(f"{name}: {str(value)[:40]!r} in value is no number.")
    try:
        return float(value)
    except OverflowError as error:
        raise InputError(f"{name}: a number in value is too large.") from error


def _about(dataset: dict[str, Any], dimensions: Sequence[_Dimension], *, flagged: bool) -> About:
    language = _language(dataset)
    roles = {"value": VALUE}
    said = _map(dataset.get("role", dataset["dimension"].get("role")))
    ids = [dimension.id for dimension in dimensions]
    for role, key in (("period", "time"), ("region", "geo")):
        one = said.get(key)
        if isinstance(one, list) and len(one) == 1 and one[0] in ids:
            roles[role] = one[0]
    for dimension in dimensions:
        if dimension.id not in roles.values():
            seen = _role(dimension)
            if seen:
                roles.setdefault(seen, dimension.id)
    units = [unit for d in dimensions if len(d.codes) == 1 for unit in d.units.values() if unit]
    return About(
        roles=roles,
        dimensions=tuple(dimension.id for dimension in dimensions),
        labels={d.id: {language: d.labels} for d in dimensions if d.labels},
        flag=FLAG if flagged else "",
        unit=units[0] if units else "",
    )


def _role(dimension: _Dimension) -> str | None:
    """What a dimension is by its label, where its id says nothing."""
    label = fold(dimension.label)
    return next((role for role in NAMES if role != "value" and label in NAMES[role]), None)


def _language(dataset: dict[str, Any]) -> str:
    extension = _map(dataset.get("extension"))
    said = _map(extension.get("px")).get("language", extension.get("lang", ""))
    return str(said).lower() if len(str(said)) == 2 else ""


def _unit(unit: Mapping[str, Any]) -> str:
    return str(unit.get("base") or unit.get("label") or unit.get("symbol") or "")


def _map(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _is_list(found: Any, kind: type) -> bool:
    return isinstance(found, list) and all(
        isinstance(one, kind) and not isinstance(one, bool) for one in found
    )
