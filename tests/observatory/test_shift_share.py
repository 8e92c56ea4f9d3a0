"""Shift-share: golden values, worked examples, and parts that always add up to the change."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import employment, matrix, rows
from observatory.structures import close, several, table

from terttu.observatory.errors import InputError
from terttu.observatory.measures.shift_share import METHODS, shift_share

PARTS = {"national": "national", "mix": "industry_mix", "regional": "regional"}
panels = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 4), st.integers(1, 5), st.integers(1, 5)),
    elements=st.one_of(st.just(0.0), st.integers(1, 1000).map(float)),
)


@pytest.mark.parametrize(("step", "year"), [("12", 2015), ("23", 2020)])
def test_the_parts_equal_the_golden_values(step, year):
    parts = shift_share(employment()).sel(period=year, drop=True)
    for name, part in PARTS.items():
        close(parts[part], matrix(f"reference/shiftshare_{name}_{step}.csv"))
    header, body = rows(f"reference/shiftshare_region_totals_{step}.csv")
    totals = parts.sum("industry", min_count=1)
    for column, name in enumerate(header[1:], start=1):
        expected = [float(row[column]) for row in body]
        part = totals["change" if name == "total" else name]
        np.testing.assert_allclose(part.values, expected, rtol=1e-12, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(panels, st.sampled_from(METHODS), st.data())
def test_the_parts_add_up_to_the_change(values, method, data):
    if data.draw(st.booleans()):
        values[tuple(data.draw(st.integers(0, size - 1)) for size in values.shape)] = np.nan
    x = table(values)
    parts = shift_share(x, method=method)
    together = parts.drop_vars("change").to_dataarray("part").sum("part", skipna=False)
    close(together, parts.change, tolerance=1e-9)
    expected = x.isel(period=-1, drop=True) - x.isel(period=0, drop=True)
    if method == "dynamic":
        expected = expected.where(x.notnull().all("period"))
        close(parts.change, expected)
    else:
        close(parts.change.sum("period", skipna=False), expected.where(x.notnull().all("period")))


@settings(max_examples=30, deadline=None)
@given(panels)
def test_the_parts_of_the_whole_nation(values):
    """All regions together: the regional part of an industry, and the mix of all, are zero but for new ones."""
    parts = shift_share(table(values))
    before = table(values).isel(period=slice(0, -1)).values
    appeared = np.where(before.sum(1) == 0, parts.change.sum("region").values, 0)
    np.testing.assert_allclose(parts.regional.sum("region").values, appeared, atol=1e-6)
    mix = parts.industry_mix.sum(["region", "industry"]).values
    begun = before.sum((1, 2)) > 0
    np.testing.assert_allclose(mix[begun], -appeared.sum(1)[begun], atol=1e-6)


def test_a_worked_example_of_esteban_marquillas():
    """A reinterpretation of shift-share analysis (1972), equations for c' and a, by hand.

    Nation: 100 -> 130; I0 40 -> 60 (g = 1/2), I1 60 -> 70 (g = 1/6). Region R0 has 40 of 100,
    so its homothetic figures are 16 and 24; it grows 30 -> 48 (0.6) and 10 -> 9 (-0.1).
    """
    x = table([[[30, 10], [10, 50]], [[48, 9], [12, 61]]])
    parts = shift_share(x, method="esteban_marquillas").isel(period=0).sel(region="R0")
    assert parts.national.values == pytest.approx([9, 3])
    assert parts.industry_mix.values == pytest.approx([30 * 0.2, 10 * (1 / 6 - 0.3)])
    assert parts.regional.values == pytest.approx([16 * 0.1, 24 * (-0.1 - 1 / 6)])
    assert parts.allocation.values == pytest.approx([14 * 0.1, -14 * (-0.1 - 1 / 6)])
    assert parts.change.values.tolist() == [18, -1]


def test_no_allocation_where_the_structure_is_the_nations():
    """Allocation measures specialisation: without it, Dunn's and Esteban-Marquillas's agree."""
    x = table([[[20, 30], [40, 60]], [[25, 10], [41, 80]]])
    parts = shift_share(x, method="esteban_marquillas")
    np.testing.assert_allclose(parts.allocation.values, 0, atol=1e-12)
    close(parts.regional, shift_share(x).regional)


def test_dynamic_is_the_sum_of_the_steps_and_not_of_the_ends():
    """Barff & Knight (1988): annual effects, summed."""
    x = employment()
    dynamic = shift_share(x, method="dynamic")
    close(dynamic, shift_share(x).sum("period"))
    assert "period" not in dynamic.dims
    ends = shift_share(x.isel(period=[0, 2])).isel(period=0, drop=True)
    close(dynamic.change, ends.change)
    assert float(abs(dynamic.regional - ends.regional).max()) > 10


def test_a_new_cell_is_regional():
    """Deviation 29: REAT's shift gives NaN for every region with an empty cell."""
    x = table([[[0, 10], [5, 5]], [[7, 10], [5, 5]]])
    for method in METHODS:
        parts = shift_share(x, method=method)
        if method != "dynamic":
            parts = parts.isel(period=0)
        new = parts.sel(region="R0", industry="I0")
        assert new.regional == new.change == 7
        others = set(parts) - {"regional", "change"}
        assert all(new[name] == 0 for name in others)
        assert parts.notnull().all().to_dataarray().all()


