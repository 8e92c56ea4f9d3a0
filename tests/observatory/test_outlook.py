"""Outlook and opportunity gain against golden values, brute force, and what peers leave out."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import PERIODS, matrix, presence, vector

from terttu.observatory import InputError
from terttu.observatory.measures.outlook import outlook

CLOSE = {"rtol": 1e-9, "atol": 1e-12}


def golden(t: int, diagonal: int = 0) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    phi = matrix(f"reference/proximity_diag{diagonal}_t{t}.csv", "industry", "industry_2")
    return presence(t), phi, vector(f"reference/pci_atlas_t{t}.csv", "industry")


def coi(m: np.ndarray, phi: np.ndarray, pci: np.ndarray) -> np.ndarray:
    """The outlook of every region, straight from the formula, over the industries it knows."""
    result = np.zeros(len(m))
    for r, row in enumerate(m):
        known = np.flatnonzero(~np.isnan(row))
        for i in known:
            total = phi[i, known].sum()
            if row[i] == 0 and total > 0:
                result[r] += (row[known] * phi[i, known]).sum() / total * pci[i]
    return result


def gain(m: np.ndarray, phi: np.ndarray, pci: np.ndarray) -> np.ndarray:
    """The change of the outlook when one cell is added, one cell after the other."""
    result = np.where(np.isnan(m), np.nan, 0.0)
    for r, i in np.argwhere(m == 0):
        more = m.copy()
        more[r, i] = 1
        result[r, i] = coi(more, phi, pci)[r] - coi(m, phi, pci)[r]
    return result


@pytest.mark.parametrize("t", PERIODS)
@pytest.mark.parametrize("diagonal", [0, 1])
@pytest.mark.parametrize(("kind", "name"), [("net", "cog_atlas"), ("gross", "cog_nosub")])
def test_equals_the_golden_reference(
    t: int, diagonal: int, kind: Literal["net", "gross"], name: str
) -> None:
    found = outlook(*golden(t, diagonal), gain=kind)
    expected = matrix(f"reference/{name}_diag{diagonal}_t{t}.csv")
    np.testing.assert_allclose(found["cog"].values, expected.values, **CLOSE)
    expected = vector(f"reference/coi_raw_diag{diagonal}_t{t}.csv", "region")
    np.testing.assert_allclose(found["coi"].values, expected.values, **CLOSE)
    assert found["cog"].dims == ("region", "industry")


@pytest.mark.parametrize("t", PERIODS)
def test_net_gain_is_the_change_of_the_outlook(t: int) -> None:
    """Deviation 14: the term that py-ecomplexity, Stata and R leave out makes it exact."""
    m, phi, pci = golden(t)
    net = outlook(m, phi, pci)["cog"].values
    np.testing.assert_allclose(net, matrix(f"reference/cog_bruteforce_t{t}.csv").values, **CLOSE)
    np.testing.assert_allclose(net, gain(m.values, phi.values, pci.values), rtol=1e-12, atol=1e-12)
    gross = outlook(m, phi, pci, gain="gross")["cog"].values
    assert np.abs(gross - net).max() > 0.1
    with_diagonal = outlook(*golden(t, 1))["cog"].values
    assert np.abs(with_diagonal - net).max() > 0.1


def test_division_by_the_candidates_own_sum_is_not_the_change() -> None:
    """Deviation 14: Datawheel divides by the sum of the candidate, not of the other industry."""
    m, phi, pci = (array.values for array in golden(1))
    value = (m == 0) * pci
    density = m @ phi / phi.sum(axis=0)
    datawheel = (m == 0) * ((value @ phi) / phi.sum(axis=0) - density * pci)
    assert np.abs(datawheel - gain(m, phi, pci)).max() > 0.05


def test_the_gain_depends_on_the_origin_of_pci() -> None:
    """Deviation 15: py-ecomplexity takes the raw eigenvector, whose mean and scale are arbitrary."""
    m, phi, pci = golden(1)
    standardised, moved = (outlook(m, phi, value)["coi"].values for value in (pci, 3 * pci + 0.5))
    assert abs(np.corrcoef(standardised, moved)[0, 1]) < 0.999
    np.testing.assert_allclose(
        outlook(m, phi, 3 * pci)["cog"].values, 3 * outlook(m, phi, pci)["cog"].values, **CLOSE
    )


def test_many_periods_with_one_or_many_relatedness() -> None:
    parts = [golden(t) for t in PERIODS]
    m, phi, pci = (xr.concat([part[n] for part in parts], presence()["period"]) for n in range(3))
    together = outlook(m, phi, pci)
    fixed = outlook(m, parts[0][1], parts[0][2])
    for n, part in enumerate(parts):
        xr.testing.assert_equal(together.isel(period=n, drop=True), outlook(*part))
        xr.testing.assert_equal(fixed.isel(period=n, drop=True), outlook(part[0], *parts[0][1:]))


def test_unknown_cells_are_left_out_of_the_sums() -> None:
    m, phi, pci = golden(1)
    m = m.copy()
    m.values[0, :4] = m.values[3, 7] = np.nan
    m.values[5] = np.nan
    found = outlook(m, phi, pci)
    expected = coi(m.values, phi.values, pci.values)
    assert np.isnan(found["coi"].values[5])
    np.testing.assert_allclose(np.delete(found["coi"].values, 5), np.delete(expected, 5), **CLOSE)
    np.testing.assert_allclose(found["cog"].values, gain(m.values, phi.values, pci.values), **CLOSE)
    assert found.attrs["missing_share"] == pytest.approx(15 / 120)


def test_an_industry_without_pci_adds_nothing() -> None:
    m, phi, pci = golden(1)
    unknown = pci.where(pci["industry"] != "I04")
    found = outlook(m, phi, unknown)
    without = outlook(m, phi, pci.where(pci["industry"] != "I04", 0.0))
    assert found.attrs["trimmed_industries"] == ("I04",)
    xr.testing.assert_equal(found["coi"], without["coi"])
    np.testing.assert_array_equal(
        found["cog"].sel(industry="I04").isnull(), m.sel(industry="I04") == 0
    )


def test_single_precision_carries_on() -> None:
    m, phi, pci = golden(1)
    found = outlook(m.astype("float32"), phi.astype("float32"), pci)
    assert found["cog"].dtype == np.float32
    np.testing.assert_allclose(found["cog"].values, outlook(m, phi, pci)["cog"].values, atol=1e-5)


def test_labels_decide_what_belongs_together() -> None:
    m, phi, pci = golden(1)
    back = slice(None, None, -1)
    turned = outlook(m, phi.isel(industry=back, industry_2=back), pci.isel(industry=back))
    xr.testing.assert_equal(turned, outlook(m, phi, pci))
    shuffled = outlook(m.isel(region=back, industry=back), phi, pci)
    xr.testing.assert_allclose(shuffled.reindex_like(turned), turned, rtol=1e-12)


def test_what_does_not_fit_is_refused() -> None:
    m, phi, pci = golden(1)
    with pytest.raises(InputError, match="PCI is needed for every industry"):
        outlook(m, phi, pci.isel(industry=slice(1, None)))
    with pytest.raises(InputError, match="Relatedness is needed for every industry"):
        outlook(m, phi.isel(industry_2=slice(1, None)), pci)
    with pytest.raises(InputError, match="PCI must have the industries and periods"):
        outlook(m, phi, xr.concat([pci, pci], "period"))
    with pytest.raises(InputError, match="gain must be"):
        outlook(m, phi, pci, gain="both")  # type: ignore[arg-type]


cells = arrays.arrays(np.float64, (3, 4), elements=st.sampled_from([0.0, 1.0, np.nan]))
links = arrays.arrays(np.float64, (4, 4), elements=st.sampled_from([0.0, 0.25, 0.5, 1.0]))
values = arrays.arrays(np.float64, 4, elements=st.integers(-3, 3).map(float))


@settings(max_examples=60, deadline=None)
@given(cells, links, values)
def test_gain_is_brute_force_on_any_table(m: np.ndarray, phi: np.ndarray, pci: np.ndarray) -> None:
    phi = np.triu(phi, 1) + np.triu(phi, 1).T
    given_m = xr.DataArray(m, dims=("region", "industry"))
    before = given_m.copy(deep=True)
    found = outlook(
        given_m,
        xr.DataArray(phi, dims=("industry", "industry_2")),
        xr.DataArray(pci, dims="industry"),
    )
    xr.testing.assert_identical(given_m, before)
    np.testing.assert_allclose(found["cog"].values, gain(m, phi, pci), rtol=1e-9, atol=1e-9)
