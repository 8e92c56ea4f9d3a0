"""Agglomeration and coagglomeration: golden and textbook values, exact expectations, identities."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import polars as pl
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from observatory.goldens import GOLDEN, PERIODS, employment, rows, vector
from observatory.structures import close, counts, keeps_the_contract, several, table

from terttu.observatory.errors import InputError
from terttu.observatory.measures.agglomeration import (
    coagglomeration,
    ellison_glaeser,
    maurel_sedillot,
    raw_concentration,
)
from terttu.observatory.measures.plants import plant_table

FIRMS = pl.read_csv(GOLDEN / "inputs/firms.csv")
TEXTBOOK = pl.read_csv(GOLDEN / "inputs/FK2014_EGC.csv")
H = table([0.2, 0.1, 0.5, 0.3], "industry")


def firms() -> xr.Dataset:
    return plant_table(FIRMS, size="emp")


def textbook() -> tuple[xr.Dataset, xr.DataArray]:
    """The 42 plants of Farhauer & Kröll (2014) and all employment of their three regions."""
    areas = TEXTBOOK.select("region", "emp_region").unique().sort("region")
    reference = xr.DataArray(areas["emp_region"].to_numpy(), {"region": areas["region"].to_numpy()})
    return plant_table(TEXTBOOK, size="emp_firm"), reference


def by_hand(frame: pl.DataFrame, size: str, areas: dict[object, float]) -> dict[str, float]:
    """Gamma by industry, with the formula of the paper in plain Python."""
    shares = {region: area / sum(areas.values()) for region, area in areas.items()}
    spread = 1 - sum(share**2 for share in shares.values())
    gammas = {}
    for (name,), plants in frame.group_by("industry"):
        sizes, total = plants[size].to_list(), plants[size].sum()
        there = dict.fromkeys(shares, 0)
        for region, plant in zip(plants["region"], sizes, strict=True):
            there[region] += plant
        g = sum((there[region] / total - share) ** 2 for region, share in shares.items())
        h = sum((plant / total) ** 2 for plant in sizes)
        gammas[str(name)] = (g - spread * h) / (spread * (1 - h))
    return gammas


def test_ellison_glaeser_equals_the_golden_values():
    index = ellison_glaeser(firms())
    header, body = rows("reference/ellison_glaeser.csv")
    names = {"gamma": "gamma", "G": "g", "z": "z", "K": "plants", "H": "herfindahl"}
    for column, name in enumerate(header[1:], start=1):
        expected = [float(row[column]) for row in body]
        np.testing.assert_allclose(index[names[name]].values, expected, rtol=1e-12, atol=1e-12)
    assert index.industry.values.tolist() == [row[0] for row in body]


@pytest.mark.parametrize("t", PERIODS)
def test_raw_concentration_equals_the_golden_values(t):
    expected = vector(f"reference/spatial_concentration_G_t{t}.csv", "industry")
    close(raw_concentration(employment(t)), expected)


def test_the_example_of_wien_linz_and_graz():
    """Farhauer & Kröll (2014): ten plants in three cities; REAT's manual gives 0.05990628."""
    sizes = [200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000]
    places = ["Wien"] * 5 + ["Linz"] * 4 + ["Graz"]
    frame = pl.DataFrame({"region": places, "industry": "C", "employment": sizes})
    areas = {"Wien": 500_000, "Linz": 400_000, "Graz": 100_000}
    reference = xr.DataArray(list(areas.values()), {"region": list(areas)})
    index = ellison_glaeser(plant_table(frame), reference=reference)
    assert index.gamma.item() == pytest.approx(0.05990628, abs=5e-9)
    assert index.plants.item() == 10


def test_the_four_industries_of_the_textbook():
    """Farhauer & Kröll (2014), 42 plants: with the regions' employment and with the plants'."""
    plants, reference = textbook()
    areas = dict(zip(reference.region.values.tolist(), reference.values.tolist(), strict=True))
    gamma = ellison_glaeser(plants, reference=reference).gamma
    for name, expected in by_hand(TEXTBOOK, "emp_firm", areas).items():
        assert gamma.sel(industry=name).item() == pytest.approx(expected, rel=1e-12)
    own = plants.x.sum("industry")
    gamma = ellison_glaeser(plants).gamma
    areas = dict(zip(own.region.values.tolist(), own.values.tolist(), strict=True))
    for name, expected in by_hand(TEXTBOOK, "emp_firm", areas).items():
        assert gamma.sel(industry=name).item() == pytest.approx(expected, rel=1e-12)


