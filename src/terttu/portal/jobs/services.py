"""Writes: a job is asked for, begun, reported on, ended, cancelled, tried again or taken up again.

Who works on a job proves it by the number of the attempt. Every write of a worker names it, so one
that was away too long, and whose job another has taken up, is told so and changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from terttu.portal.core.audit import record
from terttu.portal.jobs import queries
from terttu.portal.jobs.models import Job
from terttu.portal.regions.models import Region

LEASE = timedelta(seconds=60)
TRIES = 3
KEPT = timedelta(days=90)

GONE = gettext_noop("It was begun several times, and each time the process that ran it has ended.")


class LostError(Exception):
    """Another worker has taken the job up, or it is over."""


class CancelledError(Exception):
    """Somebody wants it stopped."""


def start(*, by: Any, region: Region, kind: str, arguments: dict[str, Any], key: str = "") -> Job:
    """Ask for a job; where one with the same key is under way, that one."""
    try:
        with transaction.atomic():
            job = Job.objects.create(region=region, kind=kind, key=key, arguments=arguments, by=by)
            _enqueue(job)
            record("job started", job, by=by, region=region.slug)
    except IntegrityError:
        return queries.active(region).get(kind=kind, key=key)
    return job


def _enqueue(job: Job) -> None:
    from terttu.portal.jobs.tasks import run_job  # noqa: PLC0415 - app ready

    job.task = run_job.enqueue(job.pk).id
    job.save(update_fields=["task"])


@transaction.atomic
def begin(pk: int, *, now: datetime | None = None) -> Job | None:
    """Take a waiting job on; None where it does not wait (any more)."""
    now = now or timezone.now()
    job = Job.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if job is None or job.state != Job.State.WAITING:
        return None
    job.state = Job.State.RUNNING
    job.attempt += 1
    job.tries += 1
    job.leased_until = now + LEASE
    job.started = job.started or now
    job.done, job.total, job.words = 0, 0, ""
    job.save()
    return job


def report(*, job: Job, done: int, total: int, words: str, now: datetime | None = None) -> None:
    """Say how far a job is and renew the lease.

    Raises `CancelledError` where somebody wants it stopped and `LostError` where it is not the
    caller's any more.
    """
    until = (now or timezone.now()) + LEASE
    held = _held(job)
    if not held.update(done=done, total=total, words=words, leased_until=until):
        raise LostError
    if held.filter(stop=True).exists():
        raise CancelledError


def _held(job: Job) -> models.QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt)


def finish(*, job: Job, result: dict[str, Any]) -> bool:
    """It is done; False where it was not the caller's any more."""
    done = models.F("total")
    return _end(job, state=Job.State.DONE, result=result, done=done, words="")


def fail(*, job: Job, message: str, detail: str = "") -> bool:
    """It cannot be done, and why."""
    return _end(job, state=Job.State.FAILED, message=message, detail=detail)


def cancelled(*, job: Job) -> bool:
    """It was stopped as somebody wanted."""
    return _end(job, state=Job.State.CANCELLED)


def _end(job: Job, **values: Any) -> bool:
    changed = _held(job).update(ended=timezone.now(), leased_until=None, stop=False, **values)
    return bool(changed)


@transaction.atomic
def release(*, job: Job) -> None:
    """Give a job back, as the worker has to stop; the next one begins it anew at once."""
    tries = models.F("tries") - 1
    if _held(job).update(state=Job.State.WAITING, leased_until=None, tries=tries):
        job.refresh_from_db()
        _enqueue(job)


@transaction.atomic
def cancel(*, by: Any, job: Job) -> None:
    """Stop a job: at once where it waits, at its next report where it runs."""
    locked = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not locked.is_active or locked.stop:
        return
    if locked.state == Job.State.WAITING:
        locked.state, locked.ended = Job.State.CANCELLED, timezone.now()
    else:
        locked.stop = True
    locked.save(update_fields=["state", "ended", "stop"])
    record("job cancelled", locked, by=by, region=locked.region.slug)


@transaction.atomic
def retry(*, by: Any, job: Job) -> Job:
    """Begin a job again that has failed or was cancelled; nothing happens to any other.

    Where the same is under way already, that one is given.
    """
    locked = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.state not in (Job.State.FAILED, Job.State.CANCELLED):
        return locked
    same = queries.active(locked.region).filter(kind=locked.kind, key=locked.key)
    if under_way := same.first():
        return under_way
    locked.state, locked.tries, locked.stop = Job.State.WAITING, 0, False
    locked.message, locked.detail, locked.words = "", "", ""
    locked.started = locked.ended = None
    locked.save()
    _enqueue(locked)
    record("job tried again", locked, by=by, region=locked.region.slug)
    return locked


def take_up_lost(*, now: datetime | None = None) -> int:
    """Jobs whose worker died wait again, or have failed after the last try; how many there were.

    Also those whose place in the queue was lost, for instance by restoring a back-up.
    """
    now = now or timezone.now()
    keys = list(queries.lost(now).values_list("pk", flat=True))
    keys += list(Job.objects.filter(state=Job.State.WAITING).values_list("pk", flat=True))
    return sum(_take_up(pk, now) for pk in keys)


@transaction.atomic
def _take_up(pk: int, now: datetime) -> bool:
    job = Job.objects.select_for_update(of=("self",)).get(pk=pk)
    if job.state == Job.State.WAITING:
        if _is_queued(job, now):
            return False
    elif job.state != Job.State.RUNNING or not job.leased_until or job.leased_until >= now:
        return False
    elif job.stop or job.tries >= TRIES:
        job.state = Job.State.CANCELLED if job.stop else Job.State.FAILED
        job.message = "" if job.stop else GONE
        job.ended, job.leased_until, job.stop = now, None, False
        job.save()
        return True
    job.state, job.leased_until = Job.State.WAITING, None
    job.save()
    _enqueue(job)
    return True


def _is_queued(job: Job, now: datetime) -> bool:
    """Whether a worker will find it, or has found it just now."""
    if job.task is None:
        return False
    just_taken = models.Q(status=TaskResultStatus.RUNNING, started_at__gt=now - LEASE)
    ready = models.Q(status=TaskResultStatus.READY)
    return DBTaskResult.objects.filter(ready | just_taken, pk=job.task).exists()


def forget_old(*, now: datetime | None = None) -> None:
    """Delete what ended long ago; what a job has made stays."""
    before = (now or timezone.now()) - KEPT
    Job.objects.exclude(state__in=Job.ACTIVE).filter(ended__lt=before).delete()
    DBTaskResult.objects.filter(finished_at__lt=before).delete()
