"""The charts of an assessment: what is lit, named and placed, and that nothing covers anything."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, strategies as st

from terttu.observatory import Identification, identify
from terttu.observatory.assessment import Assessment, assess
from terttu.observatory.chart_labels import Point, apart, beside
from terttu.observatory.chart_opportunities import NAMED, own_options
from terttu.observatory.chart_scales import Scale, tick_texts
from terttu.observatory.chart_style import WIDTHS, Drawing, Note, View
from terttu.observatory.chart_texts import TEXTS
from terttu.observatory.charts import draw, drawings

NEW = ("space", "potential", "opportunities", "peers")
WIDE = View("en", 720, narrow=False)


@pytest.fixture(scope="module")
def made(south_savo: Identification) -> Assessment:
    return assess(south_savo)


@pytest.fixture(scope="module")
def drawn(south_savo: Identification, made: Assessment) -> dict[str, str]:
    return draw(south_savo, made)


@pytest.fixture(scope="module")
def plans(south_savo: Identification, made: Assessment) -> dict[str, Drawing]:
    return dict(drawings(south_savo, made))


@pytest.fixture(scope="module")
def growing() -> Identification:
    """Twelve regions over five years; the first industry of the first region doubles."""
    rng = np.random.default_rng(3)
    cells = np.repeat(rng.gamma(1.2, 400, (1, 12, 6)), 5, axis=0).round() + 50
    cells[:, 0, 0] = [2000, 2500, 3000, 3500, 4000]
    coords = {
        "period": [2015, 2016, 2017, 2018, 2019],
        "region": [f"Region {letter}" for letter in "ABCDEFGHIJKL"],
        "industry": [f"I{n}" for n in range(6)],
    }
    x = xr.DataArray(cells, dims=("period", "region", "industry"), coords=coords)
    return identify(x, region="Region A")


def lines(note: Note) -> list[str]:
    return note.text if isinstance(note.text, list) else [note.text]


def words(drawing: Drawing) -> str:
    return " ".join(" ".join(lines(note)) for note in drawing.notes)


def test_all_charts_are_drawn_in_all_languages_and_widths(drawn: Mapping[str, str]) -> None:
    charts = ("candidates", "links", "specialisation", *NEW)
    expected = {f"{c}.{k}.{w}.svg" for c in charts for k in ("fi", "sv", "en") for w in WIDTHS}
    assert drawn.keys() == expected


def test_without_an_assessment_the_charts_are_those_of_the_table(
    south_savo: Identification, drawn: Mapping[str, str]
) -> None:
    alone = draw(south_savo)
    assert {name.split(".")[0] for name in alone} == {"candidates", "links", "specialisation"}
    assert all(drawn[name] == svg for name, svg in alone.items())


def test_the_same_assessment_gives_the_same_bytes(
    south_savo: Identification, made: Assessment, drawn: Mapping[str, str]
) -> None:
    assert draw(south_savo, made) == drawn


def test_charts_have_their_width_and_no_small_text(drawn: Mapping[str, str]) -> None:
    for name, svg in drawn.items():
        if name.split(".")[0] not in NEW:
            continue
        root = ET.fromstring(svg)
        assert root.get("width") == str(WIDTHS[name.split(".")[2]])
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)', svg)]
        assert min(sizes) >= 11
        assert re.search(r"""[>"',]nan[<"',]""", svg, re.IGNORECASE) is None


def test_every_chart_has_a_title_for_a_screen_reader(plans: Mapping[str, Drawing]) -> None:
    for name, drawing in plans.items():
        assert len(drawing.specification["description"]) > 30, name


def box(note: Note) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a note, in letters of 6 pixels: narrower than any it has."""
    style = dict(note.style)
    width = max(map(len, lines(note)), default=0) * 6.0 * style.get("fontSize", 12) / 12
    moved = {"right": width, "center": width / 2}.get(style.get("align", ""), 0.0)
    left = note.x - moved
    height = style.get("lineHeight", 15) * (len(lines(note)) - 1)
    return left, note.y - 9, left + width, note.y + height


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def test_no_text_covers_another(plans: Mapping[str, Drawing]) -> None:
    for name, drawing in plans.items():
        if name.split(".")[0] in NEW:
            notes = [note for note in drawing.notes if any(lines(note))]
            covered = [
                (lines(a), lines(b))
                for a, b in itertools.combinations(notes, 2)
                if meet(box(a), box(b))
            ]
            assert covered == [], name


def test_no_text_leaves_its_chart(plans: Mapping[str, Drawing]) -> None:
    for name, drawing in plans.items():
        if name.split(".")[0] not in NEW:
            continue
        width = WIDTHS[name.split(".")[2]]
        boxes = [box(note) for note in drawing.notes if any(lines(note))]
        assert min(b[0] for b in boxes) + drawing.left >= 0, name
        assert max(b[2] for b in boxes) + drawing.left <= width, name


@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_every_strength_is_named_in_the_space(
    south_savo: Identification, made: Assessment, plans: Mapping[str, Drawing], width: str
) -> None:
    said = words(plans[f"space.fi.{width}.svg"])
    present = made.industries["industry"].values[made.industries["present"].values == 1]
    assert len(present) == 12
    for code in map(str, present):
        assert south_savo.tables[0].industries[code].label("fi") in said


def test_the_space_links_what_the_network_links(
    made: Assessment, plans: Mapping[str, Drawing]
) -> None:
    layers = plans["space.en.wide.svg"].specification["layer"]
    assert made.space is not None
    assert len(layers[0]["data"]["values"]) == len(made.space.links) == 60
    assert len(layers[1]["data"]["values"]) == 30


@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_the_best_options_and_all_quadrants_are_named(
    south_savo: Identification, made: Assessment, plans: Mapping[str, Drawing], width: str
) -> None:
    options = own_options(south_savo, made)
    assert options is not None
    said = words(plans[f"opportunities.sv.{width}.svg"])
    for code in map(str, options.rows["industry"].values[:NAMED]):
        assert options.industries[code].label("sv") in said
    assert all(name in said for name in ("Huvudled", "Långsam väg", "Kasino", "Återvändsgränd"))


def test_an_option_lies_in_the_quadrant_that_it_was_given(
    south_savo: Identification, made: Assessment, plans: Mapping[str, Drawing]
) -> None:
    options = own_options(south_savo, made)
    assert options is not None
    layers = plans["opportunities.en.wide.svg"].specification["layer"]
    upright, level = layers[1]["data"]["values"]
    nearest = int(np.argmax(options.rows["density"].values))
    rows = layers[2]["data"]["values"]
    by_code = {row["code"]: row for row in rows}
    place = by_code[str(options.rows["industry"].values[nearest])]
    assert place["x"] > upright["x"]
    for at, code in enumerate(map(str, options.rows["industry"].values)):
        name = str(options.rows["quadrant"].values[at])
        near, hard = by_code[code]["x"] - upright["x"], level["y"] - by_code[code]["y"]
        # Marks that would cover each other are moved a little.
        assert (near > -12) if name in ("high road", "slow road") else (near < 12)
        assert (hard > -12) if name in ("high road", "casino") else (hard < 12)


def test_the_stage_of_a_candidate_shows_in_shape_and_words(plans: Mapping[str, Drawing]) -> None:
    drawing = plans["potential.fi.wide.svg"]
    marks = drawing.specification["layer"][1]["data"]["values"]
    assert len(marks) == 7
    assert {mark["colour"] for mark in marks} == {"#1b6a8c", "#ffffff"}
    assert {"vakiintunut", "ei vaihetta"} <= {" ".join(lines(note)) for note in drawing.notes}


def test_peers_show_the_region_and_its_six_peers(
    made: Assessment, plans: Mapping[str, Drawing]
) -> None:
    layers = plans["peers.en.wide.svg"].specification["layer"]
    dots = layers[2]["data"]["values"]
    own = [dot for dot in dots if dot["shape"] == "circle"]
    assert (len(own), len(dots)) == (5, 35)
    one = layers[1]["data"]["values"][0]["x"]
    largest = max(own, key=lambda dot: dot["x"])
    assert largest["x"] / one == pytest.approx(float(made.regions["lq"].sel(region="10").max()))
    assert made.peers is not None
    expected = made.regions["lq"].sel(region=list(made.peers.members), industry="D02").values
    found = [dot["x"] / one for dot in dots[1:7]]
    assert sorted(found) == pytest.approx(sorted(expected))
    assert "5.00 (1/7)" in words(plans["peers.en.wide.svg"])


def test_growth_is_drawn_only_over_time(
    south_savo: Identification, growing: Identification
) -> None:
    assert not any(name.startswith("growth") for name, _ in drawings(south_savo))
    found = dict(drawings(growing))
    drawing = found["growth.en.wide.svg"]
    assert "2015" in words(drawing)
    assert {layer["mark"]["type"] for layer in drawing.specification["layer"]} == {
        "rule",
        "line",
        "point",
    }
    first = next(x for x in drawing.specification["layer"] if x["mark"]["type"] == "line")
    heights = [point["y"] for point in first["data"]["values"]]
    assert heights == sorted(heights, reverse=True)
    assert len(heights) == 5


def test_texts_are_the_same_in_all_languages() -> None:
    assert TEXTS["fi"].keys() == TEXTS["sv"].keys() == TEXTS["en"].keys()


MARK = st.fixed_dictionaries(
    {"x": st.floats(0, 300), "y": st.floats(0, 300), "size": st.floats(50, 900)}
)


@given(st.lists(MARK, min_size=2, max_size=2))
def test_two_marks_never_cover_each_other_and_move_no_further_than_needed(
    rows: list[dict[str, float]],
) -> None:
    one, other = apart(rows)
    wanted = sum(math.sqrt(row["size"] / math.pi) for row in rows) + 1
    before = math.dist(*((row["x"], row["y"]) for row in rows))
    after = math.dist((one["x"], one["y"]), (other["x"], other["y"]))
    assert after == pytest.approx(max(before, wanted), abs=0.01)


@given(
    st.lists(
        st.tuples(st.floats(0, 400), st.floats(0, 300), st.text("abc ", min_size=1, max_size=40)),
        max_size=12,
    )
)
def test_labels_cover_neither_labels_nor_points_nor_the_edge(
    places: list[tuple[float, float, str]],
) -> None:
    points = [Point(x, y, 6, f"a{name}", n) for n, (x, y, name) in enumerate(places)]
    found = beside(points, points, WIDE, width=400, height=300)
    boxes = [box(note) for note in found.values()]
    assert not any(meet(a, b) for a, b in itertools.combinations(boxes, 2))
    for point in points:
        around = (point.x - 6, point.y - 6, point.x + 6, point.y + 6)
        assert not any(meet(around, b) for b in boxes)
    assert all(b[0] >= 0 and b[2] <= 400 and b[1] >= 0 for b in boxes)


def test_a_scale_places_and_ticks_by_hand() -> None:
    up = Scale(-1, 4, 100, start=10, upward=True)
    assert (up.at(-1), up.at(4), up.at(1.5)) == (110, 10, 60)
    assert up.ticks(5) == [-1, 0, 1, 2, 3, 4]
    assert Scale(0, 0.55, 100).ticks(5) == [0, 0.2, 0.4]
    assert tick_texts([-1, 0.5], View("fi", 720, narrow=False)) == ["−1,0", "0,5"]
    assert tick_texts([0, 0.05], WIDE, percent=True) == ["0 %", "5 %"]
