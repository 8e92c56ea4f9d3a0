"""An organisation's commitment to a cluster."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from terttu.portal.clusters.models import Cluster
from terttu.portal.organisations.models import Organisation


class Membership(models.Model):
    """One commitment, with its kind, dates and the place where it can be seen."""

    class Commitment(models.TextChoices):
        LETTER = "letter", _("letter of commitment")
        FEE = "fee", _("membership fee")
        CONTRIBUTION = "contribution", _("regular contribution")
        PUBLIC = "public", _("named publicly as a member")

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    commitment = models.CharField(
        max_length=20, choices=Commitment.choices, default=Commitment.PUBLIC
    )
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.URLField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "organisation"],
                condition=models.Q(until=None),
                name="one_open_membership",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None)
                | models.Q(since=None)
                | models.Q(until__gte=models.F("since")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.cluster}"
