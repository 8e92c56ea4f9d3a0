"""A cluster on this machine alone, and the same rows for every engine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import generated
import java
import polars as pl
import pytest

CORES, MEGABYTES = 1, 1024
WORKERS = 2


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """PySpark on a master and two workers, each a process of its own, on the loopback alone."""
    home = java.find()
    assert home, "PySpark needs Java; tools/java.py installs it."
    os.environ |= {"JAVA_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    import pyspark
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    settings = {
        "spark.driver.extraJavaOptions": quick,
        "spark.executor.extraJavaOptions": quick,
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(folder),
        "spark.log.level": "ERROR",
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(f"local-cluster[{WORKERS},{CORES},{MEGABYTES}]")
    session = builder.config(map=settings).getOrCreate()
    yield session
    session.stop()
    # The workers keep their papers inside the package.
    shutil.rmtree(Path(pyspark.__file__).parent / "work", ignore_errors=True)


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """The rows in a folder of Parquet files."""
    place = tmp_path_factory.mktemp("rows")
    for number, part in enumerate(generated.rows().iter_slices(generated.ROWS // 6)):
        part.write_parquet(place / f"part-{number}.parquet")
    return place


@pytest.fixture(scope="session")
def rows() -> pl.LazyFrame:
    """The rows as a lazy frame of polars."""
    return generated.rows().lazy()
