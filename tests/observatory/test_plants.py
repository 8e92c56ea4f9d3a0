"""Plants counted from any frame: sums, plants' Herfindahl index, missing sizes."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from observatory.goldens import GOLDEN
from observatory.structures import close

from terttu.observatory.errors import InputError
from terttu.observatory.measures.agglomeration import ellison_glaeser
from terttu.observatory.measures.plants import plant_table

FIRMS = pl.read_csv(GOLDEN / "inputs/firms.csv")


def test_the_sums_are_those_of_the_rows():
    counted = plant_table(FIRMS, size="emp")
    for (region, industry), plants in FIRMS.group_by("region", "industry"):
        assert counted.x.sel(region=region, industry=industry) == plants["emp"].sum()
    assert counted.x.sum() == FIRMS["emp"].sum()
    for (industry,), plants in FIRMS.group_by("industry"):
        line = counted.sel(industry=industry)
        z = plants["emp"].to_numpy() / plants["emp"].sum()
        assert line.plants == len(z)
        assert line.herfindahl.item() == pytest.approx((z**2).sum(), rel=1e-14)
        assert line.fourth_moment.item() == pytest.approx((z**4).sum(), rel=1e-14)


def test_any_frame_gives_the_same():
    pandas, duckdb = pytest.importorskip("pandas"), pytest.importorskip("duckdb")
    expected = plant_table(FIRMS, size="emp")
    assert plant_table(FIRMS.lazy(), size="emp").identical(expected)
    frame = pandas.DataFrame(FIRMS.to_dict(as_series=False))
    close(plant_table(frame, size="emp"), expected)
    path = GOLDEN / "inputs/firms.csv"
    close(plant_table(duckdb.read_csv(str(path)), size="emp"), expected)


def test_periods_are_counted_apart():
    later = FIRMS.filter(pl.col("region") != "R01")
    frame = pl.concat([FIRMS.with_columns(year=2010), later.with_columns(year=2015)])
    counted = plant_table(frame, size="emp", period="year")
    assert counted.x.dims == ("period", "region", "industry")
    assert (counted.x.sel(period=2015, region="R01") == 0).all()
    first = plant_table(FIRMS, size="emp")
    close(counted.sel(period=2010, drop=True), first)
    index = ellison_glaeser(counted)
    close(index.sel(period=2010, drop=True), ellison_glaeser(first))
    assert (index.plants.sel(period=2015) < index.plants.sel(period=2010)).any()


@pytest.mark.parametrize("unknown", [None, float("nan")])
def test_a_plant_without_a_size_is_missing_and_not_small(unknown):
    frame = pl.DataFrame(
        {
            "region": ["N", "N", "S", "S", "S"],
            "industry": ["C", "C", "C", "J", "J"],
            "employment": [10.0, unknown, 30.0, 5.0, 5.0],
        },
        strict=False,
    )
    counted = plant_table(frame)
    assert counted.x.values.tolist()[1] == [30, 10]
    assert np.isnan(counted.x.values[0, 0])
    assert counted.x.values[0, 1] == 0
    assert counted.plants.values.tolist() == [3, 2]
    assert counted.herfindahl.isnull().values.tolist() == [True, False]
    assert counted.fourth_moment.values[1] == pytest.approx(2 / 16)
    assert counted.attrs["missing_share"] == 0.25
    assert ellison_glaeser(counted).gamma.isnull().values[0]


def test_columns_may_have_any_name():
    frame = FIRMS.rename({"region": "rows", "industry": "unknown", "emp": "power_2"})
    counted = plant_table(frame, region="rows", industry="unknown", size="power_2")
    assert counted.identical(plant_table(FIRMS, size="emp"))


def test_large_plants_do_not_overflow():
    frame = pl.DataFrame({"region": ["N"] * 2, "industry": ["C"] * 2, "employment": [10**6] * 2})
    assert plant_table(frame).fourth_moment.item() == 2 / 16


def test_errors_say_what_to_do():
    with pytest.raises(InputError, match="employment"):
        plant_table(FIRMS)
    with pytest.raises(InputError, match="below zero"):
        plant_table(FIRMS.with_columns(emp=-pl.col("emp")), size="emp")
    with pytest.raises(InputError, match="no region"):
        plant_table(FIRMS.with_columns(region=pl.lit(None, pl.String)), size="emp")
