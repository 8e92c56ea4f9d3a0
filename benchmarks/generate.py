"""Makes tables to measure with: jobs by period, region and industry, as uneven as real ones.

    python benchmarks/generate.py [S M L] [--folder build/bench]

Region sizes follow a Zipf law (0.75) and industries a lognormal one (1.4). Which industries a
region has follows from nested capabilities (able regions have most industries, easy industries
are in most regions), six latent factors (industries that need the same things) and chance; chance
fades from one period to the next (AR(1), 0.95). Figures are whole numbers; only cells that are not
zero are written, as one long Parquet file in the order of the columns: period, region, industry,
value. The same seed gives the same table.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars as pl

FOLDER = Path(__file__).parents[1] / "build" / "bench"
FIRST_PERIOD = 2001
FACTORS = 6
MEMORY = 0.95  # of chance, from one period to the next
SPREAD = 0.55  # of the logarithm of a cell's value, beyond the sizes of region and industry
NESTED = 0.9  # correlation of a region's ability with the logarithm of its size
COMMON = 0.8  # correlation of an industry's ease with the logarithm of its size
ROWS_A_GROUP = 500_000


@dataclass(frozen=True, slots=True)
class Size:
    """The shape of a table and the share of its cells that are not zero."""

    name: str
    regions: int
    industries: int
    periods: int
    fill: float
    seed: int = 1

    @property
    def shape(self) -> str:
        """The shape for a person to read."""
        return f"{self.regions:,} x {self.industries:,} x {self.periods}"


SIZES = {
    size.name: size
    for size in (
        Size("S", 240, 88, 12, 0.813),
        Size("M", 1400, 615, 12, 0.365),
        Size("L", 3000, 1000, 20, 0.222),
    )
}


def main() -> None:
    """Write the tables that are asked for, and print what they are like."""
    parser = argparse.ArgumentParser(description="Make tables to measure with.")
    parser.add_argument("sizes", nargs="*", default=list(SIZES), metavar="S|M|L")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args()
    for name in asked.sizes:
        started = time.perf_counter()
        path = table(SIZES[name], asked.folder)
        print(f"{path} ({time.perf_counter() - started:.1f} s)")
        print(f"  {figures(path)}", flush=True)


def table(size: Size, folder: Path = FOLDER) -> Path:
    """The file of ``size``: made if it is not there, or older than this generator."""
    path = folder / f"{size.name}.parquet"
    if path.exists() and path.stat().st_mtime > Path(__file__).stat().st_mtime:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    frame(size).write_parquet(unfinished, compression="zstd", row_group_size=ROWS_A_GROUP)
    return unfinished.replace(path)


def frame(size: Size) -> pl.DataFrame:
    """The long table of the cells that are not zero."""
    import polars as pl

    regions = pl.Enum([f"R{number:04}" for number in range(1, size.regions + 1)])
    industries = pl.Enum([f"I{number:04}" for number in range(1, size.industries + 1)])
    return pl.concat(
        pl.DataFrame(
            {
                "period": np.full(len(value), FIRST_PERIOD + number, np.int32),
                "region": pl.Series(region.astype(np.uint16)).cat.to(regions),
                "industry": pl.Series(industry.astype(np.uint16)).cat.to(industries),
                "value": value,
            }
        )
        for number, (region, industry, value) in enumerate(cells(size))
    )


def cells(size: Size) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(region, industry, value) of the cells that are not zero, one period after the other."""
    random = np.random.default_rng(size.seed)
    shape = (size.regions, size.industries)
    region_size = -0.75 * np.log(np.arange(1, size.regions + 1))
    industry_size = 1.4 * random.standard_normal(size.industries)
    able = _correlated(region_size, NESTED, random)
    easy = _correlated(industry_size, COMMON, random)
    needs = random.standard_normal((FACTORS, size.industries)) / np.sqrt(FACTORS)
    steady = random.standard_normal((size.regions, FACTORS)) @ needs + able[:, np.newaxis] + easy
    steady = steady.astype(np.float32)
    level = region_size - region_size.mean()
    typical = (level[:, np.newaxis] + industry_size + np.log(50)).astype(np.float32)
    typical += SPREAD * random.standard_normal(shape, np.float32)
    chance = random.standard_normal(shape, np.float32)
    cut = None
    for _ in range(size.periods):
        score = steady + chance
        if cut is None:
            cut = np.quantile(score, 1 - size.fill)
        region, industry = np.nonzero(_present(score, cut))
        grown = typical[region, industry] + 0.1 * random.standard_normal(len(region), np.float32)
        yield region, industry, np.maximum(np.rint(np.exp(grown)), 1).astype(np.int64)
        chance *= MEMORY
        chance += np.sqrt(1 - MEMORY**2) * random.standard_normal(shape, np.float32)


def _correlated(size: np.ndarray, share: float, random: np.random.Generator) -> np.ndarray:
    """Standard normal numbers whose correlation with ``size`` is about ``share``."""
    standard = (size - size.mean()) / size.std()
    return np.asarray(share * standard + np.sqrt(1 - share**2) * random.standard_normal(len(size)))


def _present(score: np.ndarray, cut: float) -> np.ndarray:
    """The cells above the cut; every region keeps its best industry, and the other way round."""
    present = score > cut
    present[np.arange(len(score)), score.argmax(axis=1)] = True
    present[score.argmax(axis=0), np.arange(score.shape[1])] = True
    return present


def figures(path: Path) -> str:
    """What the table in ``path`` is like, over all its periods."""
    import polars as pl

    rows = pl.scan_parquet(path)
    all_of = pl.col("value").sum()
    in_region = all_of.over("period", "region")
    share = pl.col("value") / in_region
    share_of_all = all_of.over("period", "industry") / all_of.over("period")
    top = pl.col("value").top_k(pl.len() // 100).sum()
    periods, regions, industries, count, special, largest = (
        rows.with_columns(special=share >= share_of_all)
        .select(
            pl.col("period").n_unique(),
            pl.col("region").n_unique(),
            pl.col("industry").n_unique(),
            pl.len().alias("rows"),
            pl.col("special").sum(),
            (top / all_of).alias("top"),
        )
        .collect()
        .row(0)
    )
    everything = periods * regions * industries
    return (
        f"{regions:,} regions x {industries:,} industries x {periods} periods: {count:,} rows, "
        f"{count / everything:.0%} of the cells; location quotient at least 1 in "
        f"{special / everything:.0%}; the largest 1 % of the rows hold {largest:.0%} of the jobs; "
        f"{path.stat().st_size / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
