"""Jobs: begun once, held by a lease, given back, cancelled, tried again, failed in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from terttu.portal.core.models import AuditEntry
from terttu.portal.jobs import execution, services
from terttu.portal.jobs.kinds import JobError
from terttu.portal.jobs.models import Job

pytestmark = pytest.mark.django_db
State = Job.State


def later(seconds: float):
    return timezone.now() + timedelta(seconds=seconds)


def expired(job):
    """The job as if its worker had died a while ago."""
    Job.objects.filter(pk=job.pk).update(leased_until=later(-1))
    job.refresh_from_db()


def test_a_job_is_done_and_keeps_what_it_gave(kind, start, work):
    kind(lambda run: {"sum": sum(run.job.arguments["numbers"])})
    job = work(start(numbers=[1, 2, 3]))
    assert (job.state, job.result, job.attempt, job.leased_until) == (
        State.DONE,
        {"sum": 6},
        1,
        None,
    )
    assert job.started <= job.ended
    assert DBTaskResult.objects.get(pk=job.task).status == "SUCCESSFUL"


def test_progress_is_written_and_the_lease_renewed(kind, start, work):
    seen = []

    def handle(run):
        before = Job.objects.get(pk=run.job.pk).leased_until
        run.tell(1, 3, "Reading the definitions")
        row = Job.objects.get(pk=run.job.pk)
        seen.append((row.done, row.total, row.leased_until > before))
        with override("fi"):
            seen.append(row.progress)
        return {}

    kind(handle)
    job = work(start())
    assert seen == [(1, 3, True), "Luetaan määritelmät"]
    assert (job.done, job.total, job.words) == (3, 3, "")


def test_the_same_key_is_under_way_once(start):
    first = start(key="a")
    assert start(key="a") == first
    assert start(key="b") != first
    services.begin(first.pk)
    services.finish(job=Job.objects.get(pk=first.pk), result={})
    assert start(key="a") != first


def test_a_job_of_its_own_accord_fails_with_its_sentence(kind, start, work):
    def handle(run):
        raise JobError("The set of definitions is not there any more.", "detail")

    kind(handle)
    job = work(start())
    assert (job.state, job.message, job.detail) == (
        State.FAILED,
        "The set of definitions is not there any more.",
        "detail",
    )
    with override("sv"):
        assert job.outcome == "Grupperingen finns inte längre."


def test_an_error_nobody_expected_fails_the_job_and_no_other(kind, start, work, caplog):
    def handle(run):
        if run.job.arguments["bad"]:
            raise ZeroDivisionError
        return {}

    kind(handle)
    bad, good = start(key="1", bad=True), start(key="2", bad=False)
    assert work(bad).state == State.FAILED
    assert bad.message == execution.BROKEN
    assert "ZeroDivisionError" in caplog.text
    good.refresh_from_db()
    assert good.state == State.DONE


def test_a_kind_that_this_version_does_not_know_fails(start, work):
    assert work(start()).message == execution.UNKNOWN


def test_a_job_whose_worker_died_is_taken_up_again_after_its_lease(kind, start, work):
    kind(lambda run: {"attempt": run.job.attempt})
    job = start()
    services.begin(job.pk)
    DBTaskResult.objects.filter(pk=job.task).update(status="RUNNING", started_at=timezone.now())
    assert services.take_up_lost() == 0
    assert work(job).state == State.RUNNING
    expired(job)
    assert services.take_up_lost() == 1
    job.refresh_from_db()
    assert (job.state, job.leased_until) == (State.WAITING, None)
    assert work(job).result == {"attempt": 2}


def test_after_the_last_try_a_lost_job_has_failed(start):
    job = start()
    for _ in range(services.TRIES):
        assert services.begin(job.pk) is not None
        expired(job)
        services.take_up_lost()
    job.refresh_from_db()
    assert (job.state, job.message, job.tries) == (State.FAILED, services.GONE, 3)
    assert services.begin(job.pk) is None


def test_a_worker_that_comes_back_too_late_changes_nothing(start):
    job = start()
    late = services.begin(job.pk)
    expired(job)
    services.take_up_lost()
    other = services.begin(job.pk)
    with pytest.raises(services.LostError):
        services.report(job=late, done=1, total=2, words="x")
    assert services.finish(job=late, result={"late": True}) is False
    assert services.finish(job=other, result={"other": True}) is True
    job.refresh_from_db()
    assert job.result == {"other": True}


def test_a_handler_whose_job_was_lost_leaves_it_to_the_other(kind, start, work, caplog):
    def handle(run):
        Job.objects.filter(pk=run.job.pk).update(attempt=7)
        run.tell(1, 2, "x")
        raise AssertionError

    kind(handle)
    job = work(start())
    assert (job.state, job.attempt) == (State.RUNNING, 7)
    assert "another worker's" in caplog.text


def test_a_job_is_begun_by_one_worker_alone(start):
    job = start()
    assert services.begin(job.pk).attempt == 1
    assert services.begin(job.pk) is None
    assert services.begin(0) is None


def test_a_waiting_job_whose_place_was_lost_is_queued_again(kind, start, work):
    kind(lambda _run: {})
    job = start()
    DBTaskResult.objects.all().delete()
    assert services.take_up_lost() == 1
    assert services.take_up_lost() == 0
    assert work(job).state == State.DONE


def test_a_task_that_was_taken_but_never_begun_is_queued_again(start):
    job = start()
    row = DBTaskResult.objects.filter(pk=job.task)
    row.update(status="RUNNING", started_at=timezone.now())
    assert services.take_up_lost() == 0
    row.update(started_at=later(-services.LEASE.total_seconds() - 1))
    assert services.take_up_lost() == 1


def test_a_waiting_job_is_cancelled_at_once(kind, start, work, user):
    kind(lambda _run: {})
    job = start()
    services.cancel(by=user("aino"), job=job)
    assert work(job).state == State.CANCELLED
    verbs = AuditEntry.objects.filter(kind="jobs.job").values_list("verb", flat=True)
    assert sorted(verbs) == ["job cancelled", "job started"]


def test_a_running_job_is_cancelled_at_its_next_report(kind, start, work, user):
    def handle(run):
        services.cancel(by=user("aino"), job=run.job)
        run.tell(1, 2, "x")
        raise AssertionError

    kind(handle)
    job = work(start())
    assert (job.state, job.stop) == (State.CANCELLED, False)


def test_a_cancelled_job_whose_worker_died_is_not_taken_up_again(start, user):
    job = start()
    services.begin(job.pk)
    services.cancel(by=user("aino"), job=job)
    expired(job)
    assert services.take_up_lost() == 1
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_what_is_over_is_not_cancelled(kind, start, work, user):
    kind(lambda _run: {})
    job = work(start())
    services.cancel(by=user("aino"), job=job)
    job.refresh_from_db()
    assert (job.state, job.stop) == (State.DONE, False)


def test_when_the_process_has_to_stop_a_job_is_given_back_and_no_try_counted(kind, start, work):
    def handle(run):
        execution.STOP.set()
        run.tell(1, 2, "x")
        raise AssertionError

    kind(handle)
    job = work(start())
    assert (job.state, job.tries, job.attempt) == (State.WAITING, 0, 1)
    execution.STOP.clear()
    kind(lambda _run: {"again": True})
    assert work(job).result == {"again": True}


def test_a_failed_job_is_tried_again_from_the_start(kind, start, work, user):
    def handle(run):
        raise JobError("x")

    kind(handle)
    job = work(start())
    kind(lambda _run: {})
    assert services.retry(by=user("aino"), job=job) == job
    job.refresh_from_db()
    assert (job.state, job.message, job.tries, job.ended) == (State.WAITING, "", 0, None)
    assert work(job).state == State.DONE
    assert services.retry(by=user("aino"), job=job).state == State.DONE


def test_trying_again_gives_the_same_job_that_is_under_way(kind, start, work, user):
    kind(lambda _run: (_ for _ in ()).throw(JobError("x")))
    failed = work(start(key="a"))
    under_way = start(key="a")
    assert services.retry(by=user("aino"), job=failed) == under_way


def test_within_a_moment_the_same_report_is_written_once(start, django_assert_num_queries):
    run = execution.Run(services.begin(start().pk))
    run.tell(1, 2, "x")
    with django_assert_num_queries(0):
        run.beat()
    with django_assert_num_queries(2):
        run.tell(2, 2, "x")


def test_old_jobs_are_forgotten_and_active_ones_never(kind, start, work):
    kind(lambda _run: {})
    old = work(start(key="1"))
    waiting = start(key="2")
    services.forget_old()
    assert Job.objects.count() == 2
    services.forget_old(now=timezone.now() + services.KEPT + timedelta(days=1))
    assert list(Job.objects.all()) == [waiting]
    assert not DBTaskResult.objects.filter(pk=old.task).exists()
