"""The tables of an analysis package: names, types, meanings and keys of every column in it."""

from __future__ import annotations

from .package_assessment import ASSESSMENT
from .package_columns import (
    ADDRESS,
    CODE_20,
    CODE_30,
    Field,
    ForeignKey,
    Schema,
    code,
    fields,
    integer,
    number,
    string,
    texts,
)

FORMAT = 2
_KINDS = ("traded", "mixed", "local")
TABLE = code("table", "Table the row belongs to, as in tables.csv", CODE_30)
PERIOD = string("period", "Period of the figures, usually a year", required=True)
_LQ = number("lq", "Location quotient: share of the area divided by share of the reference")
_INTERVAL = (
    number("lq_low", "Lower end of the interval or range of the location quotient"),
    number("lq_high", "Upper end of the interval or range of the location quotient"),
    string(
        "interval",
        "exact (95 % for counts), range (over valuations) or empty",
        enum=("exact", "range"),
    ),
)
_EXCESS = number("excess", "Value minus the value expected at the share of the reference")
_GROWTH = number("growth", "Change since the first period as a share of it; empty for one period")
_SHARES = fields(
    "number",
    share_of_area="Value as a share of the known total of the area",
    share_of_reference="The same share in the regions that have a figure, together",
)

_TABLES = Schema(
    "tables",
    "Statistical tables the analysis rests on",
    (
        TABLE,
        integer("position", "Order of the table, from 1", required=True),
        string("role", "main or support", required=True, enum=("main", "support")),
        string("kind", "count or estimate", required=True, enum=("count", "estimate")),
        *texts("measure", "What is measured"),
        *texts("range_measures", "Measures beside it that the range rests on, joined with '; '"),
        *texts("unit", "Unit of the value"),
        *texts("title", "Title of the table"),
        string("period_first", "First period", required=True),
        string("period_last", "Last period", required=True),
        integer("regions", "Number of regions", required=True),
        integer("industries", "Number of industries", required=True),
        number("missing_share", "Share of cells without a figure", minimum=0, maximum=1),
        string("excluded", "Industry codes left out, joined with a semicolon"),
        number("excluded_value", "Value of the region in the codes left out, last period"),
        string("industry_scheme", "Industry classification", pattern=CODE_30),
        string("area_scheme", "Area classification", pattern=CODE_30),
        string("area_year", "Year of the area classification"),
        integer("area_count", "Municipalities of the region at that time"),
        *fields(
            "string",
            source="Who published the figures",
            attribution="Line to print wherever the figures are shown",
            licence="Licence of the figures",
        ),
        string("licence_url", "Address of the licence", pattern=ADDRESS),
        string("input", "Identifier of the input file in the descriptor"),
    ),
    ("table",),
)

_INDUSTRIES = Schema(
    "industries",
    "Industries of the tables",
    (
        TABLE,
        code("industry", "Code of the industry in the scheme of its table"),
        *texts("label", "Name of the industry"),
        string("traded", "traded, mixed or local; empty where nobody has said", enum=_KINDS),
        *fields(
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
        code("industry", "Code of the industry"),
        number("value", "Value of the industry in the region"),
        number("area_total", "Known total of the region"),
        number("reference_value", "Known value of the industry in all regions"),
        number("reference_total", "Known total of the regions that know the industry"),
        *_SHARES,
        _LQ,
        *_INTERVAL,
        _EXCESS,
        _GROWTH,
        integer("rank", "Rank of the location quotient among the regions, 1 = highest"),
        integer("regions", "Number of regions ranked", required=True),
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
        code("municipality", "Code of the municipality"),
        *fields("string", name_fi="Name (fi)", name_sv="Name (sv)"),
        code("industry", "Code of the industry"),
        number("value", "Value of the industry in the municipality"),
        number("area_total", "Known total of the municipality"),
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
        code("industry", "First industry"),
        code("industry_2", "Second industry"),
        *fields(
            "number",
            combined="Weighted mean of the standardised similarities that are known",
            input_output="Largest of the four shares of purchases and sales",
            occupation="Correlation of the shares of occupations",
            colocation="Correlation over regions of the regions' shares",
        ),
        Field("drawn", "boolean", "Whether a drawing of the network shows it", required=True),
    ),
    ("industry", "industry_2"),
)

_DEFINITIONS = Schema(
    "definitions",
    "Groups of related industries",
    (
        code("definition", "Code of the group", CODE_20),
        code("industry", "Industry of the main table"),
        number(
            "weight",
            "Part of the industry that belongs to the group, over 0, at most 1",
            required=True,
            minimum=0,
            maximum=1,
        ),
        integer("position", "Order inside the group, from 1", required=True),
    ),
    ("definition", "industry"),
)

_CANDIDATES = Schema(
    "candidates",
    "Cluster candidates of the region, ranked by excess",
    (
        code("candidate", "Code of the candidate", CODE_20),
        integer("rank", "Rank by excess, 1 = largest", required=True),
        code("definition", "Group of industries the candidate rests on", CODE_20),
        TABLE,
        PERIOD,
        string(
            "industries",
            "Industries joined with a semicolon, specialised ones first",
            required=True,
        ),
        string("specialised", "Specialised industries joined with a semicolon"),
        number("value", "Value of the group in the region"),
        *_SHARES,
        _LQ,
        *_INTERVAL,
        _EXCESS,
        _GROWTH,
        integer("lq_rank", "Rank of the location quotient among the regions, 1 = highest"),
        integer("regions", "Number of regions ranked", required=True),
        number("cohesion", "Mean combined similarity inside the group; empty for one industry"),
        number("cohesion_percentile", "Share of all pairs less similar than that, 0 to 100"),
        string(
            "certainty",
            "certain, likely or no",
            required=True,
            enum=("certain", "likely", "no"),
        ),
        string("composition", "traded, mixed or local; empty where nobody has said", enum=_KINDS),
        string("limits", "Codes of what limits the finding, joined with a semicolon"),
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
        *ASSESSMENT,
    )
}
