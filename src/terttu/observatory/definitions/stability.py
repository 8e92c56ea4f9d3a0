"""How surely definitions would come again, had other regions been observed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr

from .comparison import compare
from .definition import Definition, Grouping
from .membership import memberships

DRAWS = 100


def stability(
    x: xr.DataArray,
    definitions: Grouping | Sequence[Definition],
    *,
    define: Callable[[xr.DataArray], Grouping],
    draws: int = DRAWS,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """How far definitions hold when the regions of ``x`` are drawn again with replacement.

    ``define`` makes definitions from a table of regions by industries, in the way in which
    ``definitions`` were made; links that do not come from regions (purchases, occupations) belong
    inside it and stay the same. Of each draw: ``ami`` (draw), the agreement with ``definitions``
    (see `compare`). Of each cluster: ``jaccard`` (definition), the mean over the draws of its
    overlap with the most similar cluster found (Hennig 2007, doi:10.1016/j.csda.2006.11.025: above
    0.75 stable, under 0.6 doubtful). Of each pair: ``together`` (industry, industry_2), the share
    of draws that put the two in one cluster.

    Seeded: the same input gives the same result.
    """
    listed = tuple(definitions.definitions if isinstance(definitions, Grouping) else definitions)
    industries = [str(code) for code in x["industry"].values]
    own = memberships(listed, industries) > 0
    random = np.random.default_rng(seed)
    ami, overlap = np.empty(draws), np.empty((draws, len(listed)))
    together = np.zeros((len(industries), len(industries)))
    for draw in range(draws):
        found = define(x.isel(region=random.integers(0, x.sizes["region"], x.sizes["region"])))
        drawn = memberships(found.definitions, industries) > 0
        ami[draw] = compare(listed, found).ami
        overlap[draw] = _best_overlap(own, drawn)
        together += (drawn.astype(float) @ drawn.T.astype(float)) > 0
        if progress is not None:
            progress(draw + 1, draws)
    data = {
        "ami": (("draw",), ami),
        "jaccard": (("definition",), overlap.mean(axis=0)),
        "together": (("industry", "industry_2"), together / draws),
    }
    coords = {
        "definition": [one.code for one in listed],
        "industry": industries,
        "industry_2": industries,
    }
    return xr.Dataset(data, coords=coords, attrs={"draws": draws, "seed": seed})


def _best_overlap(own: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    shared = own.T.astype(float) @ drawn.astype(float)
    either = own.sum(axis=0)[:, None] + drawn.sum(axis=0)[None, :] - shared
    return np.asarray((shared / either).max(axis=1))
