"""Makes the two border files from the National Land Survey's administrative borders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from areas import read_keys, region_names
from rows import Row

DECIMALS = 4  # about 10 metres, far finer than the source's own generalisation
BORDER_YEAR = 2021
TABLE_YEAR = 2020  # the division of the jobs table, by which municipalities get their region

Ring = list[list[float]]
Feature = dict[str, Any]


def build_borders(raw: Path, folder: Path) -> None:
    """Write municipalities.geojson and regions.geojson into `folder`."""
    source = raw / "finland_geometry" / "raw" / "mml"
    keys = read_keys(raw)
    in_table = {row["kunta"]: row["maakunta_code"] for row in keys[TABLE_YEAR]}
    names = {row["kunta"]: row for row in keys[BORDER_YEAR]}
    towns = [
        _feature(_code(f, 3), f["geometry"], _town(_code(f, 3), names, in_table))
        for f in _features(source / "kuntarajat.json")
    ]
    regions = region_names(keys)
    counties = [
        _feature(_code(f, 2), f["geometry"], {"region_code": _code(f, 2)} | regions[_code(f, 2)])
        for f in _features(source / "maakuntarajat.json")
    ]
    _write(folder / "municipalities.geojson", towns)
    _write(folder / "regions.geojson", counties)


def rounded_ring(ring: Ring) -> Ring:
    """The ring on a grid of DECIMALS decimals, without the repeats that rounding makes.

    Rounding each point alone keeps the points that neighbours share shared.
    """
    points = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y, *_ in ring]
    kept = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
    return kept if _signed_area(kept) >= 0 else kept[::-1]


def _signed_area(ring: Ring) -> float:
    """Twice the area, positive for a ring that runs counter-clockwise."""
    return sum(
        x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)
    )


def _polygon(rings: list[Ring]) -> list[Ring]:
    outer, *holes = [rounded_ring(ring) for ring in rings]
    return [outer, *(hole[::-1] for hole in holes)]  # RFC 7946: holes run clockwise


def _geometry(geometry: Feature) -> Feature:
    if geometry["type"] == "Polygon":
        return {"type": "Polygon", "coordinates": _polygon(geometry["coordinates"])}
    polygons = [_polygon(rings) for rings in geometry["coordinates"]]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _feature(code: str, geometry: Feature, properties: Row) -> Feature:
    shape = _geometry(geometry)
    return {"type": "Feature", "id": code, "properties": properties, "geometry": shape}


def _town(code: str, names: dict[str, Row], in_table: dict[str, str]) -> Row:
    return {
        "municipality_code": code,
        "name_fi": names[code]["municipality_name_fi"],
        "name_sv": names[code]["municipality_name_sv"],
        "region_code": in_table[code],
    }


def _features(path: Path) -> list[Feature]:
    features: list[Feature] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def _code(feature: Feature, width: int) -> str:
    return str(feature["properties"]["NATCODE"]).zfill(width)


def _write(path: Path, features: list[Feature]) -> None:
    ordered = sorted(features, key=lambda feature: str(feature["id"]))
    collection = {"type": "FeatureCollection", "features": ordered}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
