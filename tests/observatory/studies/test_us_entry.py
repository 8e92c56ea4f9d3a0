"""The study of entry on a small made-up folder: what it reads, and what it must not know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from terttu.observatory import InputError
from terttu.observatory.measures.forecast_scores import roc_auc
from terttu.observatory.studies import us_entry
from terttu.observatory.studies.forecasts import Held, scored
from terttu.observatory.studies.us_entry import LINEAR, LOGIT, SETTINGS, Setting, run
from terttu.observatory.studies.us_entry_report import page
from terttu.observatory.studies.us_establishments import CLUSTERS, FINEST, TABLE, establishments
from terttu.observatory.studies.us_states import adjacency, neighbours

if TYPE_CHECKING:
    from pathlib import Path

STATES = (2, 6, 12, 15, 17, 18, 19, 26, 27, 36, 39, 48)
CODES = [f"31{k:04d}" for k in range(28)] + ["1131", "722110"]
YEARS = range(2002, 2012)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Counts that drift from year to year; a code that came in 2008, a local one, and parents."""
    data = tmp_path_factory.mktemp("data")
    rng = np.random.default_rng(3)
    breadth = np.linspace(0.2, 3, len(STATES))[:, None]
    taste = rng.gamma(np.broadcast_to(breadth, (len(STATES), len(CODES))))
    rows: list[tuple[int, int, str, int, int]] = []
    for year in YEARS:
        taste = taste * np.exp(rng.normal(scale=0.25, size=taste.shape))
        counts = rng.poisson(12 * taste)
        for (r, i), n in np.ndenumerate(counts):
            if n:
                rows.append((year, STATES[r], CODES[i], len(CODES[i]), int(n)))
        rows += [(year, s, "31", 2, int(n) + 5) for s, n in zip(STATES, counts.sum(1), strict=True)]
        if year >= 2008:
            rows += [(year, s, "519130", 6, 3) for s in STATES]
    write(data, rows)
    finest = [(code.ljust(6, "0") if code == "1131" else code, code) for code in CODES]
    finest += [("519130", "519130"), ("114119", "")]
    frame = pl.DataFrame(finest, schema=["naics_2007", "cbp_code_in_file"], orient="row")
    (data / FINEST).parent.mkdir(exist_ok=True)
    frame.with_columns(pl.col("cbp_code_in_file").replace("", None)).write_csv(data / FINEST)
    (data / CLUSTERS).parent.mkdir(exist_ok=True)
    pl.DataFrame(
        {
            "naics": [a for a, _ in finest],
            "naics_version": "naics_2007",
            "traded": ["FALSE" if a == "722110" else "TRUE" for a, _ in finest],
        }
    ).write_csv(data / CLUSTERS)
    return data


def write(data: Path, rows: list[tuple[int, int, str, int, int]]) -> None:
    (data / TABLE).parent.mkdir(exist_ok=True)
    names = ["year", "fipstate", "naics", "naics_digits", "est"]
    pl.DataFrame(rows, schema=names, orient="row").write_parquet(data / TABLE)


def test_reads_codes_that_are_there_every_year_with_absent_rows_as_zero(folder: Path) -> None:
    found = establishments(folder, (2003, 2007))
    assert found.counts.sizes == {"period": 2, "region": 12, "industry": 30}
    assert found.dropped == ("519130",)
    assert found.traded == frozenset(CODES) - {"722110"}
    table = pl.read_parquet(folder / TABLE)
    rows = table.filter((pl.col("year") == 2007) & (pl.col("fipstate") == 6))
    known = dict(zip(rows["naics"], rows["est"], strict=True))
    there = found.counts.sel(period=2007, region="06")
    assert [int(n) for n in there.values] == [known.get(str(c), 0) for c in there.industry.values]
    assert 0 in there.values
    finest = rows.filter(pl.col("naics_digits") > 2)["est"].sum()
    whole = table.filter((pl.col("year") == 2007) & (pl.col("naics") == "31"))["est"].sum()
    assert found.coverage[2007] == pytest.approx(float(found.counts.sel(period=2007).sum()) / whole)
    assert finest == there.sum()


def test_a_missing_file_and_an_early_year_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="from 2003 to 2011"):
        establishments(folder, (2002, 2007))
    with pytest.raises(InputError, match="needs the file us_cbp"):
        run(tmp_path)


def test_borders_are_mutual() -> None:
    found = neighbours()
    assert len(found) == 51
    assert found["15"] == found["02"] == ()
    assert found["23"] == ("33",)
    assert len(found["47"]) == len(found["29"]) == 8
    matrix = adjacency(list(found))
    assert (matrix == matrix.T).all()
    assert matrix.sum() == 2 * 107


