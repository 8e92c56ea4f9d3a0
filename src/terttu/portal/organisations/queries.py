"""Reads: the organisations that everyone may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from terttu.portal.core.fields import in_language
from terttu.portal.core.translated import language_order
from terttu.portal.organisations.models import Organisation
from terttu.portal.regions.models import Region


def public(region: Region) -> QuerySet[Organisation]:
    """All organisations of a region, by name in the reader's language."""
    return Organisation.objects.filter(region=region).order_by(in_language("name"), "pk")


def matching(
    organisations: QuerySet[Organisation], *, text: str = "", kind: str = "", theme: str = ""
) -> QuerySet[Organisation]:
    """Those with `text` in a name (in any language) or place, of a kind, of a theme."""
    if kind:
        organisations = organisations.filter(kind=kind)
    if theme:
        organisations = organisations.filter(themes__slug=theme).distinct()
    for word in text.split()[:8]:
        condition = Q(place__icontains=word)
        for language in language_order():
            condition |= Q(**{f"name__{language}__icontains": word})
        organisations = organisations.filter(condition)
    return organisations
