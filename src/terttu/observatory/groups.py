"""Groups of related industries: found by average linkage, or read from a file."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from .errors import InputError
from .package_schema import CODE_20

if TYPE_CHECKING:
    from pathlib import Path

RULE = (
    "average linkage on the combined similarity; of the numbers of groups from a quarter to three "
    "quarters of the industries the one with the largest mean silhouette; local industries are "
    "grouped apart from the others"
)
GIVEN = "definitions given in a file"


@dataclass(frozen=True, slots=True)
class Definition:
    """A named group of industries, each with the part of it that belongs to the group."""

    code: str
    industries: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Definitions, the rule behind them, and the mean silhouette by number of groups tried.

    ``scores`` has one mapping for the local industries and one for the others.
    """

    definitions: tuple[Definition, ...]
    rule: str
    scores: Mapping[str, Mapping[int, float]]


def define_clusters(
    similarity: xr.DataArray,
    *,
    kinds: Mapping[str, str] | None = None,
    number: int | None = None,
) -> Grouping:
    """Group the industries of a combined similarity matrix.

    Average linkage (UPGMA) on the distance max(similarity) - similarity; a pair without a known
    similarity counts as far as the farthest. Every number of groups from a quarter to three
    quarters of the industries is tried (1.3 to 4 industries a group on average: fewer groups join
    what has little in common, more leave nearly all alone) and the one with the largest mean
    silhouette taken, the smaller number when equal (Rousseeuw 1987,
    doi:10.1016/0377-0427(87)90125-7; an industry alone counts 0).
    ``number`` fixes it for the industries that are not local.

    ``kinds`` says which industries are ``local``: they follow the residents everywhere, so they
    are grouped apart, as Delgado, Porter and Stern (2016, doi:10.1093/jeg/lbv017) group traded
    industries alone. Fewer than three industries stay alone. Groups are named D01, D02, ... in
    the order of their first industry.
    """
    industries = [str(code) for code in similarity["industry"].values]
    local = [code for code in industries if (kinds or {}).get(code) == "local"]
    others = [code for code in industries if code not in local]
    scores: dict[str, Mapping[int, float]] = {}
    groups: list[list[str]] = []
    for name, block, fixed in (("others", others, number), ("local", local, None)):
        found, tried = _group(similarity, block, fixed)
        groups += found
        scores[name] = tried
    ordered = sorted(sorted(group) for group in groups)
    definitions = tuple(
        Definition(f"D{n:02d}", tuple(group), (1.0,) * len(group))
        for n, group in enumerate(ordered, start=1)
    )
    return Grouping(definitions, RULE, scores)


def each_alone(industries: Sequence[str]) -> Grouping:
    """Every industry as its own group, for tables without any links."""
    definitions = tuple(
        Definition(f"D{n:02d}", (code,), (1.0,)) for n, code in enumerate(sorted(industries), 1)
    )
    return Grouping(definitions, "every industry by itself: no links were at hand", {})


def read_definitions(path: Path, industries: Sequence[str]) -> Grouping:
    """Read own groups from a CSV with the columns definition, industry and, if any, weight.

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
        Definition(code, tuple(group), tuple(group.values())) for code, group in members.items()
    )
    return Grouping(definitions, GIVEN, {})


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


def _weight(text: str, where: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not 0 < weight <= 1:
        raise InputError(f"{where}: the weight must be over 0 and at most 1, not {text!r}.")
    return weight


def _group(
    similarity: xr.DataArray, block: list[str], number: int | None
) -> tuple[list[list[str]], dict[int, float]]:
    if number is not None and not 1 <= number <= len(block):
        raise InputError(f"The number of groups must lie between 1 and {len(block)}.")
    if len(block) < 3:
        return [[code] for code in block], {}
    from scipy.cluster.hierarchy import cut_tree, linkage
    from scipy.spatial.distance import squareform

    distances = _distances(similarity.sel(industry=block, industry_2=block).values)
    tree = linkage(squareform(distances, checks=False), method="average")
    numbers = list(_numbers(len(block)))
    cuts = dict(zip(numbers, cut_tree(tree, n_clusters=numbers).T, strict=True))
    scores = {k: round(silhouette(distances, labels), 12) for k, labels in cuts.items()}
    best = max(scores, key=lambda k: (scores[k], -k)) if number is None else number
    labels = cut_tree(tree, n_clusters=[best])[:, 0]
    found = [[block[i] for i in np.flatnonzero(labels == g)] for g in np.unique(labels)]
    return found, scores


def _numbers(industries: int) -> range:
    return range(max(2, math.ceil(industries / 4)), industries * 3 // 4 + 1)


def _distances(similarity: np.ndarray) -> np.ndarray:
    known = similarity[~np.isnan(similarity)]
    if known.size == 0:
        return 1.0 - np.eye(len(similarity))
    distances = known.max() - np.where(np.isnan(similarity), known.min(), similarity)
    np.fill_diagonal(distances, 0.0)
    return np.asarray((distances + distances.T) / 2)


def silhouette(distances: np.ndarray, labels: np.ndarray) -> float:
    """The mean silhouette (b - a) / max(a, b) over all items; an item alone in its group is 0."""
    names, own = np.unique(labels, return_inverse=True)
    member = own[:, None] == np.arange(len(names))[None, :]
    sizes = member.sum(axis=0)
    sums = distances @ member
    rows = np.arange(len(labels))
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    outside = np.where(member, np.inf, sums / sizes).min(axis=1)
    larger = np.maximum(inside, outside)
    scores = np.where(larger > 0, (outside - inside) / np.where(larger > 0, larger, 1), 0.0)
    return float(np.where(sizes[own] > 1, scores, 0.0).mean())
