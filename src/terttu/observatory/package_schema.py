"""The columns of an analysis package: names, types, meanings and keys of every table in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FORMAT = 1
LANGUAGES = ("fi", "sv", "en")
CODE_20 = r"[A-Za-z0-9_-]{1,20}"
CODE_30 = r"[A-Za-z0-9_-]{1,30}"
INDUSTRY = r"[A-Za-z0-9_.-]{1,30}"
ADDRESS = r"https?://\S+"
MAX_INTEGER = 1_000_000_000
_KINDS = ("traded", "mixed", "local")


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


def _fields(type_: str, **descriptions: str) -> tuple[Field, ...]:
    return tuple(Field(name, type_, text) for name, text in descriptions.items())


def _texts(name: str, description: str) -> tuple[Field, ...]:
    return tuple(Field(f"{name}_{code}", "string", f"{description} ({code})") for code in LANGUAGES)


def _string(name: str, description: str, **limits: Any) -> Field:
    return Field(name, "string", description, **limits)


def _number(name: str, description: str, **limits: Any) -> Field:
    return Field(name, "number", description, **limits)


def _integer(name: str, description: str, *, required: bool = False) -> Field:
    limits: dict[str, Any] = {"minimum": 0, "maximum": MAX_INTEGER}
    return Field(name, "integer", description, required=required, **limits)


def _code(name: str, description: str, pattern: str = INDUSTRY) -> Field:
    return Field(name, "string", description, required=True, pattern=pattern)


TABLE = _code("table", "Table the row belongs to, as in tables.csv", CODE_30)
PERIOD = _string("period", "Period of the figures, usually a year", required=True)
_LQ = _number("lq", "Location quotient: share of the area divided by share of the reference")
_INTERVAL = (
    _number("lq_low", "Lower end of the interval or range of the location quotient"),
    _number("lq_high", "Upper end of the interval or range of the location quotient"),
    _string(
        "interval",
        "exact (95 % for counts), range (over valuations) or empty",
        enum=("exact", "range"),
    ),
)
_EXCESS = _number("excess", "Value minus the value expected at the share of the reference")
_GROWTH = _number("growth", "Change since the first period as a share of it; empty for one period")
_SHARES = _fields(
    "number",
    share_of_area="Value as a share of the known total of the area",
    share_of_reference="The same share in the regions that have a figure, together",
)

_TABLES = Schema(
    "tables",
    "Statistical tables the analysis rests on",
    (
        TABLE,
        _integer("position", "Order of the table, from 1", required=True),
        _string("role", "main or support", required=True, enum=("main", "support")),
        _string("kind", "count or estimate", required=True, enum=("count", "estimate")),
        *_texts("measure", "What is measured"),
        *_texts("range_measures", "Measures beside it that the range rests on, joined with '; '"),
        *_texts("unit", "Unit of the value"),
        *_texts("title", "Title of the table"),
        _string("period_first", "First period", required=True),
        _string("period_last", "Last period", required=True),
        _integer("regions", "Number of regions", required=True),
        _integer("industries", "Number of industries", required=True),
        _number("missing_share", "Share of cells without a figure", minimum=0, maximum=1),
        _string("excluded", "Industry codes left out, joined with a semicolon"),
        _number("excluded_value", "Value of the region in the codes left out, last period"),
        _string("industry_scheme", "Industry classification", pattern=CODE_30),
        _string("area_scheme", "Area classification", pattern=CODE_30),
        _string("area_year", "Year of the area classification"),
        _integer("area_count", "Municipalities of the region at that time"),
        *_fields(
            "string",
            source="Who published the figures",
            attribution="Line to print wherever the figures are shown",
            licence="Licence of the figures",
        ),
        _string("licence_url", "Address of the licence", pattern=ADDRESS),
        _string("input", "Identifier of the input file in the descriptor"),
    ),
    ("table",),
)

_INDUSTRIES = Schema(
    "industries",
    "Industries of the tables",
    (
        TABLE,
        _code("industry", "Code of the industry in the scheme of its table"),
        *_texts("label", "Name of the industry"),
        _string("traded", "traded, mixed or local; empty where nobody has said", enum=_KINDS),
        *_fields(
            "string",
            note="What to know when reading the figures of this industry (English)",
            divisions="NACE divisions of the industry, joined with |",
            group="Group shared between tables of different detail",
        ),
    ),
    ("table", "industry"),
    (ForeignKey(("table",), "tables", ("table",)),),
)

_INDUSTRY_KEY = ForeignKey(("table", "industry"), "industries", ("table", "industry"))

_MEASURES = Schema(
    "measures",
    "Measures of the region's industries",
    (
        TABLE,
        PERIOD,
        _code("industry", "Code of the industry"),
        _number("value", "Value of the industry in the region"),
        _number("area_total", "Known total of the region"),
        _number("reference_value", "Known value of the industry in all regions"),
        _number("reference_total", "Known total of the regions that know the industry"),
        *_SHARES,
        _LQ,
        *_INTERVAL,
        _EXCESS,
        _GROWTH,
        _integer("rank", "Rank of the location quotient among the regions, 1 = highest"),
        _integer("regions", "Number of regions ranked", required=True),
    ),
    ("table", "period", "industry"),
    (_INDUSTRY_KEY,),
)

_MUNICIPALITIES = Schema(
    "municipalities",
    "Measures of the region's municipalities",
    (
        TABLE,
        PERIOD,
        _code("municipality", "Code of the municipality"),
        *_fields("string", name_fi="Name (fi)", name_sv="Name (sv)"),
        _code("industry", "Code of the industry"),
        _number("value", "Value of the industry in the municipality"),
        _number("area_total", "Known total of the municipality"),
        _SHARES[0],
        _LQ,
    ),
    ("table", "period", "municipality", "industry"),
    (_INDUSTRY_KEY,),
)

_LINKS = Schema(
    "links",
    "Relatedness of the main table's industries, each pair once",
    (
        _code("industry", "First industry"),
        _code("industry_2", "Second industry"),
        *_fields(
            "number",
            combined="Weighted mean of the standardised similarities that are known",
            input_output="Largest of the four shares of purchases and sales",
            occupation="Correlation of the shares of occupations",
            colocation="Correlation over regions of the regions' shares",
        ),
    ),
    ("industry", "industry_2"),
)

_DEFINITIONS = Schema(
    "definitions",
    "Groups of related industries",
    (
        _code("definition", "Code of the group", CODE_20),
        _code("industry", "Industry of the main table"),
        _number(
            "weight",
            "Part of the industry that belongs to the group, over 0, at most 1",
            required=True,
            minimum=0,
            maximum=1,
        ),
        _integer("position", "Order inside the group, from 1", required=True),
    ),
    ("definition", "industry"),
)

_CANDIDATES = Schema(
    "candidates",
    "Cluster candidates of the region, ranked by excess",
    (
        _code("candidate", "Code of the candidate", CODE_20),
        _integer("rank", "Rank by excess, 1 = largest", required=True),
        _code("definition", "Group of industries the candidate rests on", CODE_20),
        TABLE,
        PERIOD,
        _string(
            "industries",
            "Industries joined with a semicolon, specialised ones first",
            required=True,
        ),
        _string("specialised", "Specialised industries joined with a semicolon"),
        _number("value", "Value of the group in the region"),
        *_SHARES,
        _LQ,
        *_INTERVAL,
        _EXCESS,
        _GROWTH,
        _integer("lq_rank", "Rank of the location quotient among the regions, 1 = highest"),
        _integer("regions", "Number of regions ranked", required=True),
        _number("cohesion", "Mean combined similarity inside the group; empty for one industry"),
        _number("cohesion_percentile", "Share of all pairs less similar than that, 0 to 100"),
        _string(
            "certainty",
            "certain, likely or no",
            required=True,
            enum=("certain", "likely", "no"),
        ),
        _string("composition", "traded, mixed or local; empty where nobody has said", enum=_KINDS),
        _string("limits", "Codes of what limits the finding, joined with a semicolon"),
        Field(
            "proposed",
            "boolean",
            "false where the group holds local industries alone",
            required=True,
        ),
    ),
    ("candidate",),
    (
        ForeignKey(("table",), "tables", ("table",)),
        ForeignKey(("definition",), "definitions", ("definition",)),
    ),
)

SCHEMAS: dict[str, Schema] = {
    schema.name: schema
    for schema in (
        _TABLES,
        _INDUSTRIES,
        _MEASURES,
        _MUNICIPALITIES,
        _LINKS,
        _DEFINITIONS,
        _CANDIDATES,
    )
}
