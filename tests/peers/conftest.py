"""Starts the other packages' Python once and asks it; skipped where it is not installed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-peers" / "bin" / "python"

Peer = Callable[..., SimpleNamespace]


@pytest.fixture(scope="session")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """``peer("request", {"x": array}, option=...)`` gives the answer's arrays by name."""
    if not PYTHON.exists():
        pytest.skip("the other packages are not installed (make test-peers does it)")
    folder = tmp_path_factory.mktemp("peers")
    command = [PYTHON, "-W", "ignore", Path(__file__).with_name("server.py")]
    # What packages print goes to the standard error, which nobody reads.
    with subprocess.Popen(
        command, stdin=-1, stdout=-1, stderr=subprocess.DEVNULL, text=True, bufsize=1
    ) as server:

        def ask(name: str, given: dict[str, object], **options: object) -> SimpleNamespace:
            paths = {part: str(folder / f"{part}.npz") for part in ("given", "answer")}
            np.savez(paths["given"], **{key: plain(value) for key, value in given.items()})
            print(json.dumps({"name": name, "options": options, **paths}), file=server.stdin)
            said = server.stdout.readline().strip()
            if said:
                raise RuntimeError(json.loads(said))
            with np.load(paths["answer"]) as answer:
                return SimpleNamespace(**answer)

        yield ask
        server.stdin.close()


def plain(value: object) -> np.ndarray:
    """The numbers of a labelled array, or of anything."""
    return value.values if isinstance(value, xr.DataArray) else np.asarray(value)
