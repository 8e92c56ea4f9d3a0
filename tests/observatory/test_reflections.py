"""The method of reflections against golden values, its limit and the reason not to use it."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import PERIODS, matrix, presence, vector

from terttu.observatory import InputError
from terttu.observatory.errors import ObservatoryWarning
from terttu.observatory.measures.reflections import reflections

CLOSE = {"rtol": 1e-12, "atol": 1e-12}


def table(values: object) -> xr.DataArray:
    return xr.DataArray(np.asarray(values, float), dims=("region", "industry"))


def standardised(k: np.ndarray) -> np.ndarray:
    return (k - k.mean()) / k.std()


def nested(regions: int, industries: int, seed: int) -> xr.DataArray:
    """Capabilities and demands with noise: filled, connected, and hard for few reflections."""
    rng = np.random.default_rng(seed)
    score = np.add.outer(rng.normal(size=regions), rng.normal(size=industries))
    return table(score + rng.normal(scale=2, size=score.shape) > 0)


tables = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 6), st.integers(2, 6)),
    elements=st.sampled_from([0.0, 1.0]),
)


@pytest.mark.parametrize("t", PERIODS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 18, 19, 20])
def test_equals_the_golden_reference(t: int, n: int) -> None:
    found = reflections(presence(t), iterations=n)
    expected = (
        vector(f"reference/kc_{n}_t{t}.csv", "region"),
        vector(f"reference/kp_{n}_t{t}.csv", "industry"),
    )
    np.testing.assert_allclose(found["k_c"].values, expected[0].values, **CLOSE)
    np.testing.assert_allclose(found["k_p"].values, expected[1].values, **CLOSE)
    assert found["k_c"]["region"].values.tolist() == expected[0]["region"].values.tolist()


def test_many_periods_are_one_after_the_other() -> None:
    together = reflections(presence(), iterations=18)
    for t, year in zip(PERIODS, (2010, 2015, 2020), strict=True):
        alone = reflections(presence(t), iterations=18)
        xr.testing.assert_equal(together.sel(period=year, drop=True), alone)


@pytest.mark.parametrize("n", [1, 2, 7, 12])
def test_rescaling_changes_origin_and_scale_alone(n: int) -> None:
    m = presence(1)
    plain, rescaled = reflections(m, iterations=n), reflections(m, iterations=n, rescale=True)
    for side in ("k_c", "k_p"):
        np.testing.assert_allclose(
            rescaled[side].values, standardised(plain[side].values), rtol=1e-6, atol=1e-8
        )


@pytest.mark.parametrize("t", PERIODS)
def test_rescaled_reflections_converge_to_the_eigenvector(t: int) -> None:
    found = reflections(presence(t), iterations=1000, rescale=True)
    eci = vector(f"reference/eci_t{t}.csv", "region").values
    correlation = np.corrcoef(found["k_c"].values, eci)[0, 1]
    np.testing.assert_allclose(found["k_c"].values, np.sign(correlation) * eci, atol=1e-9)
    assert found.attrs["residual"] < 1e-12


def test_plain_reflections_are_destroyed_by_round_off_where_rescaled_ones_converge() -> None:
    """Deviation 1: Datawheel, ps-calcs and others give k_c after N steps as ECI."""
    m = nested(240, 88, seed=1)
    limit = reflections(m, iterations=1500, rescale=True)["k_c"].values
    with pytest.warns(ObservatoryWarning, match="round-off"):
        plain = reflections(m, iterations=40)["k_c"].values
    rescaled = reflections(m, iterations=40, rescale=True)
    assert abs(np.corrcoef(plain, limit)[0, 1]) < abs(
        np.corrcoef(rescaled["k_c"].values, limit)[0, 1]
    )
    twenty = reflections(m, iterations=4)["k_c"].values
    assert abs(np.corrcoef(twenty, limit)[0, 1]) < 0.99
    assert rescaled.attrs["residual"] > 1e-9


def test_residual_falls_as_the_steps_go_on() -> None:
    residuals = [
        reflections(presence(2), iterations=n, rescale=True).attrs["residual"] for n in (4, 20, 100)
    ]
    assert residuals[0] > residuals[1] > residuals[2]
    assert np.isnan(reflections(presence(2), iterations=1).attrs["residual"])


def test_regions_and_industries_without_a_link_are_left_out_and_reported() -> None:
    m = matrix("inputs/M_t1.csv")
    m.loc["R03", :] = 0
    m.loc[:, "I04"] = np.nan
    found = reflections(m, iterations=6)
    core = reflections(m.drop_sel(region="R03", industry="I04"), iterations=6)
    assert found.attrs["trimmed_regions"] == ("R03",)
    assert found.attrs["trimmed_industries"] == ("I04",)
    assert found.attrs["missing_share"] == pytest.approx(11 / 120 + 1 / 120)
    assert np.isnan(found["k_c"].sel(region="R03"))
    np.testing.assert_allclose(found["k_c"].dropna("region").values, core["k_c"].values, **CLOSE)
    np.testing.assert_allclose(found["k_p"].dropna("industry").values, core["k_p"].values, **CLOSE)


def test_trimmed_regions_carry_their_period() -> None:
    m = presence().copy()
    m.loc[2015, "R03", :] = 0
    assert reflections(m, iterations=2).attrs["trimmed_regions"] == ("2015:R03",)


def test_regions_that_are_all_alike_are_told() -> None:
    with pytest.warns(ObservatoryWarning, match="the same"):
        found = reflections(table(np.ones((3, 4))), iterations=4, rescale=True)
    assert found["k_c"].values.tolist() == [0, 0, 0]


def test_negative_number_of_steps_is_refused() -> None:
    with pytest.raises(InputError, match="0 or more"):
        reflections(presence(1), iterations=-1)


@settings(max_examples=40, deadline=None)
@pytest.mark.filterwarnings("ignore::terttu.observatory.errors.ObservatoryWarning")
@given(tables, st.integers(0, 5), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_the_input_stays(
    cells: np.ndarray, n: int, random: object
) -> None:
    m = table(cells)
    before = m.copy(deep=True)
    found = reflections(m, iterations=n)
    xr.testing.assert_identical(m, before)
    rows, columns = list(range(cells.shape[0])), list(range(cells.shape[1]))
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(columns)  # type: ignore[attr-defined]
    again = reflections(m.isel(region=rows, industry=columns), iterations=n)
    np.testing.assert_allclose(again["k_c"].values, found["k_c"].values[rows], **CLOSE)
    np.testing.assert_allclose(again["k_p"].values, found["k_p"].values[columns], **CLOSE)


def test_firms_may_take_the_place_of_regions() -> None:
    m = presence(1)
    found, firms = reflections(m), reflections(m.rename(region="firm"))
    assert firms.attrs["trimmed_firms"] == ()
    for one, other in zip(found.values(), firms.values(), strict=True):
        np.testing.assert_array_equal(one.values, other.values)
