"""Fitness and complexity against golden values, their fixed point and its failure to exist."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import PERIODS, presence, vector

from terttu.observatory import InputError
from terttu.observatory.errors import ObservatoryWarning
from terttu.observatory.measures.fitness import fitness

quietly = pytest.mark.filterwarnings("ignore::terttu.observatory.errors.ObservatoryWarning")


def table(values: object) -> xr.DataArray:
    return xr.DataArray(np.asarray(values, float), dims=("region", "industry"))


tables = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 6), st.integers(2, 6)),
    elements=st.sampled_from([0.0, 1.0]),
)


@quietly
@pytest.mark.parametrize("t", PERIODS)
@pytest.mark.parametrize("n", [19, 20, 50, 200])
def test_equals_the_golden_reference(t: int, n: int) -> None:
    found = fitness(presence(t), iterations=n, tolerance=None)
    for name, dim in (("fitness", "region"), ("complexity", "industry")):
        expected = vector(f"reference/{name}_{n}_t{t}.csv", dim)
        np.testing.assert_allclose(found[name].values, expected.values, rtol=1e-9, atol=1e-15)
        assert found[name][dim].values.tolist() == expected[dim].values.tolist()
    assert found.attrs["updates"] == n


def test_an_exact_number_of_updates_is_not_warned_of() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fitness(presence(1), iterations=5, tolerance=None).attrs["residual"] > 1e-3


def test_stops_at_the_fixed_point() -> None:
    m = presence(1)
    found = fitness(m, tolerance=1e-12)
    f, q = found["fitness"].values, found["complexity"].values
    assert found.attrs["converged"] == 1
    assert found.attrs["updates"] < 1000
    again, burden = m.values @ q, (1 / f) @ m.values
    np.testing.assert_allclose(again / again.mean(), f, rtol=1e-10)
    np.testing.assert_allclose((1 / burden) / (1 / burden).mean(), q, rtol=1e-10)


def gauss_seidel(m: np.ndarray, updates: int) -> np.ndarray:
    """What econcomplex does: the new fitness goes into the complexity of the same step."""
    f, q = np.ones(m.shape[0]), np.ones(m.shape[1])
    for _ in range(updates):
        f = m @ q / (m @ q).mean()
        q = 1 / ((1 / f) @ m)
        q /= q.mean()
    return f


def test_update_in_the_other_order_differs_on_the_way_and_not_in_the_limit() -> None:
    """Deviation 25: econcomplex uses F(n) in Q(n)."""
    m = presence(1)
    twenty = fitness(m, iterations=20, tolerance=None)["fitness"].values
    assert np.abs(twenty - gauss_seidel(m.values, 20)).max() > 1e-4
    limit = fitness(m, tolerance=1e-13)["fitness"].values
    np.testing.assert_allclose(gauss_seidel(m.values, 400), limit, rtol=1e-9)


def test_fitness_that_goes_to_zero_is_named_and_its_order_kept() -> None:
    m = presence(3)
    with pytest.warns(ObservatoryWarning, match="regions goes to zero"):
        found = fitness(m)
    assert found.attrs["converged"] == 0
    assert "R03" in found.attrs["vanishing"]
    assert found.attrs["updates"] < 1000
    golden = vector("reference/fitness_200_t3.csv", "region").values
    clear = np.abs(np.subtract.outer(np.log(golden), np.log(golden))) > 1e-6
    log = np.log(found["fitness"].values)
    same = np.sign(np.subtract.outer(log, log)) == np.sign(
        np.subtract.outer(np.log(golden), np.log(golden))
    )
    assert same[clear].all()


def test_too_few_updates_are_told() -> None:
    with pytest.warns(ObservatoryWarning, match="has not converged in 2010: after 10 updates"):
        found = fitness(presence().sel(period=[2010]), iterations=10)
    assert found.attrs["converged"] == 0


@pytest.mark.parametrize("t", PERIODS)
def test_the_inhomogeneous_map_reaches_its_equations_everywhere(t: int) -> None:
    m = presence(t).values
    found = fitness(presence(t), method="nhefc", iterations=20_000, tolerance=1e-12, delta=0.01)
    f, q = found["fitness"].values, found["complexity"].values
    assert found.attrs["converged"] == 1
    np.testing.assert_allclose(f, 0.01 + m @ q, rtol=1e-9)
    np.testing.assert_allclose(q, 1 / (1 + (1 / f) @ m), rtol=1e-9)


def test_the_inhomogeneous_map_is_free_of_delta_in_the_limit() -> None:
    m = presence(1).values
    f = fitness(presence(1), method="nhefc", iterations=20_000, delta=1e-9)["fitness"].values / 1e-9
    np.testing.assert_allclose(f, 1 + m @ (1 / ((1 / f) @ m)), rtol=1e-6)


def test_both_maps_order_regions_nearly_alike_where_both_converge() -> None:
    m = presence(1)
    one = fitness(m)["fitness"].values
    other = fitness(m, method="nhefc", iterations=20_000)["fitness"].values
    ranks = np.argsort(np.argsort(one)), np.argsort(np.argsort(other))
    assert np.corrcoef(*ranks)[0, 1] > 0.98


@quietly
def test_many_periods_are_one_after_the_other() -> None:
    together = fitness(presence(), iterations=30, tolerance=None)
    for t, year in zip(PERIODS, (2010, 2015, 2020), strict=True):
        xr.testing.assert_equal(
            together.sel(period=year, drop=True),
            fitness(presence(t), iterations=30, tolerance=None),
        )


def test_regions_and_industries_without_a_link_are_left_out_and_reported() -> None:
    m = presence(1).copy()
    m.loc["R03", :] = 0
    m.loc[:, "I04"] = np.nan
    found = fitness(m)
    core = fitness(m.drop_sel(region="R03", industry="I04"))
    assert (found.attrs["trimmed_regions"], found.attrs["trimmed_industries"]) == (
        ("R03",),
        ("I04",),
    )
    assert found.attrs["missing_share"] == pytest.approx(0.1)
    np.testing.assert_allclose(
        found["fitness"].dropna("region").values, core["fitness"].values, rtol=1e-9
    )
    assert np.isnan(found["complexity"].sel(industry="I04"))


def test_an_empty_table_is_nan() -> None:
    assert np.isnan(fitness(table(np.zeros((2, 3))))["fitness"].values).all()


@pytest.mark.parametrize(
    "wrong", [{"iterations": 0}, {"tolerance": 0.0}, {"delta": -1.0}, {"method": "best"}]
)
def test_wrong_options_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError, match="must be"):
        fitness(presence(1), **wrong)


@quietly
@settings(max_examples=40, deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_the_input_stays(cells: np.ndarray, random: object) -> None:
    m = table(cells)
    before = m.copy(deep=True)
    found = fitness(m, iterations=15, tolerance=None)
    xr.testing.assert_identical(m, before)
    rows = list(range(cells.shape[0]))
    random.shuffle(rows)  # type: ignore[attr-defined]
    again = fitness(m.isel(region=rows), iterations=15, tolerance=None)
    np.testing.assert_allclose(again["fitness"].values, found["fitness"].values[rows], rtol=1e-9)
    if cells.any():
        assert float(found["fitness"].mean()) == pytest.approx(1)


def test_firms_may_take_the_place_of_regions() -> None:
    m = presence(1)
    found, firms = fitness(m), fitness(m.rename(region="firm"))
    assert firms.attrs["trimmed_firms"] == ()
    for one, other in zip(found.values(), firms.values(), strict=True):
        np.testing.assert_array_equal(one.values, other.values)
