"""The same measures with another package of the field, the quickest way its interface offers.

    .venv-peers/bin/python benchmarks/pipeline_peers.py FILE PACKAGE SECONDS

Periods are computed until SECONDS are over, one at least; the caller scales to all periods and
says so.
"""

from __future__ import annotations

import contextlib
import io
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from clock import Clock

Check = dict[str, Any]
COLUMNS = {"time": "period", "loc": "region", "prod": "industry", "val": "value"}


def main() -> None:
    """Measure one run."""
    path, package, seconds = sys.argv[1:]
    contestant = CONTESTANTS[package]()
    clock = Clock()
    with clock.step("read"):
        rows = pd.read_parquet(path)
    started = time.perf_counter()
    seen, done = None, 0
    periods = rows["period"].unique()
    for period in periods:
        with clock.step("periods"):
            found = contestant(rows[rows["period"] == period])
        seen = seen or check(*found)
        done += 1
        if time.perf_counter() - started > float(seconds):
            break
    clock.report(check=seen, periods=len(periods), done=done)


def check(m: np.ndarray, phi: np.ndarray | None, eci: np.ndarray) -> Check:
    """What tells that all contestants computed the same: of the first period."""
    if phi is not None:
        phi = phi - np.diag(np.diag(phi))
    return {
        "presences": int(np.asarray(m).sum()),
        "proximity": None if phi is None else float(phi.sum()),
        "eci": np.asarray(eci).tolist(),
    }


def ecomplexity() -> Callable[[pd.DataFrame], tuple[Any, Any, Any]]:
    """One function for everything; it also computes outlook and a long frame of all columns."""
    from ecomplexity import ecomplexity as compute

    def run(rows: pd.DataFrame) -> tuple[Any, Any, Any]:
        # Labels as text: on categories it makes a frame of all combinations at each step.
        rows = rows.astype({"region": str, "industry": str})
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            found = compute(rows, COLUMNS, check_logsupermodularity=False, verbose=False)
        eci = found.groupby("region", sort=True)["eci"].first()
        return found["mcp"].to_numpy(), None, eci.to_numpy()

    return run


def economic_complexity() -> Callable[[pd.DataFrame], tuple[Any, Any, Any]]:
    """Complexity by 20 reflections, all that it offers."""
    import economic_complexity as ec

    def run(rows: pd.DataFrame) -> tuple[Any, Any, Any]:
        rca = ec.rca(wide(rows))
        phi = ec.proximity(rca)
        ec.relatedness(rca, proximities=phi)
        eci, _pci = ec.complexity(rca)
        return (rca >= 1).to_numpy(), phi.to_numpy(), eci.to_numpy()

    return run


def econcomplex() -> Callable[[pd.DataFrame], tuple[Any, Any, Any]]:
    """Arrays instead of frames, presences computed once."""
    import econcomplex as ec

    def run(rows: pd.DataFrame) -> tuple[Any, Any, Any]:
        m = ec.binarize(ec.rca(wide(rows).to_numpy()), 1.0)
        phi = ec.proximity(m, use_rca=False, compute="product")["product"]
        ec.relatedness_density(m, phi=phi, use_rca=False)
        eci, _pci = ec.eci_pci_eigenvector(m, use_rca=False)
        return m, phi, eci

    return run


def fermi() -> Callable[[pd.DataFrame], tuple[Any, Any, Any]]:
    """Sparse matrices made straight from the rows, without a pivot."""
    from fermi import ECPredictor, RelatednessMetrics, efc
    from scipy.sparse import csr_matrix

    def run(rows: pd.DataFrame) -> tuple[Any, Any, Any]:
        region, industry = rows["region"].cat, rows["industry"].cat
        shape = (len(region.categories), len(industry.categories))
        place = (region.codes.to_numpy(), industry.codes.to_numpy())
        table = efc(csr_matrix((rows["value"].to_numpy(float), place), shape))
        table.compute_rca().binarize()
        m = table.get_matrix()
        phi = RelatednessMetrics(m).get_projection(rows=False, projection_method="proximity")
        with contextlib.redirect_stdout(io.StringIO()):
            ECPredictor(m, normalize=True).predict_network(phi.toarray())
        eci, _pci = table.get_eci_pci()
        return m.toarray(), phi.toarray(), eci

    return run


def wide(rows: pd.DataFrame) -> pd.DataFrame:
    """Regions by industries: pandas' quickest way from rows without duplicates."""
    return rows.set_index(["region", "industry"])["value"].unstack(fill_value=0)  # noqa: PD010


CONTESTANTS: dict[str, Callable[[], Callable[[pd.DataFrame], tuple[Any, Any, Any]]]] = {
    "ecomplexity": ecomplexity,
    "economic-complexity": economic_complexity,
    "econcomplex": econcomplex,
    "fermi-cref": fermi,
}


if __name__ == "__main__":
    main()
