"""Counts micro-data larger than memory: generated establishments, on DuckDB and on PySpark.

    python benchmarks/micro.py FOLDER [--rows 200_000_000] [--memory 4] [--engines duckdb pyspark]

Writes a folder of Parquet files below FOLDER (some 10 bytes a row), counts them in a process of
its own for each engine, checks that the tables are the same, prints time, rows a second and the
most memory that the process and its children had at once, and deletes the files. DuckDB's process
is killed, and the benchmark fails, if it has more than --memory GiB in memory; DuckDB itself may
use half of that, the rest is for the table, Python and the libraries. PySpark runs from
.venv-scale (tools/scale.sh makes it) with a heap of --memory GiB and no such limit. Memory is read
from /proc, so it needs Linux.

A row is an establishment in a year: 1,400 regions, 615 industries and 20 years, with sizes of a
heavy tail; of 1,000 rows some 3 have no region and 5 no employment. The same seed gives the same
rows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    import xarray as xr

ROOT = Path(__file__).parents[1]
REGIONS, INDUSTRIES, YEARS = 1400, 615, 20
FIRST_YEAR = 2005
ROWS_A_FILE = 1_000_000
SEED = 1
COLUMNS = {"region": "municipality", "industry": "nace", "period": "year", "value": "employees"}
GIB = 2**30


def main() -> None:
    """Generate, count with each engine in a process of its own, compare, delete."""
    options = arguments()
    if options.count:
        json.dump(counted(options.folder, options.count, options.memory), sys.stdout)
        return
    folder = Path(tempfile.mkdtemp(prefix="terttu-micro-", dir=options.folder))
    try:
        started = time.perf_counter()
        generate(folder, options.rows)
        size = sum(file.stat().st_size for file in folder.rglob("*.parquet"))
        print(
            f"generated {options.rows:,} rows, {size / GIB:.2f} GiB, "
            f"{time.perf_counter() - started:.0f} s",
            flush=True,
        )
        results = {engine: run(engine, folder, options.memory) for engine in options.engines}
        for engine, found in results.items():
            print(line(engine, found), flush=True)
        tables = {(found["table"], found["rows_counted"]) for found in results.values()}
        if len(tables) > 1:
            raise SystemExit("The engines gave different tables.")
        print(f"the same table from {' and '.join(results)}")
    finally:
        shutil.rmtree(folder)


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=lambda text: int(text.replace("_", "")), default=200_000_000)
    parser.add_argument("--memory", type=float, default=4, help="GiB")
    parser.add_argument("--engines", nargs="+", default=["duckdb", "pyspark"])
    parser.add_argument("--count", help=argparse.SUPPRESS)
    return parser.parse_args()


def generate(folder: Path, rows: int) -> None:
    """Write the files, each with the establishments of a part of a year."""
    places = affinity()
    files = -(-rows // ROWS_A_FILE)
    regions = pl.Series([f"R{number:04}" for number in range(REGIONS)])
    industries = pl.Series(
        [f"{number // 9 + 1:02}.{number % 9 + 1}" for number in range(INDUSTRIES)]
    )
    for number in range(files):
        rng = np.random.default_rng([SEED, number])
        size = min(ROWS_A_FILE, rows - number * ROWS_A_FILE)
        cell = np.searchsorted(places, rng.random(size)).clip(max=REGIONS * INDUSTRIES - 1)
        employees = np.minimum(1 + rng.pareto(1.1, size), 20_000).astype(np.int32)
        frame = pl.DataFrame(
            {
                "establishment": rng.integers(0, 10**8, size),
                "municipality": regions[cell // INDUSTRIES],
                "nace": industries[cell % INDUSTRIES],
                "year": np.full(size, FIRST_YEAR + number * YEARS // files, np.int32),
                "employees": employees,
                "turnover": (employees * rng.lognormal(11, 1, size)).round(-2),
            }
        ).with_columns(
            pl.when(pl.Series(rng.random(size) >= 0.003))
            .then("municipality")
            .alias("municipality"),
            pl.when(pl.Series(rng.random(size) >= 0.005)).then("employees").alias("employees"),
        )
        frame.write_parquet(folder / f"part-{number:05}.parquet", compression="zstd")


def affinity() -> np.ndarray:
    """The cumulated probability of each cell: sizes, and what a region is good at."""
    rng = np.random.default_rng(SEED)
    region = 1 / np.arange(1, REGIONS + 1) ** 0.75
    industry = rng.lognormal(0, 1.4, INDUSTRIES)
    cells = region[:, np.newaxis] * industry * rng.lognormal(0, 1.2, (REGIONS, INDUSTRIES))
    cumulated: np.ndarray = np.cumsum(cells)
    return cumulated / cumulated[-1]


def run(engine: str, folder: Path, memory: float) -> dict[str, Any]:
    """Count in a process of its own."""
    python = ROOT / (".venv-scale" if engine == "pyspark" else ".venv") / "bin" / "python"
    command = [str(python), __file__, str(folder), "--count", engine, "--memory", str(memory)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "SPARK_LOCAL_IP": "127.0.0.1"}
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out, env=environment)
        used = watched(process, None if engine == "pyspark" else int(memory * GIB))
        if process.returncode:
            raise SystemExit(f"{engine} failed; it had {used / GIB:.2f} GiB.")
        out.seek(0)
        return json.load(out) | {"memory": used}


def watched(process: subprocess.Popen[bytes], limit: int | None) -> int:
    """The most memory of a process and its children at once, in bytes; killed over the limit."""
    most = 0
    while process.poll() is None:
        most = max(most, sum(resident(pid) for pid in family(process.pid)))
        if limit is not None and most > limit:
            for pid in family(process.pid):
                os.kill(pid, signal.SIGKILL)
            process.wait()
        time.sleep(0.02)
    return most


def family(pid: int) -> list[int]:
    """A process and its descendants (Linux)."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return [pid]
    return [pid, *(found for child in text.split() for found in family(int(child)))]


