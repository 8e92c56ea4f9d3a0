"""Rows to count, made by chance with a seed, with all that makes counting hard."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

ROWS = 20_000


def rows(seed: int = 1) -> pl.DataFrame:
    """Jobs with regions, industries, sizes, wages, projects and moves; some cells are empty."""
    rng = np.random.default_rng(seed)
    firms = pl.Series([f"F{number:03}" for number in range(400)])
    regions = pl.Series([*(f"R{number:02}" for number in range(30)), " R07", "  "])
    industries = pl.Series([f"{number:02}.{number % 7}" for number in range(40)])
    first = dt.date(2018, 1, 1)
    frame = pl.DataFrame(
        {
            "area": regions[rng.integers(0, len(regions), ROWS)],
            "nace": industries[rng.geometric(0.1, ROWS).clip(max=40) - 1],
            "new_nace": industries[rng.geometric(0.1, ROWS).clip(max=40) - 1],
            "year": rng.integers(2018, 2022, ROWS),
            "day": [first + dt.timedelta(days=int(day)) for day in rng.integers(0, 1461, ROWS)],
            "jobs": (1 + rng.pareto(1, ROWS)).clip(max=2e6).astype(np.int32),
            "turnover": rng.integers(0, 2**51, ROWS),
            "wage": rng.lognormal(8, 0.4, ROWS).round(2),
            "hours": pl.Series(rng.integers(0, 10**6, ROWS)).cast(pl.Decimal(14, 2)) / 100,
            "share": rng.integers(0, 2**20, ROWS) / 2**10,
            "project": rng.integers(0, 9_000, ROWS),
            "firm": firms[rng.integers(0, 400, ROWS)],
            "new_firm": firms[rng.integers(0, 400, ROWS)],
        }
    )
    gaps = ["area", "nace", "new_nace", "day", "jobs", "wage", "project", "firm", "new_firm"]
    return frame.with_columns(
        pl.when(pl.Series(rng.random(ROWS) >= 0.01)).then(column).alias(column) for column in gaps
    ).with_columns(pl.col("hours").cast(pl.Decimal(14, 2)))
