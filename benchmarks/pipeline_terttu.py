"""From a Parquet file to specialisation, proximity, density and complexity with terttu.

    python benchmarks/pipeline_terttu.py FILE float32|float64 streamed|held

``streamed`` computes one period after the other and lets the results go, as when each is written
as it comes; ``held`` computes each measure for all periods and keeps everything.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np
import polars as pl  # noqa: F401 - loaded by every contestant before its clock starts
import scipy.sparse.linalg  # noqa: F401
from clock import Clock

from terttu.observatory.measures.complexity import complexity
from terttu.observatory.measures.density import relatedness_density
from terttu.observatory.measures.relatedness import proximity
from terttu.observatory.measures.specialisation import location_quotient, presence
from terttu.observatory.reading.tables import read_table


def main() -> None:
    """Measure one run."""
    path, dtype, mode = sys.argv[1:]
    # In made-up tables the sign of complexity may be ambiguous, which is said each time.
    warnings.simplefilter("ignore")
    clock = Clock()
    with clock.step("read"):
        x = read_table(path, absent="zero")
    results = None
    if mode == "held":
        results = measure(x, dtype, clock)
        first = {name: result.isel(period=0) for name, result in results.items()}
    else:
        for number in range(x.sizes["period"]):
            results = measure(x.isel(period=number), dtype, clock)
            if number == 0:
                first = {name: results[name] for name in ("presence", "proximity", "complexity")}
                seen = check(first)
                del first
    clock.report(check=seen if mode != "held" else check(first), periods=x.sizes["period"])


def measure(x: Any, dtype: str, clock: Clock) -> dict[str, Any]:
    """Every measure of one period, or of all."""
    found: dict[str, Any] = {}
    with clock.step("location quotient"):
        found["location quotient"] = location_quotient(x, dtype=dtype)
    with clock.step("presence"):
        found["presence"] = m = presence(x, dtype=dtype)
    with clock.step("proximity"):
        found["proximity"] = phi = proximity(m)
    with clock.step("density"):
        found["density"] = relatedness_density(m, phi)
    with clock.step("complexity"):
        found["complexity"] = complexity(m)
    return found


def check(found: dict[str, Any]) -> dict[str, Any]:
    """What tells that all contestants computed the same: of the first period."""
    return {
        "presences": int(found["presence"].values.sum(dtype=float)),
        "proximity": float(found["proximity"].values.sum(dtype=np.float64)),
        "eci": found["complexity"]["eci"].values.tolist(),
    }


if __name__ == "__main__":
    main()
