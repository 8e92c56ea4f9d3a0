"""Who may open and change what: a row for every address, a column for every member of the cast.

A test fails for an address without a row, so a new view cannot be forgotten.
"""

import re
import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from terttu.portal.enquiries.models import Enquiry
from terttu.portal.insights import decision_services, definition_services, rerun
from terttu.portal.insights.models import Analysis, Candidate, Exhibit
from terttu.portal.jobs.models import Job

from .conftest import body

CAST = (None, "daavid", "cecilia", "helmi", "bengt", "aino", "elin")
EVERYONE = dict.fromkeys(CAST, 200)
# Who has not logged in is sent to the log-in; who may not see it gets the answer "not there".
LOGGED_IN = EVERYONE | {None: 302}
FOOD = {
    None: 302,
    "daavid": 404,
    "cecilia": 404,
    "helmi": 404,
    "bengt": 200,
    "aino": 200,
    "elin": 404,
}
ADMINISTRATOR = dict.fromkeys(CAST, 404) | {None: 302, "aino": 200}
NO_GET = dict.fromkeys(CAST, 405) | {None: 302}
CLUSTER = {"slug": "ruokaklusteri"}
SET = {"pk": "SET"}
GROUP = {"pk": "SET", "code": "D02"}
CANDIDATE = {"fingerprint": "FINGERPRINT", "code": "CANDIDATE"}
SEEN = {"seen_version": "1"}

# name -> (arguments, who gets which answer)
ROWS = {
    "front": ({}, dict.fromkeys(CAST, 302)),
    "theme_css": ({}, EVERYONE),
    "robots": ({}, EVERYONE),
    "sitemap": ({}, EVERYONE),
    "wagtail_serve": ({"path": ""}, EVERYONE),
    "pages:strategy": ({}, EVERYONE),
    "pages:theme": ({"slug": "food"}, EVERYONE),
    "pages:clusters": ({}, EVERYONE),
    "pages:cluster": (CLUSTER, EVERYONE),
    "pages:organisations": ({}, EVERYONE),
    "pages:organisation": ({"slug": "ekoneum"}, EVERYONE),
    "pages:analysis": ({}, EVERYONE),
    "pages:analysis_version": ({"fingerprint": "FINGERPRINT"}, EVERYONE),
    "pages:analysis_regions": ({"fingerprint": "FINGERPRINT"}, EVERYONE),
    "pages:candidate": ({"fingerprint": "FINGERPRINT", "code": "CANDIDATE"}, EVERYONE),
    "pages:analysis_file": ({"fingerprint": "FINGERPRINT", "path": "measures.csv"}, EVERYONE),
    "pages:accessibility": ({}, EVERYONE),
    "pages:privacy": ({}, EVERYONE),
    "pages:data": ({}, EVERYONE),
    "enquiries:ask": (CLUSTER, EVERYONE),
    "enquiries:join": (CLUSTER, EVERYONE),
    "enquiries:thanks": (CLUSTER, EVERYONE),
    "manage:dashboard": ({}, LOGGED_IN),
    "manage:cluster": (CLUSTER, FOOD),
    "manage:goals": (CLUSTER, FOOD),
    "manage:benefits": (CLUSTER, FOOD),
    "manage:enquiries": ({}, LOGGED_IN),
    "manage:enquiry": ({"pk": "ENQUIRY"}, FOOD),
    "manage:import": ({}, ADMINISTRATOR),
    "manage:withdraw": ({"fingerprint": "FINGERPRINT"}, NO_GET),
    "manage:adopt": ({"fingerprint": "FINGERPRINT", "code": "CANDIDATE"}, ADMINISTRATOR),
    "manage:themes": ({}, ADMINISTRATOR),
    "manage:weights": ({"slug": "forest", "scheme": "nace_section"}, ADMINISTRATOR),
    "manage:people": ({}, ADMINISTRATOR),
    "manage:revoke": ({"pk": "ROLE"}, NO_GET),
    "manage:audit": ({}, ADMINISTRATOR),
    "manage:jobs": ({}, ADMINISTRATOR),
    "manage:job": ({"pk": "JOB"}, ADMINISTRATOR),
    "manage:cancel_job": ({"pk": "JOB"}, NO_GET),
    "manage:retry_job": ({"pk": "JOB"}, NO_GET),
    "manage:definition_sets": ({}, ADMINISTRATOR),
    "manage:new_definitions": ({}, ADMINISTRATOR),
    "manage:definitions": (SET, ADMINISTRATOR),
    "manage:definition_history": (SET, ADMINISTRATOR),
    "manage:definition_csv": (SET, ADMINISTRATOR),
    "manage:rename_definitions": (SET, ADMINISTRATOR),
    "manage:put_definitions_away": (SET, NO_GET),
    "manage:run_definitions": (SET, NO_GET),
    "manage:go_back": (SET | {"number": "1"}, NO_GET),
    "manage:new_group": (SET, ADMINISTRATOR),
    "manage:group": (GROUP, ADMINISTRATOR),
    "manage:split_group": (GROUP, ADMINISTRATOR),
    "manage:merge_group": (GROUP, ADMINISTRATOR),
    "manage:remove_group": (GROUP, NO_GET),
    "manage:candidates": ({}, ADMINISTRATOR),
    "manage:candidate": (CANDIDATE, ADMINISTRATOR),
    "manage:attach": (CANDIDATE, NO_GET),
    "manage:exhibit": ({"pk": "EXHIBIT", "what": "show"}, NO_GET),
    "manage:compare": ({"fingerprint": "DRAFT"}, ADMINISTRATOR),
    "manage:publish": ({"fingerprint": "DRAFT"}, NO_GET),
    "api:openapi-json": ({}, EVERYONE),
    "api:api-root": ({}, dict.fromkeys(CAST, 404)),
    "api:organisations": ({}, EVERYONE),
    "api:clusters": ({}, EVERYONE),
    "api:cluster": (CLUSTER, EVERYONE),
    "api:analyses": ({}, EVERYONE),
    "api:analysis": ({"fingerprint": "FINGERPRINT"}, EVERYONE),
    "api:municipalities": ({}, EVERYONE),
}
# Others' views, with rules of their own: log-in pages, the editor, its documents.
ELSEWHERE = re.compile(r"^(account_|mfa_|wagtail|simple_translation:|django\.views\.generic)")


