"""Scores several forecasts of the same cells, with intervals from a bootstrap of their regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ..measures.forecast_scores import Ranking, brier, calibration_bins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Held-out cells: what happened, which region each is in, and the chance by forecast."""

    outcome: np.ndarray
    region: np.ndarray
    chances: Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """How the forecasts did; each figure with its estimate and its interval low to high.

    ``scores`` has the dims forecast and score; ``gains`` is by how much one forecast beats another
    in ROC-AUC; ``calibration`` has, by forecast, the bins from the lowest chances to the highest.
    """

    scores: xr.Dataset
    gains: xr.Dataset
    calibration: Mapping[str, xr.Dataset]


def scored(
    held: Held,
    *,
    top: Sequence[int],
    gains: Sequence[tuple[str, str]],
    draws: int,
    seed: int,
    progress: Callable[[], None] | None = None,
) -> Scored:
    """Score all forecasts of ``held``; in every draw the same regions for all of them.

    The models are not fitted again: the intervals say how far a score would move with other
    regions to be tested on. Regions are drawn with replacement, as many as there are; the
    interval holds the middle 95 % of the draws.
    """
    rankings = {n: Ranking.of(held.outcome, chance) for n, chance in held.chances.items()}
    bins = {n: calibration_bins(chance) for n, chance in held.chances.items()}
    regions, place = np.unique(held.region, return_inverse=True)
    rng = np.random.default_rng(seed)
    tables, shares = [], []
    for draw in range(draws + 1):
        times = np.ones(regions.size, int)
        if draw:
            drawn = rng.integers(regions.size, size=regions.size)
            times = np.bincount(drawn, minlength=regions.size)
        weights = times[place].astype(float)
        tables.append([_row(held, rankings[n], n, weights, top) for n in rankings])
        shares.append({n: _observed(held.outcome, bins[n], weights) for n in bins})
        if progress is not None:
            progress()
    values = np.array(tables)
    names = ["roc_auc", "pr_auc", *(f"precision_{k}" for k in top), "brier"]
    coords = {"forecast": list(rankings), "score": names}
    at = {name: k for k, name in enumerate(rankings)}
    auc = values[:, :, 0]
    differences = auc[:, [at[a] for a, _ in gains]] - auc[:, [at[b] for _, b in gains]]
    return Scored(
        scores=_interval(values, ("forecast", "score"), coords),
        gains=_interval(differences, ("gain",), {"gain": [f"{a} over {b}" for a, b in gains]}),
        calibration={n: _calibrated(held.chances[n], bins[n], [s[n] for s in shares]) for n in at},
    )


def _row(
    held: Held, ranking: Ranking, name: str, weights: np.ndarray, top: Sequence[int]
) -> list[float]:
    return [
        ranking.roc_auc(weights),
        ranking.pr_auc(weights),
        *(ranking.precision_at(k, weights) for k in top),
        brier(held.outcome, held.chances[name], weights),
    ]


def _observed(outcome: np.ndarray, bins: np.ndarray, weights: np.ndarray) -> np.ndarray:
    cells = np.bincount(bins, weights=weights)
    happened = np.bincount(bins, weights=weights * outcome)
    return np.asarray(happened / np.where(cells > 0, cells, np.nan))


def _calibrated(chance: np.ndarray, bins: np.ndarray, observed: Sequence[np.ndarray]) -> xr.Dataset:
    cells = np.bincount(bins)
    found = _interval(np.array(observed), ("bin",), {"bin": np.arange(cells.size) + 1})
    found["predicted"] = ("bin", np.bincount(bins, weights=chance) / cells)
    found["cells"] = ("bin", cells)
    return found


def _interval(
    values: np.ndarray, dims: tuple[str, ...], coords: Mapping[str, Sequence[str] | np.ndarray]
) -> xr.Dataset:
    """The first of ``values`` as the estimate, and the interval of the others."""
    ends = np.full((2, *values.shape[1:]), np.nan)
    known = ~np.isnan(values[1:]).all(axis=0)
    if known.any():
        shares = [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]
        ends[:, known] = np.nanquantile(values[1:, known], shares, axis=0)
    columns = {"estimate": values[0], "low": ends[0], "high": ends[1]}
    return xr.Dataset({n: (dims, v) for n, v in columns.items()}, coords=dict(coords))
