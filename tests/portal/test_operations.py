"""Back-up and restore, and what a web process loads."""

import subprocess
import sys
import tarfile
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from terttu.portal import operations
from terttu.portal.clusters.models import Cluster
from terttu.portal.enquiries.models import Enquiry
from terttu.portal.insights.models import Figure


@pytest.fixture
def archive(tmp_path, food):
    Enquiry.objects.create(
        cluster=food, kind="ask", name="Ä", email="a@example.org", message="Hei <b>", language="fi"
    )
    operations.back_up(tmp_path / "back-up.tar.gz")
    return tmp_path / "back-up.tar.gz"


def everything():
    """All rows; an archive keeps times to the millisecond."""
    tables = [
        Cluster.objects.order_by("pk").values(),
        Figure.objects.order_by("pk").values("pk", "lq", "value"),
        Enquiry.objects.order_by("pk").values(),
    ]
    return [
        [{name: to_millisecond(value) for name, value in row.items()} for row in rows]
        for rows in tables
    ]


def to_millisecond(value):
    if isinstance(value, datetime):
        return value.replace(microsecond=value.microsecond // 1000 * 1000)
    return value


@pytest.mark.django_db
def test_restoring_brings_back_rows_pages_and_files(archive, browse):
    before = everything()
    media = Path(settings.MEDIA_ROOT)
    files = sorted(str(path.relative_to(media)) for path in media.rglob("*"))
    Cluster.objects.all().delete()
    Enquiry.objects.all().delete()
    operations.restore(archive)
    assert everything() == before
    assert sorted(str(path.relative_to(media)) for path in media.rglob("*")) == files
    assert browse().get("/fi/").status_code == 200
    assert browse("aino").get("/fi/hallinta/").status_code == 200


@pytest.mark.django_db
def test_a_broken_archive_is_refused_and_changes_nothing(archive, tmp_path):
    half = tmp_path / "half.tar.gz"
    half.write_bytes(archive.read_bytes()[:2000])
    before = everything()
    with pytest.raises(operations.OperationError, match="is not a whole back-up"):
        operations.restore(half)
    with pytest.raises(operations.OperationError, match="There is no file"):
        operations.restore(tmp_path / "none.tar.gz")
    assert everything() == before


@pytest.mark.django_db
def test_an_archive_of_a_newer_version_is_refused(archive, tmp_path):
    folder = tmp_path / "open"
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    manifest = folder / "manifest.json"
    manifest.write_text(
        manifest.read_text().replace("clusters.0001_initial", "clusters.9999_later")
    )
    newer = tmp_path / "newer.tar.gz"
    with tarfile.open(newer, "w:gz") as packed:
        for file in folder.iterdir():
            packed.add(file, file.name)
    with pytest.raises(operations.OperationError, match="made by a newer terttu"):
        operations.restore(newer)


@pytest.mark.django_db
def test_a_back_up_that_cannot_be_written_leaves_no_half(tmp_path):
    with pytest.raises(operations.OperationError, match="could not be written"):
        operations.back_up(tmp_path / "none" / "back-up.tar.gz")
    assert list(tmp_path.iterdir()) == []


def test_a_web_process_loads_no_numerical_library(tmp_path):
    program = (
        "import django, sys; django.setup()\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "import terttu.portal.wsgi\n"
        "print([m for m in ('numpy', 'polars', 'xarray', 'scipy', 'vl_convert') if m in sys.modules])"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "terttu.portal.settings", "TERTTU_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
