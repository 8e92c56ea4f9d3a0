"""What presences would look like by chance, with every region's and every industry's own number.

`degree_preserving` draws matrices that keep both margins exactly; `bicm` gives the probabilities
under which they are kept on average.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import INDUSTRY, blocks, labelled, missing_share, observation_dim
from ..errors import InputError, ObservatoryWarning

if TYPE_CHECKING:
    import xarray as xr

_BURN_IN = 5
_STEPS = 500
_SETTLED = 1e-11
_RIDGE = 1e-14


def degree_preserving(
    m: xr.DataArray, *, draws: int, seed: int, trades: int = 5
) -> Iterator[xr.DataArray]:
    """Presences drawn uniformly from all that have the same diversities and ubiquities.

    A generator of ``draws`` arrays like ``m``. A trade between two regions takes the industries
    that one of the two has and deals them out again, each region getting as many as before: the
    curveball of Strona et al. Here all regions are paired at random and trade at once (a global
    trade, Carstens et al.), which has the same, uniform limit and needs no loop over pairs. There
    are ``trades`` global trades between one draw and the next, and five times as many before the
    first; after five of them the co-occurrences of two draws correlate by less than 0.1. A missing
    cell stays missing and is not traded; the margins are those of known cells. Periods are drawn
    apart. The same ``seed`` gives the same draws.

    Raises InputError for numbers other than 0, 1 and NaN.

    Strona, G. et al. (2014) A fast and unbiased procedure to randomize ecological binary matrices
    with fixed row and column totals. Nature Communications 5, 4114. doi:10.1038/ncomms5114.
    Carstens, C. J. et al. (2018) Parallel and I/O-efficient randomisation of massive networks
    using global curveball trades. ESA 2018. doi:10.4230/LIPIcs.ESA.2018.11.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1, 0], [0, 1, 0], [0, 1, 1]], dims=("region", "industry"))
    >>> for drawn in degree_preserving(m, draws=2, seed=1):
    ...     print(drawn.sum("industry").values.tolist(), drawn.sum("region").values.tolist())
    [2.0, 1.0, 2.0] [1.0, 3.0, 1.0]
    [2.0, 1.0, 2.0] [1.0, 3.0, 1.0]
    """
    if draws < 1 or trades < 1:
        raise InputError("draws and trades must be 1 or more.")
    return _draw(m, _codes(m), draws, trades, np.random.default_rng(seed))


def bicm(m: xr.DataArray) -> xr.DataArray:
    """The chance of each presence given the margins: the bipartite configuration model.

    P_ri = x_r y_i / (1 + x_r y_i), the distribution of largest entropy whose expected
    diversities and ubiquities are those of ``m``: sum_i P_ri = d_r and sum_r P_ri = u_i, to
    1e-11 of the larger of them. Solved by Newton's method on the concave likelihood, with one
    unknown for each distinct margin. Margins that leave no choice (of 0, and of everything)
    give 0 and 1. A missing cell is NaN, and the sums are over the cells known. An
    ObservatoryWarning is given where the margins are not met. Raises InputError for numbers other
    than 0, 1 and NaN.

    Saracco, F. et al. (2017) Inferring monopartite projections of bipartite networks: an
    entropy-based approach. New Journal of Physics 19, 053022. doi:10.1088/1367-2630/aa6b38.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1, 0], [0, 1, 0], [0, 1, 1]], dims=("region", "industry"))
    >>> bicm(m).values.round(4).tolist()
    [[0.5, 1.0, 0.5], [0.0, 1.0, 0.0], [0.5, 1.0, 0.5]]
    """
    unit = observation_dim(m)
    chances = np.stack([_bicm(block) for block in _codes(m)])
    attrs = {"missing_share": missing_share(m)}
    return labelled(chances, m, unit, INDUSTRY, name="bicm", attrs=attrs).transpose(*m.dims)


def _codes(m: xr.DataArray) -> np.ndarray:
    """Presences as small integers in blocks (period, unit, industry); -1 where not known."""
    cells = blocks(m, observation_dim(m), INDUSTRY)
    if not np.isin(cells[~np.isnan(cells)], (0, 1)).all():
        raise InputError("A null model needs presences: 0, 1, or NaN where not known.")
    return np.where(np.isnan(cells), -1, cells).astype(np.int8)


def _draw(
    m: xr.DataArray, state: np.ndarray, draws: int, trades: int, rng: np.random.Generator
) -> Iterator[xr.DataArray]:
    unit, dtype = observation_dim(m), np.result_type(m.dtype, np.float32)
    for draw in range(draws):
        for block in state:
            for _ in range(trades if draw else _BURN_IN * trades):
                _trade(block, rng)
        cells = np.where(state < 0, np.nan, state).astype(dtype)
        yield labelled(cells, m, unit, INDUSTRY, name="presence").transpose(*m.dims)


def _trade(m: np.ndarray, rng: np.random.Generator) -> None:
    """Pair all rows at random; each pair deals out anew what one of the two has."""
    order, half = rng.permutation(len(m)), len(m) // 2
    first, second = order[:half], order[half : 2 * half]
    one, other = m[first], m[second]
    pair, column = np.nonzero((one != other) & (one >= 0) & (other >= 0))
    cards = one[pair, column]
    dealt = cards[np.argsort(pair + rng.random(pair.size))]
    m[first[pair], column] = dealt
    m[second[pair], column] = 1 - dealt


def _bicm(m: np.ndarray) -> np.ndarray:
    known = m >= 0
    present = np.where(known, m, 0).astype(np.float64)
    d, u = present.sum(axis=1), present.sum(axis=0)
    if not known.all():
        p = _chances(known.astype(np.float64), d, u)
        return np.where(known, p, np.nan)
    rows, row, times_row = np.unique(d, return_inverse=True, return_counts=True)
    columns, column, times_column = np.unique(u, return_inverse=True, return_counts=True)
    alike = np.multiply.outer(times_row, times_column).astype(np.float64)
    return _chances(alike, rows * times_row, columns * times_column)[np.ix_(row, column)]


def _chances(cells: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The chances that meet the margins, where each entry stands for so many ``cells``."""
    p, free = _decided(cells, rows, columns)
    free_rows, free_columns = free.any(axis=1), free.any(axis=0)
    if not free_rows.any():
        return p
    part = np.ix_(free_rows, free_columns)
    weights = np.where(free, cells, 0.0)[part]
    d, u = (
        (rows - (cells * p).sum(axis=1))[free_rows],
        (columns - (cells * p).sum(axis=0))[free_columns],
    )
    p[part] = np.where(free[part], _newton(weights, d, u), p[part])
    return p


