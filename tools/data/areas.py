"""Makes areas.csv: Finland's regions, NUTS 3 areas and municipalities with their years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rows import Row, read_rows, write_rows

COLUMNS = [
    "code",
    "scheme",
    "year_from",
    "year_to",
    "name_fi",
    "name_sv",
    "name_en",
    "parent",
    "region",
]
KEY_YEARS = range(2013, 2027)
NUTS_VERSIONS = (2013, 2016, 2021, 2024)
LANGUAGES = ("fi", "sv", "en")


def read_keys(raw: Path) -> dict[int, list[Row]]:
    """The municipality key of each year, codes padded to their usual width."""
    folder = raw / "finland_municipality_keys"
    keys = {year: read_rows(folder / f"municipality_key_{year}.csv") for year in KEY_YEARS}
    for row in (row for rows in keys.values() for row in rows):
        row["kunta"] = row["kunta"].zfill(3)
        row["maakunta_code"] = row["maakunta_code"].zfill(2)
    return keys


def region_names(keys: dict[int, list[Row]]) -> dict[str, Row]:
    """Names of the regions by code, from the newest key."""
    newest = keys[max(keys)]
    return {
        row["maakunta_code"]: {f"name_{tag}": row[f"maakunta_name_{tag}"] for tag in LANGUAGES}
        for row in newest
    }


def region_rows(keys: dict[int, list[Row]]) -> list[Row]:
    """One row per region: all 19 exist in every key."""
    return [
        _row(code, "maakunta", min(keys), None, names, parent="FI", region=code)
        for code, names in sorted(region_names(keys).items())
    ]


def municipality_rows(keys: dict[int, list[Row]]) -> list[Row]:
    """One row per municipality and run of years in which it belonged to the same region."""
    years_in: dict[tuple[str, str], list[int]] = {}
    names: dict[str, Row] = {}
    for year, rows in sorted(keys.items()):
        for row in rows:
            years_in.setdefault((row["kunta"], row["maakunta_code"]), []).append(year)
            names[row["kunta"]] = {
                f"name_{tag}": row[f"municipality_name_{tag}"] for tag in LANGUAGES
            }
    made = []
    for (code, region), years in sorted(years_in.items(), key=lambda item: (item[0][0], item[1])):
        _require_run(code, years)
        last = None if years[-1] == max(keys) else years[-1]
        made.append(_row(code, "kunta", years[0], last, names[code], parent=region, region=region))
    return made


def nuts3_codes(raw: Path, keys: dict[int, list[Row]]) -> dict[int, dict[str, str]]:
    """NUTS 3 code of each region in each NUTS version.

    The keys give the codes from 2017 on; where a region's border moved inside a version, its
    municipalities carry more than one code and the code of most of them is the region's.
    """
    codes: dict[int, dict[str, str]] = {2013: {}, 2016: {}}
    for row in read_rows(raw / "pack" / "region_industry_2014.csv"):
        codes[2013][row["region_code"]] = row["nuts3_2013"]
        codes[2016][row["region_code"]] = row["nuts3_2016"]
    return codes | {version: _most_common_nuts3(keys[version]) for version in (2021, 2024)}


def nuts3_rows(raw: Path, keys: dict[int, list[Row]]) -> list[Row]:
    """One row per NUTS 3 code; the years are those of the first and last NUTS version that has
    it, and an empty last year means the newest version."""
    versions: dict[tuple[str, str], list[int]] = {}
    for version, codes in nuts3_codes(raw, keys).items():
        for region, code in codes.items():
            versions.setdefault((code, region), []).append(version)
    names = region_names(keys)
    return [
        _row(
            code,
            "nuts3",
            found[0],
            None if found[-1] == max(NUTS_VERSIONS) else found[-1],
            names[region],
            parent=code[:4],
            region=region,
        )
        for (code, region), found in sorted(versions.items())
    ]


def build_areas(raw: Path, target: Path) -> None:
    """Write areas.csv from the municipality keys and the NUTS codes under `raw`."""
    keys = read_keys(raw)
    rows = region_rows(keys) + nuts3_rows(raw, keys) + municipality_rows(keys)
    write_rows(target, COLUMNS, rows)


def _most_common_nuts3(rows: Iterable[Row]) -> dict[str, str]:
    votes: dict[str, Counter[str]] = {}
    for row in rows:
        votes.setdefault(row["maakunta_code"], Counter())[row["nuts3_code"]] += 1
    return {region: count.most_common(1)[0][0] for region, count in votes.items()}


def _require_run(code: str, years: list[int]) -> None:
    if years != list(range(years[0], years[-1] + 1)):
        raise ValueError(f"Municipality {code} left its region and came back: {years}.")


def _row(
    code: str, scheme: str, first: int, last: int | None, names: Row, *, parent: str, region: str
) -> Row:
    years = {"year_from": str(first), "year_to": "" if last is None else str(last)}
    return {"code": code, "scheme": scheme, "parent": parent, "region": region} | years | names
