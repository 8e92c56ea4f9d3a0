"""Codes and names of areas and industries."""

from __future__ import annotations

import pytest

from terttu.observatory import InputError, level_of, load_dataset
from terttu.observatory.schemes import common_level, composition


@pytest.mark.parametrize(
    "text",
    ["10", "FI1D1", "FI1DA", "fi1da", "Etelä-Savo", "etela savo", "SÖDRA SAVOLAX", "South Savo"],
)
def test_region_is_found_whatever_it_is_called(text: str) -> None:
    assert load_dataset("finland").areas.find(text).code == "10"


def test_unknown_region_names_close_ones() -> None:
    with pytest.raises(InputError, match="did you mean Etelä-Savo"):
        load_dataset("finland").areas.find("Etelä-Sawo")


@pytest.mark.parametrize(
    ("year", "count"), [(2014, 14), (2020, 14), (2021, 12), (2024, 12), (2025, 11)]
)
def test_region_has_the_municipalities_of_each_year(year: int, count: int) -> None:
    assert len(load_dataset("finland").areas.municipalities("10", year)) == count


def test_unknown_dataset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="europe, finland or a folder"):
        load_dataset("nowhere")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("A", "section"),
        ("01", "division"),
        ("C10", "division"),
        ("10.1", "group"),
        ("101", "group"),
        ("10.11", "class"),
        ("1011", "class"),
        ("02_03", "composite"),
        ("681_68209_683", "composite"),
        ("D+E", "composite"),
        ("TOTAL", "other"),
        ("Forestry", "other"),
    ],
)
def test_level_of_a_code(code: str, level: str) -> None:
    assert level_of(code) == level


def test_composites_may_stand_beside_divisions() -> None:
    assert common_level(["01", "02_03"]) == "composite"


def test_sections_and_divisions_together_are_refused() -> None:
    with pytest.raises(InputError, match="--level division"):
        common_level(["C", "10"])


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["traded", "traded"], "traded"),
        (["local"], "local"),
        (["traded", "local"], "mixed"),
        (["local", ""], "mixed"),
        ([""], ""),
    ],
)
def test_composition_of_a_group(kinds: list[str], expected: str) -> None:
    assert composition(kinds) == expected
