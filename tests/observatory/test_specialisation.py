"""Measures against golden numbers, known limits and the identities they must keep."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory import goldens
from observatory.goldens import PERIODS, employment, matrix, rows, vector

from terttu.observatory.definitions.definition import Definition, grouped
from terttu.observatory.errors import InputError
from terttu.observatory.measures.specialisation import (
    change_since_first,
    diversity,
    excess,
    location_quotient,
    location_quotient_interval,
    presence,
    rank,
    reference_share,
    share,
    standardized_location_quotient,
    symmetric_location_quotient,
    ubiquity,
    value_range,
)
from terttu.observatory.profile import profile


def table(values: object) -> xr.DataArray:
    cells = np.asarray(values, dtype=float)
    cells = cells[None] if cells.ndim == 2 else cells
    regions = [f"R{n:03d}" for n in range(cells.shape[1])]
    industries = [f"I{n:03d}" for n in range(cells.shape[2])]
    coords = {"period": range(len(cells)), "region": regions, "industry": industries}
    return xr.DataArray(cells, dims=("period", "region", "industry"), coords=coords)


counts = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 6), st.integers(2, 7)),
    elements=st.integers(1, 10_000).map(float),
)


@pytest.mark.parametrize("t", PERIODS)
def test_location_quotient_equals_the_golden_reference(t: int) -> None:
    expected = matrix(f"reference/lq_t{t}.csv")
    found = location_quotient(employment(t))
    xr.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("t", PERIODS)
def test_presence_diversity_and_ubiquity_are_the_golden_ones(t: int, dtype: str) -> None:
    m = presence(employment(t), dtype=dtype)  # type: ignore[arg-type]
    assert m.dtype == dtype
    np.testing.assert_array_equal(m, goldens.presence(t))
    np.testing.assert_array_equal(diversity(m), vector(f"reference/diversity_t{t}.csv", "region"))
    np.testing.assert_array_equal(ubiquity(m), vector(f"reference/ubiquity_t{t}.csv", "industry"))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["tie_3x4.csv", "tie_30x40.csv", "tie_100x80.csv"])
def test_exact_ties_count_as_present(name: str, dtype: str) -> None:
    """A product form in float32 loses many of them."""
    x = matrix(f"inputs/{name}")
    assert bool((presence(x, dtype=dtype) == 1).all())  # type: ignore[arg-type]
    assert bool((location_quotient(x) == 1).all())
    assert bool((presence(x.astype("float32"), dtype=dtype) == 1).all())  # type: ignore[arg-type]
    if name == "tie_3x4.csv":
        return
    cells = x.values.astype(np.float32)
    products = cells * (cells.sum() / cells.sum(1, keepdims=True)) * (1 / cells.sum(0))
    assert (products < 1).mean() > 0.1


def test_ties_with_a_threshold_and_per_head() -> None:
    x = table([[6.0, 2], [3, 9]])
    quotient = location_quotient(x).values[0, 0, 0]
    assert quotient == pytest.approx((6 / 8) / (9 / 20))
    assert presence(x, threshold=0.5)[0].values.tolist() == [[1, 0], [1, 1]]
    assert presence(x, threshold=5 / 3)[0].values.tolist() == [[1, 0], [0, 0]]
    heads = xr.DataArray([3.0, 7.0], dims="region", coords={"region": x["region"]})
    per_head = matrix("inputs/tie_30x40.csv")
    assert bool((presence(per_head, size=per_head.sum("industry") * 3) == 1).all())
    assert presence(x, size=heads)[0].values.tolist() == [[1, 0], [0, 1]]


def test_quotient_per_head_worked_by_hand() -> None:
    """RPOP = (X_ri / P_r) / (X_i / P): 29 jobs of 517 people against 645 of all 28 067."""
    x = employment(1)
    header, body = rows("inputs/regions.csv")
    people = xr.DataArray(
        [float(row[header.index("pop")]) for row in body],
        coords={"region": [row[0] for row in body]},
        dims="region",
    )
    found = location_quotient(x, size=people[::-1])
    by_hand = (x / people) / (x.sum("region") / people.sum())
    np.testing.assert_allclose(found, by_hand, rtol=1e-12)
    first = float(x[0, 0] / people[0] / (x[:, 0].sum() / people.sum()))
    assert float(found[0, 0]) == pytest.approx(first, rel=1e-12)
    np.testing.assert_array_equal(presence(x, size=people), (found >= 1) * 1.0)


def test_region_of_unknown_size_is_no_part_of_the_reference() -> None:
    x = table([[5, 5], [1, 3], [7, 7]])
    size = xr.DataArray([10.0, 4.0, np.nan], dims="region", coords={"region": x["region"]})
    found = location_quotient(x, size=size).values[0]
    assert np.isnan(found[2]).all()
    np.testing.assert_allclose(found[0], [(5 / 10) / (6 / 14), (5 / 10) / (8 / 14)])
    assert np.isnan(presence(x, size=size).values[0, 2]).all()
    np.testing.assert_allclose(reference_share(x, size=size).values[0], [6 / 14, 8 / 14])


def test_size_is_matched_by_label_and_must_fit() -> None:
    x = employment()
    own = x.sum("industry")
    np.testing.assert_array_equal(location_quotient(x, size=own), location_quotient(x))
    np.testing.assert_array_equal(
        location_quotient(x, size=own[::-1, ::-1].transpose()), location_quotient(x)
    )
    with pytest.raises(InputError, match="every region and period"):
        location_quotient(x, size=own[:, 1:])
    with pytest.raises(InputError, match="one number a region"):
        location_quotient(x, size=x)
    with pytest.raises(InputError, match="regions and periods of the table"):
        location_quotient(x, size=xr.DataArray([1.0, 2.0], dims="region"))


def test_empty_region_and_industry_have_no_quotient_and_no_presence() -> None:
    """py-ecomplexity's RPOP makes a whole year NaN of one region without anything."""
    x = matrix("inputs/emp_edge.csv")
    found, m = location_quotient(x), presence(x)
    unknown = np.zeros(x.shape, bool)
    unknown[x["region"].values.tolist().index("R04")] = True
    unknown[:, x["industry"].values.tolist().index("I08")] = True
    np.testing.assert_array_equal(np.isnan(found), unknown)
    assert not np.isnan(m).any()
    assert (m.values[unknown] == 0).all()
    rest = x.drop_sel(region="R04", industry="I08")
    np.testing.assert_array_equal(found.sel(rest.coords), location_quotient(rest))


