"""Health answers before anything else, and the security headers that Django does not set."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from terttu.portal.core.health import health

Handler = Callable[[HttpRequest], HttpResponse]

# Wagtail's editor needs inline styles and scripts; it is behind a log-in and has its own policy.
EDITOR_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
}


class SecurityHeadersMiddleware:
    """Permissions policy for all, and the editor's own content policy under /cms/."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class EditorPolicyMiddleware:
    """Pages under /cms/ get the editor's policy; sits inside the CSP middleware."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/cms/"):
            response._csp_config = EDITOR_POLICY  # type: ignore[attr-defined]
            response["X-Frame-Options"] = "SAMEORIGIN"
        return response


class HealthMiddleware:
    """`/healthz` and `/readyz` for machines: no host, session or language is needed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in ("/healthz", "/readyz"):
            return health(ready=request.path == "/readyz")
        return self.get_response(request)


class ImpossibleRequestMiddleware:
    """What nobody could mean is refused unread: endless bodies, null bytes in queries."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse(
                "This address is malformed.\n", status=400, content_type="text/plain"
            )
        length = request.headers.get("Content-Length", "")
        limit = settings.ANALYSIS_UPLOAD_LIMIT + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length.isdigit() and int(length) > limit:
            text = f"This is larger than {limit:,} bytes and was not read.\n"
            return HttpResponse(text, status=413, content_type="text/plain")
        return self.get_response(request)
