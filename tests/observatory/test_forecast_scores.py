"""Scores of forecasts against counting pair by pair and threshold by threshold."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from terttu.observatory.measures.forecast_scores import (
    Ranking,
    brier,
    calibration_bins,
    pr_auc,
    precision_at,
    roc_auc,
)

cases = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 4)), min_size=1, max_size=12).map(
    lambda pairs: tuple(np.array(side, float) for side in zip(*pairs, strict=True))
)


@settings(deadline=None)
@given(cases)
def test_roc_auc_is_the_share_of_pairs_in_the_right_order(
    case: tuple[np.ndarray, np.ndarray],
) -> None:
    y, score = case
    pairs = [(a > b) + (a == b) / 2 for a, b in product(score[y == 1], score[y == 0])]
    found = roc_auc(y, score)
    assert np.isnan(found) if not pairs else found == pytest.approx(np.mean(pairs))


@settings(deadline=None)
@given(cases)
def test_pr_auc_adds_precision_over_the_thresholds(case: tuple[np.ndarray, np.ndarray]) -> None:
    y, score = case
    expected, recall = 0.0, 0.0
    for threshold in sorted(set(score), reverse=True):
        taken = y[score >= threshold]
        reached = taken.sum() / y.sum() if y.sum() else np.nan
        expected, recall = expected + (reached - recall) * taken.mean(), reached
    found = pr_auc(y, score)
    assert np.isnan(found) if not y.any() else found == pytest.approx(expected)


def test_worked_by_hand() -> None:
    y, score = np.array([1.0, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.1])
    assert roc_auc(y, score) == 3 / 4
    assert pr_auc(y, score) == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert [precision_at(y, score, k) for k in (1, 2, 3, 4)] == [1, 1 / 2, 2 / 3, 1 / 2]


def test_scores_without_information_give_the_base_rate() -> None:
    y, score = np.array([1.0, 0, 0, 1, 0]), np.zeros(5)
    assert roc_auc(y, score) == 0.5
    assert pr_auc(y, score) == pytest.approx(2 / 5)
    assert precision_at(y, score, 2) == pytest.approx(2 / 5)


def test_more_than_there_are_is_not_known() -> None:
    assert np.isnan(precision_at(np.array([1.0]), np.array([0.5]), 2))


@settings(deadline=None)
@given(cases, st.data())
def test_weights_are_numbers_of_copies(
    case: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    y, score = case
    copies = data.draw(st.lists(st.integers(0, 3), min_size=y.size, max_size=y.size))
    many_y, many_score = np.repeat(y, copies), np.repeat(score, copies)
    ranking, weights = Ranking.of(y, score), np.array(copies, float)
    pairs = (
        (ranking.roc_auc(weights), roc_auc(many_y, many_score)),
        (ranking.pr_auc(weights), pr_auc(many_y, many_score)),
        (ranking.precision_at(2, weights), precision_at(many_y, many_score, 2)),
        (brier(y, score, weights), brier(many_y, many_score)),
    )
    for weighted, repeated in pairs:
        assert weighted == pytest.approx(repeated, nan_ok=True)


def test_brier_of_the_base_rate_is_its_variance() -> None:
    y = np.array([1.0, 0, 0, 0])
    assert brier(y, np.full(4, 0.25)) == pytest.approx(0.25 * 0.75)
    assert brier(y, y) == 0
    assert np.isnan(brier(y[:0], y[:0]))


def test_bins_hold_equal_numbers_and_keep_equal_chances_together() -> None:
    assert calibration_bins(np.array([0.4, 0.1, 0.2, 0.3]), 2).tolist() == [1, 0, 0, 1]
    assert calibration_bins(np.array([0.5, 0.5, 0.5, 0.9]), 4).tolist() == [0, 0, 0, 1]
    many = np.random.default_rng(1).random(1000)
    assert np.bincount(calibration_bins(many)).tolist() == [100] * 10
    order = np.argsort(many)
    assert (np.diff(calibration_bins(many)[order]) >= 0).all()
