"""Industries that lie in the wrong cluster move to the one where they belong."""

from __future__ import annotations

import numpy as np

from .validation import percentile_95, scores

ROUNDS = 10


def reassign(similarity: np.ndarray, labels: np.ndarray, *, rounds: int = ROUNDS) -> np.ndarray:
    """Labels in which marginal industries and outliers stand in the cluster nearest to them.

    An industry is marginal when its relatedness within its cluster, WCR_ic, is not above the 95th
    percentile of that with the other clusters, BCR_id, and an outlier when another cluster is
    nearer. One that is both is moved to the cluster with the highest BCR, all at once, until
    nothing moves or ``rounds`` are over; an industry alone in its cluster joins the nearest. No
    cluster is emptied of its last two industries at a time: then they stay. The systematic part of
    step 5 of Delgado, Porter and Stern (2016), doi:10.1093/jeg/lbv017; their other part, the
    judgement of experts, is what editing definitions is for.

    ``similarity`` is a square array, ``labels`` are numbers from 0; neither is changed.
    """
    found = np.array(labels)
    for _ in range(rounds):
        moved = _moved(similarity, found)
        if np.array_equal(moved, found):
            break
        found = moved
    return found


def _moved(similarity: np.ndarray, labels: np.ndarray) -> np.ndarray:
    names, own = np.unique(labels, return_inverse=True)
    if len(names) < 2:
        return labels
    one = scores(similarity, own[:, None] == np.arange(len(names)))
    others = np.where(np.isnan(one.industry_between), -np.inf, one.industry_between)
    best, nearest = others.max(axis=1), others.argmax(axis=1)
    within = np.where(np.isnan(one.industry_within), -np.inf, one.industry_within)
    limit = percentile_95(one.industry_between)
    leaves = (within < best) & ~(within > limit)
    sizes = np.bincount(own)
    left = np.bincount(own[leaves], minlength=len(names))
    leaves &= (sizes[own] == 1) | (left[own] < sizes[own])
    return np.asarray(names[np.where(leaves, nearest, own)])
