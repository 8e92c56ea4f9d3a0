"""What a column and a table of an analysis package are, and the columns that tables share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LANGUAGES = ("fi", "sv", "en")
CODE_20 = r"[A-Za-z0-9_-]{1,20}"
CODE_30 = r"[A-Za-z0-9_-]{1,30}"
INDUSTRY = r"[A-Za-z0-9_.-]{1,30}"
ADDRESS = r"https?://\S+"
MAX_INTEGER = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, its Frictionless type, what it means and which values it allows."""

    name: str
    type: str
    description: str
    required: bool = False
    pattern: str = ""
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The column as Frictionless describes it; constraints only where there are any."""
        limits: dict[str, Any] = {
            "required": self.required or None,
            "pattern": self.pattern or None,
            "enum": list(self.enum) or None,
            "minimum": self.minimum,
            "maximum": self.maximum,
        }
        constraints = {name: value for name, value in limits.items() if value is not None}
        plain = {"name": self.name, "type": self.type, "description": self.description}
        return {**plain, **({"constraints": constraints} if constraints else {})}


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose filled values must be found in another table of the package."""

    fields: tuple[str, ...]
    resource: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """One table of the package: its columns in order, its key and its references."""

    name: str
    title: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(field.name for field in self.fields)

    def as_dict(self) -> dict[str, Any]:
        """The schema as Frictionless Table Schema."""
        schema: dict[str, Any] = {
            "fields": [field.as_dict() for field in self.fields],
            "missingValues": [""],
            "primaryKey": list(self.primary_key),
        }
        if self.foreign_keys:
            schema["foreignKeys"] = [_foreign_key(key) for key in self.foreign_keys]
        return schema


def _foreign_key(key: ForeignKey) -> dict[str, Any]:
    reference = {"resource": key.resource, "fields": list(key.targets)}
    return {"fields": list(key.fields), "reference": reference}


def fields(type_: str, **descriptions: str) -> tuple[Field, ...]:
    """Columns of one type, by name and meaning."""
    return tuple(Field(name, type_, text) for name, text in descriptions.items())


def texts(name: str, description: str) -> tuple[Field, ...]:
    """A column for each language."""
    return tuple(Field(f"{name}_{code}", "string", f"{description} ({code})") for code in LANGUAGES)


def string(name: str, description: str, **limits: Any) -> Field:
    """A column of text."""
    return Field(name, "string", description, **limits)


def number(name: str, description: str, **limits: Any) -> Field:
    """A column of numbers."""
    return Field(name, "number", description, **limits)


def integer(name: str, description: str, *, required: bool = False) -> Field:
    """A column of whole numbers that are not negative."""
    limits: dict[str, Any] = {"minimum": 0, "maximum": MAX_INTEGER}
    return Field(name, "integer", description, required=required, **limits)


def code(name: str, description: str, pattern: str = INDUSTRY) -> Field:
    """A column of codes that is always filled."""
    return Field(name, "string", description, required=True, pattern=pattern)
