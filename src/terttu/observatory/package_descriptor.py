"""Reads ``datapackage.json`` and checks the keys that a reader of a package relies on."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from .errors import InputError
from .package_columns import ADDRESS, CODE_30
from .package_schema import FORMAT

DESCRIPTOR = "datapackage.json"
SUFFIXES = (".csv", ".json", ".svg", ".md", ".pdf")
MAX_NAME = 120
_LONE = re.compile("[\ud800-\udfff\0]")
_ADDRESSES = ("licence_url", "url")


def load_descriptor(folder: Path, *, max_bytes: int) -> dict[str, Any]:
    """The descriptor of the package in ``folder``: of the known format, with named resources.

    Raises InputError for a file that is missing, too large, no JSON (NaN and Infinity are none)
    or of another kind, and for text that cannot be written as UTF-8.
    """
    path = folder / DESCRIPTOR
    if not path.is_file():
        raise InputError(f"There is no {DESCRIPTOR}; give the folder of a package.")
    if path.stat().st_size > max_bytes:
        raise InputError(f"{DESCRIPTOR} is larger than {max_bytes:,} bytes and is not read.")
    try:
        text = path.read_text(encoding="utf-8")
        descriptor = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{DESCRIPTOR} is not readable JSON; make the package anew.") from error
    if any(_LONE.search(part) for part in _texts(descriptor)):
        raise InputError(f"{DESCRIPTOR} holds characters that are no text; make it anew.")
    terttu = descriptor.get("terttu") if isinstance(descriptor, dict) else None
    if not isinstance(terttu, dict) or terttu.get("format") != FORMAT:
        raise InputError(f"{DESCRIPTOR} is not an analysis package of format {FORMAT}.")
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not all(map(_is_resource, resources)):
        raise InputError(f"{DESCRIPTOR} lists no resources with a name and a path.")
    return dict(descriptor)


def check_keys(descriptor: Mapping[str, Any]) -> None:
    """Raise InputError when a key below ``terttu`` is missing or of another type than it must be.

    Addresses (of licences, sources and inputs) must be http or https, or empty.
    """
    own = _mapping(descriptor["terttu"], "terttu")
    _text(own, "version", "terttu")
    _check_region(_mapping(own.get("region"), "terttu.region"))
    for number, record in enumerate(_list(own.get("inputs"), "terttu.inputs")):
        _check_input(record, f"terttu.inputs[{number}]")
    method = _mapping(own.get("method"), "terttu.method")
    _mapping(method.get("parameters"), "terttu.method.parameters")
    for name in ("sources", "licenses"):
        for number, record in enumerate(_list(descriptor.get(name, []), name)):
            _check_address(_mapping(record, f"{name}[{number}]").get("path"), name)


def inside_path(path: str) -> PurePosixPath:
    """The path of a file in a package, refused when it could lead outside or is of another kind."""
    pure = PurePosixPath(path)
    parts = pure.parts
    odd = pure.is_absolute() or ".." in parts or "\\" in path or ":" in path or "\0" in path
    if odd or not parts or len(parts) > 2 or str(pure) != path:
        raise InputError(f"The package names a file outside its folder: {path!r}.")
    if any(len(part.encode("utf-8", "replace")) > MAX_NAME for part in parts):
        raise InputError(f"The package names a file with too long a name: {path[:40]!r}...")
    if pure.suffix not in SUFFIXES:
        raise InputError(f"A package may not hold {path!r}; only {', '.join(SUFFIXES)} files.")
    return pure


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            waiting += part


def _is_resource(resource: Any) -> bool:
    if not isinstance(resource, dict):
        return False
    return isinstance(resource.get("name"), str) and isinstance(resource.get("path"), str)


def _check_region(region: Mapping[str, Any]) -> None:
    where = "terttu.region"
    _text(region, "code", where)
    _check_scheme(region, where)
    for name in _mapping(region.get("names"), f"{where}.names").values():
        if not isinstance(name, str):
            raise _wrong(f"{where}.names", "texts by language")
    for number, code in enumerate(_list(region.get("codes"), f"{where}.codes")):
        at = f"{where}.codes[{number}]"
        _text(_mapping(code, at), "code", at)
        _check_scheme(code, at)


def _check_scheme(record: Mapping[str, Any], where: str) -> None:
    if not re.fullmatch(CODE_30, _text(record, "scheme", where)):
        raise _wrong(f"{where}.scheme", "up to 30 of the letters A-Z, digits, '_' and '-'")


def _check_input(record: Any, where: str) -> None:
    for name in ("id", "path"):
        _text(_mapping(record, where), name, where)
    if not isinstance(record.get("sha256"), str):
        raise _wrong(f"{where}.sha256", "a text")
    for name in _ADDRESSES:
        _check_address(record.get(name), f"{where}.{name}")


def _check_address(value: Any, where: str) -> None:
    if value is None or value == "":
        return
    if not isinstance(value, str) or not re.fullmatch(ADDRESS, value):
        raise _wrong(where, "an address that begins with http:// or https://")


def _text(record: Mapping[str, Any], name: str, where: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value:
        raise _wrong(f"{where}.{name}", "a text")
    return value


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(where, "an object")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong(where, "a list")
    return value


def _wrong(where: str, wanted: str) -> InputError:
    return InputError(f"{DESCRIPTOR}: {where} must be {wanted}; make the package anew.")
