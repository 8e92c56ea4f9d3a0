"""Options of a measure's own, as text from a command line: typed by the function's signature."""

from __future__ import annotations

import difflib
import inspect
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import xarray as xr

from ..errors import InputError

if TYPE_CHECKING:
    from .catalogue import Measure

_YES = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_WORDS = {bool: "yes or no", int: "a whole number", float: "a number", types.NoneType: "none"}


@dataclass(frozen=True, slots=True)
class _List:
    """Several values of one kind, with commas between them."""

    of: type


def settable(measure: Measure) -> dict[str, tuple[Any, ...]]:
    """The keywords of ``measure`` that text can set, each with the types or values it takes.

    What is brought beside the table (sizes, groups) and what only an array can say are left out.
    """
    function = measure.function
    hints = _hints(function)
    parameters = list(inspect.signature(function).parameters.values())[len(measure.data) :]
    kinds = {p.name: tuple(_simple(hints[p.name])) for p in parameters}
    return {
        name: kind
        for name, kind in kinds.items()
        if {*kind} - {types.NoneType} and name not in measure.beside
    }


def parsed(measure: Measure, texts: Sequence[str]) -> dict[str, Any]:
    """``NAME=VALUE`` texts as keywords; raises InputError with the names and values there are."""
    kinds = settable(measure)
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or name in found:
            raise InputError(f"--option takes NAME=VALUE, each name once, not {text!r}.")
        if name not in kinds:
            raise InputError(_unknown(measure, name, kinds))
        found[name] = _value(name, value.strip(), kinds[name])
    return found


def takes(kinds: tuple[Any, ...]) -> str:
    """What an option takes, in words: ``net or gross``; ``a number or none``."""
    words = [_word(kind) for kind in kinds]
    return " or ".join([", ".join(words[:-1]), words[-1]] if words[:-1] else words)


def _word(kind: Any) -> str:
    if isinstance(kind, _List):
        return f"{_word(kind.of)}, or several with commas between them"
    return _WORDS.get(kind) or ("text" if kind is str else str(kind))


def defaults(measure: Measure) -> dict[str, Any]:
    """The value of each settable keyword where nobody sets it."""
    parameters = inspect.signature(measure.function).parameters
    return {name: parameters[name].default for name in settable(measure)}


def _hints(function: Any) -> dict[str, Any]:
    """The types of a function's parameters.

    A type that its module imports for checking alone is any object: text cannot stand for it.
    """
    names: dict[str, Any] = {"xr": xr}
    while True:
        try:
            return typing.get_type_hints(function, localns=names)
        except NameError as error:
            names[str(error.name)] = object


def _simple(hint: Any) -> Iterator[Any]:
    """The parts of a type that text can stand for: literal values, and the plain types."""
    if typing.get_origin(hint) is Literal:
        yield from typing.get_args(hint)
    elif typing.get_origin(hint) in (typing.Union, types.UnionType):
        for part in typing.get_args(hint):
            yield from _simple(part)
    elif typing.get_origin(hint) in (list, tuple, Sequence):
        yield _List(typing.get_args(hint)[0])
    elif hint in (bool, int, float, str, types.NoneType):
        yield hint


def _unknown(measure: Measure, name: str, kinds: Mapping[str, Any]) -> str:
    if not kinds:
        return f"{measure.name} has no options of its own, so there is no {name!r}."
    close = difflib.get_close_matches(name, kinds, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return f"{measure.name} has no option {name!r}; {hint}there are {', '.join(kinds)}."


def _value(name: str, text: str, kinds: tuple[Any, ...]) -> Any:
    for kind in kinds:
        try:
            return _as(kind, text)
        except ValueError:
            continue
    raise InputError(f"The option {name} takes {takes(kinds)}, not {text!r}.")


def _as(kind: Any, text: str) -> Any:
    """``text`` as a type, or as the very value that ``kind`` is; ValueError where it is not."""
    if isinstance(kind, _List):
        return tuple(_as(kind.of, part.strip()) for part in text.split(",") if part.strip())
    if kind is types.NoneType:
        kind = "none"
    if isinstance(kind, str | int | float) and not isinstance(kind, type):
        if text.lower() != str(kind).lower():
            raise ValueError(text)
        return None if kind == "none" else kind
    if kind is bool:
        if text.lower() not in _YES:
            raise ValueError(text)
        return _YES[text.lower()]
    return kind(text)
