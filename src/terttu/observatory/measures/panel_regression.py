"""Least squares and the logit on a panel with fixed effects, and their clustered errors.

Arrays have the axes period, region, industry; weights are 0 where a cell is not observed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import INDUSTRY, REGION
from ..errors import InputError
from .absorption import PANEL, Effects, spread

_NOTHING_LEFT = 1e-12
_SINGULAR = 1e12
_STEPS = 100
_SETTLED = 1e-9
_SEPARATED = 30.0


@dataclass(frozen=True, slots=True)
class Step:
    """Weighted least squares: coefficients, what the effects left of each term, residuals, fit."""

    coefficients: np.ndarray
    kept: list[int]
    left: list[np.ndarray]
    residual: np.ndarray
    weights: np.ndarray
    fitted: np.ndarray


def least_squares(
    z: np.ndarray, x: Sequence[np.ndarray], weights: np.ndarray, names: Sequence[str]
) -> Step:
    """Regress ``z`` on the terms and the effects: on what the effects leave of both."""
    effects = Effects(names, weights)
    left = [effects.remove(term) for term in x]
    sizes = [_dot(weights, term, term) for term in left]
    kept = [k for k, term in enumerate(x) if sizes[k] > _NOTHING_LEFT * _dot(weights, term, term)]
    if not kept:
        raise InputError("The fixed effects leave nothing of any term; take fewer of them.")
    left = [left[k] for k in kept]
    residual = effects.remove(z)
    gram = np.array([[_dot(weights, a, b) for b in left] for a in left])
    scale = np.sqrt(np.diag(gram))
    if np.linalg.cond(gram / np.outer(scale, scale)) > _SINGULAR:
        raise InputError("The terms of the model explain each other; leave one of them out.")
    right = np.array([_dot(weights, a, residual) for a in left])
    coefficients = np.linalg.solve(gram, right)
    for coefficient, term in zip(coefficients, left, strict=True):
        residual -= coefficient * term
    return Step(coefficients, kept, left, residual, weights, z - residual)


def logistic(
    y: np.ndarray, x: Sequence[np.ndarray], used: np.ndarray, names: Sequence[str]
) -> Step:
    """Maximum likelihood by least squares on the linearised outcome, again and again."""
    from scipy.special import expit

    eta = np.where(y > 0, 1.0, -1.0)
    for _ in range(_STEPS):
        chance = expit(eta)
        slope = chance * (1 - chance)
        step = least_squares(eta + (y - chance) / slope, x, used * slope, names)
        moved = np.abs(step.fitted - eta)[used > 0].max()
        eta = np.where(used > 0, step.fitted, 0.0)
        if np.abs(eta).max() > _SEPARATED:
            break
        if moved < _SETTLED:
            return step
    raise InputError(
        "Some combination of terms tells entries from the rest without error, so that the logit "
        'has no estimate; use fewer terms and effects, or method="linear".'
    )


def informative(y: np.ndarray, at_risk: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """The cells of groups in which some entered and some did not."""
    used, before = at_risk, -1
    while before != (before := int(used.sum())):
        effects = Effects(names, used.astype(float))
        for dims, means in zip(effects.dims, effects.means(y), strict=True):
            entered = spread(means, dims)
            used = used & (entered > 0) & (entered < 1)
    return used


def covariance(step: Step, effects: Effects, *, linear: bool) -> np.ndarray:
    """Clustered by region and by industry: the sum of both less the one by both."""
    w, e = step.weights, step.residual
    observed = w > 0
    n = int(observed.sum())
    free = [
        count
        for dims, count in zip(effects.dims, effects.counts(), strict=True)
        if not {REGION, INDUSTRY} & {*dims}
    ]
    k = len(step.kept) + sum(free)
    bread = np.linalg.inv([[_dot(w, a, b) for b in step.left] for a in step.left])
    meat = np.zeros(bread.shape)
    by_pair = np.stack([np.einsum("tri,tri,tri->ri", w, e, term) for term in step.left])
    for axes, sign in (((0, 2), 1), ((0, 1), 1), ((0,), -1)):
        summed = tuple(axis for axis in axes if axis)
        scores = by_pair.sum(axis=summed).reshape(len(by_pair), -1)
        clusters = np.count_nonzero(observed.any(axis=axes))
        if clusters < 2:
            return np.full(bread.shape, np.nan)
        small = (n - 1) / max(n - k, 1) if linear else 1.0
        meat += sign * clusters / (clusters - 1) * small * (scores @ scores.T)
    values, vectors = np.linalg.eigh(bread @ meat @ bread)
    return np.asarray((vectors * values.clip(min=0)) @ vectors.T)


def count(used: np.ndarray, dim: str) -> int:
    """How many regions or industries have a cell."""
    return int(np.count_nonzero(used.any(axis=tuple({0, 1, 2} - {PANEL.index(dim)}))))


def _dot(weights: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    return float(np.einsum("tri,tri,tri->", weights, a, b))
