"""The region (one tenant, one host), areas with the years they hold, and what a folder has set."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from terttu.portal.core.fields import TranslatedField


class Area(models.Model):
    """A municipality or region as one classification of one year names it."""

    scheme = models.SlugField(max_length=20)
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    name = TranslatedField()
    region_code = models.CharField(max_length=20, blank=True)
    outline = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "year", "code"], name="area_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.scheme} {self.year}: {self.code})"


class Region(models.Model):
    """A region that uses this installation; everything else belongs to one of these."""

    slug = models.SlugField(unique=True, max_length=60)
    site = models.OneToOneField("wagtailcore.Site", null=True, on_delete=models.PROTECT)
    name = TranslatedField(_("name"))
    demo = models.BooleanField(default=False)
    languages = models.JSONField(default=list)
    colours = models.JSONField(default=list)
    dataset = models.CharField(max_length=60, blank=True)
    area_code = models.CharField(max_length=20, blank=True)
    codes = models.JSONField(default=list)
    contact_name = TranslatedField(_("contact"))
    contact_url = models.URLField(blank=True)
    contact_email = models.EmailField(blank=True)
    sources = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return str(self.name)

    @property
    def default_language(self) -> str:
        """The language of the first page; the first of the region's own order."""
        return self.languages[0]

    @property
    def base_url(self) -> str:
        """The address of the site, for mails and feeds."""
        return self.site.root_url if self.site else ""


class FolderEntry(models.Model):
    """What a region's folder last set on one object, so that edits in the portal are told apart."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="folder_entries")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "key"], name="folder_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
