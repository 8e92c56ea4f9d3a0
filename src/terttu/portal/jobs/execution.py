"""Runs one job: hands it to its kind's function, and notes how it ended."""

from __future__ import annotations

import logging
import threading
import time

from django.utils.translation import gettext_noop

from terttu.portal.core.translated import using_language_order
from terttu.portal.jobs import kinds, services
from terttu.portal.jobs.kinds import JobError
from terttu.portal.jobs.models import Job

log = logging.getLogger(__name__)

# Set when the process has to stop; a job that runs is then given back.
STOP = threading.Event()
# A report within this many seconds of the last one is not written, unless it says something new.
BEAT = 2.0

BROKEN = gettext_noop(
    "Something went wrong that this program did not expect. Try it again; if it "
    "fails again, tell the operator of the site: the log says more."
)
UNKNOWN = gettext_noop("This version of the program does not know this kind of job.")


class StoppingError(Exception):
    """The process has to stop, so the job is given back."""


class Run:
    """One attempt at a job, as its function sees it: the job, and a way to say how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._said = (0, 0, "")
        self._when = float("-inf")

    def tell(self, done: int, total: int, words: str) -> None:
        """Say that `done` of `total` steps are done and what comes now; keeps the lease.

        `words` are English, marked with `gettext_noop`. Raises where the job must stop.
        """
        if STOP.is_set():
            raise StoppingError
        said = (done, total, words)
        if said == self._said and time.monotonic() - self._when < BEAT:
            return
        services.report(job=self.job, done=done, total=total, words=words)
        self._said, self._when = said, time.monotonic()

    def beat(self) -> None:
        """Keep the lease while one step takes long; to be called every second or so."""
        self.tell(*self._said)


def run(pk: int) -> None:
    """Run one waiting job to its end; one that does not wait is left alone."""
    job = services.begin(pk)
    if job is None:
        return
    kind = kinds.get(job.kind)
    if kind is None:
        services.fail(job=job, message=UNKNOWN)
        return
    try:
        with using_language_order(job.region.languages):
            result = kind.handle(Run(job))
    except StoppingError:
        services.release(job=job)
    except services.CancelledError:
        services.cancelled(job=job)
    except services.LostError:
        log.warning("Job %s is another worker's by now; what was done of it here is dropped.", pk)
    except JobError as error:
        services.fail(job=job, message=str(error), detail=error.detail)
    except Exception:
        log.exception("Job %s has failed.", pk)
        services.fail(job=job, message=BROKEN)
    else:
        services.finish(job=job, result=result)
