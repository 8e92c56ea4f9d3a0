"""The files that ship: their codes meet, their sums are the published ones, each has its line."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

DATA = Path(__file__).parents[2] / "src" / "terttu" / "data"
FINLAND = DATA / "finland"
EUROPE = DATA / "europe"
LANGUAGES = ("fi", "sv", "en")
LARGEST = 4_000_000  # bytes


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def dataset(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "dataset.toml").read_text(encoding="utf-8"))


def features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FINLAND / name).read_text("utf-8"))["features"]
    return found


def entries(content: dict[str, Any]) -> list[dict[str, Any]]:
    listed = [*content["table"], *content["links"], *content["industries"]]
    return [*listed, content["areas"], *content.get("borders", [])]


def municipalities(region: str, year: int) -> set[str]:
    return {
        row["code"]
        for row in rows(FINLAND / "areas.csv")
        if (row["scheme"], row["region"]) == ("kunta", region)
        and int(row["year_from"]) <= year <= int(row["year_to"] or 9999)
    }


def outer_and_holes(feature: dict[str, Any]) -> list[list[list[float]]]:
    shape = feature["geometry"]
    if shape["type"] == "Polygon":
        return list(shape["coordinates"])
    return [ring for polygon in shape["coordinates"] for ring in polygon]


def signed_area(ring: list[list[float]]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


def test_gross_value_added_of_etela_savo_is_the_published_total() -> None:
    table = rows(FINLAND / "region_industry_2014.csv")
    mine = [float(row["gva_meur"]) for row in table if row["region_code"] == "10"]
    assert len(mine) == 30
    assert round(sum(mine), 1) == 3814.6


def test_jobs_of_etela_savo_are_54040_of_which_718_unknown() -> None:
    table = rows(FINLAND / "jobs_municipality_section_2017.csv")
    mine = [row for row in table if row["region_code"] == "10"]
    assert sum(int(row["jobs"]) for row in mine) == 54040
    assert sum(int(row["jobs"]) for row in mine if row["section"] == "X") == 718
    assert len({row["municipality_code"] for row in mine}) == 14


def test_jobs_of_finland_add_up() -> None:
    table = rows(FINLAND / "jobs_municipality_section_2017.csv")
    assert sum(int(row["jobs"]) for row in table) == 2327730
    assert len({row["municipality_code"] for row in table}) == 310


def test_imputed_rents_pay_nobody_and_are_missing_not_zero() -> None:
    table = rows(FINLAND / "region_industry_2014.csv")
    empty = [row["industry_code"] for row in table if not row["compensation_meur"]]
    assert empty == ["68201_68202"] * 19


def test_every_table_uses_the_30_industries() -> None:
    codes = {row["industry_code"] for row in rows(FINLAND / "industries_30.csv")}
    links = rows(FINLAND / "national_input_output_2014.csv")
    occupations = pl.read_parquet(FINLAND / "industry_occupation_2012_2016.parquet")
    assert len(codes) == 30
    assert {row["industry_code"] for row in rows(FINLAND / "region_industry_2014.csv")} == codes
    assert {row["from_industry"] for row in links} == codes
    assert {row["to_industry"] for row in links} == codes
    assert set(occupations["industry"]) == codes


def test_sections_are_those_of_the_jobs_and_of_nace() -> None:
    sections = {row["code"] for row in rows(FINLAND / "sections.csv")}
    jobs = rows(FINLAND / "jobs_municipality_section_2017.csv")
    nace = {row["code"] for row in rows(FINLAND / "nace_rev2.csv") if row["level"] == "1"}
    assert {row["section"] for row in jobs} == sections
    assert sections == nace | {"X"}


def test_divisions_of_the_sections_are_all_88_of_nace() -> None:
    listed = [
        code for row in rows(FINLAND / "sections.csv") for code in row["divisions"].split("|")
    ]
    nace = [row["code"] for row in rows(FINLAND / "nace_rev2.csv") if row["level"] == "2"]
    assert sorted(filter(None, listed)) == sorted(nace)
    assert len(nace) == 88


def test_crosswalk_holds_each_industry_and_each_section_once() -> None:
    members = Counter(
        (row["member_level"], row["member_code"])
        for row in rows(FINLAND / "crosswalk_30_to_sections.csv")
    )
    industries = {("industry30", r["industry_code"]) for r in rows(FINLAND / "industries_30.csv")}
    sections = {("nace_section", r["code"]) for r in rows(FINLAND / "sections.csv")}
    assert set(members) == industries | sections - {("nace_section", "X")}
    assert set(members.values()) == {1}


@pytest.mark.parametrize(
    "path", ["finland/industries_30.csv", "finland/sections.csv", "europe/divisions.csv"]
)
def test_traded_is_one_of_three_words_or_empty_with_a_reason(path: str) -> None:
    table = rows(DATA / path)
    assert {row["traded"] for row in table} <= {"traded", "mixed", "local", ""}
    assert [row for row in table if not row["traded_reason"]] == []


@pytest.mark.parametrize(
    ("year", "count"), [(2014, 14), (2020, 14), (2021, 12), (2024, 12), (2025, 11), (2026, 11)]
)
def test_etela_savo_has_fewer_municipalities_with_the_years(year: int, count: int) -> None:
    assert len(municipalities("10", year)) == count


def test_municipalities_of_2020_are_those_of_the_jobs() -> None:
    jobs = rows(FINLAND / "jobs_municipality_section_2017.csv")
    regions = {row["region_code"] for row in jobs}
    assert len(regions) == 19
    for region in regions:
        mine = {row["municipality_code"] for row in jobs if row["region_code"] == region}
        assert municipalities(region, 2020) == mine


def test_every_region_has_a_nuts_code_in_every_version() -> None:
    areas = rows(FINLAND / "areas.csv")
    regions = {row["code"] for row in areas if row["scheme"] == "maakunta"}
    for version in (2013, 2016, 2021, 2024):
        found = Counter(
            row["region"]
            for row in areas
            if row["scheme"] == "nuts3"
            and int(row["year_from"]) <= version <= int(row["year_to"] or 9999)
        )
        assert found == dict.fromkeys(regions, 1)


def test_etela_savo_changed_its_nuts_code_in_2024() -> None:
    mine = [r for r in rows(FINLAND / "areas.csv") if (r["scheme"], r["region"]) == ("nuts3", "10")]
    found = [(row["code"], row["year_from"], row["year_to"]) for row in mine]
    assert found == [("FI1D1", "2013", "2021"), ("FI1DA", "2024", "")]


def test_nuts_codes_of_the_main_table_are_those_of_the_areas() -> None:
    table = rows(FINLAND / "region_industry_2014.csv")
    areas = [row for row in rows(FINLAND / "areas.csv") if row["scheme"] == "nuts3"]
    known = {(row["code"], row["region"]) for row in areas}
    assert {(row["nuts3_2013"], row["region_code"]) for row in table} - known == set()
    assert {(row["nuts3_2016"], row["region_code"]) for row in table} - known == set()


def test_every_area_has_a_name_in_three_languages() -> None:
    nameless = [
        row["code"]
        for row in rows(FINLAND / "areas.csv")
        if not all(row[f"name_{tag}"].strip() for tag in LANGUAGES)
    ]
    assert nameless == []


def test_borders_cover_every_municipality_of_the_jobs_but_honkajoki() -> None:
    jobs = {
        row["municipality_code"] for row in rows(FINLAND / "jobs_municipality_section_2017.csv")
    }
    borders = {feature["id"] for feature in features("municipalities.geojson")}
    merged = dataset(FINLAND)["borders"][0]["merged"]
    assert jobs - borders == set(merged)
    assert merged == {"099": "214"}
    assert borders - jobs == set()


def test_borders_carry_the_region_of_the_jobs() -> None:
    jobs = rows(FINLAND / "jobs_municipality_section_2017.csv")
    region = {row["municipality_code"]: row["region_code"] for row in jobs}
    for feature in features("municipalities.geojson"):
        properties = feature["properties"]
        assert properties["municipality_code"] == feature["id"]
        assert properties["region_code"] == region[feature["id"]]


def test_borders_of_regions_are_the_19_regions() -> None:
    regions = {row["code"] for row in rows(FINLAND / "areas.csv") if row["scheme"] == "maakunta"}
    assert {feature["id"] for feature in features("regions.geojson")} == regions


def test_neighbours_share_their_border_points() -> None:
    owners: dict[tuple[float, ...], set[str]] = {}
    for feature in features("municipalities.geojson"):
        for ring in outer_and_holes(feature):
            for point in ring:
                owners.setdefault(tuple(point), set()).add(feature["id"])
    inland = {code for point in owners.values() if len(point) > 1 for code in point}
    alone = {feature["id"] for feature in features("municipalities.geojson")} - inland
    island = {row["code"] for row in rows(FINLAND / "areas.csv") if row["region"] == "21"}
    assert alone <= island
    assert sum(len(point) > 1 for point in owners.values()) > 2000


@pytest.mark.parametrize("name", ["municipalities.geojson", "regions.geojson"])
def test_rings_are_closed_and_outer_ones_run_counter_clockwise(name: str) -> None:
    for feature in features(name):
        rings = outer_and_holes(feature)
        assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings)
        assert signed_area(rings[0]) > 0


def test_municipal_borders_stay_small() -> None:
    assert (FINLAND / "municipalities.geojson").stat().st_size < 300_000


def test_european_table_has_finlands_regions_and_its_gaps() -> None:
    table = rows(EUROPE / "sbs_nuts_nace_2015.csv")
    empty = sum(not row["employment"] for row in table)
    mine = [row for row in table if row["geo"] == "FI1D" and row["employment"]]
    assert len(mine) == 61
    assert round(100 * empty / len(table), 1) == 23.1


def test_european_codes_have_labels_and_areas() -> None:
    table = rows(EUROPE / "sbs_nuts_nace_2015.csv")
    assert {r["nace_r2"] for r in table} == {r["code"] for r in rows(EUROPE / "divisions.csv")}
    assert {r["geo"] for r in table} == {r["code"] for r in rows(EUROPE / "areas.csv")}


@pytest.mark.parametrize("folder", [FINLAND, EUROPE], ids=["finland", "europe"])
def test_every_entry_of_a_dataset_says_where_it_comes_from(folder: Path) -> None:
    for entry in entries(dataset(folder)):
        for key in ("source", "attribution", "licence", "licence_url", "url"):
            assert entry[key].strip()


@pytest.mark.parametrize("folder", [FINLAND, EUROPE], ids=["finland", "europe"])
def test_every_title_measure_and_unit_is_there_in_each_language(folder: Path) -> None:
    content = dataset(folder)
    texts = [content["title"], *(table["title"] for table in content["table"])]
    texts += [table["measure"] for table in content["table"]]
    # A plain count, such as jobs, has no unit.
    texts += [table["unit"] for table in content["table"] if table["kind"] != "count"]
    texts += [link[key] for link in content["links"] for key in ("title", "measure", "unit")]
    assert {tuple(sorted(text)) for text in texts} == {tuple(sorted(LANGUAGES))}
    assert all(text[tag] for text in texts for tag in LANGUAGES)


@pytest.mark.parametrize("folder", [FINLAND, EUROPE], ids=["finland", "europe"])
def test_dataset_names_each_file_of_its_folder_and_no_other(folder: Path) -> None:
    content = dataset(folder)
    named = {entry["file"] for entry in entries(content) if "file" in entry}
    named |= {content[part]["file"] for part in ("crosswalk", "definitions") if part in content}
    assert named | {"dataset.toml"} == {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("folder", [FINLAND, EUROPE], ids=["finland", "europe"])
def test_columns_named_by_a_dataset_exist(folder: Path) -> None:
    content = dataset(folder)
    listed = [*content["table"], *content["industries"], content["areas"]]
    for entry in [*listed, *([content["crosswalk"]] if "crosswalk" in content else [])]:
        header = set(rows(folder / entry["file"])[0])
        assert {*entry["columns"].values(), *entry.get("range", [])} - header == set()


def test_readme_names_every_file_with_its_rows() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    finland, europe = text.split("## Europe")
    for section, folder in ((finland, FINLAND), (europe, EUROPE)):
        stated = dict(re.findall(r"^\| `([\w.]+)` \| ([\d,]+) \|", section, flags=re.MULTILINE))
        assert set(stated) == {path.name for path in folder.iterdir()} - {"dataset.toml"}
        for name, count in stated.items():
            assert int(count.replace(",", "")) == count_rows(folder / name)


def count_rows(path: Path) -> int:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).height
    if path.suffix == ".geojson":
        return len(features(path.name))
    return len(rows(path))


def test_no_file_is_over_4_megabytes() -> None:
    too_large = [path.name for path in DATA.rglob("*") if path.stat().st_size > LARGEST]
    assert too_large == []


def test_third_party_names_every_publisher_of_the_datasets() -> None:
    text = (DATA.parents[2] / "THIRD_PARTY.md").read_text(encoding="utf-8")
    for folder in (FINLAND, EUROPE):
        for table in dataset(folder)["table"]:
            assert table["file"] in text
