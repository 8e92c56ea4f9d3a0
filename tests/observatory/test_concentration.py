"""Concentration of industries in space: golden values, brute force, missing and empty cells."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from observatory.goldens import PERIODS, employment, rows, vector
from observatory.structures import close, counts, keeps_the_contract, several, table

from terttu.observatory.errors import InputError
from terttu.observatory.measures.concentration import (
    gini,
    hoover_gini,
    hoover_index,
    locational_gini,
)

POPULATION = xr.DataArray(
    [float(row[1]) for row in rows("inputs/regions.csv")[1]],
    dims="region",
    coords={"region": [row[0] for row in rows("inputs/regions.csv")[1]]},
)
SIZES = table([50, 20, 10, 15, 5], "region")
MEASURES = {
    "gini": gini,
    "gini over industries": lambda x: gini(x, over="industry"),
    "locational gini": locational_gini,
    "hoover gini": lambda x: hoover_gini(x, SIZES),
    "hoover index": lambda x: hoover_index(x, SIZES),
}


@pytest.mark.parametrize("t", PERIODS)
@pytest.mark.parametrize(
    ("measure", "name"),
    [
        (gini, "gini_industry"),
        (locational_gini, "locational_gini"),
        (lambda x: hoover_gini(x, POPULATION), "hoover_gini_pop"),
        (lambda x: hoover_index(x, POPULATION), "hoover_index_pop"),
    ],
)
def test_industries_equal_the_golden_values(measure, name, t):
    close(measure(employment(t)), vector(f"reference/{name}_t{t}.csv", "industry"))


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_keeps_the_contract(name):
    keeps_the_contract(MEASURES[name])


def differences(amounts: np.ndarray, weights: np.ndarray) -> float:
    """The Gini index without sorting: half the mean difference of all pairs over the mean."""
    known = ~np.isnan(amounts + weights)
    a, w = amounts[known], weights[known]
    if a.sum() == 0 or w.sum() == 0:
        return np.nan
    return np.abs(np.outer(a, w) - np.outer(w, a)).sum() / (2 * a.sum() * w.sum())


@settings(max_examples=50, deadline=None)
@given(counts(), st.data())
def test_each_gini_is_the_mean_difference_of_all_pairs(values, data):
    for _ in range(data.draw(st.integers(0, 2))):
        row = data.draw(st.integers(0, values.shape[0] - 1))
        values[row, data.draw(st.integers(0, values.shape[1] - 1))] = np.nan
    weights = np.array(
        data.draw(st.lists(st.integers(0, 9), min_size=len(values), max_size=len(values))), float
    )
    x, size = table(values), table(weights, "region")
    areas = np.nansum(values, 1)
    for i, column in enumerate(values.T):
        for measured, weight in (
            (gini(x), np.ones(len(values))),
            (locational_gini(x), areas),
            (hoover_gini(x, size), weights),
        ):
            np.testing.assert_allclose(measured.values[i], differences(column, weight), atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(counts(least=1), st.floats(0.001, 1000))
def test_every_measure_is_within_bounds_and_the_same_in_any_unit(values, factor):
    x = table(values)
    size = table(np.arange(1.0, len(values) + 1), "region")
    measures = [
        (gini, 1),
        (locational_gini, 1),
        (lambda x: hoover_gini(x, size), 1),
        (lambda x: hoover_index(x, size), 100),
    ]
    for measure, top in measures:
        measured = measure(x)
        assert ((measured >= 0) & (measured < top)).all()
        close(measure(x * factor), measured, tolerance=1e-9)
    close(hoover_gini(x, size * factor), hoover_gini(x, size), tolerance=1e-9)


def test_the_locational_gini_is_twice_the_area():
    """EconGeo and econcomplex report the area, at most 0.5; ours tends to 1."""
    x = table([[1, 0], *[[0, 1000]] * 9])
    assert locational_gini(x).values[0] == pytest.approx(1 - 1 / 9001)
    area = np.trapezoid(np.array([0, 0, 1]), [0, 9000 / 9001, 1])
    assert locational_gini(x).values[0] == pytest.approx(1 - 2 * area)


def test_no_measure_is_rounded():
    """Deviation 7: EconGeo rounds the Gini and Hoover indices to two or three decimals."""
    x = employment(1)
    for measured in (gini(x), hoover_index(x, POPULATION), locational_gini(x)):
        assert (np.round(measured.values, 3) != measured.values).all()


def test_the_locational_gini_is_weighted():
    """REAT's gini.conc is the Gini of the location quotients, each region with one weight."""
    x = employment(1)
    quotients = x / x.sum("industry")
    unweighted = [differences(column, np.ones(len(column))) for column in quotients.values.T]
    assert np.abs(locational_gini(x).values - unweighted).max() > 0.05