def resident(pid: int) -> int:
    """The resident memory of a process, in bytes (Linux)."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def counted(folder: Path, engine: str, memory: float) -> dict[str, Any]:
    """Count the folder and describe the table."""
    from terttu.observatory.micro.counting import count

    if engine == "pyspark":
        source: Any = spark(memory).read.parquet(str(folder))
        started = time.perf_counter()
        table = count(source, **COLUMNS)
    else:
        started = time.perf_counter()
        table = count(folder, engine=engine, memory_limit=f"{memory / 2:.1f}GiB", **COLUMNS)
    return {
        "seconds": time.perf_counter() - started,
        "table": digest(table),
        "shape": list(table.shape),
        "total": int(table.sum()),
        **{name: table.attrs[name] for name in ("rows", "rows_counted", "rows_without")},
    }


def spark(memory: float) -> Any:
    """A Spark on this machine alone, with a heap of so many GiB."""
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.master("local[*]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", f"{int(memory * 1024)}m")
        .config("spark.log.level", "ERROR")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )


def digest(table: xr.DataArray) -> str:
    """A checksum of the labels and the values."""
    parts = [table.values.tobytes(), str(table.dims).encode()]
    parts += [str(table[dim].values.tolist()).encode() for dim in table.dims]
    return hashlib.sha256(b"|".join(parts)).hexdigest()


def line(engine: str, found: dict[str, Any]) -> str:
    """What was measured, for a person."""
    shape = " x ".join(f"{number:,}" for number in found["shape"])
    return (
        f"{engine}: {found['seconds']:.1f} s, {found['rows'] / found['seconds'] / 1e6:.1f} million "
        f"rows a second, at most {found['memory'] / GIB:.2f} GiB; {shape} cells, "
        f"{found['total']:,} employees, {found['rows'] - found['rows_counted']:,} rows left out "
        f"({found['rows_without']})"
    )


if __name__ == "__main__":
    main()
