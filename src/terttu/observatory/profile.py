"""All measures of a table at once, for industries or for groups of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from .measures import specialisation


def profile(
    parts: xr.DataArray,
    whole: xr.DataArray,
    *,
    counts: bool,
    valuations: Sequence[tuple[xr.DataArray, xr.DataArray]] = (),
    confidence: float = specialisation.CONFIDENCE,
) -> xr.Dataset:
    """The measures of ``parts`` (industries, or groups of them) of the table ``whole``.

    The variables are those of ``measures.csv``: value, area_total, reference_value,
    reference_total, share_of_area, share_of_reference, lq, lq_low, lq_high, excess, growth, rank
    and regions. ``lq_low`` and ``lq_high`` are the exact limits for ``counts``; otherwise the
    range over ``valuations`` (parts and whole of each, beside the value itself); else missing.
    Where the value is missing, so are quotient, limits, excess and rank, and
    lq = (value / area_total) / (reference_value / reference_total) holds everywhere else.
    Every variable has the dims of ``parts``.
    """
    size = specialisation.total(whole, "industry")
    lq = specialisation.location_quotient(parts, size=size)
    low, high = _limits(
        (parts, size), lq, counts=counts, valuations=valuations, confidence=confidence
    )
    variables = {
        "value": parts,
        "area_total": size,
        "reference_value": specialisation.total(parts, "region"),
        "reference_total": specialisation.reference_total(parts, size=size),
        "share_of_area": specialisation.share(parts, size=size),
        "share_of_reference": specialisation.reference_share(parts, size=size),
        "lq": lq,
        "lq_low": low,
        "lq_high": high,
        "excess": specialisation.excess(parts, size=size),
        "growth": specialisation.change_since_first(parts),
        "rank": specialisation.rank(lq),
        "regions": lq.notnull().sum("region"),
    }
    shaped = {name: array.broadcast_like(parts) for name, array in variables.items()}
    return xr.Dataset({name: array.transpose(*parts.dims) for name, array in shaped.items()})


def interval_kind(*, counts: bool, valuations: Sequence[object]) -> str:
    """What ``lq_low`` and ``lq_high`` are: exact, range or nothing."""
    if counts:
        return "exact"
    return "range" if valuations else ""


def _limits(
    pair: tuple[xr.DataArray, xr.DataArray],
    lq: xr.DataArray,
    *,
    counts: bool,
    valuations: Sequence[tuple[xr.DataArray, xr.DataArray]],
    confidence: float,
) -> tuple[xr.DataArray, xr.DataArray]:
    parts, size = pair
    if counts:
        return specialisation.location_quotient_interval(parts, size=size, confidence=confidence)
    if not valuations:
        unknown = xr.full_like(lq, np.nan)
        return unknown, unknown
    others = [
        specialisation.location_quotient(part, size=specialisation.total(full, "industry"))
        for part, full in valuations
    ]
    low, high = specialisation.value_range([lq, *others])
    return low.where(lq.notnull()), high.where(lq.notnull())
