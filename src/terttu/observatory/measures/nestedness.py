"""How nested the presences are: whether poor regions have a part of what rich ones have."""

from __future__ import annotations

import numpy as np
import xarray as xr

from ..arrays import labelled, observation_dim
from .trimming import links, trimmed


def nestedness(m: xr.DataArray) -> xr.Dataset:
    """Nestedness by overlap and decreasing fill, NODF, in 0-100 (100: perfectly nested).

    For a pair of regions a, b with diversities d_a > d_b the paired nestedness is the percentage
    of the industries of b that a has too, 100 |a and b| / d_b, and 0 where d_a = d_b.
    ``regions`` is its mean over all pairs of regions, ``industries`` the same over pairs of
    industries with ubiquity in the place of diversity, and ``nodf`` the mean over the pairs of
    both kinds. The order of rows and columns does not matter: each pair is taken with the larger
    margin first.

    The pairs are not formed: with rows ordered by diversity, b overlaps with all richer rows at
    once in sum_i M_bi B_i, where B is the running sum of these rows.

    ``m`` holds presence; a missing cell counts as no presence. Regions and industries without
    any are left out and listed in ``attrs``. A side of fewer than two is NaN.

    Almeida-Neto, M. et al. (2008) A consistent metric for nestedness analysis in ecological
    systems: reconciling concept and measurement. Oikos 117, 1227-1239.
    doi:10.1111/j.0030-1299.2008.16644.x.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]], dims=("region", "industry"))
    >>> float(nestedness(m)["nodf"])
    100.0
    """
    cells = links(m)
    sides = [_nestedness(block) for block in cells]
    names = ("nodf", f"{observation_dim(m)}s", "industries")
    values = dict(zip(names, np.array(sides).T, strict=True))
    found = {name: labelled(column, m, name=name) for name, column in values.items()}
    return xr.Dataset(found, attrs=trimmed(m, cells))


def _nestedness(m: np.ndarray) -> tuple[float, float, float]:
    core = m[m.any(axis=1)][:, m.any(axis=0)]
    sums = [_paired(core), _paired(core.T)]
    pairs = [n * (n - 1) / 2 for n in core.shape]
    with np.errstate(invalid="ignore", divide="ignore"):
        rows, columns = (np.divide(s, n) for s, n in zip(sums, pairs, strict=True))
        return float(np.divide(sum(sums), sum(pairs))), float(rows), float(columns)


def _paired(m: np.ndarray) -> float:
    """The sum over pairs of rows of the paired nestedness."""
    margin = m.sum(axis=1)
    order = np.argsort(-margin, kind="stable")
    rows, margin = m[order], margin[order]
    richer = np.searchsorted(-margin, -margin, side="left")
    running = np.vstack([np.zeros(m.shape[1]), np.cumsum(rows, axis=0)])
    overlap = np.einsum("ri,ri->r", rows, running[richer])
    return float(100 * np.sum(overlap / margin))
