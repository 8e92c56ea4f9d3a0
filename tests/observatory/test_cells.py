"""From rows to cells: every label gets its code, however it comes and whatever shares its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from terttu.observatory.errors import InputError
from terttu.observatory.reading import cells
from terttu.observatory.reading.tables import read_table

LABELS = ["B", "A", "B", " A", "C", "B"]


@pytest.mark.parametrize(
    "column",
    [
        pl.Series(LABELS),
        pl.Series(LABELS, dtype=pl.Categorical),
        pl.Series(LABELS, dtype=pl.Enum(["C", " A", "A", "B"])),
    ],
)
def test_codes_follow_the_order_in_which_labels_come(column: pl.Series) -> None:
    encoder = cells.Encoder()
    first, second = encoder.codes(column[:3]), encoder.codes(column[3:])
    assert (first.tolist(), second.tolist()) == ([0, 1, 0], [1, 2, 0])
    assert encoder.names == ["B", "A", "C"]


@pytest.mark.parametrize(
    ("values", "names", "codes"),
    [
        ([7, 5, 7, None, 0], ["7", "5", "", "0"], [0, 1, 0, 2, 3]),
        ([7, 5, 7, 4_194_304, -1], ["7", "5", "4194304", "-1"], [0, 1, 0, 2, 3]),
        ([1.5, 2.0, 1.5], ["1.5", "2.0"], [0, 1, 0]),
        ([True, False, True], ["true", "false"], [0, 1, 0]),
    ],
)
def test_labels_may_be_numbers_of_any_size(
    values: list[Any], names: list[str], codes: list[int]
) -> None:
    column, encoder = pl.Series(values), cells.Encoder()
    one_by_one = [encoder.codes(column[n : n + 1]).item() for n in range(len(values))]
    assert (encoder.names, one_by_one) == (names, codes)
    assert cells.Encoder().codes(column).tolist() == codes


def test_labels_that_share_a_place_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "_BITS", 2)
    monkeypatch.setattr(cells, "_SHIFT", np.uint64(62))
    labels = [f"R{n}" for n in range(40)]
    encoder = cells.Encoder()
    for _ in range(3):
        codes = encoder.codes(pl.Series(labels))
        assert [encoder.names[code] for code in codes] == labels
    assert len(encoder.names) == 40


def test_more_labels_than_two_bytes_can_count() -> None:
    labels = [f"{n:06}" for n in range(70_000)]
    codes = cells.Encoder().codes(pl.Series(labels))
    assert codes.tolist() == list(range(70_000))


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["10", "11", "16"]),
        st.integers(2018, 2020),
        st.one_of(st.none(), st.floats(0, 1e9)),
    ),
    min_size=1,
    unique_by=lambda row: row[:3],
)


@settings(deadline=None)
@given(rows=ROWS, order=st.randoms(use_true_random=False), categories=st.booleans())
def test_every_row_finds_its_cell_in_any_order_and_kind(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Any], order: Any, categories: bool
) -> None:
    order.shuffle(rows)
    frame = pl.DataFrame(rows, ["region", "industry", "year", "value"], orient="row")
    frame = frame.with_columns(pl.col("value").cast(pl.Float64))
    if categories:
        frame = frame.with_columns(pl.col("region", "industry").cast(pl.Categorical))
    path = tmp_path_factory.mktemp("rows") / "table.parquet"
    frame.write_parquet(path, row_group_size=3)
    x = read_table(path, absent="zero")
    expected = {row[:3]: row[3] for row in rows}
    for period in x["period"].to_numpy():
        for region in x["region"].to_numpy():
            for industry in x["industry"].to_numpy():
                found = x.sel(period=period, region=region, industry=industry).item()
                wanted = expected.get((region, industry, period), 0.0)
                assert found == wanted or (wanted is None and np.isnan(found))


def test_repeats_in_parquet_name_their_rows_across_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "ROWS", 4)
    frame = pl.DataFrame(
        {
            "region": [f"R{n % 7}" for n in range(15)],
            "industry": [str(10 + n // 7) for n in range(15)],
        }
    ).with_columns(value=pl.lit(1), industry=pl.col("industry").replace("12", "11"))
    frame.write_parquet(tmp_path / "table.parquet")
    with pytest.raises(InputError, match="rows 9 and 16 hold the same cell"):
        read_table(tmp_path / "table.parquet")


def test_rows_of_a_choice_keep_their_numbers(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "region": ["A", "A", "B"],
            "industry": ["10"] * 3,
            "sex": ["F", "T", "T"],
            "value": [1, 2, -3],
        }
    )
    frame.write_parquet(tmp_path / "table.parquet")
    with pytest.raises(InputError, match="row 4: the value in 'value' is negative"):
        read_table(tmp_path / "table.parquet", where={"sex": "T"})


def test_labels_beside_codes_in_parquet_become_coordinates(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "region_code": ["02", "01", "01"],
            "region_name_fi": ["Toinen", "Eka", "Eka"],
            "region_name_sv": ["Andra", "Första", None],
            "toimialakoodi": [10, 10, 11],
            "toimiala": ["Ruoka", "Ruoka", "Juoma"],
            "value": [1, 2, 3],
        }
    )
    frame.write_parquet(tmp_path / "table.parquet")
    x = read_table(tmp_path / "table.parquet")
    assert x["region_label_fi"].to_numpy().tolist() == ["Eka", "Toinen"]
    assert x["region_label_sv"].to_numpy().tolist() == ["Första", "Andra"]
    assert x["industry_label"].to_numpy().tolist() == ["Ruoka", "Juoma"]


def test_columns_of_lists_are_refused() -> None:
    frame = pl.DataFrame({"region": [["A"]], "industry": ["10"], "value": [1]})
    with pytest.raises(InputError, match=r"'region' \(region\) holds List"):
        read_table(frame)


def test_lazy_frames_are_read_without_the_columns_nobody_needs() -> None:
    frame = pl.LazyFrame({"region": ["A"], "industry": ["10"], "value": [5.0], "other": ["x"]})
    assert read_table(frame).item() == 5.0


def test_table_that_would_fill_too_many_cells_is_refused() -> None:
    frame = pl.DataFrame({"region": ["A", "B"], "industry": ["10", "11"], "value": [1, 2]})
    with pytest.raises(InputError, match=r"would fill 4 cells \(1 x 2 x 2\), over the limit of 3"):
        read_table(frame, max_cells=3)


def test_table_without_industries_has_no_such_dim() -> None:
    frame = pl.DataFrame({"region": ["A", "B"], "year": [2020, 2020], "population": [5, 7]})
    x = read_table(frame, industry="", value="population")
    assert (x.dims, x.to_numpy().tolist()) == (("period", "region"), [[5.0, 7.0]])
    flat = read_table(frame, industry="", value="population", period="", exclude_regions=["A"])
    assert (flat.dims, flat.to_numpy().tolist()) == (("region",), [7.0])


def test_schemes_are_given_said_by_a_column_or_unknown() -> None:
    frame = pl.DataFrame({"geo": ["FI1D"], "industry": ["10"], "value": [1]})
    x = read_table(frame, schemes={"industry": "nace_r2"})
    assert (x.attrs["region_scheme"], x.attrs["industry_scheme"]) == ("NUTS", "NACE Rev. 2")
    assert x["industry"].attrs["scheme"] == "NACE Rev. 2"
    assert read_table(frame).attrs["industry_scheme"] == ""
    new = frame.with_columns(geo=pl.lit("FI1DA"))
    assert read_table(new).attrs["region_scheme"] == "NUTS 2024"
    named = frame.with_columns(scheme=pl.lit("TOL2008"))
    assert read_table(named).attrs["industry_scheme"] == "TOL 2008"
    with pytest.raises(InputError, match="not for 'value'"):
        read_table(frame, schemes={"value": "x"})
