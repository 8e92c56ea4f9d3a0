"""The world trade set: presence, proximities and fitness as they were published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr

from terttu.observatory import complexity, fitness, presence, proximity, rank, read_table

FOLDER = Path(__file__).parent / "world_trade"


@pytest.fixture(scope="module")
def trade() -> xr.DataArray:
    columns = {"region": "country", "industry": "product", "value": "value"}
    table = read_table(FOLDER / "trade.parquet", absent="zero", **columns)
    return table.isel(period=0, drop=True)


@pytest.fixture(scope="module")
def present(trade: xr.DataArray) -> xr.DataArray:
    return presence(trade)


def test_the_table_has_the_published_size(trade: xr.DataArray) -> None:
    assert trade.sizes == {"region": 226, "industry": 785}


def test_presence_is_the_published_one_in_every_cell(present: xr.DataArray) -> None:
    published = pl.read_parquet(FOLDER / "presence.parquet")
    expected = xr.DataArray(
        published.drop("country").to_numpy(),
        coords={"region": published["country"].to_list(), "industry": published.columns[1:]},
        dims=("region", "industry"),
    )
    assert (present.sel(region=expected["region"], industry=expected["industry"]) == expected).all()


@pytest.mark.parametrize("side", ["product", "country"])
def test_proximities_are_the_published_ones(present: xr.DataArray, side: str) -> None:
    m = present
    if side == "country":
        m = present.rename(region="industry", industry="region")
    ours = proximity(m)
    published = pl.read_parquet(FOLDER / f"proximity_{side}.parquet")
    pairs = [ours.get_index("industry").get_indexer(published[f"{side}_{n}"]) for n in (1, 2)]
    assert min(where.min() for where in pairs) >= 0
    expected = published["proximity"].to_numpy()
    assert np.allclose(ours.values[tuple(pairs)], expected, rtol=0, atol=1e-15)
    # Pairs that are not listed have nothing in common.
    assert np.isclose(ours.values.sum(), 2 * expected.sum(), rtol=1e-12, atol=0)


def test_fitness_and_complexity_are_the_published_ones_after_19_updates(
    present: xr.DataArray,
) -> None:
    ours = fitness(present, iterations=19, tolerance=None)
    for name, dim in (("fitness", "region"), ("complexity", "industry")):
        published = pl.read_csv(FOLDER / f"{name}.csv", schema_overrides=[pl.String, pl.Float64])
        labels = published.to_series(0).to_list()
        values = ours[name].sel({dim: labels}).values
        assert np.allclose(values, published[name].to_numpy(), rtol=1e-9, atol=1e-12)


def test_the_most_complex_economies_are_the_known_ones(
    trade: xr.DataArray, present: xr.DataArray
) -> None:
    # Tiny territories with a handful of exports come out on top without a minimum size.
    large = rank(trade.sum("industry")) <= trade.sizes["region"] / 2
    eci = complexity(present.where(large, drop=True))["eci"]
    top = eci.sortby(eci, ascending=False)["region"].values[:6].tolist()
    assert {"jpn", "deu", "che"} <= set(top)
