"""The report of the study of entry as a page of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .us_entry import LINEAR, LOGIT, TOP, YEARS
from .us_establishments import FIRST, LAST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import xarray as xr

    from .us_entry import Report, Tested

_SCORES = {
    "roc_auc": "ROC-AUC",
    "pr_auc": "PR-AUC",
    **{f"precision_{k}": f"precision at {k}" for k in TOP},
    "brier": "Brier",
}

_COLUMNS = (("coefficient", 3), ("t", 1))


def page(report: Report) -> str:
    """All figures of ``report``, each with its interval."""
    parts = [
        "# Entry of industries into the states of the United States",
        _data(report),
        *(_setting(one) for one in report.tested),
        (
            "Intervals in brackets hold the middle 95 % of "
            f"{report.draws} draws of states (seed {report.seed}); the models are not fitted again."
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _data(report: Report) -> str:
    counts, first = report.table.counts, report.tested[0].sizes
    shares = ", ".join(f"{share:.1%} in {y}" for y, share in report.table.coverage.items())
    return (
        f"{counts.sizes['region']} states, {counts.sizes['industry']} industries that have the "
        f"same code in every year from {FIRST} to {LAST} ({first['industries']} of them traded), "
        f"with {shares} of all establishments. Codes that came or went with a revision and are "
        f"left out: {', '.join(report.table.dropped)}. Fitted to {YEARS[0]}-{YEARS[1]}, tested on "
        f"{YEARS[1]}-{YEARS[2]}; relatedness and complexity are those of {YEARS[0]}."
    )


def _setting(tested: Tested) -> str:
    n = tested.sizes
    told = (
        f"{n['industries']} industries. Fit: {n['fit']:,} cells at risk, {n['fit entries']:,} "
        f"entered ({n['fit entries'] / n['fit']:.1%}). Test: {n['test']:,} and "
        f"{n['test entries']:,} ({n['test entries'] / n['test']:.1%})."
    )
    found = tested.scored
    return "\n\n".join(
        [
            f"## {tested.setting.name[0].upper()}{tested.setting.name[1:]}",
            told,
            _table(("forecast", *_SCORES.values()), _scores(found.scores)),
            _table(("difference of ROC-AUC", "estimate"), _gains(found.gains)),
            *_models(tested),
            *(
                f"Calibration, {name}:\n\n" + _calibration(found.calibration[name])
                for name in (LINEAR, LOGIT)
            ),
        ]
    )


def _scores(scores: xr.Dataset) -> Iterator[list[str]]:
    for name in scores["forecast"].values:
        one = scores.sel(forecast=name)
        yield [str(name), *(_with_interval(one.sel(score=key)) for key in _SCORES)]


def _gains(gains: xr.Dataset) -> Iterator[list[str]]:
    for name in gains["gain"].values:
        yield [str(name), _with_interval(gains.sel(gain=name), signed=True)]


def _models(tested: Tested) -> Iterator[str]:
    for name in (LINEAR, LOGIT):
        found = tested.models[name].estimates
        rows = (
            [str(term), *(_number(float(found[v].sel(term=term)), p) for v, p in _COLUMNS)]
            for term in found["term"].values
        )
        yield f"Estimates, {name}:\n\n" + _table(("term", "coefficient", "t"), rows)


def _calibration(bins: xr.Dataset) -> str:
    rows = (
        [
            str(label),
            f"{int(one['cells']):,}",
            f"{float(one['predicted']):.1%}",
            f"{float(one['estimate']):.1%} [{float(one['low']):.1%}, {float(one['high']):.1%}]",
        ]
        for label in bins["bin"].values
        for one in [bins.sel(bin=label)]
    )
    return _table(("bin", "cells", "foreseen", "happened"), rows)


def _with_interval(one: xr.Dataset, *, signed: bool = False) -> str:
    style = "+.3f" if signed else ".3f"
    estimate, low, high = (format(float(one[n]), style) for n in ("estimate", "low", "high"))
    return f"{estimate} [{low}, {high}]"


def _number(value: float, places: int) -> str:
    return "absorbed" if np.isnan(value) else f"{value:.{places}f}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
