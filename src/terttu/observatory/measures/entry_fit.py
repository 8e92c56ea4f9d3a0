"""Fits a model of entry to the cells at risk, under any weights of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import xarray as xr

from ..arrays import PERIOD
from ..errors import InputError
from .absorption import Effects
from .panel_regression import Step, informative, least_squares, logistic

if TYPE_CHECKING:
    from .entry_panel import Panel

Method = Literal["linear", "logit"]


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """The coefficients of a model and its fixed effects when its cells are weighed anew."""

    coefficients: np.ndarray
    effects: Sequence[xr.DataArray]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is fitted: the method and the names of the fixed effects."""

    method: Method
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of some transitions: the outcome, the terms, who is at risk and who is used."""

    panel: Panel
    rule: Rule
    y: np.ndarray
    x: Sequence[np.ndarray]
    at_risk: np.ndarray
    used: np.ndarray

    @classmethod
    def of(cls, panel: Panel, starts: np.ndarray, rule: Rule) -> Cells:
        """Those of the transitions ``starts``; raises InputError where nothing or all entered."""
        at_risk = ~np.isnan(panel.outcome[starts])
        y = np.where(at_risk, panel.outcome[starts], 0.0)
        x = [np.where(at_risk, term.values[starts], 0.0) for term in panel.terms.values()]
        used = informative(y, at_risk, rule.effects) if rule.method == "logit" else at_risk
        n, entries = int(used.sum()), int(y[used].sum())
        if not 0 < entries < n:
            raise InputError(
                f"Of {n} cells at risk {entries} entered: there is nothing to explain."
            )
        return cls(panel, rule, y, x, at_risk, used)

    def solve(self, weights: np.ndarray) -> Step:
        """The coefficients and what they fit, under weights of the cells."""
        by = logistic if self.rule.method == "logit" else least_squares
        return by(self.y, self.x, weights, self.rule.effects)

    def effects(self, step: Step, weights: np.ndarray) -> list[xr.DataArray]:
        """The fixed effects that ``step`` leaves."""
        shares = Effects(self.rule.effects, self.at_risk.astype(float)).means(self.y)
        return _own_effects(step, self.x, Effects(self.rule.effects, weights), shares, self.panel)


def drawn(cells: Cells, rng: np.random.Generator) -> Draw:
    """The model under weights drawn for regions and for industries."""
    _, regions, industries = cells.used.shape
    weights = cells.used * rng.exponential(size=(regions, 1)) * rng.exponential(size=(industries,))
    step = cells.solve(weights)
    return Draw(whole(step.coefficients, step, len(cells.x)), cells.effects(step, weights))


def whole(values: np.ndarray, step: Step, terms: int) -> np.ndarray:
    """A value a term, NaN for those that the effects leave nothing of."""
    found = np.full(terms, np.nan)
    found[step.kept] = values
    return found


def _own_effects(
    step: Step,
    x: Sequence[np.ndarray],
    effects: Effects,
    entered: Sequence[np.ndarray],
    panel: Panel,
) -> list[xr.DataArray]:
    """The effects by label, averaged over periods.

    A group left out because none or all of its cells entered takes the lowest or the highest
    effect of its kind.
    """
    rest = step.fitted.copy()
    for coefficient, k in zip(step.coefficients, step.kept, strict=True):
        rest -= coefficient * x[k]
    found = []
    for values, dims, share in zip(effects.split(rest), effects.dims, entered, strict=True):
        if values.ndim:
            values[np.isnan(values) & (share == 0)] = np.nanmin(values)
            values[np.isnan(values) & (share == 1)] = np.nanmax(values)
        like = next(iter(panel.terms.values())).coords
        coords = {dim: like[dim] for dim in dims if dim in like and dim != PERIOD}
        effect = xr.DataArray(values, dims=dims, coords=coords)
        found.append(effect.mean(PERIOD) if PERIOD in dims else effect)
    return found
