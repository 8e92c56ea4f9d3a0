"""The same measures from bare numpy and scipy: what this machine needs at least.

    python benchmarks/pipeline_limit.py FILE float32|float64

No labels, no missing cells, no checks, nothing returned: the columns are read by polars and
scattered once; location quotients and presences come from one pass over the table in blocks that
stay in the processor's cache, decided in float64; co-occurrence is one symmetric product (syrk),
proximity one pass over it, density one product (gemm) with the proximities' shares; the second
eigenvector comes from Lanczos (eigsh) on products of the presences with vectors, the trivial
eigenvector taken out, without forming a matrix.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import polars as pl
from clock import Clock
from scipy.sparse.linalg import LinearOperator, eigsh

ROWS_A_BLOCK = 64
TOLERANCE = {"float32": 1e-5, "float64": 1e-9}


def main() -> None:
    """Measure one run."""
    path, dtype = sys.argv[1:]
    clock = Clock()
    with clock.step("read"):
        x = table(path)
    seen = None
    for block in x:
        found = measure(block, dtype, clock)
        seen = seen or check(*found)
    clock.report(check=seen, periods=len(x))


def table(path: str) -> np.ndarray:
    """The cells by period, region and industry."""
    rows = pl.read_parquet(path)
    period = rows["period"].to_numpy()
    region, industry = (rows[name].to_physical().to_numpy() for name in ("region", "industry"))
    shape = (
        int(period[-1] - period[0]) + 1,
        *(len(rows[name].dtype.categories) for name in ("region", "industry")),
    )
    place = (period - period[0]).astype(np.int64)
    for length, code in zip(shape[1:], (region, industry), strict=True):
        place *= length
        place += code
    cells = np.zeros(shape[0] * shape[1] * shape[2])
    cells[place] = rows["value"].to_numpy()
    return cells.reshape(shape)


def measure(x: np.ndarray, dtype: str, clock: Clock) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every measure of one period."""
    with clock.step("location quotient and presence"):
        lq, m = specialisation(x, dtype)
    del lq
    with clock.step("proximity"):
        c = m.T @ m
        ubiquity = c.diagonal().copy()
        most = np.reciprocal(ubiquity)
        phi = np.minimum.outer(most, most)
        phi *= c
        np.fill_diagonal(phi, 0)
    with clock.step("density"):
        m @ (phi / phi.sum(axis=0))
    with clock.step("complexity"):
        eci = second(m, ubiquity, TOLERANCE[dtype])
    return m, phi, eci


def specialisation(x: np.ndarray, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """Location quotients and presences."""
    lq, m = np.empty(x.shape, dtype), np.empty(x.shape, dtype)
    in_region, in_industry = x.sum(axis=1), x.sum(axis=0)
    reference = in_industry / in_industry.sum()
    inverse = 1 / reference
    for start in range(0, len(x), ROWS_A_BLOCK):
        rows = slice(start, start + ROWS_A_BLOCK)
        share = x[rows] / in_region[rows, np.newaxis]
        np.multiply(share, inverse, out=lq[rows], casting="same_kind")
        np.greater_equal(share, reference, out=m[rows])
    return lq, m


def second(m: np.ndarray, ubiquity: np.ndarray, tolerance: float) -> np.ndarray:
    """The economic complexity index, up to sign and scale."""
    root = np.sqrt(ubiquity)
    trivial = root / np.sqrt(ubiquity.sum())
    diversity = m.sum(axis=1)

    def product(v: np.ndarray) -> np.ndarray:
        v = v.ravel()
        return np.asarray((m.T @ ((m @ (v / root)) / diversity)) / root - trivial * (trivial @ v))

    size = len(ubiquity)
    operator: Any = LinearOperator((size, size), matvec=product, dtype=m.dtype)
    _, vectors = eigsh(operator, k=1, which="LA", tol=tolerance, v0=np.ones(size, m.dtype))
    return np.asarray(m @ (vectors[:, 0] / root) / diversity)


def check(m: np.ndarray, phi: np.ndarray, eci: np.ndarray) -> dict[str, Any]:
    """What tells that all contestants computed the same: of the first period."""
    return {
        "presences": int(m.sum(dtype=float)),
        "proximity": float(phi.sum(dtype=float)),
        "eci": eci.tolist(),
    }


if __name__ == "__main__":
    main()
