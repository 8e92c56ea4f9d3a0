"""The analysis package: writes, reads and checks the folder that carries one analysis.

A package is a Frictionless Data Package: ``datapackage.json``, CSV tables, SVG charts, PDF
reports and a README. This module uses the standard library alone, so that a web process can
read packages without loading a numerical library.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from .errors import InputError, TerttuError
from .package_charts import check_chart
from .package_descriptor import DESCRIPTOR, check_keys, inside_path, load_descriptor
from .package_reports import check_report
from .package_rows import MAX_ROWS, MAX_TOTAL_ROWS, check_rows, check_tables, parse
from .package_schema import FORMAT, SCHEMAS

if TYPE_CHECKING:
    import os

    from .package_columns import Schema

__all__ = [
    "DESCRIPTOR",
    "Content",
    "Package",
    "check_target",
    "read",
    "read_zip",
    "validate",
    "write",
]

README = "README.md"
MAX_FILES = 500
MAX_FILE_BYTES = 50_000_000
MAX_TOTAL_BYTES = 200_000_000

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a package: plain values only, so that any program can make one.

    ``descriptor`` holds the keys of ``datapackage.json`` without ``resources``; ``tables`` maps
    table names to rows (missing = None or NaN); ``charts`` maps ``name.svg`` to its text,
    ``reports`` ``report.<language>.pdf`` to its bytes.
    """

    descriptor: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]]
    readme: str
    charts: Mapping[str, str] = field(default_factory=dict)
    reports: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was read: its folder and its descriptor; rows are read when asked for."""

    folder: Path
    descriptor: dict[str, Any]

    @property
    def charts(self) -> dict[str, Path]:
        """Charts by file name without folder, for instance ``links.fi.wide.svg``."""
        return self._files(".svg")

    @property
    def reports(self) -> dict[str, Path]:
        """Printed reports by file name without folder, for instance ``report.fi.pdf``."""
        return self._files(".pdf")

    def _files(self, suffix: str) -> dict[str, Path]:
        paths = (r["path"] for r in self.descriptor["resources"])
        chosen = (path for path in paths if path.endswith(suffix))
        return {PurePosixPath(path).name: self.folder / path for path in chosen}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tables in the package."""
        resources = self.descriptor["resources"]
        return tuple(r["name"] for r in resources if r.get("profile") == "tabular-data-resource")

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Rows of the table ``name`` with numbers, integers, booleans and None for empty cells.

        Raises InputError when there is no such table or a cell does not fit its type.
        """
        resource = _resource(self.descriptor, name)
        return parse((self.folder / resource["path"]).read_bytes(), resource)


def write(content: Content, folder: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
    """Write ``content`` as a package into ``folder`` and return its path.

    The files are made in a folder beside it and put in place by a rename: after an error nothing
    is left behind. An existing folder is refused unless ``overwrite`` is given, and even then
    only a package is replaced. Raises InputError and, for a disk that refuses, TerttuError.
    """
    target = Path(folder)
    check_target(target, overwrite=overwrite)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        _write_files(content, draft)
        draft.chmod(0o755)
        _put_in_place(draft, target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def read(folder: str | os.PathLike[str]) -> Package:
    """Read the package in ``folder``; the tables themselves are read by ``Package.rows``.

    Raises InputError when the folder holds no package of a known format or names a path outside.
    """
    root = Path(folder)
    descriptor = load_descriptor(root, max_bytes=MAX_FILE_BYTES)
    for resource in descriptor["resources"]:
        _inside(root, resource["path"])
    return Package(folder=root, descriptor=descriptor)


def validate(folder: str | os.PathLike[str]) -> Package:
    """Read the package and check everything a reader relies on.

    Checked: the keys of the descriptor, names and sizes of files, hashes, charts, reports, numbers
    of rows, columns, types and the values that a column allows, keys that must be unique, codes
    that must be found in another table. Raises InputError with the first fault; its sentence names
    the file inside the package and never the folder.
    """
    package = read(folder)
    check_keys(package.descriptor)
    _check_files(package)
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, schema in SCHEMAS.items():
        _check_columns(_resource(package.descriptor, name), schema)
        tables[name] = package.rows(name)
        check_rows(schema, tables[name])
        if sum(map(len, tables.values())) > MAX_TOTAL_ROWS:
            raise InputError(f"The package holds more than {MAX_TOTAL_ROWS:,} rows in all.")
    check_tables(tables)
    return package


def read_zip(source: str | os.PathLike[str] | IO[bytes], *, into: Path) -> Package:
    """Unpack and check a zipped package; see ``package_zip.read_zip`` for limits and errors."""
    from .package_zip import read_zip as unpack

    return unpack(source, into=into)


def check_target(target: Path, *, overwrite: bool) -> None:
    """Raise InputError when a package may not be written to ``target``.

    With ``overwrite`` an empty folder may be used and a package be replaced, but only one that
    holds no file of anybody else's: nothing but its resources, its descriptor and its README.
    """
    if not target.exists() and not target.is_symlink():
        return
    if not overwrite:
        raise InputError(f"{target} exists already; choose another folder or add --overwrite.")
    if not target.is_dir() or target.is_symlink():
        raise InputError(f"{target} is not a folder; choose another name for the package.")
    if not any(target.iterdir()):
        return
    if not (target / DESCRIPTOR).is_file():
        raise InputError(f"{target} holds other files than a package; choose another folder.")
    stranger = _stranger(target)
    if stranger is not None:
        raise InputError(
            f"{target} holds {stranger.as_posix()!r}, which is no part of the package; move it "
            "away or choose another folder."
        )


def _stranger(target: Path) -> Path | None:
    """The first file or folder in ``target`` that the package there does not name as its own."""
    try:
        descriptor = load_descriptor(target, max_bytes=MAX_FILE_BYTES)
        own = {inside_path(r["path"]) for r in descriptor["resources"]}
    except InputError as error:
        raise InputError(
            f"{target} holds no package of terttu and is not replaced ({error}) Choose another "
            "folder."
        ) from error
    own |= {PurePosixPath(DESCRIPTOR), PurePosixPath(README)}
    there = (path for path in sorted(target.rglob("*")) if not _is_filled(path))
    inside = (path.relative_to(target) for path in there)
    return next((path for path in inside if PurePosixPath(path) not in own), None)


def _is_filled(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and any(path.iterdir())


def _put_in_place(draft: Path, target: Path) -> None:
    if not target.exists():
        draft.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.rename(old / target.name)
    try:
        draft.rename(target)
    except OSError:
        (old / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _unwritable(target: Path, error: OSError) -> TerttuError:
    reason = error.strerror or str(error)
    return TerttuError(f"The package could not be written to {target}: {reason}.")


def _write_files(content: Content, root: Path) -> None:
    _check_size(content)
    resources = [
        _write_table(root, schema, content.tables[name]) for name, schema in SCHEMAS.items()
    ]
    resources += [_write_chart(root, name, content.charts[name]) for name in sorted(content.charts)]
    resources += [
        _write_report(root, name, content.reports[name]) for name in sorted(content.reports)
    ]
    (root / README).write_bytes(content.readme.encode("utf-8"))
    descriptor = {**content.descriptor, "resources": resources}
    text = json.dumps(descriptor, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    (root / DESCRIPTOR).write_bytes(text.encode("utf-8"))


def _check_size(content: Content) -> None:
    sizes = {name: len(content.tables[name]) for name in SCHEMAS}
    largest = max(sizes, key=lambda name: sizes[name])
    if sizes[largest] > MAX_ROWS or sum(sizes.values()) > MAX_TOTAL_ROWS:
        raise InputError(
            f"{largest}.csv would have {sizes[largest]:,} rows; a package holds {MAX_ROWS:,} a "
            f"table and {MAX_TOTAL_ROWS:,} in all. Keep fewer industries or periods."
        )


def _write_table(root: Path, schema: Schema, rows: Iterable[Row]) -> dict[str, Any]:
    path = f"{schema.name}.csv"
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(schema.columns)
    for row in rows:
        writer.writerow([_text(row.get(column)) for column in schema.columns])
    data = buffer.getvalue().encode("utf-8")
    (root / path).write_bytes(data)
    return {
        "path": path,
        "name": schema.name,
        "title": schema.title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema.as_dict(),
        **_stamp(data),
    }


def _write_chart(root: Path, name: str, svg: str) -> dict[str, Any]:
    path = f"charts/{name}"
    data = svg.encode("utf-8")
    (root / "charts").mkdir(exist_ok=True)
    (root / path).write_bytes(data)
    label = name.removesuffix(".svg").replace(".", "-")
    kind = {"format": "svg", "mediatype": "image/svg+xml"}
    return {"path": path, "name": f"chart-{label}", **kind, **_stamp(data)}


def _write_report(root: Path, name: str, data: bytes) -> dict[str, Any]:
    path = f"reports/{name}"
    check_report(data, path)
    (root / "reports").mkdir(exist_ok=True)
    (root / path).write_bytes(data)
    kind = {"format": "pdf", "mediatype": "application/pdf"}
    return {
        "path": path,
        "name": name.removesuffix(".pdf").replace(".", "-"),
        **kind,
        **_stamp(data),
    }


def _stamp(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value)
    return str(value)


def _number_text(value: float) -> str:
    if math.isnan(value):
        return ""
    if math.isinf(value):
        raise InputError("An infinite number cannot be written into a package.")
    return format(value + 0.0, ".12g")


def _resource(descriptor: Mapping[str, Any], name: str) -> dict[str, Any]:
    for resource in descriptor["resources"]:
        if resource["name"] == name:
            return dict(resource)
    raise InputError(f"The package has no table named {name!r}.")


def _inside(root: Path, path: str) -> Path:
    full = root / inside_path(path)
    if full.is_symlink() or not full.resolve().is_relative_to(root.resolve()):
        raise InputError(f"The package names a file outside its folder: {path!r}.")
    if not full.is_file():
        raise InputError(f"The package names {path!r}, but there is no such file.")
    return full


def _check_files(package: Package) -> None:
    resources = package.descriptor["resources"]
    if len(resources) > MAX_FILES:
        raise InputError(f"The package lists more than {MAX_FILES} files.")
    names = [r["name"] for r in resources] + [r["path"] for r in resources]
    if len(set(names)) != len(names):
        raise InputError("The package lists the same name or file twice.")
    total = 0
    for resource in resources:
        size = (package.folder / resource["path"]).stat().st_size
        total += size
        if size > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
            raise InputError(f"The package is too large at {resource['path']!r}.")
        data = (package.folder / resource["path"]).read_bytes()
        if {"bytes": resource.get("bytes"), "hash": resource.get("hash")} != _stamp(data):
            raise InputError(f"{resource['path']!r} was changed after the package was made.")
        if resource["path"].endswith(".svg"):
            check_chart(data, resource["path"])
        if resource["path"].endswith(".pdf"):
            check_report(data, resource["path"])


def _check_columns(resource: Mapping[str, Any], schema: Schema) -> None:
    if resource.get("schema") != schema.as_dict():
        raise InputError(f"The columns of {schema.name!r} are not those of format {FORMAT}.")
