"""Template tags that every page may use: translated text with its language, numbers, addresses."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import template
from django.forms import BoundField
from django.utils import formats
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language

from terttu.portal.core.translated import Translated, translated

register = template.Library()


@register.filter
def tr(value: Any) -> SafeString | str:
    """Translated text; where it is in another language than the page, it is marked with it."""
    if not isinstance(value, Translated):
        return str(value) if value is not None else ""
    code = value.language()
    if code is None or code == get_language():
        return value.text()
    return format_html('<span lang="{}">{}</span>', code, value[code])


@register.filter
def tr_paragraphs(value: Any) -> SafeString | str:
    """Translated long text as paragraphs, marked with its language where that is another one."""
    if not isinstance(value, Translated) or not value:
        return ""
    code = value.language() or ""
    html = mark_safe(linebreaks(value[code], autoescape=True))  # noqa: S308 - escaped by linebreaks
    return html if code == get_language() else format_html('<div lang="{}">{}</div>', code, html)


@register.filter
def tr_short(value: Any, words: int) -> SafeString | str:
    """The first words of a translated text, marked like the whole of it."""
    if not isinstance(value, Translated):
        return ""
    code = value.language()
    return tr(Translated({code: Truncator(value[code]).words(words)})) if code else ""


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """A number as the reader's language writes it; a missing one is a dash, never zero."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    text = formats.number_format(
        round(value, decimals), decimals, use_l10n=True, force_grouping=True
    )
    return text.replace("-", "\N{MINUS SIGN}")


@register.filter
def percent(value: float | None, decimals: int = 1) -> str:
    """A share as a percentage, with the space that Finnish and Swedish put before the sign."""
    if value is None:
        return "–"
    sign = "%" if (get_language() or "").startswith("en") else "\N{NO-BREAK SPACE}%"
    return number(value * 100, decimals) + sign


@register.filter
def host(url: str) -> str:
    """The host of an address, for the text of a link."""
    return urlsplit(url).netloc.removeprefix("www.")


@register.filter
def short_url(url: str) -> str:
    """Host and the last part of the path, where two addresses of one host must be told apart."""
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    return f"{host(url)}/…/{Truncator(last).chars(40)}" if last else host(url)


@register.filter
def bar(value: float | None, largest: float) -> str:
    """The width of a bar in a viewBox of 100, for a value against the largest one."""
    if value is None or not largest:
        return "0"
    return f"{max(0.0, min(100.0, 100 * value / largest)):.1f}"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key) if mapping else None


@register.filter
def kind(field: BoundField) -> str:
    """The name of the widget of a form field, so that a component can choose its layout."""
    return type(field.field.widget).__name__.lower()


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's own query string with `changes`; an empty value takes the name out."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = value
    return "?" + urlencode(sorted(values.lists()), doseq=True) if values else "?"


@register.filter
def as_translated(value: Any) -> Translated:
    """A plain map of texts, as one that falls back like any other translated text."""
    return translated(value)
