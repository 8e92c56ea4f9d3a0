"""A job: something long that a worker does while nobody waits for a page."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from terttu.portal.regions.models import Region

LONG = timedelta(minutes=2)


class Job(models.Model):
    """One job of a region: what it does, for whom, how far it is, and how it ended.

    A worker holds a running job by a lease that it renews. `attempt` counts how often the job was
    begun and is the proof of who holds it: a worker that comes back too late changes nothing.
    Words of progress and messages are kept in English and shown in the reader's language.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    ACTIVE = (State.WAITING, State.RUNNING)

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="jobs")
    kind = models.SlugField(max_length=40)
    # While one with the same key is under way, asking again gives that one.
    key = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    arguments = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    task = models.UUIDField(null=True)
    stop = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    # What a tool said itself, in English.
    detail = models.TextField(blank=True)
    made = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made", "-pk"]
        indexes = [
            models.Index(fields=["region", "-made"], name="job_region_made"),
            models.Index(fields=["state", "leased_until"], name="job_state_lease"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "key"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="job_active_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in self.ACTIVE

    @property
    def waits_long(self) -> bool:
        """Whether it has waited so long that somebody should look whether a worker runs."""
        return self.state == self.State.WAITING and timezone.now() - self.made > LONG

    @property
    def progress(self) -> str:
        """What it is doing now, in the reader's language."""
        return gettext(self.words) if self.words else ""

    @property
    def outcome(self) -> str:
        """How it ended, as a sentence in the reader's language."""
        return gettext(self.message) if self.message else ""
