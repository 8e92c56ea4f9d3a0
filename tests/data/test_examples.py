"""The regions' folders: what they point at exists, every text is there, what is invented says so."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
FINLAND = Path(__file__).parents[2] / "src" / "terttu" / "data" / "finland"
FOLDERS = ("etela-savo", "pohjanmaa")
LIFE_CYCLE = {"idea", "forming", "active", "registered", "merged", "closed"}
KINDS = {"company", "rdi", "education", "authority", "association", "development", "other"}
ROLES = {"region_admin", "cluster_manager", "member", "visitor"}

each_folder = pytest.mark.parametrize("folder", FOLDERS)


def toml(folder: str, name: str) -> dict[str, Any]:
    return tomllib.loads((EXAMPLES / folder / f"{name}.toml").read_text(encoding="utf-8"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def slugs(folder: str, name: str) -> list[str]:
    return [item["slug"] for item in toml(folder, f"{name}s")[name]]


def tables(value: Any) -> Iterator[dict[str, Any]]:
    """Every table of a file, at any depth."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from tables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tables(inner)


def translated(folder: str, name: str) -> list[dict[str, Any]]:
    return [table for table in tables(toml(folder, name)) if {"fi", "sv", "en"} & set(table)]


@each_folder
def test_region_names_a_region_and_its_codes_as_the_data_have_them(folder: str) -> None:
    region = toml(folder, "region")
    areas = rows(FINLAND / "areas.csv")
    known = {row["code"]: row for row in areas if row["scheme"] == "maakunta"}[region["area"]]
    assert region["slug"] == folder
    assert region["name"] == {tag: known[f"name_{tag}"] for tag in region["languages"]}
    for code in region["codes"]:
        found = [
            row["code"]
            for row in areas
            if (row["scheme"], row["region"]) == (code["scheme"], region["area"])
            and int(row["year_from"]) <= code["version"] <= int(row["year_to"] or 9999)
        ]
        assert found == [code["code"]]


def test_regions_differ_in_the_order_of_languages_and_in_colours() -> None:
    first, second = (toml(folder, "region") for folder in FOLDERS)
    assert first["languages"] == ["fi", "sv", "en"]
    assert second["languages"] == ["sv", "fi", "en"]
    assert not set(first["colours"]["brand"]) & set(second["colours"]["brand"])


@each_folder
def test_colours_are_hexadecimal(folder: str) -> None:
    colours = toml(folder, "region")["colours"]["brand"]
    colours += [t["colour"] for s in toml(folder, "strategy")["strategy"] for t in s["theme"]]
    assert [colour for colour in colours if not re.fullmatch(r"#[0-9a-f]{6}", colour)] == []


@each_folder
@pytest.mark.parametrize("name", ["region", "strategy", "clusters"])
def test_every_text_is_there_in_three_languages(folder: str, name: str) -> None:
    texts = translated(folder, name)
    assert texts
    assert [text for text in texts if not all(text.get(tag) for tag in ("fi", "sv", "en"))] == []


@each_folder
def test_matrix_joins_themes_and_priorities_of_its_strategy(folder: str) -> None:
    for strategy in toml(folder, "strategy")["strategy"]:
        priorities = {item["slug"] for item in strategy["priority"]}
        assert set(strategy["matrix"]) == {item["slug"] for item in strategy["theme"]}
        assert set().union(*strategy["matrix"].values()) == priorities


def test_etela_savo_has_five_themes_and_five_priorities_until_2027() -> None:
    newest, former = toml("etela-savo", "strategy")["strategy"]
    themes = [item["slug"] for item in newest["theme"]]
    assert themes == ["forest", "water", "food", "tourism", "wellbeing"]
    assert len(newest["priority"]) == 5
    assert (newest["valid_from"], newest["valid_to"]) == (date(2022, 1, 1), date(2027, 12, 31))
    assert (len(former["theme"]), len(former["priority"])) == (3, 2)
    assert former["valid_to"] < newest["valid_from"]


@each_folder
def test_theme_industries_point_at_known_themes_and_codes(folder: str) -> None:
    divisions = {r["code"] for r in rows(FINLAND / "nace_rev2.csv") if r["level"] == "2"}
    known = {("nace_division", code) for code in divisions}
    known |= {("industry30", r["industry_code"]) for r in rows(FINLAND / "industries_30.csv")}
    known |= {("nace_section", row["code"]) for row in rows(FINLAND / "sections.csv")}
    table = rows(EXAMPLES / folder / "theme_industries.csv")
    themes = {item["slug"] for item in toml(folder, "strategy")["strategy"][0]["theme"]}
    assert {row["theme"] for row in table} == themes
    assert {(row["level"], row["code"]) for row in table} - known == set()
    assert [
        row for row in table if not (row["reason"] and row["reason_fi"] and row["reason_sv"])
    ] == []


@each_folder
def test_no_industry_is_counted_twice_over_themes(folder: str) -> None:
    table = rows(EXAMPLES / folder / "theme_industries.csv")
    keys = Counter((row["theme"], row["level"], row["code"]) for row in table)
    shares: Counter[tuple[str, str]] = Counter()
    for row in table:
        shares[row["level"], row["code"]] += round(1000 * float(row["weight"]))
    assert set(keys.values()) == {1}
    assert [code for code, share in shares.items() if share > 1000] == []


