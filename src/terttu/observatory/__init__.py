"""The observatory: open statistics in, measures and cluster candidates of a region out.

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .areas import Area, Areas, read_areas
    from .candidates import Candidate, Limit, find_candidates
    from .datasets import Dataset, load_dataset
    from .errors import InputError, TerttuError
    from .export import content
    from .groups import Definition, Grouping, define_clusters, read_definitions
    from .identification import Identification, TableResult, identify, identify_dataset
    from .package import Content, Package, read, read_zip, validate, write
    from .parameters import Parameters
    from .schemes import Industry, level_of
    from .similarity import colocation, combine, input_output_links, occupation_similarity
    from .specialisation import (
        excess,
        growth,
        location_quotient,
        location_quotient_interval,
        rank,
        reference_share,
        share,
        specialised,
        value_range,
    )
    from .tables import read_table

_HOMES = {
    "areas": ("Area", "Areas", "read_areas"),
    "candidates": ("Candidate", "Limit", "find_candidates"),
    "datasets": ("Dataset", "load_dataset"),
    "errors": ("InputError", "TerttuError"),
    "export": ("content",),
    "groups": ("Definition", "Grouping", "define_clusters", "read_definitions"),
    "identification": ("Identification", "TableResult", "identify", "identify_dataset"),
    "specialisation": (
        "excess",
        "growth",
        "location_quotient",
        "location_quotient_interval",
        "rank",
        "reference_share",
        "share",
        "specialised",
        "value_range",
    ),
    "package": ("Content", "Package", "read", "read_zip", "validate", "write"),
    "parameters": ("Parameters",),
    "similarity": ("colocation", "combine", "input_output_links", "occupation_similarity"),
    "schemes": ("Industry", "level_of"),
    "tables": ("read_table",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Area",
    "Areas",
    "Candidate",
    "Content",
    "Dataset",
    "Definition",
    "Grouping",
    "Identification",
    "Industry",
    "InputError",
    "Limit",
    "Package",
    "Parameters",
    "TableResult",
    "TerttuError",
    "colocation",
    "combine",
    "content",
    "define_clusters",
    "excess",
    "find_candidates",
    "growth",
    "identify",
    "identify_dataset",
    "input_output_links",
    "level_of",
    "load_dataset",
    "location_quotient",
    "location_quotient_interval",
    "occupation_similarity",
    "rank",
    "read",
    "read_areas",
    "read_definitions",
    "read_table",
    "read_zip",
    "reference_share",
    "share",
    "specialised",
    "validate",
    "value_range",
    "write",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
