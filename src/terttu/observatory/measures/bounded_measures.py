"""Measures of tables whose cells are intervals: what is certain, and how wide the rest is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, REGION, blocks, check_dims, labelled
from ..errors import InputError

_ROUNDING = 1e-13


def location_quotient_bounds(bounds: xr.Dataset) -> xr.Dataset:
    r"""Intervals of the location quotient, from intervals of the cells (``cell_bounds``).

    .. math:: LQ_{ri} = \frac{x_{ri} X}{X_r X_i} = \frac{a (a + b + c + d)}{(a + b)(a + c)}

    with :math:`a` the cell, :math:`b` the rest of its region, :math:`c` the rest of its industry
    and :math:`d` everything else. The quotient falls with :math:`b` and :math:`c` and rises with
    :math:`d`. In :math:`a` it rises while :math:`a^2 d < 2abc + (b + c + d)bc` and falls after: a
    cell that fills its region and its industry is a large part of the whole it is compared with.
    So the least is at an end of :math:`a` with the most of :math:`b` and :math:`c` and the least of
    :math:`d`; the most is at the turning point, or the end next to it, with the opposite. Where
    cells vary freely these ends are reached. Where the totals are known, they bind the cells, and
    :math:`a X / (X_r X_i)` with the ends of each factor is narrower; the narrower of both is given,
    which holds the truth and is exact where all totals are known.

    ``bounds`` holds ``low`` and ``high`` by region and industry (and period), and may hold the
    bounds of the totals, as ``cell_bounds`` gives them. The result holds ``low`` and ``high``: NaN
    where the quotient has no value (a region or an industry with nothing), ``high`` infinite where
    nothing bounds it.

    >>> import xarray as xr
    >>> coords = {"region": ["A", "B"], "industry": ["10", "11"]}
    >>> low = xr.DataArray([[2.0, 2.0], [1.0, 3.0]], dims=("region", "industry"), coords=coords)
    >>> found = location_quotient_bounds(xr.Dataset({"low": low, "high": low}))
    >>> found.low.round(3).values.tolist() == found.high.round(3).values.tolist()
    True
    """
    low, high = _ends(bounds)
    check_dims(low, REGION, INDUSTRY)
    a1, a2 = (blocks(end, REGION, INDUSTRY).astype(float) for end in (low, high))
    with np.errstate(divide="ignore", invalid="ignore"):
        fewest, largest = _around(a1), _around(a2)
        least = _least(a1, a2, largest[0], largest[1], fewest[2])
        most = _most(a1, a2, fewest[0], fewest[1], largest[2])
        if {"region_low", "industry_low", "total_low"} <= {str(n) for n in bounds.data_vars}:
            least = np.fmax(least, a1 * _factor(bounds, "low", "high"))
            most = np.fmin(most, a2 * _factor(bounds, "high", "low"))
        # Both come to the same where nothing is open, but for the rounding of numbers.
        least, most = np.fmin(least, most), np.fmax(least, most)
    empty = (a2 + largest[0] == 0) | (a2 + largest[1] == 0)
    ends = {
        name: labelled(np.where(empty, np.nan, end), low, REGION, INDUSTRY, name=name)
        for name, end in (("low", least), ("high", most))
    }
    made = xr.Dataset({name: end.transpose(*low.dims) for name, end in ends.items()})
    return made.assign_attrs(bounds.attrs)


def presence_within_bounds(bounds: xr.Dataset, *, threshold: float = 1.0) -> xr.DataArray:
    """Presence where the bounds of the location quotient decide it: 1, 0, and NaN where not.

    ``bounds`` are those of ``location_quotient_bounds``. The measures of relatedness, density and
    complexity take such an array: what is not certain is missing there.
    """
    if not threshold > 0:
        raise InputError("The threshold of presence is a number over 0.")
    low, high = _ends(bounds)
    sure = np.where(high.values < threshold, 0.0, np.nan)
    certain = low.copy(data=np.where(low.values >= threshold, 1.0, sure)).drop_attrs(deep=False)
    share = float(np.isnan(certain.values).mean())
    return certain.rename("presence").assign_attrs(missing_share=share, threshold=threshold)


def carry(
    measure: Callable[[xr.DataArray], xr.DataArray],
    bounds: xr.Dataset,
    *,
    draws: int = 200,
    seed: int = 0,
) -> xr.Dataset:
    """How far any measure of a table may vary while its cells stay within their bounds.

    ``measure`` takes an array of figures and gives an array. It is computed with all cells at
    their least, all at their most, half way, and for ``draws`` tables in which each cell is drawn
    between its ends (uniformly, every second time at one of its ends). ``low`` and ``high`` of the
    result are the least and the most that came out: the measure varies at least so much, and may
    vary more, which the attr ``kind`` says ("inner"). For the location quotient use
    ``location_quotient_bounds``, which holds the truth for certain.

    Cells without an upper bound cannot be drawn: InputError.
    """
    low, high = _ends(bounds)
    if not np.isfinite(high.values).all():
        raise InputError(
            "Some cells have no upper bound, so that no table can be drawn; give more totals to "
            "cell_bounds, or leave out the regions and industries of those cells."
        )
    if draws < 0:
        raise InputError("The number of draws is 0 or more.")
    random = np.random.default_rng(seed)
    width = high - low
    least = most = measure(low)
    for number in range(-2, draws):
        if number < 0:
            part = np.full(low.shape, 1.0 if number == -1 else 0.5)
        else:
            part = random.random(low.shape)
            part = np.round(part) if number % 2 else part
        found = measure(low + width * part)
        least = least.copy(data=np.fmin(least.values, found.values))
        most = most.copy(data=np.fmax(most.values, found.values))
    return xr.Dataset(
        {"low": least, "high": most}, attrs={"kind": "inner", "draws": draws, "seed": seed}
    )


def _ends(bounds: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray]:
    if not {"low", "high"} <= {str(name) for name in bounds.data_vars}:
        raise InputError("Bounds are a Dataset of low and high, as cell_bounds gives them.")
    low, high = bounds["low"], bounds["high"]
    if bool((low.values > high.values * (1 + 1e-9)).any()):
        raise InputError("Some bounds have a low above the high; check them.")
    return low, high


def _around(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rest of the region, the rest of the industry and everything else, by cell."""
    endless = np.isinf(cells)
    parts = []
    for values in (np.where(endless, 0.0, cells), endless.astype(float)):
        in_region = values.sum(axis=2, keepdims=True)
        in_industry = values.sum(axis=1, keepdims=True)
        whole = values.sum(axis=(1, 2), keepdims=True)
        rest = (in_region - values, in_industry - values, whole - in_region - in_industry + values)
        # What is left of a sum by rounding of numbers alone is nothing.
        parts.append([np.where(part > _ROUNDING * whole, part, 0.0) for part in rest])
    b, c, d = (np.where(number > 0, np.inf, sums) for sums, number in zip(*parts, strict=True))
    return b, c, d


