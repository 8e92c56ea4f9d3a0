"""Fitness of regions and complexity of industries: the nonlinear map and its stable variant."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, labelled, observation_dim
from ..errors import InputError, ObservatoryWarning
from .specialisation import empty_labels
from .trimming import links, trimmed

_NOTHING = 1e-300
"""The smallest fitness that is still divided by."""
_VANISHING = 1e-12
"""A fitness this small beside the mean, which is 1, is on its way to zero."""


def fitness(
    m: xr.DataArray,
    *,
    method: Literal["tacchella", "nhefc"] = "tacchella",
    iterations: int = 1000,
    tolerance: float | None = 1e-10,
    delta: float = 1e-3,
) -> xr.Dataset:
    """Fitness F of regions and complexity Q of industries, as a Dataset(fitness, complexity).

    ``method="tacchella"``: from F(0) = Q(0) = 1, F(n) = M Q(n-1) and Q(n)_p = 1 / sum_c M_cp /
    F(n-1)_c, each divided by its mean. Both use the step before; econcomplex puts F(n) into Q(n),
    which has the same limit but other values on the way (up to 1.2 apart after 20 updates).
    ``method="nhefc"``, the non-homogeneous map, as commonly reported: F(n) = delta + M Q(n-1) and
    Q(n)_p = 1 / (1 + sum_c M_cp / F(n-1)_c), without a division by the mean. It always has one
    limit. For small ``delta`` F / delta no longer depends on it: it solves f = 1 + M q with
    q_p = 1 / sum_c M_cp / f_c. Its order of the regions is close to that of the first map, not
    the same.

    ``iterations`` is the largest number of updates; with ``tolerance=None`` exactly so many are
    made (the R package's ``iterations = 20`` makes 19). Else the map stops when no log F changes
    by more than ``tolerance``. Where the presences, ordered by fitness and complexity, leave the
    middle of the diagonal empty, the fitness of some regions goes to zero and never settles
    (Pugliese et al.): then it stops as soon as the order would not change, at the rates of the
    last update, within as many updates again, and an ObservatoryWarning names the regions. Their
    order can be used, their values cannot. A warning is also given where nothing settled.

    ``attrs``: ``updates`` (the most of all periods), ``converged`` (1 or 0), ``residual`` (the
    largest last change of log F), ``vanishing`` (the regions with F < 1e-12; the mean is 1). A
    missing cell is no link; ``missing_share`` says how many are missing. Regions and industries
    without a link are NaN and listed in ``trimmed_regions`` and ``trimmed_industries``. Raises
    InputError for an unknown method and for numbers that are not positive.

    Tacchella, A. et al. (2012) A new metrics for countries' fitness and products' complexity.
    Scientific Reports 2, 723. doi:10.1038/srep00723. Pugliese, E., Zaccaria, A. and Pietronero,
    L. (2016) On the convergence of the Fitness-Complexity algorithm. European Physical Journal
    Special Topics 225, 1893-1911. Servedio, V. D. P. et al. (2018) A new and stable estimation
    method of country economic fitness and product complexity. Entropy 20, 783.
    doi:10.3390/e20100783.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1, 1], [1, 1, 0], [0, 1, 1]], dims=("region", "industry"))
    >>> fitness(m, iterations=2, tolerance=None)["fitness"].values.round(4).tolist()
    [1.3333, 0.8333, 0.8333]
    """
    _check(method, iterations, tolerance, delta)
    unit, cells = observation_dim(m), links(m)
    rule = _Rule(delta if method == "nhefc" else None, iterations, tolerance)
    runs = [_run(block, rule) for block in cells]
    f, q = (np.stack([getattr(run, side) for run in runs]) for side in ("f", "q"))
    vanishing = empty_labels(~(f < _VANISHING), m, unit)
    attrs = {
        **trimmed(m, cells),
        "updates": max(run.updates for run in runs),
        "residual": max(run.residual for run in runs),
        "converged": int(all(run.residual <= (tolerance or 0) for run in runs)),
        "vanishing": vanishing,
    }
    _warn(m, runs, vanishing, tolerance)
    return xr.Dataset(
        {
            "fitness": labelled(f, m, unit, name="fitness"),
            "complexity": labelled(q, m, INDUSTRY, name="complexity"),
        },
        attrs=attrs,
    )


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which map, and when to stop; ``delta`` is None for the homogeneous one."""

    delta: float | None
    iterations: int
    tolerance: float | None


