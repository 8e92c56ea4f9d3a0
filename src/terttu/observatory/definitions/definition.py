"""What a cluster definition is: a named group of industries; read from a file, summed, labelled."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ..errors import InputError
from ..package_columns import CODE_20

if TYPE_CHECKING:
    from pathlib import Path

GIVEN = "definitions given in a file"


@dataclass(frozen=True, slots=True)
class Definition:
    """A named group of industries, each with the part of it that belongs to the group.

    ``names`` are by language, where somebody has given any.
    """

    code: str
    industries: tuple[str, ...]
    weights: tuple[float, ...]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Configuration:
    """One way to group that was tried, and its validation score (0 to 100).

    ``block`` is ``local`` or ``others``; ``silhouette`` decides between equal scores.
    """

    block: str
    method: str
    number: int
    score: float
    silhouette: float
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Grouping:
    """Definitions, the rule behind them, and the configurations that were tried, if any."""

    definitions: tuple[Definition, ...]
    rule: str
    tried: tuple[Configuration, ...] = ()


def each_alone(industries: Sequence[str]) -> Grouping:
    """Every industry as its own group, for tables without any links."""
    definitions = tuple(
        Definition(f"D{n:02d}", (code,), (1.0,)) for n, code in enumerate(sorted(industries), 1)
    )
    return Grouping(definitions, "every industry by itself: no links were at hand")


def read_definitions(path: Path, industries: Sequence[str]) -> Grouping:
    """Read own groups from a CSV with the columns definition, industry and, if any, weight.

    Columns ``name_fi``, ``name_sv``, ``name_en`` (or any other language) name a definition; of its
    rows the first that has a name counts.

    Raises InputError for a missing column, a name of other characters than A-Z, a-z, digits, _
    and -, an industry that the table does not have, a repeated row, or a weight outside 0 to 1.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read as CSV in UTF-8; check the file.") from error
    if not {"definition", "industry"} <= set(reader.fieldnames or ()):
        raise InputError(f"{path.name} needs the columns definition and industry (and weight).")
    members: dict[str, dict[str, float]] = {}
    for number, row in enumerate(rows, start=2):
        _add_member(members, row, set(industries), f"{path.name}, row {number}")
    if not members:
        raise InputError(f"{path.name} has a header but no rows; give at least one group.")
    definitions = tuple(
        Definition(code, tuple(group), tuple(group.values()), _names(rows, code))
        for code, group in members.items()
    )
    return Grouping(definitions, GIVEN)


def write_definitions(definitions: Sequence[Definition], path: Path) -> None:
    """Write definitions as the CSV that `read_definitions` reads."""
    languages = sorted({language for one in definitions for language in one.names})
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["definition", "industry", "weight", *(f"name_{code}" for code in languages)])
        for one in definitions:
            names = [one.names.get(code, "") for code in languages]
            for industry, weight in zip(one.industries, one.weights, strict=True):
                rows.writerow([one.code, industry, f"{weight:.12g}", *names])


def grouped(
    x: xr.DataArray, definitions: Sequence[Definition], *, skip_unknown: bool = False
) -> xr.DataArray:
    """The weighted sums of the industries of each definition.

    Shape of ``x`` with the definitions' codes as ``industry``; NaN where any member is missing: a
    sum without it would take what is suppressed for zero. ``skip_unknown`` leaves out industries
    that no region has a figure for, so that all regions are compared by the other members: pay,
    for instance, is not known where an industry has no employees by definition.
    """
    codes = [str(code) for code in x["industry"].values]
    weights = np.zeros((len(codes), len(definitions)))
    for column, definition in enumerate(definitions):
        for code, weight in zip(definition.industries, definition.weights, strict=True):
            weights[codes.index(code), column] = weight
    known = ~np.isnan(x.values)
    sums = np.where(known, x.values, 0.0) @ weights
    counted = known.any(axis=(0, 1)) | (not skip_unknown)
    missing = (~known & counted).astype(float) @ (weights > 0)
    without = ~(counted[:, None] & (weights > 0)).any(axis=0)
    coords = {"period": x["period"], "region": x["region"]}
    names = [definition.code for definition in definitions]
    values = np.where((missing > 0) | without, np.nan, sums)
    return xr.DataArray(values, dims=x.dims, coords={**coords, "industry": names})


def _add_member(
    members: dict[str, dict[str, float]], row: Mapping[str, str], known: set[str], where: str
) -> None:
    name, industry = (row["definition"] or "").strip(), (row["industry"] or "").strip()
    if not re.fullmatch(CODE_20, name):
        raise InputError(
            f"{where}: the definition needs a name of up to 20 of the letters A-Z, digits, '_' and "
            f"'-', not {name!r}."
        )
    if industry not in known:
        raise InputError(f"{where}: the table has no industry {industry!r}.")
    group = members.setdefault(name, {})
    if industry in group:
        raise InputError(f"{where}: {industry} stands in {name} already; remove one.")
    group[industry] = _weight((row.get("weight") or "1").strip(), where)


def _names(rows: Sequence[Mapping[str, str]], code: str) -> dict[str, str]:
    own = [row for row in rows if (row["definition"] or "").strip() == code]
    columns = [name for name in rows[0] if (name or "").startswith("name_")]
    found = {
        name.removeprefix("name_"): next((row[name].strip() for row in own if row[name]), "")
        for name in columns
    }
    return {language: text for language, text in found.items() if text}


def _weight(text: str, where: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not 0 < weight <= 1:
        raise InputError(f"{where}: the weight must be over 0 and at most 1, not {text!r}.")
    return weight