def test_presence_is_zero_one_or_missing_with_a_size_too() -> None:
    """py-ecomplexity's ``presence_test="both"`` adds the masks of RCA and RPOP and holds a 2.

    Both conditions are the product of two presences, either of them their maximum.
    """
    x = employment(2)
    size = xr.full_like(x.sum("industry"), 100.0)
    one, other = presence(x), presence(x, size=size)
    theirs = (location_quotient(x) >= 1) * 1 + (location_quotient(x, size=size) >= 1) * 1
    assert int(theirs.max()) == 2
    assert set(np.unique(one * other)) == set(np.unique(np.maximum(one, other))) == {0.0, 1.0}
    np.testing.assert_array_equal(one * other, (theirs == 2) * 1.0)


def test_missing_cell_has_no_presence_and_is_told() -> None:
    x = table([[np.nan, 2, 2], [4, 2, 2], [4, 2, np.nan]])
    m = presence(x)
    np.testing.assert_array_equal(m[0], [[np.nan, 1, 1], [0, 0, 0], [1, 1, np.nan]])
    assert m.attrs["missing_share"] == location_quotient(x).attrs["missing_share"] == 2 / 9
    np.testing.assert_array_equal(diversity(m)[0], [2, 0, 2])
    np.testing.assert_array_equal(ubiquity(m)[0], [1, 2, 1])
    assert diversity(m).attrs["missing_share"] == 2 / 9
    assert np.isnan(diversity(table([[np.nan, np.nan], [1, 0]])).values[0, 0])
    assert presence(employment(1)).attrs["missing_share"] == 0


