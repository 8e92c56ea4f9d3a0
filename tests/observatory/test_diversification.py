"""Diversity and specialisation of regions: golden values, identities, missing and empty cells."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from observatory.goldens import PERIODS, employment, rows, vector
from observatory.structures import close, counts, keeps_the_contract, several, table

from terttu.observatory.errors import InputError
from terttu.observatory.measures.diversification import (
    average_location_quotient,
    entropy,
    hachman_index,
    herfindahl,
    krugman_index,
    related_variety,
    specialization_coefficient,
)

GROUPS = dict(rows("inputs/industry_groups.csv")[1])
PAIRS = {"I0": "a", "I1": "a", "I2": "b", "I3": "b", "I4": "c", "I5": "c"}


@pytest.mark.parametrize("t", PERIODS)
@pytest.mark.parametrize(
    ("measure", "name"),
    [
        (herfindahl, "herfindahl_region"),
        (entropy, "entropy_bits_region"),
        (lambda x: related_variety(x, GROUPS).related, "related_variety"),
        (lambda x: related_variety(x, GROUPS).unrelated, "unrelated_variety"),
        (krugman_index, "krugman"),
        (specialization_coefficient, "spec_coeff"),
        (average_location_quotient, "lq_avg"),
        (hachman_index, "hachman"),
    ],
)
def test_regions_equal_the_golden_values(measure, name, t):
    close(measure(employment(t)), vector(f"reference/{name}_t{t}.csv", "region"))


@pytest.mark.parametrize("t", PERIODS)
def test_the_herfindahl_index_of_industries_equals_the_golden_values(t):
    expected = vector(f"reference/herfindahl_industry_t{t}.csv", "industry")
    close(herfindahl(employment(t), over="region"), expected)


MEASURES = {
    "herfindahl": herfindahl,
    "herfindahl over regions": partial(herfindahl, over="region"),
    "normalised herfindahl": partial(herfindahl, normalised=True),
    "entropy": entropy,
    "entropy over regions": partial(entropy, over="region"),
    "variety": lambda x: related_variety(x, PAIRS),
    "krugman": krugman_index,
    "krugman, rest": partial(krugman_index, reference="rest"),
    "coefficient": specialization_coefficient,
    "average quotient": average_location_quotient,
    "hachman": hachman_index,
}


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_keeps_the_contract(name):
    keeps_the_contract(MEASURES[name])


def test_pairs_of_regions_are_labelled_twice_in_every_period():
    x = several()
    pairs = krugman_index(x, reference="pairwise")
    assert pairs.dims == ("period", "region", "region_2")
    assert pairs["region_2"].values.tolist() == x["region"].values.tolist()
    assert pairs["region_name"].dims == ("region",)
    assert pairs.attrs["missing_share"] == 3 / 60
    for period in x["period"].values:
        one = krugman_index(x.sel(period=period, drop=True), reference="pairwise")
        close(one, pairs.sel(period=period, drop=True))


@settings(max_examples=25, deadline=None)
@given(counts(), st.floats(0.001, 1000))
def test_every_measure_is_the_same_in_any_unit(values, factor):
    x = table(values)
    for measure in MEASURES.values():
        close(measure(x * factor), measure(x), tolerance=1e-9)


@settings(max_examples=50, deadline=None)
@given(counts())
def test_related_and_unrelated_variety_add_up_to_entropy(values):
    variety = related_variety(table(values), PAIRS)
    close(variety.related + variety.unrelated, entropy(table(values)), tolerance=1e-10)
    close(variety.entropy, entropy(table(values)))
    filled = values.sum(1) > 0
    assert (variety.related.values[filled] >= -1e-12).all()
    assert (variety.unrelated.values[filled] >= -1e-12).all()


@settings(max_examples=50, deadline=None)
@given(counts())
def test_each_measure_stays_within_its_bounds(values):
    x = table(values).isel(region=values.sum(1) > 0)
    if not x.size:
        return
    n, slack = x.sizes["industry"], 1e-12
    bounds = [
        (herfindahl(x), 1 / n, 1),
        (herfindahl(x, normalised=True), 0, 1),
        (entropy(x), 0, math.log2(n)),
        (krugman_index(x), 0, 2),
        (specialization_coefficient(x), 0, 1),
        (hachman_index(x), 0, 1),
        (average_location_quotient(x), 1, math.inf),
        (krugman_index(x, reference="pairwise"), 0, 2),
    ]
    for measured, low, high in bounds:
        assert ((measured >= low - slack) & (measured <= high + slack)).all(), measured.name


@settings(max_examples=50, deadline=None)
@given(counts(), st.data())
def test_krugman_of_pairs_compares_what_both_regions_know(values, data):
    """By brute force, with and without missing cells."""
    if data.draw(st.booleans()):
        row = data.draw(st.integers(0, values.shape[0] - 1))
        values[row, data.draw(st.integers(0, values.shape[1] - 1))] = np.nan
    pairs = krugman_index(table(values), reference="pairwise").values
    for r, one in enumerate(values):
        for u, other in enumerate(values):
            known = ~np.isnan(one) & ~np.isnan(other)
            s, t = one[known], other[known]
            if s.sum() > 0 and t.sum() > 0:
                expected = np.abs(s / s.sum() - t / t.sum()).sum()
                assert pairs[r, u] == pytest.approx(expected, abs=1e-12)
            else:
                assert np.isnan(pairs[r, u])


@given(counts(least=1))
def test_krugman_against_the_rest_leaves_the_region_out(values):
    x = table(values)
    against = krugman_index(x, reference="rest").values
    for r, own in enumerate(values):
        others = np.delete(values, r, axis=0).sum(0)
        expected = np.abs(own / own.sum() - others / others.sum()).sum()
        assert against[r] == pytest.approx(expected, abs=1e-12)


def test_the_reference_decides_how_special_a_large_region_looks():
    """EconGeo and econcomplex compare with the nation including the region, REAT with others."""
    x = table([[90, 10], [2, 8]])
    nation, rest = krugman_index(x), krugman_index(x, reference="rest")
    pairs = krugman_index(x, reference="pairwise")
    assert nation.values[0] == pytest.approx(2 * (0.9 - 92 / 110))
    assert rest.values.tolist() == pytest.approx([1.4, 1.4])
    assert pairs.values == pytest.approx(np.array([[0, 1.4], [1.4, 0]]))


def test_the_herfindahl_index_is_raw_unless_normalised():
    """Deviation 26: econcomplex normalises by default; EconGeo and this do not."""
    x = employment(1)
    raw, n = herfindahl(x), x.sizes["industry"]
    normalised = (raw - 1 / n) / (1 - 1 / n)
    close(herfindahl(x, normalised=True), normalised)
    assert float(abs(raw - normalised).max()) > 0.05
    assert not herfindahl(x).attrs["normalised"]
    assert np.isnan(herfindahl(table([[3.0]]), normalised=True).item())


def test_entropy_has_no_constant_and_no_rounding():
    """Deviation 7: EconGeo adds 1e-9 inside the logarithm and rounds to three decimals."""
    x = employment(1)
    s = (x / x.sum("industry")).values
    econgeo = np.round(-(s * np.log2(s + 1e-9)).sum(1), 3)
    exact = np.array([-sum(p * math.log2(p) for p in line if p > 0) for line in s])
    np.testing.assert_allclose(entropy(x).values, exact, rtol=1e-12)
    assert np.abs(econgeo - exact).max() > 1e-4


def test_entropy_in_nats():
    x = employment(2)
    np.testing.assert_allclose(entropy(x, base=math.e).values, entropy(x).values * math.log(2))


def test_missing_cells_are_left_out_and_the_rest_sums_to_one():
    x = table([[6, np.nan, 2], [1, 1, 2]])
    assert herfindahl(x).values[0] == pytest.approx(0.75**2 + 0.25**2)
    assert entropy(x).values[0] == pytest.approx(-0.75 * math.log2(0.75) - 0.25 * math.log2(0.25))
    assert herfindahl(x, over="region").values[1] == 1.0
    assert herfindahl(x, normalised=True).values[0] == pytest.approx(0.25)
    # R0 knows I0 and I2. Nation: I0 7/12, I2 4/12 of what both regions have, so 7/11 and 4/11.
    assert krugman_index(x).values[0] == pytest.approx(2 * (0.75 - 7 / 11))
    assert hachman_index(x).values[0] == pytest.approx(1 / (0.75**2 * 11 / 7 + 0.25**2 * 11 / 4))
    # For R1 the reference of I1 is the one region that knows it: 1/4; together 7/12 + 1/4 + 4/12.
    q = np.array([7 / 12, 1 / 4, 4 / 12]) / (7 / 12 + 1 / 4 + 4 / 12)
    assert krugman_index(x).values[1] == pytest.approx(
        np.abs(np.array([0.25, 0.25, 0.5]) - q).sum()
    )
    variety = related_variety(x, {"I0": 1, "I1": 1, "I2": 2})
    assert variety.related.values[0] == 0
    assert variety.unrelated.values[0] == pytest.approx(entropy(x).values[0])


def test_a_region_or_an_industry_with_nothing():
    x = table([[0, 0, 0], [3, 0, 1], [1, 0, 3]])
    for name, measure in MEASURES.items():
        measured = measure(x)
        parts = measured.values() if isinstance(measured, xr.Dataset) else [measured]
        line, empty = ("industry", "I1") if "over" in name else ("region", "R0")
        for part in parts:
            assert np.isnan(part.sel({line: empty}).item()), name
            assert part.drop_sel({line: empty}).notnull().all(), name
            assert part.attrs["trimmed_regions" if line == "region" else "trimmed_industries"] == (
                empty,
            )
    pairs = krugman_index(x, reference="pairwise")
    assert pairs.isnull().sum() == 5


def test_groups_as_an_array_and_industries_without_a_group():
    x = employment(1)
    named = xr.DataArray(list(GROUPS.values()), dims="industry", coords={"industry": list(GROUPS)})
    close(related_variety(x, named[::-1]), related_variety(x, GROUPS))
    assert related_variety(x, named).attrs["groups"] == 4
    with pytest.raises(InputError, match="I03"):
        related_variety(x, {name: group for name, group in GROUPS.items() if name != "I03"})


def test_errors_say_what_to_do():
    x = table([[1, 2], [3, 4]])
    with pytest.raises(InputError, match="below zero"):
        herfindahl(-x)
    with pytest.raises(InputError, match="base"):
        entropy(x, base=1)
    with pytest.raises(InputError, match="pairwise"):
        krugman_index(x, reference="mean")
    with pytest.raises(InputError, match="over"):
        herfindahl(x, over="period")
    with pytest.raises(InputError, match="region, industry"):
        krugman_index(x.rename(region="firm"))
