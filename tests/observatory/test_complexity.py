"""Economic complexity: golden values, peers' deviations, identities, components, large tables."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import PERIODS, employment, matrix, presence, rows, vector

from terttu.observatory.errors import InputError, ObservatoryWarning
from terttu.observatory.measures import spectrum
from terttu.observatory.measures.complexity import complexity
from terttu.observatory.measures.specialisation import diversity, presence as presence_of, ubiquity

BLOCKS = "inputs/M_block.csv"
# Most small tables have an ambiguous sign; the tests of warnings ask for them by name.
pytestmark = pytest.mark.filterwarnings("ignore::terttu.observatory.errors.ObservatoryWarning")
AMBIGUOUS = "sign of complexity is ambiguous"


def table(cells: object, dtype: str = "float64") -> xr.DataArray:
    values = np.asarray(cells, dtype)
    coords = {
        "region": [f"R{n}" for n in range(values.shape[0])],
        "industry": [f"I{n}" for n in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=coords, dims=("region", "industry"))


def nested(regions: int, industries: int, seed: int = 0, noise: float = 1.0) -> np.ndarray:
    """Presence as in real tables: able regions have most, easy industries are in most."""
    random = np.random.default_rng(seed)
    able = random.standard_normal((regions, 1))
    easy = random.standard_normal(industries)
    needs = random.standard_normal((regions, 3)) @ random.standard_normal((3, industries))
    chance = noise * random.standard_normal((regions, industries))
    cells = (able + easy + needs / 2 + chance > 1.2).astype(float)
    cells[np.arange(regions), random.integers(0, industries, regions)] = 1
    cells[random.integers(0, regions, industries), np.arange(industries)] = 1
    return cells


def by_numpy(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """ECI, PCI and all eigenvalues, by the symmetric problem solved whole in float64."""
    d, u = cells.sum(axis=1), cells.sum(axis=0)
    a = cells / np.sqrt(d)[:, None] / np.sqrt(u)
    values, vectors = np.linalg.eigh(a.T @ a)
    k_p = vectors[:, -2] / np.sqrt(u)
    k_c = cells @ k_p / d
    turn = np.sign(np.corrcoef(k_c, d)[0, 1]) / k_c.std()
    return turn * (k_c - k_c.mean()), turn * (k_p - k_c.mean()), values[::-1]


small = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 9), st.integers(2, 8)),
    elements=st.sampled_from([0.0, 1.0, 1.0]),
)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("t", PERIODS)
def test_complexity_equals_the_golden_reference(t: int, dtype: str) -> None:
    with pytest.warns(ObservatoryWarning, match=AMBIGUOUS):
        found = complexity(presence(t).astype(dtype))
    eci = vector(f"reference/eci_t{t}.csv", "region")
    pci = vector(f"reference/pci_atlas_t{t}.csv", "industry")
    assert found["eci"]["region"].values.tolist() == eci["region"].values.tolist()
    assert found["pci"]["industry"].values.tolist() == pci["industry"].values.tolist()
    np.testing.assert_allclose(found["eci"].values, eci.values, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found["pci"].values, pci.values, rtol=1e-9, atol=1e-9)
    values = [float(row[1]) for row in rows(f"reference/eigenvalues_t{t}.csv")[1]]
    assert float(found["second_eigenvalue"]) == pytest.approx(values[1], abs=1e-12)
    assert float(found["third_eigenvalue"]) == pytest.approx(values[2], abs=1e-12)
    assert int(found["components"]) == 1


@pytest.mark.parametrize("t", PERIODS)
def test_pci_by_itself_equals_the_golden_reference(t: int) -> None:
    """Two scales are in use: Atlas (py-ecomplexity, Stata, ReKS) and a z-score of PCI's own."""
    found = complexity(presence(t), scale="z")["pci"].values
    expected = vector(f"reference/pci_z_t{t}.csv", "industry").values
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
    assert not np.allclose(found, complexity(presence(t))["pci"].values, atol=0.1)


@pytest.mark.parametrize("t", PERIODS)
def test_sample_deviation_is_an_option(t: int) -> None:
    """pandas, R and Stata divide by n - 1, numpy by n."""
    one, other = complexity(presence(t)), complexity(presence(t), ddof=1)
    shrink = np.sqrt(11 / 12)
    np.testing.assert_allclose(other["eci"], one["eci"] * shrink, rtol=1e-12)
    np.testing.assert_allclose(other["pci"], one["pci"] * shrink, rtol=1e-12)
    itself = complexity(presence(t), ddof=1, scale="z")["pci"].values
    assert itself.std(ddof=1) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("t", PERIODS)
