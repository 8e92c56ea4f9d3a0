"""How closely industries are related: similarity matrices from links between them.

Every matrix is an array with the dims ``industry`` and ``industry_2``, symmetric, with NaN on
the diagonal and wherever nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, get_args

import numpy as np
import xarray as xr

from ..arrays import PERIOD
from ..errors import InputError
from ..measures.agglomeration import coagglomeration
from ..measures.relatedness import skill_relatedness
from ..measures.specialisation import location_quotient, share

MIN_REGIONS = 5

Method = Literal[
    "shares",
    "levels",
    "location_quotients",
    "coagglomeration",
    "input_output",
    "occupations",
    "labour_flows",
]


def similarity(x: xr.DataArray, *, method: Method = "shares") -> xr.DataArray:
    """How closely the industries of ``x`` are related, as one kind of evidence tells it.

    From a table of regions by industries, of one period:

    - ``shares``: the correlation of the industries' shares of each region, see `colocation`;
    - ``levels``: that of the figures themselves, LC-Emp or LC-Est of Delgado, Porter and Stern
      (2016, doi:10.1093/jeg/lbv017), which needs many regions of similar size;
    - ``location_quotients``: that of log(1 + LQ), which no region's size can carry;
    - ``coagglomeration``: Ellison, Glaeser and Kerr (2010, doi:10.1257/aer.100.3.1195).

    From other tables: ``input_output`` (purchases, see `input_output_links`), ``occupations``
    (persons by industry and occupation, see `occupation_similarity`) and ``labour_flows`` (moves
    between industries, see `skill_relatedness`).

    Symmetric, with the dims industry and industry_2 and NaN on the diagonal and for pairs of which
    nothing is known. Raises InputError for an unknown method, more than one period, fewer than 5
    regions.

    >>> x = xr.DataArray(
    ...     [[4.0, 8, 1], [3, 6, 1], [2, 4, 5], [1, 2, 9], [5, 9, 0]],
    ...     dims=("region", "industry"), coords={"industry": ["A", "B", "C"]},
    ... )
    >>> float(similarity(x, method="levels").sel(industry="A", industry_2="B").round(3))
    0.994
    """
    if method not in _METHODS:
        known = ", ".join(get_args(Method))
        raise InputError(f"There is no similarity called {method!r}; known: {known}.")
    if PERIOD in x.dims:
        if x.sizes[PERIOD] != 1:
            raise InputError("Similarity is learnt from one period; choose one with isel or sel.")
        x = x.isel({PERIOD: 0}, drop=True)
    return _METHODS[method](x)


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
    return square(strongest, flows["industry"].values)


def occupation_similarity(x: xr.DataArray) -> xr.DataArray:
    """The correlation of the industries' shares of occupations.

    ``x`` holds employed persons with the dims ``industry`` and ``occupation``. Pearson
    correlation of the shares x_io / x_i over occupations, as in Delgado, Porter and Stern (2016),
    doi:10.1093/jeg/lbv017. Combinations without a figure are left out pair by pair.
    """
    shares = share(x, dim="occupation").transpose("industry", "occupation")
    return square(_correlations(shares.values, minimum=3), x["industry"].values)


def colocation(x: xr.DataArray) -> xr.DataArray:
    """The correlation over regions of the industries' shares of the region.

    ``x`` has the dims ``region`` and ``industry``. Shares and not levels are correlated, since
    levels mostly say how large the regions are (Porter 2003, doi:10.1080/0034340032000108688,
    uses levels over many regions of similar size). A pair needs 5 regions that know both
    industries, else it is NaN. Raises InputError for a table of fewer than 5 regions.
    """
    return _located(share(x))


def _located(x: xr.DataArray) -> xr.DataArray:
    if x.sizes["region"] < MIN_REGIONS:
        raise InputError(f"Co-location needs at least {MIN_REGIONS} regions.")
    rows = x.transpose("industry", "region").values
    return square(_correlations(rows, minimum=MIN_REGIONS), x["industry"].values)


def _specialised(x: xr.DataArray) -> xr.DataArray:
    lq = location_quotient(x)
    return _located(lq.copy(data=np.log1p(lq.values)))


def _coagglomerated(x: xr.DataArray) -> xr.DataArray:
    found = coagglomeration(x)
    return square(found.values, x["industry"].values)


def _moved(x: xr.DataArray) -> xr.DataArray:
    found = skill_relatedness(x)
    return square(found.values, x["industry"].values)


def square(values: np.ndarray, industries: np.ndarray) -> xr.DataArray:
    """A symmetric array over pairs of industries, NaN for each with itself."""
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


_METHODS: Mapping[Method, Callable[[xr.DataArray], xr.DataArray]] = {
    "shares": colocation,
    "levels": _located,
    "location_quotients": _specialised,
    "coagglomeration": _coagglomerated,
    "input_output": input_output_links,
    "occupations": occupation_similarity,
    "labour_flows": _moved,
}
