"""The one typed scheme of everything that the environment may set, read once by the settings."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import environ

SCHEME: dict[str, tuple[type, object]] = {
    "ALLOWED_HOSTS": (list, ["localhost", ".localhost", "127.0.0.1"]),
    "DATABASE_URL": (str, ""),
    "DEBUG": (bool, False),
    "DEFAULT_FROM_EMAIL": (str, "terttu@localhost"),
    "EMAIL_URL": (str, "consolemail://"),
    "SECRET_KEY": (str, ""),
    "TERTTU_DEMO": (bool, False),
    "TERTTU_HTTPS": (bool, False),
    "TERTTU_PROXIES": (int, 0),
    "TERTTU_REGIONS": (list, []),
    "TERTTU_VAR": (str, "var"),
    "TERTTU_WORKERS": (int, 2),
}

env = environ.Env(**SCHEME)


def value(name: str) -> object:
    """What the environment says of `name`; `NAME_FILE` may point at a file that holds a secret."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    return env(name)


def secret_key(folder: Path) -> str:
    """The key from the environment, else one made once and kept in the folder of state."""
    if key := value("SECRET_KEY"):
        return str(key)
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(secrets.token_urlsafe(50))
    return file.read_text(encoding="utf-8").strip()
