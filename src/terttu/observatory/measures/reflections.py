"""The method of reflections, kept for comparison: averages of averages of diversity and ubiquity.

What it converges to is a constant; the differences that are left on the way there are those of
the eigenvector that `complexity` gives at once.
"""

from __future__ import annotations

import warnings

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, labelled, observation_dim
from ..errors import InputError, ObservatoryWarning
from .trimming import links, trimmed

_ROUND_OFF = 1e-12
"""A spread this small beside the level leaves fewer than four digits of the differences."""


def reflections(m: xr.DataArray, *, iterations: int = 20, rescale: bool = False) -> xr.Dataset:
    """The variables k_c (regions) and k_p (industries) of the method after N = ``iterations``.

    k_c,0 = d and k_p,0 = u, the diversity of regions and the ubiquity of industries; then
    k_c,N = (1 / d_c) sum_p M_cp k_p,N-1 and k_p,N = (1 / u_p) sum_c M_cp k_c,N-1, both from the
    step before. Even N of k_c and odd N of k_p start from diversity and are the ones read as
    complexity.

    `complexity` is the measure, this is not: k_N tends to a constant, and what still differs
    shrinks with the square root of the second eigenvalue to the power N. At 20 steps the order
    has often not converged (correlation with ECI 0.71-0.76 for 1,400 x 615), and at 40 it is
    round-off or NaN. Datawheel's economic-complexity and ps-calcs offer nothing else under the
    name ECI. With ``rescale`` each step is brought to mean 0 and standard deviation 1 (population,
    ddof 0), as EconGeo's ``morc`` does: the same numbers up to origin and scale, but they keep
    converging. ``attrs["residual"]`` is how far the standardised k_c and k_p still moved in the
    last two steps (root mean square, the largest of all periods).

    ``m`` holds presence; a missing cell is no link. Regions and industries without a link are
    NaN and listed in ``attrs["trimmed_regions"]`` and ``attrs["trimmed_industries"]``. An
    ObservatoryWarning is given when the differences are nothing but round-off. Raises InputError
    for a negative number of iterations.

    Hidalgo, C. A. and Hausmann, R. (2009) The building blocks of economic complexity. PNAS 106,
    10570-10575. doi:10.1073/pnas.0900943106.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]], dims=("region", "industry"))
    >>> reflections(m, iterations=1)["k_c"].values.round(4).tolist()
    [2.0, 2.5, 3.0]
    >>> reflections(m, iterations=80, rescale=True)["k_c"].values.round(4).tolist()
    [1.2247, 0.0, -1.2247]
    """
    if iterations < 0:
        raise InputError(f"iterations must be 0 or more, not {iterations}.")
    unit, cells = observation_dim(m), links(m)
    found = [_reflect(block, iterations, rescale=rescale) for block in cells]
    regions, industries = (np.stack([pair[side] for pair, _ in found]) for side in (0, 1))
    attrs = {
        **trimmed(m, cells),
        "iterations": iterations,
        "residual": max(residual for _, residual in found),
    }
    return xr.Dataset(
        {
            "k_c": labelled(regions, m, unit, name="k_c"),
            "k_p": labelled(industries, m, INDUSTRY, name="k_p"),
        },
        attrs=attrs,
    )


def _reflect(
    m: np.ndarray, iterations: int, *, rescale: bool
) -> tuple[tuple[np.ndarray, np.ndarray], float]:
    d, u = m.sum(axis=1), m.sum(axis=0)
    d[d == 0] = u[u == 0] = np.nan
    steps = [(d, u)]
    for _ in range(iterations):
        kc, kp = steps[-1]
        step = (m @ np.nan_to_num(kp) / d, np.nan_to_num(kc) @ m / u)
        steps = [*steps[-2:], (_standardised(step[0]), _standardised(step[1])) if rescale else step]
    if iterations and min(m.shape) > 1 and any(_flat(k) for k in steps[-1]):
        warnings.warn(
            f"After {iterations} reflections the values of all regions or of all industries are "
            "the same up to round-off; use complexity, or rescale=True.",
            ObservatoryWarning,
            stacklevel=3,
        )
    moved = [_moved(now, before) for now, before in zip(steps[-1], steps[0], strict=True)]
    return steps[-1], max(moved) if iterations > 1 else np.nan


def _standardised(k: np.ndarray) -> np.ndarray:
    """Mean 0 and standard deviation 1; zeros where nothing but round-off differs."""
    return k * 0.0 if _flat(k) else (k - np.nanmean(k)) / np.nanstd(k)


def _flat(k: np.ndarray) -> bool:
    known = k[np.isfinite(k)]
    return known.size == 0 or bool(np.ptp(known) <= _ROUND_OFF * np.abs(known).max())


def _moved(now: np.ndarray, before: np.ndarray) -> float:
    known = np.isfinite(now)
    if not known.any():
        return np.nan
    change = _standardised(now[known]) - _standardised(before[known])
    return float(np.sqrt(np.mean(change**2)))
