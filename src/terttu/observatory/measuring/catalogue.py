"""Every measure by name: its family and what it is made of."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from terttu import observatory

from ..errors import InputError

# What a measure can be made of. A table, and what people bring beside it:
BROUGHT: Mapping[str, str] = {
    "table": "a table region x industry (x period)",
    "units": "a table of units (patents, projects) by class, one row a pair",
    "plants": "a table with one row an establishment",
    "flows": "a table of moves between industries: from, to, value",
    "size": "the size of each region, such as its population (--size FILE)",
    "income": "the income per head of each region (--income FILE)",
    "groups": "the group of each industry (--groups FILE)",
    "region": "the region it is for (--region NAME)",
}
# ... and what is derived from them, each from the inputs named here:
DERIVED: Mapping[str, tuple[str, ...]] = {
    "presence": ("table",),
    "relatedness": ("presence",),
    "pci": ("presence",),
    "density": ("presence", "relatedness"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: a function of the package and the inputs it is given.

    ``data`` are the function's positional arguments, by what they are. ``beside`` names inputs for
    its keywords: what is derived is always given, what is brought where it was. ``together``: it
    compares periods, so that it needs all of them at once; any other is calculated period by
    period. ``result`` makes arrays of what the function gives, where that is something else.
    """

    name: str
    family: str
    data: tuple[str, ...] = ("table",)
    beside: Mapping[str, str] = field(default_factory=dict)
    together: bool = False
    result: Callable[[Any], Any] | None = None

    @property
    def function(self) -> Callable[..., Any]:
        """The function itself; its module is loaded now."""
        function: Callable[..., Any] = getattr(observatory, self.name)
        return function

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return self.explanation.partition("\n")[0].replace("``", "").replace("`", "")

    @property
    def explanation(self) -> str:
        """The function's docstring: formula, conventions, what is missing, source."""
        return inspect.getdoc(self.function) or ""

    @property
    def source(self) -> str:
        """What is read as the TABLE of the command: table, units, plants or flows."""
        return next(name for name in self.needs if name in ("table", "units", "plants", "flows"))

    @property
    def needs(self) -> tuple[str, ...]:
        """Everything that goes into it, derived or brought, each before what is made of it."""
        found: dict[str, None] = {}
        for name in (*self.data, *self.beside.values()):
            _collect(name, found)
        return tuple(found)


def _collect(name: str, found: dict[str, None]) -> None:
    for part in DERIVED.get(name, ()):
        _collect(part, found)
    found.setdefault(name)


def _of_model(model: Any) -> Any:
    """A fitted model of entry as a dataset: its estimates and how it does out of time."""
    import xarray as xr

    parts = [model.estimates, *([] if model.validation is None else [model.validation])]
    told = ("method", "absorbed", "observations", "entries", "groups", "clusters")
    attrs = {name: getattr(model, name) for name in told}
    return xr.merge(parts, combine_attrs="drop_conflicts").assign_attrs(attrs)


def _by_rank(found: Any) -> Any:
    """Opportunities in the order of their rank, that of the last period where there are several."""
    last = found["rank"].isel(period=-1) if "period" in found["rank"].dims else found["rank"]
    return found.sortby(last)


