"""An organised cluster: what it is, wants and gives, in its own words, and what is known of it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from terttu.portal.core.fields import TranslatedField
from terttu.portal.organisations.models import Organisation
from terttu.portal.regions.models import Region
from terttu.portal.strategy.models import Theme


class Cluster(models.Model):
    """A network with a life cycle, members and goals; not a finding of statistics."""

    class LifeCycle(models.TextChoices):
        IDEA = "idea", _("idea")
        FORMING = "forming", _("forming")
        ACTIVE = "active", _("active")
        REGISTERED = "registered", _("registered on ECCP")
        MERGED = "merged", _("merged")
        CLOSED = "closed", _("closed")

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="clusters")
    slug = models.SlugField(max_length=80)
    name = TranslatedField(_("name"))
    short_name = TranslatedField(_("short name"))
    purpose = TranslatedField(_("purpose"), long=True)
    life_cycle = models.CharField(
        _("life cycle"), max_length=20, choices=LifeCycle.choices, default=LifeCycle.IDEA
    )
    founded = models.PositiveSmallIntegerField(
        _("founded in"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    place = models.CharField(_("place"), max_length=100, blank=True)
    host = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="hosts"
    )
    url = models.URLField(_("web site"), blank=True)
    english_url = models.URLField(_("web site in English"), blank=True)
    eccp_url = models.URLField(_("profile on ECCP"), blank=True)
    links = models.JSONField(default=list, blank=True)
    contact_email = models.EmailField(_("address for notices, not shown"), blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="clusters")
    demo = models.BooleanField(default=False)
    sources = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "slug"], name="cluster_slug_once")]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_organised(self) -> bool:
        """Whether it works already, so that one can join it rather than help found it."""
        return self.life_cycle in (self.LifeCycle.ACTIVE, self.LifeCycle.REGISTERED)


class ClusterIndustry(models.Model):
    """How much of an industry a cluster works with: the cluster's definition."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="industries")
    scheme = models.SlugField(max_length=30)
    code = models.CharField(max_length=30)
    weight = models.FloatField(default=1, validators=[MinValueValidator(0), MaxValueValidator(1)])

    class Meta:
        ordering = ["scheme", "code"]
        verbose_name_plural = "cluster industries"
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "scheme", "code"], name="cluster_industry_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cluster}: {self.code} × {self.weight:g}"


class Goal(models.Model):
    """What a cluster wants to reach, in its own words."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="goals")
    text = TranslatedField(_("goal"), blank=False)
    by_year = models.PositiveSmallIntegerField(
        _("by the year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    source = models.URLField(_("where it can be read"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.text)


class Benefit(models.Model):
    """What a cluster gives its members, so that it can be compared: what, for whom, cost, since."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="benefits")
    what = TranslatedField(_("what"), blank=False)
    for_whom = TranslatedField(_("for whom"))
    cost = TranslatedField(_("what it costs"))
    since = models.PositiveSmallIntegerField(
        _("since"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    source = models.URLField(_("where it can be read"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.what)


class Fact(models.Model):
    """Something publicly known of a cluster, with the address where it can be read."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="facts")
    key = models.SlugField(max_length=60)
    text = TranslatedField(_("fact"), long=True)
    source = models.URLField(max_length=500)
    as_of = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["cluster", "key"], name="fact_key_once")]

    def __str__(self) -> str:
        return str(self.text)
