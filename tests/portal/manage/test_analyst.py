"""The analyst's pages: definitions, runs in the background, drafts, decisions and exhibits."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from terttu.portal.insights import definition_services, definitions, queries
from terttu.portal.insights.models import Analysis, DefinitionSet
from terttu.portal.jobs import services as jobs
from terttu.portal.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_set(region, analysis):
    return definition_services.create(
        by=None,
        region=region,
        name={"fi": "Oma jako"},
        scheme="industry30",
        content=definition_services.from_analysis(analysis),
    )


@pytest.fixture
def draft(analysis):
    return Analysis.objects.create(
        region=analysis.region,
        fingerprint="d" * 64,
        folder=analysis.folder,
        descriptor=analysis.descriptor,
    )


@pytest.fixture
def aino(browse):
    """Aino's browser, in English: get and post by the name of an address."""
    client = browse("aino")

    class Browser:
        def get(self, name, *args, query=""):
            return client.get(self.at(name, *args) + query)

        def post(self, name, *args, **data):
            return client.post(self.at(name, *args), data)

        @staticmethod
        def at(name, *args):
            with override("en"):
                return reverse(f"manage:{name}", args=args)

    return Browser()


def groups(of):
    of.refresh_from_db()
    content = definitions.read(queries.version(of).content)
    return {row.code: dict(row.industries) for row in content}


def text(response):
    return response.content.decode()


def test_a_set_is_made_from_an_analysis(aino, analysis):
    response = aino.post("new_definitions", name_en="Own", analysis=analysis.short)
    made = DefinitionSet.objects.get()
    assert response.headers["Location"] == aino.at("definitions", made.pk)
    assert (made.made_from, made.name, groups(made)) == (
        analysis,
        {"en": "Own"},
        analysis.definitions,
    )


def test_a_set_is_made_from_a_file(aino):
    file = SimpleUploadedFile(
        "own.csv", b"definition,industry\nFine wood,16\nFine wood,02_03\nFine wood,17_18\n"
    )
    aino.post("new_definitions", name_en="Own", analysis="", file=file)
    made = DefinitionSet.objects.get()
    assert (made.origin, made.scheme, groups(made)) == (
        "own.csv",
        "industry30",
        {"D01": {"02_03": 1.0, "16": 1.0, "17_18": 1.0}},
    )
    page = text(aino.get("definitions", made.pk))
    assert "These industries belong to no group" in page
    assert "Fine wood" in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"definition,industry\nWood,99\n", "Row 2: there is no industry"),
        (b"\xff", "not in UTF-8"),
        (b"a" * 1_000_001, "larger than"),
    ],
)
def test_a_file_that_is_wrong_is_told_and_makes_nothing(aino, content, sentence):
    file = SimpleUploadedFile("own.csv", content)
    response = aino.post("new_definitions", name_en="Own", analysis="", file=file)
    assert (response.status_code, DefinitionSet.objects.count()) == (422, 0)
    assert sentence in text(response)


def test_a_set_needs_something_to_start_from(aino):
    response = aino.post("new_definitions", name_en="Own", analysis="")
    assert response.status_code == 422
    assert "Choose an analysis or a file" in text(response)


def test_a_group_is_edited_with_names_and_weights(aino, own_set):
    response = aino.post(
        "group",
        own_set.pk,
        "D02",
        **{"seen_version": "1", "name_fi": "Metsä", "w-16": "0.5", "w-01": "1", "w-02_03": "0"},
    )
    assert response.status_code == 302
    assert groups(own_set)["D02"] == {"01": 1.0, "16": 0.5}
    page = text(aino.get("definitions", own_set.pk))
    assert '<a href="#D01">D01</a>' in page
    assert "add up to more than 1" in page
    assert "02_03 Forestry and fishing" in page


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({}, "at least one industry"),
        ({"w-16": "1.5"}, "less than or equal"),
        ({"w-16": "x"}, "number"),
    ],
)
def test_a_group_that_cannot_be_is_told_and_what_was_written_stays(
    aino, own_set, weights, sentence
):
    data = {"seen_version": "1", "name_fi": "Metsä", **weights}
    response = aino.post("group", own_set.pk, "D02", **data)
    assert response.status_code == 422
    assert sentence in text(response)
    assert 'value="Metsä"' in text(response)


