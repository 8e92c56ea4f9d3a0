"""What a region has more of than others: shares, location quotients, presence, their margins.

All functions take an array with the dims ``region`` and ``industry`` (``period`` may stand
beside them) and treat NaN as missing: a margin is the sum of its known cells, a missing cell
stays missing, and 0/0 is NaN. The reference of an industry is made of the regions that
have a figure for it: a region in which it is suppressed counts neither above nor below the line.
In a complete table these are all regions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, blocks, missing_share, observation_dim
from ..errors import InputError

CONFIDENCE = 0.95
Precision = Literal["float32", "float64"]
_Compare = Callable[[np.ndarray, np.ndarray, np.ndarray], object]

_CACHED = 1 << 15
"""Cells that are worked on at a time: 256 kB of float64, which stay in a core's cache."""


def total(x: xr.DataArray, dim: str | Sequence[str]) -> xr.DataArray:
    """The sum of the known cells over ``dim``; NaN where no cell is known."""
    return x.sum(dim, skipna=True, min_count=1)


def known_regions(x: xr.DataArray) -> int:
    """The number of regions with at least one figure."""
    return int(x.notnull().any(["period", "industry"]).sum())


def share(
    x: xr.DataArray, *, size: xr.DataArray | None = None, dim: str = INDUSTRY
) -> xr.DataArray:
    """Each cell as a share of the known total over ``dim``: s = x / sum(x).

    ``size`` takes the place of the total, e.g. the total of the table that the groups of
    industries in ``x`` were taken from.
    """
    return _ratio(x, total(x, dim) if size is None else size).transpose(*x.dims)


def reference_share(x: xr.DataArray, *, size: xr.DataArray | None = None) -> xr.DataArray:
    """Each industry's share in the regions that know it: q_i = sum_r X_ri / sum_r X_r.

    Both sums are over the regions with a figure for industry i; X_r is the region's known total
    or its ``size``. In a complete table these are all regions. NaN where no region knows it.
    """
    area = _area(x, size)
    return _ratio(total(x.where(area.notnull()), REGION), reference_total(x, size=size))


def reference_total(x: xr.DataArray, *, size: xr.DataArray | None = None) -> xr.DataArray:
    """By industry, the totals of the regions that have a figure for it: sum_r X_r."""
    known = _area(x, size).where(x.notnull()).transpose(*x.dims)
    return total(known, REGION)


def location_quotient(
    x: xr.DataArray, *, size: xr.DataArray | None = None, dtype: Precision | None = None
) -> xr.DataArray:
    """The location quotient LQ_ri = (X_ri / X_r) / (X_i / X), with the shape of ``x``.

    X_ri is what region r has of industry i (jobs, euros, any unit that adds up), X_r and X_i its
    known totals and X the total of the regions with a figure for i. Above 1 the region has more
    of the industry than the reference. The same ratio is Balassa's revealed comparative
    advantage. ``size`` (dims region, and period if it changes) replaces X_r: with the population
    it gives the quotient per head, RPOP = (X_ri / P_r) / (X_i / P).

    It is the quotient of two shares, each rounded once; EconGeo rounds it to two decimals before
    it goes into other measures, this does not. A missing cell stays missing, and the others are
    taken against the sums of what is known; ``attrs["missing_share"]`` is the share of missing
    cells. A region or an industry that sums to nothing gives NaN. ``dtype="float32"`` halves the
    memory of the result; the calculation is the same.

    Hoover, E. M. (1936) The measurement of industrial localization. Review of Economics and
    Statistics 18. doi:10.2307/1927875. Balassa, B. (1965) Trade liberalisation and "revealed"
    comparative advantage. The Manchester School 33, 99-123.

    >>> import xarray as xr
    >>> jobs = xr.DataArray([[30.0, 10.0], [10.0, 50.0]], dims=("region", "industry"))
    >>> location_quotient(jobs).values.round(4).tolist()
    [[1.875, 0.4167], [0.4167, 1.3889]]
    """

    def quotients(shares: np.ndarray, expected: np.ndarray, out: np.ndarray) -> None:
        np.divide(shares, expected, out=out, casting="same_kind")

    return _against_reference(x, size, dtype, quotients, name="location_quotient")


