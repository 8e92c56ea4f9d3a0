"""What a measure of links leaves out: missing cells, regions and industries without a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import INDUSTRY, blocks, missing_share, observation_dim
from .specialisation import empty_labels

if TYPE_CHECKING:
    import xarray as xr


def links(m: xr.DataArray) -> np.ndarray:
    """Blocks (period, unit, industry) of float64 in which a missing cell is no link."""
    return np.nan_to_num(np.asarray(blocks(m, observation_dim(m), INDUSTRY), np.float64))


def trimmed(m: xr.DataArray, found: np.ndarray) -> dict[str, Any]:
    """The attributes that report it; ``found`` are the `links` of ``m``."""
    unit = observation_dim(m)
    return {
        "missing_share": missing_share(m),
        f"trimmed_{unit}s": empty_labels(np.asarray(found.any(axis=2)), m, unit),
        "trimmed_industries": empty_labels(np.asarray(found.any(axis=1)), m, INDUSTRY),
    }
