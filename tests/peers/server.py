"""Answers with what another package computes. Runs in .venv-peers, knows nothing of terttu.

Each line of the input names a request and two files: the arrays that are given (.npz) and where
the answer's arrays are to be written. The line printed back is empty, or says what went wrong.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd

Arrays = dict[str, np.ndarray]
LONG = {"time": "time", "loc": "region", "prod": "industry", "val": "value"}


def serve() -> None:
    """Answer until the input ends; what packages print goes to the standard error."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        request = json.loads(line)
        try:
            with np.load(request["given"]) as given:
                arrays = dict(given)
            found = REQUESTS[request["name"]](arrays, **request["options"])
            np.savez(request["answer"], **found)
            print(file=answers, flush=True)
        except Exception:  # noqa: BLE001 - whatever a package raises is for the test to see
            print(json.dumps(traceback.format_exc()), file=answers, flush=True)


def ecomplexity(given: Arrays, *, presence_test: str = "rca", knn: int | None = None) -> Arrays:
    """Everything that py-ecomplexity gives for one period; ``population`` may be given."""
    from ecomplexity import ecomplexity as compute

    table = frame(given["x"])
    rows = table.stack().rename("value").reset_index().assign(time=2020)  # noqa: PD013
    population = None
    if "population" in given:
        population = pd.DataFrame(
            {"time": 2020, "region": table.index, "population": given["population"]}
        )
    found = compute(
        rows,
        LONG,
        presence_test=presence_test,
        pop=population,
        knn=knn,
        check_logsupermodularity=False,
        verbose=False,
    )
    found = found.set_index(["region", "industry"])
    names = [name for name in found.columns if name not in ("time", "value")]
    wide = {
        name: found[name].unstack().reindex_like(table).to_numpy()  # noqa: PD010
        for name in names
    }
    for name in ("diversity", "eci", "coi"):
        wide[name] = _first_known(wide[name].T)
    for name in ("ubiquity", "pci"):
        wide[name] = _first_known(wide[name])
    return wide


def _first_known(values: np.ndarray) -> np.ndarray:
    """One number a column from a column of the same number, which may have gaps."""
    return pd.DataFrame(values).bfill().iloc[0].to_numpy()


def log_supermodularity(given: Arrays) -> Arrays:
    """The share that decides py-ecomplexity's warning, which it takes by default, asked twice."""
    from ecomplexity.log_supermodularity import get_frac_logsupermodular

    shares = [
        get_frac_logsupermodular(given["rca"], given["eci"], given["pci"], samples_to_use=600)
        for _ in range(8)
    ]
    return {"shares": np.array(shares, float)}


def economic_complexity(given: Arrays, *, iterations: int = 20) -> Arrays:
    """What Datawheel's package gives; the opportunity gain for the ``pci`` that is given."""
    import economic_complexity as ec

    table = frame(given["x"])
    rca = ec.rca(table)
    phi = ec.proximity(rca)
    eci, pci = ec.complexity(rca, iterations=iterations)
    found = {
        "rca": rca,
        "proximity": phi,
        "sqrt": ec.proximity(rca, procedure="sqrt"),
        "relatedness": ec.relatedness(rca, proximities=phi),
        "distance": ec.distance(rca, proximities=phi),
        "relative": ec.relative_relatedness(rca, proximities=phi),
        "eci": eci,
        "pci": pci,
    }
    if "pci" in given:
        found["gain"] = ec.opportunity_gain(
            rca, pci=pd.Series(given["pci"], table.columns), proximities=phi
        )
    return {name: np.asarray(value, float) for name, value in found.items()}


def econcomplex(given: Arrays, *, function: str, **options: object) -> Arrays:
    """One function of econcomplex on the arrays that are given, in their order."""
    import econcomplex as ec

    found = getattr(ec, function)(*given.values(), **options)
    if isinstance(found, Mapping):
        return {str(name): np.asarray(value) for name, value in found.items()}
    parts = found if isinstance(found, tuple) else (found,)
    return {f"result_{number}": np.asarray(value) for number, value in enumerate(parts)}


def econcomplex_periods(given: Arrays, *, function: str) -> Arrays:
    """Entry or exit, for which econcomplex takes a list of presence matrices."""
    import econcomplex as ec

    return {"result_0": getattr(ec, function)(list(given["m"]), use_rca=False)}


def fermi(given: Arrays) -> Arrays:
    """What fermi-cref gives for a table."""
    from fermi import ECPredictor, RelatednessMetrics, efc
    from scipy.sparse import csr_matrix

    table = efc(csr_matrix(given["x"].astype(float)))
    rca = table.compute_rca().get_matrix(dense=True)
    m = table.binarize().get_matrix()
    metrics = RelatednessMetrics(m)
    phi, both = (
        metrics.get_projection(rows=False, projection_method=name).toarray()
        for name in ("proximity", "cooccurrence")
    )
    eci, pci = table.get_eci_pci()
    diversity, ubiquity = table.get_diversification_ubiquity()
    return {
        "rca": rca,
        "mcp": m.toarray(),
        "diversity": diversity,
        "ubiquity": ubiquity,
        "cooccurrence": both,
        "proximity": phi,
        "density": np.asarray(ECPredictor(m, normalize=True).predict_network(phi)),
        "eci": eci,
        "pci": pci,
    }


def fermi_nonlinear(
    given: Arrays, *, method: str, iterations: int, normalization: str, delta: float = 1.0
) -> Arrays:
    """Fitness and complexity after so many updates, and nestedness, of a presence matrix."""
    from fermi import efc
    from scipy.sparse import csr_matrix

    table = efc(csr_matrix(given["m"].astype(float)))
    fitness, complexity = table.get_fitness_complexity(
        method=method,
        max_iteration=iterations,
        min_distance=0.0,
        normalization=normalization,
        delta=delta,
    )
    return {
        "fitness": fitness.astype(float),
        "complexity": complexity.astype(float),
        "nodf": np.array(table.get_nodf()),
    }


def frame(x: np.ndarray) -> pd.DataFrame:
    """The table with labels in the order of the axes."""
    rows, columns = x.shape
    return pd.DataFrame(
        x,
        pd.Index([f"R{number:03}" for number in range(rows)], name="region"),
        pd.Index([f"I{number:03}" for number in range(columns)], name="industry"),
    )


REQUESTS = {
    request.__name__: request
    for request in (
        ecomplexity,
        log_supermodularity,
        economic_complexity,
        econcomplex,
        econcomplex_periods,
        fermi,
        fermi_nonlinear,
    )
}


if __name__ == "__main__":
    serve()
