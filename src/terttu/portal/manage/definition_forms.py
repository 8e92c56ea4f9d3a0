"""Forms of the editor of definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy as _

from terttu.portal.core.fields import TranslatedFormField
from terttu.portal.core.templatetags.terttu import number
from terttu.portal.core.translated import Translated
from terttu.portal.insights.definition_files import MOST_BYTES
from terttu.portal.insights.definitions import Definition
from terttu.portal.insights.models import Analysis


def analysis_name(analysis: Analysis) -> str:
    """An analysis by its time, as lists and choices name it."""
    when = date_format(localtime(analysis.imported), "SHORT_DATETIME_FORMAT")
    return gettext("%(when)s (draft)") % {"when": when} if analysis.is_draft else when


class SetForm(forms.Form):
    """The name of a set."""

    name = TranslatedFormField(label=_("Name of the set"))


class NewSetForm(SetForm):
    """A new set: from an analysis, or from a file."""

    analysis = forms.ChoiceField(label=_("Start from the groups of an analysis"), required=False)
    file = forms.FileField(
        label=_("Or start from a file (CSV)"),
        required=False,
        help_text=_("Columns: definition, industry, weight. A weight that is left out is 1."),
    )

    def __init__(self, *args: Any, analyses: Iterable[Analysis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.analyses = {row.short: row for row in analyses}
        fields: dict[str, Any] = self.fields
        fields["analysis"].choices = [
            ("", _("none: from a file")),
            *((short, analysis_name(row)) for short, row in self.analyses.items()),
        ]
        fields["analysis"].initial = next(iter(self.analyses), "")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)s."),
                params={"limit": filesizeformat(MOST_BYTES)},
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("analysis"):
            raise ValidationError(_("Choose an analysis or a file to start from."))
        return cleaned


class VersionForm(forms.Form):
    """Whatever changes a set says which version was seen."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, seen_version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = seen_version


class GroupForm(VersionForm):
    """One group: its names, and how much of each industry belongs to it."""

    name = TranslatedFormField(label=_("Name of the group"), required=False)

    def __init__(
        self,
        *args: Any,
        industries: Mapping[str, Translated],
        group: Definition | None,
        others: Sequence[Definition],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own = group.industries if group else {}
        self.fields["name"].initial = group.name if group else None
        # Industries that the newest analysis does not have stay as they are in the group.
        every = dict(industries) | {code: Translated() for code in own if code not in industries}
        self.codes = list(every)
        self.own = set(own)
        for code, label in every.items():
            self.fields[f"w-{code}"] = forms.FloatField(
                label=f"{code} {label}",
                min_value=0,
                max_value=1,
                required=False,
                localize=True,
                initial=_plain(own.get(code)),
                help_text=_elsewhere(code, others),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    @property
    def members(self) -> list[forms.BoundField]:
        """The industries that belong to the group now."""
        return [self[f"w-{code}"] for code in self.codes if code in self.own]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The others."""
        return [self[f"w-{code}"] for code in self.codes if code not in self.own]

    def weights(self) -> dict[str, float]:
        """Industry -> weight; those left empty or 0 do not belong to the group."""
        given = {code: self.cleaned_data.get(f"w-{code}") for code in self.codes}
        return {code: weight for code, weight in given.items() if weight}


def _plain(weight: float | None) -> float | None:
    """A whole number without the nought that follows it."""
    return int(weight) if weight == 1 else weight


def _elsewhere(code: str, others: Sequence[Definition]) -> str:
    found = [
        f"{row} ({number(row.industries[code], 2)})" for row in others if code in row.industries
    ]
    return gettext("Also in: %(groups)s") % {"groups": ", ".join(found)} if found else ""


class SplitForm(VersionForm):
    """Which industries move out into a new group."""

    out = forms.MultipleChoiceField(
        label=_("Industries of the new group"), widget=forms.CheckboxSelectMultiple
    )
    name = TranslatedFormField(label=_("Name of the new group"), required=False)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["out"].choices = choices


class MergeForm(VersionForm):
    """Which other group is joined into this one."""

    other = forms.ChoiceField(label=_("Group to join into this one"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["other"].choices = [("", _("choose")), *choices]
