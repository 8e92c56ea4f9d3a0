"""Forms of decisions on candidates and of what is attached to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy as _

from terttu.portal.core.translated import language_order
from terttu.portal.insights.models import Candidate, Decision, Exhibit


class DecisionForm(forms.Form):
    """What is decided; `seen` is the newest decision that whoever decides has seen."""

    kind = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (Decision.Kind.CONFIRMED, _("Confirm: the region stands behind it")),
            (Decision.Kind.REJECTED, _("Reject: it leaves the public list; the reason stays here")),
            (Decision.Kind.MERGED, _("Merge: it becomes a part of another candidate")),
            (Decision.Kind.REOPENED, _("Open again: nothing is decided")),
        ],
    )
    into = forms.ChoiceField(label=_("Becomes a part of (only for a merger)"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A rejection needs one. It is shown in the working area only."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        *args: Any,
        candidate: Candidate,
        others: Sequence[Candidate],
        last: Decision | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.others = {row.code: row for row in others if row.pk != candidate.pk and row.is_listed}
        fields: dict[str, Any] = self.fields
        fields["seen"].initial = last.pk if last else 0
        fields["into"].choices = [
            ("", _("choose")),
            *((code, f"{row.rank}. {row}") for code, row in self.others.items()),
        ]
        if candidate.state == Candidate.State.OPEN:
            fields["kind"].choices = fields["kind"].choices[:-1]

    def into_candidate(self) -> Candidate | None:
        """The candidate that this one becomes a part of."""
        return self.others.get(self.cleaned_data["into"])


class ExhibitForm(forms.ModelForm):
    """Something that speaks for or against a candidate, with its source."""

    class Meta:
        model = Exhibit
        fields = ("kind", "text", "language", "url", "author", "dated", "public")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "dated": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"author": _("A public exhibit shows this name to everybody.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands beside the form of the decision, so its names on the page are its own.
        super().__init__(*args, **({"auto_id": "exhibit_%s"} | kwargs))
        languages = [(code, LANG_INFO[code]["name_local"]) for code in language_order()]
        self.fields["language"] = forms.ChoiceField(
            label=_("language of the text"), choices=languages, initial=get_language()
        )
        kinds = [("", _("choose")), *Exhibit.Kind.choices]
        self.fields["kind"] = forms.ChoiceField(label=_("kind"), choices=kinds)
        self.order_fields(self.Meta.fields)
        fields: dict[str, Any] = self.fields
        fields["url"].assume_scheme = "https"
        fields["dated"].initial = timezone.localdate

    def clean_dated(self) -> Any:
        dated = self.cleaned_data["dated"]
        if dated > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return dated

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == Exhibit.Kind.JUDGEMENT and not cleaned.get("author"):
            self.add_error("author", gettext("A judgement needs the name of who gives it."))
        elif not self.errors and not cleaned.get("url") and not cleaned.get("author"):
            self.add_error("url", gettext("Give a source: an address, or who says so."))
        return cleaned
