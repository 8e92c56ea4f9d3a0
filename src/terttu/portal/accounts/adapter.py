"""How allauth works here: nobody signs up by themselves yet, mails speak the reader's language."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; everyone may reset a password."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Name the region in the mail, not the host."""
        request = allauth_context.request
        site = SimpleNamespace(name=str(request.region), domain=request.get_host())
        super().send_mail(template_prefix, email, context | {"current_site": site})

    def format_email_subject(self, subject: str) -> str:
        """The subject, with the region's name first."""
        return f"{allauth_context.request.region}: {subject}"

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth calls it
        return False
