"""Outlook, opportunity gain, entry, exit and growth beside the other packages."""

import numpy as np
import pytest
import xarray as xr
from peers.tables import CLOSE, TABLES, every_table

from terttu.observatory.measures.complexity import complexity
from terttu.observatory.measures.density import relatedness_density
from terttu.observatory.measures.entry import entry, exit, growth  # noqa: A004
from terttu.observatory.measures.outlook import outlook
from terttu.observatory.measures.relatedness import proximity
from terttu.observatory.measures.specialisation import presence


def parts(x, diagonal="zero"):
    m = presence(x)
    return m, proximity(m, diagonal=diagonal), complexity(m)["pci"]


@every_table
def test_the_outlook_index_is_that_of_econcomplex(peer, x):
    """econcomplex: the density of what is absent times its PCI, with a diagonal of 0."""
    m, phi, pci = parts(x)
    theirs = peer(
        "econcomplex",
        {"m": m, "pci": pci, "phi": phi},
        function="complexity_outlook_index",
        use_rca=False,
    ).result_0
    np.testing.assert_allclose(outlook(m, phi, pci)["coi"], theirs, **CLOSE)


@every_table
def test_the_gain_of_econcomplex_is_gross_and_divided_by_the_candidate(peer, x):
    """econcomplex: sum_j phi_ij (1 - M_rj) PCI_j / sum_k phi_ik, nothing subtracted.

    It divides by the sum of the candidate i where the formula has that of the other industry j.
    """
    m, phi, pci = parts(x)
    theirs = peer(
        "econcomplex",
        {"m": m, "pci": pci, "phi": phi},
        function="complexity_outlook_gain",
        use_rca=False,
    ).result_0
    absent = 1 - m.values
    formula = absent * ((absent * pci.values) @ phi.values / phi.values.sum(0))
    np.testing.assert_allclose(theirs, formula, **CLOSE)
    gross = outlook(m, phi, pci, gain="gross")["cog"].values
    weights = pci.values[:, np.newaxis] * phi.values / phi.values.sum(0)[:, np.newaxis]
    np.testing.assert_allclose(gross, absent * (absent @ weights), **CLOSE)
    assert not np.allclose(gross, theirs, atol=1e-3)


@every_table
def test_the_outlook_of_ecomplexity_rests_on_the_raw_eigenvector(peer, x):
    """py-ecomplexity: COI and gross COG over a diagonal of 1, from a PCI before its origin is set.

    COI is then standardised over regions and COG divided by the deviation of ECI. Fed with that
    PCI, of unit length and mean not 0, the formulas give its numbers; the origin matters, since
    the sum over absent industries is not the same for all regions.
    """
    m, phi, pci = parts(x, diagonal="one")
    theirs = peer("ecomplexity", {"x": x})
    scale, origin = raw_scale(m, theirs)
    raw = (theirs.pci * scale + origin) * xr.ones_like(pci)
    np.testing.assert_allclose(np.linalg.norm(raw), 1, **CLOSE)
    found = outlook(m, phi, raw, gain="gross")
    coi = (found["coi"] - found["coi"].mean()) / found["coi"].std()
    np.testing.assert_allclose(coi, theirs.coi, **CLOSE)
    np.testing.assert_allclose(found["cog"] / scale, theirs.cog, **CLOSE)
    ours = outlook(m, proximity(m), pci)["coi"].values
    assert np.corrcoef(ours, theirs.coi)[0, 1] < 1 - 1e-4


def raw_scale(m, theirs):
    """Deviation and mean of the K_c that goes with a K_p of unit length and ECI's sign.

    The second eigenvector of D^-1 M U^-1 M' is found afresh, as py-ecomplexity finds it.
    """
    cells = m.values
    d, u = cells.sum(1), cells.sum(0)
    values, vectors = np.linalg.eig((cells / u).T @ (cells / d[:, np.newaxis]))
    k_p = np.real(vectors[:, values.real.argsort()[-2]])
    k_c = cells @ k_p / d
    k_c *= np.sign(np.corrcoef(k_c, theirs.eci)[0, 1])
    return k_c.std(), k_c.mean()


