"""The open API: what it answers, its description, and that it stays as it is."""

import json
from pathlib import Path

import pytest

SNAPSHOT = Path(__file__).parent / "openapi.json"


@pytest.mark.django_db
def test_the_description_changes_only_on_purpose(browse):
    """Where this fails and the change is meant: write the new description into openapi.json."""
    found = browse().get("/api/v1/openapi.json").json()
    assert found == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


@pytest.mark.django_db
def test_clusters_carry_texts_in_all_languages_and_their_pages(browse):
    answer = browse().get("/api/v1/clusters?theme=water").json()
    assert (answer["count"], answer["next"]) == (1, None)
    bem = answer["results"][0]
    assert set(bem["name"]) == {"fi", "sv", "en"}
    assert bem["page"]["sv"] == "http://localhost/sv/kluster/bem/"
    assert "contact_email" not in bem


@pytest.mark.django_db
def test_a_cluster_has_goals_benefits_members_and_industries(browse):
    answer = browse().get("/api/v1/clusters/ruokaklusteri").json()
    assert [len(answer[name]) for name in ("goals", "benefits", "members", "industries")] == [
        4,
        4,
        6,
        7,
    ]


@pytest.mark.django_db
def test_long_lists_come_in_parts(browse):
    first = browse().get("/api/v1/organisations?limit=5").json()
    second = browse().get(first["next"]).json()
    slugs = [row["slug"] for part in (first, second) for row in part["results"]]
    assert (len(slugs), len(set(slugs))) == (10, 10)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "offset=-1", "offset=99999999999"]
)
def test_a_wrong_query_is_told(browse, query):
    assert browse().get(f"/api/v1/organisations?{query}").status_code == 422


@pytest.mark.django_db
def test_an_analysis_has_figures_with_source_and_licence(browse, analysis):
    answer = browse().get(f"/api/v1/analyses/{analysis.fingerprint[:16]}").json()
    assert {table["table"]: table["licence"] for table in answer["tables"]}[
        "jobs_2017"
    ] == "CC BY 4.0"
    lq = {(row["table"], row["industry"]): row["lq"] for row in answer["figures"]}
    assert [round(lq["jobs_2017", code], 2) for code in "EDI"] == [1.15, 0.92, 0.95]
    assert answer["candidates"][0]["specialised"] == ["02_03", "16"]


@pytest.mark.django_db
def test_the_map_is_geojson_with_figures_and_attribution(browse):
    answer = browse().get("/api/v1/municipalities.geojson?industry=A")
    content = answer.json()
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert len(content["features"]) == 14
    assert all(row["properties"]["value"] > 0 for row in content["features"])
    assert "National Land Survey" in content["attribution"]
    assert "Statistics Finland" in content["attribution"]


@pytest.mark.django_db
def test_programs_of_other_sites_may_read_but_not_write(browse):
    assert browse().get("/api/v1/clusters").headers["Access-Control-Allow-Origin"] == "*"
    assert browse("aino").post("/api/v1/clusters", {}).status_code == 405
