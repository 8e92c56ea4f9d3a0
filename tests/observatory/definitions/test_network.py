"""The network of industries: every one connected, the strongest links kept, places repeatable."""

from __future__ import annotations

import numpy as np
import pytest
from observatory.definitions.links import blocks

from terttu.observatory import InputError, industry_space


def test_strongest_links_are_kept_and_everything_is_connected() -> None:
    space = industry_space(blocks("ABCDEF", ["ABC", "DEF"], noise=0.05), degree=7 / 3)
    strong = {frozenset(link[:2]) for link in space.links if link[2] > 0.5}
    assert strong == {frozenset(p) for p in ("AB", "AC", "BC", "DE", "DF", "EF")}
    bridge = [link for link in space.links if link[2] < 0.5]
    assert len(bridge) == 1
    values = [link[2] for link in space.links]
    assert values == sorted(values, reverse=True)


def test_related_industries_lie_close() -> None:
    places = industry_space(blocks("ABCDEF", ["ABC", "DEF"], noise=0.05)).places
    at = np.stack([places["x"].values, places["y"].values], axis=1)
    far = np.linalg.norm(at[:, None] - at[None, :], axis=2)
    assert far[:3, :3].max() < far[:3, 3:].max()
    assert (at >= 0).all()
    assert (at <= 1).all()


def test_same_input_gives_the_same_places() -> None:
    similarity = blocks("ABCDEF", ["ABC", "DEF"], noise=0.3)
    first, second = industry_space(similarity), industry_space(similarity)
    np.testing.assert_array_equal(first.places["x"], second.places["x"])
    assert first.links == second.links


def test_industry_of_which_nothing_is_known_stands_alone() -> None:
    similarity = blocks("ABC", ["AB"])
    similarity.values[2, :] = similarity.values[:, 2] = np.nan
    assert [link[:2] for link in industry_space(similarity).links] == [("A", "B")]
    with pytest.raises(InputError, match="two industries"):
        industry_space(similarity.isel(industry=[0], industry_2=[0]))