def test_forecasts_know_nothing_of_the_years_they_are_tested_on(folder: Path) -> None:
    counts = establishments(folder, us_entry.YEARS).counts
    quotient = us_entry.location_quotient(counts)
    small = quotient < 0
    held, _, models = us_entry._forecasts(quotient, small, Setting("any"))
    turned = quotient.copy()
    turned[2] = quotient[2].values[::-1, ::-1]
    other, _, again = us_entry._forecasts(turned, small, Setting("any"))
    assert (held.outcome != other.outcome).any()
    for name, chance in held.chances.items():
        np.testing.assert_array_equal(chance, other.chances[name])
    np.testing.assert_array_equal(models[LOGIT].estimates.t, again[LOGIT].estimates.t)


def test_relatedness_is_from_before_the_first_entry(folder: Path) -> None:
    counts = establishments(folder, us_entry.YEARS).counts
    quotient = us_entry.location_quotient(counts)
    m = (quotient >= 1).astype(float)
    later = m.copy()
    later[1:] = 1 - m[1:]
    before, after = (us_entry._terms(quotient, x)["density"] for x in (m, later))
    np.testing.assert_array_equal(before[0], after[0])
    np.testing.assert_allclose(before[1] + after[1], 1)


def test_cells_at_risk_are_those_below_the_lower_quotient(folder: Path) -> None:
    counts = establishments(folder, us_entry.YEARS).counts
    quotient = us_entry.location_quotient(counts)
    setting = Setting("wide", 0.5, 1.0)
    small = quotient.isel(region=0, drop=True).broadcast_like(quotient) < 0.2
    held, sizes, _ = us_entry._forecasts(quotient, small.transpose(*quotient.dims), setting)
    at_risk = (quotient[1] < 0.5).values & ~small.transpose(*quotient.dims).values[1]
    assert sizes["test"] == at_risk.sum() == held.outcome.size
    np.testing.assert_array_equal(held.outcome, (quotient[2].values >= 1)[at_risk])
    assert held.region.tolist() == [str(counts.region.values[r]) for r in np.nonzero(at_risk)[0]]


def test_one_term_alone_is_fitted_by_maximum_likelihood() -> None:
    """With a term of 0 and 1 the chances are the shares of both groups."""
    x = np.repeat([0.0, 1.0], 10)
    y = np.concatenate([np.arange(10) < 2, np.arange(10) < 7]).astype(float)
    found = us_entry._alone(x, y, np.array([0.0, 1.0]))
    np.testing.assert_allclose(found, [0.2, 0.7], rtol=1e-9)


def test_scores_and_their_differences_are_those_of_the_same_draws() -> None:
    rng = np.random.default_rng(5)
    region = np.repeat(np.arange(8), 30)
    chance = rng.random(240)
    outcome = (rng.random(240) < chance).astype(float)
    held = Held(outcome, region, {"good": chance, "none": np.full(240, 0.5)})
    found = scored(held, top=(20,), gains=[("good", "none")], draws=50, seed=1)
    good = found.scores.sel(forecast="good", score="roc_auc")
    assert float(good.estimate) == pytest.approx(roc_auc(outcome, chance))
    assert float(good.low) < float(good.estimate) < float(good.high)
    none = found.scores.sel(forecast="none", score="roc_auc")
    assert float(none.low) == float(none.high) == 0.5
    gain = found.gains.sel(gain="good over none")
    for part in ("estimate", "low", "high"):
        assert float(gain[part]) == pytest.approx(float(good[part]) - 0.5)
    bins = found.calibration["good"]
    assert int(bins.cells.sum()) == 240
    weighted = float((bins.estimate * bins.cells).sum() / 240)
    assert weighted == pytest.approx(outcome.mean())
    assert found.calibration["none"].sizes["bin"] == 1


def test_one_region_alone_has_no_spread() -> None:
    held = Held(np.array([1.0, 0, 1]), np.zeros(3), {"a": np.array([0.9, 0.8, 0.1])})
    found = scored(held, top=(1,), gains=[], draws=5, seed=1).scores
    np.testing.assert_array_equal(found.low, found.estimate)
    np.testing.assert_array_equal(found.high, found.estimate)


def test_the_report_tells_every_setting_and_repeats(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(us_entry, "SETTINGS", (SETTINGS[0], SETTINGS[-1]))
    told: list[tuple[int, int]] = []
    report = run(folder, draws=4, seed=2, progress=lambda *n: told.append(n))
    assert told[-1] == (10, 10)
    text = report.as_markdown()
    assert text == run(folder, draws=4, seed=2).as_markdown()
    assert text != run(folder, draws=4, seed=3).as_markdown()
    for words in ("## Quotient of 1\n", "## Quotient of 1, local", "29 industries.", "519130"):
        assert words in text
    assert [one.sizes["industries"] for one in report.tested] == [29, 30]
    assert f"| {LINEAR} | " in text
    assert "| pci | absorbed | absorbed |" in text
    score = report.tested[0].scored.scores.sel(forecast=LOGIT, score="roc_auc")
    assert f"| {LOGIT} | {float(score.estimate):.3f} [" in text
    assert "2 draws" in page(replace(report, draws=2))
