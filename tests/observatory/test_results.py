"""Results in files: every kind read back, traceable, the same bytes twice, whole or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest
import xarray as xr
from observatory.goldens import employment

from terttu.observatory.errors import InputError
from terttu.observatory.measuring import results
from terttu.observatory.measuring.long_form import frames, long_frame
from terttu.observatory.measuring.results import merged_attrs, write_result

KINDS = (".csv", ".parquet", ".xlsx", ".nc")
ATTRS = {
    "file": "jobs.csv",
    "sha256": "ab" * 32,
    "method": {"threshold": 1.0, "absent": None},
    "trimmed_regions": ("A", "Å"),
    "exact": True,
    "seed": 2**40,
}


@pytest.fixture
def array() -> xr.DataArray:
    """Two periods, with a missing cell, an infinite one and names beside the codes."""
    values = [[[1 / 3, np.nan], [np.inf, -0.0]], [[1e-300, 2.5], [123456789.123456789, 4.0]]]
    return xr.DataArray(
        values,
        dims=("period", "region", "industry"),
        coords={
            "period": [2015, 2020],
            "region": ["FI1D", "SE12"],
            "industry": ["C10", "C16"],
            "region_name": ("region", ["Itä-Suomi", "=1+1"]),
            "industry_name": ("industry", ["Food", None]),
        },
        name="location_quotient",
        attrs=ATTRS,
    )


@pytest.fixture
def dataset() -> xr.Dataset:
    """Variables of different dims, as the complexity of regions and of industries."""
    eci = xr.DataArray([0.5, -0.5], dims="region", coords={"region": ["A", "B"]}, attrs={"n": 2})
    pci = xr.DataArray([1.5, np.nan], dims="industry", coords={"industry": ["10", "11"]})
    return xr.Dataset({"eci": eci, "pci": pci}, attrs={"sign": "diversity"})


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_csv_is_long_with_12_digits_empty_for_missing_and_labels_beside_codes(
    array: xr.DataArray, tmp_path: Path
) -> None:
    write_result(array, tmp_path / "r.csv")
    head = ["period", "region", "region_name", "industry", "industry_name", "location_quotient"]
    assert cells(tmp_path / "r.csv") == [
        head,
        ["2015", "FI1D", "Itä-Suomi", "C10", "Food", "0.333333333333"],
        ["2015", "FI1D", "Itä-Suomi", "C16", "", ""],
        ["2015", "SE12", "'=1+1", "C10", "Food", "inf"],
        ["2015", "SE12", "'=1+1", "C16", "", "0"],
        ["2020", "FI1D", "Itä-Suomi", "C10", "Food", "1e-300"],
        ["2020", "FI1D", "Itä-Suomi", "C16", "", "2.5"],
        ["2020", "SE12", "'=1+1", "C10", "Food", "123456789.123"],
        ["2020", "SE12", "'=1+1", "C16", "", "4"],
    ]


def test_csv_has_its_attrs_beside_it(array: xr.DataArray, tmp_path: Path) -> None:
    write_result(array, tmp_path / "r.csv", attrs={"command": "terttu measure"})
    known = json.loads((tmp_path / "r.csv.json").read_text(encoding="utf-8"))
    own = {**ATTRS, "trimmed_regions": ["A", "Å"], "dims": ["period", "region", "industry"]}
    assert known == {"command": "terttu measure", "variables": {"location_quotient": own}}


def test_single_precision_is_written_as_short_as_it_reads_back(
    array: xr.DataArray, tmp_path: Path
) -> None:
    write_result(array.astype("float32"), tmp_path / "r.csv")
    read = [row[-1] for row in cells(tmp_path / "r.csv")[1:]]
    kept = [np.float32(v) if v else np.float32("nan") for v in read]
    assert np.array_equal(kept, array.values.astype("float32").ravel(), equal_nan=True)
    assert read[0] == "0.33333334"


def test_parquet_keeps_every_bit_and_its_attrs(array: xr.DataArray, tmp_path: Path) -> None:
    write_result(array, tmp_path / "r.parquet")
    frame = pl.read_parquet(tmp_path / "r.parquet")
    assert frame.equals(long_frame(array))
    assert frame["location_quotient"][0] == 1 / 3
    assert frame["region_name"][2] == "=1+1"
    known = json.loads(pl.read_parquet_metadata(tmp_path / "r.parquet")["terttu"])
    assert known["variables"]["location_quotient"]["sha256"] == ATTRS["sha256"]


def test_workbook_holds_numbers_as_numbers_and_no_formula(
    array: xr.DataArray, tmp_path: Path
) -> None:
    write_result(array, tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["location_quotient", "about"]
    grid = list(book["location_quotient"].iter_rows())
    assert [c.value for c in grid[0]][-1] == "location_quotient"
    assert [row[-1].value for row in grid[1:5]] == [pytest.approx(1 / 3, rel=1e-15), None, "inf", 0]
    risky = grid[3][2]
    assert (risky.value, risky.data_type, risky.quotePrefix) == ("=1+1", "s", True)
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert about["location_quotient: file"] == "jobs.csv"
    assert json.loads(about["location_quotient: method"]) == ATTRS["method"]


def test_workbook_has_a_sheet_for_all_variables_of_the_same_dims(
    dataset: xr.Dataset, tmp_path: Path
) -> None:
    write_result(dataset.assign(rank=("region", [1, 2])), tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["eci, rank", "pci", "about"]
    assert list(book["eci, rank"].values) == [
        ("region", "eci", "rank"),
        ("A", 0.5, 1),
        ("B", -0.5, 2),
    ]


def test_long_attr_is_told_whole_in_a_workbook(array: xr.DataArray, tmp_path: Path) -> None:
    text = "x" * 40_000
    write_result(array, tmp_path / "r.xlsx", attrs={"note": text})
    rows = list(openpyxl.load_workbook(tmp_path / "r.xlsx")["about"].values)
    assert "".join(value for key, value, *_ in rows if key == "note") == text


def test_netcdf_keeps_arrays_labels_and_attrs(array: xr.DataArray, tmp_path: Path) -> None:
    write_result(array, tmp_path / "r.nc", attrs={"flags": (True, False)})
    with xr.open_dataset(tmp_path / "r.nc", engine="scipy") as read:
        again = read["location_quotient"].load()
        assert json.loads(read.attrs["flags"]) == [True, False]
    assert np.array_equal(again.values, array.values, equal_nan=True)
    assert again.dims == array.dims
    assert again["region_name"].values.tolist() == ["Itä-Suomi", "=1+1"]
    assert again["industry_name"].values.tolist() == ["Food", ""]
    assert again["period"].values.tolist() == [2015, 2020]
    assert again.attrs["file"] == "jobs.csv"
    assert json.loads(again.attrs["trimmed_regions"]) == ["A", "Å"]
    assert (again.attrs["exact"], again.attrs["seed"]) == ("true", str(2**40))


@pytest.mark.parametrize("dtype", ["float32", "int64", "bool"])
def test_netcdf_keeps_kinds_of_numbers(array: xr.DataArray, tmp_path: Path, dtype: str) -> None:
    given = (array.fillna(0).where(array < 100, 3)).astype(dtype)
    write_result(given, tmp_path / "r.nc")
    with xr.open_dataset(tmp_path / "r.nc", engine="scipy") as read:
        again = read["location_quotient"].load()
    assert np.array_equal(again.values, given.values)
    assert (again.dtype.kind == "b") == (dtype == "bool")


def test_netcdf_keeps_whole_numbers_beyond_32_bits(tmp_path: Path) -> None:
    given = xr.DataArray([2**40, 1], dims="region", coords={"region": ["A", "B"]})
    write_result(given, tmp_path / "r.nc")
    with xr.open_dataset(tmp_path / "r.nc", engine="scipy") as read:
        assert read["value"].values.tolist() == [2.0**40, 1.0]


def test_variables_of_other_dims_come_one_after_the_other(
    dataset: xr.Dataset, tmp_path: Path
) -> None:
    write_result(dataset, tmp_path / "r.csv")
    assert cells(tmp_path / "r.csv") == [
        ["variable", "region", "industry", "value"],
        ["eci", "A", "", "0.5"],
        ["eci", "B", "", "-0.5"],
        ["pci", "", "10", "1.5"],
        ["pci", "", "11", ""],
    ]
    known = json.loads((tmp_path / "r.csv.json").read_text())
    assert (known["sign"], known["variables"]["eci"]["n"]) == ("diversity", 2)


def test_matrix_and_number_without_dims_are_written(tmp_path: Path) -> None:
    number = xr.DataArray(0.25, coords={"period": 2015}, name="nestedness")
    assert long_frame(number).rows() == [(2015, 0.25)]
    codes = ["10", "11"]
    coords = {"industry": codes, "industry_2": codes}
    matrix = xr.DataArray([[0.0, 0.5], [0.25, 0.0]], dims=("industry", "industry_2"), coords=coords)
    assert long_frame(matrix).rows() == [
        ("10", "10", 0.0),
        ("10", "11", 0.5),
        ("11", "10", 0.25),
        ("11", "11", 0.0),
    ]


def test_label_of_two_dims_stands_beside_the_cell_it_belongs_to(array: xr.DataArray) -> None:
    flags = [["a", "b"], ["c", "d"]]
    flagged = array.isel(period=0).assign_coords(flag=(("industry", "region"), flags))
    frame = long_frame(flagged)
    assert frame.select("region", "industry", "flag").rows() == [
        ("FI1D", "C10", "a"),
        ("FI1D", "C16", "c"),
        ("SE12", "C10", "b"),
        ("SE12", "C16", "d"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_same_result_gives_the_same_bytes(array: xr.DataArray, tmp_path: Path, kind: str) -> None:
    for name in ("one", "two"):
        write_result(array, tmp_path / f"{name}{kind}")
    assert (tmp_path / f"one{kind}").read_bytes() == (tmp_path / f"two{kind}").read_bytes()


@pytest.mark.parametrize("kind", KINDS[:3])
def test_periods_that_come_one_by_one_give_the_same_file(tmp_path: Path, kind: str) -> None:
    whole = employment().rename("jobs").assign_attrs(file="jobs.csv")
    write_result(whole, tmp_path / f"whole{kind}")
    parts = (whole.isel(period=[at]) for at in range(whole.sizes["period"]))
    write_result(parts, tmp_path / f"parts{kind}")
    assert (tmp_path / f"parts{kind}").read_bytes() == (tmp_path / f"whole{kind}").read_bytes()


def test_periods_that_come_one_by_one_are_one_array_in_netcdf(tmp_path: Path) -> None:
    whole = employment().rename("jobs").assign_attrs(file="jobs.csv")
    write_result((whole.sel(period=year) for year in whole["period"]), tmp_path / "r.nc")
    with xr.open_dataset(tmp_path / "r.nc", engine="scipy") as read:
        xr.testing.assert_identical(read["jobs"].load(), whole)


def test_attrs_of_several_periods_are_told_apart() -> None:
    first = {"file": "a", "trimmed_regions": ("X",), "share": 0.5, "variables": {"v": {"n": 1}}}
    second = {
        "file": "a",
        "trimmed_regions": ("Y", "Z"),
        "share": 0.25,
        "variables": {"v": {"n": 2}},
        "warnings": ("few",),
    }
    assert merged_attrs([("2015", first), ("2020", second)]) == {
        "file": "a",
        "trimmed_regions": ["2015:X", "2020:Y", "2020:Z"],
        "share": {"2015": 0.5, "2020": 0.25},
        "variables": {"v": {"n": {"2015": 1, "2020": 2}}},
        "warnings": ["2020:few"],
    }


@pytest.mark.parametrize("kind", KINDS)
def test_failure_leaves_nothing_and_keeps_what_was_there(
    array: xr.DataArray, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / f"r{kind}"
    write_result(array, target)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def broken() -> Iterator[xr.DataArray]:
        yield array
        raise RuntimeError

    with pytest.raises(Exception):  # noqa: B017 - polars wraps it in one of its own
        write_result(broken(), target, overwrite=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("kind", KINDS)
def test_file_that_is_there_is_kept_unless_overwriting(
    array: xr.DataArray, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / f"r{kind}"
    target.write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        write_result(array, target)
    assert target.read_text() == "mine"
    write_result(array, target, overwrite=True)
    assert target.stat().st_size > 100


def test_sidecar_that_is_there_is_kept_too(array: xr.DataArray, tmp_path: Path) -> None:
    (tmp_path / "r.csv.json").write_text("mine")
    with pytest.raises(InputError, match=r"r\.csv\.json exists already"):
        write_result(array, tmp_path / "r.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv.json"]


def test_unusable_targets_are_refused(array: xr.DataArray, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"use \.csv, \.parquet, \.xlsx, \.nc"):
        write_result(array, tmp_path / "r.docx")
    with pytest.raises(InputError, match="no folder"):
        write_result(array, tmp_path / "none" / "r.csv")
    with pytest.raises(InputError, match="no variables"):
        write_result(xr.Dataset(), tmp_path / "r.parquet")
    with pytest.raises(InputError, match="not ndarray"):
        write_result([np.zeros(2)], tmp_path / "r.csv")  # type: ignore[list-item]
    assert list(tmp_path.iterdir()) == []


def test_too_many_rows_for_a_sheet_are_refused(
    array: xr.DataArray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "SHEET_ROWS", 8)
    with pytest.raises(InputError, match="8 rows and a sheet holds 7"):
        write_result(array, tmp_path / "r.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_too_large_variable_for_netcdf_is_refused(
    array: xr.DataArray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "NETCDF_BYTES", 63)
    with pytest.raises(InputError, match="holds 63 bytes a variable"):
        write_result(array, tmp_path / "r.nc")
    assert list(tmp_path.iterdir()) == []


def test_writing_changes_nothing_of_the_result(array: xr.DataArray, tmp_path: Path) -> None:
    before = array.copy(deep=True)
    for kind in KINDS:
        write_result(array, tmp_path / f"r{kind}")
    xr.testing.assert_identical(array, before)


def test_rows_of_a_frame_are_the_cells_of_the_array() -> None:
    x = employment()
    frame = frames(x)["value"]
    for period, region, industry, value in frame.sample(50, seed=1).iter_rows():
        assert x.sel(period=period, region=region, industry=industry).item() == value
    assert frame.height == x.size


def test_results_plot_themselves() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots()
    employment(1).plot(ax=axes)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("industry", "region")
    plt.close(figure)
