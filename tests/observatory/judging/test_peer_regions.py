"""Peers by hand-worked distances, ranks among them, and groups that survive being saved."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st

from terttu.observatory import Identification
from terttu.observatory.errors import InputError
from terttu.observatory.judging.peer_regions import (
    BY_HAND,
    PeerGroup,
    peer_quotient,
    peer_regions,
    rank_among,
    read_peers,
    save_peers,
)
from terttu.observatory.measures.diversification import krugman_index


def table(values: list[list[float]]) -> xr.DataArray:
    cells = np.array(values, float)
    return xr.DataArray(
        cells,
        dims=("region", "industry"),
        coords={
            "region": [chr(65 + n) for n in range(len(cells))],
            "industry": [str(10 + n) for n in range(cells.shape[1])],
        },
    )


def test_distances_by_hand() -> None:
    # B: half the size, the same structure. C: the same size, shares 0.5 apart in sum 1.
    x = table([[75, 25], [37.5, 12.5], [25, 75]])
    both = peer_regions(x, "A", number=2)
    assert both.members == ("B", "C")
    assert np.allclose(both.distances, [0.25, 0.25], rtol=0, atol=1e-15)
    structure = peer_regions(x, "A", number=2, weight_structure=1)
    assert structure.distances == (0.0, 0.5)
    size = peer_regions(x, "A", number=2, weight_structure=0)
    assert size.members == ("C", "B")
    assert np.allclose(size.distances, [0.0, 0.5], rtol=0, atol=1e-15)
    assert both.parameters == {"number": 2.0, "weight_structure": 0.5}
    assert both.rule.startswith("the 2 regions nearest to A by 0.5 x distance in structure")


def test_a_size_of_ones_own_takes_the_place_of_the_total() -> None:
    x = table([[75, 25], [75, 25], [75, 25]])
    people = xr.DataArray([1.0, 10.0, 100.0], dims="region", coords={"region": ["C", "A", "B"]})
    found = peer_regions(x, "A", number=2, size=people, weight_structure=0)
    assert (found.members, found.distances) == (("B", "C"), (0.9, 0.9))


def test_structure_is_half_of_krugmans_index_of_the_pair() -> None:
    x = table([[5, 3, 2], [1, 1, 8], [4, 4, 2]])
    found = peer_regions(x, "A", number=2, weight_structure=1)
    pairs = krugman_index(x, reference="pairwise").sel(region="A")
    for member, apart in zip(found.members, found.distances, strict=True):
        assert math.isclose(apart, float(pairs.sel(region_2=member)) / 2)


def test_a_region_without_figures_is_no_peer() -> None:
    nothing = float("nan")
    x = table([[5, 5], [nothing, nothing], [5, 4]])
    assert peer_regions(x, "A", number=1).members == ("C",)
    with pytest.raises(InputError, match="can be compared with 1 regions; ask for 1 to that many"):
        peer_regions(x, "A", number=2)


@pytest.mark.parametrize(
    ("region", "options", "sentence"),
    [
        ("Z", {}, "has no region 'Z'"),
        ("A", {"number": 0}, "not 0"),
        ("A", {"number": 3}, "not 3"),
        ("A", {"number": 1, "weight_structure": 1.1}, "between 0 and 1, not at 1.1"),
    ],
)
def test_what_cannot_be_is_refused(region: str, options: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        peer_regions(table([[5, 5], [3, 7], [5, 4]]), region, **options)


def test_the_peers_of_south_savo(south_savo: Identification) -> None:
    found = peer_regions(south_savo.tables[0].values, "10", name="like-south-savo")
    # Northern Karelia, Southern Karelia and regions of similar size; never Uusimaa.
    assert found.members == ("12", "09", "05", "14", "08", "07")
    assert found.distances == tuple(sorted(found.distances))
    assert found.name == "like-south-savo"


def test_the_quotient_against_peers_has_the_region_in_its_reference() -> None:
    x = table([[30, 70], [10, 90], [1, 999]])
    found = peer_quotient(x, PeerGroup("p", "A", ("B",)))
    assert np.allclose(found, [0.3 / 0.2, 0.7 / 0.8])
    with pytest.raises(InputError, match="no region 'Q', which the group p names"):
        peer_quotient(x, PeerGroup("p", "A", ("Q",)))


def test_rank_among_shares_the_better_place_and_counts_those_with_a_figure() -> None:
    values = table([[2, 5], [2, 9], [3, float("nan")], [9, 9]])
    found = rank_among(values, "A", ["B", "C"])
    assert found["rank"].values.tolist() == [2, 2]
    assert found["of"].values.tolist() == [3, 2]
    unknown = rank_among(values, "C", ["A", "B"])
    assert np.isnan(unknown["rank"].values).tolist() == [False, True]
    with pytest.raises(InputError, match="no value for the region 'Q'"):
        rank_among(values, "A", ["Q"])


def test_groups_survive_being_saved(tmp_path: Path) -> None:
    groups = [
        peer_regions(table([[75, 25], [37.5, 12.5], [25, 75]]), "A", number=2),
        PeerGroup('Järvi "A" \\ b', "Etelä-Savo", ("Kainuu", "Norra\nKarelen")),
    ]
    path = tmp_path / "peers.toml"
    save_peers(groups, path)
    assert read_peers(path) == {group.name: group for group in groups}
    save_peers(groups[1], path)
    assert read_peers(path)['Järvi "A" \\ b'].rule == BY_HAND


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(name=names, members=st.lists(names, min_size=2, max_size=4, unique=True))
def test_any_name_survives_being_saved(
    tmp_path_factory: pytest.TempPathFactory, name: str, members: list[str]
) -> None:
    group = PeerGroup(name, members[0], tuple(members[1:]))
    path = tmp_path_factory.mktemp("peers") / "peers.toml"
    save_peers(group, path)
    assert read_peers(path) == {name: group}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[group", "is not valid TOML"),
        ("[[group]]\nname = 'a'", "needs a .*group.* with name, region and members"),
        ("[[group]]\nname='a'\nregion='A'\nmembers=['A']", "the region itself"),
        ("[[group]]\nname='a'\nregion='A'\nmembers=[]", "at least one member"),
        ("[[group]]\nname='a'\nregion='A'\nmembers=['B']\ndistances=[1,2]", "one distance"),
        ("[[group]]\nname='a'\nregion='A'\nmembers=['B']\n" * 2, "two groups of peers alike"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "peers.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=sentence):
        read_peers(path)


def test_a_file_that_is_not_there_and_two_groups_of_one_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_peers(tmp_path / "none.toml")
    group = PeerGroup("p", "A", ("B",))
    with pytest.raises(InputError, match="same name"):
        save_peers([group, group], tmp_path / "peers.toml")
