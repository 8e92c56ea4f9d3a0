"""The portal's settings: one module; what differs between places comes from the environment."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from terttu.portal.env import env, secret_key, value

PORTAL = Path(__file__).parent
VAR = Path(env("TERTTU_VAR")).resolve()
VAR.mkdir(parents=True, exist_ok=True)
DEBUG = env("DEBUG")
DEMO = env("TERTTU_DEMO")
HTTPS = env("TERTTU_HTTPS")
REGION_FOLDERS = [Path(folder) for folder in env("TERTTU_REGIONS")]
SECRET_KEY = secret_key(VAR)
ALLOWED_HOSTS = env("ALLOWED_HOSTS")

INSTALLED_APPS = [
    "terttu.portal.core",
    "terttu.portal.regions",
    "terttu.portal.strategy",
    "terttu.portal.organisations",
    "terttu.portal.clusters",
    "terttu.portal.memberships",
    "terttu.portal.accounts",
    "terttu.portal.jobs",
    "terttu.portal.enquiries",
    "terttu.portal.insights",
    "terttu.portal.pages",
    "terttu.portal.manage",
    "terttu.portal.api",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "terttu.portal.core.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "terttu.portal.core.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "terttu.portal.core.middleware.EditorPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "terttu.portal.core.middleware.ImpossibleRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "terttu.portal.regions.middleware.RegionMiddleware",
    "terttu.portal.regions.middleware.RegionLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "terttu.portal.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "terttu.portal.urls"
WSGI_APPLICATION = "terttu.portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Widgets use the same tags as the pages.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "terttu.portal.pages.context.region",
            ],
            "builtins": ["terttu.portal.core.templatetags.terttu"],
        },
    }
]

# SQLite is the default; a writer takes its lock at once, so that two never wait for each other.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR / "terttu.sqlite3",
    "CONN_MAX_AGE": 600,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
    },
}
DATABASES = {"default": SQLITE}
if database_url := value("DATABASE_URL"):
    DATABASES = {"default": env.db_url_config(database_url) | {"CONN_MAX_AGE": 600}}
    if "sqlite" in str(DATABASES["default"]["ENGINE"]):
        DATABASES = {"default": SQLITE | {"NAME": DATABASES["default"]["NAME"]}}

# Local memory for what a process may forget, the database for what all of them must share.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    },
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "manage:dashboard"
ACCOUNT_ADAPTER = "terttu.portal.accounts.adapter.Adapter"
ALLAUTH_TRUSTED_PROXY_COUNT = env("TERTTU_PROXIES")
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none" if DEMO else "mandatory"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO

# Which of these a region uses is decided in its folder; texts of the house exist in fi, sv and en.
LANGUAGES = [
    (code, info["name_local"]) for code, info in sorted(LANG_INFO.items()) if "name" in info
]
LANGUAGE_CODE = "en"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"
LOCALE_PATHS = [PORTAL / "locale"]
FORMAT_MODULE_PATH = ["terttu.portal.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
ANALYSIS_UPLOAD_LIMIT = 20_000_000

for key, setting in env.email_url_config(value("EMAIL_URL")).items():
    globals()[key] = setting
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")

# What Wagtail keeps beside its pages is brought up to date at once; jobs wait for a worker.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

WAGTAIL_SITE_NAME = "terttu"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_USER_EDIT_FORM = "wagtail.users.forms.UserEditForm"
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
# The editor has no log-in of its own: every way in goes through rate limits and second factor.
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_BASE_URL = "http://localhost:8000"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
