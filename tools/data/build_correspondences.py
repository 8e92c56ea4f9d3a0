"""Makes the tables by which codes are converted, from a folder with the raw material.

Run it as `python tools/data/build_correspondences.py RAW [--target src/terttu/data]`. The same raw
material gives the same bytes. Of the published tables the rows of the finest level are kept: what
holds for a division follows from its classes. `areas/nuts_changes.csv` is keyed by hand and stays.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rows import Row, read_rows, write_rows

CLASS_LENGTH = {"nace2": 5, "nace21": 5, "isic4": 4, "tol2008": 5}
TABLES = {
    "nace21_to_nace2": ("nace21", "nace2"),
    "nace2_to_isic4": ("nace2", "isic4"),
    "tol2008_to_nace2": ("tol2008", "nace2"),
    "naics2017_to_isic4": ("naics2017", "isic4"),
    "naics2012_to_naics2017": ("naics2012", "naics2017"),
    "naics2022_to_naics2017": ("naics2022", "naics2017"),
}
# Municipalities that ended, with the one each became a part of: they are in the key of the year
# before and not in that of the year. Which one took them is on record at Statistics Finland.
MERGERS = {
    "413": "609",
    "476": "297",
    "838": "423",
    "164": "301",
    "283": "098",
    "319": "783",
    "532": "398",
    "174": "297",
    "442": "051",
    "911": "541",
    "099": "214",
    "588": "507",
}
KEY_YEARS = range(2013, 2027)


def build_tables(raw: Path, target: Path) -> None:
    """Write each correspondence with the columns source and target."""
    folder = raw / "industry_classifications"
    isic = {r["code"] for r in read_rows(folder / "class_isic4.csv") if r["level"] == "CLASS"}
    for name, (source, goal) in TABLES.items():
        rows = read_rows(folder / f"corr_{name}.csv")
        if name == "naics2017_to_isic4":
            rows = [row | {goal: code} for row in rows for code in isic_classes(row[goal], isic)]
        pairs = sorted(
            {
                (row[source], row[goal])
                for row in rows
                if is_finest(row[source], source) and is_finest(row[goal], goal)
            }
        )
        write_rows(
            target / f"{name}.csv",
            ["source", "target"],
            [{"source": one, "target": other} for one, other in pairs],
        )


def build_sections(raw: Path, target: Path) -> None:
    """Write the section of every division: a division stands below its section in each list."""
    made: list[Row] = []
    for scheme in ("nace2", "nace21", "isic4"):
        section = ""
        for row in read_rows(raw / "industry_classifications" / f"class_{scheme}.csv"):
            if row["level"] == "SECTION":
                section = row["code"]
            if row["level"] == "DIVISION":
                made.append({"scheme": scheme, "division": row["code"], "section": section})
    write_rows(target / "sections_of_divisions.csv", ["scheme", "division", "section"], made)


def build_mergers(raw: Path, target: Path) -> None:
    """Write the mergers of Finnish municipalities: the first year without the old one."""
    folder = raw / "finland_municipality_keys"
    keys = {
        year: {
            row["kunta"].zfill(3): row["municipality_name_fi"]
            for row in read_rows(folder / f"municipality_key_{year}.csv")
        }
        for year in KEY_YEARS
    }
    made: list[Row] = []
    for year in KEY_YEARS[1:]:
        for code in sorted(set(keys[year - 1]) - set(keys[year])):
            into = MERGERS[code]
            made.append(
                {
                    "year": str(year),
                    "source": code,
                    "target": into,
                    "source_name": keys[year - 1][code],
                    "target_name": keys[year][into],
                }
            )
    columns = ["year", "source", "target", "source_name", "target_name"]
    write_rows(target / "finland_municipality_mergers.csv", columns, made)


def isic_classes(code: str, classes: set[str]) -> list[str]:
    """The classes a code stands for: the source copy drops zeros in front and names some groups."""
    if code.zfill(4) in classes:
        return [code.zfill(4)]
    return sorted(one for one in classes if one.startswith(code.zfill(3)))


def is_finest(code: str, scheme: str) -> bool:
    """Whether a code is of the finest level of its classification."""
    return len(code) == CLASS_LENGTH.get(scheme, len(code))


def main() -> int:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path, help="folder with the raw material")
    parser.add_argument("--target", type=Path, default=Path("src/terttu/data"))
    arguments = parser.parse_args()
    build_tables(arguments.raw, arguments.target / "classifications")
    build_sections(arguments.raw, arguments.target / "classifications")
    build_mergers(arguments.raw, arguments.target / "areas")
    return 0


if __name__ == "__main__":
    sys.exit(main())
