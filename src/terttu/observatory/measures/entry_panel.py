"""The cells at risk of entry: what happened to each, and the terms that are to explain it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import PERIOD, missing_share
from ..errors import InputError
from .absorption import PANEL

if TYPE_CHECKING:
    import xarray as xr

DENSITY, PCI, BOTH = "density", "pci", "density:pci"


@dataclass(frozen=True, slots=True)
class Panel:
    """Cells by the period they start in: the outcome (NaN where not at risk), and the terms."""

    outcome: np.ndarray
    terms: Mapping[str, xr.DataArray]
    ends: np.ndarray
    missing_share: float


def terms_of(
    density: xr.DataArray,
    pci: xr.DataArray,
    controls: Mapping[str, xr.DataArray],
    names: Sequence[str],
) -> dict[str, xr.DataArray]:
    """The terms called ``names``, with the labels of the density; InputError for one not given."""
    given = {name: _matched(x, density) for name, x in ((PCI, pci), *controls.items())}
    given[DENSITY] = density
    if missing := [name for name in names if name not in given and name != BOTH]:
        raise InputError(f"The model also needs the controls {', '.join(missing)}.")
    if BOTH in names:
        given[BOTH] = density * given[PCI]
    return {name: given[name] for name in names}


def _matched(x: xr.DataArray, like: xr.DataArray) -> xr.DataArray:
    """``x`` with the labels of ``like``, whatever order its own are in; NaN where it has none.

    A dim without labels is taken to be in the order of ``like``.
    """
    bare = {dim: like[dim] for dim in x.dims if dim not in x.indexes and dim in like.indexes}
    if wrong := [str(dim) for dim in bare if x.sizes[dim] != like.sizes[dim]]:
        raise InputError(
            f"A term without labels must be as long as the presences along {wrong[0]}: "
            f"{x.sizes[wrong[0]]} is not {like.sizes[wrong[0]]}."
        )
    return x.assign_coords(bare).reindex_like(like)


def panel_of(m: xr.DataArray, terms: Mapping[str, xr.DataArray], horizon: int) -> Panel:
    """The cells that are absent at the start of a transition of ``horizon`` periods."""
    if m.sizes.get(PERIOD, 1) <= horizon:
        raise InputError(f"A model of entry needs more than {horizon} periods.")
    m = m.transpose(*PANEL)
    m = m.assign_coords({dim: np.arange(m.sizes[dim]) for dim in PANEL if dim not in m.indexes})
    start, end = m.isel({PERIOD: slice(None, -horizon)}), m.isel({PERIOD: slice(horizon, None)})
    matched = {
        name: _matched(_matched(term, m), start).broadcast_like(start).transpose(*PANEL)
        for name, term in terms.items()
    }
    used = (start.values == 0) & ~np.isnan(end.values)
    for term in matched.values():
        used &= np.isfinite(term.values)
    outcome = np.where(used, end.values, np.nan)
    return Panel(outcome, matched, end[PERIOD].values, missing_share(m))
