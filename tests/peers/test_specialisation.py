"""Location quotient, presence and their margins beside the other packages."""

import numpy as np
import pytest
from peers.tables import CLOSE, every_table, labelled, rank_one, table

from terttu.observatory.measures.specialisation import (
    diversity,
    location_quotient,
    presence,
    ubiquity,
)

QUOTIENTS = {
    "ecomplexity": ("ecomplexity", {}, "rca"),
    "economic-complexity": ("economic_complexity", {}, "rca"),
    "econcomplex": ("econcomplex", {"function": "rca"}, "result_0"),
    "fermi-cref": ("fermi", {}, "rca"),
}


@every_table
@pytest.mark.parametrize("package", QUOTIENTS)
def test_the_location_quotient_is_that_of_every_package(peer, x, package):
    """All four give (X_ri / X_r) / (X_i / X) under the name RCA."""
    request, options, name = QUOTIENTS[package]
    theirs = getattr(peer(request, {"x": x}, **options), name)
    np.testing.assert_allclose(location_quotient(x), theirs, **CLOSE)


@every_table
def test_presence_diversity_and_ubiquity_are_those_of_ecomplexity(peer, x):
    """py-ecomplexity: 1 where RCA >= 1; its sums are called diversity and ubiquity."""
    theirs = peer("ecomplexity", {"x": x})
    np.testing.assert_array_equal(presence(x), theirs.mcp)
    np.testing.assert_array_equal(diversity(presence(x)), theirs.diversity)
    np.testing.assert_array_equal(ubiquity(presence(x)), theirs.ubiquity)


@every_table
def test_presence_is_that_of_econcomplex(peer, x):
    """econcomplex: mcp is 1 where RCA >= 1."""
    theirs = peer("econcomplex", {"x": x}, function="mcp").result_0
    np.testing.assert_array_equal(presence(x), theirs)


@pytest.mark.parametrize("shape", [(30, 40), (100, 80)])
def test_ties_are_reached_here_and_lost_in_fermi(peer, shape):
    """fermi-cref multiplies each cell by sqrt(X) / X_i and sqrt(X) / X_r and cuts the product at 1.

    In a table where every quotient is exactly 1 that loses cells to rounding; a comparison of the
    two shares, as here, in py-ecomplexity and in econcomplex, loses none.
    """
    x = rank_one(*shape, seed=3)
    theirs = peer("fermi", {"x": x}).mcp
    root = np.sqrt(x.values.sum())
    product = x.values * (root / x.values.sum(0)) * (root / x.values.sum(1))[:, np.newaxis]
    np.testing.assert_array_equal(theirs, product >= 1)
    assert 0.01 < 1 - theirs.mean()
    assert presence(x).values.all()
    assert peer("econcomplex", {"x": x}, function="mcp").result_0.all()


def population_of(x, seed=9):
    people = x.sum("industry") * np.random.default_rng(seed).uniform(1.5, 4, x.sizes["region"])
    return people.round()


@every_table
def test_the_quotient_per_head_is_rpop(peer, x):
    """py-ecomplexity and econcomplex: RPOP = (X_ri / P_r) / (X_i / P)."""
    people = population_of(x)
    ours = location_quotient(x, size=people)
    theirs = peer("ecomplexity", {"x": x, "population": people}, presence_test="rpop")
    np.testing.assert_allclose(ours, theirs.rpop, **CLOSE)
    np.testing.assert_array_equal(presence(x, size=people), theirs.mcp)
    other = peer("econcomplex", {"x": x, "population": people}, function="rpop").result_0
    np.testing.assert_allclose(ours, other, **CLOSE)


@every_table
def test_both_tests_together_add_up_to_two_in_ecomplexity(peer, x):
    """py-ecomplexity, presence_test="both": the two masks are added, so M holds 2.

    Its density then exceeds 1. Presence here is 0 or 1; who wants either of the two takes the
    larger, as econcomplex does.
    """
    people = population_of(x)
    theirs = peer("ecomplexity", {"x": x, "population": people}, presence_test="both")
    either = presence(x), presence(x, size=people)
    np.testing.assert_array_equal(theirs.mcp, sum(either))
    assert theirs.mcp.max() == 2
    assert theirs.density.max() > 1
    other = peer(
        "econcomplex", {"x": x}, function="mcp", presence_test="both", pop=people.values.tolist()
    ).result_0
    np.testing.assert_array_equal(np.maximum(*either), other)


def test_a_region_that_has_nothing_is_said_here_and_spoils_rpop_in_ecomplexity(peer):
    """py-ecomplexity: a region below the population's line everywhere makes every ECI NaN.

    It inserts NaN for the region and then takes mean and standard deviation of all. Here the
    region alone is NaN, and named.
    """
    from terttu.observatory.measures.complexity import complexity

    x = table(30, 20, seed=2)
    people = x.sum("industry").copy()
    people[0] = 1e9
    theirs = peer("ecomplexity", {"x": x, "population": people}, presence_test="rpop")
    assert theirs.diversity[0] == 0
    assert np.isnan(theirs.eci).all()
    found = complexity(presence(x, size=people))
    assert found.attrs["trimmed_regions"] == ("R000",)
    assert np.isnan(found["eci"]).sum() == 1


def test_whole_numbers_near_a_tie_are_decided_alike(peer):
    """Quotients one part in 10^9 from 1, on either side, are told apart by all but rounding."""
    x = labelled(np.array([[10**9, 10**9 + 1], [10**9, 10**9 - 1]]))
    np.testing.assert_array_equal(presence(x), [[0, 1], [1, 0]])
    np.testing.assert_array_equal(peer("ecomplexity", {"x": x}).mcp, [[0, 1], [1, 0]])
