"""Complexity with its sign decided: which way the industries are ordered, and how clear that is."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from .coverage import divisions_of
from .errors import ObservatoryWarning
from .measures.complexity import complexity
from .measures.specialisation import share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .measures.complexity import Sign
    from .schemes import Industry

HIGH_TECHNOLOGY = frozenset({"21", "26", "59", "60", "61", "62", "63", "72"})


def decided_complexity(
    m: xr.DataArray,
    values: xr.DataArray,
    industries: Mapping[str, Industry],
    *,
    sign: Sign | xr.DataArray | None = None,
) -> xr.DataArray:
    """The PCI of the presence ``m``, with how its sign was decided in ``attrs``.

    Without ``sign`` ECI rises with the share of high technology in the region's ``values``: each
    industry counts by the share of its divisions in 21, 26, 59 to 63 and 72 of NACE Rev. 2
    (Eurostat's high technology); where divisions are not known, or none of them is there, with
    diversity. ``attrs``: ``sign`` (high technology, diversity, reflections or given),
    ``sign_correlation`` (of ECI with what decides) and ``diversity_correlation``.
    """
    order = _high_technology(values, industries) if sign is None else sign
    rule = "high technology" if sign is None else "given"
    if isinstance(order, str):
        rule = order
    with warnings.catch_warnings():
        # A sign that is not clear is told by its correlation.
        warnings.filterwarnings("ignore", "The sign of complexity", ObservatoryWarning)
        found = complexity(m, sign=order)
    eci, diversity = found["eci"].values, m.sum("industry").values
    attrs = {
        "sign": rule,
        "sign_correlation": float(found["sign_correlation"]),
        "diversity_correlation": _correlation(eci, diversity),
    }
    pci: xr.DataArray = found["pci"].assign_attrs(attrs)
    return pci


def _correlation(x: np.ndarray, y: np.ndarray) -> float:
    """Pearson's correlation over what both know; NaN where one of them does not vary."""
    known = np.isfinite(x) & np.isfinite(y)
    a, b = (v[known] - v[known].mean() if known.any() else v[known] for v in (x, y))
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 0 else np.nan


def _high_technology(
    values: xr.DataArray, industries: Mapping[str, Industry]
) -> xr.DataArray | Sign:
    """The share of high technology in each region; the rule of diversity where nobody can tell."""
    parts = [divisions_of(str(code), industries) for code in values["industry"].values]
    if not all(parts):
        return "diversity"
    weights = [len(HIGH_TECHNOLOGY & {*part}) / len(part) for part in parts]
    if not any(weights):
        return "diversity"
    weighted = share(values) * xr.DataArray(weights, dims="industry")
    order: xr.DataArray = weighted.sum("industry")
    return order
