"""Stages of candidates from the evidence: established, emerging, potential, declining, none."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ..arrays import INDUSTRY, PERIOD, REGION, check_dims
from ..errors import InputError
from ..measures import specialisation
from .judgement import exceeds, reaches
from .region_draws import RegionEvidence, draw, evidence_of

if TYPE_CHECKING:
    import xarray as xr

StageCode = Literal["established", "emerging", "potential", "declining", "none"]
STAGES: tuple[StageCode, ...] = ("none", "potential", "emerging", "declining", "established")
_NONE, _POTENTIAL, _EMERGING, _DECLINING, _ESTABLISHED = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRules:
    """The thresholds of the stages; all are choices of this project, to be changed freely.

    ``strong``: location quotient of a specialisation; ``near``: the one from which growth counts
    as emerging; ``large``: share of what the region has; ``rise`` and ``fall``: the regional part
    of shift-share over the time at hand, as a share of the first figure.
    """

    strong: float = 1.25
    near: float = 0.75
    large: float = 0.005
    rise: float = 0.05
    fall: float = -0.05

    def __post_init__(self) -> None:
        if not 0 < self.near <= self.strong or self.large < 0 or not self.fall < 0 < self.rise:
            raise InputError(
                "The rules of the stages need 0 < near <= strong, large of 0 or more, and "
                "fall < 0 < rise."
            )


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: its code, the figure, the threshold and whether it is reached.

    ``holds`` is None where the figure is not at hand (it is NaN then).
    """

    code: str
    figure: float
    threshold: float
    holds: bool | None


@dataclass(frozen=True, slots=True)
class StageFinding:
    """The stage of one industry or definition, why, and how sure.

    ``sure`` is the share of the ``draws`` in which the same stage comes out; ``shares`` that of
    every stage. ``basis`` says what the draws are: ``counts``, ``multinomial`` or ``valuations``.
    ``not_at_hand`` lists the evidence that was missing.
    """

    definition: str
    stage: StageCode
    why: tuple[Reason, ...]
    sure: float
    shares: dict[str, float]
    draws: int
    basis: str
    not_at_hand: tuple[str, ...]


def stage(
    x: xr.DataArray,
    region: str,
    *,
    size: xr.DataArray | None = None,
    valuations: Sequence[tuple[xr.DataArray, xr.DataArray | None]] = (),
    counts: bool = True,
    resample: Literal["counts", "multinomial"] = "counts",
    draws: int = 500,
    seed: int = 0,
    rules: StageRules | None = None,
    confidence: float = specialisation.CONFIDENCE,
    local: Collection[str] = (),
) -> tuple[StageFinding, ...]:
    """The stage of every industry (or definition) of ``x`` in ``region``, in the table's order.

    The evidence is the location quotient (strength) now and in the first period, the share of the
    region (size), the regional part of shift-share from the first to the last period as a share
    of the first figure (growth, the region's own), and whether the whole interval of the quotient
    lies above 1 (certainty). The stage is the first of these that fits:

    - declining: the own growth is ``fall`` or less, and it is strong and large or was;
    - established: strong, large, and certain where certainty is known;
    - emerging: the own growth is ``rise`` or more, the quotient has risen and is at least ``near``;
    - potential: the quotient is above 1, and it is strong or large;
    - none.

    Without a second period there is no growth: nothing is emerging or declining, and
    ``not_at_hand`` names ``growth``. What is in ``local`` (it follows the residents everywhere)
    is never emerging or potential.

    How sure: for counts, the cell and the rest of the region are drawn ``draws`` times in each
    period, each from a Poisson distribution with the observed figure as mean (``"counts"``), or
    the cell from a binomial one with the region's total held (``"multinomial"``); other regions
    are held, and the table's totals follow. Jobs come in firms, so that the true doubt is
    larger. A weighted definition is drawn as if its sum were a count, which is too wide rather
    than too narrow. For estimates (``counts=False``) nothing is drawn: the share is that of the
    ``valuations`` (output, value added, pay; each a table and its size or None), ``x`` among them,
    in which the stage is the same, and certainty is whether all their quotients are above 1.
    Without valuations ``sure`` is NaN. The same ``seed`` gives the same result, whatever
    other definitions are in the table's later columns.

    Dunn (1960), doi:10.1111/j.1435-5597.1960.tb01705.x, for the parts of growth; Efron, B. and
    Tibshirani, R. J. (1993) An Introduction to the Bootstrap. Chapman & Hall.

    >>> import xarray as xr
    >>> x = xr.DataArray([[3000.0, 5000], [500, 9500]], dims=("region", "industry"),
    ...                  coords={"region": ["A", "B"], "industry": ["16", "47"]})
    >>> [(one.stage, one.sure) for one in stage(x, "A")]
    [('established', 1.0), ('none', 1.0)]
    """
    check_dims(x, REGION, INDUSTRY)
    if region not in x[REGION].values:
        raise InputError(f"The table has no region {region!r}; give one of its regions.")
    if draws < 1:
        raise InputError("draws must be 1 or more.")
    chosen = rules or StageRules()
    codes = [str(code) for code in x[INDUSTRY].values]
    is_local = np.array([code in local for code in codes])
    point = evidence_of(x, region, size)
    others = [evidence_of(_same(v, x), region, s) for v, s in valuations]
    certain = _certain(x, region, size, point, others, confidence=confidence if counts else None)
    stages = _classify(point, certain, is_local, chosen)
    known = None
    if counts:
        drawn = draw(point, draws=draws, seed=seed, resample=resample)
        found = _classify(drawn, certain, is_local, chosen)
        basis: str = resample
    else:
        every = (point, *others)
        found = np.stack([_classify(one, certain, is_local, chosen) for one in every])
        known = np.stack([~np.isnan(one.quotient) for one in every])
        basis = "valuations" if others else ""
    reasons = _reasons(point, certain, chosen)
    if not basis:
        found = found[:0]
    return tuple(
        _finding(
            code,
            reasons[at],
            int(stages[at]),
            # A way to measure that does not know it says nothing of it.
            found[:, at] if known is None or not basis else found[known[:, at], at],
            basis,
        )
        for at, code in enumerate(codes)
    )


