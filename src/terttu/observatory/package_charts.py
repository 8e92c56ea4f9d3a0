"""Checks that a chart of a package is a picture and nothing that acts or calls out."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from .errors import InputError

# Elements that run, embed or change something; a still picture needs none of them.
_ACTING = ("script", "handler", "listener", "set", "animate", "animatemotion", "animatetransform")
_EMBEDDING = ("foreignobject", "iframe", "object", "embed", "audio", "video")
_LOADING = ("meta", "link", "base", "discard")
REFUSED = frozenset((*_ACTING, *_EMBEDDING, *_LOADING))
_DECLARED = re.compile(r"<!|<\?(?!xml )")
_OUTSIDE = re.compile(r"""url\(\s*['"]?\s*(?!#)|@import""", re.IGNORECASE)


def check_chart(data: bytes, path: str) -> None:
    """Raise InputError when the SVG ``data`` could run a script or load something from elsewhere.

    Refused are scripts and embedded documents, animation, ``on*`` attributes, addresses that are
    no ``#fragment``, declarations (entities) and whatever is not well-formed XML in UTF-8.
    """
    try:
        text = data.decode("utf-8")
        if _DECLARED.search(text):
            raise _refused(path, "a declaration")
        root = ET.fromstring(text)  # noqa: S314 - without declarations there are no entities
    except (UnicodeDecodeError, ET.ParseError, ValueError) as error:
        raise InputError(f"{path!r} is not a readable SVG; make the package anew.") from error
    if _local(root.tag) != "svg":
        raise InputError(f"{path!r} is not a readable SVG; make the package anew.")
    for element in root.iter():
        _check_element(element, path)


def _check_element(element: ET.Element, path: str) -> None:
    tag = _local(element.tag)
    if tag in REFUSED:
        raise _refused(path, f"<{tag}>")
    if tag == "style" and _OUTSIDE.search(element.text or ""):
        raise _refused(path, "a style that loads something")
    for name, value in element.attrib.items():
        local = _local(name)
        if local.startswith("on"):
            raise _refused(path, f"the attribute {local}")
        if local in ("href", "src") and not value.strip().startswith("#"):
            raise _refused(path, f"an address ({value[:40]!r})")
        if _OUTSIDE.search(value):
            raise _refused(path, f"an address in {local}")


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _refused(path: str, what: str) -> InputError:
    return InputError(f"{path!r} holds {what}, which a chart may not; make the package anew.")
