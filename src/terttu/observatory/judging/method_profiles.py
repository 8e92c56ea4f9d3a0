"""Method profiles: named, dated sets of thresholds by which regions were and are judged.

A profile is a TOML file. Every number in it says where it comes from and how far that can be
trusted: ``verified`` (read at its source), ``reported`` (as commonly reported, not checked),
``own`` (chosen here or by the user) or ``unknown`` (a threshold exists, its number is not known
and none is put in its place).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from ..datasets import SHIPPED
from ..errors import InputError

if TYPE_CHECKING:
    import os

Rule = Literal["at_least", "above", "top_share"]
Status = Literal["verified", "reported", "own", "unknown"]

RULES = ("at_least", "above", "top_share")
STATUSES = ("verified", "reported", "own", "unknown")
MEASURES = (
    "value",
    "jobs",
    "establishments",
    "share_of_region",
    "share_of_reference",
    "lq",
    "lq_low",
    "lq_peers",
    "growth",
    "growth_regional",
    "productivity",
    "sme_performance",
    "innovation_leaders",
)
"""What a criterion may look at. The last two exist in no table known here."""

FOLDER = SHIPPED / "method_profiles"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition: a figure, the rule it is held against, and where the number comes from.

    ``rule``: ``at_least`` (figure >= threshold), ``above`` (figure > threshold) or ``top_share``
    (among the best share of the regions that have the industry at all). ``beside``: the figure
    must be above this too, whatever its rank. ``threshold`` is None where its number is not known.
    """

    name: str
    measure: str
    rule: Rule
    threshold: float | None
    provenance: str
    status: Status
    beside: float | None = None

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise InputError(
                f"The criterion {self.name} looks at {self.measure!r}; it can look at one of "
                f"{', '.join(MEASURES)}."
            )
        if self.rule not in RULES or self.status not in STATUSES:
            raise InputError(
                f"The criterion {self.name} needs a rule of {', '.join(RULES)} and a status of "
                f"{', '.join(STATUSES)}, not {self.rule!r} and {self.status!r}."
            )
        if (self.threshold is None) != (self.status == "unknown"):
            raise InputError(
                f"The criterion {self.name} has either a threshold or the status unknown."
            )
        if self.threshold is not None:
            _check_threshold(self)


@dataclass(frozen=True, slots=True)
class Grade:
    """A word for a result: so many stars, and the criteria that must hold among them."""

    code: str
    stars: int
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MethodProfile:
    """A named and dated way to judge: criteria that give a star each, and what must hold first.

    ``minimum``: without these no star is given. ``criteria``: one star each. ``shown``: told with
    the result and not counted. ``grades``: from the lowest to the highest; what reaches the lowest
    is found. ``needs_reference``: the reference that the thresholds were made for, "" for any.
    ``changed``: thresholds that were set by the user.
    """

    name: str
    title: Mapping[str, str]
    dated: str
    needs_reference: str
    minimum: tuple[Criterion, ...]
    criteria: tuple[Criterion, ...]
    grades: tuple[Grade, ...]
    shown: tuple[Criterion, ...] = ()
    source: str = ""
    changed: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [one.name for one in self.every]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise InputError(f"The profile {self.name} has two criteria {twice!r}; rename one.")
        own = {one.name for one in self.criteria}
        if not own or not self.grades:
            raise InputError(f"The profile {self.name} needs criteria and grades.")
        astray = next((n for grade in self.grades for n in grade.needs if n not in own), None)
        if astray:
            raise InputError(f"A grade of {self.name} needs {astray!r}, which is no criterion.")

    @property
    def every(self) -> tuple[Criterion, ...]:
        """All criteria: minimum, those that give a star, those that are only shown."""
        return (*self.minimum, *self.criteria, *self.shown)

    def with_thresholds(self, **thresholds: float) -> MethodProfile:
        """The same profile with other thresholds, by the names of its criteria.

        Each is marked as the user's own, and ``changed`` says which they are. Raises InputError
        for a name that the profile does not have and a value that its rule cannot use.
        """
        known = {one.name for one in self.every}
        for name in thresholds:
            if name not in known:
                raise InputError(
                    f"The profile {self.name} has no criterion {name!r}; it has "
                    f"{', '.join(sorted(known))}."
                )

        def changed(part: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
            return tuple(_with_threshold(one, thresholds) for one in part)

        return replace(
            self,
            minimum=changed(self.minimum),
            criteria=changed(self.criteria),
            shown=changed(self.shown),
            changed={**self.changed, **thresholds},
        )


def method_profiles() -> dict[str, MethodProfile]:
    """The profiles that ship, by name.

    >>> list(method_profiles())[:2]
    ['observatory-2007', 'panorama-2016']
    """
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}


def method_profile(name_or_path: str | os.PathLike[str]) -> MethodProfile:
    """The profile of that name, or the one in a TOML file of one's own.

    Raises InputError for a name that does not exist and for a file that lacks something.

    >>> method_profile("observatory-2007").with_thresholds(size=0.2).changed
    {'size': 0.2}
    """
    shipped = FOLDER / f"{name_or_path}.toml"
    own = Path(name_or_path)
    if shipped.parent == FOLDER and shipped.is_file():
        return _read(shipped)
    if own.suffix == ".toml" and own.is_file():
        return _read(own)
    known = ", ".join(path.stem for path in sorted(FOLDER.glob("*.toml")))
    raise InputError(
        f"There is no method profile {str(name_or_path)!r}; give one of {known}, or the path of a "
        "TOML file."
    )


def _check_threshold(criterion: Criterion) -> None:
    value = criterion.threshold
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(cast("float", value)):
        raise InputError(f"The threshold of {criterion.name} must be a number, not {value!r}.")
    if criterion.rule == "top_share" and not 0 < cast("float", value) <= 1:
        raise InputError(
            f"The threshold of {criterion.name} is the best share of the regions, between 0 and "
            f"1, not {value}."
        )
    if not criterion.measure.startswith("growth") and cast("float", value) < 0:
        raise InputError(f"The threshold of {criterion.name} cannot be below 0, as {value} is.")


def _with_threshold(criterion: Criterion, thresholds: Mapping[str, float]) -> Criterion:
    if criterion.name not in thresholds:
        return criterion
    before = "unknown" if criterion.threshold is None else f"{criterion.threshold:g}"
    told = f"Set for this analysis; in the profile {before}. {criterion.provenance}"
    value = thresholds[criterion.name]
    return replace(criterion, threshold=value, status="own", provenance=told)


def _read(path: Path) -> MethodProfile:
    try:
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
        return MethodProfile(
            name=str(entry["name"]),
            title=dict(entry["title"]),
            dated=str(entry["dated"]),
            needs_reference=str(entry.get("needs_reference", "")),
            minimum=_criteria(entry.get("minimum", [])),
            criteria=_criteria(entry["criteria"]),
            shown=_criteria(entry.get("shown", [])),
            grades=tuple(
                Grade(str(one["code"]), int(one["stars"]), tuple(one.get("needs", ())))
                for one in entry["grades"]
            ),
            source=str(entry.get("source", "")),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not valid TOML: {error}.") from error
    except KeyError as error:
        raise InputError(f"{path} lacks the key {error} of a method profile.") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path} is no method profile: {error}.") from error


def _criteria(entries: list[dict[str, Any]]) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            name=str(one["name"]),
            measure=str(one["measure"]),
            rule=one["rule"],
            threshold=one.get("threshold"),
            provenance=str(one["provenance"]),
            status=one["status"],
            beside=one.get("beside"),
        )
        for one in entries
    )
