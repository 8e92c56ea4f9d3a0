"""Bounds hold the truth; exact ones are as narrow as brute force finds; measures carry them."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st

from terttu.observatory.errors import InputError
from terttu.observatory.measures.bounded_measures import (
    carry,
    location_quotient_bounds,
    presence_within_bounds,
)
from terttu.observatory.measures.bounds import cell_bounds
from terttu.observatory.measures.specialisation import location_quotient

NAN = float("nan")


def table(values: Any) -> xr.DataArray:
    cells = np.array(values, float)
    return xr.DataArray(
        cells,
        dims=("region", "industry"),
        coords={
            "region": [f"R{n}" for n in range(cells.shape[0])],
            "industry": [str(10 + n) for n in range(cells.shape[1])],
        },
    )


def totals(values: list[float], dim: str) -> xr.DataArray:
    labels = [f"R{n}" if dim == "region" else str(10 + n) for n in range(len(values))]
    return xr.DataArray(np.array(values, float), dims=dim, coords={dim: labels})


def ends(found: xr.Dataset) -> list[Any]:
    return [found["low"].to_numpy().tolist(), found["high"].to_numpy().tolist()]


def test_a_single_gap_of_a_row_is_its_total_less_the_rest() -> None:
    x = table([[5, NAN, 2], [1, 1, 1]])
    found = cell_bounds(x, region_totals=totals([10, 3], "region"))
    assert ends(found) == [[[5, 3, 2], [1, 1, 1]], [[5, 3, 2], [1, 1, 1]]]
    assert found.attrs["bounded_share"] == 1.0


def test_two_gaps_of_a_row_share_what_is_left_and_columns_narrow_them() -> None:
    x = table([[5, NAN, NAN], [NAN, 1, NAN]])
    found = cell_bounds(x, region_totals=totals([11, 9], "region"))
    assert ends(found) == [
        [[5, 0, 0], [0, 1, 0]],
        [[5, 6, 6], [8, 1, 8]],
    ]
    found = cell_bounds(
        x,
        region_totals=totals([11, 9], "region"),
        industry_totals=totals([10, 5, 5], "industry"),
    )
    assert ends(found) == [[[5, 4, 2], [5, 1, 3]], [[5, 4, 2], [5, 1, 3]]]


def test_without_totals_nothing_is_bounded_but_by_zero() -> None:
    found = cell_bounds(table([[NAN, 1]]))
    assert ends(found) == [[[0, 1]], [[np.inf, 1]]]
    assert (found.attrs["bounded_share"], found.attrs["missing_share"]) == (0.0, 0.5)


def test_missing_total_is_bounded_itself_and_others_still_help() -> None:
    x = table([[NAN, 2], [3, 4]])
    found = cell_bounds(
        x,
        region_totals=totals([NAN, 7], "region"),
        total=15,
        industry_totals=totals([NAN, 6], "industry"),
    )
    assert found["region_low"].to_numpy().tolist() == [8, 7]
    assert ends(found)[0] == ends(found)[1] == [[6, 2], [3, 4]]


def test_coarser_industries_bound_their_parts() -> None:
    x = table([[NAN, NAN, NAN, 1]])
    coarse = xr.DataArray(
        [[4.0, NAN]], dims=("region", "industry"), coords={"region": ["R0"], "industry": ["C", "D"]}
    )
    found = cell_bounds(
        x,
        region_totals=totals([10], "region"),
        hierarchy={"C": ["10", "11"], "D": ["12", "13"]},
        hierarchy_totals=coarse,
    )
    assert ends(found) == [[[0, 0, 5, 1]], [[4, 4, 5, 1]]]


def test_coarser_regions_bound_their_parts() -> None:
    x = table([[NAN], [2], [NAN]])
    coarse = xr.DataArray(
        [[5.0]], dims=("region", "industry"), coords={"region": ["R"], "industry": ["10"]}
    )
    found = cell_bounds(x, hierarchy={"R": ["R0", "R1"]}, hierarchy_totals=coarse)
    assert ends(found) == [[[3], [2], [0]], [[3], [2], [np.inf]]]


def test_what_is_known_besides_narrows() -> None:
    x = table([[NAN, NAN, 2]])
    within = xr.Dataset({"low": x * 0 + 1, "high": x * 0 + 4})
    within["low"][0, 0], within["high"][0, 0] = 1, 3
    found = cell_bounds(x, region_totals=totals([7], "region"), within=within)
    assert ends(found) == [[[1, 2, 2]], [[3, 4, 2]]]


def test_periods_are_bounded_one_by_one_and_keep_their_places() -> None:
    x = table([[NAN, 1], [2, NAN]]).expand_dims(period=[2020, 2021]).transpose("region", ...)
    year = totals([3, 4], "region").expand_dims(period=[2020, 2021]) * xr.DataArray(
        [1, 2], dims="period", coords={"period": [2020, 2021]}
    )
    found = cell_bounds(x, region_totals=year)
    assert found["low"].dims == x.dims
    assert found["low"].sel(period=2021).to_numpy().tolist() == [[5, 1], [2, 6]]
    alone = cell_bounds(x.sel(period=2021), region_totals=year.sel(period=2021))
    np.testing.assert_array_equal(alone["low"], found["low"].sel(period=2021))


def test_contradiction_names_the_row() -> None:
    x = table([[5, NAN], [1, 1]])
    with pytest.raises(InputError, match=r"region R0: the parts add up to at least 5.*total is 4"):
        cell_bounds(x, region_totals=totals([4, 2], "region"))
    with pytest.raises(InputError, match=r"region R1: the parts add up to at most 2.*total is 3"):
        cell_bounds(x, region_totals=totals([6, 3], "region"))
    with pytest.raises(InputError, match="industry 11, period 2020: the parts"):
        cell_bounds(x.expand_dims(period=[2020]), industry_totals=totals([6, 0.5], "industry"))


def test_rounding_is_let_pass_by_the_tolerance() -> None:
    x = table([[5, 3], [1, NAN]])
    with pytest.raises(InputError, match="region R0"):
        cell_bounds(x, region_totals=totals([9, 3], "region"))
    found = cell_bounds(x, region_totals=totals([9, 3], "region"), tolerance=1.0)
    assert (found["low"][1, 1].item(), found["high"][1, 1].item()) == (1.0, 3.0)


def test_whole_numbers_lie_between_the_next_whole_ones() -> None:
    x = table([[NAN, NAN]])
    within = xr.Dataset({"low": x * 0 + 0.5, "high": x * 0 + 2.5}).fillna(0)
    within["high"] = within["high"] + 2.5
    within["low"] = within["low"] + 0.5
    found = cell_bounds(x, region_totals=totals([4], "region"), within=within, whole=True)
    assert ends(found) == [[[2, 2]], [[2, 2]]]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"region_totals": totals([1, 2], "industry")}, "Totals with the dims region"),
        ({"region_totals": totals([1], "region")}, "no region R1"),
        ({"total": -1.0}, "figures of 0 or more"),
        ({"hierarchy": {"C": ["10"]}}, "given together"),
        ({"within": xr.Dataset()}, "within is a Dataset of low and high"),
    ],
)
def test_what_does_not_fit_is_refused(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        cell_bounds(table([[NAN, 1], [2, 3]]), **options)


def test_negative_figures_have_no_bounds() -> None:
    with pytest.raises(InputError, match="some are negative"):
        cell_bounds(table([[-1, NAN]]))


def brute_force(
    x: np.ndarray, rows: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The range of each cell over all tables of whole numbers that fit."""
    hidden = np.argwhere(np.isnan(x))
    low, high = np.full(x.shape, np.inf), np.full(x.shape, -np.inf)
    for guess in itertools.product(range(int(rows.max()) + 1), repeat=len(hidden)):
        full = x.copy()
        full[tuple(hidden.T)] = guess
        if (full.sum(axis=1) == rows).all() and (full.sum(axis=0) == columns).all():
            low, high = np.minimum(low, full), np.maximum(high, full)
    return low, high


