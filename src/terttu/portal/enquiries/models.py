"""A message to a cluster: a question, or the wish to join."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terttu.portal.clusters.models import Cluster


class Enquiry(models.Model):
    """One message, who sent it, and what became of it. Only the cluster's people see it."""

    class Kind(models.TextChoices):
        ASK = "ask", _("question")
        JOIN = "join", _("wish to join")

    class Status(models.TextChoices):
        NEW = "new", _("new")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed without an answer")

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="enquiries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.NEW
    )
    # Made with the form: the same form sent twice is one message.
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(_("your name"), max_length=120)
    email = models.EmailField(_("your e-mail address"))
    organisation = models.CharField(_("your company or organisation"), max_length=200, blank=True)
    message = models.TextField(_("message"), max_length=5000)
    language = models.CharField(max_length=10)
    sent = models.DateTimeField(auto_now_add=True)
    note = models.TextField(_("note for colleagues"), max_length=2000, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    handled = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent"]
        verbose_name_plural = "enquiries"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def sender(self) -> str:
        """Who wrote, with the organisation where one was given."""
        return ", ".join(filter(None, (self.name, self.organisation)))
