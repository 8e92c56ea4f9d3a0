"""Sending mail: rendered now, handed over once after the transaction, a failure is logged."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

log = logging.getLogger(__name__)


def send(
    template: str,
    *,
    to: list[str],
    context: Mapping[str, Any],
    language: str,
    reply_to: list[str] | None = None,
) -> None:
    """Send `mail/<template>.txt` in `language`; its first line is the subject."""
    with override(language):
        subject, _, body = render_to_string(f"mail/{template}.txt", dict(context)).partition("\n")
    message = EmailMessage(
        subject=" ".join(subject.split()), body=body.strip() + "\n", to=to, reply_to=reply_to
    )
    transaction.on_commit(lambda: _hand_over(message))


def _hand_over(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError:
        # What was written is stored; only the notice is lost, and never sent twice.
        log.exception("A mail could not be handed over: %s", message.subject)
