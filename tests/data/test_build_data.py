"""The script that makes the data: what it does to rings, and what it says of a wrong folder."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools" / "data"


@pytest.fixture
def borders(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    return import_module("borders")


def test_rounding_drops_the_repeats_it_makes(borders: ModuleType) -> None:
    ring = [[0.0, 0.0], [1.0, 0.0], [1.00001, 0.00001], [1.0, 1.0], [0.0, 0.0]]
    assert borders.rounded_ring(ring) == [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]


def test_a_clockwise_ring_is_turned_round(borders: ModuleType) -> None:
    ring = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]
    assert borders.rounded_ring(ring) == [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]


def test_an_incomplete_folder_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    command = [sys.executable, str(TOOLS / "build_data.py"), str(tmp_path)]
    done = subprocess.run(
        [*command, "--target", str(tmp_path / "out")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        f"{tmp_path} lacks finland_municipality_keys, finland_geometry/raw/mml, nace_rev2, "
        "nuts_classification, eurostat_sbs_nuts2_2015.\n"
    )
    assert not (tmp_path / "out").exists()