def test_pci_signed_by_ubiquity_would_contradict_eci(t: int) -> None:
    """econcomplex, econci, EconGeoPy: PCI's own test, corr(PCI, ubiquity) < 0, turns it round.

    On the golden tables theirs is the opposite of the PCI that their ECI is the mean of; ours is
    that one. fermi-cref asks for corr(PCI, ubiquity) > 0, which is wrong wherever it is < 0.
    """
    m = presence(t)
    found = complexity(m)
    against = np.corrcoef(found["pci"], ubiquity(m))[0, 1]
    theirs = -np.sign(against) * found["pci"]
    mean = (m * found["pci"]).sum("industry") / diversity(m)
    np.testing.assert_allclose(mean.values, found["eci"].values, atol=1e-12)
    np.testing.assert_allclose(theirs.values, -found["pci"].values)


def test_fermi_pci_is_turned_round_on_a_nested_table() -> None:
    cells = nested(60, 40)
    found = complexity(table(cells))
    against = np.corrcoef(found["pci"], cells.sum(axis=0))[0, 1]
    assert against < 0  # complex industries are rare ones, and fermi-cref makes this positive
    mean = (cells * found["pci"].values).sum(axis=1) / cells.sum(axis=1)
    np.testing.assert_allclose(mean, found["eci"].values, atol=1e-12)


def test_sign_by_diversity_and_by_reflections_differ_where_both_are_weak() -> None:
    """Pearson (py-ecomplexity) and the limit of reflections (EconGeo, R) part at t2 and t3."""
    turned = []
    for t in PERIODS:
        one, other = complexity(presence(t)), complexity(presence(t), sign="reflections")
        turn = float(np.sign((one["eci"] * other["eci"]).sum()))
        np.testing.assert_allclose(other["pci"], turn * one["pci"], atol=1e-12)
        d = diversity(presence(t)).values
        assert (d**2 * (other["eci"].values - np.average(other["eci"], weights=d))).sum() > 0
        assert np.corrcoef(d, one["eci"])[0, 1] > 0
        turned.append(turn)
    assert -1 in turned
    assert turned[2] == -1


def test_sign_follows_a_given_order_of_regions_and_pci_follows_it() -> None:
    m = presence(1)
    order = vector("reference/eci_t1.csv", "region")[::-1]
    up, down = complexity(m, sign=order), complexity(m, sign=-order)
    np.testing.assert_allclose(up["eci"], order.reindex_like(up["eci"]), atol=1e-9)
    np.testing.assert_allclose(down["eci"], -up["eci"], atol=1e-12)
    np.testing.assert_allclose(down["pci"], -up["pci"], atol=1e-12)
    assert float(up["sign_correlation"]) == pytest.approx(1, abs=1e-9)
    assert down.attrs["sign"] == "order"
    known = order.where(order["region"] != "R03")
    for turn, whole in ((1, up), (-1, down)):
        found = complexity(m, sign=turn * known)
        np.testing.assert_array_equal(found["eci"], whole["eci"])
        assert float(found["sign_correlation"]) == pytest.approx(1, abs=1e-9)


def test_ambiguous_sign_is_said_once_with_its_periods_and_values() -> None:
    with pytest.warns(ObservatoryWarning, match=AMBIGUOUS) as said:
        complexity(presence())
    assert len(said) == 1
    assert "0.003 in 2010, 0.018 in 2015, 0.041 in 2020" in str(said[0].message)
    assert said[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        complexity(table(nested(30, 20)))


def test_equal_diversities_have_a_sign_all_the_same() -> None:
    m = table([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]])
    with pytest.warns(ObservatoryWarning, match="only 0.000"):
        found = complexity(m)
    assert float(found["eci"][0]) > 0
    np.testing.assert_array_equal(complexity(m)["eci"], found["eci"])
    middle_first = complexity(m[[1, 0, 2]])["eci"].values
    assert abs(middle_first[0]) < 1e-12
    assert middle_first[1] > 1


def test_the_second_of_sorted_eigenvectors_is_taken() -> None:
    """economiccomplexity for R takes column 1 of an unsorted solution; LAPACK's order is open."""
    elsewhere = 0
    for seed in range(60):
        cells = nested(14, 9, seed)
        d, u = cells.sum(axis=1), cells.sum(axis=0)
        values, vectors = np.linalg.eig((cells / u).T @ (cells / d[:, None]))
        place = np.argsort(-values.real)[1]
        elsewhere += place != 1
        found = complexity(table(cells))
        assert float(found["second_eigenvalue"]) == pytest.approx(values.real[place], abs=1e-10)
        if int(found["components"]) == 1 and values.real[place] > 1e-6:
            vector_of_it = vectors[:, place].real
            assert abs(np.corrcoef(vector_of_it, found["pci"])[0, 1]) == pytest.approx(1, abs=1e-6)
    assert elsewhere > 0


