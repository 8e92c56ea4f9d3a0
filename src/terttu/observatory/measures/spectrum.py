"""The second eigenvector of a presence matrix scaled by its margins, fast and in full precision.

With M the presence, d its diversities and u its ubiquities, S = U^-1/2 M' D^-1 M U^-1/2 is
symmetric, has the spectrum of D^-1 M U^-1 M' and the trivial eigenvector sqrt(u / sum u) with the
eigenvalue 1, which is taken out. Small matrices are solved whole. For large ones S is never
made: Lanczos' method grows a Krylov space with products by M in float32, which holds 0 and 1
exactly and halves the time of a product or better, and the vector found there is corrected by
residuals in float64 until it is as good as one found in float64 throughout.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

DENSE = 128
"""Up to this size S is made and solved whole."""

_CLOSE = 1e-5  # error of the vector when the first Krylov space is large enough
_EXACT = 1e-11  # error of the vector when it is done
_NOISE = 1e-6  # error of an eigenvalue in float32
_STEPS = 150
_CORRECTIONS = 6


@dataclass(frozen=True, slots=True)
class Spectrum:
    """K of the rows and of the columns, with K_rows = D^-1 M K_columns, and the eigenvalues."""

    rows: np.ndarray
    columns: np.ndarray
    second: float
    third: float


def second_vectors(
    m: np.ndarray, d: np.ndarray, u: np.ndarray, *, single: np.ndarray | None = None
) -> Spectrum:
    """The second eigenvectors of ``m`` (0 and 1) with the margins ``d`` and ``u``.

    ``single`` is the same in float32, where that is at hand.

    Rows and columns whose margin is given as 0 take no part and get 0; the others must be
    connected, and two at least on each side.
    """
    if len(d) < len(u):
        turned = second_vectors(m.T, u, d, single=None if single is None else single.T)
        scale = turned.second or np.nan
        return Spectrum(turned.columns, turned.rows / scale, turned.second, turned.third)
    by_row, by_column = _inverse(d), _inverse(u)
    s = _Scaled(np.asarray(m, np.float64), by_row, np.sqrt(by_column), np.sqrt(u / u.sum()))
    found = _iterated(s, m if single is None else single) if len(u) > DENSE else None
    return found or _dense(s)


@dataclass(frozen=True, slots=True)
class _Scaled:
    """S as something that multiplies a vector, and its trivial eigenvector."""

    m: np.ndarray
    by_row: np.ndarray
    root: np.ndarray
    trivial: np.ndarray

    def in_float32(self, m: np.ndarray) -> _Scaled:
        """The same in float32, of which ``m`` is at hand."""
        parts = (m, self.by_row, self.root, self.trivial)
        return _Scaled(*(np.asarray(part, np.float32) for part in parts))

    def __matmul__(self, v: np.ndarray) -> np.ndarray:
        return self.onward(self.rows(v))

    def rows(self, v: np.ndarray) -> np.ndarray:
        """D^-1 M U^-1/2 v: K of the rows, if v is an eigenvector."""
        rows: np.ndarray = self.m @ (self.root * v)
        rows *= self.by_row
        return rows

    def onward(self, rows: np.ndarray) -> np.ndarray:
        """S v from what `rows` gives."""
        columns: np.ndarray = rows @ self.m
        columns *= self.root
        return columns

    def unit(self, v: np.ndarray) -> np.ndarray:
        """The vector without its part of the trivial one, of length 1."""
        rest: np.ndarray = v - self.trivial * (self.trivial @ v)
        return rest / float(np.linalg.norm(rest))


def _dense(s: _Scaled) -> Spectrum:
    from scipy.linalg import eigh

    scaled = np.sqrt(s.by_row)[:, np.newaxis] * s.m * s.root
    whole = scaled.T @ scaled
    whole -= np.outer(s.trivial, s.trivial)
    last = len(whole) - 1
    values, vectors = eigh(whole, subset_by_index=[last - 1, last], check_finite=False)
    v = vectors[:, 1]
    return Spectrum(s.rows(v), s.root * v, float(values[1]), float(values[0]))


def _iterated(s: _Scaled, single: np.ndarray) -> Spectrum | None:
    """The second pair by Krylov spaces in float32 and residuals in float64.

    None where float32 does not tell the second eigenvalue from the third, and where the residual,
    which holds a bit of everything, shows one that the first space has missed.
    """
    quick = s.in_float32(single)
    start = np.random.default_rng(0).standard_normal(len(s.root))
    space = _Krylov(quick, start, quick.trivial)
    if not space.grow(_Krylov.has_second_pair):
        return None
    v, w = (s.unit(vector) for vector in space.leading())
    third = float(w @ (s @ w))
    for _ in range(_CORRECTIONS):
        rows = s.rows(v)
        product = s.onward(rows)
        second = float(v @ product)
        residual = product - second * v
        allowed = _EXACT * max(second - third, 0.0)
        if np.linalg.norm(residual) <= allowed:
            return Spectrum(rows, s.root * v, second, third)
        space = _Krylov(quick, residual, quick.trivial, v)
        solved = space.grow(partial(_Krylov.has_solution, shift=second, allowed=allowed / 3))
        if not solved or space.largest() > third + _NOISE:
            return None
        v = s.unit(v - space.solution(second))
    return None


class _Krylov:
    """The Krylov space of S and a vector, kept orthogonal to what stands beside it.

    ``t`` is S within the space: tridiagonal, with the coupling to the next vector under it.
    """

    def __init__(self, s: _Scaled, start: np.ndarray, *beside: np.ndarray) -> None:
        self.s = s
        self.norm = float(np.linalg.norm(start))
        self.beside = len(beside)
        self.size = 0
        self.t = np.zeros((_STEPS + 1, _STEPS + 1))
        self.basis = np.empty((len(beside) + _STEPS + 1, len(start)), np.float32)
        self.basis[: len(beside)] = beside
        self._add(start / self.norm)

    def grow(self, enough: Callable[[_Krylov], bool]) -> bool:
        """Add vectors until there are enough; false if there never are."""
        check = 6
        while self.size < _STEPS:
            v = self.basis[self.beside + self.size]
            w = self.s @ v
            self.t[self.size, self.size] = v @ w
            self.size += 1
            self.t[self.size, self.size - 1] = self._add(w)
            if self.size == check:
                if enough(self):
                    return True
                check += max(2, check // 8)
        return False

    def has_second_pair(self) -> bool:
        """Whether the largest pair stands out, and the value after it is good to 1e-10."""
        values, vectors = np.linalg.eigh(self._inner)
        *_, left_third, left = self._coupling * np.abs(vectors[-1])
        *_, gap_third, gap = np.diff(values)
        exact = left_third**2 < 1e-10 * gap_third or left_third < 1e-8
        return bool(left < _CLOSE * gap and exact)

    def leading(self) -> tuple[np.ndarray, np.ndarray]:
        """The vectors of the largest value and of the one after it."""
        _, vectors = np.linalg.eigh(self._inner)
        first, second = vectors[:, -1:-3:-1].T @ self._own
        return first, second

    def largest(self) -> float:
        """The largest eigenvalue of S within the space."""
        return float(np.linalg.eigvalsh(self._inner)[-1])

    def has_solution(self, shift: float, allowed: float) -> bool:
        """Whether (S - shift) x = start is solved up to what is allowed, or float32 allows."""
        left = self._coupling * abs(self._solve(shift)[-1])
        return bool(left < max(_NOISE, allowed / self.norm))

    def solution(self, shift: float) -> np.ndarray:
        """The x of (S - shift) x = start, within the space."""
        found: np.ndarray = self._solve(shift) @ self._own
        return self.norm * found

    def _add(self, w: np.ndarray) -> float:
        """Append what is new in a vector, scaled to length 1, and give the length it had."""
        known = self.basis[: self.beside + self.size]
        w = w.astype(np.float32)
        for _ in range(2):
            w -= (known @ w) @ known
        length = math.sqrt(w @ w)
        self.basis[len(known)] = w / (length or 1.0)
        return length

    def _solve(self, shift: float) -> np.ndarray:
        identity = np.eye(self.size)
        symmetric = np.tril(self._inner) + np.tril(self._inner, -1).T
        found: np.ndarray = np.linalg.solve(symmetric - shift * identity, identity[0])
        return found

    @property
    def _inner(self) -> np.ndarray:
        return self.t[: self.size, : self.size]

    @property
    def _own(self) -> np.ndarray:
        own: np.ndarray = self.basis[self.beside : self.beside + self.size]
        return own

    @property
    def _coupling(self) -> float:
        return float(self.t[self.size, self.size - 1])


def _inverse(x: np.ndarray) -> np.ndarray:
    inverse = np.zeros(len(x))
    np.divide(1.0, x, out=inverse, where=x > 0)
    return inverse
