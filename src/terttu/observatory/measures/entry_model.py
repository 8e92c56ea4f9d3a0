"""Which absent industries enter a region: a model of entry, and how it does on later periods."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, check_dims
from ..errors import InputError
from .absorption import PANEL, Effects
from .entry_fit import Cells, Draw, Method, Rule, drawn, whole
from .entry_panel import BOTH, DENSITY, PCI, Panel, panel_of, terms_of
from .forecast_scores import pr_auc, precision_at, roc_auc
from .panel_regression import Step, count, covariance

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class EntryModel:
    """A fitted model of entry.

    ``estimates``: coefficient, standard_error, t and p of each term; NaN for a term that the
    fixed effects leave nothing of (``absorbed``). ``observations`` and ``entries``: the cells at
    risk that were used, and how many entered. ``groups``: how many there are of each fixed
    effect. ``effects``: the fixed effects, averaged over periods. ``validation``: how the model
    does out of time, None where nothing was held out. ``draws``: the model fitted again with
    other weights, for `interval`.
    """

    method: Method
    estimates: xr.Dataset
    absorbed: tuple[str, ...]
    observations: int
    entries: int
    groups: Mapping[str, int]
    clusters: Mapping[str, int]
    effects: Sequence[xr.DataArray] = field(repr=False)
    validation: xr.Dataset | None = None
    draws: Sequence[Draw] = field(default=(), repr=False)

    def predict(
        self,
        density: xr.DataArray,
        pci: xr.DataArray,
        *,
        controls: Mapping[str, xr.DataArray] | None = None,
    ) -> xr.DataArray:
        """The probability of entry, in 0-1, wherever density, PCI and controls are known.

        A region or an industry that was not part of the fit gets the mean effect; effects of
        periods are averaged, since that of the period ahead is not known. The linear model's
        values are cut at 0 and 1. Whether a cell is at risk (absent) is not looked at.
        """
        score = self.score(terms_of(density, pci, controls or {}, self._names()))
        return self._chance(score).rename("entry_probability")

    def interval(
        self,
        density: xr.DataArray,
        pci: xr.DataArray,
        *,
        controls: Mapping[str, xr.DataArray] | None = None,
        confidence: float = 0.95,
    ) -> xr.Dataset:
        """How far the probability would move with other regions and industries: (low, high).

        The (1 - c) / 2 and (1 + c) / 2 quantiles of the predictions of the ``draws``. It is an
        interval of the probability, not of what happens, and knows nothing of a time to come that
        differs from the one the model was fitted to. Raises InputError for a model without draws.
        """
        if not self.draws:
            raise InputError("An interval needs a model fitted with draws, such as draws=200.")
        if not 0 < confidence < 1:
            raise InputError("confidence must lie between 0 and 1.")
        terms = terms_of(density, pci, controls or {}, self._names())
        chances = np.stack([self._chance(self._sum(terms, one)).values for one in self.draws])
        like = self.score(terms)
        ends = np.quantile(chances, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
        return xr.Dataset(
            {name: like.copy(data=end) for name, end in zip(("low", "high"), ends, strict=True)},
            attrs={"confidence": confidence, "draws": len(self.draws)},
        )

    def score(self, terms: Mapping[str, xr.DataArray]) -> xr.DataArray:
        """The linear predictor of named terms; what is absorbed has no coefficient of its own."""
        return self._sum(terms, Draw(self.estimates["coefficient"].values, self.effects))

    def _names(self) -> list[str]:
        return [str(name) for name in self.estimates["term"].values]

    def _sum(self, terms: Mapping[str, xr.DataArray], draw: Draw) -> xr.DataArray:
        density = terms[DENSITY]
        total = xr.zeros_like(density)
        for name, coefficient in zip(self._names(), draw.coefficients, strict=True):
            if not np.isnan(coefficient):
                total = total + coefficient * terms[name]
        for effect in draw.effects:
            total = total + effect.reindex_like(density).fillna(effect.mean())
        return total.transpose(*density.dims, ...)

    def _chance(self, score: xr.DataArray) -> xr.DataArray:
        if self.method == "logit":
            score = score.copy(data=1 / (1 + np.exp(-score.values)))
        return score.clip(0, 1)


def entry_model(
    m: xr.DataArray,
    r_density: xr.DataArray,
    pci: xr.DataArray,
    *,
    method: Method = "linear",
    fixed_effects: Sequence[str] = ("region", "industry-period"),
    interaction: bool = True,
    controls: Mapping[str, xr.DataArray] | None = None,
    horizon: int = 1,
    test_periods: int = 1,
    top: Sequence[int] = (10, 50, 100),
    draws: int = 0,
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> EntryModel:
    """Entry of absent industries, explained by relatedness density and complexity.

    E_ri,t+T = b1 w_ri,t + b2 PCI_i,t + b3 w_ri,t PCI_i,t + controls + a_r + g_i,t + e, over the
    cells with M_ri,t = 0; E = M_ri,t+T, w the relatedness density in the units it is given in, T
    = ``horizon`` in periods. ``linear`` is the linear probability model by least squares,
    ``logit`` the logistic one by maximum likelihood (iteratively reweighted least squares).
    ``fixed_effects`` names the groups: ``region``, ``industry``, ``period`` or two of them joined
    by a hyphen; empty for a constant alone. They are taken out exactly, without dummies. Under
    the default, industry by period, PCI has nothing left to explain: b2 is NaN and named in
    ``absorbed``. In the logit a group in which all or none entered says nothing of the
    coefficients and is left out; with few cells a group its coefficients are too large
    (incidental parameters).

    Standard errors are clustered by region and by industry (two ways): V = V_region +
    V_industry - V_both, each part times G / (G - 1), the linear one also times (n - 1) / (n - K);
    K counts the terms and the effects that are not nested in a cluster, negative eigenvalues of V
    are set to 0, and p is from t with the smaller number of clusters less 1 degrees of freedom.

    ``validation``: the last ``test_periods`` transitions are held out, a second model is fitted
    to those that ended before, and its scores of the held-out cells are compared with what
    happened: ``roc_auc``, ``pr_auc`` (to be read against ``base_rate``) and ``precision`` of the
    ``k`` highest, for ``k`` in ``top``. The estimates are from all transitions.

    ``draws``: how often the model is fitted anew, each time with weights v_r u_i on the cells, v
    and u drawn from the exponential distribution with mean 1 (``seed``): the Bayesian bootstrap
    of regions and of industries at once, under which no region and no industry drops out. It errs
    on the wide side: where cells share nothing but their effects, by the root of 3. The draws give
    `EntryModel.interval`. ``progress`` is called with the fits done and all.

    ``controls``: further terms, with dims of the panel. A cell where anything is missing is left
    out; ``estimates.attrs["missing_share"]`` is the share of missing cells of ``m``. Raises
    InputError for too few periods, no entry at all, and terms that explain each other.

    Boschma, R., Balland, P.-A. and Kogler, D. F. (2015) Relatedness and technological change in
    cities. Industrial and Corporate Change 24, 223-250. doi:10.1093/icc/dtu012. Balland, P.-A. et
    al. (2019) Smart specialization policy in the European Union. Regional Studies 53, 1252-1268.
    doi:10.1080/00343404.2018.1437900. Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2011)
    Robust inference with multiway clustering. Journal of Business & Economic Statistics 29,
    238-249. doi:10.1198/jbes.2010.07136. Gaure, S. (2013) OLS with multiple high dimensional
    category variables. Computational Statistics & Data Analysis 66, 8-18. Owen, A. B. and Eckles,
    D. (2012) Bootstrapping data arrays of arbitrary order. Annals of Applied Statistics 6,
    895-927.

    >>> import numpy as np, xarray as xr
    >>> dims = ("period", "region", "industry")
    >>> m = xr.DataArray(np.array([[[0.0, 0, 0, 0]], [[1, 1, 0, 0]]]), dims=dims)
    >>> w = xr.DataArray([[[0.8, 0.6, 0.4, 0.2]]] * 2, dims=dims)
    >>> pci = xr.DataArray([0.0, 0, 0, 0], dims="industry")
    >>> found = entry_model(m, w, pci, fixed_effects=(), interaction=False, test_periods=0)
    >>> found.estimates["coefficient"].values.round(4).tolist(), found.absorbed
    ([2.0, nan], ('pci',))
    """
    check_dims(m, REGION, INDUSTRY)
    if method not in ("linear", "logit"):
        raise InputError(f'method must be "linear" or "logit", not {method!r}.')
    if horizon < 1 or test_periods < 0:
        raise InputError("horizon must be 1 or more and test_periods 0 or more.")
    if draws < 0 or (draws and seed is None):
        raise InputError("draws must be 0 or more, and draws need a seed.")
    names = [DENSITY, PCI, *([BOTH] if interaction else []), *(controls or {})]
    panel = panel_of(m, terms_of(r_density, pci, controls or {}, names), horizon)
    rule = Rule(method, tuple(fixed_effects))
    starts = np.arange(len(panel.outcome))
    before = starts[: max(starts.size - test_periods - horizon + 1, 0)]
    if test_periods and not before.size:
        raise InputError(
            f"{m.sizes[PERIOD]} periods are too few to hold out {test_periods} transitions over "
            f"{horizon}; give more periods or test_periods=0."
        )
    tell = _Teller(progress, draws + 1 + bool(test_periods))
    cells = Cells.of(panel, starts, rule)
    model = tell.done(_fit(cells))
    if test_periods:
        earlier = tell.done(_fit(Cells.of(panel, before, rule)))
        held = _validation(panel, earlier, starts[-test_periods:], top)
        model = replace(model, validation=held)
    if not draws:
        return model
    rng = np.random.default_rng(seed)
    return replace(model, draws=[tell.done(drawn(cells, rng)) for _ in range(draws)])


class _Teller:
    """Counts the fits for whoever waits."""

    def __init__(self, progress: Callable[[int, int], None] | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def done(self, fit: T) -> T:
        """Hand ``fit`` on and say so."""
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)
        return fit


def _fit(cells: Cells) -> EntryModel:
    weights = cells.used.astype(float)
    step = cells.solve(weights)
    rule, names = cells.rule, list(cells.panel.terms)
    effects = Effects(rule.effects, weights)
    estimates = _estimates(step, effects, names, rule)
    estimates.attrs["missing_share"] = cells.panel.missing_share
    return EntryModel(
        method=rule.method,
        estimates=estimates,
        absorbed=tuple(name for k, name in enumerate(names) if k not in step.kept),
        observations=int(cells.used.sum()),
        entries=int(cells.y[cells.used].sum()),
        groups=dict(zip(rule.effects, effects.counts(), strict=False)),
        clusters={dim: count(cells.used, dim) for dim in (REGION, INDUSTRY)},
        effects=cells.effects(step, weights),
    )


def _estimates(step: Step, effects: Effects, names: Sequence[str], rule: Rule) -> xr.Dataset:
    from scipy.special import stdtr

    error = np.sqrt(np.diag(covariance(step, effects, linear=rule.method == "linear")))
    df = min(count(step.weights > 0, dim) for dim in (REGION, INDUSTRY)) - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        t = step.coefficients / error
    columns = {
        "coefficient": step.coefficients,
        "standard_error": error,
        "t": t,
        "p": 2 * stdtr(df, -np.abs(t)) if df > 0 else np.full(t.shape, np.nan),
    }
    found = xr.Dataset(coords={"term": list(names)})
    for name, values in columns.items():
        found[name] = ("term", whole(values, step, len(names)))
    return found.assign_attrs(degrees_of_freedom=df)


def _validation(
    panel: Panel, model: EntryModel, starts: np.ndarray, top: Sequence[int]
) -> xr.Dataset:
    y = panel.outcome[starts]
    score = model.score(panel.terms).transpose(*PANEL).values[starts]
    known = ~np.isnan(y) & ~np.isnan(score)
    y, score = y[known], score[known]
    return xr.Dataset(
        {
            "roc_auc": roc_auc(y, score),
            "pr_auc": pr_auc(y, score),
            "base_rate": float(y.mean()) if y.size else np.nan,
            "cells": y.size,
            "entries": int(y.sum()),
            "precision": ("k", [precision_at(y, score, k) for k in top]),
        },
        coords={"k": list(top)},
        attrs={"held_out": tuple(str(label) for label in panel.ends[starts])},
    )
