"""Opportunities of a region: each column against its definition, and the choices between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from observatory.goldens import PERIODS, matrix, presence, vector

from terttu.observatory import InputError
from terttu.observatory.measures.complexity import complexity
from terttu.observatory.measures.density import relatedness_density
from terttu.observatory.measures.entry_model import entry_model
from terttu.observatory.measures.opportunities import opportunities
from terttu.observatory.measures.relatedness import proximity


def golden(t: int) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    m = presence(t)
    return m, proximity(m), vector(f"reference/pci_atlas_t{t}.csv", "industry")


@pytest.mark.parametrize("t", PERIODS)
@pytest.mark.parametrize("region", ["R01", "R05", "R12"])
def test_density_and_gain_are_the_golden_ones_of_the_absent_industries(t: int, region: str) -> None:
    m, phi, pci = golden(t)
    found = opportunities(m, region, relatedness=phi, pci=pci)
    absent = m.sel(region=region) == 0
    assert found["industry"].values.tolist() == m["industry"].values[absent].tolist()
    for name, path in (("density", "density_diag0"), ("gain", "cog_bruteforce")):
        expected = matrix(f"reference/{path}_t{t}.csv").sel(
            region=region, industry=found["industry"]
        )
        np.testing.assert_allclose(found[name].values, expected.values, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(found["pci"].values, pci.values[absent])


def test_change_of_eci_at_given_pci_is_that_of_the_mean() -> None:
    m, phi, pci = golden(1)
    found = opportunities(m, "R05", relatedness=phi, pci=pci)
    has = m.sel(region="R05").values == 1
    now = pci.values[has].mean()
    assert now == pytest.approx(float(vector("reference/eci_t1.csv", "region").sel(region="R05")))
    for label in found["industry"].values:
        then = np.append(pci.values[has], float(pci.sel(industry=label))).mean()
        assert float(found["eci_change"].sel(industry=label)) == pytest.approx(then - now)


def test_change_of_eci_recomputed_is_complexity_with_the_cell_added() -> None:
    m, phi, pci = golden(1)
    told = []
    found = opportunities(
        m, "R05", relatedness=phi, pci=pci, recompute=True, progress=lambda *n: told.append(n)
    )
    assert told == [(n, 6) for n in range(1, 7)]
    before = complexity(m, sign=(m * pci).sum("industry"))["eci"]
    more = m.copy()
    more.loc["R05", "I09"] = 1
    after = complexity(more, sign=before)["eci"]
    expected = float(after.sel(region="R05") - before.sel(region="R05"))
    assert float(found["eci_change"].sel(industry="I09")) == pytest.approx(expected, rel=1e-9)
    turned = opportunities(m, "R05", relatedness=phi, pci=-pci, recompute=True)
    np.testing.assert_allclose(turned["eci_change"], -found["eci_change"], rtol=1e-9)


def test_quadrants_are_cut_at_the_medians_of_the_options_or_at_the_means_of_all() -> None:
    m, phi, pci = golden(1)
    names = {
        (True, True): "high road",
        (True, False): "slow road",
        (False, True): "casino",
        (False, False): "dead end",
    }
    density = relatedness_density(m, phi)
    own = opportunities(m, "R05", relatedness=phi, pci=pci)
    everywhere = opportunities(m, "R05", relatedness=phi, pci=pci, cut="global")
    cuts = (
        (own, float(own["density"].median()), float(own["pci"].median())),
        (everywhere, float(density.where(m == 0).mean()), float(pci.mean())),
    )
    for found, near, hard in cuts:
        w, c = found["density"].values, found["pci"].values
        assert found["quadrant"].values.tolist() == [
            names[a, b] for a, b in zip(w >= near, c >= hard, strict=True)
        ]
    assert own["quadrant"].values.tolist() != everywhere["quadrant"].values.tolist()
    assert (own["quadrant"] == "high road").sum() == (own["quadrant"] == "dead end").sum()


def test_rank_is_by_balance_or_by_the_named_column() -> None:
    m, phi, pci = golden(1)
    for name in ("density", "pci", "gain", "eci_change"):
        found = opportunities(m, "R05", relatedness=phi, pci=pci, rank_by=name)  # type: ignore[arg-type]
        best = found.sortby("rank")[name].values
        assert (np.diff(best) <= 0).all()
    found = opportunities(m, "R05", relatedness=phi, pci=pci)
    z = sum((found[name] - found[name].mean()) / found[name].std() for name in ("density", "pci"))
    assert (
        found.sortby("rank")["industry"].values.tolist() == z.sortby(-z)["industry"].values.tolist()
    )
    assert found.sortby("rank").to_dataframe()["rank"].tolist() == [1, 2, 3, 4, 5, 6]


def test_entry_probability_is_the_models() -> None:
    m = presence()
    phi = proximity(m)
    pci = xr.DataArray(np.linspace(-1, 1, 10), dims="industry", coords={"industry": m["industry"]})
    density = relatedness_density(m, phi)
    model = entry_model(m, density, pci, test_periods=0, fixed_effects=("region",))
    now = {"relatedness": phi.isel(period=-1), "pci": pci}
    found = opportunities(
        m.isel(period=-1), "R05", entry_model=model, rank_by="entry_probability", **now
    )
    expected = model.predict(density.isel(period=-1), pci).sel(
        region="R05", industry=found["industry"]
    )
    np.testing.assert_allclose(found["entry_probability"].values, expected.values, rtol=1e-12)
    best = found.sortby("rank")["entry_probability"].values
    assert (np.diff(best) <= 0).all()


def test_many_periods_are_one_after_the_other() -> None:
    m = presence()
    phi = proximity(m)
    pci = xr.concat([golden(t)[2] for t in PERIODS], m["period"])
    together = opportunities(
        m.transpose("industry", "region", "period"), "R07", relatedness=phi, pci=pci
    )
    assert together["rank"].dims == ("period", "industry")
    for t, year in zip(PERIODS, (2010, 2015, 2020), strict=True):
        alone = opportunities(*golden(t)[:1], "R07", relatedness=golden(t)[1], pci=golden(t)[2])
        part = together.sel(period=year, drop=True).sel(industry=alone["industry"])
        for name in alone:
            if name == "quadrant":
                assert part[name].values.tolist() == alone[name].values.tolist()
            else:
                np.testing.assert_allclose(
                    part[name].values, alone[name].values, rtol=1e-9, atol=1e-12
                )
        others = together.sel(period=year).drop_sel(industry=alone["industry"].values)
        assert others["rank"].isnull().all()
        assert (others["quadrant"] == "").all()


def test_unknown_industries_are_no_options_and_listed() -> None:
    m, phi, pci = golden(1)
    m = m.copy()
    m.loc["R05", "I03"] = np.nan
    before = m.copy(deep=True)
    found = opportunities(m, "R05", relatedness=phi, pci=pci.where(pci["industry"] != "I06"))
    xr.testing.assert_identical(m, before)
    assert "I03" not in found["industry"].values
    assert found.attrs["unknown"] == ("I03",)
    assert found.attrs["missing_share"] == pytest.approx(1 / 120)
    without = found.sel(industry="I06")
    assert str(without["quadrant"].values) == ""
    assert np.isnan(without["rank"])


def test_a_region_that_has_everything_has_no_options() -> None:
    m, phi, pci = golden(1)
    m = m.copy()
    m.loc["R05"] = 1
    assert opportunities(m, "R05", relatedness=phi, pci=pci).sizes["industry"] == 0


def test_what_makes_no_sense_is_refused() -> None:
    m, phi, pci = golden(1)
    with pytest.raises(InputError, match="no region 'R99'"):
        opportunities(m, "R99", relatedness=phi, pci=pci)
    with pytest.raises(InputError, match="cut must be"):
        opportunities(m, "R01", relatedness=phi, pci=pci, cut="mean")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="rank_by must be"):
        opportunities(m, "R01", relatedness=phi, pci=pci, rank_by="size")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="needs a fitted entry_model"):
        opportunities(m, "R01", relatedness=phi, pci=pci, rank_by="entry_probability")


def test_local_industries_are_never_proposed_but_still_count_as_strengths() -> None:
    m, phi, pci = golden(1)
    whole = opportunities(m, "R05", relatedness=phi, pci=pci)
    first, *rest = whole["industry"].values.tolist()
    present = str(m["industry"].values[(m.sel(region="R05") == 1).values][0])
    kinds = {first: "local", present: "local", rest[0]: "mixed", rest[1]: "traded"}
    found = opportunities(m, "R05", relatedness=phi, pci=pci, traded=kinds)
    assert found["industry"].values.tolist() == rest
    assert set(found.attrs["local"]) == {first, present}
    for name in ("density", "gain", "eci_change"):
        expected = whole[name].sel(industry=rest).values
        np.testing.assert_array_equal(found[name].values, expected)
    near = found["density"] >= found["density"].median()
    hard = found["pci"] >= found["pci"].median()
    expected = ["high road" if a and b else "" for a, b in zip(near, hard, strict=True)]
    assert [q if q == "high road" else "" for q in found["quadrant"].values] == expected
    assert sorted(found["rank"].values) == [1, 2, 3, 4, 5]
    told: list[tuple[int, int]] = []
    again = opportunities(
        m,
        "R05",
        relatedness=phi,
        pci=pci,
        traded=kinds,
        recompute=True,
        progress=lambda *n: told.append(n),
    )
    assert told[-1] == (5, 5)
    assert again["eci_change"].notnull().all()


def test_a_model_with_draws_gives_an_interval() -> None:
    m = presence()
    phi = proximity(m)
    pci = xr.DataArray(np.linspace(-1, 1, 10), dims="industry", coords={"industry": m["industry"]})
    model = entry_model(
        m,
        relatedness_density(m, phi),
        pci,
        test_periods=0,
        fixed_effects=("region",),
        draws=30,
        seed=1,
    )
    last = m.isel(period=-1)
    now = {"relatedness": phi.isel(period=-1), "pci": pci, "entry_model": model}
    found = opportunities(last, "R05", confidence=0.8, **now)
    density = relatedness_density(last, phi.isel(period=-1))
    ends = model.interval(density, pci, confidence=0.8).sel(
        region="R05", industry=found["industry"]
    )
    np.testing.assert_allclose(found["entry_low"].values, ends["low"].values, rtol=1e-12)
    np.testing.assert_allclose(found["entry_high"].values, ends["high"].values, rtol=1e-12)
    assert "entry_low" not in opportunities(
        last, "R05", **{**now, "entry_model": replace(model, draws=())}
    )
