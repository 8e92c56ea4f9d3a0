"""What the tests of the observatory share: one identification in the shipped data."""

from __future__ import annotations

import pytest

from terttu.observatory import Content, Identification, content, identify_dataset


@pytest.fixture(scope="session")
def south_savo() -> Identification:
    """Etelä-Savo identified in the shipped Finnish dataset."""
    return identify_dataset("finland", region="Etelä-Savo")


@pytest.fixture(scope="session")
def south_savo_content(south_savo: Identification) -> Content:
    """The same as plain rows of a package, without charts."""
    return content(south_savo, version="1.0")
