"""Shares, location quotients with their uncertainty, growth and ranks of a labelled table.

All functions take an array with the dims ``region`` and ``industry`` (``period`` may stand
before them) and treat NaN as missing: a margin is the sum of its known cells, a missing cell
stays missing, and 0/0 is NaN. The reference of an industry is made of the regions that
have a figure for it: a region in which it is suppressed counts neither above nor below the line.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from .errors import InputError

CONFIDENCE = 0.95


def total(x: xr.DataArray, dim: str | Sequence[str]) -> xr.DataArray:
    """The sum of the known cells over ``dim``; NaN where no cell is known."""
    return x.sum(dim, skipna=True, min_count=1)


def missing_share(x: xr.DataArray) -> float:
    """The share of cells without a figure, between 0 and 1."""
    return float(np.isnan(x.values).mean()) if x.size else 0.0


def known_regions(x: xr.DataArray) -> int:
    """The number of regions with at least one figure."""
    return int(x.notnull().any(["period", "industry"]).sum())


def share(
    x: xr.DataArray, *, whole: xr.DataArray | None = None, dim: str = "industry"
) -> xr.DataArray:
    """Each cell as a share of the known total over ``dim``: x / sum(whole).

    ``whole`` is ``x`` itself unless given: with groups of industries in ``x`` it is the table
    that the groups were taken from.
    """
    return _ratio(x, total(x if whole is None else whole, dim)).transpose(*x.dims)


def reference_share(x: xr.DataArray, *, whole: xr.DataArray | None = None) -> xr.DataArray:
    """Each industry's share in the regions that know it: sum_r x_ri / sum_r X_r.

    Both sums are over the regions with a figure for industry i; X_r is the region's known total
    (of ``whole``). In a complete table these are all regions. NaN where no region knows it.
    """
    return _ratio(total(x, "region"), reference_total(x, whole=whole))


def reference_total(x: xr.DataArray, *, whole: xr.DataArray | None = None) -> xr.DataArray:
    """By industry, the known totals of the regions that have a figure for it: sum_r X_r."""
    area = total(x if whole is None else whole, "industry")
    known = area.where(x.notnull()).transpose(*x.dims)
    return total(known, "region")


def location_quotient(x: xr.DataArray, *, whole: xr.DataArray | None = None) -> xr.DataArray:
    """The location quotient LQ = (x_ri / x_r) / (x_i / x), shape and coordinates of ``x``.

    Hoover (1936), "The measurement of industrial localization", doi:10.2307/1927875; the same
    ratio as Balassa's revealed comparative advantage. Above 1 the region has more of the industry
    than the reference, which is the sum of the regions with a figure for the industry. An
    industry that nobody has gives NaN.
    """
    return _ratio(share(x, whole=whole), reference_share(x, whole=whole)).transpose(*x.dims)


def specialised(
    x: xr.DataArray, *, threshold: float = 1.0, whole: xr.DataArray | None = None
) -> xr.DataArray:
    """Whether LQ >= ``threshold``; False where the quotient is not known.

    The two shares are compared, each one division away from the counts: shares that are equal
    as fractions are equal as float64, so that a tie counts as reached and never as noise. An
    industry that nobody has is no specialisation.
    """
    expected = reference_share(x, whole=whole)
    reached = (share(x, whole=whole) >= threshold * expected) & (expected > 0)
    return reached.transpose(*x.dims)


def location_quotient_interval(
    x: xr.DataArray, *, confidence: float = CONFIDENCE, whole: xr.DataArray | None = None
) -> tuple[xr.DataArray, xr.DataArray]:
    """Exact limits of the location quotient of counts: (low, high), each shaped like ``x``.

    The limits of Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404, for the industry's
    share of the region's known total, divided by the share of the reference, which is taken as
    given. With k of n: low is the (1 - c) / 2 quantile of Beta(k, n - k + 1) and 0 for k = 0,
    high the (1 + c) / 2 quantile of Beta(k + 1, n - k) and 1 for k = n.
    """
    if not 0 < confidence < 1:
        raise InputError(f"confidence must lie between 0 and 1, not {confidence}.")
    area = total(x if whole is None else whole, "industry")
    low, high = _proportion_limits(x, area, (1 - confidence) / 2)
    expected = reference_share(x, whole=whole)
    return _ratio(low, expected).transpose(*x.dims), _ratio(high, expected).transpose(*x.dims)


def value_range(quotients: Sequence[xr.DataArray]) -> tuple[xr.DataArray, xr.DataArray]:
    """The smallest and largest of several location quotients of the same cells: (low, high).

    For estimates of a model there is no sampling error to report; output, value added and
    compensation give different quotients, and their span shows how far the finding depends on
    the choice. Unknown cells of one quotient are left out; NaN where none is known. The result
    has the shape of the first quotient.
    """
    if not quotients:
        raise InputError("A range needs at least one location quotient.")
    aligned = xr.align(*quotients, join="left")
    stack = xr.concat(aligned, dim="valuation", join="exact")
    return stack.min("valuation", skipna=True), stack.max("valuation", skipna=True)


def excess(x: xr.DataArray, *, whole: xr.DataArray | None = None) -> xr.DataArray:
    """The value minus the value expected at the share of the reference: x_ri - x_r * x_i / x."""
    area = total(x if whole is None else whole, "industry")
    return (x - reference_share(x, whole=whole) * area).transpose(*x.dims)


def growth(x: xr.DataArray) -> xr.DataArray:
    """Change since the first period as a share of it: x_t / x_0 - 1; NaN for the first period."""
    change = _ratio(x, x.isel(period=0, drop=True)) - 1
    later = xr.DataArray(np.arange(x.sizes["period"]) > 0, dims="period")
    return change.where(later.assign_coords(period=x["period"])).transpose(*x.dims)


def rank(x: xr.DataArray, *, dim: str = "region") -> xr.DataArray:
    """Rank along ``dim``, 1 for the largest; equal values share the best rank, NaN stays NaN."""
    ranks = np.apply_along_axis(_ranks, x.get_axis_num(dim), x.values)
    return xr.DataArray(ranks, coords=x.coords, dims=x.dims)


def _ranks(line: np.ndarray) -> np.ndarray:
    position = np.searchsorted(np.sort(-line), -line, side="left") + 1.0
    return np.where(np.isnan(line), np.nan, position)


def _ratio(top: xr.DataArray, bottom: xr.DataArray) -> xr.DataArray:
    return top / bottom.where(bottom != 0)


def _proportion_limits(
    k: xr.DataArray, n: xr.DataArray, tail: float
) -> tuple[xr.DataArray, xr.DataArray]:
    from scipy.special import betaincinv

    rest = n - k
    low = xr.apply_ufunc(betaincinv, k.where(k > 0), rest + 1, tail)
    high = xr.apply_ufunc(betaincinv, k + 1, rest.where(rest > 0), 1 - tail)
    low = low.where(~(k == 0), 0.0).where(n > 0)
    high = high.where(~(rest == 0), 1.0).where(n > 0)
    return low, high
