"""Reading tables: what is recognised, what is missing, and what is refused with a sentence."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from openpyxl import Workbook

from terttu.observatory import InputError, read_table
from terttu.observatory.reading.files import load
from terttu.observatory.reading.tables import picker

ROWS = "region,industry,year,value\nA,10,2020,5\nA,11,2020,1\nB,10,2020,2\n"


def written(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def test_table_becomes_a_sorted_labelled_array(tmp_path: Path) -> None:
    x = read_table(written(tmp_path, ROWS), unit="jobs", source="office")
    assert x.dims == ("period", "region", "industry")
    assert (x["period"].to_numpy().tolist(), x["region"].to_numpy().tolist()) == (
        [2020],
        ["A", "B"],
    )
    assert x.to_numpy()[0].tolist()[0] == [5.0, 1.0]
    assert x.to_numpy().dtype == np.float64
    assert (x.attrs["unit"], x.attrs["source"], x.attrs["value"]) == ("jobs", "office", "value")
    assert x.attrs["missing_share"] == 0.25


def test_absent_combination_is_missing_and_zero_only_on_request(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    cell = {"period": 2020, "region": "B", "industry": "11"}
    assert np.isnan(float(read_table(path).sel(cell)))
    assert float(read_table(path, absent="zero").sel(cell)) == 0.0


@pytest.mark.parametrize("token", ["", ":", ".", "..", "...", "-", "c", "X", "NA", "nan", " : "])
def test_missing_token_is_missing_and_never_zero(tmp_path: Path, token: str) -> None:
    x = read_table(written(tmp_path, f"{ROWS}B,11,2020,{token}\n"))
    assert np.isnan(x.to_numpy()).tolist() == [[[False, False], [False, True]]]


@pytest.mark.parametrize(
    "header",
    [
        "alue,toimiala,vuosi,työpaikat",
        "region/län,näringsgren,år,arbetsplatser",
        "geo,nace_r2,time,OBS_VALUE",
        "Maakunta,TOL,Vuosi,Arvo",
        "landskap,bransch,tid,värde",
    ],
)
def test_columns_are_recognised_in_three_languages(tmp_path: Path, header: str) -> None:
    path = written(tmp_path, ROWS.replace("region,industry,year,value", header))
    assert read_table(path).sel(region="A", industry="10").to_numpy().tolist() == [5.0]


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b,c\nA,10,5\n")
    x = read_table(path, region="a", industry="b", value="c")
    assert (x.shape, x["period"].to_numpy().tolist()) == ((1, 1, 1), [0])


@pytest.mark.parametrize("frame", [pl.DataFrame, pd.DataFrame, pl.LazyFrame])
def test_any_frame_gives_the_same_array_as_the_file(tmp_path: Path, frame: type) -> None:
    columns = {
        "region": ["A", "A", "B"],
        "industry": ["10", "11", "10"],
        "year": [2020, 2020, 2020],
        "value": [5.0, 1.0, 2.0],
    }
    assert read_table(frame(columns)).equals(read_table(written(tmp_path, ROWS)))


def test_parquet_and_workbook_give_the_same_array_as_csv(tmp_path: Path) -> None:
    expected = read_table(written(tmp_path, ROWS))
    parquet = tmp_path / "table.parquet"
    pl.DataFrame(
        {"region": ["B", "A", "A"], "industry": ["10", "11", "10"], "value": [2, 1, 5]}
    ).with_columns(year=2020).write_parquet(parquet)
    assert read_table(parquet).equals(expected)
    assert read_table(workbook(tmp_path)).equals(expected)


def test_parquet_is_read_without_the_columns_nobody_needs(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    frame = pl.DataFrame({"region": ["A"], "industry": ["10"], "value": [5.0], "note": ["x"]})
    frame.write_parquet(path)
    assert load(path, pick=picker({})).frame.columns == ["region", "industry", "value"]


def workbook(folder: Path) -> Path:
    book = Workbook()
    for line in ROWS.splitlines():
        book.active.append([int(c) if c.isdigit() else c for c in line.split(",")])
    path = folder / "table.xlsx"
    book.save(path)
    return path


def test_semicolons_decimal_commas_and_grouped_thousands_are_read(tmp_path: Path) -> None:
    text = "region;industry;value\nA;10;1 234,5\nA;11;0,5\n"
    assert read_table(written(tmp_path, text)).to_numpy().tolist() == [[[1234.5, 0.5]]]


def test_excluded_codes_are_left_out_and_named(tmp_path: Path) -> None:
    x = read_table(written(tmp_path, f"{ROWS}A,TOTAL,2020,6\n"), exclude=["TOTAL"])
    assert (x["industry"].to_numpy().tolist(), x.attrs["excluded"]) == (["10", "11"], ("TOTAL",))


def test_level_keeps_the_industries_of_one_level(tmp_path: Path) -> None:
    x = read_table(written(tmp_path, f"{ROWS}A,C,2020,6\n"), level="division")
    assert x["industry"].to_numpy().tolist() == ["10", "11"]


def test_rows_of_a_cell_are_added_up_only_on_request(tmp_path: Path) -> None:
    path = written(tmp_path, f"{ROWS}A,10,2020,:\nB,10,2020,4\n")
    x = read_table(path, combine=True)
    assert x.sel(industry="10").to_numpy().tolist() == [[5.0, 6.0]]


def test_periods_that_are_no_years_stay_text_in_order(tmp_path: Path) -> None:
    x = read_table(written(tmp_path, ROWS + "A,10,2020Q4,1\n"))
    assert x["period"].to_numpy().tolist() == ["2020", "2020Q4"]


BAD = {
    "no value column": ("region,industry,x\nA,10,5\n", "the columns region, industry, x. Name it"),
    "text in numbers": (ROWS + "C,10,2020,many\n", "row 5: 'many' in the column 'value'"),
    "negative": (ROWS + "C,10,2020,-3\n", "row 5: the value in 'value' is negative"),
    "infinite": (ROWS + "C,10,2020,inf\n", "row 5: the value in 'value' is infinite"),
    "duplicate": (ROWS + "A,11,2020,7\n", "rows 3 and 5 hold the same cell"),
    "mixed levels": (ROWS + "A,C,2020,6\n", "10 is a division, C is a section"),
    "total beside": (ROWS + "A,TOTAL,2020,6\n", "TOTAL is of no known level"),
    "mixed schemes": (
        "scheme,region,industry,value\nTOL2008,A,10,1\nTOL2025,A,11,1\n",
        "mixes classifications (TOL2008, TOL2025)",
    ),
    "mixed regions": (
        "region,industry,value\nFI1,10,1\nFI1D,10,1\n",
        "several NUTS levels (FI1, FI1D)",
    ),
    "empty": ("", "is empty"),
    "only spaces": (" \n\n", "is empty"),
    "header only": ("region,industry,value\n", "has a header but no rows"),
    "too many cells": (ROWS + "A,12,2020,1,9\n", "row 5: 5 cells under 4 headings"),
    "no region": (ROWS + ",12,2020,1\n", "row 5: the region (region) is empty"),
    "latin-1": ("region,industry,value\nÅland,10,1\n".encode("latin-1"), "not UTF-8 text (row 2)"),
    "two columns of a name": (
        "region,industry,value,value\nA,10,5,6\n",
        "two columns named 'value'",
    ),
    "two decimal marks": (
        'region,industry,value\nA,10,1.234\nA,11,"3,5"\n',
        "'1.234' in row 2 and '3,5' in row 3",
    ),
    "a zip as csv": (b"PK\x03\x04\0\0", "is no text file"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_table_is_refused_with_the_row_and_what_to_do(tmp_path: Path, kind: str) -> None:
    text, sentence = BAD[kind]
    with pytest.raises(InputError) as error:
        read_table(written(tmp_path, text))
    assert sentence in str(error.value)


def test_table_over_the_size_limit_names_the_limit_and_parquet(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="over the limit of 10; convert it to Parquet"):
        read_table(written(tmp_path, ROWS), max_bytes=10)


@pytest.mark.parametrize("name", ["table.xlsx", "table.parquet"])
def test_damaged_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"damaged|not a readable Parquet"):
        read_table(written(tmp_path, b"nothing of that kind", name))


def test_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="use CSV, Parquet or XLSX"):
        read_table(written(tmp_path, ROWS, "table.json"))


def test_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xd0\xcf\x11\xe0" + b"\0" * 600, "table.xlsx")
    with pytest.raises(InputError, match="password"):
        read_table(path)


def test_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(InputError, match="unpacks to far more"):
        read_table(path)


def test_workbook_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" * 50_000)
    size = (len("<workbook/>") * 50_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (100).to_bytes(4, "little")))
    with pytest.raises(InputError, match="damaged"):
        read_table(path)


def test_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(InputError, match="no XLSX workbook"):
        read_table(path)


def test_unknown_sheet_is_refused_with_the_sheets_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sheet 'Data'; it has Sheet"):
        read_table(workbook(tmp_path), sheet="Data")


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_spaces_between_thousands_are_read(tmp_path: Path, space: str) -> None:
    text = f"region,industry,value\nA,10,1{space}234\n"
    assert read_table(written(tmp_path, text)).to_numpy().tolist() == [[[1234.0]]]


def test_workbook_counts_blank_rows_and_reads_new_years_as_years(tmp_path: Path) -> None:
    book = Workbook()
    for line in ([], [], ["region", "industry", "year", "value"], ["A", "10", date(2020, 1, 1), 5]):
        book.active.append(line)
    book.save(tmp_path / "good.xlsx")
    assert read_table(tmp_path / "good.xlsx")["period"].to_numpy().tolist() == [2020]
    book.active.append(["A", "11", date(2020, 1, 1), "many"])
    book.save(tmp_path / "bad.xlsx")
    with pytest.raises(InputError, match="row 5: 'many'"):
        read_table(tmp_path / "bad.xlsx")


def test_empty_workbook_says_so(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(InputError, match=r"empty.xlsx is empty"):
        read_table(tmp_path / "empty.xlsx")


def test_value_with_a_year_behind_it_is_recognised(tmp_path: Path) -> None:
    path = written(tmp_path, "geo,nace_r2,employment_2015\nA,10,5\n")
    assert read_table(path).attrs["value"] == "employment_2015"


def test_unknown_frame_is_refused() -> None:
    with pytest.raises(InputError, match="type int is not known"):
        read_table(5)
