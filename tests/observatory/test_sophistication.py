"""PRODY and EXPY: golden values, means of incomes, missing and empty cells."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from observatory.goldens import PERIODS, employment, rows, vector
from observatory.structures import close, counts, keeps_the_contract, several, table

from terttu.observatory.errors import InputError
from terttu.observatory.measures.sophistication import expy, prody

BODY = rows("inputs/regions.csv")[1]
INCOME = xr.DataArray([float(row[2]) for row in BODY], {"region": [row[0] for row in BODY]})
Y = table([20, 50, 30, 45, 25], "region")


@pytest.mark.parametrize("t", PERIODS)
def test_both_equal_the_golden_values(t):
    x = employment(t)
    close(prody(x, INCOME), vector(f"reference/prody_t{t}.csv", "industry"))
    close(expy(x, INCOME), vector(f"reference/expy_t{t}.csv", "region"))
    close(expy(x, prody=prody(x, INCOME)), expy(x, INCOME))


def test_both_keep_the_contract():
    keeps_the_contract(lambda x: prody(x, Y))
    keeps_the_contract(lambda x: expy(x, Y))


@settings(max_examples=50, deadline=None)
@given(counts(least=1), st.floats(0.01, 100))
def test_both_are_means_of_incomes(values, factor):
    x = table(values)
    y = table(np.arange(len(values)) ** 2 + 3.0, "region")
    for measure in (prody, expy):
        measured = measure(x, y)
        assert (measured >= y.min() - 1e-9).all()
        assert (measured <= y.max() + 1e-9).all()
        close(measure(x * factor, y), measured, tolerance=1e-9)
        close(measure(x, y * factor), measured * factor, tolerance=1e-9)
        alike = measure(x, xr.full_like(y, 7.0))
        np.testing.assert_allclose(alike.values, 7.0)


def test_prody_is_not_computed_from_rounded_quotients():
    """Deviation 6: EconGeo rounds the location quotients to two decimals first."""
    x = employment(1)
    quotients = (x / x.sum("industry")) / (x.sum("region") / x.sum())
    rounded = quotients.round(2)
    econgeo = (rounded / rounded.sum("region") * INCOME).sum("region")
    exact = (quotients / quotients.sum("region") * INCOME).sum("region")
    close(prody(x, INCOME), exact)
    assert 4 < float(abs(econgeo - exact).max()) < 13.5


def test_missing_cells_and_incomes_are_left_out():
    x, y = table([[6, 2], [np.nan, 4], [1, 1]]), table([10, 20, 40], "region")
    # I0 is known in R0 (3/4 of it) and R2 (1/2); I1 is 1/4, 1 and 1/2.
    assert prody(x, y).values == pytest.approx([(7.5 + 20) / 1.25, (2.5 + 20 + 20) / 1.75])
    unknown = y.where(y.region != "R0")
    assert prody(x, unknown).values == pytest.approx([40, (20 + 20) / 1.5])
    assert expy(x, y).values[1] == pytest.approx(prody(x, y).values[1])
    worth = table([np.nan, 9.0], "industry")
    assert expy(x, prody=worth).values.tolist() == [9, 9, 9]


def test_empty_regions_and_industries():
    x, y = table([[0, 0, 0], [0, 2, 3], [0, 1, 4]]), table([10, 20, 40], "region")
    worth = prody(x, y)
    assert worth.isnull().values.tolist() == [True, False, False]
    assert worth.attrs["trimmed_industries"] == ("I0",)
    what = expy(x, y)
    assert what.isnull().values.tolist() == [True, False, False]
    assert what.attrs["trimmed_regions"] == ("R0",)


def test_incomes_by_period_and_in_any_order():
    x = several()
    grown = xr.concat([Y, Y * 2, Y * 3], x["period"])
    by_period = prody(x, grown[::-1, ::-1])
    close(by_period.isel(period=1), prody(x, Y).isel(period=1) * 2)
    close(expy(x, grown), expy(x, prody=by_period))


def test_errors_say_what_to_do():
    x = several()
    with pytest.raises(InputError, match="give one"):
        expy(x)
    with pytest.raises(InputError, match="lacks the regions R0"):
        prody(x, Y[1:])
    with pytest.raises(InputError, match="lacks the industries"):
        expy(x, prody=table([1, 2], "industry"))
    with pytest.raises(InputError, match="dim region"):
        prody(x, Y.rename(region="place"))
