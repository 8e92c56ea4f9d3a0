"""A data folder in the shape of the American one, with figures made up here."""

import gzip

import numpy as np
import polars as pl

STATES = range(1, 21)
CODES = {
    # Two clusters of manufacturing that lie in opposite parts, one of services in a third part.
    "1": ("311111", "311119", "311211"),
    "3": ("315110", "315190", "315210"),
    "20": ("541511", "541512", "541600"),
}
STORED = {"541600": "5416"}  # the only child of its parent
YEARS = (2007, 2008, 2009, 2010, 2011)


def counts():
    """Establishments by state and code: each cluster has a third of the states to itself."""
    random = np.random.default_rng(4)
    found = {}
    for place, codes in enumerate(CODES.values()):
        for code in codes:
            for state in STATES:
                mean = 30 if state % 3 == place else 4
                found[state, code] = int(random.poisson(mean))
    return found


def write_folder(folder):
    """Write all files that the studies read; returns the establishments of each year."""
    names = ["us_cbp_state_naics_2000_2011", "us_benchmark_clusters", "us_cluster_mapping"]
    states, bench, areas = (folder / name for name in names)
    for each in (states, bench, areas):
        each.mkdir(parents=True)
    table = counts()
    rows = [
        (year, state, STORED.get(code, code), n, 10 * n, "A" if n == 1 else None)
        for year in YEARS
        for (state, code), n in table.items()
        if n
    ]
    rows += [(year, 1, "99", 5, 50, None) for year in YEARS]
    columns = ["year", "fipstate", "naics", "est", "emp", "empflag"]
    schema = dict(
        zip(columns, [pl.Int64, pl.Int64, pl.String, *[pl.Int64] * 2, pl.String], strict=True)
    )
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(
        states / "cbp_state_naics_2000_2011.parquet"
    )
    codes = [code for group in CODES.values() for code in group]
    lookup = "".join(f"{code},{STORED.get(code, code)}\n" for code in codes)
    (states / "naics2007_leaf_lookup.csv").write_text("naics_2007,cbp_code_in_file\n" + lookup)
    lines = [f"{k},TRUE,naics_2007,{code}\n" for k, group in CODES.items() for code in group]
    lines += ["116,FALSE,naics_2007,722110\n", "1,TRUE,naics_1997,311111\n"]
    (bench / "bcd_naics_to_cluster_all_versions.csv").write_text(
        "cluster_code,traded,naics_version,naics\n" + "".join(lines)
    )
    write_areas(areas)
    return table


def write_areas(folder):
    """Areas by cluster, and published links that are the correlations of employment."""
    random = np.random.default_rng(5)
    size = random.lognormal(3, 1, 40)
    x = np.round(size[:, None] * random.lognormal(0, 0.6, (40, 3)) * 10)
    lines = [
        f"{area},{k},{traded},{n:.0f},{n:.0f},{n // 7:.0f}\n"
        for area, row in enumerate(x)
        for k, n, traded in [*zip(CODES, row, ["True"] * 3, strict=True), ("116", 9, "False")]
    ]
    head = "region_code,cluster_code,traded,emp,emp_reported,est\n"
    with gzip.open(folder / "msa_clusters_2016.csv.gz", "wt") as file:
        file.write(head + "".join(lines))
    r = np.corrcoef(x.T)
    np.fill_diagonal(r, 0.5)
    links = [
        f"{a},{b},{r[i, j]!r},{r[i, j]!r},{r[i, j]!r}\n".replace("np.float64(", "").replace(")", "")
        for i, a in enumerate(CODES)
        for j, b in enumerate(CODES)
    ]
    (folder / "related_clusters_51x51.csv").write_text(
        "cluster_code,cluster_code_2,cr_lcemp,cr_lcest,cr_lc\n" + "".join(links)
    )
