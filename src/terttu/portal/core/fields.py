"""Model and form fields for text in the languages of a region."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Expression
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Lower, NullIf
from django.db.models.query_utils import DeferredAttribute
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_lazy as _

from terttu.portal.core.translated import Translated, language_order, translated


class _TranslatedAttribute(DeferredAttribute):
    """Whatever is assigned becomes a `Translated`."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        is_text = value is None or isinstance(value, (str, Mapping))
        instance.__dict__[self.field.attname] = translated(value) if is_text else value


class TranslatedField(models.JSONField):
    """Text in several languages, kept as one JSON map: a new language needs no migration."""

    descriptor_class = _TranslatedAttribute

    def __init__(self, *args: Any, long: bool = False, **kwargs: Any) -> None:
        self.long = long
        defaults: dict[str, Any] = {"default": Translated, "blank": True}
        super().__init__(*args, **(defaults | kwargs))

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"long": True} if self.long else {})

    def formfield(self, **kwargs: Any) -> forms.Field:
        options = {
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text,
            "long": self.long,
        }
        return TranslatedFormField(**(options | {"required": not self.blank} | kwargs))


def in_language(field: str, language: str | None = None) -> Expression:
    """SQL for the text of `field` for a reader, with the fallback of `Translated`; for sorting."""
    wanted = language or get_language() or ""
    codes = dict.fromkeys((wanted, *language_order()))
    texts = [NullIf(KeyTextTransform(code, field), models.Value("")) for code in codes if code]
    return Lower(Coalesce(*texts, models.Value(""))) if len(texts) > 1 else Lower(texts[0])


class TranslatedWidget(forms.MultiWidget):
    """One input per language, each marked with its language."""

    template_name = "core/translated_widget.html"

    def __init__(self, languages: Sequence[str], *, long: bool, attrs: Any = None) -> None:
        self.languages = list(languages)
        kind = forms.Textarea if long else forms.TextInput
        extra = {"rows": 4} if long else {}
        widgets: dict[str, Any] = {
            code: kind(attrs={"lang": code, **extra}) for code in self.languages
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code in self.languages]


def is_text(text: str) -> bool:
    """Whether a text holds no control characters but tabs and ends of lines."""
    return not any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in text)


class TranslatedFormField(forms.MultiValueField):
    """Text in each of the region's languages; at least one of them where it is required."""

    default_error_messages = {"required": _("Write this in at least one language.")}

    def __init__(self, *, long: bool = False, **kwargs: Any) -> None:
        self.long = long
        kwargs = {name: kwargs[name] for name in kwargs if name not in ("encoder", "decoder")}
        fields = self._inputs(language_order())
        widget = TranslatedWidget(self.languages, long=long)
        super().__init__(fields, require_all_fields=False, **({"widget": widget} | kwargs))

    def _inputs(self, languages: Sequence[str]) -> list[forms.Field]:
        self.languages = list(languages)
        limit = 20_000 if self.long else 300
        return [forms.CharField(required=False, max_length=limit) for _ in self.languages]

    def __deepcopy__(self, memo: dict[int, Any]) -> TranslatedFormField:
        """A form copies its fields when it is made: only then the region's languages are known."""
        copy: TranslatedFormField = super().__deepcopy__(memo)
        copy.fields = tuple(copy._inputs(language_order()))
        copy.widget = TranslatedWidget(copy.languages, long=self.long)
        copy.widget.is_required = copy.required
        return copy

    def compress(self, data_list: Sequence[str]) -> Translated:
        texts = dict(zip(self.languages, data_list or [], strict=False))
        return translated(texts)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return translated(initial) != self.compress(data or [])

    def clean(self, value: Any) -> Translated:
        for text in value or []:
            if not is_text(text or ""):
                raise ValidationError(gettext("This text holds a character that cannot be kept."))
        found: Translated = super().clean(value)
        if self.required and not any(text.strip() for text in found.values()):
            raise ValidationError(self.error_messages["required"], code="required")
        return found
