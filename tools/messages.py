"""The message catalogues: collect texts from code and templates, update, compile, and check.

    python tools/messages.py update    collect new texts, compile
    python tools/messages.py check     fail where a text is missing, or a file is not up to date

Works without gettext's programs: Django turns templates into text that Babel can read.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PORTAL = Path(__file__).parents[1] / "src/terttu/portal"
LANGUAGES = ("fi", "sv")
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def catalogue_file(language: str, suffix: str = "po") -> Path:
    """Where a language's catalogue is."""
    return PORTAL / "locale" / language / "LC_MESSAGES" / f"django.{suffix}"


def collect() -> Catalog:
    """Every text of the portal, with the files it stands in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terttu.portal.settings")
    found = Catalog(fuzzy=False)
    for file in sorted(PORTAL.rglob("*")):
        if file.suffix not in (".py", ".html", ".txt") or "migrations" in file.parts:
            continue
        for number, message, _comments, context in _texts(file):
            where = [(str(file.relative_to(PORTAL)), number)]
            found.add(message, locations=where, context=context)
    return found


def _texts(file: Path) -> Iterator[tuple[int, object, list[str], str | None]]:
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        from django.utils.translation.template import templatize

        source = templatize(source, origin=str(file))
    yield from extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)


def read(language: str) -> Catalog:
    """A language's catalogue as it is kept; empty where there is none."""
    file = catalogue_file(language)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as lines:
        return read_po(lines, locale=language)


def updated(language: str, template: Catalog) -> Catalog:
    """The catalogue with new texts added and old ones taken out."""
    catalogue = read(language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as a file, without lines that change by themselves."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    plural = catalogue.plural_forms
    head = (
        'msgid ""\nmsgstr ""\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n"Plural-Forms: {plural}\\n"\n\n'
    )
    return head.encode() + out.getvalue()


class Compiled(Catalog):
    """A catalogue whose header holds no time, so that the same texts give the same file."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The two lines that a reader of the file needs."""
        return [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", self.plural_forms),
        ]


def as_mo(catalogue: Catalog) -> bytes:
    """The compiled catalogue."""
    out = io.BytesIO()
    plain = Compiled(locale=catalogue.locale, charset="utf-8")
    for message in catalogue:
        if message.id and message.string:
            plain.add(message.id, message.string, context=message.context)
    write_mo(out, plain)
    return out.getvalue()


def update() -> None:
    """Collect, update and compile."""
    template = collect()
    for language in LANGUAGES:
        catalogue = updated(language, template)
        file = catalogue_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(as_po(catalogue))
        catalogue_file(language, "mo").write_bytes(as_mo(read(language)))
        missing = sum(1 for message in catalogue if message.id and not _is_complete(message.string))
        print(f"{language}: {len(catalogue)} texts, {missing} missing")


def faults() -> list[str]:
    """What is wrong with the catalogues, a line each."""
    template = collect()
    found = []
    for language in LANGUAGES:
        kept = {(m.context, _first(m.id)): m for m in read(language) if m.id}
        for message in template:
            if not message.id:
                continue
            name = f"{language}: {_first(message.id)!r}"
            match = kept.pop((message.context, _first(message.id)), None)
            if match is None or not _is_complete(match.string):
                found.append(f"{name} is not translated")
            elif match.id != message.id:
                found.append(f"{name} has changed; run make messages")
            else:
                found += [
                    f"{name}: {fault}" for fault in _placeholder_faults(match.id, match.string)
                ]
        found += [
            f"{language}: {text!r} is not used any more; run make messages" for _, text in kept
        ]
        compiled = catalogue_file(language, "mo")
        if not compiled.exists() or compiled.read_bytes() != as_mo(read(language)):
            found.append(f"{language}: django.mo is not up to date; run make messages")
    return found


def _first(text: object) -> str:
    return text if isinstance(text, str) else text[0]


def _is_complete(text: object) -> bool:
    return bool(text) if isinstance(text, str) else bool(text) and all(text)


def _placeholder_faults(source: object, target: object) -> list[str]:
    sources = [source] if isinstance(source, str) else list(source)
    targets = [target] if isinstance(target, str) else list(target)
    wanted = {name for text in sources for name in PLACEHOLDER.findall(text)}
    used = {name for text in targets for name in PLACEHOLDER.findall(text)}
    if used - wanted:
        return [f"unknown placeholder {min(used - wanted)!r}"]
    return [f"placeholder {name!r} is missing" for name in sorted(wanted - used)]


def main() -> None:
    """Update or check."""
    if sys.argv[1:] == ["update"]:
        update()
        return
    found = faults()
    print("\n".join(found[:40]))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
