"""What stays over the settings, worked by hand; refusals and gaps count neither way."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr

from terttu.observatory.errors import InputError
from terttu.observatory.judging.judgement import judge
from terttu.observatory.judging.method_profiles import (
    Criterion,
    Grade,
    MethodProfile,
    method_profile,
)
from terttu.observatory.judging.peer_regions import PeerGroup
from terttu.observatory.judging.sensitivity import (
    Run,
    Sensitivity,
    Setting,
    SettingTable,
    runs_for,
    sensitivity,
)

NAN = float("nan")


def table(values: Any, *codes: str, region: str = "A") -> xr.DataArray:
    cells = np.array(values, float)
    others = [f"{region}{n}" for n in range(1, len(cells))]
    return xr.DataArray(
        cells,
        dims=("region", "industry"),
        coords={"region": [region, *others], "industry": list(codes)},
    )


def quotient(threshold: float) -> MethodProfile:
    one = Criterion("lq", "lq", "at_least", threshold, "made for the test", "own")
    return MethodProfile(f"lq-{threshold:g}", {}, "2026", "", (), (one,), (Grade("yes", 1),))


def test_what_stays_in_all_settings_by_hand() -> None:
    jobs = table([[30, 30, 40], [10, 30, 60]], "D1", "D2", "D3")
    euros = table([[60, 10, 30], [10, 60, 30]], "D1", "D2", "D3")
    tables = [
        SettingTable("finland", "jobs", "definitions", "A", jobs),
        SettingTable("finland", "value_added", "definitions", "A", euros),
    ]
    found = sensitivity(runs_for(tables, [quotient(1.0), quotient(1.4)]))
    # Quotients by jobs 1.5, 1, 0.8; by value added 12/7, 2/7, 1.
    held = {(r.definition, r.setting.value, r.setting.profile): r.holds for r in found.rows}
    assert held == {
        ("D1", "jobs", "lq-1"): True,
        ("D1", "jobs", "lq-1.4"): True,
        ("D1", "value_added", "lq-1"): True,
        ("D1", "value_added", "lq-1.4"): True,
        ("D2", "jobs", "lq-1"): True,
        ("D2", "jobs", "lq-1.4"): False,
        ("D2", "value_added", "lq-1"): False,
        ("D2", "value_added", "lq-1.4"): False,
        ("D3", "jobs", "lq-1"): False,
        ("D3", "jobs", "lq-1.4"): False,
        ("D3", "value_added", "lq-1"): True,
        ("D3", "value_added", "lq-1.4"): False,
    }
    assert [(one.definition, one.share) for one in found.stays] == [
        ("D1", 1.0), ("D2", 0.25), ("D3", 0.25),
    ]  # fmt: skip
    assert found.firm == ("D1",)
    first = found.rows[0]
    assert math.isclose(first.lq, 1.5)
    assert (first.rank, first.of, first.grade) == (1, 2, "yes")


def test_a_refused_profile_stays_in_the_table_with_its_sentence_and_counts_neither_way() -> None:
    x = table([[30, 70], [10, 90]], "D1", "D2")
    tables = [SettingTable("finland", "jobs", "definitions", "A", x)]
    profiles = [quotient(1.0), method_profile("panorama-2021")]
    found = sensitivity(runs_for(tables, profiles))
    refused = [row for row in found.rows if row.holds is None]
    assert {row.setting.profile for row in refused} == {"panorama-2021"}
    assert all("compares regions with all of Europe" in row.reason for row in refused)
    assert (found.stays[0].judged, found.stays[0].settings) == (1, 2)
    # One setting alone is nothing that stays.
    assert found.stays[0].share == 1.0
    assert found.firm == ()


def test_a_table_with_peers_is_judged_among_all_and_among_the_peers() -> None:
    x = table([[30, 70], [30, 70], [10, 990]], "D1", "D2")
    tables = [
        SettingTable("finland", "jobs", "definitions", "A", x, peers=PeerGroup("p", "A", ("A1",)))
    ]
    runs = runs_for(tables, [quotient(1.25)])
    assert [setting.reference for setting in runs] == ["finland", "peers"]
    rows = {row.setting.reference: row for row in sensitivity(runs, definitions=["D1"]).rows}
    assert (rows["finland"].holds, rows["finland"].of) == (True, 3)
    assert (rows["peers"].holds, rows["peers"].of, rows["peers"].lq) == (False, 2, 1.0)


def test_a_limit_against_the_country_is_not_taken_for_one_against_peers() -> None:
    x = table([[30, 70], [30, 70], [10, 990]], "D1", "D2")
    certain = Criterion("certainty", "lq_low", "above", 1.0, "made for the test", "own")
    profile = MethodProfile("c", {}, "2026", "", (), (certain,), (Grade("yes", 1),))
    one = SettingTable(
        "finland", "output", "d", "A", x, low=x * 0 + 1.2, peers=PeerGroup("p", "A", ("A1",))
    )
    rows = {row.setting.reference: row for row in sensitivity(runs_for([one], [profile])).rows}
    assert (rows["finland"].holds, rows["finland"].open) == (True, False)
    assert (rows["peers"].holds, rows["peers"].open) == (False, True)


def test_resolutions_are_joined_by_the_members_of_the_definitions() -> None:
    whole = table([[30, 70], [10, 90]], "D1", "D2")
    fine = table([[25, 5, 70], [5, 5, 90]], "16", "17", "47", region="FI1")
    gaps = table([[NAN, 5, 70], [5, 5, 90]], "16", "17", "47")
    tables = [
        SettingTable("finland", "jobs", "definitions", "A", whole),
        SettingTable("europe", "jobs", "industries", "FI1", fine),
        SettingTable("europe", "jobs", "gaps", "A", gaps),
    ]
    members = {"D1": ("16", "17"), "D2": ("01", "02")}
    found = sensitivity(
        runs_for(tables, [quotient(1.5)]), members={"industries": members, "gaps": members}
    )
    rows = {(row.definition, row.setting.resolution): row for row in found.rows}
    assert (rows["D1", "industries"].code, rows["D1", "industries"].holds) == ("16", True)
    assert rows["D2", "industries"].reason == "not covered by this table"
    # Of the two the smaller one is known and does not hold: the other could.
    assert (rows["D1", "gaps"].code, rows["D1", "gaps"].holds) == ("17", False)
    assert rows["D1", "gaps"].open
    assert not rows["D1", "industries"].open
    stays = {one.definition: (one.held, one.judged) for one in found.stays}
    assert stays == {"D1": (2, 3), "D2": (0, 1)}


def test_a_definition_without_any_figure_has_no_share() -> None:
    x = table([[NAN, 70], [10, 90]], "D1", "D2")
    found = sensitivity(runs_for([SettingTable("f", "jobs", "d", "A", x)], [quotient(1.0)]))
    last = found.stays[-1]
    assert (last.definition, last.judged, last.always) == ("D1", 0, False)
    assert math.isnan(last.share)
    assert found.rows[0].reason == "no figure for the region in this table"


def test_judged_results_can_be_given_as_they_are() -> None:
    x = table([[30, 70], [10, 90]], "D1", "D2")
    setting = Setting("finland", "jobs", "lq-1", "definitions")
    found = sensitivity({setting: Run("A", judge(x, quotient(1.0)))})
    assert isinstance(found, Sensitivity)
    assert [row.holds for row in found.rows] == [True, False]


def test_what_cannot_be_is_refused() -> None:
    x = table([[30, 70], [10, 90]], "D1", "D2")
    one = SettingTable("finland", "jobs", "definitions", "A", x)
    with pytest.raises(InputError, match="Two tables are jobs by definitions against finland"):
        runs_for([one, one], [quotient(1.0)])
    with pytest.raises(InputError, match="nothing to compare"):
        sensitivity({})
    away = SettingTable("finland", "jobs", "d", "A", x, peers=PeerGroup("p", "A", ("Q",)))
    with pytest.raises(InputError, match="no figures for all peers of the group p"):
        runs_for([away], [quotient(1.0)])
    stranger = {Setting("f", "jobs", "lq-1", "d"): Run("Q", judge(x, quotient(1.0)))}
    with pytest.raises(InputError, match="judged without the region 'Q'"):
        sensitivity(stranger)
