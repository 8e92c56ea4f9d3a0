"""Says whether the process is alive (`/healthz`) and can serve (`/readyz`)."""

from __future__ import annotations

from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse


def health(*, ready: bool) -> HttpResponse:
    """200 `ok`, or 503 with the name of what is missing: database or migrations."""
    missing = _missing() if ready else ""
    response = HttpResponse(
        missing or "ok", content_type="text/plain", status=503 if missing else 200
    )
    response["Cache-Control"] = "no-store"
    return response


def _missing() -> str:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations"
        caches["shared"].get("readyz")
    except DatabaseError:
        return "database"
    return ""
