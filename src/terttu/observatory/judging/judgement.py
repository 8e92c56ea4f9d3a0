"""Judges every region and industry (or group of industries) of a table by a method profile."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, REGION, check_dims
from ..errors import InputError
from ..measures import specialisation
from .criterion_figures import figures_for, last_size
from .peer_regions import last_period

if TYPE_CHECKING:
    from .method_profiles import Criterion, MethodProfile
    from .peer_regions import PeerGroup

_PRODUCT = 1e-9
"""What a product such as 0.1 x 30 may be off by before it is rounded up."""
_ROUNDING = 1e-12
"""What a quotient may be off by, of its threshold: 0.3 / 0.2 is a little less than 1.5."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """One criterion: figures and holds by region and industry, thresholds by industry."""

    figure: np.ndarray
    threshold: np.ndarray
    holds: np.ndarray


def judge(
    x: xr.DataArray,
    profile: MethodProfile,
    *,
    size: xr.DataArray | None = None,
    value: str = "jobs",
    counts: bool | None = None,
    jobs: xr.DataArray | None = None,
    establishments: xr.DataArray | None = None,
    productivity: xr.DataArray | None = None,
    growth: xr.DataArray | None = None,
    low: xr.DataArray | None = None,
    peers: PeerGroup | Mapping[str, PeerGroup] | None = None,
    reference: str | None = None,
) -> xr.Dataset:
    """Judge every region x industry of ``x`` by the criteria of ``profile``.

    ``x`` has the dims region and industry (or definitions, as ``grouped`` gives them), and periods
    or not: the last one is judged, the others are there for growth. ``size`` (dim region, and
    period or not) is the total of the whole table where ``x`` is only part of it; without it the
    total of the known cells. ``counts`` says whether the figures are counted and not estimated
    (jobs are, where nothing is said), ``value`` what they are: where they are not ``"jobs"``,
    ``jobs`` gives these for the criteria that count jobs. ``establishments``, ``productivity``,
    ``growth`` and ``low`` (the lower limit of the location quotient) are figures of the same
    regions and industries; ``growth`` serves whichever kind the profile asks for. Without it
    growth is the change since the first period as a share of it, or the regional part of
    shift-share over the same time; without ``low`` the limit is the exact one of counts. ``peers``
    holds the group of peers of a region, or of each. ``reference`` says what the regions of the
    table are compared with: ``europe``, ``finland``, ``peers``; without it
    ``x.attrs["reference"]``.

    A ``top_share`` p holds for the ``ceil(p n)`` largest of the n regions that have the industry
    (a value above zero) and a figure; equal figures share the better rank, so that more may hold.
    Its threshold is the figure of the last of them. A figure that is its threshold but for
    rounding (1e-12 of it) counts as equal.

    The result has, by criterion, ``figure``, ``threshold`` (by industry) and ``holds`` (1, 0, NaN
    where the figure or the threshold is not at hand: that is never a failure); and by region and
    industry ``lq``, ``stars`` (criteria that hold, 0 where a minimum fails), ``known`` (criteria
    whose figures are at hand), ``grade`` (a code, "" for none), ``found`` (1 where the lowest
    grade is reached) and ``open`` (1 where what is not at hand could change the grade). All are
    NaN, and the grade "", where the value itself is missing. ``role`` tells minimum, star and
    shown apart; ``regions`` is how many regions have a figure for the industry: where few have,
    its total is not that of the reference, and shares and quotients are too high. Attrs: profile,
    reference, value, changed, not_at_hand.

    Raises InputError where the profile needs another reference than the table has.

    >>> from terttu.observatory.judging.method_profiles import method_profile
    >>> x = xr.DataArray([[3000.0, 5000], [500, 9500]], dims=("region", "industry"),
    ...                  coords={"region": ["A", "B"], "industry": ["16", "47"]})
    >>> found = judge(x, method_profile("small-region"), reference="finland")
    >>> found["grade"].values.tolist(), found.attrs["not_at_hand"]
    ([['clear', ''], ['', '']], ('establishments', 'peers', 'growth'))
    """
    check_dims(x, REGION, INDUSTRY)
    known_reference = reference or str(x.attrs.get("reference", "")) or "the table's own regions"
    refuse(profile, known_reference)
    now = last_period(x).transpose(REGION, INDUSTRY).astype(float)
    given = {
        "establishments": establishments,
        "productivity": productivity,
        "lq_low": low,
        "jobs": x if value == "jobs" else jobs,
        "growth": growth,
        "growth_regional": growth,
    }
    area = None if size is None else last_size(size)
    exact = value == "jobs" if counts is None else counts
    figures = figures_for(x, now, profile, given=given, size=area, peers=peers, exact=exact)
    cells = now.values
    judged = {
        one.name: _judge_one(one, None if figure is None else figure.values, cells)
        for one in profile.every
        for figure in [figures.get(one.measure)]
    }
    result = _result(now, profile, judged)
    result["lq"] = specialisation.location_quotient(now, size=area).drop_attrs(deep=False)
    result["regions"] = (INDUSTRY, (~np.isnan(cells)).sum(axis=0))
    result.attrs = {
        "profile": profile.name,
        "reference": known_reference,
        "value": value,
        "changed": dict(profile.changed),
        "not_at_hand": tuple(n for n, one in judged.items() if np.isnan(one.holds).all()),
    }
    return result


def refuse(profile: MethodProfile, reference: str) -> None:
    """Raise InputError with a sentence where the profile was made for another reference."""
    if profile.needs_reference and reference != profile.needs_reference:
        raise InputError(
            f"The profile {profile.name} compares regions with all of "
            f"{profile.needs_reference.capitalize()}, and the reference of this table is "
            f"{reference}; take a table of that reference, or another profile such as "
            "small-region."
        )


def reaches(figures: np.ndarray, threshold: np.ndarray | float) -> np.ndarray:
    """Whether figures are at least the threshold; what rounding took from a tie is let go."""
    return np.asarray(figures >= threshold - _noise(threshold))


def exceeds(figures: np.ndarray, threshold: np.ndarray | float) -> np.ndarray:
    """Whether figures are above the threshold by more than rounding can have added."""
    return np.asarray(figures > threshold + _noise(threshold))


def _noise(threshold: np.ndarray | float) -> np.ndarray | float:
    return _ROUNDING * np.where(threshold == 0, 1.0, np.abs(threshold))


def _judge_one(criterion: Criterion, figure: np.ndarray | None, cells: np.ndarray) -> _Judged:
    known = ~np.isnan(cells)
    if figure is None:
        nothing = np.full(cells.shape, np.nan)
        fixed = None if criterion.rule == "top_share" else criterion.threshold
        limit = math.nan if fixed is None else fixed
        return _Judged(nothing, np.full(cells.shape[1], limit), nothing)
    figure = np.where(known, figure, np.nan)
    threshold = _cut(criterion, figure, cells)
    holds = (exceeds if criterion.rule == "above" else reaches)(figure, threshold)
    if criterion.beside is not None:
        holds &= exceeds(figure, criterion.beside)
    if criterion.rule == "top_share":
        # Without the industry there is a figure (zero) and no place among those that have it.
        holds &= cells > 0
    judged = known & (~np.isnan(figure + threshold) | (cells == 0))
    judged &= criterion.threshold is not None
    return _Judged(figure, threshold, np.where(judged, holds.astype(float), np.nan))


def _cut(criterion: Criterion, figure: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """The threshold by industry: the number itself, or the figure of the last that is in."""
    if criterion.threshold is None:
        return np.full(cells.shape[1], np.nan)
    if criterion.rule != "top_share":
        return np.full(cells.shape[1], float(criterion.threshold))
    there = np.where(cells > 0, figure, np.nan)
    return np.array([_last_of_the_best(column, criterion.threshold) for column in there.T])


def _last_of_the_best(column: np.ndarray, best: float) -> float:
    known = np.sort(column[~np.isnan(column)])[::-1]
    if known.size == 0:
        return math.nan
    return float(known[max(1, math.ceil(best * known.size - _PRODUCT)) - 1])


def _result(now: xr.DataArray, profile: MethodProfile, judged: Mapping[str, _Judged]) -> xr.Dataset:
    there = ~np.isnan(now.values)
    stars_of = {one.name: judged[one.name].holds for one in profile.criteria}
    first = [judged[one.name].holds for one in profile.minimum]
    failed = np.any([one == 0 for one in first], axis=0) & there
    doubtful = np.any([np.isnan(one) for one in first], axis=0) & there
    certain = {name: (holds == 1) & ~failed for name, holds in stars_of.items()}
    possible = {name: (holds != 0) & ~failed for name, holds in stars_of.items()}
    best, hoped = _grades(profile, certain), _grades(profile, possible)
    codes = np.array(["", *(grade.code for grade in profile.grades)], dtype=object)

    def told(values: np.ndarray) -> tuple[tuple[str, str], np.ndarray]:
        return (REGION, INDUSTRY), np.where(there, values, np.nan)

    every = list(judged.values())
    cube = ("criterion", REGION, INDUSTRY)
    roles = ["minimum"] * len(profile.minimum) + ["star"] * len(profile.criteria)
    roles += ["shown"] * len(profile.shown)
    return xr.Dataset(
        {
            "figure": (cube, np.stack([one.figure for one in every])),
            "threshold": (("criterion", INDUSTRY), np.stack([one.threshold for one in every])),
            "holds": (cube, np.stack([one.holds for one in every])),
            "stars": told(np.sum(list(certain.values()), axis=0)),
            "known": told(np.sum([~np.isnan(one) for one in stars_of.values()], axis=0)),
            "grade": ((REGION, INDUSTRY), codes[np.where(there, best, 0)]),
            "found": told(best > 0),
            "open": told((hoped > best) | (doubtful & (best > 0))),
        },
        coords={**now.coords, "criterion": list(judged), "role": ("criterion", roles)},
    )


def _grades(profile: MethodProfile, holds: Mapping[str, np.ndarray]) -> np.ndarray:
    """The number of the highest grade that is reached, 0 for none."""
    stars = np.sum(list(holds.values()), axis=0)
    best = np.zeros(stars.shape, int)
    for number, grade in enumerate(profile.grades, start=1):
        needed = [holds[name] for name in grade.needs]
        best[(stars >= grade.stars) & np.all([stars >= 0, *needed], axis=0)] = number
    return best
