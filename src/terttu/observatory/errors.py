"""The errors and warnings of the observatory: sentences a person can act on."""

from __future__ import annotations


class TerttuError(Exception):
    """Base of every error that terttu raises on purpose; its text is one readable sentence."""


class InputError(TerttuError):
    """Something given to terttu cannot be used; the text says what, where and what to do."""


class ObservatoryWarning(UserWarning):
    """A result that stands, with something a reader of it must know."""
