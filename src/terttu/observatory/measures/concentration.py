"""How concentrated an industry is in space: the family of Gini indices and Hoover's index.

Symbols: X_ri the figure of industry i in region r, X_r and X_i the totals, P_r a size such as
population. A region without a figure for an industry is left out of that industry's index, and
the shares and weights of the other regions sum to one. An empty region is a region with zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from ..arrays import INDUSTRY, REGION, check_dims
from ..errors import InputError
from .shares import beside, by_period, distance, ratio

if TYPE_CHECKING:
    import xarray as xr


def gini(x: xr.DataArray, *, over: Literal["region", "industry"] = "region") -> xr.DataArray:
    """The Gini index of each industry over regions, each region with the same weight.

    1 - sum_k (p_k - p_{k-1})(L_k + L_{k-1}) with the regions sorted by X_ri, p_k = k / n the
    cumulated share of regions and L_k that of the figure: 0 for the same everywhere,
    (n - 1) / n for all in one of n regions. ``over="industry"`` gives each region's index over
    its industries. Without a unit.

    EconGeo rounds to two or three decimals; nothing is rounded here, and no correction
    n / (n - 1) is made. Missing cells are left out (n counts the known ones). A line without any
    figure above zero is NaN.

    Raises InputError for other dims than region, industry and period, and for negative cells.

    Gini (1912) Variabilità e mutabilità, Bologna; as commonly reported.

    >>> import xarray as xr
    >>> x = xr.DataArray([[1, 0], [1, 0], [1, 3]], dims=("region", "industry"))
    >>> gini(x).values.round(4)
    array([0.    , 0.6667])
    """
    if over not in (REGION, INDUSTRY):
        raise InputError(f'A Gini index is taken over "region" or "industry", not "{over}".')
    line = INDUSTRY if over == REGION else REGION
    weight = np.ones(x.sizes.get(over, 0))
    return by_period(lambda cells: _gini(cells, weight), x, line, over, to=(line,), name="gini")


def locational_gini(x: xr.DataArray) -> xr.DataArray:
    """The locational Gini of each industry: its Lorenz curve over regions against all industries.

    1 - sum_k (p_k - p_{k-1})(L_k + L_{k-1}) with the regions sorted by X_ri / X_r, p the
    cumulated share of all figures X_r and L that of the industry: 0 where the industry is spread
    as everything is, towards 1 where it is all in one small region.

    This is twice the area between the curve and the diagonal, in [0, 1); EconGeo and econcomplex
    report the area itself, at most 0.5, and REAT's gini.conc the unweighted Gini of the location
    quotients. Missing cells: the region is left out of both curves. An industry that nobody has
    is NaN.

    Raises InputError for other dims than region, industry and period, and for negative cells.

    Krugman (1991) Geography and Trade, MIT Press; Audretsch & Feldman (1996) R&D Spillovers and
    the Geography of Innovation and Production, American Economic Review 86, 630.

    >>> import xarray as xr
    >>> x = xr.DataArray([[2, 8], [2, 3], [1, 4]], dims=("region", "industry"))
    >>> locational_gini(x).values.round(4)
    array([0.15, 0.05])
    """
    return by_period(
        lambda cells: _gini(cells, np.nansum(cells, 0)),
        x,
        INDUSTRY,
        REGION,
        to=(INDUSTRY,),
        name="locational_gini",
    )


def hoover_gini(x: xr.DataArray, size: xr.DataArray) -> xr.DataArray:
    """The Gini of each industry over regions weighted by ``size``, usually population P_r.

    1 - sum_k (p_k - p_{k-1})(L_k + L_{k-1}) with the regions sorted by X_ri / P_r, p the
    cumulated share of the size and L that of the industry; in [0, 1). ``size`` has the dim region
    (and period or not). EconGeo reports half of it and rounds.

    Missing cells, or a region without a size: the region is left out of both curves. An industry
    that nobody has is NaN. Raises InputError for regions without a line in ``size``, for other
    dims than region, industry and period, and for negative cells.

    Hoover (1936) The Measurement of Industrial Localization, doi:10.2307/1927875

    >>> import xarray as xr
    >>> x = xr.DataArray([[5, 1], [5, 0]], dims=("region", "industry"))
    >>> hoover_gini(x, xr.DataArray([50, 50], dims="region")).values
    array([0. , 0.5])
    """
    check_dims(x, REGION, INDUSTRY)
    weights = _sizes(size, x)
    return by_period(
        _gini, x, INDUSTRY, REGION, to=(INDUSTRY,), name="hoover_gini", figures=(weights,)
    )


def hoover_index(x: xr.DataArray, size: xr.DataArray) -> xr.DataArray:
    """Hoover's index of each industry: the percentage that would have to move to follow ``size``.

    100 * (1/2) sum_r |X_ri / X_i - P_r / P|, from 0 to 100 percent; ``size`` P_r (population,
    all employment, area) has the dim region (and period or not). EconGeo rounds; nothing is
    rounded here.

    Missing cells, or a region without a size: the region is left out and the other shares sum to
    one. An industry that nobody has is NaN. Raises InputError for regions without a line in
    ``size``, for other dims than region, industry and period, and for negative cells.

    Hoover (1936) The Measurement of Industrial Localization, doi:10.2307/1927875

    >>> import xarray as xr
    >>> x = xr.DataArray([[5, 1], [5, 0]], dims=("region", "industry"))
    >>> hoover_index(x, xr.DataArray([50, 50], dims="region")).values
    array([ 0., 50.])
    """
    check_dims(x, REGION, INDUSTRY)
    weights = _sizes(size, x)
    return by_period(
        lambda cells, weight: 50 * distance(cells, weight, 1),
        x,
        INDUSTRY,
        REGION,
        to=(INDUSTRY,),
        name="hoover_index",
        figures=(weights,),
        units="percent",
    )


def _sizes(size: xr.DataArray, x: xr.DataArray) -> np.ndarray:
    weights = beside(size, x, REGION, what="size of the regions")
    if (weights < 0).any():
        raise InputError("The size of a region cannot be below zero; correct it or leave it empty.")
    return weights


def _gini(amounts: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The Gini index of each row of ``amounts`` (lines, n) with the weights (n)."""
    known = ~np.isnan(amounts + weight)
    amount = np.where(known, amounts, 0.0)
    width = np.where(known, weight, 0.0)
    # A place without weight has no width on the curve: where it stands does not matter.
    order = np.argsort(ratio(amount, width), axis=1)
    rise = np.take_along_axis(amount, order, 1)
    width = np.take_along_axis(width, order, 1)
    twice_below = (width * (2 * np.cumsum(rise, 1) - rise)).sum(1)
    index = 1 - ratio(twice_below, rise.sum(1) * width.sum(1))
    return index.clip(0.0)  # an even spread may end a rounding below zero
