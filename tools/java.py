"""Finds a Java of version 17 or newer (PySpark needs one), or gets it; silent where it is there.

In order: JAVA_HOME, the PATH, the places where systems keep theirs, the distribution's package (as
root), else a sentence that names the package.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST = 17
PACKAGE = "openjdk-17-jre-headless"
KEPT = ("/usr/lib/jvm/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home", "/opt/java/*")


def find() -> Path | None:
    """The home (JAVA_HOME) of a Java that is new enough; None where there is none."""
    return next((home for home in _homes() if _version(home) >= OLDEST), None)


def get() -> Path | None:
    """Install a Java; None where that cannot be done here."""
    print(f"  Java for PySpark: looking for {PACKAGE}", flush=True)
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.call(["apt-get", "update", "-qq"], **quiet)
        subprocess.call(["apt-get", "install", "-y", "-qq", PACKAGE], **quiet)
    return find()


def main() -> int:
    """Exit code 2 and a sentence where no Java can be had."""
    if find() or get():
        return 0
    print(
        f"terttu: PySpark needs Java {OLDEST} or newer and none could be installed. Install the "
        f"package {PACKAGE} (macOS: brew install openjdk@17), or name one: JAVA_HOME=/path/to/java",
        file=sys.stderr,
    )
    return 2


def _homes() -> Iterator[Path]:
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    if on_path := shutil.which("java"):
        yield Path(on_path).resolve().parents[1]
    for pattern in KEPT:
        yield from sorted(Path("/").glob(pattern.removeprefix("/")))


def _version(home: Path) -> int:
    """17 for Java 17; 0 where no Java is or it does not run (macOS has a java that only asks)."""
    try:
        said = subprocess.run(
            [home / "bin" / "java", "-version"], capture_output=True, text=True, check=True
        ).stderr
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found.group(1)) if found else 0


if __name__ == "__main__":
    sys.exit(main())
