"""Definitions as a matrix of memberships, and as one label for each industry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import InputError
from .definition import Definition


def memberships(definitions: Sequence[Definition], industries: Sequence[str]) -> np.ndarray:
    """The weight of each industry (rows) in each definition (columns), 0 where it is no member.

    Raises InputError for a member that ``industries`` lacks.
    """
    at = {code: row for row, code in enumerate(industries)}
    weights = np.zeros((len(at), len(definitions)))
    for column, definition in enumerate(definitions):
        for code, weight in zip(definition.industries, definition.weights, strict=True):
            if code not in at:
                raise InputError(
                    f"{definition.code} names the industry {code!r}, which is unknown."
                )
            weights[at[code], column] = weight
    return weights


def main_labels(definitions: Sequence[Definition], industries: Sequence[str]) -> np.ndarray:
    """The definition, as a number, in which each industry weighs most (the first of equals).

    -1 for an industry in none.
    """
    weights = memberships(definitions, industries)
    if not weights.size:
        return np.full(len(industries), -1)
    return np.where(weights.any(axis=1), weights.argmax(axis=1), -1)


def from_labels(
    labels: np.ndarray, industries: Sequence[str], *, prefix: str = "D"
) -> tuple[Definition, ...]:
    """Definitions of the industries that share a label, named D01, D02, ... by first industry.

    Industries labelled below 0 are in none.
    """
    groups: dict[int, list[str]] = {}
    for code, label in zip(industries, labels.tolist(), strict=True):
        if label >= 0:
            groups.setdefault(label, []).append(code)
    ordered = sorted(sorted(group) for group in groups.values())
    return tuple(
        Definition(f"{prefix}{n:02d}", tuple(group), (1.0,) * len(group))
        for n, group in enumerate(ordered, start=1)
    )
