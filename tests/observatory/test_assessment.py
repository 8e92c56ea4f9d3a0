"""What stands beside the candidates: known answers for Etelä-Savo, and tables that have little."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from terttu.observatory import Assessment, Parameters, assess, identify, identify_dataset
from terttu.observatory.export import content
from terttu.observatory.package import validate, write


@pytest.fixture(scope="module")
def found():
    return identify_dataset("finland", region="Etelä-Savo")


@pytest.fixture(scope="module")
def made(found) -> Assessment:
    return assess(found)


def test_forest_and_wood_is_established_and_nearly_always_holds(made: Assessment) -> None:
    stage = made.stages["D02"]
    assert (stage.stage, stage.sure, stage.basis) == ("established", 1.0, "valuations")
    assert stage.not_at_hand == ("growth",)
    kept = {one.definition: (one.held, one.judged) for one in made.sensitivity.stays}
    assert kept["D02"] == (18, 18)
    # Farming and food rest on what is measured: only value added calls them specialised.
    assert (made.stages["D01"].stage, round(made.stages["D01"].sure, 2)) == ("established", 0.33)
    assert kept["D01"] == (9, 14)


def test_one_period_makes_nothing_emerging_or_declining(made: Assessment) -> None:
    assert {one.stage for one in made.stages.values()} == {"established", "none"}


def test_figures_around_a_candidate_agree_with_the_table(found, made: Assessment) -> None:
    around = made.around["D02"]
    value = found.tables[0].values.isel(period=-1).sel(industry=["02_03", "16"])
    assert around.part_of_reference == pytest.approx(
        float(value.sel(region="10").sum() / value.sum()), rel=1e-12
    )
    assert (around.peer_rank, around.peer_regions) == (1.0, 7)
    jobs = found.tables[1].municipalities.measures["value"].isel(period=-1)
    sections = jobs.sel(industry=["A", "C"]).sum("industry")
    shares = sections / sections.sum()
    assert around.sections == ("A", "C")
    assert around.municipality == str(shares.idxmax().item())
    assert around.concentration == pytest.approx(float((shares**2).sum()), rel=1e-12)


def test_peers_are_the_regions_most_alike(made: Assessment) -> None:
    assert made.peers.members == ("12", "09", "05", "14", "08", "07")
    assert list(made.peers.distances) == sorted(made.peers.distances)


def test_european_profiles_refuse_the_national_table_and_judge_the_european(
    made: Assessment,
) -> None:
    refused = {name for name, judged in made.judged.items() if isinstance(judged, str)}
    assert refused == {"observatory-2007", "panorama-2016", "panorama-2020", "panorama-2021"}
    european = [row for row in made.sensitivity.rows if row.setting.reference == "europe"]
    assert {row.region for row in european} == {"FI1D"}
    assert not any("compares regions with all of Europe" in row.reason for row in european)


def test_opportunities_come_from_both_tables_and_say_what_is_not_covered(
    made: Assessment,
) -> None:
    tables = {one.table: one for one in made.opportunities}
    assert {name: one.label for name, one in tables.items()} == {
        "gva_2014": "10",
        "sbs_2015": "FI1D",
    }
    assert {"A", "P", "Q"} <= set(tables["sbs_2015"].rows.attrs["not_covered"])
    assert tables["gva_2014"].rows["entry_probability"].isnull().all()


def test_european_region_is_judged_by_every_profile() -> None:
    european = assess(identify_dataset("europe", region="FI1D"))
    assert not any(isinstance(judged, str) for judged in european.judged.values())
    assert [one.table for one in european.opportunities] == ["sbs_2015"]


@pytest.mark.parametrize("shape", [(2, 2), (2, 4), (3, 2), (6, 3)])
@pytest.mark.parametrize("gaps", [False, True])
def test_small_tables_are_assessed_as_far_as_they_go(
    shape: tuple[int, int], gaps: bool, tmp_path: Path
) -> None:
    random = np.random.default_rng(1)
    cells = random.integers(1, 100, shape).astype(float)
    if gaps:
        cells[1:, 0] = np.nan
    rows = ["region,industry,jobs"]
    rows += [
        f"R{r},I{i},{'' if np.isnan(cells[r, i]) else int(cells[r, i])}"
        for r in range(shape[0])
        for i in range(shape[1])
    ]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    found = identify(path, region="R0", parameters=Parameters(seed=2))
    made = assess(found)
    assert set(made.stages) == {one.code for one in found.grouping.definitions}
    assert (made.peers is None) == (shape[0] < 3)
    folder = write(content(found, version="1", assessment=made), tmp_path / "package")
    rows = validate(folder).rows("groups")
    assert [row["definition"] for row in rows] == list(made.stages)


def test_growth_gives_stages_that_are_emerging_and_declining() -> None:
    then = np.array([[100, 100, 800], [900, 900, 8200], [1000, 1000, 8000]], float)
    now = np.array([[300, 40, 700], [1000, 1000, 8000], [1000, 1000, 8000]], float)
    x = xr.DataArray(
        np.stack([then, now]),
        dims=("period", "region", "industry"),
        coords={"period": [2010, 2020], "region": list("ABC"), "industry": ["01", "16", "47"]},
    )
    made = assess(identify(x, region="A", parameters=Parameters(seed=1)))
    assert made.stages["D01"].stage == "established"
    assert made.stages["D01"].not_at_hand == ()
    assert {one.code: one.figure for one in made.stages["D02"].why}["growth"] < 0


def test_package_carries_the_assessment_row_by_row(found, made: Assessment, tmp_path: Path) -> None:
    folder = write(content(found, version="1", assessment=made), tmp_path / "package")
    package = validate(folder)
    rows = {name: package.rows(name) for name in package.names}
    group = next(row for row in rows["groups"] if row["definition"] == "D02")
    assert (group["name_fi"], group["stage"], group["stays_held"]) == (
        "Metsä ja puu",
        "established",
        18,
    )
    own = [row for row in rows["regions"] if row["own"] and row["definition"] == "D02"]
    assert [(row["region"], row["name_sv"], row["rank"]) for row in own] == [
        ("10", "Södra Savolax", 1)
    ]
    assert sum(row["peer"] for row in rows["regions"]) == 6 * 10
    assert len(rows["sensitivity"]) == len(made.sensitivity.rows)
    judged = [row for row in rows["sensitivity"] if row["holds"] is not None]
    assert sum(row["definition"] == "D02" for row in judged) == 18
    assert sum(row["drawn"] for row in rows["links"]) == len(made.space.links)
    assert {row["profile"] for row in rows["profiles"] if row["refused"]} == {
        "observatory-2007",
        "panorama-2016",
        "panorama-2020",
        "panorama-2021",
    }
    around = next(row for row in rows["opportunities"] if row["table"] == "sbs_2015")
    assert around["region_name_en"] == "Northern and Eastern Finland"
    assert around["near_fi"].count("|") == around["strengths"].count(";")
    forestry = next(row for row in rows["space"] if row["industry"] == "02_03")
    assert forestry["present"] is True
    assert not math.isnan(forestry["complexity"])
