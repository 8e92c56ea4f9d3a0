"""How well scores tell what happened from what did not, and whether chances mean what they say.

ROC-AUC, PR-AUC and precision of the best look at order alone; the Brier score and the calibration
at the chances themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Ranking:
    """Cells from the highest score to the lowest, to be scored under any weights of theirs.

    ``ends`` are the last places of each distinct score. Weights are numbers of copies, such as
    those of a bootstrap; without them each cell counts once. Sorting is done once for all weights.
    """

    order: np.ndarray
    outcome: np.ndarray
    ends: np.ndarray

    @classmethod
    def of(cls, outcome: np.ndarray, score: np.ndarray) -> Ranking:
        """The ranking of cells by ``score``; NaN is not allowed in it."""
        order = np.argsort(-score, kind="stable")
        ends = np.flatnonzero(np.diff(score[order], append=np.nan) != 0)
        return cls(order, outcome[order], ends)

    def roc_auc(self, weights: np.ndarray | None = None) -> float:
        """See `roc_auc`."""
        hits, taken = self._from_the_top(weights)
        pairs = hits[-1] * (taken[-1] - hits[-1]) if hits.size else 0
        if not pairs:
            return np.nan
        won = hits - np.diff(hits, prepend=0) / 2
        return float(np.sum(won * np.diff(taken - hits, prepend=0)) / pairs)

    def pr_auc(self, weights: np.ndarray | None = None) -> float:
        """See `pr_auc`."""
        hits, taken = self._from_the_top(weights)
        if not hits.size or not hits[-1]:
            return np.nan
        precision = hits / np.where(taken > 0, taken, 1)
        return float(np.sum(np.diff(hits, prepend=0) * precision) / hits[-1])

    def precision_at(self, k: int, weights: np.ndarray | None = None) -> float:
        """See `precision_at`."""
        hits, taken = self._from_the_top(weights)
        if not taken.size or not 0 < k <= taken[-1]:
            return np.nan
        return float(np.interp(k, np.r_[0, taken], np.r_[0, hits]) / k)

    def _from_the_top(self, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Outcomes of 1 and cells with at least each distinct score, highest score first."""
        if weights is None:
            return np.cumsum(self.outcome)[self.ends], self.ends + 1.0
        w = weights[self.order]
        return np.cumsum(w * self.outcome)[self.ends], np.cumsum(w)[self.ends].astype(float)


def roc_auc(outcome: np.ndarray, score: np.ndarray) -> float:
    """The chance that a cell with outcome 1 has a higher score than one with outcome 0.

    The area under the receiver operating characteristic, from ranks (Mann and Whitney); a tie
    counts as half. NaN unless both outcomes occur.
    """
    return Ranking.of(outcome, score).roc_auc()


def pr_auc(outcome: np.ndarray, score: np.ndarray) -> float:
    """The average precision: sum_n (R_n - R_n-1) P_n over the distinct scores from the top.

    P_n and R_n are the precision and the recall of all cells with at least the n-th score. The
    area under the precision-recall curve without interpolation (Davis and Goadrich 2006,
    doi:10.1145/1143844.1143874, on why not). Scores without information give the base rate.
    """
    return Ranking.of(outcome, score).pr_auc()


def precision_at(outcome: np.ndarray, score: np.ndarray, k: int) -> float:
    """The share with outcome 1 among the ``k`` highest scores; NaN where there are fewer.

    Of cells with equal scores at the edge, as many are taken as fit, at their mean outcome.
    """
    return Ranking.of(outcome, score).precision_at(k)


def brier(outcome: np.ndarray, chance: np.ndarray, weights: np.ndarray | None = None) -> float:
    """The mean of (p - y)^2, 0 for certainty that was right; NaN without cells.

    A constant chance equal to the base rate b gives b (1 - b). Brier, G. W. (1950) Verification of
    forecasts expressed in terms of probability. Monthly Weather Review 78, 1-3.

    >>> brier(np.array([1.0, 0.0]), np.array([0.8, 0.4])).__round__(4)
    0.1
    """
    total = float(outcome.size if weights is None else weights.sum())
    if not total:
        return np.nan
    squares = (chance - outcome) ** 2
    return float((squares if weights is None else weights * squares).sum() / total)


def calibration_bins(chance: np.ndarray, bins: int = 10) -> np.ndarray:
    """The bin (0 for the lowest) of each chance, about as many cells in each; equal ones together.

    Fewer bins than asked for where many chances are equal.

    >>> calibration_bins(np.array([0.1, 0.1, 0.1, 0.9]), 2).tolist()
    [0, 0, 0, 1]
    """
    edges = np.quantile(chance, np.arange(1, bins) / bins, method="inverted_cdf")
    _, place = np.unique(np.searchsorted(edges, chance, side="left"), return_inverse=True)
    return np.asarray(place)
