"""Co-occurrence, proximity and density beside the other packages."""

import numpy as np
import pytest
from peers.tables import CLOSE, every_table

from terttu.observatory.measures.density import relatedness_density
from terttu.observatory.measures.relatedness import (
    cooccurrence,
    proximity,
    relatedness,
    teece_relatedness,
)
from terttu.observatory.measures.specialisation import presence


@every_table
def test_cooccurrence_is_that_of_fermi_and_econcomplex(peer, x):
    """fermi-cref keeps the diagonal (ubiquity), econcomplex sets it to 0."""
    m = presence(x)
    np.testing.assert_array_equal(
        cooccurrence(m, diagonal="ubiquity"), peer("fermi", {"x": x}).cooccurrence
    )
    theirs = peer("econcomplex", {"m": m}, function="co_occurrence").result_0
    np.testing.assert_array_equal(cooccurrence(m), theirs)


@every_table
def test_proximity_with_diagonal_zero_is_that_of_two_packages(peer, x):
    """economic-complexity and econcomplex: C_ij / max(u_i, u_j), and 0 on the diagonal."""
    ours = proximity(presence(x))
    np.testing.assert_allclose(ours, peer("economic_complexity", {"x": x}).proximity, **CLOSE)
    np.testing.assert_allclose(
        ours, peer("econcomplex", {"x": x}, function="proximity").product, **CLOSE
    )


@every_table
def test_proximity_with_diagonal_one_is_that_of_fermi(peer, x):
    """fermi-cref: the formula on the diagonal too, which gives 1."""
    ours = proximity(presence(x), diagonal="one")
    np.testing.assert_allclose(ours, peer("fermi", {"x": x}).proximity, **CLOSE)


def of_margins(m, method):
    """The indices of econcomplex: occurrences and the number of regions for sums of pairs."""
    both, n, regions = m.T @ m, m.sum(0), len(m)
    first, second = n[:, np.newaxis], n[np.newaxis]
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = {
            "association": first * second / regions,
            "cosine": np.sqrt(first * second),
            "jaccard": first + second - both,
            "probability": (
                first * second / (regions * (regions - first))
                + first * second / (regions * (regions - second))
            )
            * regions
            / 2,
        }[method]
        found = np.where(expected != 0, both / expected, 0)
    np.fill_diagonal(found, 0)
    return found


@every_table
@pytest.mark.parametrize("method", ["probability", "association", "cosine", "jaccard"])
def test_econcomplex_normalises_by_occurrences_not_by_pairs(peer, x, method):
    """econcomplex, relatedness_index: S_i is the ubiquity and T the number of regions.

    van Eck and Waltman, Steijn and EconGeo take the sums of co-occurrences: another quantity, and
    not the same up to scale.
    """
    m = presence(x)
    theirs = peer("econcomplex", {"m": m}, function="relatedness_index", method=method).result_0
    with np.errstate(divide="ignore", invalid="ignore"):
        formula = np.nan_to_num(of_margins(m.values, method), posinf=np.inf)
    known = np.isfinite(theirs)
    np.testing.assert_allclose(formula[known], theirs[known], **CLOSE)
    ours = relatedness(m, method=method).values
    pairs = known & ~np.eye(len(ours), dtype=bool) & (ours > 0)
    ratio = theirs[pairs] / ours[pairs]
    assert ratio.std() > 0.01 * abs(ratio.mean())


@every_table
def test_teece_is_the_z_score_of_econcomplex(peer, x):
    """econcomplex, z_score_novelty: the same mean and variance; 0 where the variance is 0."""
    m = presence(x)
    theirs = peer("econcomplex", {"m": m}, function="z_score_novelty").result_0
    ours = teece_relatedness(m).values
    np.testing.assert_allclose(np.nan_to_num(ours), theirs, **CLOSE)


@every_table
def test_density_over_a_diagonal_of_one_is_that_of_ecomplexity_and_fermi(peer, x):
    """py-ecomplexity and fermi-cref count the industry itself among those related to it."""
    m = presence(x)
    ours = relatedness_density(m, proximity(m, diagonal="one"))
    np.testing.assert_allclose(ours, peer("ecomplexity", {"x": x}).density, **CLOSE)
    np.testing.assert_allclose(ours, peer("fermi", {"x": x}).density, **CLOSE)


