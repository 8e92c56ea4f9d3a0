"""How far two sets of definitions agree, and where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ..errors import InputError
from .definition import Definition, Grouping
from .membership import main_labels, memberships

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Comparison:
    """Agreement of two sets of definitions over the industries that both place.

    ``ami`` and ``ari`` are adjusted for chance: 1 for the same partition, about 0 for unrelated
    ones. ``overlap`` has the dims definition_a and definition_b: the number of industries that two
    clusters share; ``jaccard`` divides it by the number in either. ``moved`` lists the industries
    whose cluster in b is not the one that most of its companions in a have.
    """

    ami: float
    ari: float
    industries: int
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    overlap: xr.DataArray
    jaccard: xr.DataArray
    moved: tuple[str, ...]


def compare(
    definitions_a: Grouping | Sequence[Definition], definitions_b: Grouping | Sequence[Definition]
) -> Comparison:
    """Compare two sets of definitions: adjusted mutual information, Rand index and overlaps.

    AMI = (MI - E[MI]) / (mean(H_a, H_b) - E[MI]) with the hypergeometric model of chance (Vinh,
    Epps and Bailey 2010, Journal of Machine Learning Research 11, 2837-2854); ARI as Hubert and
    Arabie (1985), doi:10.1007/BF01908075. An industry in several clusters of one set counts there
    in the one where it weighs most. Raises InputError where no industry is in both.

    >>> a = [Definition("A1", ("X", "Y"), (1, 1)), Definition("A2", ("Z", "W"), (1, 1))]
    >>> b = [Definition("B1", ("X", "Y", "Z"), (1, 1, 1)), Definition("B2", ("W",), (1,))]
    >>> found = compare(a, b)
    >>> round(found.ari, 3), found.moved
    (0.0, ('W',))
    """
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    a, b = _listed(definitions_a), _listed(definitions_b)
    codes_a, codes_b = _industries(a), _industries(b)
    both = [code for code in codes_a if code in codes_b]
    if not both:
        raise InputError("The two sets of definitions have no industry in common.")
    of_a, of_b = _labels(a, both), _labels(b, both)
    shared, jaccard = _overlaps(a, b, both)
    return Comparison(
        ami=float(adjusted_mutual_info_score(of_a, of_b)),
        ari=float(adjusted_rand_score(of_a, of_b)),
        industries=len(both),
        only_a=tuple(code for code in codes_a if code not in codes_b),
        only_b=tuple(code for code in codes_b if code not in codes_a),
        overlap=shared,
        jaccard=jaccard,
        moved=_moved(of_a, of_b, both),
    )


def _listed(definitions: Grouping | Sequence[Definition]) -> tuple[Definition, ...]:
    return tuple(definitions.definitions if isinstance(definitions, Grouping) else definitions)


def _industries(definitions: Sequence[Definition]) -> Mapping[str, None]:
    return dict.fromkeys(code for one in definitions for code in one.industries)


def _labels(definitions: Sequence[Definition], industries: Sequence[str]) -> np.ndarray:
    return main_labels([_only(one, industries) for one in definitions], industries)


def _only(definition: Definition, industries: Sequence[str]) -> Definition:
    kept = {
        code: weight
        for code, weight in zip(definition.industries, definition.weights, strict=True)
        if code in set(industries)
    }
    return Definition(definition.code, tuple(kept), tuple(kept.values()))


def _overlaps(
    a: Sequence[Definition], b: Sequence[Definition], industries: Sequence[str]
) -> tuple[xr.DataArray, xr.DataArray]:
    of_a, of_b = (
        memberships([_only(one, industries) for one in side], industries) > 0 for side in (a, b)
    )
    shared = of_a.astype(float).T @ of_b.astype(float)
    either = of_a.sum(axis=0)[:, None] + of_b.sum(axis=0)[None, :] - shared
    share = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)
    coords = {"definition_a": [one.code for one in a], "definition_b": [one.code for one in b]}
    dims = tuple(coords)
    return xr.DataArray(shared.astype(int), coords, dims), xr.DataArray(share, coords, dims)


def _moved(of_a: np.ndarray, of_b: np.ndarray, industries: Sequence[str]) -> tuple[str, ...]:
    counts = np.zeros((of_a.max() + 1, of_b.max() + 1), int)
    np.add.at(counts, (of_a, of_b), 1)
    usual = counts.argmax(axis=1)
    return tuple(code for code, x, y in zip(industries, of_a, of_b, strict=True) if usual[x] != y)