def test_the_dartboard_in_every_possible_throw():
    """Under random location both indices average 0 and z has the variance 1, exactly."""
    sizes, chances = np.array([5.0, 3.0, 2.0, 1.0]), np.array([0.5, 0.3, 0.2])
    reference = table(chances, "region")
    z = sizes / sizes.sum()
    chance, glaeser, maurel, scores = [], [], [], []
    for throw in product(range(3), repeat=4):
        x = table(np.bincount(throw, sizes, minlength=3)[:, np.newaxis])
        given_plants = {"herfindahl": table([(z**2).sum()], "industry"), "reference": reference}
        index = ellison_glaeser(x, fourth_moment=table([(z**4).sum()], "industry"), **given_plants)
        chance.append(chances[list(throw)].prod())
        glaeser.append(index.gamma.item())
        scores.append(index.z.item())
        maurel.append(maurel_sedillot(x, **given_plants).gamma.item())
    assert np.dot(chance, glaeser) == pytest.approx(0, abs=1e-14)
    assert np.dot(chance, maurel) == pytest.approx(0, abs=1e-14)
    assert np.dot(chance, np.square(scores)) == pytest.approx(1, rel=1e-12)


def test_maurel_sedillot_is_the_chance_that_two_plants_meet():
    """Maurel & Sédillot (1999): gamma = (p - sum x^2) / (1 - sum x^2), p over pairs of plants."""
    index = maurel_sedillot(firms())
    x_m = firms().x.sum("industry").values / firms().x.values.sum()
    squares = (x_m**2).sum()
    for (name,), plants in FIRMS.group_by("industry"):
        pairs = list(combinations(plants.select("region", "emp").iter_rows(), 2))
        weight = sum(a * b for (_, a), (_, b) in pairs)
        p = sum(a * b for (here, a), (there, b) in pairs if here == there) / weight
        expected = (p - squares) / (1 - squares)
        assert index.gamma.sel(industry=name).item() == pytest.approx(expected, rel=1e-12)
    assert index.plants.values.tolist() == [15, 15, 15, 15]
    assert set(index) == {"gamma", "g", "herfindahl", "plants"}


def test_the_two_indices_differ_by_how_large_the_chosen_regions_are():
    """(gamma_MS - gamma_EG)(1 - sum x^2)(1 - H) = 2 sum_m x_m (s_mi - x_m)."""
    plants = firms()
    x_m = plants.x.sum("industry") / plants.x.sum()
    s = plants.x / plants.x.sum("region")
    apart = maurel_sedillot(plants).gamma - ellison_glaeser(plants).gamma
    scale = (1 - (x_m**2).sum()) * (1 - plants.herfindahl)
    close(apart * scale, 2 * (x_m * (s - x_m)).sum("region"))