@settings(deadline=None, max_examples=25)
@given(
    cells=st.lists(st.integers(0, 3), min_size=9, max_size=9),
    hidden=st.lists(st.booleans(), min_size=9, max_size=9),
)
def test_exact_bounds_are_those_of_brute_force_and_the_others_hold_them(
    cells: list[int], hidden: list[bool]
) -> None:
    truth = np.array(cells, float).reshape(3, 3)
    mask = np.array(hidden).reshape(3, 3)
    mask[0, 0] = mask[1, 1] = mask[2, 0] = mask[0, 2] = False
    x = np.where(mask, NAN, truth)
    margins = {
        "region_totals": totals(truth.sum(axis=1).tolist(), "region"),
        "industry_totals": totals(truth.sum(axis=0).tolist(), "industry"),
    }
    quick, exact = (cell_bounds(table(x), exact=chosen, **margins) for chosen in (False, True))
    low, high = brute_force(x, truth.sum(axis=1), truth.sum(axis=0))
    # A table with these margins has whole ends (its equations are totally unimodular).
    np.testing.assert_allclose(exact["low"], low, atol=1e-5)
    np.testing.assert_allclose(exact["high"], high, atol=1e-5)
    assert (quick["low"] <= exact["low"] + 1e-9).all()
    assert (quick["high"] >= exact["high"] - 1e-9).all()
    assert (exact["low"] <= truth).all()
    assert (exact["high"] >= truth).all()