def test_an_industry_that_is_new_in_the_whole_nation_and_an_empty_nation():
    parts = shift_share(table([[[0, 4]], [[3, 4]]])).isel(period=0, region=0)
    assert parts.regional.values.tolist() == [3, 0]
    assert parts.industry_mix.values == pytest.approx([0, -3])
    first = shift_share(table([[[0, 0]], [[3, 4]]])).isel(period=0, region=0)
    assert first.regional.values.tolist() == [3, 4]
    assert first.national.values.tolist() == [0, 0]


def test_growth_is_that_of_cells_known_in_both_periods():
    x = table([[[10, 10], [20, 20], [np.nan, 40]], [[20, 10], [np.nan, 30], [80, 20]]])
    parts = shift_share(x).isel(period=0)
    assert parts.change.isnull().values.tolist() == [[False, False], [True, False], [True, False]]
    # I0: R0 alone, 10 -> 20; I1: 70 -> 60; together 80 -> 80.
    assert parts.national.values[0].tolist() == [0, 0]
    assert parts.industry_mix.values[0] == pytest.approx([10, -10 / 7])
    assert parts.regional.values[:, 1] == pytest.approx([10 / 7, 10 + 20 / 7, -20 + 40 / 7])
    assert parts.national.attrs["missing_share"] == parts.attrs["missing_share"] == 2 / 12


def test_homothetic_figures_rest_on_the_regions_that_know_the_industry():
    x = table([[[10, 10], [np.nan, 20], [20, 40]], [[20, 10], [9, 30], [10, 20]]])
    parts = shift_share(x, method="esteban_marquillas").isel(period=0)
    # I0 is 30 of the 80 that R0 and R2 have; I1 70 of all 100. R0 has 20; g_i is 0 and -1/7.
    assert parts.regional.values[0] == pytest.approx([20 * 30 / 80, 14 / 7])
    assert parts.allocation.values[0] == pytest.approx([10 - 7.5, -4 / 7])


def test_labels_order_and_input_are_kept():
    x = several()
    before = x.copy(deep=True)
    for method in METHODS:
        parts = shift_share(x, method=method)
        turned = shift_share(
            x.transpose("industry", "period", "region")[::-1, ::-1, ::-1], method=method
        )
        close(turned, parts)
        assert parts["region_name"].dims == ("region",)
        assert parts.attrs["method"] == method
        if method != "dynamic":
            assert parts["period"].values.tolist() == [2001, 2002]
            step = shift_share(x.isel(period=[0, 1]), method=method)
            close(step.isel(period=0), parts.isel(period=0))
    assert x.identical(before)
    assert set(shift_share(x)) == {"national", "industry_mix", "regional", "change"}


def test_errors_say_what_to_do():
    x = several(missing=False)
    with pytest.raises(InputError, match="two periods"):
        shift_share(x.isel(period=[0]))
    with pytest.raises(InputError, match="two periods"):
        shift_share(x.isel(period=0, drop=True))
    with pytest.raises(InputError, match="dunn"):
        shift_share(x, method="gerfin")
    with pytest.raises(InputError, match="below zero"):
        shift_share(-x)
    with pytest.raises(InputError, match="DataArray"):
        shift_share(x.to_dataset(name="x"))


def test_whole_numbers_are_read_as_they_are():
    x = employment().astype(int)
    close(shift_share(x), shift_share(employment()))
    assert isinstance(shift_share(x), xr.Dataset)
