"""One similarity out of several: each standardised, then their weighted mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError
from .similarity import square

if TYPE_CHECKING:
    import xarray as xr


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
    return square(mean, first["industry"].values)


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
