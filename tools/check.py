"""Everything that `make check` checks, a line each: lint, types, contracts, texts, docs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
CODE = ["src", "tests", "tools", "benchmarks", "docs"]

CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("lint", [str(BIN / "ruff"), "check", "--quiet", "--output-format", "concise", *CODE]),
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", *CODE]),
    ("types", [str(BIN / "mypy")]),
    ("import contracts", [str(BIN / "lint-imports"), "--no-logo"]),
    ("templates", [str(BIN / "djlint"), "--lint", "--quiet", "src/terttu/portal"]),
    ("translations", [sys.executable, "tools/messages.py", "check"]),
    (
        "migrations",
        [
            str(BIN / "terttu"),
            "manage",
            "makemigrations",
            "--check",
            "--dry-run",
            "--verbosity",
            "1",
        ],
    ),
    ("docs", [str(BIN / "sphinx-build"), "-q", "-W", "-b", "html", "docs", "docs/_build"]),
)


def main() -> int:
    """Run every check, and fail if any failed."""
    environment = os.environ | {"TERTTU_VAR": "var/check", "SECRET_KEY": "only for checks"}
    failed = []
    for name, command in CHECKS:
        started = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        print(
            f"  {name:<18} {'ok' if not done.returncode else 'FAILED':<7} "
            f"{time.monotonic() - started:5.1f} s",
            flush=True,
        )
        if done.returncode:
            failed.append(name)
            print(done.stdout[-6000:] + done.stderr[-3000:])
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
