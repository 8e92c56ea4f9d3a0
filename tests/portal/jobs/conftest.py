"""A kind of job that does what a test says, and a queue that is worked off at once."""

import pytest
from django_tasks_db.management.commands import db_worker

from terttu.portal.jobs import execution, kinds, services, worker


@pytest.fixture(autouse=True)
def _go_on(monkeypatch):
    """No stop from another test; and the connection stays, as the test's transaction is in it."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    execution.STOP.clear()
    yield
    execution.STOP.clear()


@pytest.fixture
def kind():
    """Make `handle` the function of the kind `test`."""

    def made(handle):
        kinds.register(kinds.Kind("test", "a test", handle))

    yield made
    kinds._kinds.pop("test", None)


@pytest.fixture
def start(region, user):
    """Ask for a job of the kind `test`, as Aino."""

    def made(key="", **arguments):
        return services.start(
            by=user("aino"), region=region, kind="test", arguments=arguments, key=key
        )

    return made


@pytest.fixture
def work(db):
    """Run what waits, and give the job as it is then."""

    def done(job):
        worker.work(once=True)
        job.refresh_from_db()
        return job

    return done