def _same(x: xr.DataArray, like: xr.DataArray) -> xr.DataArray:
    try:
        labels = {dim: like[dim].values for dim in (REGION, INDUSTRY)}
        return x.sel(labels)
    except KeyError as error:
        raise InputError(
            f"A valuation lacks a region or industry of the table: {error}."
        ) from error


def _certain(
    x: xr.DataArray,
    region: str,
    size: xr.DataArray | None,
    point: RegionEvidence,
    others: Sequence[RegionEvidence],
    *,
    confidence: float | None,
) -> np.ndarray:
    """1 where the whole interval or range is above 1, 0 where it is not, NaN where not known."""
    if confidence is not None:
        low, _ = specialisation.location_quotient_interval(x, size=size, confidence=confidence)
        dated = low.sortby(PERIOD).isel({PERIOD: -1}) if PERIOD in low.dims else low
        lowest = dated.sel({REGION: region}).values
    elif others:
        every = np.stack([point.quotient, *(one.quotient for one in others)])
        lowest = np.where(np.isnan(every), np.inf, every).min(axis=0)
    else:
        lowest = np.full(point.quotient.shape, np.nan)
    known = np.isfinite(lowest) & np.isfinite(point.quotient)
    return np.where(known, (lowest > 1).astype(float), np.nan)


def _classify(
    e: RegionEvidence, certain: np.ndarray, local: np.ndarray, rules: StageRules
) -> np.ndarray:
    """The stages as numbers; comparisons with NaN are false: what is unknown adds nothing."""
    strong, was_strong = (reaches(q, rules.strong) for q in (e.quotient, e.quotient_before))
    large, was_large = (reaches(part, rules.large) for part in (e.share, e.share_before))
    result = np.full(e.quotient.shape, _NONE)
    result[exceeds(e.quotient, 1.0) & (strong | large) & ~local] = _POTENTIAL
    rising = reaches(e.growth, rules.rise) & exceeds(e.quotient, e.quotient_before)
    result[rising & reaches(e.quotient, rules.near) & ~local] = _EMERGING
    result[strong & large & (certain != 0)] = _ESTABLISHED
    falling = reaches(-e.growth, -rules.fall)
    result[falling & ((strong & large) | (was_strong & was_large))] = _DECLINING
    return result


def _reasons(
    point: RegionEvidence, certain: np.ndarray, rules: StageRules
) -> list[tuple[Reason, ...]]:
    figures = {
        "lq": (point.quotient, rules.strong),
        "share_of_region": (point.share, rules.large),
        "certain": (certain, 1.0),
        "growth": (point.growth, rules.rise),
        "lq_before": (point.quotient_before, rules.strong),
    }
    return [
        tuple(_reason(code, line[at], limit) for code, (line, limit) in figures.items())
        for at in range(len(certain))
    ]


def _reason(code: str, figure: float, threshold: float) -> Reason:
    known = not np.isnan(figure)
    holds = bool(reaches(np.asarray(figure), threshold)) if known else None
    return Reason(code, float(figure), threshold, holds)


def _finding(
    code: str, why: tuple[Reason, ...], stage_number: int, found: np.ndarray, basis: str
) -> StageFinding:
    missing = tuple(r.code for r in why if np.isnan(r.figure) and r.code != "lq_before")
    # Without a quotient there is nothing to be sure of.
    column = found[:0] if "lq" in missing else found
    shares: dict[str, float] = {}
    if column.size:
        shares = {stage_: float((column == n).mean()) for n, stage_ in enumerate(STAGES)}
    name = STAGES[stage_number]
    return StageFinding(
        definition=code,
        stage=name,
        why=why,
        sure=shares.get(name, math.nan),
        shares=shares,
        draws=int(column.size),
        basis=basis,
        not_at_hand=missing,
    )