def test_groups_are_added_split_merged_removed_and_all_of_it_undone(aino, own_set):
    first = groups(own_set)
    added = aino.post("new_group", own_set.pk, **{"seen_version": "1", "w-16": "0.5"})
    assert added.status_code == 302
    new = next(code for code in groups(own_set) if code not in first)
    aino.post("merge_group", own_set.pk, "D02", seen_version="2", other=new)
    aino.post("split_group", own_set.pk, "D02", seen_version="3", out=["16"], name_en="Wood")
    aino.post("remove_group", own_set.pk, "D01", seen_version="4")
    after = groups(own_set)
    assert (after["D02"], after[new], "D01" in after) == ({"02_03": 1.0}, {"16": 1.0}, False)
    page = text(aino.get("definition_history", own_set.pk))
    assert [word in page for word in ("added:", "merged:", "split:", "removed:")] == [True] * 4
    old = text(aino.get("definitions", own_set.pk, query="?version=1"))
    assert "This is version 1 of 5." in old
    aino.post("go_back", own_set.pk, 1, seen_version="5")
    assert (groups(own_set), own_set.version) == (first, 6)


def test_the_second_of_two_who_save_is_told_and_loses_nothing(aino, own_set):
    data = {"name_fi": "Metsä", "w-16": "1"}
    aino.post("group", own_set.pk, "D01", seen_version="1", **data)
    response = aino.post("group", own_set.pk, "D02", seen_version="1", **data)
    page = text(response)
    assert response.status_code == 409
    assert "Somebody else has saved this set" in page
    assert "Aino Demo" in page
    assert 'name="seen_version" value="2"' in page
    assert 'value="Metsä"' in page
    assert groups(own_set)["D02"] == {"02_03": 1.0, "16": 1.0}
    assert aino.post("group", own_set.pk, "D02", seen_version="2", **data).status_code == 302


@pytest.mark.parametrize("seen", ["0", "", "x", "9" * 30])
def test_removing_and_going_back_do_nothing_on_an_old_version(aino, own_set, seen):
    aino.post("remove_group", own_set.pk, "D01", seen_version=seen)
    aino.post("go_back", own_set.pk, 1, seen_version=seen)
    assert ("D01" in groups(own_set), own_set.version) == (True, 1)


@pytest.mark.parametrize(
    ("name", "args"),
    [("group", ("D99",)), ("split_group", ("D99",)), ("merge_group", ("D99",)), ("go_back", (9,))],
)
def test_what_is_not_there_is_not_found(aino, own_set, name, args):
    response = aino.post(name, own_set.pk, *args, seen_version="1")
    assert response.status_code == 404


@pytest.mark.parametrize("version", ["9", "99999999999999999999"])
def test_an_odd_version_number_is_no_error(aino, own_set, version):
    answer = aino.get("definitions", own_set.pk, query=f"?version={version}").status_code
    assert answer == (404 if version == "9" else 200)


def test_a_version_is_downloaded_as_a_file(aino, own_set):
    aino.post("remove_group", own_set.pk, "D01", seen_version="1")
    response = aino.get("definition_csv", own_set.pk, query="?version=1")
    assert response.headers["Content-Disposition"] == 'attachment; filename="oma-jako-1.csv"'
    lines = text(response).splitlines()
    assert lines[1] == "D01,01,1,,,,Agriculture and hunting"
    assert not text(aino.get("definition_csv", own_set.pk)).splitlines()[1].startswith("D01")


def test_a_set_is_put_away_and_brought_back(aino, own_set):
    for away in (True, False):
        aino.post("put_definitions_away", own_set.pk)
        own_set.refresh_from_db()
        assert own_set.put_away is away


def test_running_a_set_starts_one_job(aino, own_set):
    first = aino.post("run_definitions", own_set.pk)
    second = aino.post("run_definitions", own_set.pk)
    job = Job.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == aino.at("job", job.pk)
    page = text(aino.get("job", job.pk))
    assert "data-poll" in page
    assert "It waits for its turn." in page
    Job.objects.update(made=timezone.now() - timedelta(minutes=3))
    assert "It has waited for long" in text(aino.get("job", job.pk))


def test_without_statistics_nothing_is_started(aino, own_set, region, analysis):
    region.dataset = ""
    region.save()
    Analysis.objects.filter(pk=analysis.pk).update(descriptor={"terttu": {"version": "1"}})
    response = aino.post("run_definitions", own_set.pk)
    assert response.headers["Location"] == aino.at("definitions", own_set.pk)
    assert Job.objects.count() == 0
    assert "has no data set on this server" in text(aino.get("definitions", own_set.pk))


