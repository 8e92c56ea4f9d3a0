"""Definitions found in similarities whose groups are known."""

from __future__ import annotations

import numpy as np
import pytest
from observatory.definitions.links import blocks

from terttu.observatory import InputError, compare, define_clusters, partitions, validate
from terttu.observatory.definitions.outliers import reassign
from terttu.observatory.definitions.partitions import METHODS, silhouette, usual_numbers

CODES = "ABCDEFGHIJKLMNOP"
GROUPS = ["ABCD", "EFGH", "IJKL", "MNOP"]
KNOWN = np.repeat(np.arange(4), 4)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_groups_that_are_plain(method: str) -> None:
    found = partitions(blocks(CODES, GROUPS, noise=0.1), method=method, numbers=[4])
    assert found[4].tolist() == KNOWN.tolist()


@pytest.mark.parametrize("method", METHODS)
def test_partitions_have_the_number_of_groups_that_was_asked(method: str) -> None:
    found = partitions(blocks(CODES, GROUPS, noise=0.3), method=method, numbers=range(2, 9))
    assert found
    assert {k: len(np.unique(labels)) for k, labels in found.items()} == {k: k for k in found}
    assert all(labels[0] == 0 for labels in found.values())


def test_partitions_refuse_what_cannot_be() -> None:
    similarity = blocks("ABCD", ["AB", "CD"])
    with pytest.raises(InputError, match="between 1 and 4"):
        partitions(similarity, method="ward", numbers=[5])
    with pytest.raises(InputError, match="leiden"):
        partitions(similarity, method="louvain", numbers=[2])


def test_same_seed_gives_the_same_partitions() -> None:
    similarity = blocks(CODES, GROUPS, noise=0.6)
    for method in METHODS:
        first, second = (
            partitions(similarity, method=method, numbers=range(3, 7), seed=5) for _ in range(2)
        )
        assert {k: v.tolist() for k, v in first.items()} == {
            k: v.tolist() for k, v in second.items()
        }


def test_silhouette_of_a_worked_example() -> None:
    distances = np.array([[0, 1, 4], [1, 0, 5], [4, 5, 0.0]])
    # Items 1 and 2 together: (4 - 1) / 4 and (5 - 1) / 5; item 3 alone counts 0.
    assert silhouette(distances, np.array([1, 1, 2])) == pytest.approx((0.75 + 0.8) / 3)


def test_numbers_that_are_tried_suit_the_table() -> None:
    assert [usual_numbers(n) for n in (3, 20, 30)] == [range(2, 3), range(5, 16), range(8, 23)]
    assert usual_numbers(770) == range(32, 63)


def test_definitions_are_the_related_industries() -> None:
    found = define_clusters(blocks(CODES, GROUPS, noise=0.1))
    assert ["".join(d.industries) for d in found.definitions] == GROUPS
    assert [d.code for d in found.definitions] == ["D01", "D02", "D03", "D04"]
    chosen = [one for one in found.tried if one.chosen]
    assert [(one.block, one.number, one.score) for one in chosen] == [("others", 4, 100.0)]
    assert {one.method for one in found.tried} == set(METHODS)


def test_several_kinds_of_links_are_combined_and_each_validates() -> None:
    kinds = {
        "one": blocks(CODES, GROUPS, noise=0.5, seed=1),
        "other": blocks(CODES, GROUPS, noise=0.5, seed=2),
    }
    found = define_clusters(kinds, weights={"other": 0.5})
    assert compare(found, define_clusters(blocks(CODES, GROUPS))).ami == 1.0
    best = max(one.score for one in found.tried)
    labels = [one.score for one in found.tried if one.chosen]
    assert labels == [best]
    assert validate(found, kinds).attrs["score"] >= best - 1e-9


def test_local_industries_are_grouped_apart() -> None:
    kinds = dict.fromkeys("CD", "local")
    found = define_clusters(blocks(CODES, GROUPS, noise=0.1), kinds=kinds)
    assert [d.industries for d in found.definitions if set(d.industries) & set("CD")] == [
        ("C",),
        ("D",),
    ]


def test_number_of_groups_can_be_fixed() -> None:
    similarity = blocks(CODES, GROUPS, noise=0.1)
    found = define_clusters(similarity, number=6, reassign=False)
    assert len(found.definitions) == 6
    with pytest.raises(InputError, match="between 1 and 16"):
        define_clusters(similarity, number=17)


def test_order_of_industries_does_not_change_the_definitions() -> None:
    similarity = blocks(CODES, GROUPS, noise=0.3)
    turned = similarity.isel(industry=slice(None, None, -1), industry_2=slice(None, None, -1))
    assert define_clusters(turned).definitions == define_clusters(similarity).definitions


def test_outlier_moves_to_the_cluster_where_it_belongs() -> None:
    similarity = blocks("ABCDEFGHI", ["ABC", "DEF", "GHI"], noise=0.05)
    wrong = np.array([0, 0, 1, 1, 1, 1, 2, 2, 2])
    before = wrong.copy()
    assert reassign(similarity.values, wrong).tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert wrong.tolist() == before.tolist()


def test_industry_in_its_place_stays_and_no_cluster_is_emptied() -> None:
    similarity = blocks("ABCDEF", ["AB", "CD", "EF"], noise=0.05)
    right = np.array([0, 0, 1, 1, 2, 2])
    assert reassign(similarity.values, right).tolist() == right.tolist()
    # Both members of cluster 2 lie nearer to the others: together they would leave nothing behind.
    crossed = np.array([0, 1, 0, 1, 2, 2])
    assert len(np.unique(reassign(similarity.values, crossed, rounds=1))) == 3


def test_progress_counts_the_cuts() -> None:
    told: list[tuple[int, int]] = []
    define_clusters(blocks(CODES, GROUPS), progress=lambda done, total: told.append((done, total)))
    assert told == [(n, 5) for n in range(1, 6)]
