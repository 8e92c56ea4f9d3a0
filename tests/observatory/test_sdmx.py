"""SDMX-CSV, old and new: labels beside codes or in one cell, status and confidentiality."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from terttu.observatory.errors import InputError
from terttu.observatory.reading.tables import read_flags, read_table

HEADER_1 = "DATAFLOW,LAST UPDATE,freq,nace_r2,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
FLOW_1 = "ESTAT:X(1.0),22/05/26 11:00:00,A"
ROWS_1 = (
    f"{FLOW_1},C10,FI1D1,2020,12,,\n"
    f"{FLOW_1},C10,FI1D2,2020,0,n,F\n"
    f"{FLOW_1},C16,FI1D1,2020,,c,\n"
    f"{FLOW_1},C16,FI1D2,2020,8,,C\n"
)


def written(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_eurostat_csv_has_flags_and_confidential_figures_are_missing(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER_1 + ROWS_1)
    x = read_table(path, absent="zero")
    assert x.sel(industry="C10").to_numpy().tolist() == [[12.0, 0.0]]
    assert np.isnan(x.sel(industry="C16").to_numpy()).all()
    assert read_flags(path).to_numpy().tolist() == [[["", "c"], ["n F", "C"]]]
    assert x.attrs["industry_scheme"] == "NACE Rev. 2"


@pytest.mark.parametrize("status", ["H", "K", "L", "M", "O", "Q"])
def test_status_of_a_missing_figure_makes_it_missing(tmp_path: Path, status: str) -> None:
    text = (
        "STRUCTURE,STRUCTURE_ID,ACTION,ACTIVITY,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
        f"dataflow,X:Y(1.0),I,C,FI1D1,2020,0,{status}\n"
        "dataflow,X:Y(1.0),I,D,FI1D1,2020,0,A\n"
    )
    x = read_table(written(tmp_path, text))
    assert np.isnan(x.to_numpy()).tolist() == [[[True, False]]]


def test_labels_in_columns_of_their_own_come_along(tmp_path: Path) -> None:
    text = (
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,ACTIVITY,Economic "
        "activity,SEX,Sex,TIME_PERIOD,Time period,OBS_VALUE,Observation value,OBS_STATUS,"
        "Observation status,UNIT_MULT,Unit multiplier\n"
        "DATAFLOW,X:Y(1.0),Jobs,I,FI1D1,Etelä-Savo,C,Manufacturing,_T,Total,2020,,7,,A,Normal,0,U\n"
        "DATAFLOW,X:Y(1.0),Jobs,I,FI1D1,Etelä-Savo,C,Manufacturing,F,Female,2020,,3,,A,Normal,0,U\n"
    )
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=r"'SEX' has 2 values.*: _T \(Total\), F \(Female\)"):
        read_table(path)
    x = read_table(path, where={"SEX": "Female"})
    assert (x.item(), x["region_label"].item(), x["industry_label"].item()) == (
        3.0,
        "Etelä-Savo",
        "Manufacturing",
    )


def test_labels_in_the_cell_of_the_code_come_along(tmp_path: Path) -> None:
    text = (
        "STRUCTURE[;],STRUCTURE_ID,ACTION,FREQ:Frequency,REF_AREA: Reference area,"
        "ACTIVITY: Economic activity,TIME_PERIOD:Time period,OBS_VALUE:Value,OBS_STATUS: Status\n"
        "dataflow,X:Y(1.0): Jobs,I,A: Annual,FI1D1: Etelä-Savo,C: Manufacturing,2020,7,A: Normal\n"
    )
    x = read_table(written(tmp_path, text))
    assert (x.item(), x["region"].item(), x["region_label"].item()) == (7.0, "FI1D1", "Etelä-Savo")


def test_figures_in_several_units_are_refused(tmp_path: Path) -> None:
    text = (
        "DATAFLOW,ACTIVITY,REF_AREA,TIME_PERIOD,OBS_VALUE,UNIT_MULT\n"
        "X,C,FI1D1,2020,7,0\nX,D,FI1D1,2020,7,3\n"
    )
    with pytest.raises(InputError, match="'UNIT_MULT' has 2 values"):
        read_table(written(tmp_path, text))


def test_rows_that_delete_others_are_refused(tmp_path: Path) -> None:
    text = (
        "STRUCTURE,STRUCTURE_ID,ACTION,ACTIVITY,REF_AREA,TIME_PERIOD,OBS_VALUE\n"
        "dataflow,X:Y(1.0),D,C,FI1D1,2020,7\n"
    )
    with pytest.raises(InputError, match="delete others"):
        read_table(written(tmp_path, text))