def test_reflections_of_fixed_length_are_not_the_eigenvector() -> None:
    """economic-complexity, ps-calcs and others iterate reflections and call the result ECI.

    With a second eigenvalue near the third they have not converged when rounding error sets in.
    """
    cells = nested(700, 300, noise=4.0)
    found = complexity(table(cells))
    d, u = cells.sum(axis=1), cells.sum(axis=0)
    k_c, k_p = d.copy(), u.copy()
    for _ in range(20):
        k_c, k_p = cells @ k_p / d, k_c @ cells / u
    theirs = (k_c - k_c.mean()) / k_c.std()
    assert abs(np.corrcoef(theirs, found["eci"])[0, 1]) < 0.98
    eci = found["eci"].values
    product = cells @ ((eci @ cells) / u) / d
    weighted = product - product.mean() - float(found["second_eigenvalue"]) * eci
    assert np.abs(weighted).max() < 1e-10


def test_eigenvectors_of_a_rounded_matrix_are_off() -> None:
    """EconGeo's ``kci`` rounds W to 4 decimals first: in large tables that is half its entries."""
    cells = nested(500, 200, noise=2.0)
    d, u = cells.sum(axis=1), cells.sum(axis=0)
    w = np.round((cells / d[:, None]) @ (cells / u).T, 4)
    values, vectors = np.linalg.eig(w)
    theirs = vectors[:, np.argsort(-values.real)[1]].real
    theirs = (theirs - theirs.mean()) / theirs.std()
    ours = complexity(table(cells))["eci"].values
    error = min(np.abs(theirs - ours).max(), np.abs(theirs + ours).max())
    assert error > 1e-3
    np.testing.assert_allclose(ours, by_numpy(cells)[0], atol=1e-9)


def test_parts_that_nothing_connects_are_said_and_the_largest_kept() -> None:
    """All peers return a label of the parts, +1 and -1, as if it were complexity."""
    m = matrix(BLOCKS)
    with pytest.warns(ObservatoryWarning, match="2 \\(left out: R5, R6, R7, R8, I4, I5, I6\\)"):
        found = complexity(m)
    alone = complexity(m[:4, :3])
    np.testing.assert_allclose(found["eci"][:4], alone["eci"], atol=1e-12)
    np.testing.assert_allclose(found["pci"][:3], alone["pci"], atol=1e-12)
    assert np.isnan(found["eci"][4:]).all()
    assert np.isnan(found["pci"][3:]).all()
    assert int(found["components"]) == 2
    d = m.sum("industry").values
    a = m.values / np.sqrt(d)[:, None] / np.sqrt(m.sum("region").values)
    assert np.linalg.svd(a)[1][:2] == pytest.approx([1, 1])  # what peers take the second of


def test_parts_can_be_refused() -> None:
    with pytest.raises(InputError, match=r"2\. components=\"giant\" takes the largest"):
        complexity(matrix(BLOCKS), components="refuse")
    m = matrix(BLOCKS)
    years = xr.DataArray([2010, 2020], dims="period", name="period")
    both = xr.concat([xr.ones_like(m).where(m.region < "R5", m), m], years)
    with pytest.raises(InputError, match="2 in 2020"):
        complexity(both, components="refuse")


def test_giant_part_is_the_one_with_the_most_regions_and_industries() -> None:
    cells = np.zeros((7, 7))
    cells[:2, :2] = [[1, 0], [1, 1]]
    cells[2:, 2:] = nested(5, 5, 3)
    cells[2:, 2] = 1
    cells = np.pad(cells, (0, 1))  # an empty region and industry are no part
    found = complexity(table(cells))
    np.testing.assert_array_equal(np.isnan(found["eci"]), [True] * 2 + [False] * 5 + [True])
    assert int(found["components"]) == 2


def test_one_empty_region_or_industry_leaves_the_others_as_they_were() -> None:
    """economic-complexity and econci mean to drop it, do not, and give NaN for every region."""
    m = presence(2)
    wider = np.zeros((14, 12))
    wider[1:13, 2:] = m.values
    wider = table(wider)
    found, expected = complexity(wider), complexity(m)
    np.testing.assert_allclose(found["eci"].values[1:13], expected["eci"].values, atol=1e-12)
    np.testing.assert_allclose(found["pci"].values[2:], expected["pci"].values, atol=1e-12)
    assert found.attrs["trimmed_regions"] == ("R0", "R13")
    assert found.attrs["trimmed_industries"] == ("I0", "I1")
    assert np.isnan(found["eci"].values[[0, 13]]).all()
    assert np.isnan(found["pci"].values[:2]).all()
    assert int(found["components"]) == 1


