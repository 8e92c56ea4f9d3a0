"""Which absent industries enter a region: a model of entry, and how it does on later periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, check_dims, missing_share
from ..errors import InputError
from .absorption import PANEL, Effects
from .forecast_scores import pr_auc, precision_at, roc_auc
from .panel_regression import Step, count, covariance, informative, least_squares, logistic

Method = Literal["linear", "logit"]
DENSITY, PCI, BOTH = "density", "pci", "density:pci"


@dataclass(frozen=True, slots=True, eq=False)
class EntryModel:
    """A fitted model of entry.

    ``estimates``: coefficient, standard_error, t and p of each term; NaN for a term that the
    fixed effects leave nothing of (``absorbed``). ``observations`` and ``entries``: the cells at
    risk that were used, and how many entered. ``groups``: how many there are of each fixed
    effect. ``effects``: the fixed effects, averaged over periods. ``validation``: how the model
    does out of time, None where nothing was held out.
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
        names = [str(name) for name in self.estimates["term"].values]
        score = self.score(_terms(density, pci, controls or {}, names))
        if self.method == "logit":
            score = score.copy(data=1 / (1 + np.exp(-score.values)))
        return score.clip(0, 1).rename("entry_probability")

    def score(self, terms: Mapping[str, xr.DataArray]) -> xr.DataArray:
        """The linear predictor of named terms; what is absorbed has no coefficient of its own."""
        density = terms[DENSITY]
        total = xr.zeros_like(density)
        for name, term in terms.items():
            coefficient = float(self.estimates["coefficient"].sel(term=name))
            if not np.isnan(coefficient):
                total = total + coefficient * term
        for effect in self.effects:
            total = total + effect.reindex_like(density).fillna(effect.mean())
        return total.transpose(*density.dims, ...)


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

    ``controls``: further terms, with dims of the panel. A cell where anything is missing is left
    out; ``estimates.attrs["missing_share"]`` is the share of missing cells of ``m``. Raises
    InputError for too few periods, no entry at all, and terms that explain each other.

    Boschma, R., Balland, P.-A. and Kogler, D. F. (2015) Relatedness and technological change in
    cities. Industrial and Corporate Change 24, 223-250. doi:10.1093/icc/dtu012. Balland, P.-A. et
    al. (2019) Smart specialization policy in the European Union. Regional Studies 53, 1252-1268.
    doi:10.1080/00343404.2018.1437900. Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2011)
    Robust inference with multiway clustering. Journal of Business & Economic Statistics 29,
    238-249. doi:10.1198/jbes.2010.07136. Gaure, S. (2013) OLS with multiple high dimensional
    category variables. Computational Statistics & Data Analysis 66, 8-18.

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
    names = [DENSITY, PCI, *([BOTH] if interaction else []), *(controls or {})]
    panel = _panel(m, _terms(r_density, pci, controls or {}, names), horizon)
    rule = _Rule(method, tuple(fixed_effects))
    starts = np.arange(len(panel.outcome))
    model = _fit(panel, starts, rule)
    if not test_periods:
        return model
    before = starts[: max(starts.size - test_periods - horizon + 1, 0)]
    if not before.size:
        raise InputError(
            f"{m.sizes[PERIOD]} periods are too few to hold out {test_periods} transitions over "
            f"{horizon}; give more periods or test_periods=0."
        )
    earlier = _fit(panel, before, rule)
    return replace(model, validation=_validation(panel, earlier, starts[-test_periods:], top))


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is fitted: the method and the names of the fixed effects."""

    method: Method
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Panel:
    """Cells by the period they start in: the outcome (NaN where not at risk), and the terms."""

    outcome: np.ndarray
    terms: Mapping[str, xr.DataArray]
    ends: np.ndarray
    missing_share: float


def _terms(
    density: xr.DataArray,
    pci: xr.DataArray,
    controls: Mapping[str, xr.DataArray],
    names: Sequence[str],
) -> dict[str, xr.DataArray]:
    given = {name: _matched(x, density) for name, x in ((PCI, pci), *controls.items())}
    given[DENSITY] = density
    if missing := [name for name in names if name not in given and name != BOTH]:
        raise InputError(f"The model also needs the controls {', '.join(missing)}.")
    if BOTH in names:
        given[BOTH] = density * given[PCI]
    return {name: given[name] for name in names}


def _matched(x: xr.DataArray, like: xr.DataArray) -> xr.DataArray:
    """``x`` with the labels of ``like``, whatever order its own are in; NaN where it has none.

    A dim without labels is taken to be in the order of ``like``.
    """
    bare = {dim: like[dim] for dim in x.dims if dim not in x.indexes and dim in like.indexes}
    if wrong := [str(dim) for dim in bare if x.sizes[dim] != like.sizes[dim]]:
        raise InputError(
            f"A term without labels must be as long as the presences along {wrong[0]}: "
            f"{x.sizes[wrong[0]]} is not {like.sizes[wrong[0]]}."
        )
    return x.assign_coords(bare).reindex_like(like)


def _panel(m: xr.DataArray, terms: Mapping[str, xr.DataArray], horizon: int) -> _Panel:
    if m.sizes.get(PERIOD, 1) <= horizon:
        raise InputError(f"A model of entry needs more than {horizon} periods.")
    m = m.transpose(*PANEL)
    m = m.assign_coords({dim: np.arange(m.sizes[dim]) for dim in PANEL if dim not in m.indexes})
    start, end = m.isel({PERIOD: slice(None, -horizon)}), m.isel({PERIOD: slice(horizon, None)})
    matched = {
        name: _matched(_matched(term, m), start).broadcast_like(start).transpose(*PANEL)
        for name, term in terms.items()
    }
    used = (start.values == 0) & ~np.isnan(end.values)
    for term in matched.values():
        used &= np.isfinite(term.values)
    outcome = np.where(used, end.values, np.nan)
    return _Panel(outcome, matched, end[PERIOD].values, missing_share(m))


def _fit(panel: _Panel, starts: np.ndarray, rule: _Rule) -> EntryModel:
    at_risk = ~np.isnan(panel.outcome[starts])
    y = np.where(at_risk, panel.outcome[starts], 0.0)
    x = [np.where(at_risk, term.values[starts], 0.0) for term in panel.terms.values()]
    used = informative(y, at_risk, rule.effects) if rule.method == "logit" else at_risk
    n, entries = int(used.sum()), int(y[used].sum())
    if not 0 < entries < n:
        raise InputError(f"Of {n} cells at risk {entries} entered: there is nothing to explain.")
    solve = logistic if rule.method == "logit" else least_squares
    step = solve(y, x, used.astype(float), rule.effects)
    effects = Effects(rule.effects, used.astype(float))
    names = list(panel.terms)
    estimates = _estimates(step, effects, names, rule)
    estimates.attrs["missing_share"] = panel.missing_share
    return EntryModel(
        method=rule.method,
        estimates=estimates,
        absorbed=tuple(name for k, name in enumerate(names) if k not in step.kept),
        observations=n,
        entries=entries,
        groups=dict(zip(rule.effects, effects.counts(), strict=False)),
        clusters={REGION: count(used, REGION), INDUSTRY: count(used, INDUSTRY)},
        effects=_own_effects(
            step, x, effects, Effects(rule.effects, at_risk.astype(float)).means(y), panel
        ),
    )


def _estimates(step: Step, effects: Effects, names: Sequence[str], rule: _Rule) -> xr.Dataset:
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
        whole = np.full(len(names), np.nan)
        whole[step.kept] = values
        found[name] = ("term", whole)
    return found.assign_attrs(degrees_of_freedom=df)


def _own_effects(
    step: Step,
    x: Sequence[np.ndarray],
    effects: Effects,
    entered: Sequence[np.ndarray],
    panel: _Panel,
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


def _validation(
    panel: _Panel, model: EntryModel, starts: np.ndarray, top: Sequence[int]
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