@every_table
def test_density_over_a_diagonal_of_zero_is_that_of_two_packages(peer, x):
    """economic-complexity calls it relatedness; econcomplex gives percent."""
    m = presence(x)
    ours = relatedness_density(m, proximity(m))
    theirs = peer("economic_complexity", {"x": x})
    np.testing.assert_allclose(ours, theirs.relatedness, **CLOSE)
    np.testing.assert_allclose(1 - ours, theirs.distance, **CLOSE)
    other = peer("econcomplex", {"x": x}, function="relatedness_density").result_0
    np.testing.assert_allclose(100 * ours, other, **CLOSE)


@every_table
def test_the_diagonal_lowers_the_density_of_what_is_absent(peer, x):
    """With a diagonal of 1 an absent industry is near to itself without being there.

    The denominator grows by 1 and the numerator does not: py-ecomplexity's density of absent
    industries lies below that of the others, by the factor s / (s + 1).
    """
    m = presence(x)
    phi = proximity(m)
    ours, theirs = relatedness_density(m, phi).values, peer("ecomplexity", {"x": x}).density
    absent = m.values == 0
    factor = np.broadcast_to(phi.values.sum(0) / (phi.values.sum(0) + 1), absent.shape)
    np.testing.assert_allclose((ours * factor)[absent], theirs[absent], **CLOSE)
    assert (ours[absent] - theirs[absent]).max() > 0.005


@every_table
@pytest.mark.parametrize("kind", ["internal", "external"])
def test_density_of_what_is_there_and_what_is_not_is_that_of_econcomplex(peer, x, kind):
    """econcomplex: the same cells, the others NaN, in percent."""
    m = presence(x)
    ours = relatedness_density(m, proximity(m), kind=kind)
    theirs = peer("econcomplex", {"x": x}, function=f"relatedness_density_{kind}").result_0
    np.testing.assert_allclose(100 * ours, theirs, **CLOSE)


@every_table
def test_relative_relatedness_is_that_of_econcomplex(peer, x):
    """econcomplex: z-score over the option set with the population's deviation, NaN elsewhere.

    A region with one option has no deviation: NaN here and there.
    """
    m = presence(x)
    ours = relatedness_density(m, proximity(m), kind="relative").values
    theirs = peer("econcomplex", {"x": x}, function="relative_relatedness").result_0
    known = np.isfinite(ours)
    assert known.any()
    np.testing.assert_allclose(ours[known], theirs[known], **CLOSE)
    assert np.isnan(theirs[m.values == 1]).all()


@every_table
def test_economic_complexity_gives_relative_relatedness_to_what_is_there_too(peer, x):
    """economic-complexity: the same z-score with the sample's deviation, for every cell.

    The option set's mean and deviation are applied to what the region has already, for which
    Pinheiro et al. define nothing.
    """
    m = presence(x)
    ours = relatedness_density(m, proximity(m), kind="relative", ddof=1).values
    theirs = peer("economic_complexity", {"x": x}).relative
    known = np.isfinite(ours)
    assert known.any()
    np.testing.assert_allclose(ours[known], theirs[known], **CLOSE)
    several = (m.values == 0).sum(1) > 2
    assert np.isfinite(theirs[several][m.values[several] == 1]).all()


@every_table
def test_density_of_the_nearest_forgets_its_weights_in_ecomplexity(peer, x):
    """py-ecomplexity, knn=k: the number of the k nearest that are present, 0 to k.

    It weighs each by its proximity and then sums the unweighted array. Here it is the share of
    the nearest industries' proximity, between 0 and 1.
    """
    m = presence(x)
    k = 4
    theirs = peer("ecomplexity", {"x": x}, knn=k).density
    assert set(np.unique(theirs)) <= set(range(k + 1))
    phi = proximity(m).values
    ours = relatedness_density(m, proximity(m), nearest=k).values
    for industry, near in enumerate(phi):
        cut = np.sort(near)[-k]
        chosen = np.flatnonzero(near >= cut)
        weights = near[chosen]
        expected = m.values[:, chosen] @ weights / weights.sum()
        np.testing.assert_allclose(ours[:, industry], expected, **CLOSE)
        if len(chosen) == k:  # no tie with the k-th: both take the same industries
            np.testing.assert_allclose(theirs[:, industry], m.values[:, chosen].sum(1), **CLOSE)
