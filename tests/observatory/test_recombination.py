"""Ease of recombination and modular complexity: golden values, the paper's counts, missing cells."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from observatory.goldens import matrix, vector
from observatory.structures import close, counts, table

from terttu.observatory.errors import InputError
from terttu.observatory.measures.recombination import ease_of_recombination, modular_complexity


def patents() -> xr.DataArray:
    return matrix("inputs/patents.csv", "patent", "industry")


def test_both_equal_the_golden_values():
    close(
        ease_of_recombination(patents()), vector("reference/ease_of_recombination.csv", "industry")
    )
    close(modular_complexity(patents()), vector("reference/modular_complexity.csv", "patent"))


@settings(max_examples=50, deadline=None)
@given(counts())
def test_both_count_as_the_paper_does(values):
    m = table((values % 3 == 0) * (values > 0), "patent", "industry")
    holds = [{i for i, cell in enumerate(row) if cell} for row in m.values]
    ease = []
    for i in range(m.sizes["industry"]):
        having = [classes for classes in holds if i in classes]
        others = set().union(*having) - {i}
        ease.append(len(others) / len(having) if having else np.nan)
    np.testing.assert_array_equal(ease_of_recombination(m).values, ease)
    for classes, measured in zip(holds, modular_complexity(m).values, strict=True):
        known = sum(ease[i] for i in classes)
        expected = len(classes) / known if known else np.nan
        np.testing.assert_allclose(measured, expected, rtol=1e-12)


def test_ease_counts_classes_and_not_patents():
    """Deviation 24: econcomplex gives the share of a class's patents that have a second class."""
    m = patents()
    several = m.where(m.sum("industry") > 1, 0)
    econcomplex = several.sum("patent") / m.sum("patent")
    assert econcomplex.values.tolist() == [1, 1, 1, 0.5, 0.5]
    assert (ease_of_recombination(m) != econcomplex).sum() == 3


def test_one_period_or_many_in_any_order_of_dims():
    m = xr.concat(
        [patents(), 1 - patents()], xr.DataArray([2010, 2020], dims="period", name="period")
    )
    before = m.copy(deep=True)
    for measure, dim in ((ease_of_recombination, "industry"), (modular_complexity, "patent")):
        many = measure(m)
        assert many.dims == ("period", dim)
        for t in (0, 1):
            close(many.isel(period=t, drop=True), measure(m.isel(period=t, drop=True)))
        close(measure(m.transpose("industry", "period", "patent")[::-1, ::-1, ::-1]), many)
    assert m.identical(before)


def test_a_count_above_one_is_a_link_all_the_same():
    close(ease_of_recombination(patents() * 3), ease_of_recombination(patents()))
    close(modular_complexity(patents().astype(int)), modular_complexity(patents()))


def test_the_ease_of_earlier_patents():
    m = patents()
    earlier = ease_of_recombination(m.isel(patent=slice(0, 6)).isel(industry=slice(0, 4)))
    now = m.isel(patent=slice(6), industry=slice(0, 4))
    expected = now.sum("industry") / (now * earlier).sum("industry")
    close(modular_complexity(now, ease=earlier), expected)
    unknown = earlier.where(earlier.industry != "T1")
    assert modular_complexity(now, ease=unknown).isnull().values.tolist() == [
        bool(cell) for cell in now.sel(industry="T1")
    ]
    with pytest.raises(InputError, match="lacks the industries T5"):
        modular_complexity(m, ease=earlier)


def test_missing_cells_are_no_links():
    m = patents()
    holed = m.where((m.patent != "P4") | (m.industry != "T1"))
    close(ease_of_recombination(holed), ease_of_recombination(holed.fillna(0)))
    close(modular_complexity(holed), modular_complexity(holed.fillna(0)))
    assert ease_of_recombination(holed).attrs["missing_share"] == 1 / 40
    assert not modular_complexity(holed).equals(modular_complexity(m))


def test_empty_classes_and_units():
    m = table([[1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]], "patent", "industry")
    ease = ease_of_recombination(m)
    np.testing.assert_array_equal(ease.values, [1, 1, 0, np.nan])
    assert ease.attrs["trimmed_industries"] == ("I3",)
    np.testing.assert_array_equal(modular_complexity(m).values, [1, np.nan, np.nan])


def test_errors_say_what_to_do():
    with pytest.raises(InputError, match="units"):
        ease_of_recombination(patents().rename(industry="class"))
    with pytest.raises(InputError, match="below zero"):
        ease_of_recombination(-patents())
