"""A strategy version: themes, cross-cutting priorities, their matrix, themes' industries."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from terttu.portal.core.fields import TranslatedField
from terttu.portal.regions.models import Region


class Strategy(models.Model):
    """One version of the region's smart specialisation strategy, valid from a day to a day."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="strategies")
    slug = models.SlugField(max_length=60)
    name = TranslatedField(_("name"))
    demo = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    sources = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["region", "slug"], name="strategy_slug_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="strategy_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class _Part(models.Model):
    """What themes and priorities share."""

    slug = models.SlugField(max_length=60)
    name = TranslatedField(_("name"))
    summary = TranslatedField(_("summary"), long=True)
    demo = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return str(self.name)


class Theme(_Part):
    """A vertical priority of a strategy version."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="themes")
    colour = models.CharField(max_length=7, default="#33566b")
    icon = models.SlugField(max_length=30, blank=True)
    source = models.URLField(max_length=500, blank=True)

    class Meta(_Part.Meta):
        constraints = [models.UniqueConstraint(fields=["strategy", "slug"], name="theme_slug_once")]


class Priority(_Part):
    """A cross-cutting priority of a strategy version."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="priorities")

    class Meta(_Part.Meta):
        verbose_name_plural = "priorities"
        constraints = [
            models.UniqueConstraint(fields=["strategy", "slug"], name="priority_slug_once")
        ]


class Emphasis(models.Model):
    """A cell of the matrix: this priority cuts this theme."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="emphases")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="emphases")

    class Meta:
        verbose_name_plural = "emphases"
        constraints = [models.UniqueConstraint(fields=["theme", "priority"], name="emphasis_once")]

    def __str__(self) -> str:
        return f"{self.theme} × {self.priority}"


class ThemeIndustry(models.Model):
    """How much of an industry a theme means; weight 0 says that the share cannot be known."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="industries")
    scheme = models.SlugField(max_length=30)
    code = models.CharField(max_length=30)
    weight = models.FloatField(validators=[MinValueValidator(0), MaxValueValidator(1)])
    reason = TranslatedField(_("reason"), long=True)

    class Meta:
        ordering = ["scheme", "code"]
        verbose_name_plural = "theme industries"
        constraints = [
            models.UniqueConstraint(fields=["theme", "scheme", "code"], name="theme_industry_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gte=0) & models.Q(weight__lte=1),
                name="theme_industry_weight_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.code} × {self.weight:g}"
