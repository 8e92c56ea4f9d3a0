"""Which industries enter which states: models fitted to 2003-2007 and tested on 2007-2011.

Establishments of 51 states by six-digit industry. Everything that a forecast knows of the test is
from 2007 or before; relatedness and complexity are those of 2003, before the first entry that is
to be explained, so that no entry makes its own relatedness.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..measures.complexity import complexity
from ..measures.density import relatedness_density
from ..measures.entry_model import EntryModel, entry_model
from ..measures.panel_regression import logistic
from ..measures.relatedness import proximity
from ..measures.specialisation import location_quotient
from .forecasts import Held, Scored, scored
from .us_establishments import Establishments, establishments
from .us_states import adjacency

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

YEARS = (2003, 2007, 2011)
TOP = (100, 500)
LINEAR, LOGIT = "linear, two-way effects", "logit"
LINEAR_LQ, LOGIT_LQ = f"{LINEAR}, and quotient", f"{LOGIT}, and quotient"
ALONE = ("ubiquity", "diversity", "neighbours", "density", "quotient")
GAINS = (
    ("density", "ubiquity"),
    ("density", "neighbours"),
    (LINEAR, "density"),
    (LOGIT, "density"),
    (LOGIT, "quotient"),
    (LOGIT_LQ, "quotient"),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What entry is: a quotient below ``absent`` at the start, and at least ``present`` later.

    Only cells count in which a quotient of 1 would mean ``expected`` establishments or more:
    below some five, one that opens or closes is an entry or an exit.
    """

    name: str
    absent: float = 1.0
    present: float = 1.0
    expected: float = 0.0
    traded: bool = True


SETTINGS = (
    Setting("quotient of 1"),
    Setting("quotient of 1.25", 1.25, 1.25),
    Setting("from below 0.5 to 1", 0.5),
    Setting("from below 0.5 to 1, five establishments expected", 0.5, expected=5),
    Setting("quotient of 1, local industries too", traded=False),
)


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """One setting: the sizes of fit and test, the two models fitted, and how all forecasts did."""

    setting: Setting
    sizes: Mapping[str, int]
    models: Mapping[str, EntryModel]
    scored: Scored


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What the study found; ``as_markdown`` tells it."""

    table: Establishments
    tested: tuple[Tested, ...]
    draws: int
    seed: int

    def as_markdown(self) -> str:
        """The report as a page."""
        from .us_entry_report import page

        return page(self)


def run(
    data: Path,
    *,
    draws: int = 300,
    seed: int = 2007,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Fit the models of entry to 2003-2007 and score their forecasts of 2007-2011.

    ``data`` is the folder with the tables of the United States. The intervals come from ``draws``
    draws of states. ``progress`` is called with the draws done and all. Raises InputError for a
    file that is not there.
    """
    table = establishments(data, YEARS)
    done, total = 0, len(SETTINGS) * (draws + 1)

    def tell() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    tested = [_tested(table, s, draws=draws, seed=seed, progress=tell) for s in SETTINGS]
    return Report(table, tuple(tested), draws, seed)


def _tested(
    table: Establishments, setting: Setting, *, draws: int, seed: int, progress: Callable[[], None]
) -> Tested:
    codes = [c for c in table.counts["industry"].values if c in table.traded or not setting.traded]
    counts = table.counts
    expected = counts.sum("industry") * counts.sum("region") / counts.sum(["region", "industry"])
    quotient = location_quotient(counts).sel(industry=codes)
    small = expected.transpose(*counts.dims).sel(industry=codes) < setting.expected
    held, sizes, models = _forecasts(quotient, small, setting)
    found = scored(held, top=TOP, gains=GAINS, draws=draws, seed=seed, progress=progress)
    return Tested(setting, {"industries": len(codes), **sizes}, models, found)


def _forecasts(
    quotient: xr.DataArray, small: xr.DataArray, setting: Setting
) -> tuple[Held, dict[str, int], dict[str, EntryModel]]:
    m = (quotient >= setting.present).astype(float)
    at_risk = ((quotient < setting.absent) & ~small).isel(period=slice(0, 2)).values
    entered = m.values[1:]
    terms, pci = _terms(quotient, m), complexity(m.isel(period=0, drop=True))["pci"]
    test = at_risk[1]
    chances = {"base rate": np.full(int(test.sum()), entered[0][at_risk[0]].mean())}
    for name in ALONE:
        x = terms[name].values
        chances[name] = _alone(x[0][at_risk[0]], entered[0][at_risk[0]], x[1][test])
    fit = m.isel(period=slice(0, 2)).copy()
    fit[0] = fit[0].where(at_risk[0])
    models = _models(fit, terms, pci)
    for name, model in models.items():
        now = {key: term.isel(period=1, drop=True) for key, term in terms.items()}
        controls = {key: now[key] for key in _CONTROLS[name]}
        chances[name] = model.predict(now["density"], pci, controls=controls).values[test]
    region = np.broadcast_to(m["region"].values[:, None], test.shape)[test]
    sizes = {"fit": int(at_risk[0].sum()), "fit entries": int(entered[0][at_risk[0]].sum())}
    sizes |= {"test": int(test.sum()), "test entries": int(entered[1][test].sum())}
    return Held(entered[1][test], region, chances), sizes, models


_SURROUNDINGS = ("ubiquity", "diversity", "neighbours")
_CONTROLS = {
    LINEAR: (),
    LOGIT: _SURROUNDINGS,
    LINEAR_LQ: ("quotient",),
    LOGIT_LQ: (*_SURROUNDINGS, "quotient"),
}


def _models(
    fit: xr.DataArray, terms: Mapping[str, xr.DataArray], pci: xr.DataArray
) -> dict[str, EntryModel]:
    return {
        name: entry_model(
            fit,
            terms["density"],
            pci,
            method="linear" if name in (LINEAR, LINEAR_LQ) else "logit",
            fixed_effects=("region", "industry") if name in (LINEAR, LINEAR_LQ) else (),
            controls={key: terms[key] for key in controls},
            test_periods=0,
        )
        for name, controls in _CONTROLS.items()
    }


def _terms(quotient: xr.DataArray, m: xr.DataArray) -> dict[str, xr.DataArray]:
    """What is known at the start of each transition, for every cell."""
    start = m.isel(period=slice(0, 2))
    borders = adjacency([str(state) for state in m["region"].values])
    degree = borders.sum(axis=1, keepdims=True)
    ubiquity = start.mean("region").broadcast_like(start).transpose(*start.dims)
    near = np.einsum("rs,tsi->tri", borders / np.maximum(degree, 1), start.values)
    # A state without neighbours is given the share of all states.
    near = np.where(degree > 0, near, ubiquity.values)
    return {
        "density": relatedness_density(start, proximity(m.isel(period=0, drop=True))),
        "ubiquity": ubiquity,
        "diversity": start.mean("industry").broadcast_like(start).transpose(*start.dims),
        "neighbours": start.copy(data=near),
        "quotient": quotient.isel(period=slice(0, 2)),
    }


def _alone(x: np.ndarray, y: np.ndarray, later: np.ndarray) -> np.ndarray:
    """The chance of entry by one term alone: a logit fitted to ``x``, applied to ``later``."""
    shape = (1, 1, -1)
    step = logistic(y.reshape(shape), [x.reshape(shape)], np.ones((1, 1, x.size)), ())
    slope = step.coefficients[0]
    constant = float(step.fitted.ravel()[0] - slope * x[0])
    return np.asarray(1 / (1 + np.exp(-(constant + slope * later))))
