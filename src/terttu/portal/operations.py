"""What an operator does: prepare, analyse, back up and restore. Every step can be repeated."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from wagtail.models import Site

from terttu import __version__
from terttu.portal.insights import queries as insights, services as insight_services
from terttu.portal.regions.folder import dataset_folder
from terttu.portal.regions.models import Region

Say = Callable[[str], None]

# What nobody misses: log-ins that hold, and indexes that are made anew.
NOT_IN_BACKUP = (
    "sessions",
    "wagtailadmin.formstate",
    "wagtailcore.referenceindex",
    "wagtailsearch",
)


class OperationError(Exception):
    """A sentence for the operator."""


def migrate(say: Say) -> None:
    """Bring the database to this version; quick where it is there already."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    say("database")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def collect_static(say: Say) -> None:
    """Compress and hash the static files, where any of them has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    state = _static_state()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return
    say("static files")
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    stamp.write_text(state, encoding="utf-8")


def _static_state() -> str:
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = f"{path} {storage.size(path)} {storage.get_modified_time(path)}"
            digest.update(facts.encode())
    return digest.hexdigest()


def move_to_port(port: int) -> None:
    """Regions on this machine's own names are served on the port that was asked for."""
    Site.objects.filter(Q(hostname="localhost") | Q(hostname__endswith=".localhost")).update(
        port=port
    )


def needs_analysis(region: Region) -> bool:
    """Whether a region with a data set has no analysis, or only one of ours by another version."""
    newest = insights.current(region)
    if newest is None:
        return bool(region.dataset)
    if newest.provenance["version"] == __version__:
        return False
    return newest.imported_by_id is None


def analyse(region: Region) -> None:
    """Run the observatory for a region in a process of its own, and import what it wrote."""
    with tempfile.TemporaryDirectory() as scratch:
        package = Path(scratch) / "package"
        command = [sys.executable, "-m", "terttu", "identify", "--region", region.area_code]
        command += ["--data", str(dataset_folder(region.dataset)), "--out", str(package)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise OperationError(f"The analysis of {region} failed: {done.stderr.strip()}")
        insight_services.import_folder(by=None, region=region, folder=package)


def back_up(target: Path) -> None:
    """Write everything that people entered (database and media) into one archive.

    The archive is written beside and renamed, so that a full disk leaves no half of it.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        with tarfile.open(draft, "w:gz") as archive:
            _add(archive, "manifest.json", json.dumps(_manifest(), indent=2).encode())
            with _dump() as data:
                archive.add(data, "data.jsonl")
            media = Path(settings.MEDIA_ROOT)
            if media.is_dir():
                archive.add(media, "media")
        draft.replace(target)
    except OSError as error:
        raise OperationError(f"The back-up could not be written to {target}: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _manifest() -> dict[str, object]:
    return {
        "terttu": __version__,
        "made": datetime.now(UTC).isoformat(),
        "migrations": _migrations(),
    }


def _migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    return sorted(f"{app}.{name}" for app, name in executor.loader.applied_migrations)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    archive.addfile(entry, io.BytesIO(content))


@contextmanager
def _dump() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data.jsonl"
        with transaction.atomic():
            call_command(
                "dumpdata",
                format="jsonl",
                output=str(data),
                exclude=list(NOT_IN_BACKUP),
                verbosity=0,
            )
        yield data


def restore(source: Path) -> None:
    """Replace everything by what an archive holds; all of it or nothing.

    The database may be another one than the archive came from (SQLite or PostgreSQL).
    """
    if not source.is_file():
        raise OperationError(
            f"There is no file {source}. Give the archive that `terttu backup` wrote."
        )
    with tempfile.TemporaryDirectory(dir=settings.VAR) as scratch:
        folder = Path(scratch)
        _unpack(source, folder)
        with transaction.atomic():
            _empty()
            call_command("loaddata", str(folder / "data.jsonl"), verbosity=0)
        ContentType.objects.clear_cache()
        _swap_media(folder / "media", folder / "old")


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, tarfile.TarError, KeyError, ValueError, EOFError) as error:
        raise OperationError(f"{source} is not a whole back-up of terttu: {error}.") from error
    if unknown := sorted(set(manifest["migrations"]) - set(_migrations())):
        raise OperationError(
            f"{source} was made by a newer terttu ({manifest['terttu']}; {unknown[0]} is not known "
            "here). Install that version first, then restore."
        )


def _empty() -> None:
    """Delete every row; constraints are checked when the new ones are there."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        tables = [
            model._meta.db_table
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy
        ]
        quoted = [connection.ops.quote_name(table) for table in dict.fromkeys(tables)]
        if connection.vendor == "postgresql":
            # What is still to be checked is checked now: a table with open checks is not emptied.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {', '.join(quoted)} CASCADE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for table in quoted:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables


def _swap_media(new: Path, old: Path) -> None:
    media = Path(settings.MEDIA_ROOT)
    if media.exists():
        media.rename(old)
    if new.exists():
        media.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(new, media)
