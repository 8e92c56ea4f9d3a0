"""Complexity, reflections, fitness and nestedness beside the other packages."""

import warnings

import numpy as np
import pytest
import xarray as xr
from peers.tables import CLOSE, TABLES, every_table, labelled, unordered

from terttu.observatory.errors import InputError, ObservatoryWarning
from terttu.observatory.measures.complexity import complexity
from terttu.observatory.measures.fitness import fitness
from terttu.observatory.measures.nestedness import nestedness
from terttu.observatory.measures.reflections import reflections
from terttu.observatory.measures.specialisation import diversity, presence, ubiquity


def standard(values, ddof=0):
    return (values - np.mean(values)) / np.std(values, ddof=ddof)


def correlation(a, b):
    return np.corrcoef(a, b)[0, 1]


@every_table
def test_eci_and_pci_are_those_of_ecomplexity(peer, x):
    """py-ecomplexity: the sign by diversity, PCI on the scale of ECI, as in the Atlas."""
    theirs = peer("ecomplexity", {"x": x})
    found = complexity(presence(x))
    np.testing.assert_allclose(found["eci"], theirs.eci, **CLOSE)
    np.testing.assert_allclose(found["pci"], theirs.pci, **CLOSE)


@every_table
def test_eci_is_that_of_econcomplex_and_fermi(peer, x):
    """econcomplex and fermi-cref: the same eigenvector, standardised, the sign by diversity."""
    ours = complexity(presence(x))["eci"]
    theirs = peer("econcomplex", {"x": x}, function="eci_pci").result_0
    np.testing.assert_allclose(ours, theirs, **CLOSE)
    np.testing.assert_allclose(ours, peer("fermi", {"x": x}).eci, rtol=1e-7, atol=1e-7)


@every_table
def test_econcomplex_standardises_pci_by_itself(peer, x):
    """econcomplex: PCI has mean 0 and deviation 1, so that ECI is not its mean.

    ``scale="z"`` gives it, up to the sign that econcomplex takes from ubiquity.
    """
    m = presence(x)
    theirs = peer("econcomplex", {"x": x}, function="eci_pci").result_1
    ours = complexity(m, scale="z")["pci"].values
    turn = -np.sign(correlation(ours, ubiquity(m)))
    np.testing.assert_allclose(turn * ours, theirs, **CLOSE)
    atlas = complexity(m)
    np.testing.assert_allclose(mean_of(atlas["pci"].values, m), atlas["eci"], **CLOSE)
    assert not np.allclose(mean_of(theirs, m), atlas["eci"], atol=0.01)


@every_table
def test_the_pci_of_fermi_points_the_other_way(peer, x):
    """fermi-cref: the sign of PCI is the one that correlates positively with ubiquity.

    Its own ECI is then not the mean of its PCI but the opposite of it: correlation -1 with the
    standard PCI wherever complex industries are rare.
    """
    m = presence(x)
    theirs = peer("fermi", {"x": x})
    assert correlation(theirs.pci, ubiquity(m)) > 0
    ours = complexity(m, scale="z")["pci"].values
    assert correlation(ours, ubiquity(m)) < 0
    np.testing.assert_allclose(-ours, theirs.pci, rtol=1e-7, atol=1e-7)
    assert correlation(mean_of(theirs.pci, m), theirs.eci) < -0.999


def test_the_sign_of_pci_follows_that_of_eci_here_alone(peer):
    """econcomplex tests the sign of PCI on ubiquity, apart from that of ECI on diversity.

    In this table industries in diverse regions are common, so that its ECI is minus the mean of
    its PCI.
    """
    x = unordered(20, 15, seed=3)
    m = presence(x)
    theirs = peer("econcomplex", {"x": x}, function="eci_pci")
    assert correlation(theirs.result_0, diversity(m)) > 0.5
    assert correlation(theirs.result_1, ubiquity(m)) < -0.5
    mean = m.values @ theirs.result_1 / m.values.sum(1)
    assert correlation(mean, theirs.result_0) < -0.999
    found = complexity(m)
    np.testing.assert_allclose(found["eci"], theirs.result_0, **CLOSE)
    np.testing.assert_allclose(mean_of(found["pci"].values, m), found["eci"], **CLOSE)


