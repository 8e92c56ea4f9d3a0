"""polars, DuckDB and PySpark on a cluster of two workers count the same rows into one table."""

from __future__ import annotations

import generated
import numpy as np
import polars as pl
import pytest

from terttu.observatory.errors import InputError
from terttu.observatory.micro.combining import combine_counts
from terttu.observatory.micro.counting import count, count_plants
from terttu.observatory.micro.counting_pairs import count_cooccurrence, count_flows

KEYS = {"region": "area", "industry": "nace"}
JOBS = {
    "rows": lambda x: count(x, period="year", **KEYS),
    "rows by day": lambda x: count(x, period="day", **KEYS),
    "whole numbers": lambda x: count(x, period="year", value="jobs", **KEYS),
    "large numbers": lambda x: count(x, value="turnover", **KEYS),
    "decimals": lambda x: count(x, value="hours", **KEYS),
    "rounded floats": lambda x: count(x, value="wage", decimals=2, unknown="missing", **KEYS),
    "floats that are sums of halves": lambda x: count(x, value="share", **KEYS),
    "fractional": lambda x: count(x, per="project", period="year", **KEYS),
    "chosen": lambda x: count(x, where={"year": [2019, "2020"], "nace": "03.3"}, **KEYS),
    "plants": lambda x: count_plants(x, value="jobs", period="year", **KEYS),
    "flows": lambda x: count_flows(
        x, origin="nace", destination="new_nace", firms=("firm", "new_firm"), period="day"
    ),
    "together": lambda x: count_cooccurrence(x, unit="project", member="nace"),
    "together, shared": lambda x: count_cooccurrence(
        x, unit="project", member="firm", counting="fractional", dim="firm"
    ),
}


@pytest.fixture(scope="module")
def cluster(spark, folder):
    """The folder as a frame of PySpark."""
    return spark.read.parquet(str(folder))


def test_the_cluster_has_two_workers(spark, cluster):
    assert cluster.count() == generated.ROWS
    executors = spark.sparkContext._jsc.sc().statusStore().executorList(False)
    done = {
        executors.apply(n).id(): executors.apply(n).totalTasks() for n in range(executors.size())
    }
    del done["driver"]
    assert len(done) == 2
    assert all(done.values())


@pytest.mark.parametrize("job", JOBS)
def test_every_engine_gives_the_same_table(job, rows, folder, cluster):
    reference = JOBS[job](rows)
    assert float(np.sum([part.sum() for part in _arrays(reference)])) > 0
    for engine, source in (("duckdb", folder), ("pyspark", cluster)):
        found = JOBS[job](source)
        assert found.attrs["engine"] == engine
        assert found.drop_attrs(deep=True).identical(reference.drop_attrs(deep=True)), engine
        assert _said(found) == _said(reference), engine


def test_floats_differ_by_rounding_alone(rows, folder, cluster):
    first, *others = [count(source, value="wage", **KEYS) for source in (rows, folder, cluster)]
    for other in others:
        np.testing.assert_allclose(first, other, rtol=1e-12)


def test_parts_from_two_engines_are_the_whole(rows, folder, cluster):
    where = {"year": [2018, 2019]}, {"year": [2020, 2021]}
    parts = [
        count(source, value="jobs", where=chosen, **KEYS)
        for source, chosen in zip((folder, cluster), where, strict=True)
    ]
    together = combine_counts(parts)
    whole = count(rows, value="jobs", **KEYS)
    assert together.drop_attrs(deep=True).identical(whole.drop_attrs(deep=True))
    assert together.attrs["engine"] == "duckdb, pyspark"
    assert together.attrs["rows"] == whole.attrs["rows"]


def test_what_cannot_be_counted_is_said(spark, tmp_path):
    pl.DataFrame({"area": ["N"], "nace": ["C"], "jobs": [-1]}).write_parquet(tmp_path / "a.parquet")
    frame = spark.read.parquet(str(tmp_path))
    with pytest.raises(InputError, match="negative"):
        count(frame, value="jobs", **KEYS)
    with pytest.raises(InputError, match="no column 'place'"):
        count(frame, region="place", industry="nace")


def _arrays(table):
    return table.data_vars.values() if hasattr(table, "data_vars") else [table]


def _said(table):
    return {name: said for name, said in table.attrs.items() if name not in ("source", "engine")}
