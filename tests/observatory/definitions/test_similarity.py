"""Links between industries, worked by hand, and the groups made of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from terttu.observatory import (
    Definition,
    InputError,
    coagglomeration,
    colocation,
    combine,
    input_output_links,
    location_quotient,
    occupation_similarity,
    read_definitions,
    similarity,
    skill_relatedness,
)
from terttu.observatory.definitions.definition import grouped


def square(values: object, codes: str = "ABC") -> xr.DataArray:
    coords = {"industry": list(codes), "industry_2": list(codes)}
    return xr.DataArray(np.array(values, float), dims=tuple(coords), coords=coords)


def test_input_output_link_is_the_largest_of_four_shares() -> None:
    links = input_output_links(square([[0, 30, 10], [10, 0, 0], [10, 20, 0]]))
    # A to B: A sells 30 of 40 to B (0.75); B buys 30 of 50 from A (0.6); B sells all to A (1.0).
    # A to C: C buys all it buys from A. B to C: C sells 20 of 30 to B (2/3).
    assert float(links.sel(industry="A", industry_2="B")) == 1.0
    assert float(links.sel(industry="A", industry_2="C")) == 1.0
    assert float(links.sel(industry="B", industry_2="C")) == pytest.approx(2 / 3)
    assert np.isnan(np.diag(links.values)).all()
    np.testing.assert_array_equal(links.values, links.values.T)


def test_industry_without_purchases_and_sales_has_no_links() -> None:
    links = input_output_links(square([[1, 1, 0], [1, 1, 0], [0, 0, 0]]))
    assert np.isnan(links.sel(industry="C").values[2])
    assert float(links.sel(industry="C", industry_2="A")) == 0.0


def test_occupation_similarity_is_the_correlation_of_shares() -> None:
    persons = xr.DataArray(
        [[10.0, 20, 30], [1, 2, 3], [30, 20, 10]],
        dims=("industry", "occupation"),
        coords={"industry": list("ABC"), "occupation": [1, 2, 3]},
    )
    similarity = occupation_similarity(persons)
    assert float(similarity.sel(industry="A", industry_2="B")) == pytest.approx(1)
    assert float(similarity.sel(industry="A", industry_2="C")) == pytest.approx(-1)


def regions(cells: np.ndarray) -> xr.DataArray:
    coords = {"region": range(len(cells)), "industry": list("ABC")[: cells.shape[1]]}
    return xr.DataArray(cells, dims=("region", "industry"), coords=coords)


def test_colocation_correlates_shares_and_not_levels() -> None:
    sizes = np.array([1.0, 10, 100, 1000, 10000])
    shares = np.array([[5, 3, 2], [4, 4, 2], [5, 1, 4], [2, 6, 2], [3, 4, 3]]) / 10
    found = colocation(regions(shares * sizes[:, None])).values
    expected = np.corrcoef(shares.T)
    np.testing.assert_allclose(found[~np.eye(3, dtype=bool)], expected[~np.eye(3, dtype=bool)])


def test_colocation_leaves_a_pair_with_too_few_common_regions_unknown() -> None:
    cells = np.arange(18.0).reshape(6, 3) ** 2 + 1
    cells[:2, 0] = np.nan
    found = colocation(regions(cells))
    assert np.isnan(found.sel(industry="A").values).all()
    assert not np.isnan(float(found.sel(industry="B", industry_2="C")))


def test_colocation_of_four_regions_is_refused() -> None:
    with pytest.raises(InputError, match="at least 5 regions"):
        colocation(regions(np.ones((4, 3))))


def test_combination_is_the_weighted_mean_of_standardised_links() -> None:
    first = square([[np.nan, 1, 2], [1, np.nan, 3], [2, 3, np.nan]])
    second = square([[np.nan, 5, np.nan], [5, np.nan, 7], [np.nan, 7, np.nan]])
    combined = combine({"a": first, "b": second}, weights={"b": 0.5})
    spread = np.sqrt(2 / 3)
    assert float(combined.sel(industry="A", industry_2="C")) == pytest.approx(0)
    expected = (-1 / spread - 0.5) / 1.5
    assert float(combined.sel(industry="A", industry_2="B")) == pytest.approx(expected)


@pytest.mark.parametrize("weights", [{"x": 1.0}, {"a": 0.0}, {"a": float("nan")}])
def test_combination_refuses_weights_that_make_no_sense(weights: dict[str, float]) -> None:
    with pytest.raises(InputError, match=r"no links named|positive number"):
        combine({"a": square(np.ones((3, 3)))}, weights=weights)


def test_combination_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="at least one"):
        combine({})


LOCATED = xr.DataArray(
    [[4.0, 8, 1], [3, 6, 1], [2, 4, 5], [1, 2, 9], [5, 9, 0], [7, 1, 2]],
    dims=("region", "industry"),
    coords={"industry": list("ABC")},
)


@pytest.mark.parametrize(
    ("method", "rows"),
    [
        ("levels", LOCATED),
        ("shares", LOCATED / LOCATED.sum("industry")),
        ("location_quotients", np.log1p(location_quotient(LOCATED))),
    ],
)
def test_locational_similarity_is_a_correlation_over_regions(method: str, rows: object) -> None:
    found = similarity(LOCATED, method=method).values
    off = ~np.eye(3, dtype=bool)
    np.testing.assert_allclose(found[off], np.corrcoef(rows.values.T)[off])
    assert np.isnan(found.diagonal()).all()


def test_other_similarities_are_those_of_their_functions() -> None:
    off = ~np.eye(3, dtype=bool)
    same = coagglomeration(LOCATED).values
    np.testing.assert_array_equal(
        similarity(LOCATED, method="coagglomeration").values[off], same[off]
    )
    flows = square([[9, 8, 2], [6, 9, 3], [1, 4, 9]])
    for method, function in (
        ("input_output", input_output_links),
        ("labour_flows", skill_relatedness),
    ):
        np.testing.assert_array_equal(
            similarity(flows, method=method).values[off], function(flows).values[off]
        )


def test_similarity_takes_one_period_and_says_what_it_knows() -> None:
    dated = LOCATED.expand_dims(period=[2015])
    xr.testing.assert_identical(similarity(dated), similarity(LOCATED))
    with pytest.raises(InputError, match="one period"):
        similarity(LOCATED.expand_dims(period=[2015, 2016]))
    with pytest.raises(InputError, match="coagglomeration"):
        similarity(LOCATED, method="looks")


def test_grouped_values_are_weighted_sums_of_known_industries() -> None:
    x = xr.DataArray(
        [[[1.0, 2.0, np.nan], [np.nan, np.nan, 4.0]]],
        dims=("period", "region", "industry"),
        coords={"period": [1], "region": ["R", "S"], "industry": ["A", "B", "C"]},
    )
    definitions = (Definition("D1", ("A", "B"), (1, 1)), Definition("D2", ("C",), (1,)))
    np.testing.assert_array_equal(grouped(x, definitions).values, [[[3.0, np.nan], [np.nan, 4.0]]])


def test_own_definitions_are_read_with_their_weights(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("definition,industry,weight\nwood,A,0.5\nwood,B,1\nfood,C,\n")
    found = read_definitions(path, ["A", "B", "C"]).definitions
    assert [(d.code, d.industries, d.weights) for d in found] == [
        ("wood", ("A", "B"), (0.5, 1.0)),
        ("food", ("C",), (1.0,)),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("group,industry\nx,A\n", "needs the columns definition and industry"),
        ("definition,industry\n", "has a header but no rows"),
        ("definition,industry\nx,Z\n", "row 2: the table has no industry 'Z'"),
        ("definition,industry\nx,A\nx,A\n", "row 3: A stands in x already"),
        ("definition,industry,weight\nx,A,2\n", "row 2: the weight must be over 0"),
        ("definition,industry,weight\nx,A,much\n", "row 2: the weight must be over 0"),
        ("definition,industry\n,A\n", "row 2: the definition needs a name"),
    ],
)
def test_bad_definitions_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "groups.csv"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        read_definitions(path, ["A", "B"])
    assert sentence in str(error.value)