def test_table_per_head_with_an_empty_region_is_trimmed() -> None:
    """py-ecomplexity with RPOP and a region of zeros: the whole year becomes NaN."""
    x = matrix("inputs/emp_edge.csv")
    size = xr.full_like(x.sum("industry"), 1000.0)
    found = complexity(presence_of(x, size=size))
    assert found.attrs["trimmed_regions"] == ("R04", "R07")  # R07 has little of everything
    assert found.attrs["trimmed_industries"] == ("I08",)
    assert int(found["eci"].isnull().sum()) == 2
    assert int(found["pci"].isnull().sum()) == 1


def test_trimming_is_reported_with_its_periods() -> None:
    m = presence().copy()
    m[1, 4] = 0
    m[2, :, 0] = 0
    found = complexity(m)
    assert found.attrs["trimmed_regions"] == ("2015:R05",)
    assert found.attrs["trimmed_industries"] == ("2020:I01",)
    assert np.isnan(found["eci"].sel(period=2015, region="R05"))
    assert int(np.isnan(found["eci"]).sum()) == 1


def test_unknown_cell_is_no_link_and_its_share_is_told() -> None:
    m = presence(1).copy()
    m[0, 0] = m[3, 4] = np.nan
    found, expected = complexity(m), complexity(m.fillna(0))
    np.testing.assert_array_equal(found["eci"].values, expected["eci"].values)
    np.testing.assert_array_equal(found["pci"].values, expected["pci"].values)
    assert (found.attrs["missing_share"], expected.attrs["missing_share"]) == (2 / 120, 0.0)


@pytest.mark.parametrize(
    "cells", [np.ones((4, 5)), [[1, 1, 0], [1, 1, 0]], [[1], [1]], [[1, 1, 1]], np.zeros((3, 3))]
)
def test_regions_that_nothing_tells_apart_have_no_complexity(cells: object) -> None:
    with pytest.warns(ObservatoryWarning, match="does not tell regions apart"):
        found = complexity(table(cells))
    assert np.isnan(found["eci"]).all()
    assert np.isnan(found["pci"]).all()
    assert float(found["second_eigenvalue"]) < 1e-12


def three_times_the_same(regions: int, industries: int) -> np.ndarray:
    """A connected table in which the second eigenvalue occurs twice, by its symmetry."""
    random = np.random.default_rng(8)
    own = (random.random((regions, industries)) < 0.5).astype(float)
    other = (random.random((regions, industries)) < 0.1).astype(float)
    own[0], own[:, 0] = 1, 1
    return np.block([[own, other, other], [other, own, other], [other, other, own]])


@pytest.mark.parametrize("size", [(8, 5), (300, 120)])
def test_second_eigenvalue_that_occurs_twice_is_said(size: tuple[int, int]) -> None:
    cells = three_times_the_same(*size)
    with pytest.warns(ObservatoryWarning, match="occurs more than once"):
        found = complexity(table(cells))
    assert float(found["second_eigenvalue"]) == pytest.approx(float(found["third_eigenvalue"]))


def test_three_periods_at_once_are_three_times_one() -> None:
    together = complexity(presence())
    for t in PERIODS:
        one = complexity(presence(t))
        for name, values in one.data_vars.items():
            np.testing.assert_array_equal(together[name].isel(period=t - 1).values, values.values)
    assert together["eci"].dims == ("period", "region")
    assert together["components"].dims == ("period",)
    turned = complexity(presence().transpose("industry", "region", "period"))
    np.testing.assert_allclose(turned["eci"], together["eci"], atol=1e-12)


def test_other_units_and_coordinates_come_along() -> None:
    m = table(nested(12, 8)).rename(region="firm")
    m = m.assign_coords(name=("firm", [f"Firm {n}" for n in range(12)]))
    m[3] = 0
    found = complexity(m)
    assert found["eci"].dims == ("firm",)
    assert found["name"].values[0] == "Firm 0"
    assert found.attrs["trimmed_firms"] == ("R3",)


