"""The tables of a package that assess candidates: stages, profiles, what stays, options."""

from __future__ import annotations

from .package_columns import (
    CODE_20,
    CODE_30,
    INDUSTRY,
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

STAGES = ("established", "emerging", "potential", "declining", "none")
QUADRANTS = ("high road", "slow road", "casino", "dead end")
_DEFINITION = code("definition", "Group of industries", CODE_20)
_OF_A_DEFINITION = ForeignKey(("definition",), "groups", ("definition",))
_PROFILE = code("profile", "Name of the method profile", CODE_30)
_OF_A_PROFILE = ForeignKey(("profile",), "profiles", ("profile",))


def _boolean(name: str, description: str, *, required: bool = False) -> Field:
    return Field(name, "boolean", description, required=required)


GROUPS = Schema(
    "groups",
    "Groups of related industries: names and what surrounds them in the region",
    (
        _DEFINITION,
        *texts("name", "Name of the group, where somebody gave one"),
        string("stage", "Stage of the group in the region", required=True, enum=STAGES),
        number(
            "stage_sure", "Share of draws or valuations with the same stage", minimum=0, maximum=1
        ),
        string("stage_basis", "What the draws are: counts, multinomial, valuations or empty"),
        string("not_at_hand", "Evidence that was missing, codes joined with a semicolon"),
        number("density", "Relatedness density of its industries in the region, weighted by value"),
        number("complexity", "Complexity (PCI) of its industries, weighted by value"),
        number("part_of_reference", "Value of the region as a share of that of all regions"),
        number("establishments", "Establishments of the group in the region, where known"),
        integer("peer_rank", "Rank of the location quotient among the region and its peers"),
        integer("peer_regions", "How many of these have a quotient"),
        string("sections", "Coarser industries whose municipalities are known, joined with ';'"),
        string("municipality", "Municipality with the largest share of these"),
        number("municipality_share", "That share", minimum=0, maximum=1),
        number(
            "concentration", "Sum of the squared shares of municipalities", minimum=0, maximum=1
        ),
        number(
            "stays",
            "Share of the settings that could judge it in which it holds",
            minimum=0,
            maximum=1,
        ),
        integer("stays_held", "In how many settings it holds"),
        integer("stays_judged", "How many settings could judge it"),
    ),
    ("definition",),
)

REASONS = Schema(
    "reasons",
    "The evidence behind each stage",
    (
        _DEFINITION,
        code("code", "Kind of evidence", CODE_30),
        number("figure", "The figure; empty where it is not at hand"),
        number("threshold", "The threshold it is compared with", required=True),
        _boolean("holds", "Whether it is reached; empty where nobody knows"),
    ),
    ("definition", "code"),
    (_OF_A_DEFINITION,),
)

REGIONS = Schema(
    "regions",
    "Every group in every region of the main table",
    (
        _DEFINITION,
        code("region", "Code of the region in the main table"),
        *texts("name", "Name of the region"),
        _boolean("own", "Whether it is the region of the analysis", required=True),
        _boolean("peer", "Whether it is one of the region's peers", required=True),
        number("value", "Value of the group in the region"),
        number("share_of_area", "Value as a share of the known total of the region"),
        number("lq", "Location quotient"),
        integer("rank", "Rank of the location quotient among all regions"),
    ),
    ("definition", "region"),
    (_OF_A_DEFINITION,),
)

PROFILES = Schema(
    "profiles",
    "Method profiles by which the candidates were judged",
    (
        _PROFILE,
        *texts("title", "Title of the profile"),
        string("dated", "When its rules are from"),
        string("source", "Where its rules are from"),
        string("refused", "Why it was not applied; empty where it was"),
    ),
    ("profile",),
)

CRITERIA = Schema(
    "criteria",
    "Each criterion of each profile in the region",
    (
        _PROFILE,
        _DEFINITION,
        code("criterion", "Name of the criterion", CODE_30),
        string("role", "minimum, star or shown", required=True),
        number("figure", "The figure; empty where it is not at hand"),
        number("threshold", "The threshold that applied"),
        _boolean("holds", "Whether it holds; empty where nobody knows"),
        string("provenance", "Where the threshold is from"),
        string("status", "verified, reported or own: how well the threshold is known"),
    ),
    ("profile", "definition", "criterion"),
    (_OF_A_DEFINITION, _OF_A_PROFILE),
)

GRADES = Schema(
    "grades",
    "What each profile makes of each group in the region",
    (
        _PROFILE,
        _DEFINITION,
        integer("stars", "How many criteria hold; 0 where a minimum fails"),
        string("grade", "Grade of the profile; empty for none"),
        _boolean("found", "Whether the lowest grade is reached; empty where nobody knows"),
        _boolean("open", "Whether figures that are not at hand could change the grade"),
    ),
    ("profile", "definition"),
    (_OF_A_DEFINITION, _OF_A_PROFILE),
)

SENSITIVITY = Schema(
    "sensitivity",
    "How each group fares with other references, values, profiles and industries",
    (
        _DEFINITION,
        string("reference", "What the region is compared with", required=True),
        string("value", "What is measured", required=True),
        _PROFILE,
        string("resolution", "Definitions, or the industries of a table", required=True),
        string("region", "Region that was judged: the own one or the larger one around it"),
        string("code", "Industry or group it was judged by"),
        number("lq", "Location quotient"),
        integer("rank", "Rank of the location quotient"),
        integer("of", "Regions ranked"),
        string("grade", "Grade of the profile; empty for none"),
        _boolean("holds", "Whether it holds; empty where it could not be judged"),
        _boolean("open", "Whether figures that are not at hand could change that"),
        string("reason", "Why it could not be judged"),
    ),
    ("definition", "reference", "value", "profile", "resolution"),
    (_OF_A_DEFINITION, _OF_A_PROFILE),
)

SPACE = Schema(
    "space",
    "Where the main table's industries lie in the network of relatedness",
    (
        code("industry", "Industry of the main table"),
        number("x", "Place from left (0) to right (1); empty without links", minimum=0, maximum=1),
        number("y", "Place from bottom (0) to top (1)", minimum=0, maximum=1),
        number("density", "Relatedness density in the region"),
        number("complexity", "Complexity (PCI) of the industry"),
        _boolean("present", "Whether the region is specialised in it (LQ at least 1)"),
    ),
    ("industry",),
)

OPPORTUNITIES = Schema(
    "opportunities",
    "Industries that the region lacks, the best first",
    (
        string("table", "Table they are found in", required=True, pattern=CODE_30),
        string("region", "Region of that table: the own one or the larger one around it"),
        *texts("region_name", "Name of that region"),
        code("industry", "Industry", INDUSTRY),
        *texts("label", "Name of the industry"),
        integer("rank", "Rank; empty where complexity or density is not known"),
        number("lq", "Location quotient now"),
        number("density", "Relatedness density"),
        number("density_low", "Lower end of the density over other readings"),
        number("density_high", "Upper end of the density over other readings"),
        number("related_share", "Share of the readings at or above the cut", minimum=0, maximum=1),
        number("pci", "Complexity of the industry"),
        string("quadrant", "Quadrant of relatedness and complexity", enum=("", *QUADRANTS)),
        number("gain", "Exact gain in complexity outlook"),
        number("entry_probability", "Probability of entry, where a validated model exists"),
        number("entry_low", "Lower end of its interval"),
        number("entry_high", "Upper end of its interval"),
        string("probability_reason", "Why there is no probability: a code"),
        string("strengths", "Industries of the region that carry the density, joined with ';'"),
        *texts("near", "Their names, joined with |"),
        string("limits", "Codes of what limits the row, joined with a semicolon"),
    ),
    ("table", "industry"),
)

UNCOVERED = Schema(
    "uncovered",
    "Parts of the economy that a table of opportunities does not hold",
    (
        string("table", "Table", required=True, pattern=CODE_30),
        code("code", "Section or division of NACE Rev. 2"),
        *fields("string", label="Name (English)"),
    ),
    ("table", "code"),
)

ASSESSMENT = (
    GROUPS,
    REASONS,
    REGIONS,
    PROFILES,
    CRITERIA,
    GRADES,
    SENSITIVITY,
    SPACE,
    OPPORTUNITIES,
    UNCOVERED,
)
