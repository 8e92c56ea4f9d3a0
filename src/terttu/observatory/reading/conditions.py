"""Conditions on rows as they are written on the command line."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import InputError


def read_conditions(texts: Iterable[str]) -> dict[str, str]:
    """COLUMN=VALUE texts as a mapping; InputError for one without either, or a column twice."""
    found: dict[str, str] = {}
    for text in texts:
        column, equals, value = text.partition("=")
        if not equals or not column or column in found:
            raise InputError(f"--where takes COLUMN=VALUE, each column once, not {text!r}.")
        found[column] = value
    return found
