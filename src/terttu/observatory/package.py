"""The analysis package: writes, reads and checks the folder that carries one analysis.

A package is a Frictionless Data Package: ``datapackage.json``, CSV tables, SVG charts and a
README. This module uses the standard library alone, so that a web process can read packages
without loading a numerical library.
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
from .package_schema import FORMAT, SCHEMAS, Schema

if TYPE_CHECKING:
    import os

DESCRIPTOR = "datapackage.json"
README = "README.md"
SUFFIXES = (".csv", ".json", ".svg", ".md")
MAX_FILES = 500
MAX_FILE_BYTES = 50_000_000
MAX_TOTAL_BYTES = 200_000_000

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a package: plain values only, so that any program can make one.

    ``descriptor`` holds the keys of ``datapackage.json`` without ``resources``; ``tables`` maps
    table names to rows (missing = None or NaN); ``charts`` maps ``name.svg`` to its text.
    """

    descriptor: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]]
    readme: str
    charts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was read: its folder and its descriptor; rows are read when asked for."""

    folder: Path
    descriptor: dict[str, Any]

    @property
    def charts(self) -> dict[str, Path]:
        """Charts by file name without folder, for instance ``links.fi.wide.svg``."""
        paths = (r["path"] for r in self.descriptor["resources"])
        svgs = (path for path in paths if path.endswith(".svg"))
        return {PurePosixPath(path).name: self.folder / path for path in svgs}

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
        text = (self.folder / resource["path"]).read_text(encoding="utf-8", errors="strict")
        return _parse(text, resource)


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
    path = root / DESCRIPTOR
    if not path.is_file():
        raise InputError(f"There is no {DESCRIPTOR} in {root}; give the folder of a package.")
    descriptor = _load_descriptor(path)
    for resource in descriptor["resources"]:
        _inside(root, resource["path"])
    return Package(folder=root, descriptor=descriptor)


def validate(folder: str | os.PathLike[str]) -> Package:
    """Read the package and check everything a reader relies on.

    Checked: names and sizes of files, hashes, columns and types, keys that must be unique,
    codes that must be found in another table. Raises InputError with the first fault.
    """
    package = read(folder)
    _check_files(package)
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, schema in SCHEMAS.items():
        _check_columns(_resource(package.descriptor, name), schema)
        tables[name] = package.rows(name)
        _check_unique(schema, tables[name])
    for schema in SCHEMAS.values():
        _check_references(schema, tables)
    return package


def read_zip(source: str | os.PathLike[str] | IO[bytes], *, into: Path) -> Package:
    """Unpack and check a zipped package; see ``package_zip.read_zip`` for limits and errors."""
    from .package_zip import read_zip as unpack

    return unpack(source, into=into)


def check_target(target: Path, *, overwrite: bool) -> None:
    """Raise InputError when a package may not be written to ``target``."""
    if not target.exists() and not target.is_symlink():
        return
    if not overwrite:
        raise InputError(f"{target} exists already; choose another folder or add --overwrite.")
    if not target.is_dir() or target.is_symlink():
        raise InputError(f"{target} is not a folder; choose another name for the package.")
    if any(target.iterdir()) and not (target / DESCRIPTOR).is_file():
        raise InputError(f"{target} holds other files than a package; choose another folder.")


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
    resources = [
        _write_table(root, schema, content.tables[name]) for name, schema in SCHEMAS.items()
    ]
    resources += [_write_chart(root, name, content.charts[name]) for name in sorted(content.charts)]
    (root / README).write_bytes(content.readme.encode("utf-8"))
    descriptor = {**content.descriptor, "resources": resources}
    text = json.dumps(descriptor, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    (root / DESCRIPTOR).write_bytes(text.encode("utf-8"))


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


def _load_descriptor(path: Path) -> dict[str, Any]:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise InputError(f"{path} is larger than {MAX_FILE_BYTES:,} bytes and is not read.")
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not readable JSON; make the package anew.") from error
    terttu = descriptor.get("terttu") if isinstance(descriptor, dict) else None
    if not isinstance(terttu, dict) or terttu.get("format") != FORMAT:
        raise InputError(f"{path} is not an analysis package of format {FORMAT}.")
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not all(map(_is_resource, resources)):
        raise InputError(f"{path} lists no resources with a name and a path.")
    return dict(descriptor)


def _is_resource(resource: Any) -> bool:
    if not isinstance(resource, dict):
        return False
    return isinstance(resource.get("name"), str) and isinstance(resource.get("path"), str)


def _resource(descriptor: Mapping[str, Any], name: str) -> dict[str, Any]:
    for resource in descriptor["resources"]:
        if resource["name"] == name:
            return dict(resource)
    raise InputError(f"The package has no table named {name!r}.")


def inside_path(path: str) -> PurePosixPath:
    """The path of a file in a package, refused when it could lead outside or is of another kind."""
    pure = PurePosixPath(path)
    parts = pure.parts
    odd = pure.is_absolute() or ".." in parts or "\\" in path or ":" in path or "\0" in path
    if odd or not parts or len(parts) > 2:
        raise InputError(f"The package names a file outside its folder: {path!r}.")
    if pure.suffix not in SUFFIXES:
        raise InputError(f"A package may not hold {path!r}; only {', '.join(SUFFIXES)} files.")
    return pure


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


def _check_columns(resource: Mapping[str, Any], schema: Schema) -> None:
    if resource.get("schema") != schema.as_dict():
        raise InputError(f"The columns of {schema.name!r} are not those of format {FORMAT}.")


def _parse(text: str, resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    try:
        fields = [(str(f["name"]), str(f["type"])) for f in resource["schema"]["fields"]]
    except (KeyError, TypeError) as error:
        raise InputError(f"The table {resource['name']!r} has no readable schema.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise InputError(f"{resource['path']!r} is not readable CSV: {error}.") from error
    if not lines or lines[0] != [name for name, _ in fields]:
        raise InputError(f"The first line of {resource['path']!r} does not name its columns.")
    rows = enumerate(lines[1:], start=2)
    return [_typed(line, fields, f"{resource['path']}, row {n}") for n, line in rows]


def _typed(line: list[str], fields: list[tuple[str, str]], where: str) -> dict[str, Any]:
    if len(line) != len(fields):
        raise InputError(f"{where}: {len(line)} cells instead of {len(fields)}.")
    pairs = zip(fields, line, strict=True)
    return {name: _value(text, kind, f"{where}, {name}") for (name, kind), text in pairs}


def _value(text: str, kind: str, where: str) -> Any:
    if text == "":
        return None
    if kind == "string":
        return text
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    try:
        value = int(text) if kind == "integer" else float(text)
    except ValueError:
        value = math.nan
    if kind not in ("integer", "number") or not math.isfinite(value):
        raise InputError(f"{where}: {text!r} is not of the type {kind}.")
    return value


def _check_unique(schema: Schema, rows: Iterable[Row]) -> None:
    seen: set[tuple[Any, ...]] = set()
    for number, row in enumerate(rows, start=2):
        key = tuple(row[name] for name in schema.primary_key)
        if None in key or key in seen:
            fault = "lacks its key" if None in key else "repeats the key of an earlier row"
            raise InputError(f"{schema.name}.csv, row {number}: {fault} {key}.")
        seen.add(key)


def _check_references(schema: Schema, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    for reference in schema.foreign_keys:
        known = {tuple(row[c] for c in reference.targets) for row in tables[reference.resource]}
        for number, row in enumerate(tables[schema.name], start=2):
            key = tuple(row[column] for column in reference.fields)
            if None not in key and key not in known:
                where = f"{schema.name}.csv, row {number}"
                raise InputError(f"{where}: {key} is not in {reference.resource}.csv.")
