"""Profiles that ship say where every number is from; thresholds can be changed, and errors say how."""

from __future__ import annotations

from pathlib import Path

import pytest

from terttu.observatory.errors import InputError
from terttu.observatory.judging.method_profiles import (
    FOLDER,
    Criterion,
    Grade,
    MethodProfile,
    method_profile,
    method_profiles,
)

EUROPEAN = ("observatory-2007", "panorama-2016", "panorama-2020", "panorama-2021")


def test_the_five_profiles_ship_under_the_names_of_their_files() -> None:
    found = method_profiles()
    assert tuple(found) == (*EUROPEAN, "small-region")
    assert all(name == profile.name for name, profile in found.items())


def test_european_profiles_need_a_european_reference_and_the_one_for_small_regions_none() -> None:
    found = method_profiles()
    assert {found[name].needs_reference for name in EUROPEAN} == {"europe"}
    assert found["small-region"].needs_reference == ""


def test_the_thresholds_are_those_that_are_reported() -> None:
    numbers = {
        name: {one.name: (one.rule, one.threshold, one.status) for one in profile.every}
        for name, profile in method_profiles().items()
    }
    assert numbers["observatory-2007"] == {
        "jobs": ("at_least", 1000, "reported"),
        "size": ("top_share", 0.10, "verified"),
        "specialisation": ("at_least", 2.0, "reported"),
        "focus": ("top_share", 0.10, "reported"),
    }
    assert {rule for rule, _, _ in numbers["panorama-2016"].values()} == {"top_share"}
    assert {number for _, number, _ in numbers["panorama-2016"].values()} == {0.20}
    assert numbers["panorama-2020"]["specialisation"] == ("at_least", 1.5, "reported")
    assert numbers["panorama-2020"]["size"] == ("top_share", None, "unknown")
    assert numbers["panorama-2021"] == {
        "specialisation": ("above", 1.5, "reported"),
        "size": ("at_least", 0.01, "reported"),
        "relevance": ("at_least", 0.01, "verified"),
    }
    assert {status for _, _, status in numbers["small-region"].values()} == {"own"}


def test_every_number_has_its_provenance_and_every_profile_three_titles() -> None:
    for profile in method_profiles().values():
        assert set(profile.title) == {"fi", "sv", "en"}
        assert profile.dated.isdigit()
        assert profile.source
        assert all(len(one.provenance) > 30 for one in profile.every)


def test_a_changed_threshold_is_the_users_own_and_the_profile_stays_as_it_is() -> None:
    shipped = method_profile("observatory-2007")
    changed = shipped.with_thresholds(size=0.25, jobs=200)
    own = {one.name: one for one in changed.every}
    assert (own["size"].threshold, own["size"].status) == (0.25, "own")
    assert own["size"].provenance.startswith("Set for this analysis; in the profile 0.1. ")
    assert own["focus"] == shipped.criteria[2]
    assert changed.changed == {"size": 0.25, "jobs": 200}
    assert changed.with_thresholds(focus=0.3).changed == {"size": 0.25, "jobs": 200, "focus": 0.3}
    assert shipped.changed == {}
    assert shipped.criteria[0].threshold == 0.10


def test_an_unknown_threshold_can_be_set() -> None:
    found = method_profile("panorama-2020").with_thresholds(size=0.2)
    size = next(one for one in found.criteria if one.name == "size")
    assert (size.threshold, size.status) == (0.2, "own")
    assert "in the profile unknown" in size.provenance


@pytest.mark.parametrize(
    ("thresholds", "sentence"),
    [
        ({"sise": 0.2}, "has no criterion 'sise'; it has focus, jobs, size, specialisation"),
        ({"size": 0}, "between 0 and 1, not 0"),
        ({"size": 1.5}, "between 0 and 1, not 1.5"),
        ({"specialisation": float("nan")}, "must be a number, not nan"),
        ({"specialisation": "2"}, "must be a number, not '2'"),
        ({"specialisation": True}, "must be a number, not True"),
        ({"specialisation": -1.0}, "cannot be below 0, as -1.0 is"),
    ],
)
def test_bad_thresholds_are_refused_with_a_sentence(thresholds: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        method_profile("observatory-2007").with_thresholds(**thresholds)


def test_growth_may_be_held_against_a_number_below_zero() -> None:
    found = method_profile("small-region").with_thresholds(growth=-0.1)
    assert found.changed == {"growth": -0.1}


def test_a_profile_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    text = (FOLDER / "observatory-2007.toml").read_text("utf-8")
    own = tmp_path / "ours.toml"
    own.write_text(text.replace('name = "observatory-2007"', 'name = "ours"'), "utf-8")
    found = method_profile(own)
    assert found.name == "ours"
    assert found.criteria == method_profile("observatory-2007").criteria


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('dated = "2007"', "", "lacks the key 'dated'"),
        ("format = 1", "format = ", "is not valid TOML"),
        ('measure = "lq"', 'measure = "rca"', "looks at 'rca'; it can look at one of value, jobs"),
        ('rule = "at_least"', 'rule = "around"', "needs a rule of at_least, above, top_share"),
        ('status = "verified"', 'status = "unknown"', "either a threshold or the status unknown"),
        ('name = "focus"', 'name = "size"', "two criteria 'size'"),
        ("stars = 3", 'stars = 3\nneeds = ["growth"]', "needs 'growth', which is no criterion"),
        ("stars = 3", 'stars = "many"', "is no method profile"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(
    tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    text = (FOLDER / "observatory-2007.toml").read_text("utf-8")
    assert before in text
    own = tmp_path / "own.toml"
    own.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(InputError, match=sentence):
        method_profile(own)


@pytest.mark.parametrize("name", ["observatory", "../finland/dataset", "/etc/passwd", ""])
def test_an_unknown_name_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(InputError, match="give one of observatory-2007, panorama-2016"):
        method_profile(name)


def test_a_profile_without_grades_is_none() -> None:
    size = Criterion("size", "value", "at_least", 1.0, "own", "own")
    with pytest.raises(InputError, match="needs criteria and grades"):
        MethodProfile("p", {}, "2026", "", (), (size,), ())
    assert MethodProfile("p", {}, "2026", "", (), (size,), (Grade("g", 1),)).every == (size,)