@settings(deadline=None, max_examples=60)
@given(
    data=st.data(),
    shape=st.tuples(st.integers(1, 5), st.integers(1, 6)),
    exact=st.booleans(),
)
def test_bounds_hold_the_truth_whatever_is_hidden(
    data: st.DataObject, shape: tuple[int, int], exact: bool
) -> None:
    size = shape[0] * shape[1]
    figures = st.one_of(st.just(0.0), st.floats(0.001, 1e6))
    truth = np.array(data.draw(st.lists(figures, min_size=size, max_size=size))).reshape(shape)

    def some(values: np.ndarray) -> np.ndarray:
        flags = data.draw(st.lists(st.booleans(), min_size=values.size, max_size=values.size))
        return np.where(np.array(flags, bool).reshape(values.shape), NAN, values)

    found = cell_bounds(
        table(some(truth)),
        region_totals=totals(some(truth.sum(axis=1)).tolist(), "region"),
        industry_totals=totals(some(truth.sum(axis=0)).tolist(), "industry"),
        total=float(some(np.array([truth.sum()]))[0]),
        exact=exact,
    )
    close = 1e-9 * max(1.0, truth.sum())
    assert (found["low"].to_numpy() <= truth + close).all()
    assert (found["high"].to_numpy() >= truth - close).all()


def test_input_is_left_as_it_was() -> None:
    x = table([[5, NAN], [1, 1]])
    before = x.copy(deep=True)
    cell_bounds(x, region_totals=totals([8, 2], "region"))
    assert x.identical(before)


GRID = [0.0, 1.0, 2.0, 5.0, 9.0]


@settings(deadline=None, max_examples=60)
@given(
    lows=st.lists(st.sampled_from([0.0, 0.5, 1.0, 4.0]), min_size=4, max_size=4),
    widths=st.lists(st.sampled_from([0.0, 1.0, 3.0, 20.0]), min_size=4, max_size=4),
)
def test_quotient_bounds_are_the_range_over_all_tables_in_the_box(
    lows: list[float], widths: list[float]
) -> None:
    low = np.array(lows).reshape(2, 2)
    high = low + np.array(widths).reshape(2, 2)
    found = location_quotient_bounds(xr.Dataset({"low": table(low), "high": table(high)}))
    steps = [
        np.unique(np.concatenate([np.linspace(a, b, 25), np.linspace(a, min(b, a + 1), 12)]))
        for a, b in zip(low.ravel(), high.ravel(), strict=True)
    ]
    best = _range(steps)
    tight_low, tight_high = found["low"].to_numpy()[0, 0], found["high"].to_numpy()[0, 0]
    if best is None:
        return
    least, most = best
    assert tight_low <= least + 1e-9
    assert tight_high >= most - 1e-9
    if np.isfinite(tight_high) and (low > 0).all():
        assert tight_low == pytest.approx(least, rel=1e-9)
        assert tight_high == pytest.approx(most, rel=0.02)


