"""Peer regions: those of similar size and structure, found by a stated rule and saved by name."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, check_dims
from ..errors import InputError
from ..measures import specialisation
from ..measures.shares import distance

if TYPE_CHECKING:
    import os

RULE = (
    "the {number} regions nearest to {region} by {structure:g} x distance in structure (half the "
    "sum of the differences of the industries' shares) + {size:g} x distance in size (1 - the "
    "smaller total / the larger one); both distances lie between 0 (the same) and 1"
)
BY_HAND = "chosen by hand"


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """A region's peers, the nearest first, with the rule that found them in words and numbers.

    ``distances`` and ``members`` go together; a group chosen by hand has no distances.
    """

    name: str
    region: str
    members: tuple[str, ...]
    rule: str = BY_HAND
    distances: tuple[float, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.name or not self.region or not self.members:
            raise InputError("A group of peers needs a name, a region and at least one member.")
        if self.region in self.members or len(set(self.members)) < len(self.members):
            raise InputError(
                f"The peers of {self.region} name a region twice, or the region itself; correct "
                f"the group {self.name}."
            )
        if self.distances and len(self.distances) != len(self.members):
            raise InputError(f"The group {self.name} needs one distance a member, or none.")

    @property
    def everyone(self) -> list[str]:
        """The region and its peers: together the reference of a quotient against peers."""
        return [self.region, *self.members]


def peer_regions(
    x: xr.DataArray,
    region: str,
    *,
    number: int = 6,
    size: xr.DataArray | None = None,
    weight_structure: float = 0.5,
    name: str = "",
) -> PeerGroup:
    r"""The regions that are most like ``region`` in size and structure.

    .. math:: d_{ru} = w \cdot \tfrac12 \sum_i |s_{ri} - s_{ui}|
              + (1 - w) \left(1 - e^{-|\ln X_r - \ln X_u|}\right)

    ``x`` has the dims region and industry (of several periods the last one counts), s_ri =
    X_ri / X_r, and X_r is the total of the region or its ``size`` (dim region). The distance in
    structure is half Krugman's index of the pair; the one in size is 1 - min(X_r, X_u) /
    max(X_r, X_u), so that a region of half the size is 0.5 away and one of a tenth 0.9. Both lie
    between 0 and 1; ``weight_structure`` w weighs them. Of equally near regions the first by code
    is taken. Where cells are missing a pair is compared by the industries that both know; a region
    without figures is no peer.

    Krugman (1991) Geography and Trade, MIT Press.

    Raises InputError for an unknown region, a number of peers that the table does not hold and a
    weight outside 0 to 1.

    >>> x = xr.DataArray([[30.0, 10], [28, 12], [300, 100], [10, 30]], dims=("region", "industry"),
    ...                  coords={"region": ["A", "B", "C", "D"]})
    >>> found = peer_regions(x, "A", number=2)
    >>> found.members, [round(d, 3) for d in found.distances]
    (('B', 'D'), [0.025, 0.25])
    """
    if not 0 <= weight_structure <= 1:
        raise InputError(f"weight_structure lies between 0 and 1, not at {weight_structure}.")
    table = last_period(x)
    labels = [str(label) for label in table[REGION].values]
    if region not in labels:
        raise InputError(f"The table has no region {region!r}; give one of its regions.")
    cells = table.transpose(REGION, INDUSTRY).values.astype(float)
    own = labels.index(region)
    totals = np.nansum(cells, axis=1) if size is None else _sizes(size, labels)
    apart = weight_structure * distance(cells[[own]], cells, 1) / 2
    apart = apart + (1 - weight_structure) * _size_distance(totals, own)
    others = [at for at in range(len(labels)) if at != own and math.isfinite(apart[at])]
    usable = sorted(others, key=lambda at: (apart[at], labels[at]))
    if not 1 <= number <= len(usable):
        raise InputError(
            f"{region} can be compared with {len(usable)} regions; ask for 1 to that many peers, "
            f"not {number}."
        )
    chosen = usable[:number]
    words = {"number": number, "region": region}
    weights = {"structure": weight_structure, "size": 1 - weight_structure}
    return PeerGroup(
        name=name or f"{region}-{number}",
        region=region,
        members=tuple(labels[at] for at in chosen),
        rule=RULE.format(**words, **weights),
        distances=tuple(float(apart[at]) for at in chosen),
        parameters={"number": float(number), "weight_structure": float(weight_structure)},
    )


def peer_quotient(
    x: xr.DataArray, peers: PeerGroup, *, size: xr.DataArray | None = None
) -> xr.DataArray:
    """The region's location quotients against its peers: the region and they are the reference.

    As in every location quotient the region is part of its reference; among few peers this draws
    the quotient towards 1. The dims of ``x`` without region.
    """
    missing = sorted(set(peers.everyone) - {str(label) for label in x[REGION].values})
    if missing:
        raise InputError(
            f"The table has no region {missing[0]!r}, which the group {peers.name} names; choose "
            "peers among the table's regions."
        )
    part = None if size is None else size.sel({REGION: peers.everyone})
    lq = specialisation.location_quotient(x.sel({REGION: peers.everyone}), size=part)
    return lq.sel({REGION: peers.region}, drop=True)


def rank_among(values: xr.DataArray, region: str, members: Iterable[str]) -> xr.Dataset:
    """The place of ``region`` among itself and ``members``: Dataset(rank, of) without the region.

    1 is the largest value; equal values share the best rank. ``of`` is how many of them have a
    value. NaN where the region has none.

    >>> lq = xr.DataArray([1.5, 2.0, 1.5], dims="region", coords={"region": ["A", "B", "C"]})
    >>> found = rank_among(lq, "A", ["B", "C"])
    >>> int(found["rank"]), int(found["of"])
    (2, 3)
    """
    everyone = [region, *members]
    missing = [label for label in everyone if label not in values[REGION].values]
    if missing:
        raise InputError(f"There is no value for the region {missing[0]!r} to rank.")
    part = values.sel({REGION: everyone})
    own = part.sel({REGION: region}, drop=True)
    rank = ((part > own).sum(REGION) + 1.0).where(own.notnull())
    return xr.Dataset({"rank": rank, "of": part.notnull().sum(REGION)})


def save_peers(groups: PeerGroup | Sequence[PeerGroup], path: str | os.PathLike[str]) -> None:
    """Write groups of peers to a TOML file, one table a group."""
    every = [groups] if isinstance(groups, PeerGroup) else list(groups)
    names = [group.name for group in every]
    if len(set(names)) < len(names):
        raise InputError("Two groups of peers have the same name; rename one.")
    Path(path).write_text("\n".join(map(_as_toml, every)), encoding="utf-8")


def read_peers(path: str | os.PathLike[str]) -> dict[str, PeerGroup]:
    """Read groups of peers by name. Only name, region and members are needed.

    Raises InputError for a file that is no TOML or lacks one of them.
    """
    try:
        entries = tomllib.loads(Path(path).read_text(encoding="utf-8"))["group"]
        groups = [
            PeerGroup(
                name=str(one["name"]),
                region=str(one["region"]),
                members=tuple(str(member) for member in one["members"]),
                rule=str(one.get("rule", BY_HAND)),
                distances=tuple(float(d) for d in one.get("distances", ())),
                parameters=dict(one.get("parameters", {})),
            )
            for one in entries
        ]
    except OSError as error:
        raise InputError(f"{path} cannot be read; check the file of peers.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not valid TOML: {error}.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path} needs a [[group]] with name, region and members for each group of peers."
        ) from error
    found = {group.name: group for group in groups}
    if len(found) < len(groups):
        raise InputError(f"{path} names two groups of peers alike; rename one.")
    return found


def last_period(x: xr.DataArray) -> xr.DataArray:
    """The table of the last period, by the order of its labels; dims region and industry."""
    check_dims(x, REGION, INDUSTRY)
    if PERIOD not in x.dims:
        return x
    ordered = x.sortby(PERIOD) if PERIOD in x.coords else x
    return ordered.isel({PERIOD: -1})


def _sizes(size: xr.DataArray, labels: Sequence[str]) -> np.ndarray:
    if PERIOD in size.dims:
        size = (size.sortby(PERIOD) if PERIOD in size.coords else size).isel({PERIOD: -1})
    try:
        return np.asarray(size.sel({REGION: list(labels)}).values, float)
    except KeyError as error:
        raise InputError("size must have every region of the table.") from error


def _size_distance(totals: np.ndarray, own: int) -> np.ndarray:
    known = np.where(totals > 0, totals, np.nan)
    return np.asarray(1 - np.minimum(known, known[own]) / np.maximum(known, known[own]))


def _as_toml(group: PeerGroup) -> str:
    # A JSON string with the letters as they are is a TOML string too.
    def text(value: str) -> str:
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

    members = ", ".join(text(member) for member in group.members)
    lines = [
        "[[group]]",
        f"name = {text(group.name)}",
        f"region = {text(group.region)}",
        f"members = [{members}]",
        f"rule = {text(group.rule)}",
        f"distances = [{', '.join(repr(float(d)) for d in group.distances)}]",
    ]
    for key, value in group.parameters.items():
        lines.append(f"parameters.{text(key)} = {float(value)!r}")
    return "\n".join(lines) + "\n"
