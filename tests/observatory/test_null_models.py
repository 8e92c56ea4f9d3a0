"""Null models: margins kept exactly or on average, every matrix reached alike, seeds kept."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import presence
from scipy import stats

from terttu.observatory import InputError
from terttu.observatory.measures.null_models import bicm, degree_preserving


def table(values: object) -> xr.DataArray:
    return xr.DataArray(np.asarray(values, float), dims=("region", "industry"))


cells = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: arrays.arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0]))
)
gaps = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: arrays.arrays(
        np.float64, shape, elements=st.sampled_from([0.0, 1.0, 1.0, np.nan])
    )
)


@settings(max_examples=50, deadline=None)
@given(gaps, st.integers(0, 99))
def test_draws_keep_both_margins_and_what_is_missing(values: np.ndarray, seed: int) -> None:
    m = table(values)
    before = m.copy(deep=True)
    for drawn in degree_preserving(m, draws=3, seed=seed):
        np.testing.assert_array_equal(drawn.sum("region").values, np.nansum(values, axis=0))
        np.testing.assert_array_equal(drawn.sum("industry").values, np.nansum(values, axis=1))
        np.testing.assert_array_equal(drawn.isnull().values, np.isnan(values))
        assert set(np.unique(drawn.values[~np.isnan(values)])) <= {0, 1}
    xr.testing.assert_identical(m, before)


@pytest.mark.parametrize(
    "start", [[[1, 1, 0], [1, 0, 0], [0, 0, 1]], [[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]]]
)
def test_every_matrix_with_the_margins_is_reached_alike(start: list[list[int]]) -> None:
    m = np.array(start)
    rows, columns = m.sum(axis=1), m.sum(axis=0)
    every = [
        np.array(bits).reshape(m.shape)
        for bits in product((0, 1), repeat=m.size)
        if (np.reshape(bits, m.shape).sum(axis=1) == rows).all()
        and (np.reshape(bits, m.shape).sum(axis=0) == columns).all()
    ]
    seen = Counter(
        drawn.values.astype(int).tobytes()
        for drawn in degree_preserving(table(m), draws=4000, seed=7)
    )
    counts = [seen[matrix.astype(int).tobytes()] for matrix in every]
    assert len(every) > 4
    assert sum(counts) == 4000
    assert stats.chisquare(counts).pvalue > 0.001


def test_the_same_seed_gives_the_same_draws_and_another_others() -> None:
    m = presence(1)
    draws = {
        seed: np.stack([d.values for d in degree_preserving(m, draws=4, seed=seed)])
        for seed in (1, 2)
    }
    again = np.stack([d.values for d in degree_preserving(m, draws=4, seed=1)])
    np.testing.assert_array_equal(draws[1], again)
    assert (draws[1] != draws[2]).any()
    assert (draws[1][0] != draws[1][1]).any()
    assert (draws[1][0] != m.values).any()


def test_periods_dims_and_labels_stay() -> None:
    m = presence().transpose("industry", "period", "region").astype("float32")
    drawn = next(degree_preserving(m, draws=1, seed=1))
    assert drawn.dims == m.dims
    assert drawn.dtype == m.dtype
    xr.testing.assert_equal(drawn.sum("region"), m.sum("region"))
    xr.testing.assert_equal(drawn["region"], m["region"])


@settings(max_examples=60, deadline=None)
@given(cells)
def test_expected_margins_are_those_of_the_table(values: np.ndarray) -> None:
    p = bicm(table(values)).values
    assert (p >= 0).all()
    assert (p <= 1).all()
    np.testing.assert_allclose(p.sum(axis=1), values.sum(axis=1), atol=1e-8)
    np.testing.assert_allclose(p.sum(axis=0), values.sum(axis=0), atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(gaps)
def test_expected_margins_with_missing_cells_are_those_of_the_known_ones(
    values: np.ndarray,
) -> None:
    p = bicm(table(values)).values
    np.testing.assert_array_equal(np.isnan(p), np.isnan(values))
    np.testing.assert_allclose(np.nansum(p, axis=1), np.nansum(values, axis=1), atol=1e-8)
    np.testing.assert_allclose(np.nansum(p, axis=0), np.nansum(values, axis=0), atol=1e-8)


def test_expected_presences_have_the_form_of_the_model() -> None:
    """Saracco et al. (2017): the odds are a product of a region's and an industry's number."""
    p = bicm(presence(1)).values
    odds = np.log(p / (1 - p))
    interaction = odds - odds.mean(axis=1, keepdims=True) - odds.mean(axis=0) + odds.mean()
    np.testing.assert_allclose(interaction, 0, atol=1e-9)


def test_equal_margins_give_equal_chances() -> None:
    """By hand: two regions with one of two industries each, every cell is a toss."""
    np.testing.assert_allclose(bicm(table(np.eye(2))).values, 0.5, rtol=1e-12)


def test_order_of_labels_does_not_matter() -> None:
    m = presence(2)
    turned = m.isel(region=slice(None, None, -1)).transpose()
    xr.testing.assert_allclose(bicm(turned).reindex_like(m).transpose(*m.dims), bicm(m), rtol=1e-9)


def test_what_is_no_presence_is_refused() -> None:
    with pytest.raises(InputError, match="0, 1, or NaN"):
        bicm(table([[0.5, 1]]))
    with pytest.raises(InputError, match="0, 1, or NaN"):
        degree_preserving(table([[2, 1]]), draws=1, seed=1)
    with pytest.raises(InputError, match="1 or more"):
        degree_preserving(table([[1, 0]]), draws=0, seed=1)