def names(patterns, space=""):
    """Every named address of the portal."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.lookup_str}"


def test_every_address_has_a_row():
    found = {name for name in names(get_resolver().url_patterns) if not ELSEWHERE.match(name)}
    assert found - set(ROWS) == set()
    assert set(ROWS) - found - {"wagtail_serve"} == set()


@pytest.fixture
def enquiry(food):
    return Enquiry.objects.create(
        cluster=food,
        kind="ask",
        name="A",
        email="a@example.org",
        message="Mitä teette?",
        language="fi",
    )


@pytest.fixture
def worked_on(analysis, user):
    """A set of definitions, a job, an exhibit and a draft of the region."""
    of = definition_services.create(
        by=None,
        region=analysis.region,
        name={"fi": "Oma jako"},
        scheme="industry30",
        content=definition_services.from_analysis(analysis),
    )
    exhibit = decision_services.attach(
        by=user("aino"),
        candidate=analysis.candidates.get(rank=1),
        values={"kind": "project", "text": "a", "language": "fi", "dated": "2026-11-01"},
    )
    job = rerun.ask(by=None, of=of)
    draft = Analysis.objects.create(
        region=analysis.region,
        fingerprint="d" * 64,
        folder=analysis.folder,
        descriptor=analysis.descriptor,
    )
    return {"SET": of.pk, "EXHIBIT": exhibit.pk, "JOB": job.pk, "DRAFT": draft.short}


@pytest.fixture
def url(analysis, enquiry, worked_on):
    stand_ins = {
        "FINGERPRINT": analysis.fingerprint[:16],
        "CANDIDATE": analysis.candidates.get(rank=1).code,
        "ENQUIRY": enquiry.pk,
        "ROLE": enquiry.cluster.roles.get().pk,
        **worked_on,
    }

    def made(name, arguments):
        with override("fi"):
            return reverse(name, kwargs={k: stand_ins.get(v, v) for k, v in arguments.items()})

    made.stand_ins = stand_ins
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROWS)
def test_each_sees_only_what_the_role_allows(name, url, browse):
    arguments, expected = ROWS[name]
    if name == "wagtail_serve":
        with override("fi"):
            address = reverse(name, args=[""])
    else:
        address = url(name, arguments)
    assert {who: status(browse(who), address) for who in CAST} == expected


def status(client, address):
    response = client.get(address)
    body(response)
    return response.status_code


CHANGES = {
    "manage:cluster": (
        CLUSTER,
        {"name_fi": "Uusi nimi", "life_cycle": "active", "seen_version": "1"},
        FOOD,
    ),
    "manage:goals": (
        CLUSTER,
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-text_fi": "Uusi tavoite"},
        FOOD,
    ),
    "manage:benefits": (
        CLUSTER,
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-what_fi": "Uusi hyöty"},
        FOOD,
    ),
    "manage:enquiry": ({"pk": "ENQUIRY"}, {"status": "answered", "note": "soitettu"}, FOOD),
    "manage:adopt": (
        {"fingerprint": "FINGERPRINT", "code": "CANDIDATE"},
        {"name_fi": "Puuklusteri"},
        ADMINISTRATOR,
    ),
    "manage:weights": ({"slug": "forest", "scheme": "nace_section"}, {"A": "0.5"}, ADMINISTRATOR),
    "manage:withdraw": ({"fingerprint": "FINGERPRINT"}, {}, ADMINISTRATOR),
    "manage:people": (
        {},
        {"email": "uusi@example.org", "name": "Uusi", "looks_after": "/"},
        ADMINISTRATOR,
    ),
    "manage:revoke": ({"pk": "ROLE"}, {}, ADMINISTRATOR),
    "manage:cancel_job": ({"pk": "JOB"}, {}, ADMINISTRATOR),
    "manage:new_definitions": (
        {},
        {"name_fi": "Toinen jako", "analysis": "FINGERPRINT"},
        ADMINISTRATOR,
    ),
    "manage:rename_definitions": (SET, {"name_fi": "Uusi nimi"}, ADMINISTRATOR),
    "manage:put_definitions_away": (SET, {}, ADMINISTRATOR),
    "manage:group": (GROUP, SEEN | {"w-16": "1"}, ADMINISTRATOR),
    "manage:new_group": (SET, SEEN | {"w-16": "0.5"}, ADMINISTRATOR),
    "manage:split_group": (GROUP, SEEN | {"out": "16"}, ADMINISTRATOR),
    "manage:merge_group": (GROUP, SEEN | {"other": "D01"}, ADMINISTRATOR),
    "manage:remove_group": (GROUP, SEEN, ADMINISTRATOR),
    "manage:candidate": (CANDIDATE, {"kind": "confirmed", "seen": "0"}, ADMINISTRATOR),
    "manage:attach": (
        CANDIDATE,
        {
            "kind": "project",
            "text": "b",
            "language": "fi",
            "url": "https://example.org",
            "dated": "2026-11-01",
        },
        ADMINISTRATOR,
    ),
    "manage:exhibit": ({"pk": "EXHIBIT", "what": "show"}, {}, ADMINISTRATOR),
    "manage:publish": ({"fingerprint": "DRAFT"}, {}, ADMINISTRATOR),
}


def state():
    """Everything that the changes above could change."""
    from terttu.portal.accounts.models import Role
    from terttu.portal.clusters.models import Benefit, Cluster, Goal
    from terttu.portal.insights.models import DefinitionSet, DefinitionVersion
    from terttu.portal.strategy.models import ThemeIndustry

    models = (Cluster, Goal, Benefit, Enquiry, ThemeIndustry, Role, Analysis)
    models += (DefinitionSet, DefinitionVersion, Candidate, Exhibit, Job)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.django_db
@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("name", CHANGES)
def test_each_changes_only_what_the_role_allows(name, who, url, browse):
    arguments, data, expected = CHANGES[name]
    address = url(name, arguments)
    data = {field: url.stand_ins.get(value, value) for field, value in data.items()}
    before = state()
    response = browse(who).post(address, data)
    changed = state() != before
    assert (response.status_code, changed) == (
        (302, True) if expected[who] == 200 else (expected[who], False)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "manage:cluster",
        "manage:import",
        "manage:adopt",
        "manage:weights",
        "manage:job",
        "manage:definitions",
        "manage:group",
        "manage:candidate",
        "manage:compare",
    ],
)
def test_another_regions_administrator_reaches_nothing_through_her_own_host(name, url, browse):
    arguments, _expected = ROWS[name]
    response = browse("elin", "pohjanmaa.localhost").get(url(name, arguments))
    assert response.status_code == (200 if name == "manage:import" else 404)


@pytest.mark.django_db
def test_a_cluster_is_not_served_at_another_regions_host(browse):
    assert browse(None, "pohjanmaa.localhost").get("/api/v1/clusters/bem").status_code == 404
    assert browse(None).get("/api/v1/clusters/bem").status_code == 200


@pytest.mark.django_db
def test_joining_twice_with_one_form_stores_one_message(browse, food):
    with override("fi"):
        address = reverse("enquiries:join", kwargs=CLUSTER)
    data = {
        "name": "Maija",
        "email": "maija@example.org",
        "organisation": "Maijan mylly",
        "message": "Haluamme mukaan",
        "token": str(uuid.uuid4()),
    }
    assert [browse().post(address, data).status_code for _ in range(2)] == [302, 302]
    assert Enquiry.objects.filter(cluster=food).count() == 1


def test_there_is_one_way_to_log_in():
    """Every other log-in would pass by rate limits and second factor."""
    from django.contrib.auth.views import LoginView

    def views(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from views(pattern.url_patterns)
            else:
                yield pattern

    shadowed = {"wagtailcore_login", "wagtailadmin_login"}
    found = {
        pattern.name
        for pattern in views(get_resolver().url_patterns)
        if issubclass(getattr(pattern.callback, "view_class", object), LoginView)
    }
    assert found <= shadowed


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/fi/_util/login/", "/cms/login/"])
def test_other_log_ins_lead_to_the_one(path, browse):
    data = {"username": "aino@example.org", "password": "terttu-demo"}
    for answer in (browse().get(path), browse().post(path, data)):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/fi/tili/login/")
