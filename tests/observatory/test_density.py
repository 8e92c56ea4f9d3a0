"""Relatedness density: golden values, peers' deviations, identities, missing cells."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import PERIODS, matrix, presence

from terttu.observatory.errors import InputError
from terttu.observatory.measures.density import KINDS, relatedness_density
from terttu.observatory.measures.relatedness import proximity, relatedness, teece_relatedness

RELATEDNESS = {
    "diag0": proximity,
    "diag1": lambda m: proximity(m, diagonal="one"),
    "association": lambda m: relatedness(m, method="association"),
    "cosine": lambda m: relatedness(m, method="cosine"),
    "jaccard": lambda m: relatedness(m, method="jaccard"),
    "prob": relatedness,
    "prob_bin": lambda m: relatedness(m) >= 1,
}


def table(cells: object, dtype: str = "float64") -> xr.DataArray:
    values = np.asarray(cells, dtype)
    coords = {
        "region": [f"R{n}" for n in range(values.shape[0])],
        "industry": [f"I{n}" for n in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=coords, dims=("region", "industry"))


zeros_and_ones = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 9), st.integers(2, 7)),
    elements=st.sampled_from([0.0, 1.0]),
)


def related(cells: np.ndarray, seed: int = 0) -> xr.DataArray:
    """A symmetric relatedness of the industries of ``cells`` that has nothing to do with them."""
    n = cells.shape[1]
    values = np.random.default_rng(seed).random((n, n))
    values += values.T
    np.fill_diagonal(values, 0)
    labels = [f"I{k}" for k in range(n)]
    coords = {"industry": labels, "industry_2": labels}
    return xr.DataArray(values, coords=coords, dims=("industry", "industry_2"))


@pytest.mark.parametrize("t", PERIODS)
@pytest.mark.parametrize("name", RELATEDNESS)
def test_density_equals_the_golden_reference(name: str, t: int) -> None:
    m = presence(t)
    found = relatedness_density(m, RELATEDNESS[name](m))
    expected = matrix(f"reference/density_{name}_t{t}.csv")
    assert found["region"].values.tolist() == expected["region"].values.tolist()
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-12, atol=1e-12)


def test_diagonal_of_proximity_decides_the_density_of_absent_industries() -> None:
    """py-ecomplexity, R and fermi keep the diagonal 1: up to 0.40 less for an absent industry.

    With 0, the density of an absent industry is what it would be whether or not it is present;
    with 1 it is diluted by its own absence.
    """
    differences = []
    for t in PERIODS:
        m = presence(t)
        zero, one = (
            relatedness_density(m, RELATEDNESS["diag0"](m)),
            relatedness_density(m, RELATEDNESS["diag1"](m)),
        )
        differences.append(float((zero - one).where(m == 0).max()))
        assert bool(((zero - one).where(m == 0, 0) >= 0).all())
    assert max(differences) == pytest.approx(0.40, abs=0.005)
    m = presence(1)
    changed = m.copy()
    changed[0, 0] = 1 - changed[0, 0]
    phi = proximity(m)
    before, after = relatedness_density(m, phi), relatedness_density(changed, phi)
    assert float(before[0, 0]) == float(after[0, 0])


def test_nearest_is_a_share_of_relatedness_not_a_number_of_industries() -> None:
    """py-ecomplexity's ``knn`` gives whole numbers from 0 to k: it forgets the weights."""
    m = presence(2)
    phi = proximity(m)
    found = relatedness_density(m, phi, nearest=3)
    for i in range(m.sizes["industry"]):
        row = phi.values[i]
        kept = np.where(row >= np.sort(row)[-3], row, 0)
        np.testing.assert_allclose(found.values[:, i], m.values @ kept / kept.sum(), atol=1e-15)
    assert float(found.max()) <= 1 + 1e-15
    assert not np.isin(found.values, range(4)).all()
    assert found.attrs["nearest"] == 3


def test_nearest_counts_all_that_tie_and_leaves_the_industry_itself_out() -> None:
    r = related(np.zeros((1, 4)))
    r[0] = [9.0, 0.5, 0.5, 0.2]
    m = table([[1, 1, 0, 0], [1, 0, 1, 1]])
    found = relatedness_density(m, r, nearest=1).values[:, 0]
    np.testing.assert_allclose(found, [0.5, 0.5], atol=1e-15)
    np.testing.assert_array_equal(
        relatedness_density(m, r.where(r != 9.0, 0), nearest=3),
        relatedness_density(m, r.where(r != 9.0, 0), nearest=99),
    )


