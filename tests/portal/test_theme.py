"""A region's colours: readable for any brand, and sentences for what is no colour."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from terttu.portal.regions.colour import hexadecimal, shade
from terttu.portal.regions.theme import (
    class_name,
    contrast,
    palette,
    stylesheet,
    theme_palette,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
GROUNDS = ("surface", "raised", "sunken", "primary-soft")
HERO = ("hero-1", "hero-2", "hero-3")
STYLES = settings(max_examples=60, deadline=None)


def shortfalls(colours: dict[str, str], pairs: list[tuple[str, str, float]]) -> list[str]:
    """The promised pairs that do not reach their ratio."""
    return [
        f"{text} on {ground}: {contrast(colours[text], colours[ground]):.2f} < {ratio}"
        for text, ground, ratio in pairs
        if contrast(colours[text], colours[ground]) < ratio
    ]


def region_pairs() -> list[tuple[str, str, float]]:
    """Foreground, ground and ratio of all that the components put on one another."""
    pairs = [
        (text, ground, ratio)
        for ground in GROUNDS
        for text, ratio in (
            ("ink", 7.0),
            ("ink-soft", 4.5),
            ("primary-ink", 4.5),
            ("accent-ink", 4.5),
            ("border", 3.0),
            ("focus", 3.0),
            ("primary", 3.0),
        )
    ]
    pairs += [("on-hero", stop, 7.0) for stop in HERO]
    pairs += [("on-hero-soft", stop, 4.5) for stop in HERO]
    pairs += [("hero-glow", "hero-1", 3.0), ("hero-1", "on-hero-soft", 7.0)]
    pairs += [("on-primary", "primary", 4.5), ("on-primary", "primary-strong", 4.5)]
    pairs += [("on-accent", "accent", 4.5), ("accent-ink", "accent-soft", 4.5)]
    return pairs + [(f"on-map-{n}", f"map-{n}", 4.5) for n in range(1, 6)]


@given(st.lists(COLOURS, min_size=2, max_size=3))
@STYLES
def test_palette_keeps_every_pair_readable_for_any_brand(brand: list[str]) -> None:
    assert shortfalls(palette(brand), region_pairs()) == []


@given(st.lists(COLOURS, min_size=2, max_size=3))
@STYLES
def test_palette_darkens_the_map_from_class_to_class(brand: list[str]) -> None:
    colours = palette(brand)
    ramp = [contrast(colours[f"map-{place}"], "#fff") for place in range(1, 6)]
    assert [b / a >= 1.1 for a, b in pairwise(ramp)] == [True] * 4


@given(COLOURS, st.lists(COLOURS, min_size=2, max_size=3))
@STYLES
def test_theme_palette_keeps_every_pair_readable_for_any_colour(
    colour: str, brand: list[str]
) -> None:
    region = palette(brand)
    tone = theme_palette(colour, region)
    colours = {**region, **{f"theme {part}": value for part, value in tone.items()}}
    pairs = [("theme ink", g, 4.5) for g in ("raised", "surface", "primary-soft", "theme soft")]
    pairs += [
        ("ink", "theme soft", 7.0),
        ("theme on", "theme ", 4.5),
        ("theme ", "surface", 3.0),
    ]
    pairs += [(text, "theme soft", 4.5) for text in ("ink-soft", "primary-ink")]
    assert shortfalls(colours, pairs) == []


@given(COLOURS)
@STYLES
def test_shade_leads_back_to_the_same_colour(colour: str) -> None:
    assert hexadecimal(shade(colour)) == colour


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [
        ("#000", "#ffffff", 21.0),
        ("#777777", "#fff", 4.4781),
        ("#0b62a8", "#0b62a8", 1.0),
    ],
)
def test_contrast_is_the_ratio_of_wcag_in_either_order(a: str, b: str, ratio: float) -> None:
    assert (round(contrast(a, b), 4), round(contrast(b, a), 4)) == (ratio, ratio)


def test_palette_keeps_brand_colours_that_are_readable_already() -> None:
    colours = palette(["#0b62a8", "#1b6b3a"])
    assert (colours["primary"], colours["accent"]) == ("#0b62a8", "#1b6b3a")


def test_stylesheet_has_a_class_for_each_theme_with_four_properties() -> None:
    css = stylesheet(brand=["#0b62a8", "#1b6b3a"], themes={"forest": "#1b6b3a", "Metsä": "#a8480f"})
    rules = dict(re.findall(r"^\.([a-z-]+)\{(.*)\}$", css, flags=re.MULTILINE))
    wanted = {"theme-forest": "theme-forest", "theme-metsa": "theme-metsa"}
    assert rules == {
        name: f"--theme:var(--{n});--theme-ink:var(--{n}-ink);"
        f"--theme-soft:var(--{n}-soft);--on-theme:var(--{n}-on)"
        for name, n in wanted.items()
    }


def test_stylesheet_defines_every_colour_that_the_components_use() -> None:
    css = stylesheet(brand=["#0b62a8", "#1b6b3a", "#6d3fa0"], themes={})
    defined = set(re.findall(r"(--brand-[a-z0-9-]+):", css))
    components = stylesheet_of_components()
    used = set(re.findall(r"var\((--brand-[a-z0-9-]+)", components))
    assert used - defined == set()


def stylesheet_of_components() -> str:
    """The text of core/terttu.css."""
    from importlib.resources import files

    return (files("terttu.portal.core") / "static/core/terttu.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("colour", ["blue", "#12", "#12345g", "", "0b62a8", "rgb(1,2,3)"])
def test_stylesheet_refuses_what_is_no_colour(colour: str) -> None:
    with pytest.raises(ValueError) as refusal:
        stylesheet(brand=["#0b62a8", colour], themes={})
    assert str(refusal.value) == (
        f"“{colour}” is not a colour; write it as # and six digits, as #0b62a8."
    )


@pytest.mark.parametrize("number", [0, 1, 4])
def test_stylesheet_refuses_another_number_of_brand_colours(number: int) -> None:
    with pytest.raises(ValueError) as refusal:
        stylesheet(brand=["#0b62a8"] * number, themes={})
    assert str(refusal.value) == f"Give two or three brand colours; there are {number}."


def test_stylesheet_refuses_two_themes_of_one_class() -> None:
    with pytest.raises(ValueError) as refusal:
        stylesheet(brand=["#000", "#fff"], themes={"sää": "#111", "saa": "#222"})
    assert str(refusal.value) == "Two themes come to the class “theme-saa”; rename “saa”."


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("forest", "theme-forest"),
        ("Öljy & vesi", "theme-oljy-vesi"),
        ("2027_x", "theme-2027-x"),
    ],
)
def test_class_name_is_plain_letters_and_digits(slug: str, name: str) -> None:
    assert class_name(slug) == name


def test_class_name_refuses_a_slug_without_letters() -> None:
    with pytest.raises(ValueError) as refusal:
        class_name("—")
    assert str(refusal.value) == "“—” has no letter or digit to name a theme's class by."