@dataclass(frozen=True, slots=True)
class _Run:
    """What one period gave."""

    f: np.ndarray
    q: np.ndarray
    updates: int
    residual: float


def _run(m: np.ndarray, rule: _Rule) -> _Run:
    rows, columns = (np.asarray(m.any(axis=side)) for side in (1, 0))
    core = m[np.ix_(rows, columns)]
    f, q = np.ones(core.shape[0]), np.ones(core.shape[1])
    updates, residual = 0, 0.0
    while core.size and updates < rule.iterations:
        before = f
        f, q = _update(core, f, q, rule.delta)
        updates += 1
        change = np.log(np.maximum(f, _NOTHING)) - np.log(np.maximum(before, _NOTHING))
        residual = float(np.abs(change).max())
        if rule.tolerance is not None and (
            residual <= rule.tolerance or _order_stands(f, change, rule)
        ):
            break
    return _Run(_spread(f, rows), _spread(q, columns), updates, residual)


def _update(
    m: np.ndarray, f: np.ndarray, q: np.ndarray, delta: float | None
) -> tuple[np.ndarray, np.ndarray]:
    burden = (1 / np.maximum(f, _NOTHING)) @ m
    if delta is not None:
        return delta + m @ q, 1 / (1 + burden)
    new_f, new_q = m @ q, 1 / burden
    return new_f / new_f.mean(), new_q / new_q.mean()


def _order_stands(f: np.ndarray, change: np.ndarray, rule: _Rule) -> bool:
    """Whether F goes to zero somewhere while the order of the regions no longer changes.

    Neighbours in the order meet, at the rates of the last update, after gap / (difference of
    rates) updates. Regions that are equal but for round-off have no order to lose.
    """
    if f.min() >= _VANISHING:
        return False
    order = np.argsort(f, kind="stable")
    gap = np.diff(np.log(np.maximum(f[order], _NOTHING)))
    closing = -np.diff(change[order])
    apart = gap > np.sqrt(np.finfo(float).eps)
    return bool(np.all(gap[apart] > closing[apart] * rule.iterations))


def _spread(values: np.ndarray, kept: np.ndarray) -> np.ndarray:
    whole = np.full(kept.shape, np.nan)
    whole[kept] = values
    return whole


def _warn(
    m: xr.DataArray, runs: list[_Run], vanishing: tuple[str, ...], tolerance: float | None
) -> None:
    if vanishing:
        warnings.warn(
            f"The fitness of {len(vanishing)} regions goes to zero ({', '.join(vanishing[:5])}"
            f"{', ...' if len(vanishing) > 5 else ''}): their order can be used, their values "
            'cannot; method="nhefc" always converges.',
            ObservatoryWarning,
            stacklevel=3,
        )
    elif tolerance is not None and any(run.residual > tolerance for run in runs):
        worst = int(np.argmax([run.residual for run in runs]))
        when = f" in {m[PERIOD].values[worst]}" if PERIOD in m.dims else ""
        warnings.warn(
            f"The fitness has not converged{when}: after {runs[worst].updates} updates log F "
            f"still changes by {runs[worst].residual:.1e}; allow more iterations.",
            ObservatoryWarning,
            stacklevel=3,
        )


def _check(method: str, iterations: int, tolerance: float | None, delta: float) -> None:
    if method not in ("tacchella", "nhefc"):
        raise InputError(f'method must be "tacchella" or "nhefc", not {method!r}.')
    if iterations < 1 or delta <= 0 or (tolerance is not None and tolerance <= 0):
        raise InputError("iterations, tolerance and delta must be positive.")