@pytest.mark.parametrize("t", PERIODS)
def test_kinds_part_the_cells(t: int) -> None:
    m = presence(t)
    phi = proximity(m)
    whole = relatedness_density(m, phi)
    inside = relatedness_density(m, phi, kind="internal")
    outside = relatedness_density(m, phi, kind="external")
    np.testing.assert_array_equal(inside.values, whole.where(m == 1).values)
    np.testing.assert_array_equal(outside.values, whole.where(m == 0).values)


@pytest.mark.parametrize("ddof", [0, 1])
def test_relative_density_is_standardised_over_each_option_set(ddof: int) -> None:
    """economic-complexity applies the option set's mean and deviation to present cells as well."""
    m = presence(3)
    phi = proximity(m)
    found = relatedness_density(m, phi, kind="relative", ddof=ddof)
    outside = relatedness_density(m, phi, kind="external")
    np.testing.assert_array_equal(np.isnan(found.values), m.values == 1)
    np.testing.assert_allclose(found.mean("industry"), 0, atol=1e-14)
    np.testing.assert_allclose(found.std("industry", ddof=ddof), 1, rtol=1e-12)
    expected = (outside - outside.mean("industry")) / outside.std("industry", ddof=ddof)
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-12, atol=1e-13)


def test_relative_density_of_equal_options_is_missing() -> None:
    m = table([[1] * (k + 1) + [0] * (12 - k) for k in range(13)])
    r = xr.ones_like(related(m.values))
    np.fill_diagonal(r.values, 0)
    assert np.isnan(relatedness_density(m, r, kind="relative")).all()
    uneven = r / np.arange(7, 20)[:, None]  # the same shares but for rounding
    assert float(relatedness_density(m, uneven, kind="external").std("industry").max()) > 0
    assert np.isnan(relatedness_density(m, uneven, kind="relative")).all()


def test_region_knows_only_some_industries() -> None:
    """The densities of a region are those of the table of the industries that it knows."""
    m = presence(1).copy()
    m[2, 3] = m[2, 7] = m[9, 0] = np.nan
    phi = proximity(presence(1))
    found = relatedness_density(m, phi)
    assert found.attrs["missing_share"] == 3 / m.size
    for r in range(m.sizes["region"]):
        known = ~np.isnan(m.values[r])
        weights = phi.values[:, known]
        expected = (weights * m.values[r, known]).sum(axis=1) / weights.sum(axis=1)
        np.testing.assert_allclose(found.values[r], expected, atol=1e-15)
    for kind in ("internal", "external", "relative"):
        part = relatedness_density(m, phi, kind=kind)  # type: ignore[arg-type]
        assert np.isnan(part.values[np.isnan(m.values)]).all()
        assert not np.isnan(part.values[2]).all()


def test_density_of_what_a_region_knows_nothing_of_is_missing_and_of_nothing_related_is_zero() -> (
    None
):
    r = related(np.zeros((1, 4)))
    r[0] = [0, 1.0, 0, 0]
    r[3] = 0.0
    m = table([[1, np.nan, 1, 0], [1, 1, 1, 0]])
    found = relatedness_density(m, r).values
    assert np.isnan(found[0, 0])
    assert found[1, 0] == 1
    assert found[:, 3].tolist() == [0, 0]


def test_unknown_relatedness_does_not_count_and_none_known_is_missing() -> None:
    """As `proximity` leaves it for an industry that no region has."""
    m = table([[1, 1, 0, 0], [0, 1, 1, 0], [1, 1, 1, 0]])
    found = relatedness_density(m, proximity(m))
    without = relatedness_density(m[:, :3], proximity(m[:, :3]))
    np.testing.assert_array_equal(found.values[:, :3], without.values)
    assert np.isnan(found.values[:, 3]).all()
    nearest = relatedness_density(m, proximity(m), nearest=1)
    assert np.isnan(nearest.values[:, 3]).all()
    assert not np.isnan(nearest.values[:, :3]).any()


