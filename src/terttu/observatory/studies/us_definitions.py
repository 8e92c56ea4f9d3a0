"""How near definitions learnt from establishments by state come to the published clusters.

The configuration of both methods was chosen by a score that does not know the published clusters
(`choose`); half of the clusters were looked at while the methods were being built, so every
agreement is also given for the other half alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..definitions.classification_tree import shrunken_to_groups, tree_similarity
from ..definitions.combining import combine
from ..definitions.comparison import compare
from ..definitions.embedding import consensus_similarity, hellinger_rows
from ..definitions.membership import from_labels, memberships
from ..definitions.partitions import partitions
from ..definitions.similarity import Method, similarity
from ..definitions.validation import scores
from ..measures.agglomeration import coagglomeration
from .cbp import Traded, definitions_of, traded

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

YEAR = 2009
YEARS = (2007, 2008, 2009, 2010, 2011)
PUBLISHED_NUMBER = 51
SPLIT_SEED = 2009
NUMBERS = tuple(range(30, 61, 3))
LEVELS = ((3, 4, 5), (2, 3, 4, 5))
WEIGHTS = (0.2, 0.35, 0.5, 0.65, 0.8)
WHOLE, REPORTED, BUILT_ON = "all clusters", "reported half", "half looked at"

Progress = Callable[[str], None]
Labels = np.ndarray


@dataclass(frozen=True, slots=True)
class Setting:
    """A configuration: the tree's part (none without ``digits``) and the number of clusters."""

    number: int
    digits: tuple[int, ...] = ()
    weight: float = 0.0
    shrunken: bool = False


LOCATION = Setting(number=33)
WITH_TREE = Setting(number=51, digits=(2, 3, 4, 5), weight=0.5, shrunken=True)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement (AMI) of one way to define clusters, over all clusters and in each half."""

    way: str
    year: int
    industries: int
    number: int
    ami: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A setting that was tried without looking at the published clusters, and its score."""

    setting: Setting
    reproduced: float
    validated: float

    @property
    def score(self) -> float:
        """Agreement between halves of the states times validation on the other half."""
        return self.reproduced * self.validated


@dataclass(frozen=True, slots=True)
class Study:
    """All figures: agreements by way and year, and with draws of states by way."""

    agreements: tuple[Agreement, ...]
    drawn: Mapping[str, tuple[float, ...]]
    draws: int
    chosen: tuple[Chosen, ...]


def study(
    data: Path,
    *,
    years: Iterable[int] = YEARS,
    draws: int = 100,
    resamples: int = 20,
    choose_again: bool = False,
    progress: Progress = lambda _: None,
) -> Study:
    """Run the study: baselines, both methods by year, and both under draws of the states."""
    tables = {year: traded(data, year) for year in sorted({YEAR, *years})}
    main = tables[YEAR]
    found = list(baselines(main))
    for table in tables.values():
        progress(f"{table.year}: {table.establishments.sizes['industry']} industries")
        location = consensus_similarity(table.establishments, draws=draws)
        found += [
            agreement(way, table, labels(location, setting))
            for way, setting in (("location", LOCATION), ("location and tree", WITH_TREE))
        ]
    tried = tuple(choose(main.establishments, progress=progress)) if choose_again else ()
    drawn = _drawn(main, resamples, progress) if resamples else {}
    return Study(tuple(found), drawn, draws, tried)


def labels(location: xr.DataArray, setting: Setting) -> Labels:
    """The clusters of one setting: average linkage on the similarity, cut at its number."""
    s = with_tree(location, setting)
    return partitions(s, method="average", numbers=[setting.number])[setting.number]


def with_tree(location: xr.DataArray, setting: Setting) -> xr.DataArray:
    """The location similarity, combined with that of the classification's tree where asked."""
    if not setting.digits:
        return location
    tree = tree_similarity([str(c) for c in location["industry"].values], digits=setting.digits)
    drawn = shrunken_to_groups(location) if setting.shrunken else location
    weights = {"location": 1 - setting.weight, "tree": setting.weight}
    return combine({"location": drawn, "tree": tree}, weights=weights)


def agreement(way: str, table: Traded, found: Labels) -> Agreement:
    """AMI with the published clusters: of all, and of the industries of either half of them."""
    industries = [str(code) for code in table.establishments["industry"].values]
    looked_at = built_on(set(table.clusters.values()))
    half = np.array([table.clusters[code] in looked_at for code in industries])
    ami = {WHOLE: _ami(table, industries, found, np.ones(len(half), bool))}
    for name, inside in ((REPORTED, ~half), (BUILT_ON, half)):
        if inside.any():
            ami[name] = _ami(table, industries, found, inside)
    return Agreement(way, table.year, len(industries), len(set(found.tolist())), ami)


