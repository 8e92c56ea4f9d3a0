"""The figures that criteria are held against: of the table itself, or given beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ..arrays import PERIOD, REGION
from ..errors import InputError
from ..measures import specialisation
from ..measures.shift_share import shift_share
from .peer_regions import PeerGroup, last_period, peer_quotient

if TYPE_CHECKING:
    from .method_profiles import MethodProfile


def figures_for(
    x: xr.DataArray,
    now: xr.DataArray,
    profile: MethodProfile,
    *,
    given: Mapping[str, xr.DataArray | None],
    size: xr.DataArray | None,
    peers: PeerGroup | Mapping[str, PeerGroup] | None,
    exact: bool,
) -> dict[str, xr.DataArray | None]:
    """The figures that the profile asks for, by measure; None where they are not at hand.

    ``now`` is the last period of ``x``; ``given`` holds figures that the caller has, by measure.
    ``exact``: figures are counts, so that a quotient has exact limits.
    """
    wanted = {one.measure for one in profile.every}
    found: dict[str, xr.DataArray | None] = {
        name: None if figure is None else _like(figure, now, name)
        for name, figure in given.items()
        if name in wanted
    }
    found["value"] = now
    found["lq"] = specialisation.location_quotient(now, size=size)
    found["share_of_region"] = specialisation.share(now, size=size)
    found["share_of_reference"] = now / specialisation.total(now, REGION)
    if "lq_low" in wanted and found["lq_low"] is None and exact:
        found["lq_low"] = specialisation.location_quotient_interval(now, size=size)[0]
    if "lq_peers" in wanted and peers is not None:
        found["lq_peers"] = _against_peers(now, size, peers)
    for name in ("growth", "growth_regional"):
        if name in wanted and found[name] is None and x.sizes.get(PERIOD, 1) > 1:
            found[name] = _growth(x, now, name)
    return found


def _growth(x: xr.DataArray, now: xr.DataArray, name: str) -> xr.DataArray:
    ordered = x.sortby(PERIOD) if PERIOD in x.coords else x
    ends = ordered.isel({PERIOD: [0, -1]}).astype(float)
    first = ends.isel({PERIOD: 0}, drop=True)
    if name == "growth":
        change = ends.isel({PERIOD: 1}, drop=True) - first
    else:
        change = shift_share(ends)["regional"].isel({PERIOD: 0}, drop=True)
    share: xr.DataArray = change / first.where(first > 0)
    return share.transpose(*now.dims)


def _against_peers(
    now: xr.DataArray, size: xr.DataArray | None, peers: PeerGroup | Mapping[str, PeerGroup]
) -> xr.DataArray:
    groups = [peers] if isinstance(peers, PeerGroup) else list(peers.values())
    result = xr.full_like(now, np.nan)
    for group in groups:
        result.loc[{REGION: group.region}] = peer_quotient(now, group, size=size).values
    return result


def _like(figure: xr.DataArray, now: xr.DataArray, name: str) -> xr.DataArray:
    """A given figure in the order of the table, of its last period."""
    part = last_period(figure)
    try:
        chosen = part.sel({dim: now[dim].values for dim in now.dims if dim in now.indexes})
    except KeyError as error:
        raise InputError(
            f"The figures for {name} must have every region and industry of the table, empty "
            f"where unknown: {error}."
        ) from error
    if chosen.size != now.size:
        raise InputError(f"The figures for {name} must have the regions of the table.")
    return now.copy(data=chosen.transpose(*now.dims).values.astype(float))


def last_size(size: xr.DataArray) -> xr.DataArray:
    """The totals of the regions in the last period."""
    if PERIOD not in size.dims:
        return size
    return (size.sortby(PERIOD) if PERIOD in size.coords else size).isel({PERIOD: -1}, drop=True)
