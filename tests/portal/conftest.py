"""The world of the portal's tests: both example regions with their real analyses, and the cast.

Aino administers Etelä-Savo, Bengt manages its food cluster, Helmi its water cluster, Cecilia speaks
for an organisation, Daavid has an account and no role. Elin administers the other region, Folke
manages its cluster. A stranger has not logged in.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

HERE = "localhost"
THERE = "pohjanmaa.localhost"


def body(response) -> bytes:
    """The whole answer; a streamed file is read and closed without closing the connection."""
    if not response.streaming:
        return response.content
    content = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    return content


def make_package(region: str, folder: Path, *options: str) -> Path:
    """Run the observatory's command as an operator would."""
    command = [sys.executable, "-m", "terttu", "identify", "--region", region, "--out", str(folder)]
    subprocess.run([*command, *options], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def packages(tmp_path_factory) -> dict[str, Path]:
    """The analysis packages of both regions, made from the shipped data."""
    folder = tmp_path_factory.mktemp("packages")
    return {
        "etela-savo": make_package("10", folder / "etela-savo"),
        "pohjanmaa": make_package("15", folder / "pohjanmaa", "--no-charts"),
    }


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, examples, packages):
    """Fill the test database once; every test works in a transaction of its own on top."""
    from terttu.portal.insights.services import import_folder
    from terttu.portal.manage.folder import apply_folder
    from terttu.portal.pages.folder import Address

    with django_db_blocker.unblock():
        settings.DEMO = True
        for slug, host in (("etela-savo", HERE), ("pohjanmaa", THERE)):
            address = Address(host, 80, default=host == HERE)
            region, _report = apply_folder(examples / slug, address=address)
            import_folder(by=None, region=region, folder=packages[slug])
        settings.DEMO = False


@pytest.fixture(autouse=True)
def _quiet(request):
    """No second factor in most tests, and no memory from one test to the next."""
    from terttu.portal.insights.queries import forget
    from terttu.portal.regions.outlines import region_outline

    caches["default"].clear()
    forget()
    region_outline.cache_clear()
    settings.DEMO = "real_log_in" not in request.keywords
    yield
    settings.DEMO = False


@pytest.fixture
def region(db):
    from terttu.portal.regions.models import Region

    return Region.objects.get(slug="etela-savo")


@pytest.fixture
def other_region(db):
    from terttu.portal.regions.models import Region

    return Region.objects.get(slug="pohjanmaa")


@pytest.fixture
def analysis(region):
    from terttu.portal.insights.queries import current

    return current(region)


@pytest.fixture
def food(region):
    return region.clusters.get(slug="ruokaklusteri")


@pytest.fixture
def user(db):
    """A member of the cast by first name."""
    from terttu.portal.accounts.models import User

    return lambda name: User.objects.get(email=f"{name}@example.org")


@pytest.fixture
def browse(user):
    """A client of a member of the cast (None: a stranger), at this region's host or another."""

    def client(name: str | None = None, host: str = HERE) -> Client:
        made = Client(headers={"host": host}, SERVER_NAME=host)
        if name:
            made.force_login(user(name))
        return made

    return client
