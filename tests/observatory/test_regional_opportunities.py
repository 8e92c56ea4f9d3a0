"""Opportunities of real regions: each column against the data it is made of, and what is not said."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from terttu.observatory import Identification, InputError, identify, load_dataset
from terttu.observatory.coverage import divisions_of, not_covered
from terttu.observatory.links import dataset_links
from terttu.observatory.measures.complexity import complexity
from terttu.observatory.measures.density import relatedness_density
from terttu.observatory.measures.entry_model import EntryModel, entry_model
from terttu.observatory.measures.relatedness import proximity
from terttu.observatory.measures.specialisation import presence, share
from terttu.observatory.opportunity_basis import basis_of, related_by_links
from terttu.observatory.reading.tables import read_table
from terttu.observatory.region_options import industry_complexity, regional_opportunities


@pytest.fixture(scope="module")
def savo() -> xr.Dataset:
    return regional_opportunities("finland", "Etelä-Savo")


@pytest.fixture(scope="module")
def north() -> xr.Dataset:
    return regional_opportunities("europe", "FI1D", draws=20)


@pytest.fixture(scope="module")
def table() -> xr.DataArray:
    main = load_dataset("finland").main
    return read_table(main.path, **main.columns).isel(period=0, drop=True)


def europe() -> xr.DataArray:
    main = load_dataset("europe").main
    x = read_table(main.path, **main.columns).isel(period=0, drop=True)
    return x.sel(region=~x.region.str.endswith("ZZ")).dropna("region", how="all")


def test_density_is_the_share_of_positive_standardised_links_that_the_region_has(
    savo: xr.Dataset, table: xr.DataArray
) -> None:
    data = load_dataset("finland")
    links = dataset_links(data, table.expand_dims("period"), scheme="industry30")
    assert links.weights == {"input_output": 1.0, "occupation": 1.0, "colocation": 0.5}
    assert links.combined is not None
    z = links.combined.values
    z = (z - np.nanmean(z)) / np.nanstd(z)
    r = np.nan_to_num(np.where(z > 0, z, 0.0))
    has = presence(table).sel(region="10").values
    codes = [str(code) for code in table["industry"].values]
    for row, code in enumerate(savo["industry"].values):
        i = codes.index(str(code))
        assert has[i] == 0
        carried = r[i] * has
        assert float(savo["density"][row]) == pytest.approx(carried.sum() / r[i].sum())
        best = np.argsort(-carried)[0]
        assert str(savo["strength"][row, 0].values) == codes[best]
        share_of = carried[best] / carried.sum()
        assert float(savo["strength_share"][row, 0]) == pytest.approx(share_of)
    assert float(savo["strength_share"].sum("place").max()) <= 1 + 1e-12


def test_other_readings_are_kinds_of_links_and_valuations(
    savo: xr.Dataset, table: xr.DataArray
) -> None:
    data = load_dataset("finland")
    links = dataset_links(data, table.expand_dims("period"), scheme="industry30")
    combined = related_by_links(links.combined)
    own = presence(table).sel(region=["10"])
    found = [relatedness_density(own, combined)]
    found += [relatedness_density(own, related_by_links(kind)) for kind in links.kinds.values()]
    for column in ("output_meur", "compensation_meur"):
        x = read_table(data.main.path, **{**data.main.columns, "value": column}).isel(period=0)
        found.append(relatedness_density(presence(x).sel(region=["10"]), combined))
    stacked = np.stack([d.sel(industry=savo["industry"]).values[0] for d in found])
    np.testing.assert_allclose(savo["density_low"], stacked.min(axis=0))
    np.testing.assert_allclose(savo["density_high"], stacked.max(axis=0))
    above = stacked[1:] >= np.median(stacked[1:], axis=1, keepdims=True)
    np.testing.assert_allclose(savo["related_share"], above.mean(axis=0))
    unsure = (savo["related_share"] > 0.1) & (savo["related_share"] < 0.9)
    said = ["relatedness-uncertain" in str(codes) for codes in savo["limits"].values]
    assert said == unsure.values.tolist()
    assert 0 < sum(said) < len(said)


def test_other_readings_are_cut_where_the_options_are(table: xr.DataArray) -> None:
    links = dataset_links(load_dataset("finland"), table.expand_dims("period"), scheme="industry30")
    found = regional_opportunities("finland", "10", cut="global")
    own, kinds = presence(table), [related_by_links(kind) for kind in links.kinds.values()]
    above = []
    for density in (relatedness_density(own, kind) for kind in kinds):
        here = density.sel(region="10", industry=found["industry"])
        above.append((here >= density.where(own == 0).mean()).values)
    # The two other valuations decide 2 of the readings; the kinds of links the rest.
    readings = len(kinds) + 2
    decided = np.round(found["related_share"].values * readings - np.sum(above, axis=0), 9)
    assert set(decided.tolist()) <= {0, 1, 2}
    region = regional_opportunities("finland", "10")["related_share"]
    assert not np.array_equal(found["related_share"], region.sel(industry=found["industry"]))


def test_local_industries_are_not_proposed_and_said_where_they_carry_an_option(
    savo: xr.Dataset,
) -> None:
    kinds = load_dataset("finland").industries["industry30"]
    assert {kinds[str(c)].traded for c in savo["industry"].values} == {"traded", "mixed"}
    assert "86_88" in savo.attrs["local"]
    assert savo["traded"].values.tolist() == [kinds[str(c)].traded for c in savo.industry.values]
    for row in range(savo.sizes["industry"]):
        codes = str(savo["limits"][row].values).split(";")
        assert ("carried-by-local" in codes) == (float(savo["local_share"][row]) > 0.5)
        assert ("mixed-industry" in codes) == (str(savo["traded"][row].values) == "mixed")
        crosses = float(savo["lq_low"][row]) <= 1 <= float(savo["lq_high"][row])
        assert ("presence-uncertain" in codes) == crosses
        assert ("rare" in codes) == (float(savo["regions"][row]) < 3)
    energy = savo.sel(industry="35_39")
    assert "carried-by-local" in str(energy["limits"].values)
    assert "presence-uncertain" in str(energy["limits"].values)
    assert float(energy["lq"]) == pytest.approx(0.77, abs=0.005)


def test_what_is_true_of_all_rows_is_said_once(savo: xr.Dataset, north: xr.Dataset) -> None:
    assert savo.attrs["limits"] == (
        "few-regions",
        "one-period",
        "estimates",
        "complexity-sign-disputed",
        "not-covered",
    )
    assert north.attrs["limits"] == ("one-period", "complexity-sign-disputed", "not-covered")
    assert savo.attrs["link_weights"]["colocation"] == 0.5
    assert list(savo.attrs["not_covered"]) == ["U"]
    covered = north.attrs["not_covered"]
    assert list(covered) == ["A", "K", "O", "P", "Q", "R", "94", "96", "T", "U"]
    assert covered["P"] == "Education"
    assert north.attrs["unknown"] == ("C20", "C27", "H50", "H51", "H53", "N78", "N79")
    assert not {*north.attrs["unknown"]} & {*north["industry"].values}


def test_complexity_rises_with_high_technology_unless_another_sign_is_asked_for(
    savo: xr.Dataset, table: xr.DataArray
) -> None:
    order = (
        share(table)
        .sel(industry=["26_27", "58_63", "69_75", "19_22"])
        .dot(xr.DataArray([1 / 2, 5 / 6, 1 / 7, 1 / 4], dims="industry"))
    )
    found = complexity(presence(table), sign=order)
    np.testing.assert_allclose(savo["pci"], found["pci"].sel(industry=savo["industry"]))
    assert savo.attrs["sign"] == "high technology"
    assert savo.attrs["sign_correlation"] == pytest.approx(float(found["sign_correlation"]))
    diversity = presence(table).sum("industry")
    expected = np.corrcoef(found["eci"].values, diversity.values)[0, 1]
    assert savo.attrs["diversity_correlation"] == pytest.approx(expected)
    turned = regional_opportunities("finland", "Etelä-Savo", sign="diversity")
    turned = turned.sel(industry=savo["industry"])
    np.testing.assert_allclose(turned["pci"], -savo["pci"])
    assert turned.attrs["sign"] == "diversity"
    assert "complexity-sign-disputed" not in turned.attrs["limits"]
    xr.testing.assert_equal(turned["density"], savo["density"])


def test_europe_is_related_by_proximity_in_its_own_regions(north: xr.Dataset) -> None:
    x = europe()
    m = presence(x)
    expected = relatedness_density(m.sel(region=["FI1D"]), proximity(m))
    expected = expected.sel(industry=north["industry"]).values[0]
    np.testing.assert_allclose(north["density"], expected)
    assert north.attrs["relatedness"] == "proximity in 283 regions"
    assert north.attrs["link_weights"] == {}
    inside = (north["density_low"] <= north["density"]) & (
        north["density"] <= north["density_high"]
    )
    assert float(inside.mean()) > 0.7
    xr.testing.assert_identical(regional_opportunities("europe", "FI1D", draws=20), north)
    told: list[tuple[int, int]] = []
    other = regional_opportunities(
        "europe", "FI1D", draws=20, seed=2, progress=lambda *n: told.append(n)
    )
    assert told == [(20, 20)]
    assert not other["density_low"].equals(north["density_low"])


def test_probability_is_missing_with_its_reason_unless_a_model_is_given(
    savo: xr.Dataset, table: xr.DataArray
) -> None:
    assert savo["entry_probability"].isnull().all()
    assert savo["entry_low"].isnull().all()
    assert set(savo["probability_reason"].values) == {"one-period"}
    model = fitted(table)
    found = regional_opportunities(
        "finland", "Etelä-Savo", entry_model=model, rank_by="entry_probability"
    )
    assert found["entry_probability"].notnull().all()
    assert set(found["probability_reason"].values) == {""}
    assert (np.diff(found["entry_probability"].values) <= 0).all()
    again = savo.sel(industry=found["industry"])
    expected = model.predict(again["density"].expand_dims(region=["10"]), again["pci"])
    np.testing.assert_allclose(found["entry_probability"], expected.values[0])


def fitted(table: xr.DataArray) -> EntryModel:
    """A model of made-up entries in the Finnish table: it proves nothing about Finland."""
    m = presence(table)
    rng = np.random.default_rng(1)
    w = relatedness_density(m, proximity(m))
    later = xr.where((m == 0) & (w.copy(data=rng.random(w.shape)) < w), 1.0, m)
    both = xr.concat([m, later], xr.DataArray([2014, 2018], dims="period", name="period"))
    pci = xr.DataArray(np.zeros(30), coords={"industry": table["industry"]})
    return entry_model(both, w, pci, fixed_effects=(), interaction=False, test_periods=0)


def test_an_analysis_gives_what_its_dataset_gives(
    savo: xr.Dataset, south_savo: Identification
) -> None:
    xr.testing.assert_identical(regional_opportunities(south_savo), savo)
    pci = industry_complexity(south_savo)
    assert pci.sizes == {"industry": 30}
    xr.testing.assert_equal(pci.sel(industry=savo["industry"]), savo["pci"])
    assert pci.attrs["sign_correlation"] == savo.attrs["sign_correlation"]


def test_a_table_of_ones_own_with_several_periods(table: xr.DataArray) -> None:
    """Codes nobody knows: no coverage, no local industries, the sign of diversity."""
    own = table.assign_coords(industry=[f"own {code}" for code in table["industry"].values])
    years = xr.DataArray([2014, 2018], dims="period", name="period")
    both = xr.concat([own, own], years).drop_isel(region=[0])
    found = regional_opportunities(identify(both, region="10"), language="fi")
    assert found.attrs["sign"] == "diversity"
    assert "coverage-unknown" in found.attrs["limits"]
    assert "one-period" not in found.attrs["limits"]
    assert found.attrs["not_covered"] == {}
    assert found.attrs["local"] == ()
    assert set(found["probability_reason"].values) == {"no-model"}
    assert found["label"].values.tolist() == found["industry"].values.tolist()


def test_relatedness_of_ones_own_takes_the_place_of_all_links(table: xr.DataArray) -> None:
    codes = table["industry"].values
    nothing = xr.DataArray(
        np.zeros((30, 30)),
        dims=("industry", "industry_2"),
        coords={"industry": codes, "industry_2": codes},
    )
    nothing.loc["10_12", "01"] = nothing.loc["01", "10_12"] = 2.0
    found = regional_opportunities("finland", "Etelä-Savo", relatedness=nothing)
    food, wood = found.sel(industry="10_12"), found.sel(industry="28")
    assert (float(food["density"]), str(food["strength"][0].values)) == (1, "01")
    assert str(food["strength"][1].values) == ""
    assert np.isnan(food["strength_share"][1])
    assert (float(wood["density"]), str(wood["limits"].values)) == (0, "unrelated")
    assert np.isnan(wood["local_share"])


def test_related_are_pairs_above_the_average_pair() -> None:
    codes = ["a", "b", "c"]
    s = xr.DataArray(
        [[np.nan, 1.5, -0.5], [1.5, np.nan, np.nan], [-0.5, np.nan, np.nan]],
        dims=("industry", "industry_2"),
        coords={"industry": codes, "industry_2": codes},
    )
    before = s.copy(deep=True)
    found = related_by_links(s)
    xr.testing.assert_identical(s, before)
    np.testing.assert_array_equal(found.values, [[0, 1, 0], [1, 0, np.nan], [0, np.nan, 0]])


def test_the_basis_of_a_dataset_is_the_last_period_of_its_main_table() -> None:
    data = load_dataset("finland")
    basis = basis_of(data, "Etelä-Savo")
    assert basis.region == "10"
    assert basis.values.sizes == {"region": 19, "industry": 30}
    assert len(basis.valuations) == 2
    assert basis.periods == 1


def test_a_region_is_needed_and_must_be_known() -> None:
    with pytest.raises(InputError, match="say which one"):
        regional_opportunities("finland")
    with pytest.raises(InputError, match="no region 'Atlantis'"):
        regional_opportunities("finland", "Atlantis")


def test_coverage_names_whole_sections_and_single_divisions() -> None:
    industries = load_dataset("finland").industries["industry30"]
    assert divisions_of("02_03", industries) == ("02", "03")
    assert divisions_of("C16", {}) == ("16",)
    found = not_covered(["01", "02_03"], industries, language="fi")
    assert found is not None
    assert "A" not in found
    assert {"B", "C", "U"} <= {*found}
    assert not_covered(["01"], industries, language="fi") != found
    only_farming = not_covered(["01"], industries)
    assert only_farming is not None
    assert only_farming["02"] == "Forestry and logging"
    assert not_covered(["wood"], {}) is None
