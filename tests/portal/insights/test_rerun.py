"""Making the analysis anew with the region's own definitions, in the background."""

import pytest
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from terttu.portal.insights import definition_services, definitions, queries, rerun
from terttu.portal.insights.models import Analysis
from terttu.portal.jobs import execution, services as jobs, worker
from terttu.portal.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keep_connection(monkeypatch):
    """The test's transaction is in the connection, so the worker must not close it."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture
def changed(own_set, user):
    """The set with one group more, and a name for it."""
    content = definitions.read(queries.version(own_set).content)
    wood = definitions.find(content, "D02")
    named = definitions.Definition("D02", {"fi": "Metsä", "en": "Forest"}, wood.industries)
    content = definitions.put(content, named)
    definition_services.save(
        by=user("aino"), of=own_set, seen_version=1, content=content, change="edited: %(named)s"
    )
    own_set.refresh_from_db()
    return own_set


@pytest.fixture
def calculates(monkeypatch, packages):
    """In place of the observatory: gives a package that was made before."""
    import shutil

    asked = []

    def identify(run, region, data, file, package):
        asked.append((region.slug, data.name, file.read_text(encoding="utf-8")))
        shutil.copytree(packages["etela-savo"], package)
        text = (package / "datapackage.json").read_text(encoding="utf-8")
        (package / "datapackage.json").write_text(text + " \n", encoding="utf-8")

    monkeypatch.setattr(rerun, "_identify", identify)
    return asked


def run(job):
    worker.work(once=True)
    job.refresh_from_db()
    return job


def test_the_observatory_runs_with_the_set_and_the_result_is_a_draft(
    region, analysis, changed, user
):
    job = run(rerun.ask(by=user("aino"), of=changed))
    assert (job.state, job.detail, job.done) == (Job.State.DONE, "", rerun.STEPS)
    made = queries.get(region, job.result["analysis"], drafts=True)
    assert job.result == {"analysis": made.short, "before": analysis.short, "new": True}
    assert (made.is_draft, made.imported_by) == (True, user("aino"))
    assert made.definitions == analysis.definitions
    assert made.definition_version == queries.version(changed)
    assert made.candidates.get(code="D02").name == {"fi": "Metsä", "en": "Forest"}
    assert queries.current(region) == analysis


def test_running_it_again_gives_the_same_draft(region, changed, user, calculates):
    first = run(rerun.ask(by=user("aino"), of=changed))
    second = run(rerun.ask(by=user("aino"), of=changed))
    assert first.pk != second.pk
    assert (first.result["analysis"], second.result["new"]) == (second.result["analysis"], False)
    assert Analysis.objects.filter(region=region).count() == 2
    slug, data, text = calculates[0]
    assert (slug, data, text.splitlines()[0][:28]) == (
        "etela-savo",
        "finland",
        "definition,industry,weight,n",
    )


def test_asking_twice_is_one_job(changed, user, calculates):
    assert rerun.ask(by=user("aino"), of=changed) == rerun.ask(by=user("aino"), of=changed)


def test_the_version_that_was_asked_for_is_the_one_that_runs(changed, user, calculates):
    job = rerun.ask(by=user("aino"), of=changed)
    definition_services.go_back(by=user("aino"), of=changed, seen_version=2, number=1)
    made = queries.get(changed.region, run(job).result["analysis"], drafts=True)
    assert made.definition_version.number == 2


def test_without_statistics_the_job_says_so(region, changed, user):
    region.dataset = "none"
    region.save()
    Analysis.objects.filter(region=region).update(descriptor={"terttu": {"version": "1"}})
    assert rerun.data_set(region) is None
    assert run(rerun.ask(by=user("aino"), of=changed)).message == rerun.NO_DATA


def test_statistics_of_the_newest_analysis_serve_where_the_region_names_none(region):
    region.dataset = ""
    assert rerun.data_set(region).name == "finland"


def test_a_set_that_is_gone_fails_the_job(changed, user):
    job = rerun.ask(by=user("aino"), of=changed)
    changed.delete()
    assert run(job).message == rerun.NO_SET


def test_a_set_of_another_region_is_not_run(changed, other_region, user):
    job = rerun.ask(by=user("aino"), of=changed)
    Job.objects.filter(pk=job.pk).update(region=other_region)
    assert run(job).message == rerun.NO_SET


def test_what_the_observatory_refuses_is_shown(changed, user):
    content = (definitions.Definition("D01", {}, {"99": 1.0}),)
    definition_services.save(
        by=user("aino"), of=changed, seen_version=2, content=content, change="edited: %(named)s"
    )
    changed.refresh_from_db()
    job = run(rerun.ask(by=user("aino"), of=changed))
    assert (job.state, job.message) == (Job.State.FAILED, rerun.REFUSED)
    assert "99" in job.detail


def test_a_package_that_is_refused_leaves_nothing(region, changed, user, monkeypatch):
    monkeypatch.setattr(rerun, "_identify", lambda *_args: None)
    job = run(rerun.ask(by=user("aino"), of=changed))
    assert (job.state, job.message) == (Job.State.FAILED, rerun.NOT_KEPT)
    assert queries.analyses(region, drafts=True).count() == 1


def test_cancelling_ends_the_process_that_calculates(region, changed, user, monkeypatch, tmp_path):
    started = []
    real = rerun.subprocess.Popen

    def popen(command, **more):
        started.append(real([command[0], "-c", "import time; time.sleep(60)"], **more))
        jobs.cancel(by=user("aino"), job=job)
        return started[0]

    monkeypatch.setattr(rerun.subprocess, "Popen", popen)
    monkeypatch.setattr(execution, "BEAT", 0)
    job = rerun.ask(by=user("aino"), of=changed)
    assert run(job).state == Job.State.CANCELLED
    assert started[0].poll() is not None
    assert job.ended <= timezone.now()