@pytest.mark.parametrize("kind", KINDS)
def test_three_periods_at_once_are_three_times_one(kind: str) -> None:
    options = {"kind": kind, "nearest": 4}
    together = relatedness_density(presence(), proximity(presence()), **options)  # type: ignore[arg-type]
    assert together.dims == ("period", "region", "industry")
    for t in PERIODS:
        one = relatedness_density(presence(t), proximity(presence(t)), **options)  # type: ignore[arg-type]
        np.testing.assert_array_equal(together.isel(period=t - 1).values, one.values)
    turned = presence().transpose("industry", "region", "period")
    again = relatedness_density(turned, proximity(turned), **options)  # type: ignore[arg-type]
    assert again.dims == turned.dims
    np.testing.assert_allclose(
        again.transpose(*together.dims).values, together.values, rtol=1e-12, atol=1e-14
    )


def test_relatedness_of_one_period_serves_all() -> None:
    phi = proximity(presence(2))
    found = relatedness_density(presence(), phi)
    np.testing.assert_array_equal(found[0].values, relatedness_density(presence(1), phi).values)


def test_relatedness_is_matched_by_label_and_must_be_complete() -> None:
    m = presence(1)
    phi = proximity(m)
    expected = relatedness_density(m, phi)
    mixed = phi[::-1, [3, 1, 2, 0, *range(4, 10)]]
    np.testing.assert_array_equal(relatedness_density(m, mixed).values, expected.values)
    backwards = proximity(presence()).isel(period=[2, 0, 1])
    np.testing.assert_array_equal(
        relatedness_density(presence(), backwards).values,
        relatedness_density(presence(), proximity(presence())).values,
    )
    for wrong in (phi[1:], phi[:, 1:], proximity(presence())):
        with pytest.raises(InputError, match=r"industries and periods|every industry and period"):
            relatedness_density(m, wrong)
    with pytest.raises(InputError, match="every industry and period"):
        relatedness_density(presence(), proximity(presence())[:2])


@settings(deadline=None)
@given(zeros_and_ones, st.integers(0, 99))
def test_density_is_the_plain_double_sum(cells: np.ndarray, seed: int) -> None:
    r = related(cells, seed)
    found = relatedness_density(table(cells), r).values
    for i in range(cells.shape[1]):
        for region, row in enumerate(cells):
            expected = sum(row * r.values[i]) / sum(r.values[i])
            assert found[region, i] == pytest.approx(expected, abs=1e-14)


@settings(deadline=None)
@given(zeros_and_ones)
def test_densities_of_presence_and_absence_add_up_to_one(cells: np.ndarray) -> None:
    r = related(cells)
    there, not_there = (relatedness_density(table(part), r) for part in (cells, 1 - cells))
    np.testing.assert_allclose((there + not_there).values, 1, atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(zeros_and_ones, st.floats(0.01, 1e6), st.randoms(use_true_random=False))
def test_unit_and_order_do_not_matter_and_input_is_unchanged(
    cells: np.ndarray, factor: float, random: object
) -> None:
    m, r = table(cells), related(cells)
    before = m.copy(deep=True), r.copy(deep=True)
    expected = relatedness_density(m, r, nearest=2)
    xr.testing.assert_identical(m, before[0])
    xr.testing.assert_identical(r, before[1])
    order = list(m["industry"].values)
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = relatedness_density(m.sel(industry=order)[::-1], r * factor, nearest=2)
    np.testing.assert_allclose(
        shuffled.reindex_like(expected).values, expected.values, rtol=1e-12, atol=1e-14
    )


def test_relatedness_that_is_not_symmetric_is_read_by_rows() -> None:
    """R_ij is how much j counts for i."""
    r = related(np.zeros((1, 2)))
    r[:] = [[0, 3], [1, 1]]
    found = relatedness_density(table([[1, 0], [0, 1]]), r).values
    np.testing.assert_allclose(found, [[0, 0.5], [1, 0.5]])


def test_float32_presence_gives_float32_whatever_the_relatedness() -> None:
    m = presence(1)
    for phi in (proximity(m), proximity(m.astype("float32"))):
        quick = relatedness_density(m.astype("float32"), phi)
        assert quick.dtype == np.float32
        np.testing.assert_allclose(quick, relatedness_density(m, proximity(m)), atol=1e-6)
    whole = relatedness_density(m.astype(int), proximity(m))
    assert whole.dtype == np.float64


def test_impossible_options_are_refused() -> None:
    m = presence(1)
    phi = proximity(m)
    with pytest.raises(InputError, match="kind must be one of"):
        relatedness_density(m, phi, kind="average")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="nearest must be"):
        relatedness_density(m, phi, nearest=0)
    with pytest.raises(InputError, match="negative values"):
        relatedness_density(m, teece_relatedness(m))
