"""Random tables, seeded: several shapes, uneven sizes, nested, with empty cells and ties."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

CLOSE = {"rtol": 1e-9, "atol": 1e-9}


def table(regions: int, industries: int, seed: int, *, largest: int = 10_000) -> xr.DataArray:
    """Whole numbers up to about ``largest``; no region and no industry is empty.

    Able regions have most industries and easy industries are in most regions, so that complexity
    has a direction; a small ``largest`` gives many equal figures.
    """
    random = np.random.default_rng(seed)
    able = np.sort(random.normal(size=regions))
    hard = np.sort(random.normal(size=industries))
    present = able[:, np.newaxis] - hard + 0.7 * random.normal(size=(regions, industries)) > -0.3
    size = np.exp(0.8 * able)[:, np.newaxis] * random.lognormal(0, 1, industries)
    value = size * random.lognormal(0, 0.7, (regions, industries))
    x = np.ceil(largest * value / value.max()) * present
    x[-1] = np.maximum(x[-1], 1)  # the ablest region has everything,
    x[:, 0] = np.maximum(x[:, 0], 1)  # and the easiest industry is everywhere
    return labelled(x)


def unordered(regions: int, industries: int, seed: int) -> xr.DataArray:
    """A table without an order of able regions and easy industries."""
    random = np.random.default_rng(seed)
    x = np.ceil(random.lognormal(2, 1.2, (regions, industries)))
    x *= random.random((regions, industries)) < 0.7
    x[-1], x[:, 0] = np.maximum(x[-1], 1), np.maximum(x[:, 0], 1)
    return labelled(x)


def rank_one(regions: int, industries: int, seed: int) -> xr.DataArray:
    """A table in which every location quotient is exactly 1: ties wherever one looks."""
    random = np.random.default_rng(seed)
    return labelled(
        np.outer(random.integers(1, 1000, regions), random.integers(1, 1000, industries))
    )


def labelled(x: np.ndarray) -> xr.DataArray:
    """The table with labels."""
    rows, columns = x.shape
    labels = {
        "region": [f"R{number:03}" for number in range(rows)],
        "industry": [f"I{number:03}" for number in range(columns)],
    }
    return xr.DataArray(x.astype(float), dims=("region", "industry"), coords=labels)


def over(values: np.ndarray, x: xr.DataArray, *dims: str) -> xr.DataArray:
    """Numbers with labels of ``x``."""
    return xr.DataArray(values, dims=dims, coords={dim: x[dim] for dim in dims})


TABLES = {
    "12 x 10": table(12, 10, seed=3),
    "30 x 20": table(30, 20, seed=2),
    "60 x 45": table(60, 45, seed=3),
    "25 x 80": table(25, 80, seed=4),
    "40 x 30, small figures": table(40, 30, seed=5, largest=40),
}
every_table = pytest.mark.parametrize("x", list(TABLES.values()), ids=list(TABLES))
