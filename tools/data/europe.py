"""Makes the European table: NUTS 2 regions by industry division, 2015, with names and labels."""

from __future__ import annotations

from pathlib import Path

from areas import COLUMNS, LANGUAGES, read_keys
from classifications import build_divisions
from rows import Row, read_rows, write_rows

TABLE_COLUMNS = ["geo", "nace_r2", "year", "employment"]
NUTS_YEAR = 2013  # the version the codes of the table belong to


def build_europe(raw: Path, folder: Path) -> None:
    """Write the table, its areas and its industries into `folder`."""
    table = sbs_rows(raw)
    write_rows(folder / "sbs_nuts_nace_2015.csv", TABLE_COLUMNS, table)
    build_divisions(raw, folder / "divisions.csv", codes={row["nace_r2"] for row in table})
    codes, names = sorted({row["geo"] for row in table}), area_names(raw)
    write_rows(folder / "areas.csv", COLUMNS, [_area(code, names) for code in codes])


def sbs_rows(raw: Path) -> list[Row]:
    """The rows of NUTS 2 regions and divisions; an empty figure stays empty, never zero."""
    source = read_rows(raw / "eurostat_sbs_nuts2_2015" / "sbs_nuts_nace_2015.csv")
    wanted = [row for row in source if (row["nuts_level"], row["nace_level"]) == ("2", "division")]
    return [
        {
            "geo": row["geo"],
            "nace_r2": row["nace_r2"],
            "year": "2015",
            "employment": row["employment_2015"].removesuffix(".0"),
        }
        for row in sorted(wanted, key=lambda row: (row["geo"], row["nace_r2"]))
    ]


def area_names(raw: Path) -> dict[str, Row]:
    """Names by NUTS 2 code: the local name of the NUTS lists, Finland's in three languages."""
    names: dict[str, Row] = {}
    for row in read_rows(raw / "nuts_classification" / "nuts2021_2024_correspondence.csv"):
        for code in (row["Code 2021"], row["Code 2024"]):
            if row["NUTS level"] == "2" and code:
                names[code] = {f"name_{tag}": row["NUTS level 2"] for tag in LANGUAGES}
    for row in read_keys(raw)[2024]:
        names[row["nuts2_code"]] = {f"name_{tag}": row[f"nuts2_name_{tag}"] for tag in LANGUAGES}
    return names


def _area(code: str, names: dict[str, Row]) -> Row:
    unnamed = {f"name_{tag}": code for tag in LANGUAGES}
    known = {"year_from": str(NUTS_YEAR), "year_to": "", "parent": code[:3], "region": ""}
    return {"code": code, "scheme": "nuts2"} | known | names.get(code, unnamed)
