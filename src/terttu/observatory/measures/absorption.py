"""Fixed effects of a panel, taken out by group means instead of a dummy variable a group.

Panels are plain arrays with the axes period, region, industry; weights of the same shape are 0
where a cell is not observed.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from ..arrays import INDUSTRY, PERIOD, REGION
from ..errors import InputError, ObservatoryWarning

PANEL = (PERIOD, REGION, INDUSTRY)
_LETTERS = dict(zip(PANEL, "tri", strict=True))
_SETTLED = 1e-13
_SWEEPS = 10_000


class Effects:
    """The groups of cells that share an effect, under given weights.

    ``names`` are dims joined by a hyphen: ``region`` for one effect a region,
    ``industry-period`` for one of each industry in each period. Without names there is one group,
    all cells: the constant.
    """

    def __init__(self, names: Sequence[str], weights: np.ndarray) -> None:
        self.dims = [_dims(name) for name in names] or [()]
        self._weights = weights
        self._rules = ["".join(_LETTERS[dim] for dim in dims) for dims in self.dims]
        self._totals = [np.einsum(f"tri->{rule}", weights) for rule in self._rules]
        self._shared = {
            (one, other): self._pairs(one, other)
            for one in range(len(self.dims))
            for other in range(len(self.dims))
            if one != other
        }

    def counts(self) -> list[int]:
        """How many groups of each kind have a cell."""
        return [int(np.count_nonzero(total)) for total in self._totals]

    def remove(self, values: np.ndarray) -> np.ndarray:
        """``values`` less everything that the effects explain: the residuals on all dummies.

        What stands in cells of weight 0 must be finite and means nothing.
        """
        left = values.copy()
        for share, dims in zip(self._solve(values), self.dims, strict=True):
            left -= spread(share, dims)
        return left

    def split(self, values: np.ndarray) -> list[np.ndarray]:
        """The effects that ``values`` are made of, an array a kind; NaN for an empty group."""
        return self._known(self._solve(values))

    def means(self, values: np.ndarray) -> list[np.ndarray]:
        """The weighted mean of ``values`` in each group, an array a kind; NaN for an empty one."""
        return self._known([self._mean(total, k) for k, total in enumerate(self._sums(values))])

    def _solve(self, values: np.ndarray) -> list[np.ndarray]:
        """The effects by least squares: those of one kind after the other, given the others.

        The normal equations of the dummies by Gauss-Seidel, in which whole kinds are blocks with
        a diagonal; the same as subtracting group means in turn (Gaure 2013), without touching the
        cells again.
        """
        sums = self._sums(values)
        found = [np.zeros(total.shape) for total in self._totals]
        moved = scale = 0.0
        for _ in range(_SWEEPS):
            moved = 0.0
            for kind, total in enumerate(sums):
                rest = total - sum(
                    np.einsum(rule, shared, found[other])
                    for other, rule, shared in self._beside(kind)
                )
                step = self._mean(rest, kind)
                moved = max(moved, np.abs(step - found[kind]).max(initial=0.0))
                scale = max(scale, np.abs(step).max(initial=0.0))
                found[kind] = step
            if moved <= _SETTLED * scale or len(found) == 1:
                return found
        warnings.warn(
            f"The fixed effects still move by {moved / scale:.1e} after {_SWEEPS} sweeps; their "
            "groups hardly overlap.",
            ObservatoryWarning,
            stacklevel=2,
        )
        return found

    def _sums(self, values: np.ndarray) -> list[np.ndarray]:
        return [np.einsum(f"tri,tri->{rule}", self._weights, values) for rule in self._rules]

    def _mean(self, sums: np.ndarray, kind: int) -> np.ndarray:
        total = self._totals[kind]
        means = np.zeros(total.shape)
        np.divide(sums, total, out=means, where=total > 0)
        return means

    def _known(self, groups: Sequence[np.ndarray]) -> list[np.ndarray]:
        return [
            np.where(n > 0, group, np.nan) for group, n in zip(groups, self._totals, strict=True)
        ]

    def _pairs(self, one: int, other: int) -> tuple[str, np.ndarray]:
        """The weights that two kinds of group share, and the rule to sum the other kind over."""
        both = "".join(sorted({*self._rules[one], *self._rules[other]}))
        rule = f"{both},{self._rules[other]}->{self._rules[one]}"
        return rule, np.einsum(f"tri->{both}", self._weights)

    def _beside(self, kind: int) -> list[tuple[int, str, np.ndarray]]:
        return [(other, *pair) for (one, other), pair in self._shared.items() if one == kind]


def spread(groups: np.ndarray, dims: Sequence[str]) -> np.ndarray:
    """An array over ``dims`` with axes of length 1 for the other dims of the panel."""
    return groups.reshape([groups.shape[dims.index(dim)] if dim in dims else 1 for dim in PANEL])


def _dims(name: str) -> tuple[str, ...]:
    parts = set(name.split("-"))
    if not parts < set(PANEL):
        raise InputError(
            f'"{name}" is no fixed effect; use region, industry, period or two of them joined by '
            "a hyphen, such as industry-period."
        )
    return tuple(dim for dim in PANEL if dim in parts)