def built_on(clusters: set[str]) -> set[str]:
    """The half of the clusters (the larger one) that was looked at while the method was built."""
    ordered = sorted(int(code) for code in clusters)
    mixed = np.random.default_rng(SPLIT_SEED).permutation(ordered)
    return {str(code) for code in mixed[: (len(ordered) + 1) // 2].tolist()}


def baselines(table: Traded) -> Iterator[Agreement]:
    """What simpler ways reach: Ward's linkage on rows, cut at the published number, and codes."""
    x = table.establishments
    industries = [str(code) for code in x["industry"].values]
    number = min(PUBLISHED_NUMBER, len(industries))
    ways: tuple[Method, ...] = ("shares", "location_quotients", "levels")
    itself = np.eye(len(industries), dtype=bool)
    rows = {way.replace("_", " "): similarity(x, method=way).where(~itself, 1.0) for way in ways}
    rows["coagglomeration"] = coagglomeration(x)
    for way, s in rows.items():
        found = partitions(s, method="ward", numbers=[number])[number]
        yield agreement(f"Ward on {way}", table, found)
    for digits in (2, 3, 4):
        found = np.unique([code[:digits] for code in industries], return_inverse=True)[1]
        yield agreement(f"{digits} digits of the code", table, found)


def choose(
    x: xr.DataArray,
    *,
    halvings: int = 4,
    draws: int = 40,
    numbers: tuple[int, ...] = NUMBERS,
    progress: Progress = lambda _: None,
) -> Iterator[Chosen]:
    """Score every setting without the published clusters, by halves of the states.

    Each half gives its own definitions; their AMI with those of the other half says how far they
    come again elsewhere, their validation score VS against the correlations in the other half
    (of square roots of shares) how related their industries are there. The score is the product
    of the two means over halves and halvings. Halvings in which an industry is in one half only
    are passed over.
    """
    settings = [*_settings(min(numbers))]
    reproduced = {setting: np.zeros(len(numbers)) for setting in settings}
    validated = {setting: np.zeros(len(numbers)) for setting in settings}
    used = 0
    random = np.random.default_rng(0)
    for halving in range(halvings):
        order, size = random.permutation(x.sizes["region"]), x.sizes["region"] // 2
        halves = [x.isel(region=order[:size]), x.isel(region=order[size : 2 * size])]
        if any((half.sum("region") == 0).any() for half in halves):
            continue
        used += 1
        progress(f"choosing: halving {halving + 1} of {halvings}")
        learnt = [consensus_similarity(half, draws=draws, seed=halving) for half in halves]
        seen = [_correlations(half) for half in halves]
        for setting in settings:
            cuts = [
                partitions(with_tree(s, setting), method="average", numbers=numbers) for s in learnt
            ]
            for at, number in enumerate(numbers):
                a, b = cuts[0][number], cuts[1][number]
                reproduced[setting][at] += _between(a, b)
                validated[setting][at] += (_vs(seen[1], a) + _vs(seen[0], b)) / 2
    for setting in settings if used else ():
        for at, number in enumerate(numbers):
            yield Chosen(
                Setting(number, setting.digits, setting.weight, setting.shrunken),
                float(reproduced[setting][at] / used),
                float(validated[setting][at] / used),
            )


def _settings(number: int) -> Iterator[Setting]:
    yield Setting(number)
    for digits in LEVELS:
        for shrunken in (False, True):
            for weight in WEIGHTS:
                yield Setting(number, digits, weight, shrunken)


def _drawn(table: Traded, resamples: int, progress: Progress) -> dict[str, tuple[float, ...]]:
    """The agreement of both methods where the states are drawn with replacement."""
    random = np.random.default_rng(0)
    x = table.establishments
    found: dict[str, list[float]] = {"location": [], "location and tree": []}
    for resample in range(resamples):
        progress(f"draw of states {resample + 1} of {resamples}")
        states = random.integers(0, x.sizes["region"], x.sizes["region"])
        again = x.isel(region=states)
        again = again.isel(industry=np.flatnonzero(again.sum("region").values > 0))
        part = Traded(table.year, again, again, table.clusters)
        location = consensus_similarity(again, draws=40, seed=resample)
        for way, setting in (("location", LOCATION), ("location and tree", WITH_TREE)):
            found[way].append(agreement(way, part, labels(location, setting)).ami[WHOLE])
    return {way: tuple(values) for way, values in found.items()}


def _ami(table: Traded, industries: list[str], found: Labels, inside: np.ndarray) -> float:
    kept = [code for code, stays in zip(industries, inside, strict=True) if stays]
    published = definitions_of({code: table.clusters[code] for code in kept})
    return compare(from_labels(found[inside], kept), published).ami


def _between(a: Labels, b: Labels) -> float:
    codes = [str(k) for k in range(len(a))]
    return compare(from_labels(a, codes), from_labels(b, codes)).ami


def _correlations(x: xr.DataArray) -> np.ndarray:
    return np.asarray(np.corrcoef(hellinger_rows(x, length=1.0).values))


def _vs(s: np.ndarray, found: Labels) -> float:
    codes = [str(k) for k in range(len(found))]
    return scores(s, memberships(from_labels(found, codes), codes) > 0).score / 100
