"""How far a measure would move with other counts or other regions: intervals by resampling."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, check_dims, missing_share
from ..errors import InputError, ObservatoryWarning

Resample = Literal["counts", "multinomial", "regions"]
_IN_MEMORY = 1 << 30
_AT_A_TIME = 1 << 24


def bootstrap(
    x: xr.DataArray,
    function: Callable[[xr.DataArray], xr.DataArray],
    *,
    seed: int,
    draws: int = 200,
    resample: Resample = "counts",
    confidence: float = 0.95,
    align: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """Interval and standard deviation of any measure: Dataset(estimate, low, high, sd).

    ``function`` maps a table like ``x`` to an array, e.g.
    ``lambda x: location_quotient(x)`` or ``lambda x: complexity(presence(x))["eci"]``. It is
    called for ``x`` (the estimate) and for ``draws`` tables drawn from it; low and high are the
    (1 - c) / 2 and (1 + c) / 2 quantiles of the draws (the percentile interval), interpolated
    linearly, and sd their standard deviation (ddof 1).

    ``resample="counts"``: every cell is drawn apart from a Poisson distribution with its own
    count as mean, so that totals move too; ``"multinomial"``: the counts of a region with its
    total held, shares as observed; ``"regions"``: as many regions as there are, drawn with
    replacement, the same in all periods. The first two are about small counts (establishments,
    jobs): a cell of 0 stays 0, and jobs that come and go together make the interval too narrow.
    The last is about which regions happen to be in the table; a measure of regions is then known
    in the draws that a region is part of, its copies taken for one.

    The sign of a measure such as ECI may turn over between draws: with ``align`` each draw is
    multiplied by the sign of its correlation with the estimate, period by period. A cell that
    some draws do not know rests on the others; missing cells stay missing, and
    ``attrs["missing_share"]`` is their share in ``x``. What ``function`` warns of in the draws is
    said once, with the number of draws.

    All draws are kept for the quantiles, as float32: 4 bytes x draws x cells of the result, in
    memory up to 1 GB and above it in a temporary file. ``progress`` is called with the draws done
    and all. The same ``seed`` gives the same result. Raises InputError for negative counts and
    options that make no sense.

    Efron, B. and Tibshirani, R. J. (1993) An Introduction to the Bootstrap. Chapman & Hall.

    >>> import xarray as xr
    >>> jobs = xr.DataArray([[400.0, 25.0]], dims=("region", "industry"))
    >>> found = bootstrap(jobs, lambda x: x, seed=1)
    >>> list(found), bool(((found["low"] < jobs) & (jobs < found["high"])).all())
    (['estimate', 'low', 'high', 'sd'], True)
    """
    _check(x, resample, draws, confidence)
    estimate = function(x)
    if not isinstance(estimate, xr.DataArray):
        raise InputError('The function must give one array; choose it, as in complexity(m)["eci"].')
    rng = np.random.default_rng(seed)
    spread = _Spread(estimate, draws)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ObservatoryWarning)
        for done, (table, chosen) in enumerate(_tables(x, resample, draws, rng), start=1):
            found = function(table)
            drawn = _back(found, estimate, chosen)
            spread.add(_aligned(drawn, estimate) if align else drawn)
            if progress is not None:
                progress(done, draws)
    _pass_on(caught, draws)
    low, high = spread.quantiles((1 - confidence) / 2, (1 + confidence) / 2)
    attrs = {
        "missing_share": missing_share(x),
        "draws": draws,
        "resample": resample,
        "confidence": confidence,
        "seed": seed,
    }
    columns = {"estimate": estimate.values, "low": low, "high": high, "sd": spread.deviation()}
    return xr.Dataset(
        {name: estimate.copy(data=values).rename(name) for name, values in columns.items()},
        attrs=attrs,
    )


class _Spread:
    """The draws of each cell, and their mean and squares as they come (Welford)."""

    def __init__(self, estimate: xr.DataArray, draws: int) -> None:
        self._shape = estimate.shape
        size = (draws, estimate.size)
        if 4 * draws * estimate.size <= _IN_MEMORY:
            self._draws = np.empty(size, np.float32)
        else:
            with tempfile.TemporaryFile() as file:
                self._draws = np.memmap(file, np.float32, "w+", shape=size)
        self._count, self._mean, self._squares = (np.zeros(estimate.size) for _ in range(3))
        self._next = 0

    def add(self, values: np.ndarray) -> None:
        """Take in the next draw."""
        line = values.ravel().astype(np.float64)
        self._draws[self._next] = line
        self._next += 1
        known = np.isfinite(line)
        self._count += known
        step = np.where(known, line - self._mean, 0.0)
        self._mean += step / np.maximum(self._count, 1)
        self._squares += step * np.where(known, line - self._mean, 0.0)

    def deviation(self) -> np.ndarray:
        """The standard deviation of the draws that are known and finite; NaN below two."""
        variance = np.full(self._count.shape, np.nan)
        np.divide(self._squares, self._count - 1, out=variance, where=self._count > 1)
        return np.asarray(np.sqrt(variance)).reshape(self._shape)

    def quantiles(self, *shares: float) -> list[np.ndarray]:
        """Quantiles of the known draws, interpolated linearly, some cells at a time."""
        cells = self._draws.shape[1]
        result = [np.empty(cells) for _ in shares]
        step = max(_AT_A_TIME // len(self._draws), 1)
        for start in range(0, cells, step):
            part = slice(start, start + step)
            ordered = np.sort(self._draws[:, part], axis=0)
            known = np.count_nonzero(~np.isnan(ordered), axis=0)
            for quantile, share in zip(result, shares, strict=True):
                quantile[part] = _at(ordered, known, share)
        return [quantile.reshape(self._shape) for quantile in result]


def _at(ordered: np.ndarray, known: np.ndarray, share: float) -> np.ndarray:
    """The quantile of each column, of which the first ``known`` are numbers in order."""
    place = share * np.maximum(known - 1, 0)
    below, above = np.floor(place).astype(int), np.ceil(place).astype(int)
    columns = np.arange(known.size)
    low, high = ordered[below, columns], ordered[above, columns]
    with np.errstate(invalid="ignore"):
        between = low + (place - below) * (high - low)
    return np.asarray(np.where(low == high, low, between))


def _tables(
    x: xr.DataArray, resample: Resample, draws: int, rng: np.random.Generator
) -> Iterator[tuple[xr.DataArray, np.ndarray | None]]:
    """Drawn tables, each with the positions of its regions where these were drawn."""
    axes = x.transpose(..., INDUSTRY)
    mean = np.nan_to_num(axes.values)
    unknown = np.isnan(axes.values)
    totals = mean.sum(axis=-1, keepdims=True)
    shares = np.divide(mean, totals, out=np.full(mean.shape, 1 / mean.shape[-1]), where=totals > 0)
    for _ in range(draws):
        if resample == "regions":
            chosen = rng.integers(x.sizes[REGION], size=x.sizes[REGION])
            yield x.isel({REGION: chosen}), chosen
            continue
        if resample == "counts":
            drawn = rng.poisson(mean)
        else:
            drawn = rng.multinomial(np.rint(totals[..., 0]).astype(int), shares)
        table = axes.copy(data=np.where(unknown, np.nan, drawn).astype(x.dtype))
        yield table.transpose(*x.dims), None


def _back(found: xr.DataArray, estimate: xr.DataArray, chosen: np.ndarray | None) -> np.ndarray:
    """The values in the order of the estimate; regions at their own place where they were drawn."""
    values = found.transpose(*estimate.dims)
    if chosen is None or REGION not in estimate.dims:
        if values.shape != estimate.shape:
            raise InputError("The function must give an array of the same shape for every draw.")
        return np.asarray(values.values, np.float64)
    axis = estimate.get_axis_num(REGION)
    result = np.full(estimate.shape, np.nan)
    np.moveaxis(result, axis, 0)[chosen] = np.moveaxis(values.values, axis, 0)
    return result


def _aligned(values: np.ndarray, estimate: xr.DataArray) -> np.ndarray:
    """``values`` turned over, period by period, where they run against the estimate."""
    axis = estimate.get_axis_num(PERIOD) if PERIOD in estimate.dims else None
    periods = np.moveaxis(values, axis, 0) if axis is not None else values[np.newaxis]
    likes = estimate.values
    likes = np.moveaxis(likes, axis, 0) if axis is not None else likes[np.newaxis]
    turned = np.stack([_turned(v, e) for v, e in zip(periods, likes, strict=True)])
    return np.moveaxis(turned, 0, axis) if axis is not None else turned[0]


def _turned(values: np.ndarray, estimate: np.ndarray) -> np.ndarray:
    known = np.isfinite(values) & np.isfinite(estimate)
    v, e = values[known], estimate[known]
    against = v.size > 0 and (v - v.mean()) @ (e - e.mean()) < 0
    return -values if against else values


def _pass_on(caught: list[warnings.WarningMessage], draws: int) -> None:
    """Say once what was warned of in the draws; other warnings as they came."""
    told = [str(one.message) for one in caught if issubclass(one.category, ObservatoryWarning)]
    for one in caught:
        if not issubclass(one.category, ObservatoryWarning):
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)
    if told:
        warnings.warn(
            f"{len(told)} warnings in {draws} draws; the first: {told[0]}",
            ObservatoryWarning,
            stacklevel=3,
        )


def _check(x: xr.DataArray, resample: str, draws: int, confidence: float) -> None:
    check_dims(x, REGION, INDUSTRY)
    if resample not in ("counts", "multinomial", "regions"):
        raise InputError(
            f'resample must be "counts", "multinomial" or "regions", not {resample!r}.'
        )
    if draws < 2 or not 0 < confidence < 1:
        raise InputError("draws must be 2 or more, and confidence lie between 0 and 1.")
    if resample != "regions" and bool((x < 0).any()):
        raise InputError("Counts cannot be negative.")
