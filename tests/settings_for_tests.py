"""The portal's settings for the tests: a folder of state of their own, quick passwords."""

import os
import tempfile
from pathlib import Path

STATE = Path(tempfile.gettempdir()) / f"terttu-tests-{os.getpid()}"
os.environ |= {"TERTTU_VAR": str(STATE), "TERTTU_DEMO": "0", "SECRET_KEY": "only for tests"}

from terttu.portal.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["localhost", ".localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
