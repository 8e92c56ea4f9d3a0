"""Forms of the manager and the administrator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from terttu.portal.clusters.models import Benefit, Cluster, Goal
from terttu.portal.core.fields import TranslatedFormField
from terttu.portal.enquiries.models import Enquiry
from terttu.portal.insights.models import Industry
from terttu.portal.strategy.models import Theme


class ThemesField(forms.ModelMultipleChoiceField):
    """Themes by their short names, which any text is compared with safely."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"to_field_name": "slug"}))


class ClusterForm(forms.ModelForm):
    """A cluster's own texts and links; `version` tells whether somebody else saved meanwhile."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Cluster
        fields = (
            "name",
            "purpose",
            "life_cycle",
            "founded",
            "place",
            "url",
            "english_url",
            "eccp_url",
            "contact_email",
            "themes",
        )
        widgets = {"themes": forms.CheckboxSelectMultiple}
        field_classes = {"themes": ThemesField}

    def __init__(self, *args: Any, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version
        self.fields["name"].required = True
        fields: dict[str, Any] = self.fields
        fields["themes"].queryset = themes
        fields["themes"].label = _("Themes")
        for name in ("url", "english_url", "eccp_url"):
            fields[name].assume_scheme = "https"

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class GoalForm(forms.Form):
    """One goal; an empty text takes it out."""

    text = TranslatedFormField(label=_("Goal"), required=False)
    by_year = forms.IntegerField(
        label=_("By the year"), min_value=2000, max_value=2100, required=False
    )
    source = forms.URLField(label=_("Where it can be read"), required=False, assume_scheme="https")


class BenefitForm(forms.Form):
    """One benefit; an empty text takes it out."""

    what = TranslatedFormField(label=_("What"), required=False)
    for_whom = TranslatedFormField(label=_("For whom"), required=False)
    cost = TranslatedFormField(label=_("What it costs"), required=False)
    since = forms.IntegerField(label=_("Since"), min_value=1900, max_value=2100, required=False)
    source = forms.URLField(label=_("Where it can be read"), required=False, assume_scheme="https")


class _Rows(forms.BaseFormSet):
    """Rows in which the first field decides: a row without it is left out."""

    def rows(self) -> list[dict[str, Any]]:
        """What the service takes."""
        first = next(iter(self.form.base_fields))
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "ORDER"}
            for form in self.forms
            if form.cleaned_data.get(first)
        ]


GoalFormSet = forms.formset_factory(GoalForm, formset=_Rows, extra=2, max_num=30)
BenefitFormSet = forms.formset_factory(BenefitForm, formset=_Rows, extra=2, max_num=30)


def goal_rows(cluster: Cluster) -> list[dict[str, Any]]:
    """A cluster's goals as the form set shows them."""
    rows = Goal.objects.filter(cluster=cluster).values("text", "by_year", "source")
    return [dict(row) for row in rows]


def benefit_rows(cluster: Cluster) -> list[dict[str, Any]]:
    """A cluster's benefits as the form set shows them."""
    names = ("what", "for_whom", "cost", "since", "source")
    return list(Benefit.objects.filter(cluster=cluster).values(*names))


class SettleForm(forms.ModelForm):
    """What became of an enquiry."""

    class Meta:
        model = Enquiry
        fields = ("status", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class ImportForm(forms.Form):
    """An analysis package as one ZIP file."""

    file = forms.FileField(label=_("Analysis package (ZIP)"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.ANALYSIS_UPLOAD_LIMIT:
            limit = filesizeformat(settings.ANALYSIS_UPLOAD_LIMIT)
            raise ValidationError(
                _("The file is larger than %(limit)s. Make the package anew without charts."),
                params={"limit": limit},
            )
        return file


class AdoptForm(forms.Form):
    """The name and themes of the cluster that a candidate becomes."""

    name = TranslatedFormField(label=_("Name of the cluster"))
    themes = ThemesField(
        label=_("Themes"),
        queryset=Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, themes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["themes"].queryset = themes


class WeightsForm(forms.Form):
    """How much of each industry of one table a theme means; an empty field takes it out."""

    def __init__(
        self,
        *args: Any,
        industries: Iterable[Industry],
        weights: Mapping[str, float],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for industry in industries:
            self.fields[industry.code] = forms.FloatField(
                label=f"{industry.code} {industry.label}",
                min_value=0,
                max_value=1,
                required=False,
                initial=weights.get(industry.code),
                widget=forms.NumberInput(attrs={"step": "0.05", "inputmode": "decimal"}),
            )

    def weights(self) -> dict[str, float]:
        """Industry code -> weight, of those that were given."""
        return {code: value for code, value in self.cleaned_data.items() if value is not None}


# No slug of a cluster looks like this.
REGION = "/"


class InviteForm(forms.Form):
    """Somebody's e-mail address and what she is to look after: a cluster, or the region."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=120)
    looks_after = forms.ChoiceField(label=_("Looks after"))

    def __init__(self, *args: Any, clusters: Iterable[Cluster], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clusters = {cluster.slug: cluster for cluster in clusters}
        fields: dict[str, Any] = self.fields
        fields["looks_after"].choices = [
            ("", _("choose")),
            *((slug, str(cluster)) for slug, cluster in self.clusters.items()),
            (REGION, _("the whole region, as an administrator")),
        ]

    def cluster(self) -> Cluster | None:
        """The cluster that was chosen; None for the whole region."""
        return self.clusters.get(self.cleaned_data["looks_after"])