def test_coagglomeration_equals_the_golden_values():
    pairs = coagglomeration(firms())
    body = rows("reference/eg_coagglomeration_pairs.csv")[1]
    for name, *values in body:
        first, second = name.split("-")
        for value in values:
            assert pairs.sel(industry=first, industry_2=second).item() == pytest.approx(
                float(value), abs=1e-12
            )
        together = coagglomeration(firms(), groups={first: name, second: name})
        assert together.group.values.tolist() == [name]
        assert together.item() == pytest.approx(float(values[0]), abs=1e-12)
    whole = coagglomeration(firms(), groups=dict.fromkeys(firms().industry.values, "all"))
    expected = rows("reference/eg_coagglomeration_all.csv")[1][0][1]
    assert whole.item() == pytest.approx(float(expected), abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(counts(least=1), st.data())
def test_both_forms_of_coagglomeration_agree(values, data):
    """The formula of 1997 with any plants' H equals the weighted mean of the pairs of 2010."""
    x, n = table(values), values.shape[1]
    h = np.array(data.draw(st.lists(st.floats(0.01, 0.9), min_size=n, max_size=n)))
    gamma = ellison_glaeser(x, herfindahl=table(h, "industry")).gamma.values
    x_m = values.sum(1) / values.sum()
    spread = 1 - (x_m**2).sum()
    w = values.sum(0) / values.sum()
    g = ((values.sum(1) / values.sum() - x_m) ** 2).sum()
    form = g / spread - (w**2 * h).sum() - (gamma * w**2 * (1 - h)).sum()
    form /= 1 - (w**2).sum()
    whole = coagglomeration(x, groups=dict.fromkeys(x.industry.values, "all"))
    assert whole.item() == pytest.approx(form, abs=1e-9)
    pairs = coagglomeration(x)
    two = coagglomeration(x, groups={"I0": "pair", "I1": "pair"})
    assert two.item() == pytest.approx(pairs.values[0, 1], abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(counts(), st.data())
def test_pairs_with_missing_cells_use_the_regions_that_know_both(values, data):
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.integers(0, values.shape[0] - 1))
        values[row, data.draw(st.integers(0, values.shape[1] - 1))] = np.nan
    area = np.arange(1.0, len(values) + 1)
    pairs = coagglomeration(table(values), reference=table(area, "region")).values
    for i, first in enumerate(values.T):
        for j, second in enumerate(values.T):
            known = ~np.isnan(first + second)
            s, t, x = first[known], second[known], area[known]
            if known.sum() < 2 or s.sum() == 0 or t.sum() == 0:
                assert np.isnan(pairs[i, j])
                continue
            s, t, x = s / s.sum(), t / t.sum(), x / x.sum()
            expected = ((s - x) * (t - x)).sum() / (1 - (x**2).sum())
            assert pairs[i, j] == pytest.approx(expected, abs=1e-11)


def test_a_missing_cell_of_one_industry_leaves_other_pairs_as_they_are():
    x = several(missing=False).isel(period=2)
    area = table([5, 4, 3, 2, 1], "region")
    holed = x.where((x.region != "R1") | (x.industry != "I3"))
    full, part = coagglomeration(x, reference=area), coagglomeration(holed, reference=area)
    close(
        part.isel(industry=slice(3), industry_2=slice(3)),
        full.isel(industry=slice(3), industry_2=slice(3)),
    )
    assert (abs(part - full).sel(industry="I3") > 1e-6).all()


def test_the_diagonal_is_raw_concentration():
    pairs = coagglomeration(firms())
    index = ellison_glaeser(firms())
    x_m = firms().x.sum("industry") / firms().x.sum()
    np.testing.assert_allclose(np.diag(pairs), index.g / (1 - (x_m**2).sum()), rtol=1e-12)
    assert pairs.attrs["diagonal"] == "raw concentration"


def reat(plants: xr.Dataset, reference: xr.DataArray, names: list[object]) -> float:
    """REAT 3.0.3, ellison.c: shares summed, weights in the total, sum w^2 as one number."""
    x_m = reference / reference.sum()
    part = plants.sel(industry=names)
    gamma = ellison_glaeser(plants).gamma
    h = part.herfindahl
    g = (((part.x / part.x.sum("region")).sum("industry") - x_m) ** 2).sum()
    w = part.x.sum("region") / reference.sum()
    squares, spread = (w**2).sum(), 1 - (x_m**2).sum()
    own = (gamma.sel(industry=names) * squares * (1 - h)).sum()
    return float((g / spread - (w**2 * h).sum() - own) / (1 - squares))


def pooled(plants: xr.Dataset, reference: xr.DataArray) -> float:
    """Ellison & Glaeser (1997), as printed: with the plants' H of each industry."""
    x_m, w = reference / reference.sum(), plants.x.sum("region") / plants.x.sum()
    spread = 1 - (x_m**2).sum()
    gamma, h = ellison_glaeser(plants, reference=reference).gamma, plants.herfindahl
    g = ((plants.x.sum("industry") / plants.x.sum() - x_m) ** 2).sum()
    own = (gamma * w**2 * (1 - h)).sum()
    return float((g / spread - (w**2 * h).sum() - own) / (1 - (w**2).sum()))


def test_coagglomeration_weights_its_industries():
    """Deviation 27: REAT's ellison.c gives 3.80 for -0.0896, and 12.07 for 0.0890."""
    plants = firms()
    names = plants.industry.values.tolist()
    own = plants.x.sum("industry")
    assert reat(plants, own, names) == pytest.approx(3.80, abs=0.005)
    ours = coagglomeration(plants, groups=dict.fromkeys(names, "all")).item()
    assert ours == pytest.approx(-0.0896, abs=5e-5)
    examples, reference = textbook()
    names = examples.industry.values.tolist()
    groups = dict.fromkeys(names, "all")
    assert reat(examples, reference, names) == pytest.approx(12.07, abs=0.005)
    ours = coagglomeration(examples, groups=groups, reference=reference).item()
    assert ours == pytest.approx(pooled(examples, reference), rel=1e-12)
    assert ours == pytest.approx(0.0890, abs=5e-5)
    own = coagglomeration(examples, groups=groups).item()
    assert own == pytest.approx(pooled(examples, examples.x.sum("industry")), rel=1e-12)
    assert own == pytest.approx(-0.0358, abs=5e-5)


@pytest.mark.parametrize(
    "measure",
    [
        raw_concentration,
        lambda x: raw_concentration(x, reference=table([1, 2, 3, 4, 5], "region")),
        lambda x: ellison_glaeser(x, herfindahl=H, fourth_moment=H**2),
        lambda x: maurel_sedillot(x, herfindahl=H, plants=10 * H),
        lambda x: coagglomeration(x, groups={"I0": "a", "I2": "a", "I1": "b", "I3": "b"}),
    ],
)
def test_every_measure_keeps_the_contract(measure):
    if measure is raw_concentration:
        keeps_the_contract(measure)
        return
    x = several()
    measured = measure(x)
    close(measured.isel(period=1, drop=True), measure(x.isel(period=1, drop=True)))
    close(measure(x.transpose("industry", "region", "period")[::-1, ::-1]), measured)
    assert measured.attrs["missing_share"] == 3 / 60


def test_all_pairs_keep_labels_in_every_period():
    x = several()
    pairs = coagglomeration(x)
    assert pairs.dims == ("period", "industry", "industry_2")
    assert pairs["industry_2"].values.tolist() == x["industry"].values.tolist()
    assert "industry_name" in pairs.coords
    close(pairs.isel(period=0, drop=True), coagglomeration(x.isel(period=0, drop=True)))
    close(pairs, coagglomeration(x * 3.7))


def test_missing_cells_leave_the_region_out():
    x, area = table([[6, 1], [np.nan, 5], [2, 2]]), table([50, 30, 20], "region")
    index = ellison_glaeser(x, herfindahl=H[:2], reference=area)
    without = ellison_glaeser(x[[0, 2]], herfindahl=H[:2], reference=area[[0, 2]])
    assert index.gamma[0] == pytest.approx(without.gamma[0].item())
    assert index.gamma[1] != without.gamma[1]
    unknown = area.where(area.region != "R1")
    close(ellison_glaeser(x, herfindahl=H[:2], reference=unknown), without)
    close(coagglomeration(x, reference=unknown), coagglomeration(x[[0, 2]], reference=area[[0, 2]]))
    full = x.fillna(4)
    known = coagglomeration(full[[0, 2]], reference=area[[0, 2]])
    close(coagglomeration(full, reference=unknown), known)


def test_a_group_rests_on_the_pairs_that_some_regions_know():
    x = table([[6, np.nan, 2], [3, np.nan, 4], [np.nan, 2, 2], [np.nan, 7, 5]])
    pairs = coagglomeration(x)
    assert pairs.isnull().values.tolist() == [[i + j == 1 for i in range(3)] for j in range(3)]
    whole = coagglomeration(x, groups=dict.fromkeys(x.industry.values, "all"))
    expected = (9 * pairs.values[0, 2] + 9 * pairs.values[1, 2]) / 18
    assert whole.item() == pytest.approx(expected)


def test_an_industry_that_nobody_has_or_one_plant_makes():
    x = table([[0, 4, 4], [0, 6, 2]])
    h = table([np.nan, 1.0, 0.4], "industry")
    index = ellison_glaeser(x, herfindahl=h, fourth_moment=h**2)
    assert index.gamma.isnull().values.tolist() == [True, True, False]
    assert index.attrs["trimmed_industries"] == ("I0",)
    assert index.g.isnull().values.tolist() == [True, False, False]
    assert index.plants.isnull().all()
    pairs = coagglomeration(x)
    assert pairs.isnull().values.tolist() == [
        [True] * 3,
        [True, False, False],
        [True, False, False],
    ]
    groups = {"I0": "a", "I1": "a", "I2": "b"}
    assert coagglomeration(x, groups=groups).isnull().values.tolist() == [True, True]
    whole = coagglomeration(x, groups=dict.fromkeys(x.industry.values, "all"))
    assert whole.item() == pytest.approx(pairs.values[1, 2])


def test_a_score_is_nan_where_chance_decides_nothing():
    """One plant, and regions of one size: wherever it falls, G is the same."""
    index = ellison_glaeser(
        table([[7], [0], [0]]),
        herfindahl=table([1.0], "industry"),
        fourth_moment=table([1.0], "industry"),
        reference=table([1, 1, 1], "region"),
    )
    assert index.z.isnull().all()
    assert index.gamma.isnull().all()


def test_errors_say_what_to_do():
    x = table([[1, 2], [3, 4]])
    with pytest.raises(InputError, match="Herfindahl"):
        ellison_glaeser(x)
    with pytest.raises(InputError, match="same regions"):
        raw_concentration(x, reference=table([1, 2, 3], "region"))
    with pytest.raises(InputError, match="lacks the regions"):
        raw_concentration(x, reference=table([1, 2, 3], "region")[1:])
    with pytest.raises(InputError, match="below zero"):
        coagglomeration(-x)
    with pytest.raises(InputError, match="lacks the industries I1"):
        maurel_sedillot(x, herfindahl=H[:1])
