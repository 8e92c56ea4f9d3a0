"""Nothing hidden can be computed: every protected table is attacked with linear programs."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

from terttu.observatory.errors import InputError
from terttu.observatory.judging.disclosure import Dominance, audit, protect
from terttu.observatory.measures.bounds import cell_bounds

NAN = float("nan")
HIERARCHY = {"north": ["10", "11"], "south": ["12", "13", "14"]}


def table(values: Any) -> xr.DataArray:
    cells = np.array(values, float)
    return xr.DataArray(
        cells,
        dims=("region", "industry"),
        coords={
            "region": [f"R{n}" for n in range(len(cells))],
            "industry": [str(10 + n) for n in range(cells.shape[1])],
        },
    )


def level(figure: float, share: float = 0.1) -> float:
    return max(1.0, math.ceil(share * figure - 1e-9))


def attack(
    shown: xr.DataArray, x: xr.DataArray, groups: dict[str, list[str]]
) -> dict[tuple[int, int], tuple[float, float]]:
    """The range of each hidden cell, from every total that is published: written for the test."""
    marks = set(shown.attrs["hidden_totals"])
    truth = x.fillna(0.0).values
    hidden = [tuple(at) for at in np.argwhere(shown.isnull().values & x.notnull().values)]
    place = {at: number for number, at in enumerate(hidden)}
    regions, industries = list(x["region"].values), list(x["industry"].values)
    columns = {code: [code] for code in industries} | groups | {"": industries}
    rows, right = [], []
    for region, code in itertools.product([*regions, ""], columns):
        if (region == "" or code not in industries) and ("", region, code) not in marks:
            cells = [
                (r, industries.index(member))
                for r in (range(len(regions)) if region == "" else [regions.index(region)])
                for member in columns[code]
            ]
            rows.append([float(at in cells) for at in hidden])
            right.append(sum(truth[at] for at in cells if at in place))
    found = {}
    for at, number in place.items():
        goal = np.zeros(len(hidden))
        goal[number] = 1
        ends = [linprog(sign * goal, A_eq=rows, b_eq=right, method="highs") for sign in (1, -1)]
        high = math.inf if ends[1].status == 3 else -ends[1].fun
        found[at] = (ends[0].fun, high)
    return found


@st.composite
def drawn(draw: st.DrawFn) -> tuple[xr.DataArray, xr.DataArray]:
    rows = draw(st.integers(2, 5))
    cell = st.tuples(st.integers(0, 7), st.integers(1, 60))
    cells = draw(st.lists(cell, min_size=rows * 5, max_size=rows * 5))
    number = np.array([count for count, _ in cells], float).reshape(rows, 5)
    size = np.array([one for _, one in cells], float).reshape(rows, 5)
    return table(number * size), table(number)


@settings(max_examples=40, deadline=None)
@given(drawn(), st.integers(2, 4), st.booleans())
def test_no_hidden_cell_is_ever_found_out(
    tables: tuple[xr.DataArray, xr.DataArray], minimum: int, grouped: bool
) -> None:
    x, number = tables
    groups = HIERARCHY if grouped else {}
    shown = protect(x, number, minimum=minimum, hierarchy=groups)
    few = ((number > 0) & (number < minimum)).values
    assert np.isnan(shown.values[few]).all()
    known = shown.notnull().values
    assert (shown.values[known] == x.values[known]).all()
    for at, (low, high) in attack(shown, x, groups).items():
        truth = float(x.values[at])
        assert low <= truth + 1e-6
        assert high >= truth - 1e-6
        assert high - low > 0.5
        if few[at]:
            assert high >= truth + level(truth) - 1e-6
            assert low <= max(truth - level(truth), 0) + 1e-6


@settings(max_examples=40, deadline=None)
@given(drawn())
def test_what_a_line_hides_rests_on_enough_establishments_in_sum(
    tables: tuple[xr.DataArray, xr.DataArray],
) -> None:
    x, number = tables
    shown = protect(x, number)
    marks = set(shown.attrs["hidden_totals"])
    hidden = number.where(shown.isnull(), 0.0)
    for region in x["region"].values:
        own = float(hidden.sel(region=region).sum())
        assert own == 0 or own >= 3 or ("", region, "") in marks
    for code in x["industry"].values:
        own = float(hidden.sel(industry=code).sum())
        assert own == 0 or own >= 3 or ("", "", code) in marks


@settings(max_examples=15, deadline=None)
@given(drawn())
def test_the_audit_finds_what_the_attack_and_the_bounds_of_tables_find(
    tables: tuple[xr.DataArray, xr.DataArray],
) -> None:
    x, number = tables
    shown = protect(x, number)
    found = audit(shown, x)
    for at, (low, high) in attack(shown, x, {}).items():
        assert math.isclose(found["low"].values[at], low, abs_tol=1e-4)
        assert high == found["high"].values[at] or math.isclose(
            found["high"].values[at], high, abs_tol=1e-4
        )
    if not shown.attrs["hidden_totals"]:
        bounds = cell_bounds(
            shown,
            region_totals=x.sum("industry"),
            industry_totals=x.sum("region"),
            exact=True,
        )
        assert np.allclose(found["low"], bounds["low"], atol=1e-4)
        assert np.allclose(found["high"], bounds["high"], atol=1e-4)


def test_a_careless_table_is_found_out_by_the_audit() -> None:
    x = table([[9, 40, 50], [30, 20, 30], [10, 5, 60]])
    careless = x.where(x != 9)
    found = audit(careless, x)
    assert found["low"].values.tolist() == x.values.tolist()
    assert found["high"].values.tolist() == x.values.tolist()
    assert found.attrs["narrowest"] == 0.0
    number = table([[1, 9, 9], [9, 9, 9], [9, 9, 9]])
    careful = audit(protect(x, number), x)
    assert careful["low"][0, 0] <= 8
    assert careful["high"][0, 0] >= 10
    assert careful.attrs["narrowest"] > 0


def test_the_cheapest_pattern_by_hand() -> None:
    # The one small cell needs a rectangle: of the two columns and two rows the cheapest corner
    # is 20 + 30 + 40 beside the zero, which cannot be moved.
    x = table([[9, 40, 50], [30, 20, 30], [10, 0, 60]])
    number = table([[1, 4, 9], [5, 5, 5], [3, 0, 9]])
    shown = protect(x, number)
    assert np.isnan(shown.values).tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]
    told = {name: shown.attrs[name] for name in ("primary", "complementary", "published")}
    assert told == {"primary": 1, "complementary": 3, "published": 5}
    assert math.isclose(shown.attrs["hidden_share"], 99 / 249)
    assert shown.attrs["hidden_totals"] == ()


def test_a_cell_is_protected_downwards_too() -> None:
    # The cheapest rectangle lets the 60 be more, but its far corner of 1 cannot give 6 away.
    x = table([[60, 20, 100], [20, 1, 100], [100, 100, 100]])
    found = audit(protect(x, table([[1, 9, 9], [9, 9, 9], [9, 9, 9]])), x)
    assert found["high"][0, 0] >= 66
    assert found["low"][0, 0] <= 54 + 1e-4


def test_a_table_of_large_cells_and_zeros_stays_as_it_is() -> None:
    x = table([[9, 40], [0, 20]])
    shown = protect(x, table([[3, 4], [0, 5]]))
    assert shown.values.tolist() == x.values.tolist()
    assert (shown.attrs["primary"], shown.attrs["published"]) == (0, 4)
    assert math.isnan(audit(shown, x).attrs["narrowest"])


def test_unknown_establishments_and_those_without_jobs_are_hidden_too() -> None:
    x = table([[9, 40, 8], [7, 20, 9], [0, 30, 7]])
    number = table([[NAN, 9, 9], [9, 9, 9], [1, 9, 9]])
    shown = protect(x, number)
    assert np.isnan(shown[0, 0])
    assert np.isnan(shown[2, 0])  # one establishment that has no jobs is a fact about it


def test_cells_that_were_missing_stay_so_and_protect_nothing() -> None:
    x = table([[NAN, 9, 40], [30, 20, 30], [10, 15, 60]])
    number = table([[5, 1, 9], [9, 9, 9], [9, 9, 9]])
    shown = protect(x, number)
    assert shown.attrs["already"] == 1
    assert np.isnan(shown[0, 0])
    # The row hides a second known cell: the missing one is not in its total.
    assert np.isnan(shown[0, 2])
    assert (audit(shown, x)["high"] - audit(shown, x)["low"]).values[0, 1] >= 2
    assert np.isnan(audit(shown, x)["low"][0, 0])


def test_a_total_that_rests_on_too_few_is_hidden_too() -> None:
    x = table([[9, 40, 20], [0, 20, 30], [0, 50, 60]])
    number = table([[2, 9, 9], [0, 9, 9], [0, 9, 9]])
    shown = protect(x, number)
    marks = set(shown.attrs["hidden_totals"])
    assert ("", "", "10") in marks
    assert np.isnan(shown[0, 0])
    for low, high in attack(shown, x, {}).values():
        assert high - low > 0.5


def test_dominance_hides_cells_of_many_establishments() -> None:
    x = table([[90, 40, 50], [30, 20, 30], [10, 5, 60]])
    number = x * 0 + 9
    largest = x * 0 + 0.3
    largest[0, 0] = 0.9
    largest[2, 2] = NAN
    shown = protect(x, number, dominance=Dominance(largest, 0.8))
    assert np.isnan(shown[0, 0])
    assert np.isnan(shown[2, 2])
    assert shown.attrs["primary"] == 2
    assert protect(x, number).attrs["primary"] == 0


def test_periods_are_protected_one_by_one_in_any_order_of_dims() -> None:
    first = table([[9, 40, 50], [30, 20, 30], [10, 5, 60]])
    x = xr.concat([first, first + 1], dim=xr.DataArray([2015, 2020], dims="period", name="period"))
    few = table([[1, 9, 9], [9, 9, 9], [9, 9, 9]])
    number = xr.concat([few, few * 0 + 9], dim=x["period"])
    shown = protect(x.transpose("industry", "period", "region"), number)
    assert shown.dims == ("industry", "period", "region")
    alone = protect(first, few)
    assert (
        shown.sel(period=2015)
        .transpose("region", "industry")
        .equals(alone.assign_coords(period=2015))
    )
    assert shown.sel(period=2020).notnull().all()


def test_wider_protection_is_wider() -> None:
    rng = np.random.default_rng(11)
    number = table(rng.integers(1, 9, (6, 5)))
    x = number * rng.integers(10, 40, (6, 5))
    few = (number < 3).values
    for share in (0.1, 0.5):
        shown = protect(x, number, protection=share)
        found = audit(shown, x)
        up = (found["high"] - x).values[few]
        assert (up >= share * x.values[few] - 1e-4).all()


def test_euros_are_protected_by_their_share() -> None:
    x = table([[0.9, 4.0, 5.0], [3.0, 2.5, 3.0], [1.0, 0.5, 6.0]])
    shown = protect(x, table([[1, 9, 9], [9, 9, 9], [9, 9, 9]]))
    found = audit(shown, x)
    assert found["high"][0, 0] >= 0.99 - 1e-6
    assert found["low"][0, 0] <= 0.81 + 1e-6


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"x": table([[-1, 2], [3, 4]])}, "some are negative"),
        ({"establishments": table([[-1, 2], [3, 4]])}, "establishments are 0 or more"),
        ({"establishments": table([[1, 2]])}, "establishments lack a region"),
        ({"minimum": 0}, "minimum must be 1 or more"),
        ({"protection": 0.0}, "protection between 0 and 1"),
        ({"hierarchy": {"north": ["10", "99"]}}, "north needs a name of its own .* 99 is none"),
        ({"hierarchy": {"10": ["10"]}}, "10 needs a name of its own"),
    ],
)
def test_what_cannot_be_is_refused(change: dict, sentence: str) -> None:
    x = table([[1, 2], [3, 4]])
    with pytest.raises(InputError, match=sentence):
        protect(**{"x": x, "establishments": x, **change})
    with pytest.raises(InputError, match="limit of dominance"):
        Dominance(x, 1.5)
