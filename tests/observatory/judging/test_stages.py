"""Stages by hand-worked tables, with how sure from draws that can be checked against formulas."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr
from scipy.stats import binom

from terttu.observatory import Identification, location_quotient, shift_share
from terttu.observatory.errors import InputError
from terttu.observatory.judging.region_draws import evidence_of
from terttu.observatory.judging.stages import StageFinding, StageRules, stage

NAN = float("nan")


def table(values: Any, periods: list[int] | None = None) -> xr.DataArray:
    cells = np.array(values, float)
    coords: dict[str, Any] = {
        "region": [chr(65 + n) for n in range(cells.shape[-2])],
        "industry": [f"i{n}" for n in range(cells.shape[-1])],
    }
    dims = ("region", "industry")
    if periods:
        return xr.DataArray(cells, dims=("period", *dims), coords={"period": periods, **coords})
    return xr.DataArray(cells, dims=dims, coords=coords)


def by_code(found: tuple[StageFinding, ...]) -> dict[str, str]:
    return {one.definition: one.stage for one in found}


# Region A over five years beside a rest of the country in which nothing changes.
BEFORE = [
    [20_000, 20_000, 6_000, 11_000, 400, 42_600],
    [80_000, 80_000, 94_000, 89_000, 1_600, 630_000],
]
AFTER = [
    [20_500, 12_000, 9_000, 11_500, 400, 46_600],
    [80_000, 80_000, 94_000, 89_000, 1_600, 630_000],
]


def test_every_stage_by_hand() -> None:
    x = table([BEFORE, AFTER], [2015, 2020])
    assert by_code(stage(x, "A")) == {
        "i0": "established",  # strong and large, and grew with the country
        "i1": "declining",  # lost 40 % where the country lost 8 %
        "i2": "emerging",  # not yet strong, and grew by half where the country hardly did
        "i3": "potential",  # large, and more than the country has, but not strong
        "i4": "potential",  # strong and small
        "i5": "none",  # large, and less than the country has
    }
    assert by_code(stage(x, "A", rules=StageRules(near=1.2)))["i2"] == "none"
    assert by_code(stage(x, "A", rules=StageRules(large=0.004)))["i4"] == "established"
    assert by_code(stage(x, "A", rules=StageRules(fall=-0.5)))["i1"] == "established"
    # What was never strong cannot decline: it is large, and still more than the country has.
    assert by_code(stage(x, "A", rules=StageRules(strong=2.2)))["i1"] == "potential"


def test_without_periods_nothing_is_emerging_or_declining_and_growth_is_said_to_lack() -> None:
    found = stage(table(AFTER), "A")
    assert set(by_code(found).values()) <= {"established", "potential", "none"}
    assert all("growth" in one.not_at_hand for one in found)
    assert by_code(found)["i0"] == "established"


def test_the_reasons_have_the_figures_of_the_measures() -> None:
    x = table([BEFORE, AFTER], [2015, 2020])
    found = stage(x, "A")
    lq = location_quotient(x).sel(region="A")
    growth = shift_share(x)["regional"].sel(region="A", period=2020) / x.sel(
        region="A", period=2015
    )
    for at, one in enumerate(found):
        why = {reason.code: reason for reason in one.why}
        assert math.isclose(why["lq"].figure, float(lq[1, at]))
        assert math.isclose(why["lq_before"].figure, float(lq[0, at]))
        assert math.isclose(why["growth"].figure, float(growth[at]), abs_tol=1e-12)
        assert math.isclose(why["share_of_region"].figure, AFTER[0][at] / 100_000)
        assert why["lq"].holds == (why["lq"].figure >= 1.25)
        assert one.not_at_hand == ()


def test_the_order_of_the_periods_does_not_matter() -> None:
    forth = stage(table([BEFORE, AFTER], [2015, 2020]), "A", draws=20)
    back = stage(table([AFTER, BEFORE], [2020, 2015]), "A", draws=20)
    assert forth == back


def test_missing_cells_are_as_in_the_measures() -> None:
    rng = np.random.default_rng(7)
    x = table(rng.integers(1, 500, (2, 5, 6)), [2010, 2015])
    x[0, 2, 3] = x[1, 0, 1] = x[1, 3, 0] = NAN
    lq, parts = location_quotient(x), shift_share(x)["regional"][0] / x[0]
    for region in "ABCDE":
        found = evidence_of(x, region, None)
        assert np.allclose(found.quotient, lq[1].sel(region=region), equal_nan=True)
        assert np.allclose(found.growth, parts.sel(region=region), equal_nan=True)
    unknown = stage(x, "A")[1]
    assert unknown.stage == "none"
    assert math.isnan(unknown.sure)
    assert (unknown.draws, unknown.shares) == (0, {})
    assert "lq" in unknown.not_at_hand


def test_how_sure_is_the_binomial_probability_of_the_threshold() -> None:
    # 200 of 400 where the country has 40 %: 1.25, a hair under 1.35 at 216 and above 1 from 161.
    x = table([[200, 200], [40_000_000, 60_000_000]])
    rules = StageRules(strong=1.35)
    found = stage(x, "A", resample="multinomial", draws=4_000, seed=3, rules=rules)[0]
    assert (found.stage, found.sure) == ("potential", found.shares["potential"])
    jobs = binom(400, 0.5)
    expected = {"potential": jobs.cdf(216) - jobs.cdf(160), "established": jobs.sf(216)}
    for name, share in expected.items():
        assert abs(found.shares[name] - share) < 4 * math.sqrt(share * (1 - share) / 4_000)
    assert found.draws == 4_000
    assert math.isclose(sum(found.shares.values()), 1)


def test_draws_are_the_same_for_the_same_seed_and_for_an_industry_whatever_stands_beside_it() -> (
    None
):
    x = table([[130, 1_870, 40], [40_000, 960_000, 9_000]])
    size = x.sum("industry")
    again = stage(x, "A", size=size, seed=5)
    assert repr(stage(x, "A", size=size, seed=5)) == repr(again)
    assert repr(stage(x.isel(industry=[0, 1]), "A", size=size, seed=5)) == repr(again[:2])
    assert repr(stage(x, "A", size=size, seed=6)) != repr(again)
    assert 0 < again[0].sure < 1


def test_a_large_count_is_surer_than_a_small_one() -> None:
    small = stage(table([[7, 93], [4_000, 96_000]]), "A")[0]
    large = stage(table([[7_000, 93_000], [4_000, 96_000]]), "A")[0]
    assert small.stage == "potential"
    assert (large.stage, large.sure) == ("established", 1.0)
    assert small.sure < 1


def test_estimates_are_compared_over_their_valuations_and_not_drawn() -> None:
    output = table([[3.0, 5.0], [0.5, 9.5]])
    added = table([[2.0, 5.0], [2.0, 6.5]])
    pay = table([[0.4, 5.0], [0.5, 2.5]])
    alone = stage(output, "A", counts=False)[0]
    assert alone.stage == "established"
    assert math.isnan(alone.sure)
    assert "certain" in alone.not_at_hand
    found = stage(output, "A", counts=False, valuations=[(added, None), (pay, None)])[0]
    # By pay the quotient is below 1, so that it is not certain: strong and large, potential.
    assert (found.stage, found.basis, found.draws) == ("potential", "valuations", 3)
    assert math.isclose(found.sure, 2 / 3)
    sure = stage(output, "A", counts=False, valuations=[(output, None)])[0]
    assert (sure.stage, sure.sure) == ("established", 1.0)


def test_local_industries_are_never_emerging_or_potential() -> None:
    x = table([BEFORE, AFTER], [2015, 2020])
    found = by_code(stage(x, "A", local=["i2", "i4", "i0"]))
    assert (found["i2"], found["i4"], found["i0"]) == ("none", "none", "established")


def test_the_stages_of_south_savo(south_savo: Identification) -> None:
    values = south_savo.tables[0].values
    found = by_code(stage(values, "10", counts=False))
    established = {code for code, name in found.items() if name == "established"}
    assert {"01", "02_03", "16", "86_88"} <= established


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"region": "Z"}, "has no region 'Z'"),
        ({"draws": 0}, "draws must be 1 or more"),
        ({"resample": "regions"}, "resample must be"),
        ({"size": xr.DataArray([5.0, 9e9], dims="region")}, "smaller than one of its industries"),
    ],
)
def test_what_cannot_be_is_refused(options: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        stage(table(AFTER), **{"region": "A", **options})


@pytest.mark.parametrize("rules", [{"near": 2.0}, {"fall": 0.1}, {"rise": 0.0}, {"large": -1.0}])
def test_rules_must_make_sense(rules: dict) -> None:
    with pytest.raises(InputError, match="The rules of the stages need"):
        StageRules(**rules)
