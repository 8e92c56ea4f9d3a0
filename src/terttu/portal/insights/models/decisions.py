"""What people say of a candidate: decisions, with their history, and what they rest on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from terttu.portal.insights.models.analysis import Candidate


class Decision(models.Model):
    """One decision on a candidate; the newest one holds, the earlier ones are its history."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("decision", "confirmed")
        REJECTED = "rejected", _("rejected")
        MERGED = "merged", _("merged into another")
        REOPENED = "reopened", _("opened again")

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    into = models.ForeignKey(Candidate, null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    when = models.DateTimeField()
    # Taken over from an earlier analysis, in which the candidate had the same definition.
    carried_from = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="carried_to"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.get_kind_display()}"


class Exhibit(models.Model):
    """Something beyond statistics that speaks for or against a candidate, with its source."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisation")
        PROJECT = "project", _("project")
        LINK = "link", _("link of the network")
        JUDGEMENT = "judgement", _("judgement")

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="exhibits")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    text = models.TextField(_("what it is and what it shows"), max_length=2000)
    language = models.CharField(_("language of the text"), max_length=10)
    url = models.URLField(_("source: its address"), max_length=500, blank=True)
    author = models.CharField(_("who says so"), max_length=120, blank=True)
    dated = models.DateField(_("when it was said"))
    public = models.BooleanField(_("show it on the public page"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added = models.DateTimeField()
    # What was removed is kept, so that it does not come back from an earlier analysis.
    removed = models.DateTimeField(null=True)
    carried_from = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="carried_to"
    )

    class Meta:
        ordering = ["dated", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:80]}"
