"""The bootstrap against distributions that are known, and what it does to signs and gaps."""

from __future__ import annotations

import sys
import warnings

import numpy as np
import pytest
import xarray as xr
from observatory.goldens import employment

from terttu.observatory import InputError
from terttu.observatory.errors import ObservatoryWarning
from terttu.observatory.measures.bootstrap import bootstrap
from terttu.observatory.measures.complexity import complexity
from terttu.observatory.measures.relatedness import proximity
from terttu.observatory.measures.specialisation import (
    location_quotient,
    location_quotient_interval,
    presence,
    share,
)

module = sys.modules["terttu.observatory.measures.bootstrap"]


def same(x: xr.DataArray) -> xr.DataArray:
    return x


def test_counts_move_as_poisson_ones() -> None:
    x = employment(1)
    found = bootstrap(x, same, seed=1, draws=800)
    known = x.values > 0
    np.testing.assert_allclose(found["sd"].values[known], np.sqrt(x.values[known]), rtol=0.12)
    assert (found["sd"].values[~known] == 0).all()
    large = x.values > 100
    width = (found["high"] - found["low"]).values[large]
    np.testing.assert_allclose(width, 2 * 1.96 * np.sqrt(x.values[large]), rtol=0.15)
    xr.testing.assert_equal(found["estimate"], x)


def test_multinomial_counts_keep_the_totals_of_regions() -> None:
    x = employment(1)
    totals = bootstrap(x, lambda t: t.sum("industry"), seed=1, draws=20, resample="multinomial")
    assert (totals["sd"] == 0).all()
    found = bootstrap(x, same, seed=1, draws=800, resample="multinomial")
    p = share(x).values
    expected = np.sqrt(x.sum("industry").values[:, None] * p * (1 - p))
    np.testing.assert_allclose(found["sd"].values, expected, rtol=0.15, atol=0.1)


def test_interval_of_the_location_quotient_is_near_the_exact_one() -> None:
    x = employment(1)
    found = bootstrap(x, location_quotient, seed=1, draws=800, resample="multinomial")
    low, high = location_quotient_interval(x)
    some = (x.values >= 20) & (x.values < 0.2 * x.sum("region").values)
    assert some.sum() > 20
    np.testing.assert_allclose(found["low"].values[some], low.values[some], rtol=0.2)
    np.testing.assert_allclose(found["high"].values[some], high.values[some], rtol=0.2)


def test_standard_deviation_and_quantiles_are_those_of_the_draws() -> None:
    x = employment(1)[:2, :3]
    kept = []

    def watch(t: xr.DataArray) -> xr.DataArray:
        kept.append(t.values)
        return t

    found = bootstrap(x, watch, seed=5, draws=50, confidence=0.8)
    drawn = np.array(kept[1:])
    np.testing.assert_allclose(found["sd"].values, drawn.std(axis=0, ddof=1), rtol=1e-9)
    np.testing.assert_allclose(found["low"].values, np.quantile(drawn, 0.1, axis=0), rtol=1e-6)
    np.testing.assert_allclose(found["high"].values, np.quantile(drawn, 0.9, axis=0), rtol=1e-6)


def test_large_results_are_kept_in_a_file_and_taken_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x = employment(1)
    expected = bootstrap(x, same, seed=1, draws=20)
    monkeypatch.setattr(module, "_IN_MEMORY", 100)
    monkeypatch.setattr(module, "_AT_A_TIME", 140)
    xr.testing.assert_identical(bootstrap(x, same, seed=1, draws=20), expected)


def test_the_same_seed_gives_the_same_intervals() -> None:
    x = employment(1)
    for resample in ("counts", "multinomial", "regions"):
        one, again = (
            bootstrap(x, location_quotient, seed=1, draws=10, resample=resample) for _ in range(2)
        )
        xr.testing.assert_identical(one, again)
        other = bootstrap(x, location_quotient, seed=2, draws=10, resample=resample)
        assert not one["low"].equals(other["low"])


