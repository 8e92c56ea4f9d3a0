"""What all tests share: where things are, and folders that go when the tests end."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pytest_sessionfinish():
    from settings_for_tests import STATE

    shutil.rmtree(STATE, ignore_errors=True)


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folders of the two regions that ship with the project."""
    return ROOT / "examples"
