"""Golden inputs and reference values of the papers' formulas, as labelled arrays."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import xarray as xr

GOLDEN = Path(__file__).parent / "golden"
PERIODS = (1, 2, 3)


def rows(path: str) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a golden file, e.g. ``reference/lq_t1.csv``."""
    with (GOLDEN / path).open(encoding="utf-8", newline="") as file:
        header, *body = list(csv.reader(file))
    return header, body


def matrix(path: str, *dims: str) -> xr.DataArray:
    """A golden matrix with its labels; an empty cell is NaN."""
    header, body = rows(path)
    values = np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in body])
    first, second = dims or ("region", "industry")
    labels = {first: [row[0] for row in body], second: header[1:]}
    return xr.DataArray(values, dims=(first, second), coords=labels)


def vector(path: str, dim: str) -> xr.DataArray:
    """A golden vector (a label and a number a row) with its labels."""
    _, body = rows(path)
    values = [float(row[-1]) if row[-1] else np.nan for row in body]
    return xr.DataArray(values, dims=dim, coords={dim: [row[0] for row in body]})


def employment(t: int | None = None) -> xr.DataArray:
    """Employment of 12 regions x 10 industries: period ``t`` (1-3), or all three."""
    if t is not None:
        return matrix(f"inputs/emp_t{t}.csv")
    years = xr.DataArray([2010, 2015, 2020], dims="period", name="period")
    return xr.concat([employment(t) for t in PERIODS], years)


def presence(t: int | None = None) -> xr.DataArray:
    """The golden presence matrix of period ``t``, or of all three."""
    if t is not None:
        return matrix(f"inputs/M_t{t}.csv")
    years = xr.DataArray([2010, 2015, 2020], dims="period", name="period")
    return xr.concat([presence(t) for t in PERIODS], years)
