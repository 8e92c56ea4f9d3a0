"""NODF against the paper's worked example, counting pair by pair, and its two extremes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from observatory.goldens import presence

from terttu.observatory.measures.nestedness import nestedness

EXAMPLE = [[1, 0, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [1, 1, 0, 0, 0], [1, 1, 0, 0, 0]]


def table(values: object) -> xr.DataArray:
    return xr.DataArray(np.asarray(values, float), dims=("region", "industry"))


def pair_by_pair(m: np.ndarray) -> float:
    """The paper's definition: a loop over the pairs of rows."""
    total = 0.0
    for a, b in combinations(m, 2):
        rich, poor = (a, b) if a.sum() > b.sum() else (b, a)
        if rich.sum() > poor.sum() > 0:
            total += 100 * (rich * poor).sum() / poor.sum()
    return total


tables = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 7), st.integers(2, 7)),
    elements=st.sampled_from([0.0, 1.0]),
)


def test_the_worked_example_of_the_paper() -> None:
    """Almeida-Neto et al. (2008): rows 53.3, columns 63.3, together 58.3, worked by hand.

    Rows have 4, 3, 3, 2, 2: the pairs give 67, 67, 50, 50, 0, 100, 100, 50, 50, 0. Columns have
    4, 4, 3, 2, 1: 0, 67, 50, 100, 67, 50, 0, 100, 100, 100.
    """
    found = nestedness(table(EXAMPLE))
    assert float(found["regions"]) == pytest.approx(1600 / 3 / 10)
    assert float(found["industries"]) == pytest.approx(1900 / 3 / 10)
    assert float(found["nodf"]) == pytest.approx(3500 / 3 / 20)


def test_perfectly_nested_is_100_and_a_checkerboard_0() -> None:
    assert float(nestedness(table(np.tri(5)))["nodf"]) == pytest.approx(100)
    assert float(nestedness(table(np.eye(4)))["nodf"]) == 0


def test_missing_cells_and_empty_lines_are_left_out_and_reported() -> None:
    padded = np.pad(np.array(EXAMPLE, float), ((0, 1), (0, 1)))
    padded[-1, :] = np.nan
    m = table(padded).assign_coords(region=list("abcdef"), industry=list("ABCDEF"))
    found = nestedness(m)
    assert float(found["nodf"]) == pytest.approx(3500 / 3 / 20)
    assert (found.attrs["trimmed_regions"], found.attrs["trimmed_industries"]) == (("f",), ("F",))
    assert found.attrs["missing_share"] == pytest.approx(1 / 6)


def test_many_periods_are_one_after_the_other() -> None:
    together = nestedness(presence())
    assert together["nodf"].dims == ("period",)
    assert float(together["nodf"][1]) == float(nestedness(presence(2))["nodf"])


def test_one_region_has_no_nestedness() -> None:
    assert np.isnan(float(nestedness(table([[1, 1]]))["regions"]))


@settings(max_examples=60, deadline=None)
@given(tables)
def test_running_sums_give_what_the_pairs_give(cells: np.ndarray) -> None:
    m = table(cells)
    before = m.copy(deep=True)
    found = nestedness(m)
    xr.testing.assert_identical(m, before)
    core = cells[cells.any(axis=1)][:, cells.any(axis=0)]
    pairs = [n * (n - 1) / 2 for n in core.shape]
    if all(pairs):
        rows, columns = pair_by_pair(core), pair_by_pair(core.T)
        assert float(found["regions"]) == pytest.approx(rows / pairs[0])
        assert float(found["industries"]) == pytest.approx(columns / pairs[1])
        assert float(found["nodf"]) == pytest.approx((rows + columns) / sum(pairs))


def test_firms_may_take_the_place_of_regions() -> None:
    m = presence(1)
    found, firms = nestedness(m), nestedness(m.rename(region="firm"))
    assert firms.attrs["trimmed_firms"] == ()
    for one, other in zip(found.values(), firms.values(), strict=True):
        np.testing.assert_array_equal(one.values, other.values)
