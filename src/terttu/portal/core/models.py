"""The audit trail: who did what to which object, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One change. It names its object in words, so that it can be read after the object is gone."""

    when = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    region = models.SlugField(max_length=60, blank=True)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    label = models.CharField(max_length=300)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["-when", "-pk"]
        indexes = [models.Index(fields=["region", "-when"], name="audit_region_when")]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.label}"
