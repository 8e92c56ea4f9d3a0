"""A throw-away Django site around the portal's templates, for the preview only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse

CORE = Path(__file__).parents[2] / "src/terttu/portal/core"
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
colours: dict[str, Any] = {}


def configure(folder: Path) -> None:
    """Set Django up with a database in `folder` that has one user, and no settings file."""
    settings.configure(
        SECRET_KEY="preview-only-preview-only-preview-only-preview",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="site_urls",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "django.contrib.humanize",
            "allauth",
            "allauth.account",
            "allauth.mfa",
        ],
        MIDDLEWARE=[
            "site_settings.policy",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [CORE / "templates", Path(__file__).parent / "pages"],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "samples.everywhere",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "preview.sqlite3",
            }
        },
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*", "password2*"],
        ACCOUNT_REAUTHENTICATION_TIMEOUT=3600,
        MFA_SUPPORTED_TYPES=["totp", "webauthn", "recovery_codes"],
        MFA_PASSKEY_LOGIN_ENABLED=True,
        MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN=True,
        STATIC_URL="/static/",
        STATICFILES_DIRS=[CORE / "static"],
        LANGUAGES=[("en", "English"), ("fi", "suomi"), ("sv", "svenska")],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def application() -> Callable[..., Any]:
    """The WSGI application, which also serves the static files."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    return StaticFilesHandler(get_wsgi_application())


def use_colours(brand: Sequence[str], themes: Sequence[str]) -> None:
    """The colours of the pages served from now on."""
    colours.update(brand=list(brand), themes=list(themes))


def policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the portal's content security policy, so that a breach shows here too."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return answer