@pytest.mark.parametrize("threshold", [0, -1, np.inf, np.nan])
def test_threshold_must_be_positive(threshold: float) -> None:
    with pytest.raises(InputError, match="positive number"):
        presence(employment(1), threshold=threshold)


def test_precision_is_one_of_two() -> None:
    with pytest.raises(InputError, match='"float32" or "float64"'):
        location_quotient(employment(1), dtype="float16")  # type: ignore[arg-type]
    quick = location_quotient(employment(1), dtype="float32")
    assert quick.dtype == np.float32
    np.testing.assert_array_equal(quick, location_quotient(employment(1)).astype("float32"))


@pytest.mark.parametrize("measure", [location_quotient, presence, standardized_location_quotient])
def test_three_periods_at_once_are_three_times_one(measure: object) -> None:
    together = measure(employment())  # type: ignore[operator]
    for t in PERIODS:
        one = measure(employment(t))  # type: ignore[operator]
        np.testing.assert_array_equal(together.isel(period=t - 1).values, one.values)
    turned = measure(employment().transpose("industry", "period", "region"))  # type: ignore[operator]
    assert turned.dims == ("industry", "period", "region")
    np.testing.assert_allclose(turned.transpose(*together.dims), together, rtol=1e-12)


def test_quotients_are_not_rounded() -> None:
    """EconGeo rounds them to two decimals before PRODY and EXPY are made of them."""
    found = location_quotient(employment(1))
    assert float(abs(found - found.round(2)).max()) > 0.004


def test_symmetric_quotient_is_the_quotient_on_another_scale() -> None:
    lq = location_quotient(employment(2))
    found = symmetric_location_quotient(employment(2))
    np.testing.assert_allclose((1 + found) / (1 - found), lq, rtol=1e-12)
    assert bool(((found >= -1) & (found < 1)).all())
    assert found.attrs["missing_share"] == 0


def test_standardized_quotient_averages_zero_over_regions_not_over_industries() -> None:
    """REAT ``locq2(LQ.norm="OG")`` subtracts a region's mean and is up to 1.6 deviations off."""
    lq = location_quotient(employment(1))
    found = standardized_location_quotient(employment(1))
    np.testing.assert_allclose(found.mean("region"), 0, atol=1e-14)
    np.testing.assert_allclose(found.std("region"), 1, rtol=1e-12)
    theirs = (lq - lq.mean("industry")) / lq.std("region")
    assert float(abs(theirs.mean("region")).max()) > 0.1
    assert float(abs(theirs - found).max()) > 1
    sample = standardized_location_quotient(employment(1), ddof=1)
    np.testing.assert_allclose(sample, found * np.sqrt(11 / 12), rtol=1e-12)
    cuts = (found.attrs["cut_5_percent_one_sided"], found.attrs["cut_5_percent_two_sided"])
    assert cuts == (1.65, 1.96)


def test_standardized_logarithms_leave_out_what_has_none() -> None:
    lq = location_quotient(employment(3))
    found = standardized_location_quotient(employment(3), log=True)
    np.testing.assert_array_equal(np.isnan(found), lq == 0)
    np.testing.assert_allclose(found.mean("region"), 0, atol=1e-13)
    logs = np.log(lq.where(lq > 0))
    np.testing.assert_allclose(found, (logs - logs.mean("region")) / logs.std("region"), rtol=1e-9)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_industry_that_is_even_everywhere_has_no_standardized_quotient(dtype: str) -> None:
    x = matrix("inputs/tie_30x40.csv") * 0.1
    found = standardized_location_quotient(x, dtype=dtype)  # type: ignore[arg-type]
    assert np.isnan(found).all()


