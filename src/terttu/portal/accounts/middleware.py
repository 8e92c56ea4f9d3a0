"""Whoever works for a region needs a second factor, except in the demo."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from terttu.portal.accounts.queries import works_here

Handler = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    """Sends a manager or administrator without a second factor to the page that sets one up."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.DEMO and self._needs_factor(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _needs_factor(self, request: HttpRequest) -> bool:
        guarded = (reverse("manage:dashboard"), "/cms/")
        return bool(
            request.path.startswith(guarded)
            and request.user.is_authenticated
            and works_here(request.user)
            and not is_mfa_enabled(request.user)
        )