def test_a_job_shows_how_far_it_is_how_it_ended_and_where_its_result_is(aino, own_set, analysis):
    aino.post("run_definitions", own_set.pk)
    job = jobs.begin(Job.objects.get().pk)
    jobs.report(job=job, done=1, total=3, words="Reading the definitions")
    page = text(aino.get("job", job.pk))
    assert '<progress class="progress" max="3" value="1"' in page
    assert "Reading the definitions" in page
    jobs.finish(job=job, result={"analysis": analysis.short, "before": ""})
    page = text(aino.get("job", job.pk))
    assert "data-poll" not in page
    assert aino.at("compare", analysis.short) in page


def test_a_failed_job_says_why_and_is_tried_again(aino, own_set):
    aino.post("run_definitions", own_set.pk)
    job = jobs.begin(Job.objects.get().pk)
    jobs.fail(
        job=job, message="The observatory could not make the analysis. It says:", detail="<b>"
    )
    page = text(aino.get("job", job.pk))
    assert '<p lang="en">&lt;b&gt;</p>' in page
    aino.post("retry_job", job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    aino.post("cancel_job", job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


@pytest.mark.parametrize("who", [None, "cecilia", "bengt", "elin"])
def test_a_draft_is_seen_by_the_regions_administrators_alone(browse, draft, who):
    paths = [
        f"/en/analysis/{draft.short}/",
        f"/en/analysis/{draft.short}/files/measures.csv",
        f"/api/v1/analyses/{draft.short}",
    ]
    client = browse(who)
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    assert draft.short not in client.get("/api/v1/analyses").content.decode()


def test_publishing_shows_the_draft_to_everybody(aino, browse, draft):
    page = text(browse("aino").get(f"/en/analysis/{draft.short}/"))
    assert "This is a draft." in page
    listed = text(aino.get("import"))
    assert "draft, not public" in listed
    aino.post("publish", draft.short)
    assert browse().get(f"/en/analysis/{draft.short}/").status_code == 200
    assert draft.short in browse().get("/api/v1/analyses").content.decode()


def test_two_analyses_are_compared(aino, analysis, draft):
    page = text(aino.get("compare", draft.short))
    assert f"Gone: {analysis.candidates.count()}." in page
    back = text(aino.get("compare", analysis.short, query=f"?with={draft.short}"))
    assert f"New: {analysis.candidates.count()}." in back
    assert aino.get("compare", analysis.short, query="?with=nothing").status_code == 404


def test_an_analysis_alone_has_nothing_to_compare_with(aino, analysis):
    assert "no other analysis to compare" in text(aino.get("compare", analysis.short))


@pytest.fixture
def wood(analysis):
    return queries.candidate(analysis, "D02")


def public_page(browse, wood, who=None):
    return browse(who).get(f"/en/analysis/{wood.analysis.short}/candidates/{wood.code}/")


def test_a_confirmed_candidate_says_so_in_public_without_reason_or_name(aino, browse, wood):
    aino.post(
        "candidate", wood.analysis.short, "D02", kind="confirmed", seen="0", reason="Sisäinen syy"
    )
    page = text(public_page(browse, wood))
    assert "confirmed by the region" in page
    assert "Sisäinen syy" not in page
    assert "Aino" not in page
    assert "Sisäinen syy" in text(aino.get("candidate", wood.analysis.short, "D02"))
    assert "vahvistettu" in text(browse().get("/fi/analyysi/"))


def test_a_rejected_candidate_leaves_the_public_pages_and_stays_with_its_reason(aino, browse, wood):
    address = f"/{wood.code}/"
    assert address in text(browse().get("/en/analysis/"))
    response = aino.post("candidate", wood.analysis.short, "D02", kind="rejected", seen="0")
    assert (response.status_code, "needs a reason" in text(response)) == (422, True)
    aino.post("candidate", wood.analysis.short, "D02", kind="rejected", seen="0", reason="Ei")
    assert address not in text(browse().get("/en/analysis/"))
    assert public_page(browse, wood).status_code == 404
    assert public_page(browse, wood, "aino").status_code == 200
    api = browse().get(f"/api/v1/analyses/{wood.analysis.short}").json()
    assert wood.code not in [row["candidate"] for row in api["candidates"]]
    listed = text(aino.get("candidates", query="?state=rejected"))
    assert ("Ei" in listed, address in listed) == (True, True)
    assert address not in text(aino.get("candidates", query="?state=open"))


def test_a_merged_candidate_leads_to_the_other(aino, browse, wood, analysis):
    other = analysis.candidates.get(rank=2)
    aino.post("candidate", analysis.short, other.code, kind="merged", seen="0", into="D02")
    response = public_page(browse, other)
    assert response.headers["Location"].endswith("/D02/")
    assert "Merged into it" in text(public_page(browse, wood))


def test_who_decides_on_what_another_has_decided_meanwhile_is_told(aino, wood):
    data = {"kind": "confirmed", "seen": "0", "reason": "Oma perustelu"}
    aino.post("candidate", wood.analysis.short, "D02", **data)
    response = aino.post("candidate", wood.analysis.short, "D02", **data)
    assert response.status_code == 409
    assert "Somebody else has decided" in text(response)
    assert "Oma perustelu" in text(response)
    assert f'name="seen" value="{wood.decisions.get().pk}"' in text(response)


EXHIBIT = {
    "kind": "judgement",
    "text": "Tuntee <alan>",
    "language": "fi",
    "url": "",
    "author": "Maija M.",
    "dated": "2026-11-01",
}


def test_what_is_attached_is_public_only_when_marked_so(aino, browse, wood):
    assert aino.post("attach", wood.analysis.short, "D02", **EXHIBIT).status_code == 302
    row = wood.exhibits.get()
    assert "Tuntee" not in text(public_page(browse, wood))
    assert "Tuntee &lt;alan&gt;" in text(aino.get("candidate", wood.analysis.short, "D02"))
    aino.post("exhibit", row.pk, "show")
    page = text(public_page(browse, wood))
    assert "Tuntee &lt;alan&gt;" in page
    assert '<div lang="fi">' in page
    assert "Maija M." in page
    assert "Aino" not in page
    aino.post("exhibit", row.pk, "hide")
    assert "Tuntee" not in text(public_page(browse, wood))
    aino.post("exhibit", row.pk, "remove")
    assert "Tuntee" not in text(aino.get("candidate", wood.analysis.short, "D02"))
    assert aino.post("exhibit", row.pk, "show").status_code == 404


def test_what_is_attached_is_out_of_reach_for_another_regions_administrator(aino, browse, wood):
    aino.post("attach", wood.analysis.short, "D02", **EXHIBIT)
    row = wood.exhibits.get()
    other = browse("elin", "pohjanmaa.localhost")
    for what in ("show", "remove"):
        assert other.post(aino.at("exhibit", row.pk, what)).status_code == 404
    row.refresh_from_db()
    assert (row.public, row.removed) == (False, None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"author": ""}, "A judgement needs the name"),
        ({"author": "", "kind": "project"}, "Give a source"),
        ({"dated": "2999-01-01"}, "has not come yet"),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"kind": "x"}, "Select a valid choice"),
    ],
)
def test_what_is_attached_needs_kind_source_and_day(aino, wood, values, sentence):
    response = aino.post("attach", wood.analysis.short, "D02", **(EXHIBIT | values))
    assert (response.status_code, wood.exhibits.count()) == (422, 0)
    assert sentence in text(response)


def test_the_list_without_an_analysis_says_what_to_do(aino, region):
    Analysis.objects.filter(region=region).delete()
    assert "No analysis has been imported yet." in text(aino.get("candidates"))
    assert "Import an analysis first" in text(aino.get("definition_sets"))
    file = SimpleUploadedFile("own.csv", b"definition,industry\nWood,16\n")
    response = aino.post("new_definitions", name_en="Own", analysis="", file=file)
    assert "Import an analysis first" in text(response)


def test_a_group_that_was_removed_meanwhile_keeps_what_was_typed(aino, own_set):
    aino.post("remove_group", own_set.pk, "D10", seen_version="1")
    response = aino.post(
        "group", own_set.pk, "D10", seen_version="1", name_fi="Oma nimi", **{"w-85": "1"}
    )
    assert response.status_code == 409
    assert "Oma nimi" in response.content.decode()


@pytest.mark.parametrize("name", ["For\x01est", "   "])
def test_a_name_is_text(aino, region, analysis, name):
    response = aino.post("new_definitions", name_en=name, analysis=analysis.fingerprint)
    assert response.status_code == 422
    assert name.strip() == "" or "a character that cannot be kept" in text(response)
    assert not DefinitionSet.objects.exists()
