"""Candidate partitions of industries: many ways to cut one similarity into groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from ..errors import InputError

if TYPE_CHECKING:
    import xarray as xr

Method = Literal["ward", "average", "kmeans", "leiden", "consensus"]
METHODS: tuple[Method, ...] = get_args(Method)
NEIGHBOURS = 10
_RESOLUTIONS = np.geomspace(0.05, 50, 60)


def partitions(
    similarity: xr.DataArray, *, method: Method, numbers: Iterable[int], seed: int = 0
) -> dict[int, np.ndarray]:
    """Partitions of the industries of ``similarity`` by number of groups, as labels from 0.

    - ``ward``: Ward's linkage on the rows of the matrix, an industry's similarity with itself
      being the largest there is (Ward 1963, doi:10.1080/01621459.1963.10500845);
    - ``average``: average linkage (UPGMA) on the distance max(similarity) - similarity;
    - ``kmeans``: k-means on the rows, the best of 10 seeded starts;
    - ``leiden``: communities of the graph that links each industry with its 10 nearest above the
      mean similarity, at 60 resolutions (Traag, Waltman and van Eck 2019,
      doi:10.1038/s41598-019-41695-z); a number that no resolution gives is left out;
    - ``consensus``: average linkage on the share of the other four methods' partitions, over all
      ``numbers``, that put two industries together (Fred and Jain 2005,
      doi:10.1109/TPAMI.2005.113).

    A pair without a known similarity counts as the mean of the known ones for the methods on
    rows, and as the least similar for the others. Raises InputError for an unknown method or a
    number outside 1 to the number of industries.

    >>> import xarray as xr
    >>> s = xr.DataArray([[1.0, 0.9, 0], [0.9, 1, 0], [0, 0, 1]], dims=("industry", "industry_2"))
    >>> partitions(s, method="ward", numbers=[2])[2].tolist()
    [0, 0, 1]
    """
    s = np.array(similarity.transpose("industry", "industry_2").values, np.float64)
    asked = sorted(set(numbers))
    if method not in METHODS:
        raise InputError(f"There is no method {method!r}; known: {', '.join(METHODS)}.")
    if asked and not 1 <= asked[0] <= asked[-1] <= len(s):
        raise InputError(f"The number of groups must lie between 1 and {len(s)}.")
    if len(s) == 1:
        return {1: np.zeros(1, int)}
    return {k: _from_zero(labels) for k, labels in _PARTITIONS[method](s, asked, seed).items()}


def distances(similarity: np.ndarray) -> np.ndarray:
    """How far the most similar pair is ahead of each; 0 of an industry from itself."""
    s = np.where(np.eye(len(similarity), dtype=bool), np.nan, similarity)
    known = s[~np.isnan(s)]
    if known.size == 0:
        return 1.0 - np.eye(len(s))
    far = known.max() - np.where(np.isnan(s), known.min(), s)
    np.fill_diagonal(far, 0.0)
    return np.asarray((far + far.T) / 2)


def silhouette(distance: np.ndarray, labels: np.ndarray) -> float:
    """The mean silhouette (b - a) / max(a, b) over all items; an item alone in its group is 0.

    Rousseeuw (1987), doi:10.1016/0377-0427(87)90125-7.
    """
    names, own = np.unique(labels, return_inverse=True)
    member = own[:, None] == np.arange(len(names))[None, :]
    sizes = member.sum(axis=0)
    sums = distance @ member
    rows = np.arange(len(labels))
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    outside = np.where(member, np.inf, sums / sizes).min(axis=1)
    larger = np.maximum(inside, outside)
    scores = np.where(larger > 0, (outside - inside) / np.where(larger > 0, larger, 1), 0.0)
    return float(np.where(sizes[own] > 1, scores, 0.0).mean())


def _rows(s: np.ndarray) -> np.ndarray:
    """What is compared when rows are: no gaps, and each industry most similar to itself."""
    rows = s.copy()
    np.fill_diagonal(rows, np.nan)
    known = rows[~np.isnan(rows)]
    middle, most = (known.mean(), known.max()) if known.size else (0.0, 1.0)
    filled = np.where(np.isnan(rows), middle, rows)
    np.fill_diagonal(filled, np.where(np.isnan(s.diagonal()), most, s.diagonal()))
    return filled


def ward_tree(similarity: xr.DataArray) -> np.ndarray:
    """The tree of Ward's linkage on the rows of a similarity, as scipy gives it."""
    return _ward_linkage(np.array(similarity.transpose("industry", "industry_2").values, float))


