"""Rebuilds the data files of the package from a folder with the raw material.

Run it as `python tools/data/build_data.py RAW [--target src/terttu/data]`. The same raw
material gives the same bytes. `dataset.toml` and `README.md` are written by hand and stay.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from areas import build_areas
from borders import build_borders
from classifications import build_nace, build_sections
from europe import build_europe

# Already cleaned in the raw material: taken over byte for byte.
CLEANED = (
    "crosswalk_30_to_sections.csv",
    "industries_30.csv",
    "industry_occupation_2012_2016.parquet",
    "jobs_municipality_section_2017.csv",
    "national_input_output_2014.csv",
    "region_industry_2014.csv",
)
NEEDED = (
    "pack",
    "finland_municipality_keys",
    "finland_geometry/raw/mml",
    "nace_rev2",
    "nuts_classification",
    "eurostat_sbs_nuts2_2015",
)


def build(raw: Path, target: Path) -> None:
    """Write every made file under `target` (`finland` and `europe`)."""
    finland = target / "finland"
    finland.mkdir(parents=True, exist_ok=True)
    for name in CLEANED:
        shutil.copyfile(raw / "pack" / name, finland / name)
    build_sections(raw, finland / "sections.csv")
    build_nace(raw, finland / "nace_rev2.csv")
    build_areas(raw, finland / "areas.csv")
    build_borders(raw, finland)
    build_europe(raw, target / "europe")


def main() -> int:
    """Read the arguments, check that the raw material is complete, build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path, help="folder with the raw material")
    parser.add_argument("--target", type=Path, default=Path("src/terttu/data"))
    arguments = parser.parse_args()
    missing = [name for name in NEEDED if not (arguments.raw / name).is_dir()]
    if missing:
        print(f"{arguments.raw} lacks {', '.join(missing)}.", file=sys.stderr)
        return 2
    build(arguments.raw, arguments.target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