def test_an_ambiguous_sign_is_said_here_alone(peer):
    """All packages pick a sign in silence where ECI hardly goes with diversity."""
    x = unordered(20, 15, seed=28)
    with pytest.warns(ObservatoryWarning, match="0.03"):
        found = complexity(presence(x))
    for theirs in (peer("ecomplexity", {"x": x}).eci, peer("fermi", {"x": x}).eci):
        np.testing.assert_allclose(found["eci"], theirs, rtol=1e-7, atol=1e-7)


@every_table
def test_economic_complexity_offers_reflections_only(peer, x):
    """economic-complexity: ECI is k_c after iterations - 2 steps, PCI k_p after one more.

    Both are standardised with the sample's deviation. It starts industries from their ubiquity,
    so that k_p after an odd number of steps is what is read as complexity.
    """
    m = presence(x)
    for iterations in (10, 20):
        theirs = peer("economic_complexity", {"x": x}, iterations=iterations)
        k_c = reflections(m, iterations=iterations - 2)["k_c"].values
        k_p = reflections(m, iterations=iterations - 1)["k_p"].values
        np.testing.assert_allclose(standard(k_c, ddof=1), theirs.eci, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(standard(k_p, ddof=1), theirs.pci, rtol=1e-6, atol=1e-6)


@every_table
def test_reflections_are_those_of_econcomplex_and_neither_is_complexity(peer, x):
    """econcomplex, method="reflections": k_c and k_p after so many steps, signs set apart."""
    m = presence(x)
    ours = reflections(m, iterations=20)
    theirs = peer(
        "econcomplex", {"m": m}, function="method_of_reflections", use_rca=False, tol=None
    )
    eci = standard(ours["k_c"].values)
    turn = np.sign(correlation(eci, diversity(m)))
    np.testing.assert_allclose(turn * eci, theirs.result_0, rtol=1e-6, atol=1e-6)
    assert not np.allclose(theirs.result_0, complexity(m)["eci"], atol=1e-6)


def test_many_reflections_end_in_rounding_error(peer):
    """econcomplex and economic-complexity standardise what rounding has left after 200 steps.

    Re-standardised at each step, the same iteration arrives at the eigenvector.
    """
    x = TABLES["60 x 45"]
    m = presence(x)
    eci = complexity(m)["eci"].values
    theirs = (
        peer("economic_complexity", {"x": x}, iterations=200).eci,
        peer(
            "econcomplex",
            {"m": m},
            function="method_of_reflections",
            use_rca=False,
            tol=None,
            iterations=200,
        ).result_0,
    )
    for values in theirs:
        assert not np.ptp(values) > 0 or abs(correlation(values, eci)) < 0.9
    ours = reflections(m, iterations=200, rescale=True)["k_c"].values
    assert abs(correlation(ours, eci)) > 1 - 1e-9


@pytest.mark.parametrize("part", ["region", "industry"])
def test_what_nobody_has_is_set_aside_here_and_spreads_in_economic_complexity(peer, part):
    """economic-complexity: one empty region or industry makes every ECI NaN.

    It drops empty rows after it has turned NaN into 0, when none is left to drop. Here the empty
    one is NaN and named, and the others have what they would have without it.
    """
    x = TABLES["30 x 20"].copy()
    x.loc[{part: x[part][4]}] = 0
    theirs = peer("economic_complexity", {"x": x})
    assert np.isnan(theirs.eci).all()
    found = complexity(presence(x))
    label = str(x[part].values[4])
    plural = {"region": "regions", "industry": "industries"}[part]
    assert found.attrs[f"trimmed_{plural}"] == (label,)
    rest = complexity(presence(x.drop_sel({part: label})))
    np.testing.assert_allclose(found["eci"].dropna("region"), rest["eci"], **CLOSE)
    np.testing.assert_allclose(found["pci"].dropna("industry"), rest["pci"], **CLOSE)


def test_two_economies_that_share_nothing_are_told_apart_here(peer):
    """Four packages return the label of the part as ECI, without a word.

    The second eigenvalue is then 1 as the first: any vector that is constant on each part.
    """
    first, second = (TABLES[name].values for name in ("12 x 10", "30 x 20"))
    x = labelled(
        np.block(
            [
                [first, np.zeros((len(first), second.shape[1]))],
                [np.zeros((len(second), first.shape[1])), second],
            ]
        )
    )
    part = np.repeat([0, 1], [len(first), len(second)])
    for theirs in (
        peer("ecomplexity", {"x": x}).eci,
        peer("econcomplex", {"x": x}, function="eci_pci").result_0,
    ):
        for label in (0, 1):
            assert np.ptp(theirs[part == label]) < 1e-6
    with pytest.raises(InputError, match="2"):
        complexity(presence(x), components="refuse")
    with pytest.warns(ObservatoryWarning, match="2"):
        found = complexity(presence(x))
    alone = complexity(presence(x)[part == 1][:, first.shape[1] :])
    np.testing.assert_allclose(found["eci"][part == 1], alone["eci"], **CLOSE)
    assert np.isnan(found["eci"][part == 0]).all()


def test_the_check_that_ecomplexity_makes_by_default_differs_from_run_to_run(peer):
    """py-ecomplexity warns by a share of cells drawn without a seed; nothing here is drawn so."""
    x = TABLES["60 x 45"]
    rca = peer("ecomplexity", {"x": x}).rca
    found = complexity(presence(x))
    shares = peer(
        "log_supermodularity", {"rca": rca, "eci": found["eci"], "pci": found["pci"]}
    ).shares
    assert len(set(shares)) > 1
    again = complexity(presence(x))
    assert again.identical(found)


@every_table
@pytest.mark.parametrize("iterations", [1, 5, 30])
def test_fitness_is_that_of_fermi(peer, x, iterations):
    """fermi-cref: Tacchella et al., both from the step before, each with mean 1."""
    m = presence(x)
    theirs = peer(
        "fermi_nonlinear", {"m": m}, method="tacchella", iterations=iterations, normalization="sum"
    )
    ours = exactly(m, iterations)
    np.testing.assert_allclose(ours["fitness"], theirs.fitness, **CLOSE)
    np.testing.assert_allclose(ours["complexity"], theirs.complexity, **CLOSE)


@every_table
def test_the_map_that_always_converges_is_that_of_fermi(peer, x):
    """fermi-cref, method="servedio": F = delta + M Q, Q = 1 / (1 + M' (1 / F)), not divided."""
    m = presence(x)
    theirs = peer(
        "fermi_nonlinear",
        {"m": m},
        method="servedio",
        iterations=40,
        normalization="none",
        delta=0.01,
    )
    ours = exactly(m, 40, method="nhefc", delta=0.01)
    np.testing.assert_allclose(ours["fitness"], theirs.fitness, **CLOSE)
    np.testing.assert_allclose(ours["complexity"], theirs.complexity, **CLOSE)


@every_table
def test_econcomplex_puts_the_new_fitness_into_the_new_complexity(peer, x):
    """econcomplex: Q(n) from F(n) instead of F(n-1): other numbers at every step."""
    m = presence(x)
    theirs = peer("econcomplex", {"m": m}, function="fitness_complexity", use_rca=False)
    f, q = np.ones(m.shape[0]), np.ones(m.shape[1])
    for _ in range(20):
        f = m.values @ q
        f /= f.mean()
        q = 1 / (m.values.T @ (1 / f))
        q /= q.mean()
    np.testing.assert_allclose(theirs.result_0, f, **CLOSE)
    np.testing.assert_allclose(theirs.result_1, q, **CLOSE)
    ours = exactly(m, 20)
    assert not np.allclose(ours["fitness"], theirs.result_0, rtol=1e-4)


@every_table
def test_nestedness_of_either_side_is_that_of_fermi(peer, x):
    """fermi-cref: the mean of both sides; NODF is the mean over the pairs of both sides."""
    m = presence(x)
    theirs = peer(
        "fermi_nonlinear", {"m": m}, method="tacchella", iterations=1, normalization="sum"
    ).nodf
    ours = nestedness(m)
    np.testing.assert_allclose((ours["regions"] + ours["industries"]) / 200, theirs, **CLOSE)
    pairs = [n * (n - 1) / 2 for n in m.shape]
    weighted = (pairs[0] * ours["regions"] + pairs[1] * ours["industries"]) / sum(pairs)
    np.testing.assert_allclose(ours["nodf"], weighted, **CLOSE)


def mean_of(pci: np.ndarray, m: xr.DataArray) -> np.ndarray:
    """The mean PCI of the industries that each region has."""
    return m.values @ pci / m.values.sum(1)


def exactly(m: xr.DataArray, iterations: int, **options: object) -> xr.Dataset:
    """Fitness after so many updates, converged or not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ObservatoryWarning)
        return fitness(m, iterations=iterations, tolerance=None, **options)
