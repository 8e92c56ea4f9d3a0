"""Judging by hand-worked tables: cuts, ties, zeros, what is missing and what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st

from terttu.observatory.errors import InputError
from terttu.observatory.judging.judgement import judge
from terttu.observatory.judging.method_profiles import (
    Criterion,
    Grade,
    MethodProfile,
    method_profile,
)
from terttu.observatory.judging.peer_regions import PeerGroup

NAN = float("nan")


def table(values: Any, periods: list[int] | None = None) -> xr.DataArray:
    cells = np.array(values, float)
    coords: dict[str, Any] = {
        "region": [f"R{n}" for n in range(cells.shape[-2])],
        "industry": [str(10 + n) for n in range(cells.shape[-1])],
    }
    if periods:
        return xr.DataArray(
            cells, dims=("period", "region", "industry"), coords={"period": periods, **coords}
        )
    return xr.DataArray(cells, dims=("region", "industry"), coords=coords)


def profile_of(*criteria: Criterion, stars: int = 1, **more: Any) -> MethodProfile:
    return MethodProfile("test", {}, "2026", "", (), criteria, (Grade("found", stars),), **more)


def criterion(measure: str, rule: Any, threshold: float | None, **more: Any) -> Criterion:
    status = "unknown" if threshold is None else "own"
    return Criterion(measure, measure, rule, threshold, "made for the test", status, **more)


def column(x: xr.DataArray, name: str, of: str) -> list[float]:
    return x["holds"].sel(criterion=name, industry=of).values.tolist()


def test_the_best_share_is_counted_among_regions_with_the_industry_and_ties_get_the_better_rank():
    # Six of seven have it; the best 20 % of six are ceil(1.2) = 2, and the second is a tie.
    x = table([[50, 1], [30, 1], [30, 1], [20, 1], [10, 1], [5, 1], [0, 1]])
    found = judge(x, profile_of(criterion("value", "top_share", 0.2)))
    assert column(found, "value", "10") == [1, 1, 1, 0, 0, 0, 0]
    assert float(found["threshold"].sel(criterion="value", industry="10")) == 30
    # All are equal: all share rank 1.
    assert column(found, "value", "11") == [1] * 7


@given(st.integers(1, 60), st.sampled_from([0.1, 0.2, 0.25, 1.0]))
def test_so_many_regions_hold_as_the_share_rounded_up(number: int, best: float) -> None:
    x = table([[value, 1] for value in range(1, number + 1)])
    found = judge(x, profile_of(criterion("value", "top_share", best)))
    expected = {0.1: (number + 9) // 10, 0.2: (number + 4) // 5, 0.25: (number + 3) // 4}
    assert sum(column(found, "value", "10")) == expected.get(best, number)


def test_a_quotient_of_exactly_the_threshold_is_at_least_and_not_above_it() -> None:
    x = table([[30, 10], [10, 30]])  # quotients 1.5 and 0.5
    at_least = judge(x, profile_of(criterion("lq", "at_least", 1.5)))
    above = judge(x, profile_of(criterion("lq", "above", 1.5)))
    assert column(at_least, "lq", "10") == [1, 0]
    assert column(above, "lq", "10") == [0, 0]


def test_beside_its_rank_a_quotient_must_be_above_one() -> None:
    x = table([[10, 90], [10, 90], [10, 90]])
    assert column(judge(x, profile_of(criterion("lq", "top_share", 0.5))), "lq", "10") == [1] * 3
    beside = profile_of(criterion("lq", "top_share", 0.5, beside=1.0))
    assert column(judge(x, beside), "lq", "10") == [0] * 3


def test_observatory_stars_by_hand() -> None:
    # Ten regions of 20,000 jobs; R0 has 6,000 in industry 10, R1 900, the others 1,500.
    x = table([[6000, 14000], [900, 19100], *[[1500, 18500]] * 8])
    found = judge(x, method_profile("observatory-2007"), reference="europe")
    # 6,000 of 20,000 is 0.3; the reference has 18,900 of 200,000: LQ = 3.17.
    assert math.isclose(float(found["lq"][0, 0]), 0.3 / 0.0945)
    assert found["stars"][:, 0].values.tolist() == [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert found["grade"][0, 0] == "three_stars"
    assert found["found"][:, 0].values.tolist() == [1, *[0] * 9]
    # R1 is first in industry 11, by size and by focus; its quotient is 1.05.
    assert found["grade"][1, 1] == "two_stars"


def test_without_the_minimum_there_is_no_star_but_the_figures_are_told() -> None:
    x = table([[900, 1000], *[[100, 19900]] * 9])
    found = judge(x, method_profile("observatory-2007"), reference="europe")
    assert column(found, "jobs", "10")[0] == 0
    assert column(found, "specialisation", "10")[0] == 1
    assert float(found["stars"][0, 0]) == 0
    assert float(found["found"][0, 0]) == 0
    assert float(found["open"][0, 0]) == 0
    lower = method_profile("observatory-2007").with_thresholds(jobs=500)
    assert float(judge(x, lower, reference="europe")["stars"][0, 0]) == 3


def test_what_is_not_at_hand_is_told_and_never_failed() -> None:
    x = table([[30, 10], [10, 30]])
    found = judge(x, method_profile("panorama-2016"), reference="europe")
    assert found.attrs["not_at_hand"] == ("productivity", "growth")
    for name in ("productivity", "growth"):
        assert np.isnan(found["holds"].sel(criterion=name)).all()
    assert found["known"].values.tolist() == [[2, 2], [2, 2]]
    # Two stars are held, two more could be: the grade is open. Where the quotient is too small
    # the lowest grade needs specialisation, which has failed, and nothing is open.
    assert found["grade"].values.tolist() == [["strong_two_stars", ""], ["", "strong_two_stars"]]
    assert found["open"].values.tolist() == [[1, 0], [0, 1]]


def test_a_threshold_that_nobody_knows_decides_nothing_until_it_is_set() -> None:
    x = table([[30, 10], [10, 30]])
    profile = method_profile("panorama-2020")
    found = judge(x, profile, reference="europe")
    assert "size" in found.attrs["not_at_hand"]
    assert found["grade"].values.tolist() == [["basic", ""], ["", "basic"]]
    assert found["open"].values.tolist() == [[1, 1], [1, 1]]
    assert float(found["figure"].sel(criterion="size")[0, 0]) == 30
    again = judge(x, profile.with_thresholds(size=0.2), reference="europe")
    assert again["grade"].values.tolist() == [["medium", ""], ["", "medium"]]
    assert again.attrs["changed"] == {"size": 0.2}


def test_a_node_needs_both_and_relevance_is_shown_only() -> None:
    x = table([[300, 700], [10, 99990]])
    found = judge(x, method_profile("panorama-2021"), reference="europe")
    assert found["grade"].values.tolist() == [["node", ""], ["", ""]]
    roles = dict(zip(found["criterion"].values, found["role"].values, strict=True))
    assert roles == {"specialisation": "star", "size": "star", "relevance": "shown"}
    assert column(found, "relevance", "10") == [1, 0]


@pytest.mark.parametrize(
    "name", ["observatory-2007", "panorama-2016", "panorama-2020", "panorama-2021"]
)
def test_a_european_profile_refuses_a_national_table(name: str) -> None:
    x = table([[30, 10], [10, 30]])
    sentence = "compares regions with all of Europe, and the reference of this table is"
    with pytest.raises(InputError, match=f"{name} {sentence} finland"):
        judge(x, method_profile(name), reference="finland")
    with pytest.raises(InputError, match=f"{name} {sentence} the table's own regions"):
        judge(x, method_profile(name))
    dated = x.assign_attrs(reference="europe")
    assert judge(dated, method_profile(name)).attrs["reference"] == "europe"


def test_growth_is_that_of_the_profile_or_the_one_given() -> None:
    x = table([[[100, 100], [100, 300]], [[130, 90], [110, 330]]], periods=[2010, 2015])
    both = profile_of(criterion("growth", "at_least", 0), criterion("growth_regional", "above", 0))
    found = judge(x, both)["figure"]
    assert np.allclose(found.sel(criterion="growth"), [[0.3, -0.1], [0.1, 0.1]])
    # Industry 10 grew by 40 of 200, industry 11 by 20 of 400.
    expected = [[0.3 - 0.2, -0.1 - 0.05], [0.1 - 0.2, 0.1 - 0.05]]
    assert np.allclose(found.sel(criterion="growth_regional"), expected)
    own = judge(x, both, growth=table([[1, 2], [3, 4]]))["figure"]
    assert own.sel(criterion="growth").values.tolist() == [[1, 2], [3, 4]]


def test_the_last_period_is_judged_whatever_the_order() -> None:
    x = table([[[30, 10], [10, 30]], [[10, 30], [30, 10]]], periods=[2015, 2010])
    found = judge(x, profile_of(criterion("lq", "at_least", 1.5)))
    assert column(found, "lq", "10") == [1, 0]


def test_a_missing_value_is_no_result_and_a_zero_one_is_none() -> None:
    x = table([[NAN, 10], [0, 30], [20, 30]])
    found = judge(x, profile_of(criterion("value", "top_share", 1.0)))
    assert np.isnan(found["stars"][0, 0])
    assert np.isnan(found["found"][0, 0])
    assert found["grade"][0, 0] == ""
    assert column(found, "value", "10")[1:] == [0, 1]
    assert found["regions"].values.tolist() == [2, 3]


def test_a_region_without_the_industry_has_no_place_among_those_with_it() -> None:
    x = table([[0, 10], [5, 30], [20, 30]])
    wages = table([[99, 1], [2, 1], [1, 1]])
    found = judge(x, profile_of(criterion("productivity", "top_share", 0.5)), productivity=wages)
    assert column(found, "productivity", "10") == [0, 1, 0]


def test_an_unknown_minimum_leaves_the_grade_open() -> None:
    x = table([[30, 10], [10, 30]])
    least = criterion("establishments", "at_least", 5)
    profile = MethodProfile(
        "test", {}, "2026", "", (least,), (criterion("lq", "above", 1),), (Grade("found", 1),)
    )
    found = judge(x, profile)
    assert found["found"].values.tolist() == [[1, 0], [0, 1]]
    assert found["open"].values.tolist() == [[1, 0], [0, 1]]
    known = judge(x, profile, establishments=x)
    assert known["open"].values.tolist() == [[0, 0], [0, 0]]


def test_figures_in_euros_need_jobs_for_a_criterion_that_counts_them() -> None:
    x = table([[3.0, 5.0], [0.5, 9.5]])
    jobs = table([[90, 500], [500, 9500]])
    profile = method_profile("small-region")
    without = judge(x, profile, value="value_added")
    assert without.attrs["not_at_hand"] == (
        "jobs", "establishments", "peers", "growth", "certainty",
    )  # fmt: skip
    assert float(without["found"][0, 0]) == 1
    assert float(without["open"][0, 0]) == 1
    assert float(judge(x, profile, value="value_added", jobs=jobs)["found"][0, 0]) == 0


def test_peers_are_the_reference_together_with_the_region() -> None:
    x = table([[30, 70], [30, 70], [10, 90], [1, 999]])
    profile = profile_of(criterion("lq_peers", "at_least", 1.25))
    found = judge(x, profile, peers={"R0": PeerGroup("p", "R0", ("R1", "R2"))})
    # 0.3 against (30 + 30 + 10) / 300.
    assert math.isclose(float(found["figure"][0, 0, 0]), 0.3 / (70 / 300))
    assert column(found, "lq_peers", "10")[0] == 1
    assert np.isnan(column(found, "lq_peers", "10")[1:]).all()


def test_size_takes_the_place_of_the_total() -> None:
    x = table([[30.0], [10.0]])
    size = xr.DataArray([40.0, 40.0], dims="region", coords={"region": ["R0", "R1"]})
    found = judge(x, profile_of(criterion("share_of_region", "at_least", 0.5)), size=size)
    assert found["figure"][0, :, 0].values.tolist() == [0.75, 0.25]
    assert found["lq"][:, 0].values.tolist() == [1.5, 0.5]


def test_given_figures_are_put_in_the_order_of_the_table_or_refused() -> None:
    x = table([[30, 10], [10, 30]])
    profile = profile_of(criterion("establishments", "at_least", 5))
    given_ = table([[5, 4], [6, 3]]).isel(region=[1, 0])
    found = judge(x, profile, establishments=given_)
    assert found["figure"][0].values.tolist() == [[5, 4], [6, 3]]
    with pytest.raises(InputError, match="figures for establishments must have every region"):
        judge(x, profile, establishments=given_.isel(region=[0]))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_stricter_threshold_never_finds_more(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = table(rng.integers(0, 4000, (9, 5)))
    profile = method_profile("observatory-2007")
    before = judge(x, profile, reference="europe")
    after = judge(
        x, profile.with_thresholds(size=0.05, specialisation=2.5, jobs=1500), reference="europe"
    )
    assert (after["stars"] <= before["stars"]).all()
