"""How closely industries are related: similarity matrices from links between them.

Every matrix is an array with the dims ``industry`` and ``industry_2``, symmetric, with NaN on
the diagonal and wherever nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from .errors import InputError
from .measures.specialisation import share

MIN_REGIONS = 5


def input_output_links(flows: xr.DataArray) -> xr.DataArray:
    """The strongest of the four shares that link two industries through purchases and sales.

    ``flows`` has the dims ``industry`` (supplies) and ``industry_2`` (uses). With the input share
    a_ij = z_ij / sum_k z_kj and the output share b_ij = z_ij / sum_k z_ik the link is
    max(a_ij, a_ji, b_ij, b_ji): Ellison, Glaeser and Kerr (2010), doi:10.1257/aer.100.3.1195.
    An industry that buys nothing and sells nothing has no links (NaN).
    """
    z = flows.transpose("industry", "industry_2").values
    with np.errstate(invalid="ignore", divide="ignore"):
        bought = z / np.nansum(z, axis=0, keepdims=True)
        sold = z / np.nansum(z, axis=1, keepdims=True)
    strongest = np.fmax(np.fmax(bought, bought.T), np.fmax(sold, sold.T))
    return _matrix(strongest, flows["industry"].values)


def occupation_similarity(x: xr.DataArray) -> xr.DataArray:
    """The correlation of the industries' shares of occupations.

    ``x`` holds employed persons with the dims ``industry`` and ``occupation``. Pearson
    correlation of the shares x_io / x_i over occupations, as in Delgado, Porter and Stern (2016),
    doi:10.1093/jeg/lbv017. Combinations without a figure are left out pair by pair.
    """
    shares = share(x, dim="occupation").transpose("industry", "occupation")
    return _matrix(_correlations(shares.values, minimum=3), x["industry"].values)


def colocation(x: xr.DataArray) -> xr.DataArray:
    """The correlation over regions of the industries' shares of the region.

    ``x`` has the dims ``region`` and ``industry``. Shares and not levels are correlated, since
    levels mostly say how large the regions are (Porter 2003, doi:10.1080/0034340032000108688,
    uses levels over many regions of similar size). A pair needs 5 regions that know both
    industries, else it is NaN. Raises InputError for a table of fewer than 5 regions.
    """
    if x.sizes["region"] < MIN_REGIONS:
        raise InputError(f"Co-location needs at least {MIN_REGIONS} regions.")
    shares = share(x).transpose("industry", "region")
    return _matrix(_correlations(shares.values, minimum=MIN_REGIONS), x["industry"].values)


def combine(
    matrices: Mapping[str, xr.DataArray], *, weights: Mapping[str, float] | None = None
) -> xr.DataArray:
    """The weighted mean of standardised similarities over those that are known for a pair.

    Each matrix is brought to mean 0 and standard deviation 1 over its known pairs first, as in
    Delgado, Porter and Stern (2016), doi:10.1093/jeg/lbv017. The result has the industries of the
    first matrix; a pair that no matrix knows is NaN. Raises InputError without a matrix, for an
    unknown name in ``weights`` and for a weight that is not positive.
    """
    if not matrices:
        raise InputError("Industries cannot be related without any links; give at least one.")
    chosen = dict.fromkeys(matrices, 1.0) | dict(weights or {})
    _check_weights(matrices, chosen)
    first = next(iter(matrices.values()))
    summed = np.zeros(first.shape)
    known = np.zeros(first.shape)
    for name, matrix in matrices.items():
        z = standardise(matrix.reindex_like(first)).values
        summed += np.where(np.isnan(z), 0.0, z) * chosen[name]
        known += ~np.isnan(z) * chosen[name]
    mean = summed / np.where(known > 0, known, np.nan)
    return _matrix(mean, first["industry"].values)


def standardise(matrix: xr.DataArray) -> xr.DataArray:
    """The matrix with mean 0 and standard deviation 1 over its known pairs (0 if all equal)."""
    known = ~np.isnan(matrix.values)
    if not known.any():
        return matrix
    spread = matrix.values[known].std()
    centred = matrix - matrix.values[known].mean()
    scaled: xr.DataArray = centred / spread if spread > 0 else centred * 0.0
    return scaled


def _check_weights(matrices: Mapping[str, xr.DataArray], weights: Mapping[str, float]) -> None:
    for name, weight in weights.items():
        if name not in matrices:
            raise InputError(f"There are no links named {name!r}; known: {', '.join(matrices)}.")
        if not (np.isfinite(weight) and weight > 0):
            raise InputError(f"The weight of {name!r} must be a positive number, not {weight}.")


def _matrix(values: np.ndarray, industries: np.ndarray) -> xr.DataArray:
    symmetric = (values + values.T) / 2
    np.fill_diagonal(symmetric, np.nan)
    coords = {"industry": industries, "industry_2": industries}
    return xr.DataArray(symmetric, dims=("industry", "industry_2"), coords=coords)


def _correlations(x: np.ndarray, *, minimum: int) -> np.ndarray:
    """Pearson correlations of all pairs of rows over the columns both know, in four products."""
    known = (~np.isnan(x)).astype(np.float64)
    counts = known.sum(axis=1, keepdims=True)
    centre = np.nansum(x, axis=1, keepdims=True) / np.where(counts > 0, counts, np.nan)
    y = np.where(known > 0, x - centre, 0.0)
    n = known @ known.T
    sums = y @ known.T
    squares = (y * y) @ known.T
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = y @ y.T - sums * sums.T / n
        spread = squares - sums**2 / n
        scale = np.sqrt(_floor(spread, squares)) * np.sqrt(_floor(spread, squares)).T
        result = np.clip(covariance / np.where(scale > 0, scale, np.nan), -1.0, 1.0)
    return np.where(n >= minimum, result, np.nan)


def _floor(spread: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Variances that are only rounding error count as none."""
    return np.where(spread > 1e-14 * np.maximum(squares, 1e-300), spread, 0.0)
