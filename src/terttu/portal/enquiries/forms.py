"""The form that a stranger fills in to ask a cluster, or to join it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from terttu.portal.enquiries.models import Enquiry


class Trap(forms.TextInput):
    """A text field that no person sees or reaches, and that robots like to fill in."""

    is_hidden = True


class EnquiryForm(forms.ModelForm):
    """Name, address and message; a field that only robots fill in keeps them out."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    website = forms.CharField(
        required=False,
        widget=Trap(attrs={"hidden": True, "tabindex": "-1", "autocomplete": "off"}),
    )

    class Meta:
        model = Enquiry
        fields = ("name", "email", "organisation", "message")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
            "message": forms.Textarea(attrs={"rows": 7}),
        }

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid.uuid4
        self.fields["email"].help_text = _("The answer comes here. It is not shown to anyone else.")
        if kind == Enquiry.Kind.JOIN:
            self.fields["organisation"].required = True
            self.fields["message"].label = _(
                "What do you do, and what would you want from the cluster?"
            )
        else:
            self.fields["message"].label = _("Your question")

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("This looks like a robot's message and was not sent."))
        return ""

    def clean_message(self) -> str:
        message = self.cleaned_data["message"]
        if len(message.split()) < 2:
            raise ValidationError(_("Write a few words, so that the cluster can answer."))
        return message
