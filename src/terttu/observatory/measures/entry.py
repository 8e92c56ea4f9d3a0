"""Industries that come and go: entry, exit and growth between consecutive periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from ..arrays import INDUSTRY, PERIOD, REGION, check_dims, missing_share
from ..errors import InputError

if TYPE_CHECKING:
    import xarray as xr


def entry(m: xr.DataArray) -> xr.DataArray:
    """Whether an absent industry has come: 1 where M(t-1) = 0 and M(t) = 1, 0 where both are 0.

    NaN where M(t-1) = 1, since what is there cannot enter, and where one of the two is not known.
    Dims as in ``m``, without its first period; a transition carries the label of the period it
    ends in. The mean of the result is thus the rate of entry among the cells at risk. EconGeo's
    ``entry_mat`` has the same convention (its ``entry_list`` 2.1 ignores its arguments);
    econcomplex returns 0 for cells not at risk and pools all transitions, so that rates from it
    come out too low. ``attrs["missing_share"]`` is the share of missing cells in ``m``. Raises
    InputError for fewer than two periods.

    Boschma, R., Balland, P.-A. and Kogler, D. F. (2015) Relatedness and technological change in
    cities. Industrial and Corporate Change 24, 223-250. doi:10.1093/icc/dtu012.

    >>> import xarray as xr
    >>> m = xr.DataArray([[[0.0, 0, 1]], [[1, 0, 0]]], dims=("period", "region", "industry"))
    >>> entry(m).values.tolist()
    [[[1.0, 0.0, nan]]]
    """
    return _transition(m, 0.0, "entry")


def exit(m: xr.DataArray) -> xr.DataArray:  # noqa: A001
    """Whether a present industry has gone: 1 where M(t-1) = 1 and M(t) = 0, 0 where both are 1.

    NaN where M(t-1) = 0 or one of the two is not known; everything else as in `entry`.

    >>> import xarray as xr
    >>> m = xr.DataArray([[[0.0, 0, 1]], [[1, 0, 0]]], dims=("period", "region", "industry"))
    >>> exit(m).values.tolist()
    [[[nan, nan, 1.0]]]
    """
    return _transition(m, 1.0, "exit")


def growth(x: xr.DataArray, *, dim: Literal["region", "industry"] | None = None) -> xr.DataArray:
    """Growth in percent from one period to the next: 100 (X(t) - X(t-1)) / X(t-1).

    Of each cell; with ``dim`` of its sums over that dim: ``"region"`` gives the growth of
    industries, ``"industry"`` that of regions. Such a sum takes the cells that are known in both
    periods, so that a figure that is suppressed once does not look like a loss. inf from 0 to
    something, NaN from 0 to 0 and where nothing is known. The periods are those of ``x`` without
    the first. ``attrs["missing_share"]`` as in `entry`. Raises InputError for fewer than two
    periods.

    >>> import xarray as xr
    >>> jobs = xr.DataArray([[[4.0, 0, 0]], [[5, 1, 0]]], dims=("period", "region", "industry"))
    >>> growth(jobs).values.tolist()
    [[[25.0, inf, nan]]]
    >>> growth(jobs, dim="industry").values.tolist()
    [[50.0]]
    """
    before, after = _consecutive(x)
    if dim is not None:
        if dim not in (REGION, INDUSTRY):
            raise InputError(f'dim must be "region", "industry" or None, not {dim!r}.')
        known = before.notnull() & after.notnull()
        before, after = (side.where(known).sum(dim, min_count=1) for side in (before, after))
    with np.errstate(divide="ignore", invalid="ignore"):
        change = 100 * ((after - before) / before)
    change.attrs = {"missing_share": missing_share(x), "unit": "percent"}
    return change.rename("growth")


def _transition(m: xr.DataArray, start: float, name: str) -> xr.DataArray:
    before, after = _consecutive(m)
    moved = (after != before).where((before == start) & after.notnull())
    moved = moved.astype(np.result_type(m.dtype, np.float32), copy=False)
    moved.attrs = {"missing_share": missing_share(m)}
    return moved.rename(name)


def _consecutive(x: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray]:
    """The cells of the period before and of the period itself, both labelled with the latter."""
    check_dims(x, REGION, INDUSTRY)
    if x.sizes.get(PERIOD, 1) < 2:
        raise InputError("Two periods or more are needed; this table has one.")
    after = x.isel({PERIOD: slice(1, None)})
    return after.copy(data=x.isel({PERIOD: slice(None, -1)}).values), after
