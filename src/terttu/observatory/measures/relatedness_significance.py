"""Which pairs of industries are found together more often than chance would have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, INDUSTRY_2, blocks, labelled, missing_share, observation_dim
from ..errors import InputError
from .null_models import bicm, degree_preserving
from .significance import Adjustment, adjust

Null = Literal["curveball", "bicm", "hypergeometric"]
Progress = Callable[[int, int], None]
_EXACT = 200
"""Units up to which the distribution of a sum of unequal chances is calculated exactly."""


def relatedness_significance(
    m: xr.DataArray,
    *,
    null: Null = "curveball",
    draws: int = 1000,
    seed: int = 0,
    alpha: float = 0.05,
    control: Adjustment = "benjamini_hochberg",
    progress: Progress | None = None,
) -> xr.Dataset:
    """Co-occurrence against a null model: Dataset(z, p, p_adjusted, significant) by pair.

    z_ij = (C_ij - E C_ij) / sd C_ij and p_ij = P(C >= C_ij), one-sided, under

    - ``curveball``: matrices with the same diversities and ubiquities, ``draws`` of them from
      `degree_preserving`; p = (1 + draws with C >= C_ij) / (1 + draws), so that ``draws`` bounds
      how small p can be: where few of n pairs are significant it takes some n / alpha draws to
      find them, or a look at z;
    - ``bicm``: independent presences with the chances of `bicm` (Saracco et al. 2017): C_ij is a
      sum of unequal chances P_ri P_rj, exact up to 200 regions, else by the normal distribution
      refined with the skewness (Hong 2013), which is rough far out in the tail;
    - ``hypergeometric``: ubiquities alone, all regions alike; z is `teece_relatedness`. Here a
      diverse region counts as evidence that all it has is related; the other two ask for more
      than diversity explains.

    p is adjusted with ``control`` over the pairs of a period, each pair once; ``significant`` is 1
    where p_adjusted <= ``alpha``, else 0. NaN on the diagonal and for industries that no region
    knows both of; z is NaN too where co-occurrence cannot vary. A missing cell is no presence and
    none in the null model either; for ``hypergeometric`` a pair is judged by the regions that know
    both. ``attrs["missing_share"]`` is the share of missing cells. ``progress`` is called with the
    number of draws (or industries) done and of all.

    Raises InputError for an unknown null model and numbers other than 0, 1 and NaN.

    Teece, D. J. et al. (1994) Understanding corporate coherence. Journal of Economic Behavior &
    Organization 23, 1-30. doi:10.1016/0167-2681(94)90094-9. Hong, Y. (2013) On computing the
    distribution function for the Poisson binomial distribution. Computational Statistics & Data
    Analysis 59, 41-51. doi:10.1016/j.csda.2012.10.006.

    >>> import xarray as xr
    >>> cells = [[1.0, 1, 0], [1, 1, 0], [0, 0, 1], [0, 0, 1]]
    >>> m = xr.DataArray(cells, dims=("region", "industry"))
    >>> found = relatedness_significance(m, null="hypergeometric")
    >>> found["z"].values.round(4).tolist()[0], found["p"].values.round(4).tolist()[0]
    ([nan, 1.7321, -1.7321], [nan, 0.1667, 1.0])
    """
    if draws < 1 or not 0 < alpha < 1:
        raise InputError("draws must be 1 or more, and alpha lie between 0 and 1.")
    tell = progress or _silent
    if null == "curveball":
        z, p = _by_draws(m, draws, seed, tell)
    elif null == "bicm":
        z, p = _by_chances(m, tell)
    elif null == "hypergeometric":
        z, p = _by_ubiquity(m)
    else:
        raise InputError(f'null must be "curveball", "bicm" or "hypergeometric", not {null!r}.')
    unpaired = _unpaired(m)
    z[unpaired] = p[unpaired] = np.nan
    adjusted = _adjusted_once(m, p, control)
    significant = np.where(np.isnan(adjusted), np.nan, adjusted <= alpha)
    columns = {"z": z, "p": p, "p_adjusted": adjusted, "significant": significant}
    found = {
        name: labelled(values, m, INDUSTRY, INDUSTRY_2, name=name)
        for name, values in columns.items()
    }
    attrs = {"missing_share": missing_share(m), "null": null, "alpha": alpha, "control": control}
    return xr.Dataset(found, attrs=attrs)


def _unpaired(m: xr.DataArray) -> np.ndarray:
    """What is no pair: the diagonal, and industries that no unit knows both of."""
    cells = blocks(m, observation_dim(m), INDUSTRY)
    known = (~np.isnan(cells)).astype(np.float32)
    none = known.swapaxes(1, 2) @ known == 0
    return np.asarray(none | np.eye(cells.shape[2], dtype=bool))


def _adjusted_once(m: xr.DataArray, p: np.ndarray, control: Adjustment) -> np.ndarray:
    """Adjusted over the pairs of a period, each pair once."""
    first, second = np.triu_indices(p.shape[-1], 1)
    pairs = labelled(p[:, first, second], m, "pair", name="p")
    adjusted = np.full(p.shape, np.nan)
    once = adjust(pairs, method=control).values.reshape(len(p), -1)
    adjusted[:, first, second] = adjusted[:, second, first] = once
    return adjusted


def _by_draws(
    m: xr.DataArray, draws: int, seed: int, tell: Progress
) -> tuple[np.ndarray, np.ndarray]:
    observed = np.stack(list(_counts(m)))
    sums, squares, reached = (np.zeros(observed.shape) for _ in range(3))
    for done, drawn in enumerate(degree_preserving(m, draws=draws, seed=seed), start=1):
        for t, count in enumerate(_counts(drawn)):
            more = count.astype(np.float64) - observed[t]
            sums[t] += more
            squares[t] += more * more
            reached[t] += more >= 0
        tell(done, draws)
    mean = sums / draws
    spread = np.sqrt(np.maximum(squares / draws - mean**2, 0))
    return _ratio(-mean, spread), (1 + reached) / (1 + draws)


def _by_chances(m: xr.DataArray, tell: Progress) -> tuple[np.ndarray, np.ndarray]:
    chances = np.nan_to_num(blocks(bicm(m), observation_dim(m), INDUSTRY))
    z, p = (np.empty((len(chances), *2 * (chances.shape[2],))) for _ in range(2))
    steps = chances.shape[0] * chances.shape[2]
    for t, (q, c) in enumerate(zip(chances, _counts(m), strict=True)):
        second, third = q * q, q**3
        mean, square, cube = q.T @ q, second.T @ second, third.T @ third
        spread = np.sqrt(np.maximum(mean - square, 0))
        z[t] = _ratio(c - mean, spread)
        if len(q) > _EXACT:
            p[t] = _refined_tail(c, mean, spread, mean - 3 * square + 2 * cube)
            tell((t + 1) * chances.shape[2], steps)
            continue
        for i in range(c.shape[0]):
            p[t, i] = _exact_tail(q[:, [i]] * q, c[i].astype(int))
            tell(t * c.shape[0] + i + 1, steps)
    return z, p


def _by_ubiquity(m: xr.DataArray) -> tuple[np.ndarray, np.ndarray]:
    from scipy.stats import hypergeom

    cells = blocks(m, observation_dim(m), INDUSTRY)
    z, p = (np.empty((len(cells), *2 * (cells.shape[2],))) for _ in range(2))
    for t, (block, c) in enumerate(zip(cells, _counts(m), strict=True)):
        known = (~np.isnan(block)).astype(np.float32)
        n = (known.T @ known).astype(np.float64)
        own = (np.nan_to_num(block).astype(np.float32).T @ known).astype(np.float64)
        mean = _ratio(own * own.T, n)
        variance = _ratio(mean * ((n - own) * (n - own.T)), n * (n - 1))
        z[t] = _ratio(c - mean, np.sqrt(variance))
        p[t] = hypergeom.sf(c - 1, n, np.minimum(own, own.T), np.maximum(own, own.T))
    return z, p


def _counts(m: xr.DataArray) -> Iterator[np.ndarray]:
    """Co-occurrence by period, exact in the float32 that is quick to multiply."""
    for block in blocks(m, observation_dim(m), INDUSTRY):
        present = np.nan_to_num(block).astype(np.float32)
        yield present.T @ present


def _refined_tail(
    c: np.ndarray, mean: np.ndarray, spread: np.ndarray, third: np.ndarray
) -> np.ndarray:
    """P(C >= c) by the normal distribution with a term for the skewness, with continuity."""
    from scipy.special import ndtr

    x = _ratio(c - 0.5 - mean, spread)
    skewness = _ratio(third, spread**3)
    below = ndtr(x) + skewness * (1 - x * x) * np.exp(-x * x / 2) / np.sqrt(72 * np.pi)
    return np.where(np.isnan(x), (c - 0.5 <= mean) * 1.0, np.clip(1 - below, 0, 1))


def _exact_tail(chances: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """P(C >= c) of sums of independent chances, a column each, one unit after the other."""
    most = int(counts.max(initial=0))
    mass = np.zeros((chances.shape[1], most + 1))
    mass[:, 0] = 1.0
    for q in chances:
        moved = mass * q[:, np.newaxis]
        mass -= moved
        mass[:, 1:] += moved[:, :-1]
    below = np.cumsum(mass, axis=1)
    less = np.take_along_axis(below, np.maximum(counts - 1, 0)[:, np.newaxis], axis=1)[:, 0]
    return np.asarray(np.where(counts > 0, np.clip(1 - less, 0, 1), 1.0))


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    result = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=result, where=bottom > 0)
    return result


def _silent(_done: int, _all: int) -> None:
    """Say nothing."""
