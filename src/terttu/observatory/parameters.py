"""Every choice of an analysis that changes its result, with its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The choices of one analysis; all of them are written into its package.

    ``threshold``: location quotient from which an industry counts as specialised.
    ``confidence``: level of the exact limits for counts.
    ``groups``: number of groups of industries that are not local; None lets the rule choose.
    ``separate_local``: group local industries apart from the others.
    ``link_weights``: weight of each kind of link in the combined similarity, over the dataset's.
    ``small_share``: share of the area under which a candidate is called small.
    ``few_regions``: number of regions under which a comparison is called narrow.
    ``as_of``: year from which figures count as old after ``old_after`` years; None: not said.
    ``seed``: kept for methods that draw at random; none of the present ones does.
    """

    threshold: float = 1.25
    confidence: float = 0.95
    groups: int | None = None
    separate_local: bool = True
    link_weights: Mapping[str, float] = field(default_factory=dict)
    small_share: float = 0.005
    few_regions: int = 30
    as_of: int | None = None
    old_after: int = 5
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.threshold < float("inf"):
            raise InputError(f"The threshold must be a positive number, not {self.threshold}.")
        if not 0 < self.confidence < 1:
            raise InputError(f"The confidence must lie between 0 and 1, not {self.confidence}.")

    def as_dict(self) -> dict[str, Any]:
        """All parameters as plain values, in a fixed order."""
        return asdict(self) | {"link_weights": dict(sorted(self.link_weights.items()))}