def test_an_even_spread_is_exactly_zero():
    x = table(np.full((7, 2), 0.1))
    assert gini(x).values.tolist() == [0, 0]
    assert locational_gini(x).values.tolist() == [0, 0]


def test_missing_cells_leave_the_region_out():
    x = table([[4, 1], [np.nan, 1], [2, 2]])
    without = x.isel(region=[0, 2])
    for over in (gini, lambda x: hoover_gini(x, SIZES[: x.sizes["region"]])):
        measured = over(x).sel(industry="I0").item()
        size = np.array([50.0, 10.0]) if over is not gini else np.ones(2)
        assert measured == pytest.approx(differences(np.array([4.0, 2.0]), size))
    assert gini(x).sel(industry="I0") == gini(without).sel(industry="I0")
    assert hoover_index(x, SIZES[:3]).values[0] == pytest.approx(50 * 2 * (50 / 60 - 4 / 6))
    unknown = table([50, np.nan, 10], "region")
    close(hoover_index(x, unknown), hoover_index(without, unknown.dropna("region")))
    close(hoover_gini(x, unknown), hoover_gini(without, unknown.dropna("region")))


def test_an_industry_that_nobody_has():
    x = table([[0, 3], [0, 5]])
    for name in ("gini", "locational gini"):
        measured = MEASURES[name](x)
        assert np.isnan(measured.values[0])
        assert measured.values[1] >= 0
        assert measured.attrs["trimmed_industries"] == ("I0",)
    size = SIZES[:2]
    assert np.isnan(hoover_index(x, size).values).tolist() == [True, False]
    assert np.isnan(hoover_gini(x, size).values).tolist() == [True, False]


def test_a_size_by_period_and_in_any_order():
    x = several()
    grown = xr.concat([SIZES, SIZES + table([0, 0, 9, 0, 0], "region"), SIZES], x["period"])
    by_period = hoover_index(x, grown[::-1, ::-1])
    close(by_period.isel(period=[0, 2]), hoover_index(x, SIZES).isel(period=[0, 2]))
    assert (by_period.isel(period=1) != hoover_index(x, SIZES).isel(period=1)).any()
    assert by_period.attrs["units"] == "percent"
    with pytest.raises(InputError, match="periods"):
        hoover_index(x.isel(period=0, drop=True), grown)


def test_errors_say_what_to_do():
    x = table([[1, 2], [3, 4]])
    with pytest.raises(InputError, match="lacks the regions R1"):
        hoover_index(x, SIZES[:1])
    with pytest.raises(InputError, match="below zero"):
        hoover_index(x, -SIZES)
    with pytest.raises(InputError, match="number of regions"):
        hoover_gini(x, SIZES.drop_vars("region"))
    with pytest.raises(InputError, match="dim region"):
        hoover_gini(x, SIZES.rename(region="place"))
    with pytest.raises(InputError, match="over"):
        gini(x, over="period")
    with pytest.raises(InputError, match="below zero"):
        locational_gini(-x)