def _decided(
    cells: np.ndarray, rows: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Chances of 0 and 1 wherever a margin leaves no choice, and which entries are still free."""
    p, free = np.zeros(cells.shape), cells > 0
    count = -1
    while count != (count := int(free.sum())):
        for axis, margin in ((1, rows), (0, columns)):
            room = np.where(free, cells, 0.0).sum(axis=axis, keepdims=True)
            need = np.expand_dims(margin, axis) - (cells * p).sum(axis=axis, keepdims=True)
            p[free & (need == room)] = 1.0
            free = free & (need != room) & (need != 0)
    return p, free


def _newton(w: np.ndarray, d: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Maximise sum d a + sum u b - sum w log(1 + exp(a + b)) over a and b; P = expit(a + b)."""
    a, b = np.zeros(d.size), np.zeros(u.size)
    p, value = _logistic(w, d, u, a, b)
    for _ in range(_STEPS):
        rest = d - (w * p).sum(axis=1), u - (w * p).sum(axis=0)
        missed = max(np.abs(side).max() for side in rest)
        if missed <= _SETTLED * max(d.max(), u.max()):
            return p
        step_a, step_b = _step(w * p * (1 - p), *rest)
        size = 1.0
        while size > _SETTLED:
            p, better = _logistic(w, d, u, a + size * step_a, b + size * step_b)
            if better >= value - 1e-12 * abs(value):
                break
            size /= 2
        a, b, value = a + size * step_a, b + size * step_b, better
    warnings.warn(
        f"The margins of the configuration model are met only to {missed:.1e}.",
        ObservatoryWarning,
        stacklevel=2,
    )
    return p


def _logistic(
    w: np.ndarray, d: np.ndarray, u: np.ndarray, a: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, float]:
    eta = np.add.outer(a, b)
    value = d @ a + u @ b - np.sum(w * np.logaddexp(0, eta))
    return np.exp(-np.logaddexp(0, -eta)), float(value)


def _step(h: np.ndarray, d: np.ndarray, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Solve the Newton equations, with the larger side eliminated.

    Adding to a what is taken from b changes nothing, so that the matrix has a null vector, which
    is filled in; the ridge is for the rest that rounding leaves undecided.
    """
    if h.shape[0] > h.shape[1]:
        step_b, step_a = _step(h.T, u, d)
        return step_a, step_b
    rows, columns = h.sum(axis=1), h.sum(axis=0)
    scale = np.sqrt(rows)
    scaled = h / scale[:, np.newaxis]
    null = scale / np.linalg.norm(scale)
    matrix = np.eye(len(rows)) * (1 + _RIDGE) - (scaled / columns) @ scaled.T + np.outer(null, null)
    step_a = np.linalg.solve(matrix, (d - h @ (u / columns)) / scale) / scale
    return step_a, (u - step_a @ h) / columns
