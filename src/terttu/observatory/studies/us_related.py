"""The published links between the 51 traded clusters of the United States, computed again.

The published matrix gives for two clusters the mean locational correlation over the pairs of
their industries. At hand are the clusters' sums by metropolitan area, of another year. The
correlation of two sums is larger than the mean correlation of their parts: with n industries of
equal variance in a cluster and a mean correlation r_aa among them, the sum has the variance
n (1 + (n - 1) r_aa), so that

    mean r_ab = corr(sum_a, sum_b) sqrt(q_a q_b),   q_a = (1 + (n_a - 1) r_aa) / n_a.

The correction is Spearman's for attenuation (1904, doi:10.2307/1412159), turned round. What it
needs, n and r_aa, is taken once from the published diagonal and once from the establishments of
the industries by state, where nothing that is published comes in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ..errors import InputError
from .cbp import traded

if TYPE_CHECKING:
    from pathlib import Path

AREAS = "us_cluster_mapping/msa_clusters_2016.csv.gz"
PUBLISHED = "us_cluster_mapping/related_clusters_51x51.csv"
PARTS = ("cr_lcemp", "cr_lcest")
BOTH = "cr_lc"
YEAR = 2009
ECONOMIC_AREAS = 179


@dataclass(frozen=True, slots=True)
class Compared:
    """One way to compute the links against one published matrix, off the diagonal."""

    way: str
    published: str
    correlation: float
    error: float


@dataclass(frozen=True, slots=True)
class Related:
    """What was compared, and the means of the published diagonals."""

    areas: int
    clusters: int
    diagonals: dict[str, float]
    compared: tuple[Compared, ...]

    def of(self, way: str, published: str) -> Compared:
        """The comparison of ``way`` with the matrix ``published``."""
        return next(c for c in self.compared if (c.way, c.published) == (way, published))


def related(data: Path) -> Related:
    """Compute the links in all ways and compare each with each of the three published matrices."""
    sums = _sums(data)
    codes = sums.codes
    published = _published(data, codes)
    sizes, inside, pairs = _by_state(data, codes)
    ways = dict(_plain(sums))
    best = ways["employment and establishments, mean"]
    from_published = {
        name: best * _attenuation(sizes, published[name].diagonal()) for name in (*PARTS, BOTH)
    }
    ways["mean, corrected by the industries of the states"] = best * _attenuation(sizes, inside)
    ways["pairs of industries over states, establishments"] = pairs
    compared = [
        _compare(way, matrix, name, published[name])
        for way, matrix in ways.items()
        for name in published
    ]
    compared += [
        _compare("mean, corrected by the published diagonal", matrix, name, published[name])
        for name, matrix in from_published.items()
    ]
    diagonals = {name: float(matrix.diagonal().mean()) for name, matrix in published.items()}
    return Related(len(sums.employment), len(codes), diagonals, tuple(compared))


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    codes: list[str]
    employment: np.ndarray
    reported: np.ndarray
    establishments: np.ndarray


def _sums(data: Path) -> _Sums:
    """Figures by metropolitan area (rows) and traded cluster (columns)."""
    rows = _read(data, AREAS).filter(pl.col("traded").str.to_lowercase() == "true")
    codes = sorted(rows["cluster_code"].unique().to_list())
    areas = rows["region_code"].unique().sort()
    columns = ("emp", "emp_reported", "est")
    cells = {name: np.zeros((len(areas), len(codes))) for name in columns}
    at = (
        np.searchsorted(areas.to_numpy(), rows["region_code"].to_numpy()),
        np.searchsorted(np.array(codes), rows["cluster_code"].to_numpy()),
    )
    for name in columns:
        cells[name][at] = rows[name].cast(pl.Float64).to_numpy()
    return _Sums(codes, *(cells[name] for name in columns))


def _published(data: Path, codes: list[str]) -> dict[str, np.ndarray]:
    rows = _read(data, PUBLISHED)
    place = {code: k for k, code in enumerate(codes)}
    found = {}
    for name in (*PARTS, BOTH):
        matrix = np.full((len(codes), len(codes)), np.nan)
        for a, b, value in rows.select("cluster_code", "cluster_code_2", name).iter_rows():
            if a in place and b in place and value:
                matrix[place[a], place[b]] = float(value)
        if np.isnan(matrix).any():
            raise InputError(f"{PUBLISHED} has no {name} for some pairs of the clusters by area.")
        found[name] = (matrix + matrix.T) / 2
    return found


def _plain(sums: _Sums) -> Iterator[tuple[str, np.ndarray]]:
    """The ways that take the sums as they are."""
    employment, establishments = _over_rows(sums.employment), _over_rows(sums.establishments)
    yield "employment", employment
    yield "employment, as reported (withheld as 0)", _over_rows(sums.reported)
    largest = np.argsort(-sums.employment.sum(axis=1))[:ECONOMIC_AREAS]
    yield f"employment, the {ECONOMIC_AREAS} largest areas", _over_rows(sums.employment[largest])
    yield "employment, square root", _over_rows(np.sqrt(sums.employment))
    yield "establishments", establishments
    yield "employment and establishments, mean", (employment + establishments) / 2


def _by_state(data: Path, codes: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the clusters' industries over the states: how many, r_aa, and the mean r_ab of pairs."""
    table = traded(data, YEAR)
    r = _over_rows(table.establishments.values)
    np.fill_diagonal(r, np.nan)
    of = np.array([table.clusters[code] for code in table.establishments["industry"].values])
    members = [np.flatnonzero(of == code) for code in codes]
    if min(len(one) for one in members) < 2:
        raise InputError("Each cluster by area needs two industries or more in the states' table.")
    pairs = np.array([[np.nanmean(r[np.ix_(a, b)]) for b in members] for a in members])
    return np.array([len(one) for one in members]), pairs.diagonal(), pairs


def _attenuation(sizes: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """sqrt(q_a q_b) of all pairs of clusters."""
    q = (1 + (sizes - 1) * inside) / sizes
    return np.sqrt(np.outer(q, q))


def _over_rows(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.corrcoef(x.T))


def _compare(way: str, found: np.ndarray, name: str, published: np.ndarray) -> Compared:
    above = np.triu_indices(len(found), 1)
    a, b = found[above], published[above]
    error = float(np.sqrt(np.mean((a - b) ** 2)))
    return Compared(way, name, float(np.corrcoef(a, b)[0, 1]), error)


def _read(data: Path, name: str) -> pl.DataFrame:
    path = data / name
    if not path.is_file():
        raise InputError(f"The study needs the file {name} in the folder {data}.")
    return pl.read_csv(path, infer_schema=False)
