"""Similarities of few industries, to be read at a glance."""

import numpy as np
import xarray as xr


def square(values: object, codes: str = "ABC") -> xr.DataArray:
    coords = {"industry": list(codes), "industry_2": list(codes)}
    return xr.DataArray(np.array(values, float), dims=tuple(coords), coords=coords)


def blocks(codes: str, groups: list[str], *, noise: float = 0.0, seed: int = 0) -> xr.DataArray:
    """1 between the industries of a group, 0 between groups, and some noise."""
    values = np.array(
        [[float(any(a in g and b in g for g in groups)) for a in codes] for b in codes]
    )
    drawn = np.random.default_rng(seed).normal(0, noise, values.shape)
    values += (drawn + drawn.T) / 2
    np.fill_diagonal(values, np.nan)
    return square(values, codes)