def test_water_says_where_statistics_cannot_see_it() -> None:
    table = rows(EXAMPLES / "etela-savo" / "theme_industries.csv")
    hidden = [(row["theme"], row["code"]) for row in table if float(row["weight"]) == 0]
    assert hidden == [("water", code) for code in ("20", "28", "42", "71")]


@each_folder
def test_clusters_point_at_themes_organisations_and_industries(folder: str) -> None:
    themes = {item["slug"] for item in toml(folder, "strategy")["strategy"][0]["theme"]}
    organisations = set(slugs(folder, "organisation"))
    codes = {row["industry_code"] for row in rows(FINLAND / "industries_30.csv")}
    codes |= {row["code"] for row in rows(FINLAND / "sections.csv")}
    for cluster in toml(folder, "clusters")["cluster"]:
        members = [member["organisation"] for member in cluster.get("member", [])]
        assert set(cluster["themes"]) <= themes
        assert {cluster["host"], *members} <= organisations
        assert len(members) == len(set(members))
        assert {industry["code"] for industry in cluster["industries"]} <= codes
        assert cluster["life_cycle"] in LIFE_CYCLE
        keys = [fact["key"] for fact in cluster.get("fact", [])]
        assert len(keys) == len(set(keys))


@each_folder
def test_industries_of_a_cluster_weigh_no_more_than_in_its_themes(folder: str) -> None:
    weights = {
        (row["theme"], row["level"], row["code"]): float(row["weight"])
        for row in rows(EXAMPLES / folder / "theme_industries.csv")
    }
    for cluster in toml(folder, "clusters")["cluster"]:
        for item in cluster["industries"]:
            key = (cluster["themes"][0], item["scheme"], item["code"])
            assert item["weight"] == weights[key]


@each_folder
@pytest.mark.parametrize("name", ["cluster", "organisation"])
def test_slugs_are_used_once(folder: str, name: str) -> None:
    found = slugs(folder, name)
    assert len(found) == len(set(found))
    assert [slug for slug in found if not re.fullmatch(r"[a-z0-9-]+", slug)] == []


@each_folder
def test_organisations_have_a_known_kind_and_themes_and_municipality(folder: str) -> None:
    themes = {item["slug"] for item in toml(folder, "strategy")["strategy"][0]["theme"]}
    towns = {row["code"] for row in rows(FINLAND / "areas.csv") if row["scheme"] == "kunta"}
    for organisation in toml(folder, "organisations")["organisation"]:
        assert organisation["kind"] in KINDS
        assert set(organisation["themes"]) <= themes
        assert organisation.get("municipality", "491") in towns
        assert organisation["name"]["fi"]


def test_business_ids_have_a_right_check_digit() -> None:
    ids = [
        item["business_id"]
        for item in toml("etela-savo", "organisations")["organisation"]
        if "business_id" in item
    ]
    assert len(ids) == 4
    for business_id in ids:
        weights = (7, 9, 10, 5, 8, 4, 2)
        total = sum(w * int(digit) for w, digit in zip(weights, business_id[:7], strict=True))
        assert int(business_id[-1]) == (11 - total % 11) % 11


def test_every_fact_about_etela_savo_has_its_source() -> None:
    for cluster in toml("etela-savo", "clusters")["cluster"]:
        stated = [cluster["purpose"], *cluster["goal"], *cluster["benefit"], *cluster["fact"]]
        for item in [*stated, *cluster.get("member", [])]:
            assert item["source"].startswith("https://")
    for organisation in toml("etela-savo", "organisations")["organisation"]:
        assert bool(organisation["sources"]) is not organisation.get("demo", False)


def test_everything_in_pohjanmaa_says_that_it_is_a_demonstration() -> None:
    assert toml("pohjanmaa", "region")["demo"] is True
    strategy = toml("pohjanmaa", "strategy")["strategy"][0]
    clusters = toml("pohjanmaa", "clusters")["cluster"]
    organisations = toml("pohjanmaa", "organisations")["organisation"]
    named = [strategy, *strategy["theme"], *strategy["priority"], *clusters, *organisations]
    assert (len(strategy["theme"]), len(strategy["priority"])) == (4, 3)
    assert (len(clusters), len(organisations)) == (1, 4)
    assert all(item["demo"] is True for item in named)
    assert all(text.startswith("Demo") for item in named for text in item["name"].values())


@each_folder
def test_accounts_are_demonstrations_at_example_org(folder: str) -> None:
    accounts = toml(folder, "accounts")
    assert accounts["demo"] is True
    for account in accounts["account"]:
        assert account["name"].endswith(" Demo")
        assert account["email"].endswith("@example.org")
        assert account["role"] in ROLES
        assert account.get("cluster", slugs(folder, "cluster")[0]) in slugs(folder, "cluster")
        known = slugs(folder, "organisation")
        assert account.get("organisation", known[0]) in known


def test_no_email_address_of_a_person_is_in_a_folder() -> None:
    for path in EXAMPLES.rglob("*"):
        if path.is_file():
            addresses = re.findall(r"[\w.+-]+@[\w.-]+", path.read_text(encoding="utf-8"))
            assert [found for found in addresses if not found.endswith("@example.org")] == []
