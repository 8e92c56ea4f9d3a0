"""The figures that must come out of the shipped Finnish and European tables."""

from __future__ import annotations

import math

import pytest

from terttu.observatory import Identification, Parameters, identify_dataset, load_dataset

GVA_2014 = {
    "01": 2.46,
    "02_03": 5.25,
    "10_12": 0.72,
    "13_15": 1.99,
    "16": 4.29,
    "23": 1.55,
    "31_33": 1.62,
    "35_39": 0.77,
    "41_43": 1.04,
    "55_56": 1.01,
    "68201_68202": 1.28,
    "86_88": 1.44,
    "90_96": 1.03,
    "97_98": 2.08,
}
JOBS_2017 = {
    "A": 2.58,
    "C": 1.09,
    "D": 0.92,
    "E": 1.15,
    "I": 0.95,
    "O": 1.07,
    "P": 1.02,
    "Q": 1.33,
    "S": 1.06,
    "T": 2.14,
}
REGIONS = [region.code for region in load_dataset("finland").areas.regions]


def test_value_added_quotients_are_the_known_ones(south_savo: Identification) -> None:
    lq = south_savo.tables[0].measures["lq"].sel(period=2014)
    assert {code: round(float(lq.sel(industry=code)), 2) for code in GVA_2014} == GVA_2014


def test_job_quotients_are_the_known_ones(south_savo: Identification) -> None:
    lq = south_savo.tables[1].measures["lq"].sel(period=2017)
    assert {code: round(float(lq.sel(industry=code)), 2) for code in JOBS_2017} == JOBS_2017


def test_value_added_total_is_the_known_one(south_savo: Identification) -> None:
    assert round(float(south_savo.tables[0].measures["area_total"].max()), 1) == 3814.6


def test_jobs_are_counted_with_the_unknown_industry_apart(south_savo: Identification) -> None:
    jobs = south_savo.tables[1]
    known = float(jobs.measures["area_total"].max())
    assert (jobs.excluded, jobs.excluded_value, known + 718) == (("X",), 718.0, 54040.0)


def test_region_has_its_municipalities_of_the_time(south_savo: Identification) -> None:
    jobs = south_savo.tables[1]
    assert jobs.municipalities is not None
    assert (jobs.area_count, jobs.municipalities.measures.sizes["region"]) == (14, 14)


def test_municipalities_sum_to_the_region(south_savo: Identification) -> None:
    jobs = south_savo.tables[1]
    assert jobs.municipalities is not None
    summed = jobs.municipalities.measures["value"].sum("region")
    assert (summed == jobs.measures["value"]).all()


def test_candidates_are_ranked_by_excess_with_forestry_and_wood_first(
    south_savo: Identification,
) -> None:
    found = [(c.industries, c.proposed) for c in south_savo.candidates]
    assert found == [
        (("02_03", "16"), True),
        (("97_98", "86_88", "85"), False),
        (("01", "10_12"), True),
        (("68201_68202", "41_43", "84", "681_68209_683"), False),
        (("23", "19_22", "17_18"), True),
        (("31_33", "24_25", "28", "29_30"), True),
        (("13_15", "45_47"), True),
    ]


def test_range_of_forestry_spans_output_value_added_and_compensation(
    south_savo: Identification,
) -> None:
    forestry = south_savo.tables[0].measures.sel(industry="02_03", period=2014)
    bounds = [round(float(forestry[name]), 2) for name in ("lq_low", "lq", "lq_high")]
    assert bounds == [4.23, 5.25, 5.89]


def test_definitions_are_those_of_the_dataset_unless_others_are_asked_for(
    south_savo: Identification,
) -> None:
    assert south_savo.grouping.rule == "the definitions of the dataset finland"
    assert len(south_savo.grouping.definitions) == 10
    own = identify_dataset("finland", region="10", parameters=Parameters(groups=5))
    chosen = {one.block: one.number for one in own.grouping.tried if one.chosen}
    assert chosen["others"] == 5


def test_figures_count_as_old_only_when_the_year_of_making_is_given(
    south_savo: Identification,
) -> None:
    codes = {limit.code for c in south_savo.candidates for limit in c.limits}
    assert codes == {"model_estimate", "few_regions", "composite_industry_note", "area_changed"}


@pytest.mark.parametrize("code", REGIONS)
def test_every_region_is_found_by_each_code_and_name(code: str) -> None:
    areas = load_dataset("finland").areas
    area = areas.find(code)
    assert {areas.find(label).code for label in area.labels} == {code}
    assert set(area.names) == {"fi", "sv", "en"}


@pytest.mark.parametrize("region", ["Uusimaa", "Nyland", "FI1D7", "Åland", "21"])
def test_other_regions_are_identified_the_same_way(region: str) -> None:
    found = identify_dataset("finland", region=region)
    quotients = [c.lq for c in found.candidates]
    assert len(found.candidates) > 0
    assert not any(math.isnan(lq) for lq in quotients)


def test_european_table_works_for_northern_and_eastern_finland() -> None:
    found = identify_dataset("europe", region="FI1D")
    lq = found.tables[0].measures["lq"].isel(period=0)
    assert found.region.name("en") == "Northern and Eastern Finland"
    assert int(lq.notnull().sum()) == 61
    assert float(lq.sel(industry="C16")) > 1.25