_SIZE = {"size": "size"}
_REFERENCE = {"reference": "size"}
_PRESENCE = ("presence",)
_WITH_RELATEDNESS = ("presence", "relatedness")
_MEASURES = (
    Measure("share", "specialisation", beside=_SIZE),
    Measure("location_quotient", "specialisation", beside=_SIZE),
    Measure("symmetric_location_quotient", "specialisation", beside=_SIZE),
    Measure("standardized_location_quotient", "specialisation", beside=_SIZE),
    Measure("presence", "specialisation", beside=_SIZE),
    Measure("significant_specialisation", "specialisation"),
    Measure("diversity", "specialisation", _PRESENCE),
    Measure("ubiquity", "specialisation", _PRESENCE),
    Measure("herfindahl", "diversification"),
    Measure("entropy", "diversification"),
    Measure("related_variety", "diversification", ("table", "groups")),
    Measure("krugman_index", "diversification"),
    Measure("hachman_index", "diversification"),
    Measure("specialization_coefficient", "diversification"),
    Measure("average_location_quotient", "diversification"),
    Measure("cooccurrence", "relatedness", _PRESENCE),
    Measure("proximity", "relatedness", _PRESENCE),
    Measure("relatedness", "relatedness", _PRESENCE),
    Measure("teece_relatedness", "relatedness", _PRESENCE),
    Measure("skill_relatedness", "relatedness", ("flows",)),
    Measure("relatedness_significance", "relatedness", _PRESENCE, together=True),
    Measure("relatedness_density", "relatedness", _WITH_RELATEDNESS),
    Measure("complexity", "complexity", _PRESENCE),
    Measure("reflections", "complexity", _PRESENCE),
    Measure("fitness", "complexity", _PRESENCE),
    Measure("nestedness", "complexity", _PRESENCE),
    Measure("outlook", "complexity", ("presence", "relatedness", "pci")),
    Measure(
        "opportunities",
        "complexity",
        ("presence", "region"),
        {"relatedness": "relatedness", "pci": "pci"},
        together=True,
        result=_by_rank,
    ),
    Measure("prody", "complexity", ("table", "income")),
    Measure("expy", "complexity", ("table", "income")),
    Measure("ease_of_recombination", "complexity", ("units",)),
    Measure("modular_complexity", "complexity", ("units",)),
    Measure("entry", "change", _PRESENCE, together=True),
    Measure("exit", "change", _PRESENCE, together=True),
    Measure("growth", "change", together=True),
    Measure(
        "entry_model",
        "change",
        ("presence", "density", "pci"),
        together=True,
        result=_of_model,
    ),
    Measure("shift_share", "change", together=True),
    Measure("gini", "concentration"),
    Measure("locational_gini", "concentration"),
    Measure("hoover_gini", "concentration", ("table", "size")),
    Measure("hoover_index", "concentration", ("table", "size")),
    Measure("raw_concentration", "concentration", beside=_REFERENCE),
    Measure("ellison_glaeser", "concentration", ("plants",), _REFERENCE),
    Measure("maurel_sedillot", "concentration", ("plants",), _REFERENCE),
    Measure("coagglomeration", "concentration", beside={**_REFERENCE, "groups": "groups"}),
)
# What people call them elsewhere.
_ALSO = {
    "lq": "location_quotient",
    "rca": "location_quotient",
    "rpop": "location_quotient",
    "rsca": "symmetric_location_quotient",
    "slq": "standardized_location_quotient",
    "m": "presence",
    "hhi": "herfindahl",
    "shannon": "entropy",
    "variety": "related_variety",
    "phi": "proximity",
    "density": "relatedness_density",
    "eci": "complexity",
    "pci": "complexity",
    "kci": "complexity",
    "mor": "reflections",
    "coi": "outlook",
    "cog": "outlook",
    "nodf": "nestedness",
    "egc": "ellison_glaeser",
}
MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _MEASURES}


def by_family() -> dict[str, list[Measure]]:
    """All measures by their family, in the order of the catalogue."""
    families: dict[str, list[Measure]] = {}
    for measure in _MEASURES:
        families.setdefault(measure.family, []).append(measure)
    return families


def find_measure(name: str) -> Measure:
    """The measure called ``name``; raises InputError with the names that are close."""
    folded = name.strip().lower().replace("-", "_").replace("specialis", "specializ")
    known = {key.replace("specialis", "specializ"): key for key in MEASURES}
    if folded in known:
        return MEASURES[known[folded]]
    close = [_ALSO[folded]] if folded in _ALSO else []
    close += [known[key] for key in difflib.get_close_matches(folded, known, n=3, cutoff=0.6)]
    close += [key for key in MEASURES if folded and folded in key and key not in close][:3]
    hint = f"did you mean {' or '.join(close)}? " if close else ""
    raise InputError(f"There is no measure {name!r}; {hint}terttu measure --list names all.")
