"""How well scores tell what happened from what did not: ROC-AUC, PR-AUC, precision of the best."""

from __future__ import annotations

import numpy as np


def roc_auc(outcome: np.ndarray, score: np.ndarray) -> float:
    """The chance that a cell with outcome 1 has a higher score than one with outcome 0.

    The area under the receiver operating characteristic, from ranks (Mann and Whitney); a tie
    counts as half. NaN unless both outcomes occur.
    """
    hits, taken = _from_the_top(outcome, score)
    pairs = hits[-1] * (taken[-1] - hits[-1]) if hits.size else 0
    if not pairs:
        return np.nan
    won = hits - np.diff(hits, prepend=0) / 2
    return float(np.sum(won * np.diff(taken - hits, prepend=0)) / pairs)


def pr_auc(outcome: np.ndarray, score: np.ndarray) -> float:
    """The average precision: sum_n (R_n - R_n-1) P_n over the distinct scores from the top.

    P_n and R_n are the precision and the recall of all cells with at least the n-th score. The
    area under the precision-recall curve without interpolation (Davis and Goadrich 2006,
    doi:10.1145/1143844.1143874, on why not). Scores without information give the base rate.
    """
    hits, taken = _from_the_top(outcome, score)
    if not hits.size or not hits[-1]:
        return np.nan
    return float(np.sum(np.diff(hits, prepend=0) * hits / taken) / hits[-1])


def precision_at(outcome: np.ndarray, score: np.ndarray, k: int) -> float:
    """The share with outcome 1 among the ``k`` highest scores; NaN where there are fewer.

    Of cells with equal scores at the edge, as many are taken as fit, at their mean outcome.
    """
    hits, taken = _from_the_top(outcome, score)
    if not 0 < k <= outcome.size:
        return np.nan
    return float(np.interp(k, np.r_[0, taken], np.r_[0, hits]) / k)


def _from_the_top(outcome: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes of 1 and cells with at least each distinct score, highest score first."""
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.diff(score[order], append=np.nan) != 0)
    return np.cumsum(outcome[order])[ends], ends + 1.0