def _ward_linkage(s: np.ndarray) -> np.ndarray:
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import pdist

    return np.asarray(linkage(pdist(_rows(s)), method="ward"))


def _ward(s: np.ndarray, numbers: list[int], _seed: int) -> dict[int, np.ndarray]:
    return _cuts(_ward_linkage(s), numbers)


def _average(s: np.ndarray, numbers: list[int], _seed: int) -> dict[int, np.ndarray]:
    return _linked(distances(s), numbers)


def _linked(distance: np.ndarray, numbers: list[int]) -> dict[int, np.ndarray]:
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    return _cuts(linkage(squareform(distance, checks=False), method="average"), numbers)


def _cuts(tree: np.ndarray, numbers: list[int]) -> dict[int, np.ndarray]:
    from scipy.cluster.hierarchy import cut_tree

    return dict(zip(numbers, cut_tree(tree, n_clusters=numbers).T, strict=True)) if numbers else {}


def _kmeans(s: np.ndarray, numbers: list[int], seed: int) -> dict[int, np.ndarray]:
    from sklearn.cluster import KMeans

    rows = _rows(s)
    different = len(np.unique(rows, axis=0))
    return {
        k: KMeans(k, n_init=10, random_state=seed).fit_predict(rows)
        for k in numbers
        if k <= different
    }


def _leiden(s: np.ndarray, numbers: list[int], seed: int) -> dict[int, np.ndarray]:
    from sknetwork.clustering import Leiden

    graph = _nearest(s)
    if graph.nnz == 0:
        return {}
    found: dict[int, np.ndarray] = {}
    for resolution in _RESOLUTIONS:
        method = Leiden(resolution=float(resolution), random_state=seed)
        labels = np.asarray(method.fit_predict(graph))
        found.setdefault(len(np.unique(labels)), labels)
    return {k: found[k] for k in numbers if k in found}


def _nearest(s: np.ndarray) -> Any:
    """The graph of the nearest industries: similarity above the mean, as a sparse matrix."""
    from scipy.sparse import csr_matrix

    above = np.array(s)
    np.fill_diagonal(above, np.nan)
    above -= np.nanmean(above) if not np.isnan(above).all() else 0.0
    above = np.where(above > 0, above, 0.0)
    near = min(NEIGHBOURS, len(s) - 1)
    places = np.argpartition(-above, near - 1, axis=1)[:, :near]
    kept = np.zeros_like(above)
    np.put_along_axis(kept, places, np.take_along_axis(above, places, axis=1), axis=1)
    return csr_matrix(np.maximum(kept, kept.T))


def _consensus(s: np.ndarray, numbers: list[int], seed: int) -> dict[int, np.ndarray]:
    together = np.zeros_like(s)
    count = 0
    for method in METHODS[:-1]:
        for labels in _PARTITIONS[method](s, numbers, seed).values():
            together += labels[:, None] == labels[None, :]
            count += 1
    return _linked(1 - together / count, numbers) if count else {}


def _from_zero(labels: np.ndarray) -> np.ndarray:
    """Labels from 0 in the order in which they come, so that equal partitions are equal."""
    _, first, back = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[back])


def usual_numbers(industries: int) -> range:
    """Numbers of groups that are worth trying, for a number of industries.

    Up to 40 industries 1.3 to 4 of them a group; for the some 700 of a detailed classification
    30 to 60 groups. Fewer groups join what has little in common, more leave nearly all industries
    alone.
    """
    least = max(2, math.ceil(industries / 4) if industries <= 40 else round(industries**0.52))
    most = industries * 3 // 4 if industries <= 40 else round(industries**0.62)
    return range(min(least, industries), max(most, least) + 1)


_PARTITIONS: Mapping[Method, Callable[[np.ndarray, list[int], int], dict[int, np.ndarray]]] = {
    "ward": _ward,
    "average": _average,
    "kmeans": _kmeans,
    "leiden": _leiden,
    "consensus": _consensus,
}
