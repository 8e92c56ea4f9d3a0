"""CSV of PxWeb: titles, Latin-1, years in the headings, codes before names, dots for missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from terttu.observatory.errors import InputError
from terttu.observatory.reading.tables import read_table

JOBS = Path(__file__).parent / "formats" / "pxweb_jobs.csv"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_headings_with_years_become_periods_and_codes_keep_their_names() -> None:
    x = read_table(JOBS)
    assert x["period"].to_numpy().tolist() == [2017, 2018]
    assert x["region"].to_numpy().tolist() == ["KU090", "KU491"]
    assert x["region_label"].to_numpy().tolist() == ["Heinävesi", "Mikkeli"]
    assert x["industry"].to_numpy().tolist() == ["A", "C"]
    assert x["industry_label"].to_numpy().tolist()[1] == "Teollisuus"
    assert float(x.sel(period=2017, region="KU090", industry="C")) == 150.0
    assert np.isnan(x.sel(period=2018, industry="A").to_numpy()).all()


def test_several_contents_must_be_chosen_from(tmp_path: Path) -> None:
    text = (
        '"Alue","Toimiala","2017 Työpaikat","2017 Yritykset","2018 Työpaikat","2018 Yritykset"\n'
        '"049 Espoo","C Teollisuus",10,2,11,3\n'
    )
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=r"'heading' has 2 values.*: Työpaikat, Yritykset"):
        read_table(path)
    x = read_table(path, where={"heading": "Yritykset"})
    assert x.to_numpy().ravel().tolist() == [2.0, 3.0]


def test_headings_may_be_the_industries(tmp_path: Path) -> None:
    text = '"Alue","2017 C Teollisuus","2017 G Kauppa"\n"049 Espoo",10,2\n"091 Helsinki",5,"."\n'
    x = read_table(written(tmp_path, text), industry="heading")
    assert x["industry"].to_numpy().tolist() == ["C", "G"]
    assert x["industry_label"].to_numpy().tolist() == ["Teollisuus", "Kauppa"]
    assert x.sel(region="049").to_numpy().tolist() == [[10.0, 2.0]]


@pytest.mark.parametrize("period", ["2020M01", "2020Q1", "2020-01"])
def test_other_periods_are_known_in_headings(tmp_path: Path, period: str) -> None:
    text = f"alue;toimiala;{period};2019\nA;10;1;2\n"
    assert read_table(written(tmp_path, text)).sel(period=period).item() == 1.0


def test_long_form_is_read_as_any_csv(tmp_path: Path) -> None:
    text = '"Alue","Toimiala","Vuosi","Arvo"\n"KU049 Espoo","C Teollisuus","2017",10\n'
    x = read_table(written(tmp_path, text, "latin-1"))
    assert (x.sel(region="KU049", industry="C").item(), x["period"].item()) == (10.0, 2017)


def test_names_without_codes_stay_names(tmp_path: Path) -> None:
    text = '"Alue","Toimiala","2017","2018"\n"A Coruña","10",1,2\n"Madrid","10",3,4\n'
    assert read_table(written(tmp_path, text))["region"].to_numpy().tolist() == [
        "A Coruña",
        "Madrid",
    ]


def test_total_without_a_code_stays_beside_codes_and_can_be_left_out(tmp_path: Path) -> None:
    text = '"Alue","TOL","2017","2018"\n"KOKO MAA","10",9,9\n"049 Espoo","10",1,2\n"091 Helsinki","10",3,4\n'
    path = written(tmp_path, text)
    assert "KOKO MAA" in read_table(path)["region"].to_numpy()
    assert read_table(path, exclude_regions=["KOKO MAA"])["region"].to_numpy().tolist() == [
        "049",
        "091",
    ]
    with pytest.raises(InputError, match="no region 'Narnia' to exclude"):
        read_table(path, exclude_regions=["Narnia"])


def test_columns_of_years_are_read_from_frames_and_parquet(tmp_path: Path) -> None:
    import polars as pl

    frame = pl.DataFrame({"region": ["A"], "industry": ["10"], "2019": [5], "2020": [6.5]})
    frame.write_parquet(tmp_path / "table.parquet")
    for source in (frame, tmp_path / "table.parquet"):
        assert read_table(source).to_numpy().ravel().tolist() == [5.0, 6.5]


def test_a_column_that_is_named_as_the_value_is_taken_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "region,industry,2019,2020\nA,10,5,6\n")
    x = read_table(path, value="2020")
    assert (x.to_numpy().ravel().tolist(), x["period"].item()) == ([6.0], 0)


def test_text_in_a_column_of_years_names_the_row_of_the_file(tmp_path: Path) -> None:
    text = '"Otsikko"\n\n"Alue","TOL","2019","2020"\n"A","10",1,2\n"B","10",1,"paljon"\n'
    with pytest.raises(InputError, match="row 5: 'paljon'"):
        read_table(written(tmp_path, text))
