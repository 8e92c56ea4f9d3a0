"""The one task that stands in the queue: run the job of this number."""

from __future__ import annotations

from django_tasks import task

from terttu.portal.jobs import execution


@task(backend="jobs")
def run_job(pk: int) -> None:
    """Run a job; how it ends is noted in the job itself."""
    execution.run(pk)
