"""The evidence on one region, cell by cell, and the same drawn anew as counts might have been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import INDUSTRY, PERIOD, REGION, blocks
from ..errors import InputError
from ..measures.shares import beside, ratio

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, slots=True)
class RegionEvidence:
    """A region's cells in the last and first period, and what is around them.

    Axes: industry last, draws before it where there are any. ``own`` and ``rest`` are the cell
    and the remainder of the region, ``others`` and ``others_size`` the other regions that know
    the industry and their totals, ``twice`` the figures of the other regions that know it in both
    periods; each with the axes (period, industry), periods being first and last. One
    period alone stands twice and has no growth.
    """

    own: np.ndarray
    rest: np.ndarray
    others: np.ndarray
    others_size: np.ndarray
    twice: np.ndarray
    dated: bool

    @property
    def quotient(self) -> np.ndarray:
        """The location quotient in the last period."""
        return self._quotient(-1)

    @property
    def quotient_before(self) -> np.ndarray:
        """The location quotient in the first period, NaN without one."""
        return self._quotient(0) if self.dated else np.full(self._at(0).shape, np.nan)

    @property
    def share(self) -> np.ndarray:
        """The share of the region in the last period."""
        return self._share(-1)

    @property
    def share_before(self) -> np.ndarray:
        """The share of the region in the first period, NaN without one."""
        return self._share(0) if self.dated else np.full(self._at(0).shape, np.nan)

    @property
    def growth(self) -> np.ndarray:
        """The regional part of shift-share, X' - X - X g_i, over the first figure X."""
        if not self.dated:
            return np.full(self._at(0).shape, np.nan)
        first, last = self._at(0), self._at(-1)
        nation = ratio(self.twice[-1] + last, self.twice[0] + first)
        return np.asarray(ratio(last, first) - nation)

    def _at(self, period: int) -> np.ndarray:
        return np.asarray(self.own[..., period, :])

    def _share(self, period: int) -> np.ndarray:
        return ratio(self._at(period), self._at(period) + self.rest[..., period, :])

    def _quotient(self, period: int) -> np.ndarray:
        own, area = self._at(period), self._at(period) + self.rest[..., period, :]
        expected = ratio(self.others[period] + own, self.others_size[period] + area)
        return ratio(ratio(own, area), expected)


def evidence_of(x: xr.DataArray, region: str, size: xr.DataArray | None) -> RegionEvidence:
    """The evidence on ``region`` in a table with the dims region and industry, and period or not.

    ``size`` (dim region, and period or not) is the total of the regions where ``x`` is a part.
    """
    ordered = x.sortby(PERIOD) if PERIOD in x.coords and PERIOD in x.dims else x
    cells = blocks(ordered, REGION, INDUSTRY).astype(float)
    dated = len(cells) > 1
    ends = cells[[0, -1]]
    place = list(x[REGION].values).index(region)
    areas = np.nansum(ends, axis=2)
    if size is not None:
        areas = beside(size, ordered, REGION, what="size")[[0, -1]]
    own = ends[:, place]
    rest = areas[:, place, np.newaxis] - own
    if (rest < -1e-9 * np.abs(areas[:, place, np.newaxis])).any():
        raise InputError(f"The size of {region} is smaller than one of its industries; check it.")
    known = ~np.isnan(ends)
    known[:, place] = False
    filled = np.where(known, ends, 0.0)
    both = known.all(axis=0)
    return RegionEvidence(
        own=own,
        rest=np.maximum(rest, 0.0),
        others=filled.sum(axis=1),
        others_size=(known * areas[:, :, np.newaxis]).sum(axis=1),
        twice=np.where(both, filled, 0.0).sum(axis=1),
        dated=dated,
    )


def draw(evidence: RegionEvidence, *, draws: int, seed: int, resample: str) -> RegionEvidence:
    """The same with the region's cells drawn ``draws`` times; unknown cells stay unknown.

    ``"counts"``: cell and rest from Poisson distributions; ``"multinomial"``: the cell from a
    binomial one, the total held.
    """
    if resample not in ("counts", "multinomial"):
        raise InputError(f'resample must be "counts" or "multinomial", not {resample!r}.')
    own, rest = np.nan_to_num(evidence.own), np.nan_to_num(evidence.rest)
    if (own < 0).any():
        raise InputError("Counts cannot be negative.")
    new_own, new_rest = np.empty((draws, *own.shape)), np.empty((draws, *own.shape))
    # One stream a column: what stands beside an industry does not change its draws.
    for column, stream in enumerate(np.random.SeedSequence(seed).spawn(own.shape[1])):
        rng = np.random.default_rng(stream)
        cell, others = own[:, column], rest[:, column]
        shape = (draws, len(cell))
        if resample == "counts":
            new_own[:, :, column] = rng.poisson(cell, shape)
            new_rest[:, :, column] = rng.poisson(others, shape)
        else:
            total = np.rint(cell + others).astype(np.int64)
            share = np.nan_to_num(ratio(cell, cell + others))
            new_own[:, :, column] = rng.binomial(total, share, shape)
            new_rest[:, :, column] = total - new_own[:, :, column]
    unknown = np.isnan(evidence.own)
    if not evidence.dated:
        new_own[:, 0], new_rest[:, 0] = new_own[:, 1], new_rest[:, 1]
    return RegionEvidence(
        own=np.where(unknown, np.nan, new_own),
        rest=np.where(unknown, np.nan, new_rest),
        others=evidence.others,
        others_size=evidence.others_size,
        twice=evidence.twice,
        dated=evidence.dated,
    )
