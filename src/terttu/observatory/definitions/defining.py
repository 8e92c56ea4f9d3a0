"""Finds cluster definitions: many partitions of a similarity, of which the best one stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError
from .combining import combine
from .definition import Configuration, Grouping
from .membership import from_labels
from .outliers import reassign as reassigned
from .partitions import METHODS, Method, distances, partitions, silhouette, usual_numbers
from .validation import scores

if TYPE_CHECKING:
    import xarray as xr

RULE = (
    "Delgado, Porter and Stern (2016): similarities standardised and combined; candidate "
    "partitions by {methods}; the one with the highest validation score, and of equal ones with "
    "the highest silhouette; industries nearer to another cluster moved there; local industries "
    "are grouped apart from the others"
)
LEAST = 3

Tried = tuple[Configuration, np.ndarray]


def define_clusters(
    similarities: xr.DataArray | Mapping[str, xr.DataArray],
    *,
    weights: Mapping[str, float] | None = None,
    kinds: Mapping[str, str] | None = None,
    methods: Sequence[Method] = METHODS,
    number: int | None = None,
    numbers: Iterable[int] | None = None,
    reassign: bool = True,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Grouping:
    """Group industries into cluster definitions, by the method of Delgado, Porter and Stern.

    ``similarities`` maps kinds of links to similarity matrices, which are combined with
    ``weights`` (see `combine`), or is one matrix, taken as it is. The combination is cut in many
    ways (see `partitions`): by each of ``methods``, into each of ``numbers`` of groups
    (`usual_numbers` of the industries where not given; ``number`` is one alone). Each way is
    scored against each kind of links (VS, see `validate`), and the one with the highest mean score
    is taken; of equal ones that with the highest mean silhouette, then the fewest groups. Then
    outliers are moved (`reassign`), where that does not lower the score.

    ``kinds`` says which industries are ``local``: they follow the residents everywhere, so they
    are grouped apart, as the paper groups traded industries alone; ``number`` and ``numbers`` are
    for the others. Fewer than three industries stay alone. Definitions are named D01, D02, ... in
    the order of their first industry; ``tried`` of the result holds every configuration.
    ``progress`` is called with the cuts done and their number. Raises InputError for a number of
    groups outside 1 to the number of industries.

    Delgado, M., Porter, M. E. and Stern, S. (2016) Defining clusters of related industries.
    Journal of Economic Geography 16, 1-38. doi:10.1093/jeg/lbv017.

    >>> import xarray as xr
    >>> s = xr.DataArray(
    ...     [[1, 0.8, 0.1, 0.2], [0.8, 1, 0.3, 0.1], [0.1, 0.3, 1, 0.9], [0.2, 0.1, 0.9, 1]],
    ...     dims=("industry", "industry_2"), coords={"industry": list("ABCD")},
    ... )
    >>> [definition.industries for definition in define_clusters(s).definitions]
    [('A', 'B'), ('C', 'D')]
    """
    if isinstance(similarities, Mapping):
        whole = combine(similarities, weights=weights)
        matrices = {kind: matrix.reindex_like(whole) for kind, matrix in similarities.items()}
    else:
        matrices, whole = {"similarity": similarities}, similarities
    industries = [str(code) for code in whole["industry"].values]
    is_local = np.array([(kinds or {}).get(code) == "local" for code in industries], bool)
    others, local = np.flatnonzero(~is_local), np.flatnonzero(is_local)
    asked = [number] if number is not None else None if numbers is None else list(numbers)
    blocks = [
        _Block("others", others, asked or list(usual_numbers(len(others)))),
        _Block("local", local, list(usual_numbers(len(local)))),
    ]
    _check_numbers(asked, len(others))
    labels = np.full(len(industries), -1)
    tried: list[Configuration] = []
    told = _Told(progress, len(methods) * sum(len(block.places) >= LEAST for block in blocks))
    for block in blocks:
        chosen, configurations = _grouped(
            block, whole, matrices, methods=methods, reassign=reassign, seed=seed, told=told
        )
        labels[block.places] = chosen + labels.max() + 1
        tried += configurations
    rule = RULE.format(methods=", ".join(methods))
    return Grouping(from_labels(labels, industries), rule, tuple(tried))


@dataclass(frozen=True, slots=True)
class _Block:
    """Industries that are grouped by themselves, and into how many groups."""

    name: str
    places: np.ndarray
    numbers: list[int]


@dataclass(slots=True)
class _Told:
    """Counts what is done for a caller who wants to know."""

    progress: Callable[[int, int], None] | None
    total: int
    done: int = 0

    def one_more(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def _grouped(
    block: _Block,
    whole: xr.DataArray,
    matrices: Mapping[str, xr.DataArray],
    *,
    methods: Sequence[Method],
    reassign: bool,
    seed: int,
    told: _Told,
) -> tuple[np.ndarray, list[Configuration]]:
    if len(block.places) < LEAST:
        return np.arange(len(block.places)), []
    s = _part(whole, block)
    single = [_part(matrix, block).values for matrix in matrices.values()]
    far = distances(s.values)
    found: list[Tried] = []
    for method in methods:
        for k, labels in partitions(s, method=method, numbers=block.numbers, seed=seed).items():
            score = round(mean_score(labels, single), 9)  # lest rounding errors decide
            worth = round(silhouette(far, labels), 9)
            found.append((Configuration(block.name, method, k, score, worth), labels))
        told.one_more()
    if not found:
        raise InputError("No method cuts the similarity into as many groups; try other numbers.")
    best = max(range(len(found)), key=lambda n: _worth(found[n][0]))
    tried = [replace(one, chosen=n == best) for n, (one, _) in enumerate(found)]
    labels = found[best][1]
    if reassign:
        moved = reassigned(s.values, labels)
        if mean_score(moved, single) >= tried[best].score:
            labels = np.unique(moved, return_inverse=True)[1]
    return labels, tried


def _part(matrix: xr.DataArray, block: _Block) -> xr.DataArray:
    part = matrix.isel(industry=block.places, industry_2=block.places)
    return part.transpose("industry", "industry_2")


def mean_score(labels: np.ndarray, single: Sequence[np.ndarray]) -> float:
    """The mean of the validation scores of labels against several similarities; 0 without one."""
    members = labels[:, None] == np.unique(labels)
    if members.shape[1] < 2:
        return 0.0
    return float(np.mean([scores(s, members).score for s in single]))


def _worth(one: Configuration) -> tuple[float, float, int]:
    return one.score, one.silhouette, -one.number


def _check_numbers(asked: Sequence[int] | None, industries: int) -> None:
    if asked is not None and not all(1 <= k <= max(industries, 1) for k in asked):
        raise InputError(f"The number of groups must lie between 1 and {industries}.")
