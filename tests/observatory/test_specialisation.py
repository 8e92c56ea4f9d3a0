"""Measures against golden numbers, known limits and the identities they must keep."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from terttu.observatory import (
    InputError,
    excess,
    growth,
    location_quotient,
    location_quotient_interval,
    rank,
    read_table,
    reference_share,
    share,
    specialised,
    value_range,
)
from terttu.observatory.groups import Definition, grouped
from terttu.observatory.profile import profile

GOLDEN = Path(__file__).parent / "golden"


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


@pytest.mark.parametrize(("position", "year"), [(1, 2010), (2, 2015), (3, 2020)])
def test_location_quotient_equals_the_golden_reference(position: int, year: int) -> None:
    x = read_table(GOLDEN / "inputs" / "emp_long.csv", absent="zero").sel(period=[year])
    with (GOLDEN / "reference" / f"lq_t{position}.csv").open() as file:
        rows = list(csv.reader(file))[1:]
    expected = np.array([[float(cell) for cell in row[1:]] for row in rows])
    assert x["region"].values.tolist() == [row[0] for row in rows]
    np.testing.assert_allclose(location_quotient(x).values[0], expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["tie_3x4.csv", "tie_30x40.csv"])
def test_exact_ties_count_as_specialised(name: str) -> None:
    cells = np.loadtxt(GOLDEN / "inputs" / name, delimiter=",", skiprows=1)[:, 1:]
    assert bool(specialised(table(cells)).all())


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
    assert specialised(x).values[0].tolist() == [[False, True], [False, True]]


def test_excess_sums_to_zero_over_industries_of_a_full_table() -> None:
    x = table([[3, 5, 8], [1, 1, 9]])
    np.testing.assert_allclose(excess(x).sum("industry").values, 0, atol=1e-12)


def test_growth_is_the_change_since_the_first_period() -> None:
    change = growth(table([[[2.0, 0.0]], [[3.0, 1.0]]])).values[:, 0]
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


@given(counts)
def test_shares_sum_to_one(cells: np.ndarray) -> None:
    np.testing.assert_allclose(share(table(cells)).sum("industry").values, 1, rtol=1e-12)


@given(counts, st.floats(0.001, 1e6))
def test_quotient_does_not_depend_on_the_unit(cells: np.ndarray, factor: float) -> None:
    np.testing.assert_allclose(
        location_quotient(table(cells * factor)).values,
        location_quotient(table(cells)).values,
        rtol=1e-9,
    )


@given(counts)
def test_quotient_weighted_by_the_regions_shares_is_one(cells: np.ndarray) -> None:
    x = table(cells)
    weights = x.sum("industry") / x.sum()
    mean = (location_quotient(x) * weights).sum("region")
    np.testing.assert_allclose(mean.values, 1, rtol=1e-9)


@settings(max_examples=25)
@given(counts, st.randoms(use_true_random=False))
def test_order_of_regions_and_industries_does_not_matter(cells: np.ndarray, random: object) -> None:
    x = table(cells)
    regions = list(x["region"].values)
    random.shuffle(regions)  # type: ignore[attr-defined]
    shuffled = x.sel(region=regions).isel(industry=slice(None, None, -1))
    again = location_quotient(shuffled).reindex_like(x)
    np.testing.assert_allclose(again.values, location_quotient(x).values, rtol=1e-12)


@settings(max_examples=25)
@given(counts)
def test_interval_holds_the_quotient(cells: np.ndarray) -> None:
    x = table(cells)
    low, high = location_quotient_interval(x)
    lq = location_quotient(x)
    assert bool(((low <= lq) & (lq <= high)).all())
