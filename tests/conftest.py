"""What all tests share: where things are, and folders that go when the tests end."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes depends on what else the machine does, and fails no test.
settings.register_profile("terttu", deadline=None)
settings.load_profile("terttu")

ROOT = Path(__file__).parents[1]


def pytest_sessionfinish():
    from settings_for_tests import STATE

    shutil.rmtree(STATE, ignore_errors=True)


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folders of the two regions that ship with the project."""
    return ROOT / "examples"