def _range(steps: list[np.ndarray]) -> tuple[float, float] | None:
    """The least and the most quotient of the first of four cells: a, b beside it, c below, d."""
    a, b, c, d = (
        s.reshape(shape) for s, shape in zip(steps, np.eye(4, dtype=int) * -2 + 1, strict=True)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = a * (a + b + c + d) / ((a + b) * (a + c))
    known = quotient[np.isfinite(quotient)]
    return (float(known.min()), float(known.max())) if known.size else None


def test_quotient_falls_again_where_a_cell_fills_its_region_and_industry() -> None:
    low, high = table([[1, 1], [1, 100]]), table([[100, 1], [1, 100]])
    found = location_quotient_bounds(xr.Dataset({"low": low, "high": high}))
    values = np.linspace(1, 100, 100_000)
    quotient = values * (values + 102) / ((values + 1) * (values + 1))
    assert found["high"][0, 0].item() == pytest.approx(quotient.max(), rel=1e-6)
    assert quotient.argmax() not in (0, len(values) - 1)
    assert found["low"][0, 0].item() == pytest.approx(min(quotient[0], quotient[-1]), rel=1e-12)


def test_quotient_of_a_table_without_gaps_is_the_quotient() -> None:
    x = table(np.random.default_rng(3).integers(1, 50, (6, 5)))
    found = location_quotient_bounds(cell_bounds(x))
    np.testing.assert_allclose(found["low"], location_quotient(x), rtol=1e-12)
    np.testing.assert_allclose(found["high"], location_quotient(x), rtol=1e-12)


def test_known_totals_make_the_quotient_exact() -> None:
    truth = np.array([[4.0, 6, 10], [3, 7, 2], [5, 5, 8]])
    x = truth.copy()
    x[0, 0] = x[0, 1] = x[1, 0] = x[1, 1] = NAN
    bounds = cell_bounds(
        table(x),
        region_totals=totals(truth.sum(axis=1).tolist(), "region"),
        industry_totals=totals(truth.sum(axis=0).tolist(), "industry"),
        total=truth.sum(),
    )
    found = location_quotient_bounds(bounds)
    scale = truth.sum() / np.outer(truth.sum(axis=1), truth.sum(axis=0))
    np.testing.assert_allclose(found["low"], bounds["low"] * scale, rtol=1e-12)
    np.testing.assert_allclose(found["high"], bounds["high"] * scale, rtol=1e-12)


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), share=st.floats(0, 0.9), known=st.floats(0, 1))
def test_quotient_bounds_hold_the_quotient_of_the_truth(
    seed: int, share: float, known: float
) -> None:
    random = np.random.default_rng(seed)
    truth = random.integers(0, 30, (5, 6)).astype(float) + 0.5
    x = np.where(random.random(truth.shape) < share, NAN, truth)

    def some(values: np.ndarray) -> list[float]:
        return np.where(random.random(values.shape) < known, values, NAN).tolist()

    bounds = cell_bounds(
        table(x),
        region_totals=totals(some(truth.sum(axis=1)), "region"),
        industry_totals=totals(some(truth.sum(axis=0)), "industry"),
        total=truth.sum() if random.random() < known else None,
    )
    found = location_quotient_bounds(bounds)
    quotient = location_quotient(table(truth))
    assert (found["low"] <= quotient * (1 + 1e-9)).all()
    assert (found["high"] >= quotient * (1 - 1e-9)).all()
    sure = presence_within_bounds(found)
    assert (sure.where(sure.notnull(), quotient >= 1) == (quotient >= 1)).all()


def test_presence_is_missing_where_the_bounds_do_not_decide() -> None:
    found = xr.Dataset({"low": table([[1.2, 0.5, 0.1]]), "high": table([[2, 1.5, 0.9]])})
    sure = presence_within_bounds(found)
    np.testing.assert_array_equal(sure.to_numpy(), [[1, NAN, 0]])
    assert sure.attrs["missing_share"] == pytest.approx(1 / 3)
    with pytest.raises(InputError, match="over 0"):
        presence_within_bounds(found, threshold=0)


def test_any_measure_can_be_carried_and_repeats_itself() -> None:
    x = table([[5, NAN, 4], [NAN, NAN, 3], [2, 8, 1]])
    bounds = cell_bounds(x, region_totals=totals([12, 9, 11], "region"))
    inner = carry(location_quotient, bounds, draws=50, seed=4)
    assert inner.identical(carry(location_quotient, bounds, draws=50, seed=4))
    outer = location_quotient_bounds(bounds)
    box = location_quotient_bounds(bounds[["low", "high"]])
    assert (box["low"] <= inner["low"] + 1e-9).all()
    assert (box["high"] >= inner["high"] - 1e-9).all()
    assert (outer["high"] <= box["high"] + 1e-12).all()
    assert inner.attrs == {"kind": "inner", "draws": 50, "seed": 4}
    with pytest.raises(InputError, match="no upper bound"):
        carry(location_quotient, cell_bounds(x))
