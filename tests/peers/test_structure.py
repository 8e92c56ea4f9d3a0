"""Diversification, concentration, sophistication and recombination beside econcomplex."""

import numpy as np
import pytest
from peers.tables import CLOSE, every_table, over

from terttu.observatory.measures import concentration, diversification
from terttu.observatory.measures.recombination import ease_of_recombination, modular_complexity
from terttu.observatory.measures.sophistication import expy, prody
from terttu.observatory.measures.specialisation import presence

SAME = {
    "hachman_index": diversification.hachman_index,
    "krugman_index": diversification.krugman_index,
    "specialization_coefficient": diversification.specialization_coefficient,
    "location_quotient_avg": diversification.average_location_quotient,
    "shannon_entropy": diversification.entropy,
}


@every_table
@pytest.mark.parametrize("function", SAME)
def test_the_structure_of_regions_is_that_of_econcomplex(peer, x, function):
    """econcomplex gives the same Hachman, Krugman, Hoover and Shannon measures of regions."""
    theirs = peer("econcomplex", {"x": x}, function=function).result_0
    np.testing.assert_allclose(SAME[function](x), theirs, **CLOSE)


@every_table
def test_econcomplex_normalises_the_herfindahl_index_unless_told_otherwise(peer, x):
    """econcomplex: (H - 1/n) / (1 - 1/n) by default; the raw sum of squares here."""
    by_default = peer("econcomplex", {"x": x}, function="herfindahl").result_0
    raw = peer("econcomplex", {"x": x}, function="herfindahl", normalize=False).result_0
    np.testing.assert_allclose(diversification.herfindahl(x, normalised=True), by_default, **CLOSE)
    np.testing.assert_allclose(diversification.herfindahl(x), raw, **CLOSE)
    assert (raw >= by_default).all()
    assert (raw > by_default).any()


@every_table
def test_econcomplex_gives_the_area_of_the_locational_gini(peer, x):
    """econcomplex: the area between curve and diagonal, at most 0.5; twice that here."""
    theirs = peer("econcomplex", {"x": x}, function="locational_gini").result_0
    np.testing.assert_allclose(concentration.locational_gini(x), 2 * theirs, **CLOSE)


@every_table
def test_gini_and_hoover_are_those_of_econcomplex(peer, x):
    """econcomplex: the same Gini, Hoover-Gini and Hoover index (in percent)."""
    people = over(np.random.default_rng(1).integers(50, 5000, x.sizes["region"]), x, "region")
    given = {"x": x, "people": people.astype(float)}
    for function, ours in (
        ("hoover_gini", concentration.hoover_gini(x, people)),
        ("hoover_index", concentration.hoover_index(x, people)),
    ):
        np.testing.assert_allclose(
            ours, peer("econcomplex", given, function=function).result_0, **CLOSE
        )
    one = peer("econcomplex", {"x": x[:, 3]}, function="gini").result_0
    np.testing.assert_allclose(concentration.gini(x)[3], one, **CLOSE)


@every_table
def test_prody_and_expy_are_those_of_econcomplex(peer, x):
    """econcomplex weighs with location quotients, which is the same as with shares."""
    income = over(np.random.default_rng(2).uniform(1e4, 6e4, x.sizes["region"]), x, "region")
    given = {"x": x, "income": income}
    for function, ours in (("prody", prody(x, income)), ("expy", expy(x, income))):
        theirs = peer("econcomplex", given, function=function).result_0
        np.testing.assert_allclose(ours, theirs, **CLOSE)


@every_table
def test_econcomplex_counts_patents_where_classes_are_to_be_counted(peer, x):
    """econcomplex: the share of a class's patents that have a second class.

    Fleming and Sorenson count the other classes that it was ever combined with, for each patent
    that has it.
    """
    m = presence(x)
    theirs = peer("econcomplex", {"m": m}, function="ease_of_recombination").result_0
    several = m.values.sum(1) > 1
    np.testing.assert_allclose(theirs, several @ m.values / m.values.sum(0), **CLOSE)
    both = m.values.T @ m.values
    others = (both > 0).sum(0) - 1
    ours = ease_of_recombination(m)
    np.testing.assert_allclose(ours, others / m.values.sum(0), **CLOSE)
    assert not np.allclose(ours, theirs)


@every_table
def test_modular_complexity_is_that_of_econcomplex_for_the_same_ease(peer, x):
    """econcomplex: the number of classes over the sum of their ease, as in the paper."""
    m = presence(x)
    ease = ease_of_recombination(m)
    theirs = peer("econcomplex", {"m": m, "ease": ease}, function="modular_complexity").result_0
    np.testing.assert_allclose(modular_complexity(m), theirs, **CLOSE)