def presence(
    x: xr.DataArray,
    *,
    threshold: float = 1.0,
    size: xr.DataArray | None = None,
    dtype: Precision | None = None,
) -> xr.DataArray:
    """Whether the region is specialised in the industry: M_ri = 1 where LQ_ri >= t, else 0.

    Decided in float64, whatever ``dtype`` is asked for, by comparing the two shares:
    X_ri / X_r >= t X_i / X. Each is one division away from the figures, so that shares that are
    equal as fractions are equal as numbers: a tie counts as reached and is never lost to noise,
    as it is in up to half of the cells with a product form in float32. A missing cell is NaN; a
    region or an industry that sums to nothing is present nowhere (0). ``size`` replaces X_r as in
    `location_quotient`. py-ecomplexity's ``presence_test="both"`` adds two masks and holds 2
    where both agree; an array here holds 0, 1 and NaN only.

    Raises InputError for a threshold that is not a positive number.

    >>> import xarray as xr
    >>> jobs = xr.DataArray([[30.0, 10.0], [10.0, 50.0]], dims=("region", "industry"))
    >>> presence(jobs).values.tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    if not 0 < threshold < np.inf:
        raise InputError(f"threshold must be a positive number, not {threshold}.")

    def reached(shares: np.ndarray, expected: np.ndarray, out: np.ndarray) -> None:
        np.greater_equal(shares, threshold * expected, out=out)

    return _against_reference(x, size, dtype, reached, name="presence")


def symmetric_location_quotient(
    x: xr.DataArray, *, size: xr.DataArray | None = None, dtype: Precision | None = None
) -> xr.DataArray:
    """The location quotient brought to [-1, 1): (LQ - 1) / (LQ + 1), 0 at LQ = 1.

    Missing cells and ``size`` as in `location_quotient`.

    Dalum, B., Laursen, K. and Villumsen, G. (1998) Structural change in OECD export
    specialisation patterns: de-specialisation and "stickiness". International Review of Applied
    Economics 12, 423-443; as commonly reported.

    >>> import xarray as xr
    >>> jobs = xr.DataArray([[30.0, 10.0], [10.0, 50.0]], dims=("region", "industry"))
    >>> symmetric_location_quotient(jobs).values.round(4).tolist()
    [[0.3043, -0.4118], [-0.4118, 0.1628]]
    """
    lq = location_quotient(x, size=size, dtype=dtype)
    return ((lq - 1) / (lq + 1)).rename("symmetric_location_quotient").assign_attrs(lq.attrs)


def standardized_location_quotient(
    x: xr.DataArray,
    *,
    log: bool = False,
    ddof: int = 0,
    size: xr.DataArray | None = None,
    dtype: Precision | None = None,
) -> xr.DataArray:
    """How many standard deviations LQ lies above its mean over regions, industry by industry.

    z_ri = (LQ_ri - mean_r LQ_ri) / sd_r LQ_ri. With ``log`` it is log LQ that is standardised,
    for quotients that are far from normal over the regions; LQ = 0 has no logarithm and is left
    out (NaN). A region counts as a cluster of the industry where z is above 1.65 (the one-sided
    5 % of a normal distribution) or 1.96 (one-sided 2.5 %, two-sided 5 %): the cuts are in
    ``attrs``. ``ddof`` 0 is the population's standard deviation (numpy), 1 the sample's (R,
    Stata, SPSS). REAT's ``locq2`` with ``LQ.norm="OG"`` subtracts the mean over the industries of
    a region instead, so that its columns do not average 0. NaN for an industry whose quotients
    are all equal.

    O'Donoghue, D. and Gleave, B. (2004) A note on methods for measuring industrial
    agglomeration. Regional Studies 38, 419-427. doi:10.1080/03434002000213932.

    >>> import xarray as xr
    >>> jobs = xr.DataArray([[30.0, 10.0], [10.0, 50.0], [5.0, 15]], dims=("region", "industry"))
    >>> standardized_location_quotient(jobs).values.round(4).tolist()
    [[1.4018, -1.4018], [-0.8627, 0.8627], [-0.5392, 0.5392]]
    """
    quotients = location_quotient(x, size=size, dtype=dtype)
    lq: xr.DataArray = xr.apply_ufunc(np.log, quotients.where(quotients > 0)) if log else quotients
    z = _ratio(lq - lq.mean(REGION), _spread(lq, ddof)).transpose(*x.dims)
    attrs = {**quotients.attrs, "cut_5_percent_one_sided": 1.65, "cut_5_percent_two_sided": 1.96}
    return z.rename("standardized_location_quotient").assign_attrs(attrs)


def diversity(m: xr.DataArray) -> xr.DataArray:
    """The number of industries a region is specialised in: d_r = sum_i M_ri.

    ``m`` holds presence (0, 1, NaN where unknown) of industries in regions, or in any other
    units. Missing cells are not counted; where nothing is known the result is NaN.

    Hidalgo, C. A. and Hausmann, R. (2009) The building blocks of economic complexity. PNAS 106,
    10570-10575. doi:10.1073/pnas.0900943106.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0]], dims=("region", "industry"))
    >>> diversity(m).values.tolist()
    [2.0, 1.0]
    """
    observation_dim(m)
    return _margin(m, INDUSTRY, name="diversity")


def ubiquity(m: xr.DataArray) -> xr.DataArray:
    """The number of regions that are specialised in an industry: u_i = sum_r M_ri.

    Input, missing cells and source as in `diversity`.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0]], dims=("region", "industry"))
    >>> ubiquity(m).values.tolist()
    [1.0, 2.0, 0.0]
    """
    return _margin(m, observation_dim(m), name="ubiquity")


def location_quotient_interval(
    x: xr.DataArray, *, confidence: float = CONFIDENCE, size: xr.DataArray | None = None
) -> tuple[xr.DataArray, xr.DataArray]:
    """Exact limits of the location quotient of counts: (low, high), each shaped like ``x``.

    The limits of Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404, for the industry's
    share of the region's known total, divided by the share of the reference, which is taken as
    given. With k of n: low is the (1 - c) / 2 quantile of Beta(k, n - k + 1) and 0 for k = 0,
    high the (1 + c) / 2 quantile of Beta(k + 1, n - k) and 1 for k = n.
    """
    if not 0 < confidence < 1:
        raise InputError(f"confidence must lie between 0 and 1, not {confidence}.")
    low, high = _proportion_limits(x, _area(x, size), (1 - confidence) / 2)
    expected = reference_share(x, size=size)
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
    stack = xr.concat(aligned, dim="valuation", join="exact", combine_attrs="drop")
    return stack.min("valuation", skipna=True), stack.max("valuation", skipna=True)


def excess(x: xr.DataArray, *, size: xr.DataArray | None = None) -> xr.DataArray:
    """The value minus the value expected at the share of the reference: x_ri - x_r * x_i / x."""
    return (x - reference_share(x, size=size) * _area(x, size)).transpose(*x.dims)


def change_since_first(x: xr.DataArray) -> xr.DataArray:
    """Change since the first period as a share of it: x_t / x_0 - 1; NaN for the first period."""
    change = _ratio(x, x.isel(period=0, drop=True)) - 1
    later = xr.DataArray(np.arange(x.sizes[PERIOD]) > 0, dims=PERIOD)
    return change.where(later.assign_coords(period=x[PERIOD])).transpose(*x.dims)


def rank(x: xr.DataArray, *, dim: str = REGION) -> xr.DataArray:
    """Rank along ``dim``, 1 for the largest; equal values share the best rank, NaN stays NaN."""
    ranks = np.apply_along_axis(_ranks, x.get_axis_num(dim), x.values)
    return xr.DataArray(ranks, coords=x.coords, dims=x.dims)


def precision(dtype: Any) -> np.dtype[np.floating]:
    """The kind of number that is asked for, float64 unless it is float32."""
    chosen = np.dtype(np.float64 if dtype is None else dtype)
    if chosen not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise InputError(f'dtype must be "float32" or "float64", not {dtype}.')
    return chosen


def empty_labels(filled: np.ndarray, like: xr.DataArray, dim: str) -> tuple[str, ...]:
    """The labels along ``dim`` that hold nothing, as "2015:XX" where there are several periods.

    ``filled`` has the axes (period, dim) and is true where there is something.
    """
    if filled.all():
        return ()
    labels = like[dim].values
    if PERIOD not in like.dims or like.sizes[PERIOD] == 1:
        return tuple(str(label) for label in labels[~filled.all(axis=0)])
    periods = like[PERIOD].values
    return tuple(f"{periods[t]}:{labels[k]}" for t, k in np.argwhere(~filled))


def _against_reference(
    x: xr.DataArray,
    size: xr.DataArray | None,
    dtype: Any,
    compare: _Compare,
    *,
    name: str,
) -> xr.DataArray:
    """Compare each region's shares with those of the reference, one period after the other."""
    cells = blocks(x, REGION, INDUSTRY)
    result = x.copy(deep=False, data=np.empty(x.shape, precision(dtype)))
    missing = 0
    for block, area, out in zip(
        cells, _sizes(x, size), blocks(result, REGION, INDUSTRY), strict=True
    ):
        numbers = np.asarray(block, np.float64)
        reference = _reference(numbers, area)
        for rows in _slices(numbers):
            shares = numbers[rows] / reference.area[rows, np.newaxis]
            compare(shares, reference.expected, out[rows])
        if reference.unknown is not None:
            missing += int(np.isnan(numbers).sum())
            out[reference.unknown] = np.nan
    result.name = name
    result.attrs = {"missing_share": missing / max(x.size, 1)}
    return result


