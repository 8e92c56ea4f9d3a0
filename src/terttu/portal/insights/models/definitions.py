"""A region's own sets of cluster definitions, every version of them kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from terttu.portal.core.fields import TranslatedField
from terttu.portal.regions.models import Region


class DefinitionSet(models.Model):
    """A named set of definitions over the industries of one classification.

    `version` is the number of the newest version; who saves says which one was seen.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="definition_sets")
    name = TranslatedField(_("name of the set"))
    scheme = models.CharField(max_length=40)
    origin = models.CharField(max_length=200, blank=True)
    made_from = models.ForeignKey(
        "insights.Analysis", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)
    put_away = models.BooleanField(default=False)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made", "-pk"]

    def __str__(self) -> str:
        return str(self.name)


class DefinitionVersion(models.Model):
    """The set as it was after one change; never changed itself, so that one can go back to it.

    `content` is a list of definitions: code, name by language, industries with weights. `change`
    is kept in English with its placeholders, and shown in the reader's language.
    """

    set = models.ForeignKey(DefinitionSet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    change = models.CharField(max_length=200)
    named = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["set", "number"], name="definition_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.set} {self.number}"

    @property
    def text(self) -> str:
        """What was changed, as a sentence in the reader's language."""
        return gettext(self.change) % {"named": self.named}