def _least(
    a1: np.ndarray, a2: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray
) -> np.ndarray:
    """The smaller of the quotients at both ends of the cell."""
    ends = np.fmin(_quotient(a1, b, c, d), _quotient(a2, b, c, d))
    return np.where(np.isnan(ends), 0.0, ends)


def _most(
    a1: np.ndarray, a2: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray
) -> np.ndarray:
    """The quotient at the turning point of the cell, or at the end next to it."""
    product = b * c
    turn = (product + np.sqrt(product**2 + d * product * (b + c + d))) / d
    turn = np.where(d == 0, np.inf, np.where(product == 0, 0.0, turn))
    found = _quotient(np.clip(turn, a1, a2), b, c, d)
    # A cell that may come as close to 0 as it likes, in a region or an industry without others.
    nearly = np.where(b > 0, (b + d) / b, np.where(c > 0, (c + d) / c, np.inf))
    nearly = np.where((d == 0) & (product == 0), 1.0, nearly)
    found = np.where((product == 0) & (a1 == 0), nearly, found)
    return np.where(a2 == 0, 0.0, np.where(np.isinf(d), np.inf, found))


def _quotient(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> np.ndarray:
    """A (a + b + c + d) / ((a + b)(a + c)), or its limit where one of them has no bound."""
    finite = (a / (a + b)) * ((a + b + c + d) / (a + c))
    limit = np.where(np.isinf(b), np.where(np.isinf(c), 0.0, a / (a + c)), a / (a + b))
    found = np.where(np.isinf(b) | np.isinf(c), limit, finite)
    return np.where(np.isinf(a), 1.0, found)


def _factor(bounds: xr.Dataset, above: str, below: str) -> np.ndarray:
    """X / (X_r X_i) with these ends of the totals above and below the line."""
    total = blocks(bounds[f"total_{above}"])[:, np.newaxis, np.newaxis]
    in_region = blocks(bounds[f"region_{below}"], REGION)[:, :, np.newaxis]
    in_industry = blocks(bounds[f"industry_{below}"], INDUSTRY)[:, np.newaxis, :]
    return np.asarray(total / (in_region * in_industry))