LARGE = {
    "tall": nested(400, 160),
    "wide": nested(160, 400),
    "noise": nested(600, 300, noise=6.0),
    "sparse": (np.random.default_rng(4).random((1500, 300)) < 0.01).astype(float),
    "few kinds of regions": np.repeat(nested(8, 200, noise=0.3), 50, axis=0),
    "staircase": (np.arange(300)[:, None] >= np.arange(200) * 1.4).astype(float),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", LARGE)
def test_large_tables_are_solved_as_exactly_as_small_ones(name: str, dtype: str) -> None:
    cells = LARGE[name]
    cells = cells[cells.any(axis=1)][:, cells.any(axis=0)]
    assert min(cells.shape) > spectrum.DENSE
    found = complexity(table(cells, dtype))
    if int(found["components"]) > 1:
        inside = ~np.isnan(found["eci"].values), ~np.isnan(found["pci"].values)
        cells = cells[np.ix_(*inside)]
    eci, pci, values = by_numpy(cells)
    np.testing.assert_allclose(found["eci"].dropna("region"), eci, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found["pci"].dropna("industry"), pci, rtol=1e-9, atol=1e-9)
    assert float(found["second_eigenvalue"]) == pytest.approx(values[1], abs=1e-9)
    assert float(found["third_eigenvalue"]) == pytest.approx(values[2], abs=1e-9)


def test_what_float32_cannot_settle_is_solved_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = nested(400, 160)
    monkeypatch.setattr(spectrum, "_STEPS", 8)
    found = complexity(table(cells))
    np.testing.assert_allclose(found["eci"], by_numpy(cells)[0], atol=1e-9)


def test_value_that_the_first_space_cannot_see_is_not_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a table of two mirrored halves, a start of one parity sees only vectors of that parity."""
    random = np.random.default_rng(5)
    own, other = (random.random((300, 100)) < 0.4) * 1.0, (random.random((300, 100)) < 0.3) * 1.0
    cells = np.block([[own, other], [other, own]])
    half = random.standard_normal(100)
    monkeypatch.setattr(np.random, "default_rng", lambda _: _Start(np.concatenate([half, -half])))
    found = complexity(table(cells))
    monkeypatch.undo()
    *_, values = by_numpy(cells)
    assert float(found["third_eigenvalue"]) == pytest.approx(values[2], abs=1e-9)


class _Start:
    """Gives the one vector it was made with."""

    def __init__(self, vector_given: np.ndarray) -> None:
        self.vector = vector_given

    def standard_normal(self, _: int) -> np.ndarray:
        return self.vector


def test_golden_tables_by_krylov_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way of large tables on one of a few dozen industries gives the same vectors."""
    cells = nested(80, 40, 5)
    whole = complexity(table(cells))
    monkeypatch.setattr(spectrum, "DENSE", 0)
    found = complexity(table(cells))
    np.testing.assert_allclose(found["eci"], whole["eci"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found["pci"], whole["pci"], rtol=1e-9, atol=1e-9)
    assert not np.array_equal(found["eci"], whole["eci"])


@settings(deadline=None)
@given(small)
def test_eci_is_the_mean_pci_of_the_industries_present(cells: np.ndarray) -> None:
    found = complexity(table(cells))
    eci, pci = found["eci"].values, found["pci"].values
    here = ~np.isnan(eci)
    if not here.any():
        return
    means = [pci[(row == 1)].mean() for row in cells[here]]
    np.testing.assert_allclose(eci[here], means, atol=1e-8)
    assert eci[here].mean() == pytest.approx(0, abs=1e-8)
    assert eci[here].std() == pytest.approx(1, abs=1e-8)


@settings(max_examples=30, deadline=None)
@given(small, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_input_is_unchanged(cells: np.ndarray, random: object) -> None:
    m = table(cells)
    before = m.copy(deep=True)
    found = complexity(m)
    xr.testing.assert_identical(m, before)
    gap = float(found["second_eigenvalue"] - found["third_eigenvalue"])
    if gap < 1e-6 or float(found["sign_correlation"]) < 1e-6 or int(found["components"]) > 1:
        return
    regions = list(m["region"].values)
    random.shuffle(regions)  # type: ignore[attr-defined]
    again = complexity(m.sel(region=regions)[:, ::-1])
    np.testing.assert_allclose(again["eci"].reindex_like(found["eci"]), found["eci"], atol=1e-7)
    np.testing.assert_allclose(again["pci"].reindex_like(found["pci"]), found["pci"], atol=1e-7)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(InputError, match="Presence holds 0 and 1"):
        complexity(employment(1))
    m = presence(1)
    with pytest.raises(InputError, match="sign must be"):
        complexity(m, sign="positive")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="scale must be"):
        complexity(m, scale="stata")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="components must be"):
        complexity(m, components="all")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="needs the dim region alone"):
        complexity(m, sign=m)
    with pytest.raises(InputError, match="lacks a region"):
        complexity(m, sign=diversity(m)[1:])
