"""An imported analysis: its tables, figures and candidates, as the package holds them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from terttu.portal.clusters.models import Cluster
from terttu.portal.core.fields import TranslatedField
from terttu.portal.regions.models import Region


class Analysis(models.Model):
    """One run of the observatory; never changed, only superseded by a later one."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="analyses")
    fingerprint = models.CharField(max_length=64)
    folder = models.CharField(max_length=200)
    descriptor = models.JSONField()
    links = models.JSONField(default=list)
    definitions = models.JSONField(default=dict)
    withdrawn = models.BooleanField(default=False)
    # When it was first shown to the public; None for a draft, which only the working area shows.
    shown = models.DateTimeField(null=True)
    definition_version = models.ForeignKey(
        "insights.DefinitionVersion",
        null=True,
        on_delete=models.SET_NULL,
        related_name="analyses",
    )
    imported = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-imported", "-pk"]
        verbose_name_plural = "analyses"
        constraints = [
            models.UniqueConstraint(fields=["region", "fingerprint"], name="analysis_once")
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.fingerprint[:8]}"

    @property
    def is_draft(self) -> bool:
        """Whether nobody has said yet that the public may see it."""
        return self.shown is None

    @property
    def short(self) -> str:
        """The part of the fingerprint that stands in addresses."""
        return self.fingerprint[:16]

    @property
    def provenance(self) -> dict:
        """Inputs with their hashes, method with every parameter, and version."""
        return self.descriptor["terttu"]


class Table(models.Model):
    """One of an analysis' tables: what was counted, where, when, and who published it."""

    class Kind(models.TextChoices):
        COUNT = "count", _("count")
        ESTIMATE = "estimate", _("model estimate")

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="tables")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    main = models.BooleanField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = TranslatedField()
    measure = TranslatedField()
    unit = TranslatedField()
    period = models.CharField(max_length=20)
    regions = models.PositiveIntegerField()
    missing_share = models.FloatField(default=0)
    excluded = models.CharField(max_length=200, blank=True)
    excluded_value = models.FloatField(null=True)
    industry_scheme = models.CharField(max_length=40)
    area_scheme = models.CharField(max_length=40)
    area_year = models.CharField(max_length=20, blank=True)
    area_count = models.PositiveIntegerField(null=True)
    source = models.TextField()
    attribution = models.TextField()
    licence = models.CharField(max_length=200)
    licence_url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["analysis", "key"], name="table_once")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def year(self) -> int | None:
        """The year of the newest period, where periods are years."""
        return int(self.period[:4]) if self.period[:4].isdigit() else None


class Industry(models.Model):
    """An industry as one table names it."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="industries")
    code = models.CharField(max_length=30)
    label = TranslatedField()
    traded = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    group = models.CharField(max_length=30, blank=True)

    class Meta:
        verbose_name_plural = "industries"
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="industry_once")]

    def __str__(self) -> str:
        return str(self.label) or self.code


class Figure(models.Model):
    """The region's numbers for one industry in the newest period; None is missing, never zero."""

    industry = models.OneToOneField(Industry, on_delete=models.CASCADE, related_name="figure")
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="figures")
    value = models.FloatField(null=True)
    area_total = models.FloatField(null=True)
    reference_value = models.FloatField(null=True)
    reference_total = models.FloatField(null=True)
    share_of_area = models.FloatField(null=True)
    share_of_reference = models.FloatField(null=True)
    lq = models.FloatField(null=True)
    lq_low = models.FloatField(null=True)
    lq_high = models.FloatField(null=True)
    interval = models.CharField(max_length=10, blank=True)
    excess = models.FloatField(null=True)
    growth = models.FloatField(null=True)
    rank = models.PositiveIntegerField(null=True)
    regions = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.industry}: {self.lq}"

    @property
    def reference_share(self) -> float | None:
        """The industry's share in the regions that have a figure for it, together."""
        if self.reference_value is None or not self.reference_total:
            return None
        return self.reference_value / self.reference_total

    @property
    def whole(self) -> float:
        """The region's total with what is left out of shares, such as jobs of unknown industry."""
        return (self.area_total or 0) + (self.table.excluded_value or 0)


class MunicipalFigure(models.Model):
    """One industry in one municipality."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="municipal_figures")
    municipality = models.CharField(max_length=20)
    name = TranslatedField()
    industry = models.CharField(max_length=30)
    value = models.FloatField(null=True)
    area_total = models.FloatField(null=True)
    share_of_area = models.FloatField(null=True)
    lq = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["table", "industry"], name="municipal_table_industry")]

    def __str__(self) -> str:
        return f"{self.name} {self.industry}"


class Candidate(models.Model):
    """A definition as found in the region: measures, certainty, limits. Not a decision."""

    class Certainty(models.TextChoices):
        CERTAIN = "certain", _("certain")
        LIKELY = "likely", _("likely")
        NO = "no", _("single industries only")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CONFIRMED = "confirmed", pgettext_lazy("decision", "confirmed")
        REJECTED = "rejected", _("rejected")
        MERGED = "merged", _("merged into another")

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="candidates")
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="candidates")
    code = models.SlugField(max_length=20)
    rank = models.PositiveSmallIntegerField()
    name = TranslatedField()
    industries = models.JSONField(default=list)
    specialised = models.JSONField(default=list)
    value = models.FloatField(null=True)
    share_of_area = models.FloatField(null=True)
    share_of_reference = models.FloatField(null=True)
    lq = models.FloatField(null=True)
    lq_low = models.FloatField(null=True)
    lq_high = models.FloatField(null=True)
    interval = models.CharField(max_length=10, blank=True)
    excess = models.FloatField(null=True)
    growth = models.FloatField(null=True)
    lq_rank = models.PositiveIntegerField(null=True)
    regions = models.PositiveIntegerField(null=True)
    cohesion = models.FloatField(null=True)
    cohesion_percentile = models.FloatField(null=True)
    certainty = models.CharField(max_length=10, choices=Certainty.choices)
    composition = models.CharField(max_length=10, blank=True)
    limits = models.JSONField(default=list)
    proposed = models.BooleanField(default=True)
    adopted_as = models.ForeignKey(
        Cluster, null=True, blank=True, on_delete=models.SET_NULL, related_name="candidates"
    )
    # What the newest decision says, kept here too so that lists need not look for it.
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["analysis", "code"], name="candidate_once")]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_listed(self) -> bool:
        """Whether the public list has it: neither rejected nor a part of another."""
        return self.state in (self.State.OPEN, self.State.CONFIRMED)

    @property
    def is_strong(self) -> bool:
        """Whether the group as a whole is stronger here than in the reference."""
        return self.lq is not None and self.lq > 1

    @property
    def others(self) -> int:
        """How many related industries the group has beside those that name it."""
        return len(self.industries) - len(self.specialised or self.industries[:3])
