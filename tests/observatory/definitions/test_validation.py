"""Validation scores against a slow reference, and their identities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from observatory.definitions.links import blocks, square

from terttu.observatory import Definition, InputError, compare, stability, validate
from terttu.observatory.definitions.defining import define_clusters
from terttu.observatory.definitions.membership import from_labels, main_labels, memberships
from terttu.observatory.definitions.similarity import colocation


def slowly(s: np.ndarray, labels: list[int]) -> list[list[float]]:
    """The shares as they are written in the paper, pair by pair."""
    names = sorted(set(labels))
    members = {c: [i for i, label in enumerate(labels) if label == c] for c in names}

    def mean(pairs: list[tuple[int, int]]) -> float:
        known = [s[i, j] for i, j in pairs if i != j and not np.isnan(s[i, j])]
        return float(np.mean(known)) if known else np.nan

    def exceeds(within: float, others: list[float]) -> list[bool]:
        known = [x for x in others if not np.isnan(x)]
        return [within > np.mean(known), within > np.percentile(known, 95)]

    cluster = [
        exceeds(
            mean([(i, j) for i in members[c] for j in members[c]]),
            [mean([(i, j) for i in members[c] for j in members[d]]) for d in names if d != c],
        )
        for c in names
    ]
    industry = [
        exceeds(
            mean([(i, j) for j in members[labels[i]]]),
            [mean([(i, j) for j in members[d]]) for d in names if d != labels[i]],
        )
        for i in range(len(labels))
    ]
    return [(100 * np.mean(one, axis=0)).tolist() for one in (cluster, industry)]


@given(st.integers(0, 10_000), st.booleans())
def test_scores_are_those_of_the_paper(seed: int, gaps: bool) -> None:
    random = np.random.default_rng(seed)
    labels = random.permutation([0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 4]).tolist()
    s = random.normal(size=(12, 12))
    s = (s + s.T) / 2
    if gaps:
        s[0, 5] = s[5, 0] = np.nan
    similarity = square(s, "ABCDEFGHIJKL")
    found = validate(from_labels(np.array(labels), "ABCDEFGHIJKL"), similarity)
    np.testing.assert_allclose(found["vs"].values[0], slowly(s, labels))
    assert found.attrs["score"] == pytest.approx(np.mean(slowly(s, labels)))


def test_within_and_between_are_mean_similarities() -> None:
    similarity = square(
        [[1, 0.8, 0.1, 0.2], [0.8, 1, 0.3, 0.1], [0.1, 0.3, 1, 0.9], [0.2, 0.1, 0.9, 1]], "ABCD"
    )
    found = validate(from_labels(np.array([0, 0, 1, 1]), "ABCD"), {"x": similarity}).sel(
        similarity="x"
    )
    np.testing.assert_allclose(found["within"], [0.8, 0.9])
    assert float(found["between"].sel(definition="D01", definition_2="D02")) == pytest.approx(0.175)
    np.testing.assert_allclose(found["industry_within"], [0.8, 0.8, 0.9, 0.9])
    np.testing.assert_allclose(found["industry_best"], [0.15, 0.2, 0.2, 0.15])


def test_industry_in_two_clusters_is_judged_where_it_fits_best() -> None:
    similarity = blocks("ABCDEF", ["ABC", "DEF"])
    overlapping = (
        Definition("X", ("A", "B", "C", "D"), (1, 1, 1, 0.2)),
        Definition("Y", ("D", "E", "F"), (0.8, 1, 1)),
    )
    found = validate(overlapping, similarity).isel(similarity=0)
    assert float(found["industry_within"].sel(industry="D")) == 1.0
    assert main_labels(overlapping, "ABCDEF").tolist() == [0, 0, 0, 1, 1, 1]


def test_cluster_of_one_industry_counts_as_one_that_fails() -> None:
    similarity = blocks("ABCD", ["AB", "CD"])
    alone = validate(from_labels(np.array([0, 1, 2, 3]), "ABCD"), similarity)
    assert alone.attrs["score"] == 0.0


def test_validation_needs_industries_that_are_known() -> None:
    with pytest.raises(InputError, match="Z"):
        validate([Definition("X", ("Z",), (1,))], blocks("AB", ["AB"]))
    with pytest.raises(InputError, match="needed"):
        validate([], blocks("AB", ["AB"]))
    assert memberships([], "AB").shape == (2, 0)


def test_comparison_knows_agreement_overlap_and_what_moved() -> None:
    a = from_labels(np.array([0, 0, 0, 1, 1, 1]), "ABCDEF")
    same = compare(a, from_labels(np.array([5, 5, 5, 2, 2, 2]), "ABCDEF"))
    assert (same.ami, same.ari, same.moved) == (pytest.approx(1), 1.0, ())
    other = compare(a, from_labels(np.array([0, 0, 1, 1, 1, 1]), "ABCDEG"))
    assert (other.industries, other.only_a, other.only_b) == (5, ("F",), ("G",))
    assert other.moved == ("C",)
    assert other.overlap.values.tolist() == [[2, 1], [0, 2]]
    np.testing.assert_allclose(other.jaccard, [[2 / 3, 1 / 5], [0, 2 / 3]])
    with pytest.raises(InputError, match="in common"):
        compare(a, [Definition("X", ("Z",), (1,))])


def test_agreement_beyond_chance_of_a_worked_example() -> None:
    # Four industries, two pairs against two crossed pairs: the expected mutual information over
    # the 3 ways to pair is ln 2 / 3, so that (0 - ln 2 / 3) / (ln 2 - ln 2 / 3) = -1/2.
    a, b = (from_labels(np.array(x), "ABCD") for x in ([0, 0, 1, 1], [0, 1, 0, 1]))
    assert compare(a, b).ami == pytest.approx(-0.5)


def located(noise: float) -> object:
    """Thirty regions of two industries' kinds: each kind's industries rise and fall together."""
    import xarray as xr

    random = np.random.default_rng(3)
    kinds = random.lognormal(0, 1, (30, 3)).repeat(3, axis=1)
    cells = kinds * random.lognormal(0, noise, (30, 9))
    coords = {"region": range(30), "industry": list("ABCDEFGHI")}
    return xr.DataArray(cells, dims=("region", "industry"), coords=coords)


def test_plain_definitions_are_stable_and_noisy_ones_less() -> None:
    def define(x):
        return define_clusters(colocation(x), methods=("ward",), number=3)

    plain, noisy = (located(noise) for noise in (0.05, 1.5))
    steady = stability(plain, define(plain), define=define, draws=20)
    assert float(steady["jaccard"].min()) == 1.0
    assert float(steady["ami"].min()) == 1.0
    assert float(steady["together"].sel(industry="A", industry_2="C")) == 1.0
    shaken = stability(noisy, define(noisy), define=define, draws=20)
    assert float(shaken["ami"].mean()) < 0.9
    again = stability(noisy, define(noisy), define=define, draws=20)
    np.testing.assert_array_equal(shaken["ami"], again["ami"])
