"""Entry, exit and growth against golden values; who is at risk, and what is not known."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import employment, matrix, presence, vector

from terttu.observatory import InputError
from terttu.observatory.measures.entry import entry, exit, growth  # noqa: A004

STEPS = ((2015, "12"), (2020, "23"))


def table(values: object) -> xr.DataArray:
    return xr.DataArray(np.asarray(values, float), dims=("period", "region", "industry"))


panels = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 4), st.integers(1, 4), st.integers(1, 4)),
    elements=st.sampled_from([0.0, 1.0, np.nan]),
)


@pytest.mark.parametrize(("year", "step"), STEPS)
def test_entry_and_exit_equal_the_golden_reference(year: int, step: str) -> None:
    for measure, name in ((entry, "entry"), (exit, "exit")):
        found = measure(presence()).sel(period=year)
        expected = matrix(f"reference/{name}_{step}.csv")
        np.testing.assert_array_equal(found.values, expected.values)
        assert found["region"].values.tolist() == expected["region"].values.tolist()


@pytest.mark.parametrize(("year", "step"), STEPS)
def test_growth_equals_the_golden_reference(year: int, step: str) -> None:
    x = employment()
    cells = growth(x).sel(period=year).values
    np.testing.assert_allclose(cells, matrix(f"reference/growth_pct_{step}.csv").values, rtol=1e-12)
    industries = vector(f"reference/growth_pct_industry_{step}.csv", "industry")
    np.testing.assert_allclose(
        growth(x, dim="region").sel(period=year).values, industries.values, atol=1e-10
    )
    regions = vector(f"reference/growth_pct_region_{step}.csv", "region")
    np.testing.assert_allclose(
        growth(x, dim="industry").sel(period=year).values, regions.values, atol=1e-10
    )


def test_the_answer_is_that_of_the_arguments() -> None:
    """Deviation 4: EconGeo 2.1's entry_list ignores its arguments and takes globals M1, M2, M3."""
    same = xr.concat([presence(3), presence(3), presence(3)], "period")
    found = entry(same)
    assert float(found.sum()) == 0
    assert float(entry(presence()).sum()) > 0
    np.testing.assert_array_equal(found.isnull().values, (same == 1).values[1:])


def test_rate_of_entry_is_among_the_cells_at_risk() -> None:
    """econcomplex gives 0 to cells not at risk and ORs all transitions: its rates are too low."""
    m = presence()
    at_risk = (m == 0).values[:-1]
    entered = (m.values[1:] == 1) & at_risk
    assert float(entry(m).mean()) == pytest.approx(entered.sum() / at_risk.sum())
    with_zeros = np.where(at_risk, entered, 0).any(axis=0).mean()
    assert abs(with_zeros - float(entry(m).mean())) > 0.05


def test_growth_of_sums_takes_cells_known_in_both_periods() -> None:
    x = table([[[10, 5], [20, 5]], [[20, np.nan], [10, 10]]])
    np.testing.assert_array_equal(growth(x, dim="region").values, [[0.0, 100.0]])
    np.testing.assert_array_equal(growth(x, dim="industry").values, [[100.0, -20.0]])
    assert growth(x).attrs["missing_share"] == pytest.approx(1 / 8)


def test_any_order_of_the_dims() -> None:
    m = presence()
    turned = m.transpose("industry", "period", "region")
    assert entry(turned).dims == turned.dims
    xr.testing.assert_equal(entry(turned).transpose(*m.dims), entry(m))
    xr.testing.assert_equal(growth(turned).transpose(*m.dims), growth(m))


@pytest.mark.parametrize("measure", [entry, exit, growth])
def test_one_period_is_refused(measure: object) -> None:
    with pytest.raises(InputError, match="Two periods"):
        measure(presence(1))  # type: ignore[operator]


def test_another_dim_is_refused() -> None:
    with pytest.raises(InputError, match="dim must be"):
        growth(employment(), dim="period")  # type: ignore[arg-type]


@settings(deadline=None)
@given(panels)
def test_entry_and_exit_are_complements(cells: np.ndarray) -> None:
    m = table(cells)
    before = m.copy(deep=True)
    entered, left = entry(m).values, exit(m).values
    xr.testing.assert_identical(m, before)
    start, end = cells[:-1], cells[1:]
    known = ~np.isnan(start) & ~np.isnan(end)
    np.testing.assert_array_equal(~np.isnan(entered), known & (start == 0))
    np.testing.assert_array_equal(~np.isnan(left), known & (start == 1))
    moved = np.nan_to_num(entered) - np.nan_to_num(left)
    np.testing.assert_array_equal(moved[known], (end - start)[known])
    np.testing.assert_array_equal(exit(1 - m).values, entered)


@settings(deadline=None)
@given(panels, st.sampled_from([2.0, 0.25, 1024.0]))
def test_growth_does_not_depend_on_the_unit(cells: np.ndarray, factor: float) -> None:
    np.testing.assert_array_equal(growth(table(cells * factor)).values, growth(table(cells)).values)