def test_signs_are_aligned_with_the_estimate() -> None:
    x = employment(1)
    turned = iter(range(1000))

    def flipping(t: xr.DataArray) -> xr.DataArray:
        return complexity(presence(t))["eci"] * (-1) ** next(turned)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ObservatoryWarning)
        loose = bootstrap(x, flipping, seed=1, draws=60)
        aligned = bootstrap(x, flipping, seed=1, draws=60, align=True)
    assert float(aligned["sd"].mean()) < 0.5 * float(loose["sd"].mean())
    drawn = float(
        ((aligned["low"] <= aligned["estimate"]) & (aligned["estimate"] <= aligned["high"])).mean()
    )
    assert drawn > 0.7


def test_signs_are_aligned_period_by_period() -> None:
    x = employment()
    draws = iter(range(1000))

    def flipping(t: xr.DataArray) -> xr.DataArray:
        sign = xr.DataArray([1, (-1) ** next(draws), 1], dims="period")
        return (sign * t.sum("industry")).transpose("region", "period")

    found = bootstrap(x, flipping, seed=1, draws=20, align=True)
    assert (found["low"].isel(period=1) > 0).all()


def test_regions_are_known_in_the_draws_they_are_part_of() -> None:
    x = employment(1)
    found = bootstrap(x, lambda t: t.sum("industry"), seed=1, draws=50, resample="regions")
    xr.testing.assert_allclose(found["low"], x.sum("industry"), rtol=1e-6)
    assert (found["sd"] == 0).all()
    quotients = bootstrap(x, location_quotient, seed=1, draws=100, resample="regions")
    assert float(quotients["sd"].mean()) > 0.1
    total = bootstrap(x, lambda t: t.sum("region"), seed=1, draws=800, resample="regions")
    expected = np.sqrt(12) * x.values.std(axis=0)
    np.testing.assert_allclose(total["sd"].values, expected, rtol=0.1)


def test_relatedness_and_many_periods_in_one_call() -> None:
    x = employment()
    found = bootstrap(x, lambda t: proximity(presence(t)), seed=1, draws=30, resample="regions")
    assert found["low"].dims == ("period", "industry", "industry_2")
    known = found["low"].notnull()
    assert bool((found["low"] <= found["high"]).where(known, other=True).all())
    assert float(found["sd"].mean()) > 0


def test_missing_cells_stay_missing() -> None:
    x = employment(1).copy()
    x[0, 0] = np.nan
    before = x.copy(deep=True)
    for resample in ("counts", "multinomial"):
        found = bootstrap(x, location_quotient, seed=1, draws=10, resample=resample)
        for name in ("estimate", "low", "high", "sd"):
            np.testing.assert_array_equal(found[name].isnull().values, x.isnull().values)
        assert found.attrs["missing_share"] == pytest.approx(1 / 120)
    xr.testing.assert_identical(x, before)


def test_warnings_of_the_draws_are_said_once() -> None:
    def warning(t: xr.DataArray) -> xr.DataArray:
        if not t.equals(employment(1)):
            warnings.warn("Not so sure.", ObservatoryWarning, stacklevel=1)
        return t

    with pytest.warns(
        ObservatoryWarning, match=r"10 warnings in 10 draws; the first: Not so sure\."
    ) as caught:
        bootstrap(employment(1), warning, seed=1, draws=10)
    assert len(caught) == 1


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    bootstrap(employment(1), same, seed=1, draws=3, progress=lambda *n: told.append(n))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_what_makes_no_sense_is_refused() -> None:
    x = employment(1)
    with pytest.raises(InputError, match="resample must be"):
        bootstrap(x, same, seed=1, resample="cells")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="cannot be negative"):
        bootstrap(-x, same, seed=1)
    with pytest.raises(InputError, match="draws must be"):
        bootstrap(x, same, seed=1, draws=1)
    with pytest.raises(InputError, match="must give one array"):
        bootstrap(x, lambda t: xr.Dataset({"x": t}), seed=1)  # type: ignore[arg-type, return-value]
    with pytest.raises(InputError, match="same shape"):
        bootstrap(x, lambda t: t if t.equals(x) else t[:, :2], seed=1)
