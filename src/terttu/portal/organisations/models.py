"""An organisation of the region, of any kind, with or without a business id."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from terttu.portal.core.fields import TranslatedField
from terttu.portal.regions.models import Region
from terttu.portal.strategy.models import Theme


class Organisation(models.Model):
    """A company, research organisation, authority or other; its page shows what is public."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        RDI = "rdi", _("RDI organisation")
        EDUCATION = "education", _("education provider")
        AUTHORITY = "authority", _("authority")
        DEVELOPMENT = "development", _("development company")
        ASSOCIATION = "association", _("association")
        OTHER = "other", _("other organisation")

        @property
        def plural(self) -> str:
            """The name of the kind over a list."""
            names = {
                "company": _("Companies"),
                "rdi": _("RDI organisations"),
                "education": _("Education providers"),
                "authority": _("Authorities"),
                "development": _("Development companies"),
                "association": _("Associations"),
                "other": _("Other organisations"),
            }
            return str(names[self.value])

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="organisations")
    slug = models.SlugField(max_length=80)
    name = TranslatedField(_("name"))
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.COMPANY)
    business_id = models.CharField(_("business id"), max_length=20, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    municipality = models.CharField(max_length=20, blank=True)
    url = models.URLField(_("web site"), blank=True)
    description = TranslatedField(_("description"), long=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="organisations")
    demo = models.BooleanField(default=False)
    sources = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "slug"], name="organisation_slug_once")
        ]

    def __str__(self) -> str:
        return str(self.name)
