"""Points of industries, how often they fall together, and the tree of the classification."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra.numpy import arrays

from terttu.observatory.definitions.classification_tree import shrunken_to_groups, tree_similarity
from terttu.observatory.definitions.embedding import (
    coassignment,
    consensus_similarity,
    hellinger_rows,
)
from terttu.observatory.errors import InputError


def table(values):
    x = np.asarray(values, float)
    coords = {"industry": [f"I{k}" for k in range(x.shape[1])]}
    return xr.DataArray(x, dims=("region", "industry"), coords=coords)


APART = table([[9, 8, 1, 0], [9, 9, 1, 1], [8, 9, 0, 1], [1, 0, 9, 9], [1, 1, 9, 8], [0, 1, 8, 9]])


@given(arrays(float, (6, 4), elements=st.floats(0.01, 1e4)))
@settings(max_examples=30, deadline=None)
def test_distances_of_points_are_hellinger_distances_whatever_the_size(cells):
    points = hellinger_rows(table(cells), length=1.0).values
    s = cells / cells.sum(axis=0)
    affinity = np.sqrt(s).T @ np.sqrt(s)
    squared = ((points[:, None] - points[None, :]) ** 2).sum(axis=2)
    assert squared == pytest.approx(2 - 2 * affinity, abs=1e-9)
    assert hellinger_rows(table(cells * 7), length=1.0).values == pytest.approx(points)
    assert points.sum(axis=0) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("length", [0.0, 0.5, 1.0])
def test_the_length_of_a_point_is_raised_to_the_power_asked(length):
    whole = hellinger_rows(APART, length=1.0).values
    found = hellinger_rows(APART, length=length).values
    norms = np.linalg.norm(whole, axis=1)
    assert np.linalg.norm(found, axis=1) == pytest.approx(norms**length)
    assert (found * norms[:, None] ** (1 - length)) == pytest.approx(whole)


def test_points_keep_the_names_of_regions_and_industries():
    found = hellinger_rows(APART.assign_coords(region=list("abcdef")))
    assert found.dims == ("industry", "region")
    assert found["region"].values.tolist() == list("abcdef")
    assert found["industry"].values.tolist() == ["I0", "I1", "I2", "I3"]


def test_industries_that_lie_alike_always_fall_together():
    found = coassignment(APART, draws=20, numbers=(2, 2))
    assert found.values.tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]
    assert found.attrs == {"draws": 20, "numbers": (2, 2), "length": 0.5, "seed": 0}


def test_each_cut_counts_also_where_a_number_is_drawn_twice():
    # One and all groups: every pair is together in the cuts at 1, and alone in those at 4.
    assert coassignment(APART, draws=3, numbers=(1, 1)).values.min() == 1
    assert coassignment(APART, draws=3, numbers=(4, 9)).values.tolist() == np.eye(4).tolist()
    found = coassignment(APART, draws=40, numbers=(1, 2)).values
    assert found.diagonal().tolist() == [1, 1, 1, 1]
    assert 0.3 < found[0, 2] < 0.7
    assert found[0, 1] == 1


def test_the_seed_decides():
    x = table(np.random.default_rng(0).poisson(5, (8, 30)) + 1)
    first, again = (coassignment(x, draws=5, seed=1) for _ in range(2))
    assert first.identical(again)
    assert not first.equals(coassignment(x, draws=5, seed=2))


def test_similarity_is_the_correlation_of_the_company_that_is_kept():
    x = table(np.random.default_rng(0).poisson(5, (8, 12)) + 1)
    together = coassignment(x, draws=9, numbers=(2, 6), seed=3).values
    found = consensus_similarity(x, draws=9, numbers=(2, 6), seed=3)
    expected = np.corrcoef(together)
    np.fill_diagonal(expected, np.nan)
    assert found.values == pytest.approx(expected, nan_ok=True)
    assert found.dims == ("industry", "industry_2")


def test_company_that_never_differs_has_no_correlation():
    assert np.isnan(consensus_similarity(APART, draws=2, numbers=(1, 1)).values).all()


@pytest.mark.parametrize(
    ("x", "options", "words"),
    [
        (APART, {"length": 1.5}, "between 0 and 1"),
        (APART[:4], {}, "at least 5 regions"),
        (APART.where(APART > 0), {}, "without missing or negative"),
        (APART - 1, {}, "without missing or negative"),
        (APART * xr.DataArray([1, 1, 0, 1], dims="industry"), {}, "I2 is in no region"),
        (APART.expand_dims(period=[1]), {}, "one period"),
    ],
)
def test_tables_without_points_are_refused(x, options, words):
    with pytest.raises(InputError, match=words):
        hellinger_rows(x, **options)


@pytest.mark.parametrize("options", [{"draws": 0}, {"numbers": (0, 3)}, {"numbers": (5, 9)}])
def test_draws_that_cannot_be_are_refused(options):
    with pytest.raises(InputError, match="at least one draw"):
        coassignment(APART, **options)


CODE = ["311111", "311119", "3112", "315110", "51"]


def test_the_tree_counts_shared_levels():
    found = tree_similarity(CODE).values
    above = [found[a, b] for a, b in [(0, 1), (0, 2), (0, 3), (2, 3), (0, 4), (4, 1)]]
    assert above == [1, 0.5, 0.25, 0.25, 0, 0]
    assert np.isnan(found.diagonal()).all()
    assert np.array_equal(found, found.T, equal_nan=True)


def test_a_short_code_shares_no_level_that_it_does_not_have():
    assert tree_similarity(["31", "311"], digits=(2, 3)).values[0, 1] == 0.5
    assert tree_similarity(["31", "31|", "3"], digits=(3,)).values[0, 1] == 0


@pytest.mark.parametrize(
    ("codes", "digits", "words"),
    [
        (["1", "1"], (2,), "only once"),
        (["1"], (), "levels"),
        (["1"], (0,), "levels"),
        (["1"], (2, 2), "levels"),
    ],
)
def test_trees_that_are_none_are_refused(codes, digits, words):
    with pytest.raises(InputError, match=words):
        tree_similarity(codes, digits=digits)


def test_similarities_are_drawn_to_the_means_of_groups():
    codes = ["3111", "3112", "3151"]
    values = np.array([[np.nan, 0.6, 0.2], [0.6, np.nan, 0.0], [0.2, 0.0, np.nan]])
    s = xr.DataArray(
        values, dims=("industry", "industry_2"), coords={"industry": codes, "industry_2": codes}
    )
    found = shrunken_to_groups(s, weight=0.5).values
    # Within 311 the mean is (1 + 1 + 0.6 + 0.6) / 4 = 0.8, between the groups 0.1.
    assert found[0, 1] == pytest.approx((0.6 + 0.8) / 2)
    assert found[0, 2] == pytest.approx((0.2 + 0.1) / 2)
    assert found[1, 2] == pytest.approx(0.05)
    assert np.isnan(found.diagonal()).all()
    assert shrunken_to_groups(s, weight=0.0).equals(s)


def test_an_unknown_pair_stays_unknown_and_is_in_no_mean():
    codes = ["3111", "3112", "3151"]
    values = np.array([[np.nan, np.nan, 0.2], [np.nan, np.nan, 0.4], [0.2, 0.4, np.nan]])
    s = xr.DataArray(
        values, dims=("industry", "industry_2"), coords={"industry": codes, "industry_2": codes}
    )
    found = shrunken_to_groups(s, weight=1.0).values
    assert np.isnan(found[0, 1])
    assert found[0, 2] == pytest.approx(0.3)


@pytest.mark.parametrize("options", [{"digits": 0}, {"weight": 1.1}, {"weight": -0.1}])
def test_groups_that_are_none_are_refused(options):
    with pytest.raises(InputError, match="Groups need"):
        shrunken_to_groups(tree_similarity(["31", "32"]), **options)
