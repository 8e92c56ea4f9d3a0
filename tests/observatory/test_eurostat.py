"""Tables of Eurostat's bulk download: flags are kept, what is confidential is missing."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from terttu.observatory.errors import InputError
from terttu.observatory.reading.tables import read_flags, read_table

GDP = Path(__file__).parent / "formats" / "eurostat_gdp.tsv"
HEADER = "freq,nace_r2,geo\\TIME_PERIOD\t2019 \t2020 \n"
CELLS = (
    "A,C10,FI1D1\t12 \t: c\nA,C10,FI1D2\t0 n\t7.5 bd\nA,C16,FI1D1\t: \t9 c\nA,C16,FI1D2\t1e3 \t3\n"
)


def written(folder: Path, text: str, name: str = "table.tsv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_real_table_is_read_for_a_unit_and_a_level() -> None:
    x = read_table(GDP, industry="", where={"unit": "MIO_EUR"}, nuts=3)
    assert x.dims == ("period", "region")
    assert x.sel(region="FI1D1").to_numpy().tolist()[:3] == [4737.94, 4689.33, 4817.62]
    assert np.isnan(float(x.sel(region="FI1D1", period=2022)))
    assert (x.attrs["flags"], x.attrs["region_scheme"]) == ({"p": 2}, "NUTS")
    assert x["region"].attrs["scheme"] == "NUTS"


def test_flags_stand_where_the_figures_stand() -> None:
    flags = read_flags(GDP, industry="", where={"unit": "MIO_EUR"}, nuts=3)
    assert flags.dims == ("period", "region")
    assert flags.sel(region="FR101").to_numpy().tolist() == ["", "", "p", ""]


def test_colon_and_c_are_missing_and_a_flagged_zero_stays(tmp_path: Path) -> None:
    x = read_table(written(tmp_path, HEADER + CELLS), absent="zero").transpose(
        "industry", "region", "period"
    )
    assert np.isnan(x.to_numpy()).tolist() == [
        [[False, True], [False, False]],
        [[True, True], [False, False]],
    ]
    assert x.to_numpy()[0, 1].tolist() == [0.0, 7.5]
    assert x.attrs["flags"] == {"c": 2, "n": 1, "bd": 1}
    assert x.attrs["industry_scheme"] == "NACE Rev. 2"


def test_packed_table_is_the_same(tmp_path: Path) -> None:
    plain = read_table(written(tmp_path, HEADER + CELLS))
    packed = tmp_path / "table.tsv.gz"
    packed.write_bytes(gzip.compress((HEADER + CELLS).encode()))
    assert read_table(packed).equals(plain)


def test_older_heading_is_known(tmp_path: Path) -> None:
    text = "unit,nace_r2,geo\\time\t2019 \nNR,C10,FI1D1\t12 \n"
    assert read_table(written(tmp_path, text)).to_numpy().tolist() == [[[12.0]]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEADER + "A,C10\t1 \t2 \n", "row 2: 'A,C10' does not have the 3 parts"),
        (HEADER + "A,C10,FI1D1\t1 \tmany\n", "row 2: 'many' is no figure with flags"),
        (HEADER + "A,C10,FI1D1\t1 \t1.2.3\n", "'1.2.3' is no figure"),
        (HEADER + "A,C10,FI1D1\t1 \t-2 \n", "row 2: the value in 'value' is negative"),
        ("freq,geo,geo\\TIME_PERIOD\t2019 \nA,B,C\t1\n", "names a dimension or a period twice"),
        (HEADER, "has a header but no rows"),
        (HEADER + "A,C10,FI1D1\t1 \t2 \t3\n", "has lines longer than its heading"),
        (HEADER.replace("2020", "2019"), "names a dimension or a period twice"),
        (
            HEADER + "A,C10,FI1D1\t1 \t2 \nQ,C10,FI1D1\t1 \t2 \n",
            "'freq' has 2 values, so that a cell would have several figures: A, Q. Choose one",
        ),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        read_table(written(tmp_path, text))
    assert sentence in str(error.value)


def test_packed_file_is_unpacked_to_the_limit_only(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tsv.gz"
    path.write_bytes(gzip.compress(HEADER.encode() + b"0" * 3_000_000))
    with pytest.raises(InputError, match="or more when unpacked, over the limit of 1,000,000"):
        read_table(path, max_bytes=1_000_000)


def test_damaged_packing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv.gz"
    path.write_bytes(gzip.compress((HEADER + CELLS).encode())[:-9])
    with pytest.raises(InputError, match="cannot be unpacked"):
        read_table(path)


def test_table_without_flags_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, "region,industry,value\nA,10,5\n", "table.csv")
    with pytest.raises(InputError, match="has no flags"):
        read_flags(path)
