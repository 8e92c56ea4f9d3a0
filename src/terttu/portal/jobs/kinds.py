"""What kinds of jobs there are: each has a name for people and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from terttu.portal.jobs.execution import Run

Handler = Callable[["Run"], dict[str, Any]]


class JobError(Exception):
    """A sentence for the person who asked, kept in English and shown translated.

    `detail` is what a tool said itself, shown as it is.
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job. `handle` may be run again after it was cut short, and gives the result."""

    name: str
    label: Any
    handle: Handler


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; apps do so when they are ready."""
    _kinds[kind.name] = kind


def get(name: str) -> Kind | None:
    """The kind of that name, if this version still has it."""
    return _kinds.get(name)


def label(name: str) -> str:
    """The kind in the reader's language; its own name where this version does not know it."""
    kind = get(name)
    return str(kind.label) if kind else name
