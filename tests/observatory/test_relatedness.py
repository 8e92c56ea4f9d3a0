"""Co-occurrence and its normalisations: golden values, peers' deviations, identities, missing."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import PERIODS, employment, matrix, presence

from terttu.observatory.errors import InputError
from terttu.observatory.measures.relatedness import (
    METHODS,
    cooccurrence,
    proximity,
    relatedness,
    skill_relatedness,
    teece_relatedness,
)
from terttu.observatory.measures.specialisation import ubiquity

PAIR = ("industry", "industry_2")
MEASURES = {
    "cooccurrence": cooccurrence,
    "proximity": proximity,
    "teece": teece_relatedness,
    **{
        method: lambda m, method=method: relatedness(m, method=method)  # type: ignore[misc]
        for method in METHODS
    },
}


def table(cells: object, dtype: str = "float64") -> xr.DataArray:
    values = np.asarray(cells, dtype)
    coords = {
        "region": [f"R{n}" for n in range(values.shape[0])],
        "industry": [f"I{n}" for n in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=coords, dims=("region", "industry"))


zeros_and_ones = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 9), st.integers(2, 7)),
    elements=st.sampled_from([0.0, 1.0]),
)
with_unknown = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 9), st.integers(2, 7)),
    elements=st.sampled_from([0.0, 1.0, 1.0, np.nan]),
)


def same(found: xr.DataArray, expected: xr.DataArray) -> None:
    assert found["industry"].values.tolist() == expected["industry"].values.tolist()
    assert found["industry_2"].values.tolist() == expected["industry_2"].values.tolist()
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("t", PERIODS)
def test_cooccurrence_is_the_golden_count_in_both_precisions(t: int, dtype: str) -> None:
    found = cooccurrence(presence(t).astype(dtype))
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, matrix(f"reference/cooccurrence_t{t}.csv", *PAIR))


@pytest.mark.parametrize("t", PERIODS)
def test_diagonal_of_cooccurrence_by_the_formula_is_ubiquity(t: int) -> None:
    found = cooccurrence(presence(t), diagonal="ubiquity")
    np.testing.assert_array_equal(found.values.diagonal(), ubiquity(presence(t)))
    without = found.values - np.diag(found.values.diagonal())
    np.testing.assert_array_equal(without, cooccurrence(presence(t)))


@pytest.mark.parametrize("t", PERIODS)
@pytest.mark.parametrize(("diagonal", "name"), [("zero", "diag0"), ("one", "diag1")])
def test_proximity_equals_the_golden_reference(diagonal: str, name: str, t: int) -> None:
    found = proximity(presence(t), diagonal=diagonal)  # type: ignore[arg-type]
    same(found, matrix(f"reference/proximity_{name}_t{t}.csv", *PAIR))
    assert found.attrs["diagonal"] == diagonal


@pytest.mark.parametrize("t", PERIODS)
@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("association", "association"),
        ("cosine", "cosine"),
        ("jaccard", "jaccard"),
        ("probability", "prob"),
    ],
)
def test_relatedness_equals_the_golden_reference(method: str, name: str, t: int) -> None:
    expected = matrix(f"reference/relatedness_{name}_t{t}.csv", *PAIR)
    same(relatedness(presence(t), method=method), expected)  # type: ignore[arg-type]


@pytest.mark.parametrize("t", PERIODS)
def test_probability_cut_at_one_is_the_golden_binary_relatedness(t: int) -> None:
    found = relatedness(presence(t))
    near = np.abs(found.values - 1) < 1e-12
    expected = matrix(f"reference/relatedness_prob_bin_t{t}.csv", *PAIR).values
    np.testing.assert_array_equal((found.values >= 1)[~near], expected[~near])


def test_teece_relatedness_equals_the_golden_reference_off_the_diagonal() -> None:
    patents = matrix("inputs/patents.csv", "patent", "industry")
    expected = matrix("reference/zscore_teece.csv", *PAIR)
    np.fill_diagonal(expected.values, 0)  # to be ignored, says the index
    same(teece_relatedness(patents), expected)


def test_teece_units_without_any_industry_count_as_units() -> None:
    """N is the number of rows: a patent of no class raises every z, as in EconGeo and ReKS."""
    m = table([[1, 1], [1, 0], [0, 1], [0, 0]])
    mean = 2 * 2 / 4
    deviation = np.sqrt(mean * (1 - 2 / 4) * (4 - 2) / (4 - 1))
    assert teece_relatedness(m).values[0, 1] == pytest.approx((1 - mean) / deviation, abs=1e-15)
    assert teece_relatedness(m[:3]).values[0, 1] < teece_relatedness(m).values[0, 1]


def test_econcomplex_relatedness_with_units_as_margins_is_another_quantity() -> None:
    """econcomplex ``relatedness_index`` puts the ubiquity and the number of regions for S and T.

    Its ``prob`` then is 0 for an industry that is present everywhere; Steijn's is not.
    """
    m = presence(3).copy()
    theirs = with_units_as_margins(m)
    pairs = np.triu_indices(len(theirs), 1)
    assert np.corrcoef(theirs[pairs], relatedness(m).values[pairs])[0, 1] < 0.76
    m[:, 0] = 1.0
    assert (with_units_as_margins(m)[0, 1:] == 0).all()
    assert (relatedness(m).values[0, 1:] > 0.5).all()


def with_units_as_margins(m: xr.DataArray) -> np.ndarray:
    """The formula of `relatedness` with the margins of econcomplex."""
    c, s, t = cooccurrence(m).values, ubiquity(m).values, float(m.sizes["region"])
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = s / (t - s)
        return c / ((s[:, None] * weights + weights[:, None] * s) / 2)


def test_given_cooccurrence_is_taken_as_it_is_and_its_diagonal_left_out() -> None:
    counts = cooccurrence(presence(2), diagonal="ubiquity") * 3
    same(relatedness(counts), relatedness(presence(2)))


@pytest.mark.parametrize("name", MEASURES)
def test_three_periods_at_once_are_three_times_one(name: str) -> None:
    measure = MEASURES[name]
    together = measure(presence())
    assert together.dims == ("period", *PAIR)
    for t in PERIODS:
        np.testing.assert_array_equal(together.isel(period=t - 1), measure(presence(t)))
    swapped = measure(presence().transpose("industry", "period", "region"))
    np.testing.assert_array_equal(swapped.values, together.values)


@pytest.mark.parametrize("name", MEASURES)
def test_empty_industry_is_nan_and_reported_and_changes_nothing_else(name: str) -> None:
    if name == "cooccurrence":
        return
    m = presence(1)
    longer = xr.concat([m, xr.zeros_like(m[:, :1]).assign_coords(industry=["none"])], "industry")
    found = MEASURES[name](longer)
    assert found.attrs["trimmed_industries"] == ("none",)
    assert np.isnan(found.values[-1]).all()
    assert np.isnan(found.values[:, -1]).all()
    np.testing.assert_allclose(found.values[:-1, :-1], MEASURES[name](m).values, rtol=1e-14)
    twice = xr.concat([longer, longer], xr.DataArray([2001, 2002], dims="period", name="period"))
    reported = MEASURES[name](twice).attrs["trimmed_industries"]
    assert reported == ("2001:none", "2002:none")


@pytest.mark.parametrize("name", MEASURES)
def test_missing_cell_leaves_the_pair_to_the_regions_that_know_both(name: str) -> None:
    """A pair must come out as from the table of those regions alone (not so the sums over pairs)."""
    m = presence(1).copy()
    m[0, 2] = m[5, 2] = m[3, 4] = np.nan
    found = MEASURES[name](m)
    assert found.attrs["missing_share"] == 3 / m.size
    if name in METHODS:
        expected = relatedness(cooccurrence(m), method=name)  # type: ignore[arg-type]
        np.testing.assert_array_equal(found.values, expected.values)
        return
    for i in range(m.sizes["industry"]):
        for j in range(i):
            known = ~np.isnan(m.values[:, i]) & ~np.isnan(m.values[:, j])
            alone = MEASURES[name](m[known][:, [i, j]])
            assert found.values[i, j] == pytest.approx(alone.values[0, 1], abs=1e-14)
            assert found.values[j, i] == found.values[i, j]


def test_pair_that_no_region_knows_is_missing() -> None:
    m = table([[1, np.nan, 1], [np.nan, 1, 1], [1, np.nan, 0]])
    for name, measure in MEASURES.items():
        values = measure(m).values
        assert np.isnan(values[0, 1]), name
        assert np.isnan(values[1, 0]), name
    assert proximity(m).values[0, 2] == 0.5


@settings(deadline=None)
@given(with_unknown)
def test_missing_is_never_a_zero(cells: np.ndarray) -> None:
    """With every unknown cell made 0 the counts of known presences are the same, no more."""
    found = cooccurrence(table(cells)).values
    filled = cooccurrence(table(np.nan_to_num(cells))).values
    np.testing.assert_array_equal(found[~np.isnan(found)], filled[~np.isnan(found)])
    known = ~np.isnan(cells)
    together = (known[:, :, None] & known[:, None]).any(axis=0)
    np.fill_diagonal(together, val=True)
    np.testing.assert_array_equal(np.isnan(found), ~together)


@settings(deadline=None)
@given(zeros_and_ones)
def test_proximity_is_the_smaller_conditional_probability(cells: np.ndarray) -> None:
    phi = proximity(table(cells), diagonal="one").values
    for i in range(cells.shape[1]):
        for j in range(cells.shape[1]):
            both, u_i, u_j = (cells[:, i] * cells[:, j]).sum(), cells[:, i].sum(), cells[:, j].sum()
            if u_i and u_j:
                assert phi[i, j] == pytest.approx(min(both / u_i, both / u_j), abs=1e-15)
            else:
                assert np.isnan(phi[i, j])


@settings(deadline=None)
@given(zeros_and_ones)
def test_association_weighted_by_chance_is_one(cells: np.ndarray) -> None:
    """sum_ij (S_i/T)(S_j/T) A_ij = sum_ij C_ij / T = 1."""
    c = cooccurrence(table(cells)).values
    if c.sum() == 0:
        return
    s = c.sum(axis=1) / c.sum()
    found = np.nan_to_num(relatedness(table(cells), method="association").values)
    assert (s[:, None] * s * found).sum() == pytest.approx(1, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(zeros_and_ones, st.randoms(use_true_random=False), st.sampled_from(sorted(MEASURES)))
def test_order_does_not_matter_and_input_is_unchanged(
    cells: np.ndarray, random: object, name: str
) -> None:
    m = table(cells)
    before = m.copy(deep=True)
    expected = MEASURES[name](m)
    xr.testing.assert_identical(m, before)
    order = list(range(cells.shape[1]))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = MEASURES[name](m[::-1, order])
    np.testing.assert_allclose(
        shuffled.values, expected.values[np.ix_(order, order)], rtol=1e-12, atol=1e-15
    )


def test_float32_presence_gives_float32_close_to_float64() -> None:
    for name, measure in MEASURES.items():
        quick = measure(presence(3).astype("float32"))
        assert quick.dtype == np.float32, name
        np.testing.assert_allclose(quick, measure(presence(3)), rtol=1e-6, atol=1e-6)


def test_counts_stay_exact_beyond_what_a_sum_in_float32_holds_approximately() -> None:
    generator = np.random.default_rng(3)
    cells = (generator.random((70_000, 3)) < 0.5).astype(np.float32)
    whole = cells.astype(np.int64)
    found = cooccurrence(table(cells, "float32"), diagonal="ubiquity")
    np.testing.assert_array_equal(found, whole.T @ whole)


def test_skill_relatedness_worked_by_hand() -> None:
    """Flows 1>2: 8, 1>3: 2, 2>1: 6, 2>3: 3, 3>1: 1, 3>2: 4; 24 moves, none inside counts.

    SR_12 = 8 x 24 / (10 x 12) = 1.6 and SR_21 = 6 x 24 / (9 x 7) = 16/7, mean 68/35, mapped to
    (68/35 - 1) / (68/35 + 1) = 33/103. SR_13 = 2 x 24 / (10 x 5) = 0.96 and
    SR_31 = 1 x 24 / (5 x 7) = 24/35, mean 144/175, mapped to -31/319.
    """
    moves = xr.DataArray([[9.0, 8, 2], [6, 9, 3], [1, 4, 9]], dims=PAIR)
    found = skill_relatedness(moves).values
    assert found[0, 1] == pytest.approx(33 / 103, abs=1e-15)
    assert found[0, 2] == pytest.approx(-31 / 319, abs=1e-15)
    np.testing.assert_array_equal(found, found.T)
    assert (found.diagonal() == 0).all()


def test_skill_relatedness_of_independent_flows_is_zero_and_of_none_minus_one() -> None:
    sizes = np.array([3.0, 5, 2, 7])
    flows = np.outer(sizes, sizes)
    flows[0, 1] = flows[1, 0] = 0.0
    found = skill_relatedness(xr.DataArray(flows, dims=PAIR))
    assert found.values[0, 1] == -1
    assert (np.abs(found.values[np.triu_indices(4, 1)]) <= 1).all()
    # F_ij = a_i b_j off the diagonal is what the expectation is made of: all pairs but the diagonal
    # take part in the sums, so SR is not exactly 1 but the same for moves in either direction.
    np.testing.assert_allclose(found.values, found.values.T)


def test_skill_relatedness_does_not_depend_on_the_unit_or_the_stayers() -> None:
    moves = xr.DataArray([[9.0, 8, 2], [6, 9, 3], [1, 4, 9]], dims=PAIR)
    more = moves.copy()
    np.fill_diagonal(more.values, 1e6)
    np.testing.assert_allclose(skill_relatedness(more * 7), skill_relatedness(moves), rtol=1e-14)


def test_skill_relatedness_rests_on_the_direction_that_is_known() -> None:
    moves = xr.DataArray([[0.0, 8, 2, 0], [np.nan, 0, 3, 0], [1, 4, 0, 0], [0] * 4], dims=PAIR)
    moves = moves.assign_coords(industry=list("ABCD"))
    found = skill_relatedness(moves)
    ratio = 8 * 18 / (10 * 12)
    assert found.values[0, 1] == found.values[1, 0] == pytest.approx((ratio - 1) / (ratio + 1))
    assert np.isnan(found.values[3]).all()
    assert found.attrs["trimmed_industries"] == ("D",)
    assert found.attrs["missing_share"] == 1 / 16


@pytest.mark.parametrize("measure", [cooccurrence, proximity, teece_relatedness, relatedness])
@pytest.mark.parametrize("cells", [[[2, 1], [0, 1]], [[-1, 1], [1, 1]], [[0.5, 1], [1, 0]]])
def test_what_is_not_presence_is_refused(measure: object, cells: object) -> None:
    with pytest.raises(InputError, match="Presence holds 0 and 1"):
        measure(table(cells))  # type: ignore[operator]
    with pytest.raises(InputError, match="Presence holds 0 and 1"):
        measure(table([*cells, [np.nan, 1]]))  # type: ignore[operator, misc]


def test_quotients_are_not_presence() -> None:
    with pytest.raises(InputError, match="presence\\(\\) makes one"):
        proximity(employment(1))


def test_unknown_options_and_impossible_counts_are_refused() -> None:
    m = presence(1)
    with pytest.raises(InputError, match="method must be one of"):
        relatedness(m, method="pearson")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="diagonal must be one of zero, one"):
        proximity(m, diagonal="ubiquity")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="diagonal must be one of zero, ubiquity"):
        cooccurrence(m, diagonal="one")  # type: ignore[arg-type]
    one_way = xr.DataArray([[0.0, 2], [1, 0]], dims=PAIR)
    with pytest.raises(InputError, match="same in both directions"):
        relatedness(one_way)
    with pytest.raises(InputError, match="negative"):
        relatedness(-abs(one_way) - abs(one_way.T.values))
    with pytest.raises(InputError, match="negative number of moves"):
        skill_relatedness(-one_way)
    with pytest.raises(InputError, match="same industries"):
        skill_relatedness(one_way[:1])
