"""How rich the places are that have an industry (PRODY), and what that says of a place (EXPY).

Symbols: s_ri = X_ri / X_r the share of industry i in region r, Y_r the income of the region per
head. A cell is compared with the known cells of its line alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arrays import INDUSTRY, REGION, check_dims
from ..errors import InputError
from .shares import beside, by_period, ratio, shares, total

if TYPE_CHECKING:
    import xarray as xr


def prody(x: xr.DataArray, y: xr.DataArray) -> xr.DataArray:
    """The mean income of the regions that have an industry, weighted by their specialisation.

    PRODY_i = sum_r w_ri Y_r with w_ri = s_ri / sum_u s_ui: shares within the region, so that a
    large region counts no more than a small one. In the units of ``y`` (dim region, and period or
    not), e.g. GDP per head.

    EconGeo computes it from location quotients rounded to two decimals (off by up to 13 on
    30,000); nothing is rounded here. Missing cells, or a region without an income: the region is
    left out and the weights of the others sum to one. NaN for an industry that nobody has.

    Raises InputError for regions without a line in ``y``, for other dims than region, industry
    and period, and for negative cells.

    Hausmann, Hwang & Rodrik (2007) What You Export Matters, doi:10.1007/s10887-006-9009-4

    >>> import xarray as xr
    >>> x = xr.DataArray([[8, 2], [1, 1]], dims=("region", "industry"))
    >>> prody(x, xr.DataArray([20_000, 40_000], dims="region")).values.round(1)
    array([27692.3, 34285.7])
    """
    check_dims(x, REGION, INDUSTRY)
    incomes = beside(y, x, REGION, what="income of the regions")
    return by_period(
        lambda cells, income: _mean(shares(cells, 1), income[:, np.newaxis], 0),
        x,
        REGION,
        INDUSTRY,
        to=(INDUSTRY,),
        name="prody",
        figures=(incomes,),
    )


def expy(
    x: xr.DataArray, y: xr.DataArray | None = None, *, prody: xr.DataArray | None = None
) -> xr.DataArray:
    """The mean PRODY of a region's industries, weighted by their share in the region.

    EXPY_r = sum_i s_ri PRODY_i, in the units of ``y``. ``prody`` (dim industry, and period or
    not) takes the place of the PRODY of ``x`` and ``y``, e.g. one from world trade or from
    another period; ``y`` is not needed then.

    Missing cells, or an industry without PRODY: left out, and the weights of the others sum to
    one. NaN for a region without any figure above zero.

    Raises InputError where both ``y`` and ``prody`` are missing or lack a line, for other dims
    than region, industry and period, and for negative cells.

    Hausmann, Hwang & Rodrik (2007) What You Export Matters, doi:10.1007/s10887-006-9009-4

    >>> import xarray as xr
    >>> x = xr.DataArray([[8, 2], [1, 1]], dims=("region", "industry"))
    >>> expy(x, xr.DataArray([20_000, 40_000], dims="region")).values.round(1)
    array([29011., 30989.])
    """
    check_dims(x, REGION, INDUSTRY)
    values = _prody(x, y) if prody is None else prody
    worths = beside(values, x, INDUSTRY, what="PRODY of the industries")
    return by_period(
        lambda cells, worth: _mean(cells, worth[np.newaxis], 1),
        x,
        REGION,
        INDUSTRY,
        to=(REGION,),
        name="expy",
        figures=(worths,),
    )


def _prody(x: xr.DataArray, y: xr.DataArray | None) -> xr.DataArray:
    if y is None:
        raise InputError("EXPY needs the income of the regions (y) or a PRODY; give one of them.")
    return prody(x, y)


def _mean(weights: np.ndarray, values: np.ndarray, axis: int) -> np.ndarray:
    """The weighted mean along ``axis`` of the values whose weight is known too."""
    weights = np.where(np.isnan(values), np.nan, weights)
    return ratio(total(weights * values, axis), total(weights, axis))
