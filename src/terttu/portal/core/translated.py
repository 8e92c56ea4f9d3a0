"""Text in several languages as one value: a map from language to text, with a stated fallback."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import get_language

_order: ContextVar[tuple[str, ...]] = ContextVar("language_order", default=("fi", "sv", "en"))


def language_order() -> tuple[str, ...]:
    """The languages of the region that is being served, the region's own order first to last."""
    return _order.get()


def set_language_order(languages: Iterable[str]) -> None:
    """Make `languages` the order in which a missing translation is replaced."""
    _order.set(tuple(languages))


@contextmanager
def using_language_order(languages: Iterable[str]) -> Iterator[None]:
    """`set_language_order` for the length of a block."""
    token = _order.set(tuple(languages))
    try:
        yield
    finally:
        _order.reset(token)


class Translated(dict[str, str]):
    """A text per language; as a string it is the text for the reader.

    The reader's language comes first, then the region's languages in the region's order, then any
    other language there is. `language` says which one was taken, so that a page can mark it.
    """

    def language(self, wanted: str | None = None) -> str | None:
        """The language of the text that a reader of `wanted` (default: the active one) gets."""
        first = wanted or get_language() or ""
        for code in (first, first.partition("-")[0], *language_order(), *sorted(self)):
            if self.get(code):
                return code
        return None

    def text(self, wanted: str | None = None) -> str:
        """The text for a reader of `wanted`; empty where there is none in any language."""
        code = self.language(wanted)
        return self[code] if code else ""

    def __str__(self) -> str:
        return self.text()

    def __bool__(self) -> bool:
        return any(self.values())

    def __html__(self) -> str:
        from django.utils.html import escape  # noqa: PLC0415 - slow import, only for templates

        return escape(self.text())


def translated(value: Mapping[str, str] | str | None) -> Translated:
    """`value` as translated text; a bare string belongs to the region's first language."""
    if value is None:
        return Translated()
    if isinstance(value, str):
        return Translated({language_order()[0]: value}) if value else Translated()
    return Translated({code: text for code, text in value.items() if text})