@every_table
def test_the_gain_of_economic_complexity_divides_by_the_wrong_sum(peer, x):
    """economic-complexity: keeps the subtraction, but divides by the candidate's own sum.

    Adding the industry and computing the outlook again gives the gain of this package and not
    theirs.
    """
    m, phi, pci = parts(x)
    theirs = peer("economic_complexity", {"x": x, "pci": pci}).gain
    absent = 1 - m.values
    own_sum = (absent * pci.values) @ (phi.values / phi.values.sum(0))
    formula = own_sum - relatedness_density(m, phi).values * pci.values
    cells = m.values == 0
    np.testing.assert_allclose(theirs[cells], formula[cells], **CLOSE)
    ours = outlook(m, phi, pci)["cog"].values
    added = with_each(m, phi, pci)
    np.testing.assert_allclose(ours[cells], added[cells], **CLOSE)
    assert np.abs(theirs - added)[cells].max() > 1e-3


def with_each(m, phi, pci):
    """How much the outlook of a region changes with each industry that it lacks."""

    def outlook_of(row):
        return (1 - row) * (phi.values @ row / phi.values.sum(0)) @ pci.values

    change = np.zeros(m.shape)
    for region, industry in np.argwhere(m.values == 0):
        row = m.values[region].copy()
        before = outlook_of(row)
        row[industry] = 1
        change[region, industry] = outlook_of(row) - before
    return change


@every_table
def test_the_gross_gain_is_not_the_true_one(peer, x):
    """py-ecomplexity, Stata and econcomplex leave out what the industry no longer adds.

    For the same PCI the difference is the density of the industry times its PCI.
    """
    m, phi, pci = parts(x)
    gross, net = (outlook(m, phi, pci, gain=gain)["cog"].values for gain in ("gross", "net"))
    lost = (1 - m.values) * relatedness_density(m, phi).values * pci.values
    np.testing.assert_allclose(gross - net, lost, **CLOSE)
    cells = m.values == 0
    assert np.corrcoef(gross[cells], with_each(m, phi, pci)[cells])[0, 1] < 0.99


def periods_of(name, seed):
    """A table in three periods, of which some cells have come and gone."""
    x = TABLES[name]
    random = np.random.default_rng(seed)
    later = [x]
    for _ in range(2):
        factor = random.lognormal(0, 0.8, x.shape) * (random.random(x.shape) < 0.9)
        later.append((later[-1] * factor).round() + (random.random(x.shape) < 0.1))
    return xr.concat(later, xr.DataArray([2010, 2015, 2020], dims="period", name="period"))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("ours", [entry, exit], ids=["entry", "exit"])
def test_econcomplex_pools_transitions_and_calls_what_cannot_enter_no_entry(peer, name, ours):
    """econcomplex: 1 where a cell changed at any time, else 0, at risk or not.

    Here each transition is by itself, and a cell that cannot enter (or leave) is NaN, so that the
    mean is the rate among the cells at risk.
    """
    m = presence(periods_of(name, seed=7))
    theirs = peer("econcomplex_periods", {"m": m}, function=ours.__name__).result_0
    found = ours(m)
    np.testing.assert_array_equal((found == 1).any("period"), theirs)
    start = m.values[:-1]
    np.testing.assert_array_equal(np.isnan(found), start == (1 if ours is entry else 0))
    one = peer("econcomplex_periods", {"m": m[:2]}, function=ours.__name__).result_0
    assert one.mean() < float(found[0].mean())


@pytest.mark.parametrize("name", TABLES)
def test_growth_is_that_of_econcomplex_where_there_was_something(peer, name):
    """econcomplex: percent; 0 where there was nothing, which here is inf, or NaN if it stayed so."""
    x = periods_of(name, seed=8)[:2]
    given = {"before": x[0], "after": x[1]}
    theirs = peer("econcomplex", given, function="growth_matrix").result_0
    ours = growth(x)[0].values
    was = x[0].values > 0
    np.testing.assert_allclose(ours[was], theirs[was], **CLOSE)
    assert (theirs[~was] == 0).all()
    new = ~was & (x[1].values > 0)
    assert new.any()
    assert np.isinf(ours[new]).all()
    assert np.isnan(ours[~was & ~new]).all()
    for axis, dim in ((0, "industry"), (1, "region")):
        sums = peer("econcomplex", given, function="growth_rate", axis=axis).result_0
        np.testing.assert_allclose(growth(x, dim=dim)[0], sums, **CLOSE)


def test_one_table_has_entries_and_exits():
    """The periods above are not all alike, or nothing would be tested."""
    m = presence(periods_of("12 x 10", seed=7))
    assert (entry(m) == 1).any()
    assert (exit(m) == 1).any()
