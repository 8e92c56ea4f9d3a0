"""Conversions: totals stay, what is assumed is said, what is lost or missing is not hidden."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st

from terttu.observatory.conversions.conversion import (
    conversion_report,
    convert_industries,
    convert_regions,
    industry_correspondence,
    region_correspondence,
)
from terttu.observatory.conversions.correspondence import (
    EQUAL,
    EQUAL_CLASSES,
    Correspondence,
    find_correspondence,
    for_codes,
    read_correspondence,
)
from terttu.observatory.conversions.vintages import DIVIDED, MERGED, PEOPLE, SUMMED, UNCHANGED
from terttu.observatory.errors import InputError, ObservatoryWarning
from terttu.observatory.reading.tables import read_table

DATA = Path(__file__).parents[2] / "src" / "terttu" / "data"
CLASSES = sorted(find_correspondence("NACE Rev. 2", "NACE Rev. 2.1").shares)
PAIRS = [
    ("NACE Rev. 2", "NACE Rev. 2.1"),
    ("NACE Rev. 2.1", "NACE Rev. 2"),
    ("TOL 2008", "NACE Rev. 2"),
    ("TOL 2008", "ISIC Rev. 4"),
    ("NACE Rev. 2", "ISIC Rev. 4"),
    ("ISIC Rev. 4", "NACE Rev. 2"),
    ("NAICS 2012", "NAICS 2017"),
    ("NAICS 2012", "NAICS 2022"),
    ("NAICS 2022", "NAICS 2012"),
    ("NAICS 2017", "ISIC Rev. 4"),
    ("NAICS 2012", "ISIC Rev. 4"),
]


def industries(figures: dict[str, float], scheme: str = "NACE Rev. 2") -> xr.DataArray:
    x = xr.DataArray([list(figures.values())], dims=("region", "industry"))
    x = x.assign_coords(region=["FI1D1"], industry=list(figures))
    x["industry"].attrs["scheme"] = scheme
    return x


def areas(figures: dict[str, float]) -> xr.DataArray:
    return xr.DataArray(list(figures.values()), dims="region", coords={"region": list(figures)})


@pytest.fixture(scope="module")
def jobs() -> xr.DataArray:
    """Jobs of 2017 by municipality of 2020 and section."""
    return read_table(
        DATA / "finland" / "jobs_municipality_section_2017.csv",
        region="municipality_code",
        industry="section",
        value="jobs",
        exclude=["X"],
        schemes={"region": "kunta 2020", "industry": "NACE Rev. 2"},
    )


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_parts_of_every_published_code_add_up_to_one(source: str, target: str) -> None:
    found = find_correspondence(source, target)
    sums = {code: sum(parts.values()) for code, parts in found.shares.items()}
    wrong = [code for code, total in sums.items() if abs(total - 1) > 1e-12]
    # The copy of the table from NAICS to ISIC has no row for industrial moulds.
    assert wrong == (["333511"] if (source, target) == ("NAICS 2012", "ISIC Rev. 4") else [])


@settings(deadline=None)
@given(
    figures=st.dictionaries(st.sampled_from(CLASSES), st.floats(0, 1e6), min_size=1, max_size=30),
    digits=st.integers(2, 4),
)
def test_totals_stay_at_every_level_and_on_the_way_back(
    figures: dict[str, float], digits: int
) -> None:
    own: dict[str, float] = {}
    for code, value in figures.items():
        own[code[:digits]] = own.get(code[:digits], 0) + value
    x = industries(own)
    y = convert_industries(x, to="NACE Rev. 2.1")
    back = convert_industries(y, to="NACE Rev. 2")
    np.testing.assert_allclose([y.sum(), back.sum()], [x.sum()] * 2, rtol=1e-12)
    assert {len(str(code).replace(".", "")) for code in back["industry"].values} == {digits}


def test_code_with_several_targets_is_split_and_said_to_be() -> None:
    x = industries({"62.01": 40.0, "10.11": 10.0})
    found = industry_correspondence(x, to="NACE Rev. 2.1")
    y = convert_industries(x, found)
    assert y.sel(region="FI1D1").to_dict()["data"] == [10.0, 40.0]
    assert y.attrs["assumptions"] == ()
    x = industries({"45.11": 40.0, "10.11": 10.0})
    y = convert_industries(x, to="NACE Rev. 2.1")
    assert float(y.sum()) == 50.0
    assert y.sizes["industry"] > 2
    assert y.attrs["assumptions"] == (EQUAL,)
    assert (y.attrs["converted_whole"], y.attrs["converted_split"]) == (0.2, 0.8)
    assert (y.attrs["industry_scheme"], y["industry"].attrs["scheme"]) == ("NACE Rev. 2.1",) * 2


def test_divisions_go_where_their_classes_go() -> None:
    found = industry_correspondence(["C10", "G45"], from_="nace_r2", to="nace_r2_1")
    assert {code: set(parts) for code, parts in found.shares.items()} == {
        "C10": {"C10", "C11"},
        "G45": {"G46", "G47", "T95"},
    }
    assert found.assumptions == (EQUAL, EQUAL_CLASSES)


def test_weights_decide_the_parts() -> None:
    x = industries({"45": 30.0})
    weights = {"46": 1.0, "47": 2.0, "95": 0.0}
    y = convert_industries(x, to="NACE Rev. 2.1", weights=weights)
    assert dict(zip(y["industry"].values.tolist(), y.values[0].tolist(), strict=True)) == {
        "46": 10.0,
        "47": 20.0,
        "95": 0.0,
    }
    assert "in proportion to the weights given" in y.attrs["assumptions"][0]
    same = xr.DataArray(list(weights.values()), dims="industry", coords={"industry": list(weights)})
    assert convert_industries(x, to="NACE Rev. 2.1", weights=same).equals(y)
    with pytest.raises(InputError, match="no figure for '47'"):
        convert_industries(x, to="NACE Rev. 2.1", weights={"46": 1.0})


def test_target_with_a_missing_part_is_missing_but_for_a_part_of_zero() -> None:
    x = industries({"45": np.nan, "46": 5.0, "10": 7.0})
    y = convert_industries(x, to="NACE Rev. 2.1").sel(region="FI1D1")
    assert np.isnan([y.sel(industry=code).item() for code in ("46", "47", "95")]).all()
    assert y.sel(industry="10").item() < 7.0
    assert y.attrs["converted_hidden"] == pytest.approx(5.0 / 12.0)
    assert y.attrs["missing_share"] == pytest.approx(float(np.isnan(y).mean()))
    weighted = convert_industries(
        x, to="NACE Rev. 2.1", weights={"46": 0.0, "47": 1.0, "95": 0.0, "10": 1.0, "11": 0.0}
    ).sel(region="FI1D1")
    assert weighted.sel(industry="46").item() == 5.0
    report = conversion_report(x, industry_correspondence(x, to="NACE Rev. 2.1"))
    assert report["known_part"].sel(industry="46", region="FI1D1").item() == 5.0


def test_figures_without_a_target_are_lost_with_a_warning_and_a_report() -> None:
    x = industries({"10.11": 75.0, "99.98": 25.0})
    found = industry_correspondence(x, to="NACE Rev. 2.1")
    with pytest.warns(ObservatoryWarning, match=r"1 of the codes \(99.98\).*25.00% of the total"):
        y = convert_industries(x, found)
    assert (float(y.sum()), y.attrs["converted_lost"]) == (75.0, 0.25)
    report = conversion_report(x, found)
    assert (float(report["whole"]), float(report["lost"])) == (0.75, 0.25)
    assert report.attrs["lost_codes"] == ("99.98",)
    assert report["targets"].to_numpy().tolist() == [1, 0]


def test_report_gives_shares_by_period() -> None:
    x = industries({"45": 1.0, "10.1": 1.0}).expand_dims(period=[2020, 2021]).copy()
    x["industry"] = ["45", "01"]
    x[1, 0, 0] = 3.0
    report = conversion_report(x, industry_correspondence(x, from_="nace2", to="nace21"))
    assert report["split"].to_numpy().tolist() == [0.5, 0.75]
    total = report["whole"] + report["split"] + report["lost"]
    np.testing.assert_allclose(total, 1)


@pytest.mark.parametrize(
    ("source", "target", "code", "expected"),
    [
        ("TOL 2008", "NACE Rev. 2", "01131", {"01.13": 1.0}),
        ("TOL 2008", "NACE Rev. 2", "0113", {"01.13": 1.0}),
        ("TOL 2008", "ISIC Rev. 4", "01", {"01": 1.0}),
        ("NACE Rev. 2", "ISIC Rev. 4", "A", {"A": 1.0}),
        ("NAICS 2017", "ISIC Rev. 4", "111160", {"0112": 1.0}),
        ("NAICS 2012", "NAICS 2017", "211111", {"211120": 0.5, "211130": 0.5}),
    ],
)
def test_single_codes(source: str, target: str, code: str, expected: dict[str, float]) -> None:
    assert dict(industry_correspondence([code], from_=source, to=target).shares[code]) == expected


def test_sectors_of_naics_that_span_several_numbers_are_known() -> None:
    found = industry_correspondence(
        ["31-33", "11"], from_="NAICS 2017", to="ISIC Rev. 4", level="section"
    )
    assert found.shares["31-33"]["C"] > 0.99
    assert found.shares["11"]["A"] > 0.98


def test_own_correspondence_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("old,new,part\nA,P,1\nA,Q,3\nB,Q,2\n", encoding="utf-8")
    found = read_correspondence(
        path, source="old", target="new", weight="part", target_scheme="own 2"
    )
    y = convert_industries(industries({"A": 8.0, "B": 1.0}), found)
    assert y.to_numpy().tolist() == [[2.0, 7.0]]
    assert "own.csv" in y.attrs["assumptions"][0]
    assert y["industry"].attrs["scheme"] == "own 2"
    path.write_text("source,target\nA,P\nA,Q\nB,Q\n", encoding="utf-8")
    assert convert_industries(industries({"A": 8.0, "B": 1.0}), path).to_numpy().tolist() == [
        [4.0, 5.0]
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("source,goal\nA,B\n", "no column 'target'"),
        ("source,target\n", "no column 'source' with rows"),
        ("source,target\nA,B\nA,B\n", "row 3: 'A' to 'B' occurs twice"),
        ("source,target\nA,\n", "row 2: a code is empty"),
    ],
)
def test_bad_correspondence_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=sentence):
        read_correspondence(path)


@pytest.mark.parametrize("weight", ["-1", "many", "inf", "nan", ""])
def test_bad_weight_is_refused(tmp_path: Path, weight: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"source,target,w\nA,B,{weight}\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 2: the weight"):
        read_correspondence(path, weight="w")


def test_what_cannot_be_converted_is_said() -> None:
    x = industries({"10": 1.0})
    with pytest.raises(InputError, match=r"No correspondence from 'NACE Rev\. 2' to 'SITC'"):
        convert_industries(x, to="SITC")
    with pytest.raises(InputError, match="Say what to convert to"):
        convert_industries(x)
    with pytest.raises(InputError, match="industry has no scheme"):
        convert_industries(x.assign_coords(industry=["10"]).drop_attrs(), to="NACE Rev. 2.1")
    with pytest.raises(InputError, match="None of the codes"):
        convert_industries(industries({"ZZZ": 1.0}), to="NACE Rev. 2.1")
    with pytest.raises(InputError, match="several levels"):
        convert_industries(industries({"A": 1.0, "10": 1.0}), to="NACE Rev. 2.1")
    with pytest.raises(InputError, match="is no level of NAICS 2012"):
        industry_correspondence(["10"], from_="NACE Rev. 2", to="NAICS 2012", level="division")
    with pytest.raises(InputError, match="no region to convert"):
        convert_regions(x.isel(region=0), from_="kunta 2020", to="kunta 2021")


def test_municipalities_of_etela_savo_are_14_then_12_then_11(jobs: xr.DataArray) -> None:
    of_year = {}
    for year in (2020, 2021, 2025):
        x = convert_regions(jobs, to=f"kunta {year}")
        regions = region_correspondence(x, to=f"maakunta {year}")
        own = [code for code, parts in regions.shares.items() if set(parts) == {"10"}]
        of_year[year] = (len(own), float(x.sel(region=own).sum()))
        assert float(x.sum()) == float(jobs.sum())
    assert {year: count for year, (count, _) in of_year.items()} == {2020: 14, 2021: 12, 2025: 11}
    moved = float(jobs.sel(region=["090", "171"]).sum())
    assert of_year[2020][1] - of_year[2021][1] == moved
    assert of_year[2021][1] == of_year[2025][1]


def test_mergers_are_added_up_and_said() -> None:
    y = convert_regions(
        areas({"507": 7.0, "588": 2.0, "491": 1.0}), from_="kunta 2024", to="kunta 2025"
    )
    assert dict(zip(y["region"].values.tolist(), y.values.tolist(), strict=True)) == {
        "491": 1.0,
        "507": 9.0,
    }
    assert y.attrs["assumptions"] == (MERGED,)
    assert (y.attrs["converted_whole"], y["region"].attrs["scheme"]) == (1.0, "kunta 2025")


def test_merger_with_a_missing_part_is_missing() -> None:
    y = convert_regions(areas({"507": 7.0, "588": np.nan}), from_="kunta 2024", to="kunta 2025")
    assert np.isnan(y.item())


def test_merger_is_undone_with_weights_alone() -> None:
    x = areas({"507": 9.0, "491": 1.0})
    with pytest.raises(
        InputError, match=r"507 of kunta 2025 was divided by kunta 2024 \(Pertunmaa"
    ):
        convert_regions(x, from_="kunta 2025", to="kunta 2024")
    weights = {"507": 2.0, "588": 1.0, "491": 5.0}
    y = convert_regions(x, from_="kunta 2025", to="kunta 2024", weights=weights)
    assert dict(zip(y["region"].values.tolist(), y.values.tolist(), strict=True)) == {
        "491": 1.0,
        "507": 6.0,
        "588": 3.0,
    }
    assert y.attrs["assumptions"] == (DIVIDED,)
    with pytest.raises(InputError, match="lack the municipality 588"):
        convert_regions(x, from_="kunta 2025", to="kunta 2024", weights={"507": 2.0, "491": 1.0})


def test_total_of_a_divided_region_needs_municipal_figures(jobs: xr.DataArray) -> None:
    regions = convert_regions(jobs, to="maakunta 2020")
    expected = convert_regions(jobs, to="maakunta 2021")
    with pytest.raises(InputError, match=r"10 of maakunta 2020.*Heinävesi, Joroinen apart"):
        convert_regions(regions.sel(region=["10"]), to="maakunta 2021")
    by_industry = convert_regions(regions, to="maakunta 2021", weights=jobs.isel(period=0))
    np.testing.assert_allclose(by_industry, expected, rtol=1e-12)
    together = convert_regions(
        regions, to="maakunta 2021", weights=jobs.isel(period=0).sum("industry")
    )
    np.testing.assert_allclose(together.sum("industry"), expected.sum("industry"), rtol=1e-12)
    assert not np.allclose(together, expected)


def test_etela_savo_changes_its_nuts_code_with_its_border(jobs: xr.DataArray) -> None:
    old = convert_regions(jobs, to="NUTS 2021").sum("industry", keep_attrs=True)
    exact = convert_regions(jobs, to="NUTS 2024").sum("industry")
    assert {"FI1D1"} <= set(old["region"].values)
    by_people = convert_regions(old, from_="NUTS 2021", to="NUTS 2024")
    assert by_people.attrs["assumptions"] == (SUMMED, PEOPLE, UNCHANGED)
    np.testing.assert_allclose(by_people.sum(), jobs.sum(), rtol=1e-12)
    assert by_people.sel(region="FI1DA").item() == pytest.approx(
        exact.sel(region="FI1DA").item(), rel=0.02
    )
    weights = jobs.isel(period=0).sum("industry")
    by_jobs = convert_regions(old, from_="NUTS 2021", to="NUTS 2024", weights=weights)
    np.testing.assert_allclose(by_jobs.sortby("region"), exact.sortby("region"), rtol=1e-12)


def test_nuts_goes_from_2016_to_2024_and_back_with_its_total() -> None:
    x = areas({"HR041": 8.0, "ITG27": 5.0, "NO01": 3.0, "PT17": 4.0, "FI1D1": 10.0, "SE110": 1.0})
    y = convert_regions(x, from_="NUTS 2016", to="NUTS 2024")
    assert {"HR050", "ITG2F", "ITG2H", "PT1A", "PT1B", "FI1DA", "SE110"} <= set(y["region"].values)
    assert float(y.sum()) == pytest.approx(31.0, rel=1e-12)
    back = convert_regions(y, to="NUTS 2016")
    assert float(back.sum()) == pytest.approx(31.0, rel=1e-12)
    with pytest.raises(InputError, match="FI1DA is a code of NUTS 2024, not of NUTS 2021"):
        convert_regions(areas({"FI1DA": 1.0}), from_="NUTS 2021", to="NUTS 2024")


def test_nuts_of_several_countries_take_municipal_weights_for_finland(jobs: xr.DataArray) -> None:
    weights = jobs.isel(period=0).sum("industry")
    x = areas({"FI1D1": 10.0, "NL33A": 4.0})
    y = convert_regions(x, from_="NUTS 2021", to="NUTS 2024", weights=weights)
    assert float(y.sum()) == pytest.approx(14.0, rel=1e-12)
    assert set(y.attrs["assumptions"]) == {DIVIDED, PEOPLE, UNCHANGED}


@pytest.mark.parametrize("prefix", ["", "KU"])
def test_codes_may_have_the_letters_of_statistics_finland(prefix: str) -> None:
    x = areas({f"{prefix}090": 1.0, f"{prefix}491": 2.0})
    y = convert_regions(x, from_="kunta 2020", to="maakunta 2021")
    assert y["region"].values.tolist() == (["MK10", "MK12"] if prefix else ["10", "12"])


@pytest.mark.parametrize(
    ("codes", "source", "target", "sentence"),
    [
        (["999"], "kunta 2020", "kunta 2021", "no area '999' in the division kunta 2020"),
        (["911"], "kunta 2020", "kunta 2021", "no area '911'"),
        (["491"], "kunta 2020", "kunta 2031", "'kunta 2031' is no division"),
        (["491"], "kunta 2020", "NUTS 2022", "'NUTS 2022' is no division"),
        (["491"], "communes", "kunta 2021", "'communes' is no division"),
    ],
)
def test_unknown_area_and_division_are_named(
    codes: list[str], source: str, target: str, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        region_correspondence(codes, from_=source, to=target)


def test_changes_of_nuts_name_every_new_and_old_code_once() -> None:
    with (DATA / "areas" / "nuts_changes.csv").open(encoding="utf-8", newline="") as stream:
        rows: list[dict[str, Any]] = list(csv.DictReader(stream))
    pairs = [(row["from_version"], row["source"], row["target"]) for row in rows]
    assert len(set(pairs)) == len(pairs)
    assert all(float(row["people_2021"]) > 0 for row in rows)
    fine: dict[tuple[str, str, str], float] = {}
    for row in rows:
        if len(row["source"]) == 5:
            key = (row["from_version"], row["source"][:4], row["target"][:4])
            fine[key] = fine.get(key, 0) + float(row["people_2021"])
    coarse = {
        p: float(r["people_2021"]) for p, r in zip(pairs, rows, strict=True) if len(p[1]) == 4
    }
    assert all(fine[key] == people for key, people in coarse.items())


@settings(deadline=None)
@given(
    shares=st.lists(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), min_size=4, max_size=4),
    values=st.lists(st.floats(0, 1e9), min_size=4, max_size=4),
)
def test_any_correspondence_keeps_the_total(shares: list[list[float]], values: list[float]) -> None:
    codes = {
        f"S{n}": {f"T{m}": part / sum(row) for m, part in enumerate(row)}
        for n, row in enumerate(shares)
    }
    x = industries(dict(zip(codes, values, strict=True)))
    y = convert_industries(x, Correspondence("", "", codes))
    assert float(y.sum()) == pytest.approx(float(x.sum()), rel=1e-9)


def test_for_codes_leaves_out_what_is_no_code() -> None:
    found = for_codes(find_correspondence("NACE Rev. 2", "NACE Rev. 2.1"), ["10.11", "TOTAL"])
    assert set(found.shares) == {"10.11"}
