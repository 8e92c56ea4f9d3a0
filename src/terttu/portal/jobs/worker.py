"""The worker: takes jobs from the queue, one after the other, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import time

from django.db import OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from terttu.portal.jobs import services
from terttu.portal.jobs.execution import STOP

log = logging.getLogger(__name__)

QUEUE = "jobs"
# Seconds between two looks into an empty queue, and between two looks for jobs that were lost.
INTERVAL = 1.0
LOST_EVERY = 15.0


def work(*, once: bool = False) -> None:
    """Run what waits; with `once` until nothing waits, else until `STOP` is set."""
    looked = float("-inf")
    while not STOP.is_set():
        try:
            if once or time.monotonic() - looked >= LOST_EVERY:
                services.take_up_lost()
                looked = time.monotonic()
            _run_ready()
        except OperationalError as error:
            log.warning("The database could not be asked for jobs: %s", error)
        if once:
            return
        close_old_connections()
        STOP.wait(INTERVAL)


def _run_ready() -> None:
    """Everything that is ready now, one after the other; ends early where `STOP` is set."""
    while not STOP.is_set() and DBTaskResult.objects.ready().filter(backend_name=QUEUE).exists():
        one = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name=QUEUE,
            startup_delay=False,
            max_tasks=1,
            worker_id=get_random_string(32),
        )
        one.run()


def stop_on_signals() -> None:
    """From now on Ctrl-C and TERM end the worker; a job that runs is given back at once."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: STOP.set())