def test_clopper_pearson_limits_are_the_exact_ones() -> None:
    low, high = location_quotient_interval(table([[0, 20], [10, 10]]))
    # Exact 95 % limits: 0 of 20 gives (0, 1 - 0.025 ** (1 / 20)); the reference share is 1/4.
    assert float(low[0, 0, 0]) == 0.0
    assert float(high[0, 0, 0]) == pytest.approx((1 - 0.025 ** (1 / 20)) / 0.25, rel=1e-12)
    # 10 of 20: 0.2720 to 0.7280, the textbook example.
    assert float(low[0, 1, 0]) * 0.25 == pytest.approx(0.27196, abs=1e-5)
    assert float(high[0, 1, 0]) * 0.25 == pytest.approx(0.72804, abs=1e-5)


def test_confidence_outside_zero_to_one_is_refused() -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        location_quotient_interval(table([[1, 2]]), confidence=1)


def test_missing_cell_stays_missing_and_margins_are_sums_of_known_cells() -> None:
    x = table([[np.nan, 2, 2], [4, 2, 2]])
    assert np.isnan(location_quotient(x).values).tolist() == [[[True, False, False], [False] * 3]]
    assert float(share(x)[0, 0, 1]) == 0.5
    assert reference_share(x).values[0].tolist() == [4 / 8, 4 / 12, 4 / 12]


def test_region_without_the_industry_is_no_part_of_its_reference() -> None:
    x = table([[5, 5], [1, 3], [np.nan, 100]])
    assert location_quotient(x).values[0, :, 0].tolist()[:2] == [
        (5 / 10) / (6 / 14),
        0.25 / (6 / 14),
    ]
    found = profile(x, x, counts=True)
    again = (found["value"] / found["area_total"]) / (
        found["reference_value"] / found["reference_total"]
    )
    np.testing.assert_allclose(found["lq"].values, again.values, rtol=1e-12)
    assert found["reference_total"].values[0, 0].tolist() == [14, 114]


def test_group_with_a_missing_member_is_missing_where_it_is() -> None:
    x = table([[np.nan, 5, 5], [1, 3, 2], [2, 2, 9]])
    groups = [Definition("D01", ("I000", "I001"), (1.0, 1.0))]
    found = profile(grouped(x, groups), x, counts=True).sel(region="R000", industry="D01")
    names = ("value", "lq", "lq_low", "lq_high", "excess", "rank")
    assert [bool(np.isnan(found[name]).all()) for name in names] == [True] * 6
    assert found["reference_value"].values.tolist() == [8.0]


def test_industry_that_nobody_knows_is_left_out_of_a_group_only_on_request() -> None:
    x = table([[np.nan, 5], [np.nan, 3]])
    groups = [Definition("D01", ("I000", "I001"), (1.0, 1.0)), Definition("D02", ("I000",), (1.0,))]
    np.testing.assert_array_equal(grouped(x, groups).values[0], [[np.nan] * 2] * 2)
    found = grouped(x, groups, skip_unknown=True).values[0]
    np.testing.assert_array_equal(found, [[5, np.nan], [3, np.nan]])


def test_zero_over_zero_is_missing_and_no_specialisation() -> None:
    x = table([[0, 1], [0, 1]])
    assert np.isnan(location_quotient(x).values[0, :, 0]).all()
    assert presence(x).values[0].tolist() == [[0, 1], [0, 1]]


def test_excess_sums_to_zero_over_industries_of_a_full_table() -> None:
    x = table([[3, 5, 8], [1, 1, 9]])
    np.testing.assert_allclose(excess(x).sum("industry").values, 0, atol=1e-12)


def test_change_is_that_since_the_first_period() -> None:
    change = change_since_first(table([[[2.0, 0.0]], [[3.0, 1.0]]])).values[:, 0]
    np.testing.assert_array_equal(change, [[np.nan, np.nan], [0.5, np.nan]])