@dataclass(frozen=True, slots=True)
class _Reference:
    """The totals of one period: of the regions, and each industry's share in all of them."""

    area: np.ndarray
    expected: np.ndarray
    unknown: np.ndarray | None


def _reference(x: np.ndarray, size: np.ndarray | None) -> _Reference:
    own = x @ np.ones(x.shape[1])
    area = own if size is None else size
    if np.isnan(own).any() or np.isnan(area).any():
        return _known_reference(x, size)
    industry = np.ones(len(x)) @ x
    return _Reference(_positive(area), _positive(industry / _positive(area.sum())), None)


def _known_reference(x: np.ndarray, size: np.ndarray | None) -> _Reference:
    known = ~np.isnan(x)
    cells = np.where(known, x, 0.0)
    area = cells.sum(axis=1) if size is None else size
    known &= ~np.isnan(area)[:, np.newaxis]
    cells[~known] = 0.0
    whole = np.where(known, area[:, np.newaxis], 0.0).sum(axis=0)
    expected = cells.sum(axis=0) / _positive(whole)
    return _Reference(_positive(area), _positive(expected), ~known)


def _slices(x: np.ndarray) -> Iterator[slice]:
    """Rows that stay in a core's cache together."""
    step = max(1, _CACHED // max(x.shape[1], 1))
    return (slice(start, start + step) for start in range(0, len(x), step))


def _positive(totals: np.ndarray) -> np.ndarray:
    """The same with NaN for 0: nothing is a share of nothing."""
    return np.where(totals == 0, np.nan, totals)


def _sizes(x: xr.DataArray, size: xr.DataArray | None) -> Sequence[np.ndarray | None]:
    """The size of the regions, one block a period; None where the table's own totals count."""
    periods = x.sizes.get(PERIOD, 1)
    if size is None:
        return [None] * periods
    if REGION not in size.dims or set(size.dims) - {REGION, PERIOD}:
        raise InputError(
            "size holds one number a region (dims region, and period if it changes), not "
            f"{', '.join(map(str, size.dims)) or 'a single number'}."
        )
    labels = {dim: x[dim] for dim in size.dims if dim in x.indexes and dim in size.indexes}
    try:
        values = blocks(size.sel(labels), REGION).astype(np.float64)
    except KeyError as error:
        raise InputError(
            f"size does not have every region and period of the table: {error}."
        ) from error
    if len(values) not in (1, periods) or values.shape[1] != x.sizes[REGION]:
        raise InputError("size must have the regions and periods of the table.")
    return list(np.broadcast_to(values, (periods, values.shape[1])))


def _area(x: xr.DataArray, size: xr.DataArray | None) -> xr.DataArray:
    return total(x, INDUSTRY) if size is None else size


def _margin(m: xr.DataArray, over: str, *, name: str) -> xr.DataArray:
    counted = m.sum(over, skipna=True, min_count=1, dtype=np.float64)
    return counted.rename(name).assign_attrs(missing_share=missing_share(m))


def _spread(x: xr.DataArray, ddof: int) -> xr.DataArray:
    """The standard deviation over regions; 0 where it is only rounding error."""
    spread = x.std(REGION, ddof=ddof)
    noise = 1e-6 if x.dtype == np.float32 else 1e-14
    return spread.where(spread > noise * abs(x).max(REGION), 0.0)


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
