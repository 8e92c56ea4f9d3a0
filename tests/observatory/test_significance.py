"""Adjusted p-values and the test of specialisation against hand-worked values and scipy."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import employment
from scipy import stats

from terttu.observatory import InputError, location_quotient, location_quotient_interval
from terttu.observatory.measures.significance import adjust, significant_specialisation

P = [0.01, 0.02, 0.03, 0.04, 0.05]


def line(values: object) -> xr.DataArray:
    return xr.DataArray(np.asarray(values, float), dims="industry")


some = arrays.arrays(
    np.float64,
    st.integers(1, 12),
    elements=st.sampled_from([0.0, 0.001, 0.02, 0.3, 0.3, 1.0, np.nan]),
)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("bonferroni", [0.05, 0.10, 0.15, 0.20, 0.25]),
        ("holm", [0.05, 0.08, 0.09, 0.09, 0.09]),
        ("benjamini_hochberg", [0.05] * 5),
        ("benjamini_yekutieli", [0.05 * (1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5)] * 5),
    ],
)
def test_worked_by_hand(method: str, expected: list[float]) -> None:
    order = [3, 0, 4, 2, 1]
    found = adjust(line(np.array(P)[order]), method=method)  # type: ignore[arg-type]
    np.testing.assert_allclose(found.values, np.array(expected)[order], rtol=1e-12)


@settings(deadline=None)
@given(some)
def test_false_discovery_rates_are_those_of_scipy(p: np.ndarray) -> None:
    known = p[~np.isnan(p)]
    for method, theirs in (("benjamini_hochberg", "bh"), ("benjamini_yekutieli", "by")):
        found = adjust(line(p), method=method).values  # type: ignore[arg-type]
        assert np.isnan(found).tolist() == np.isnan(p).tolist()
        if known.size:
            np.testing.assert_allclose(
                found[~np.isnan(p)], stats.false_discovery_control(known, method=theirs)
            )


@settings(deadline=None)
@given(some)
def test_adjusted_values_keep_the_order_and_bound_each_other(p: np.ndarray) -> None:
    given_p = line(p)
    before = given_p.copy(deep=True)
    bh, holm, bonferroni = (
        adjust(given_p, method=method).values
        for method in ("benjamini_hochberg", "holm", "bonferroni")
    )
    xr.testing.assert_identical(given_p, before)
    known = ~np.isnan(p)
    assert (p[known] <= bh[known]).all()
    assert (bh[known] <= holm[known] + 1e-15).all()
    assert (holm[known] <= bonferroni[known]).all()
    order = np.argsort(p[known], kind="stable")
    assert (np.diff(holm[known][order]) >= 0).all()


def test_a_period_is_a_family_of_its_own() -> None:
    p = xr.DataArray([[0.01, 0.2], [0.02, np.nan]], dims=("industry", "period"))
    found = adjust(p, method="bonferroni")
    assert found.dims == p.dims
    np.testing.assert_allclose(found.values, [[0.02, 0.2], [0.04, np.nan]])


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(InputError, match="one of benjamini_hochberg"):
        adjust(line(P), method="bh")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="between 0 and 1"):
        adjust(line([0.5, 1.5]))
    with pytest.raises(InputError, match="cannot be negative"):
        significant_specialisation(-employment(1))
    with pytest.raises(InputError, match="alpha"):
        significant_specialisation(employment(1), alpha=0)


def test_p_is_the_exact_binomial_one() -> None:
    x = employment(1)
    found = significant_specialisation(x)
    n, q = x.sum("industry"), x.sum("region") / x.sum()
    expected = stats.binom.sf(x.values - 1, n.values[:, None].astype(int), q.values)
    np.testing.assert_allclose(found["p"].values, expected, rtol=1e-9, atol=1e-300)
    cell = stats.binomtest(int(x[2, 3]), int(n[2]), float(q[3]), alternative="greater")
    assert float(found["p"][2, 3]) == pytest.approx(cell.pvalue)


def test_eight_of_ten_heads() -> None:
    """By hand: P(K >= 8) of 10 with q = 1/2 is (45 + 10 + 1) / 1024."""
    x = xr.DataArray([[8.0, 2.0], [2.0, 8.0]], dims=("region", "industry"))
    found = significant_specialisation(x, control="bonferroni")
    assert float(found["p"][0, 0]) == pytest.approx(56 / 1024)
    assert float(found["p_adjusted"][0, 0]) == pytest.approx(4 * 56 / 1024)
    assert found["specialised"].values.tolist() == [[0, 0], [0, 0]]


def test_specialised_is_what_reaches_alpha() -> None:
    x = employment(1)
    adjusted = significant_specialisation(x)["p_adjusted"].values
    alpha = float(np.unique(adjusted[adjusted > 1e-6])[0])
    found = significant_specialisation(x, alpha=alpha)["specialised"].values
    np.testing.assert_array_equal(found, adjusted <= alpha)
    assert found[adjusted == alpha].all()


def test_it_agrees_with_the_exact_interval() -> None:
    x = employment(2)
    low, _ = location_quotient_interval(x, confidence=0.9)
    p = significant_specialisation(x)["p"]
    np.testing.assert_array_equal((low > 1).values, (p < 0.05).values)


def test_small_counts_above_one_are_not_called_specialised() -> None:
    x = employment(1) / employment(1).sum() * 400
    x = np.floor(x)
    found = significant_specialisation(x)
    above = location_quotient(x) >= 1
    assert int(found["specialised"].sum()) < int(above.sum())
    assert bool((above | (found["specialised"] == 0)).all())


def test_missing_cells_and_empty_lines_have_no_test() -> None:
    x = employment(1).copy()
    x[0, 0] = np.nan
    x[4] = 0
    x[:, 5] = 0
    found = significant_specialisation(x)
    untested = np.zeros(x.shape, bool)
    untested[0, 0] = untested[4] = untested[:, 5] = True
    for name in ("p", "p_adjusted", "specialised"):
        np.testing.assert_array_equal(found[name].isnull().values, untested)
    assert found.attrs["missing_share"] == pytest.approx(1 / 120)


def test_many_periods_are_one_after_the_other() -> None:
    x = employment().transpose("industry", "period", "region")
    found = significant_specialisation(x)
    alone = significant_specialisation(employment(2))
    assert found["p"].dims == x.dims
    for name in alone:
        again = found[name].sel(period=2015, drop=True).transpose("region", "industry")
        np.testing.assert_allclose(again.values, alone[name].values, rtol=1e-12)