def test_rank_shares_the_best_place_and_skips_the_missing() -> None:
    ranks = rank(table([[3], [5], [np.nan], [5], [1]])).values[0, :, 0]
    np.testing.assert_array_equal(ranks, [3, 1, np.nan, 1, 4])


def test_value_range_spans_the_known_quotients() -> None:
    low, high = value_range([table([[1.0, np.nan]]), table([[2.0, np.nan]]), table([[0.5, 3.0]])])
    assert (low.values[0, 0].tolist(), high.values[0, 0].tolist()) == ([0.5, 3.0], [2.0, 3.0])


def test_value_range_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="at least one"):
        value_range([])


@settings(deadline=None)
@given(counts)
def test_shares_sum_to_one(cells: np.ndarray) -> None:
    np.testing.assert_allclose(share(table(cells)).sum("industry").values, 1, rtol=1e-12)


@settings(deadline=None)
@given(counts, st.floats(0.001, 1e6))
def test_quotient_does_not_depend_on_the_unit(cells: np.ndarray, factor: float) -> None:
    np.testing.assert_allclose(
        location_quotient(table(cells * factor)).values,
        location_quotient(table(cells)).values,
        rtol=1e-9,
    )


@settings(deadline=None)
@given(counts)
def test_quotient_weighted_by_the_regions_shares_is_one(cells: np.ndarray) -> None:
    x = table(cells)
    weights = x.sum("industry") / x.sum()
    mean = (location_quotient(x) * weights).sum("region")
    np.testing.assert_allclose(mean.values, 1, rtol=1e-9)


@settings(max_examples=25, deadline=None)
@given(counts, st.randoms(use_true_random=False))
def test_order_of_regions_and_industries_does_not_matter(cells: np.ndarray, random: object) -> None:
    x = table(cells)
    regions = list(x["region"].values)
    random.shuffle(regions)  # type: ignore[attr-defined]
    shuffled = x.sel(region=regions).isel(industry=slice(None, None, -1))
    again = location_quotient(shuffled).reindex_like(x)
    np.testing.assert_allclose(again.values, location_quotient(x).values, rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(counts)
def test_interval_holds_the_quotient(cells: np.ndarray) -> None:
    x = table(cells)
    low, high = location_quotient_interval(x)
    lq = location_quotient(x)
    assert bool(((low <= lq) & (lq <= high)).all())


@settings(deadline=None)
@given(counts, st.sampled_from([0.5, 1.0, 1.5, 2.0]))
def test_presence_agrees_with_whole_numbers(cells: np.ndarray, threshold: float) -> None:
    """X_ri X >= t X_r X_i in integers of any size."""
    x = cells.astype(int).astype(object)
    whole = 2 * x * x.sum() >= int(2 * threshold) * np.outer(x.sum(axis=1), x.sum(axis=0))
    found = presence(table(cells), threshold=threshold).values[0]
    np.testing.assert_array_equal(found, whole.astype(float))


@settings(deadline=None)
@given(counts)
def test_input_is_unchanged(cells: np.ndarray) -> None:
    """economiccomplexity for R writes its quotients over the caller's table."""
    x = table(cells)
    x[0, 0, 0] = np.nan
    before = x.copy(deep=True)
    for measure in (location_quotient, presence, standardized_location_quotient):
        result = measure(x)  # type: ignore[operator]
        result[:] = 0.0
        result.attrs.clear()
        xr.testing.assert_identical(x, before)
    m = presence(x)
    kept = m.copy(deep=True)
    diversity(m)
    ubiquity(m)
    xr.testing.assert_identical(m, kept)


@settings(deadline=None)
@given(counts)
def test_sums_of_diversity_and_of_ubiquity_are_the_number_of_presences(cells: np.ndarray) -> None:
    m = presence(table(cells))
    assert float(diversity(m).sum()) == float(ubiquity(m).sum()) == m.values.sum()
