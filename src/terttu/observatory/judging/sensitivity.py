"""How a list of candidates changes with the choices: what stays is what can be stood behind."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import INDUSTRY, REGION
from ..errors import InputError
from .judgement import exceeds, judge, refuse

if TYPE_CHECKING:
    import xarray as xr

    from .method_profiles import MethodProfile
    from .peer_regions import PeerGroup

PEERS = "peers"
_CELLS = ("lq", "found", "grade", "open")


@dataclass(frozen=True, slots=True, order=True)
class Setting:
    """One set of choices: the reference, what is measured, the profile and the resolution."""

    reference: str
    value: str
    profile: str
    resolution: str


@dataclass(frozen=True, slots=True)
class Run:
    """A setting's result for a region, or the reason why there is none.

    ``region`` is the label that the table has for it: the same place may be ``10`` in one table
    and ``FI1D``, the larger area around it, in another.
    """

    region: str
    judged: xr.Dataset | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SettingTable:
    """A table to judge a region in, with what is known beside it, for ``runs_for``."""

    reference: str
    value: str
    resolution: str
    region: str
    table: xr.DataArray
    size: xr.DataArray | None = None
    jobs: xr.DataArray | None = None
    establishments: xr.DataArray | None = None
    productivity: xr.DataArray | None = None
    growth: xr.DataArray | None = None
    low: xr.DataArray | None = None
    counts: bool | None = None
    peers: PeerGroup | None = None


@dataclass(frozen=True, slots=True)
class SensitivityRow:
    """A definition in one setting; ``code`` is the industry or definition it was judged by.

    ``region`` is the one that was judged, which may be the larger one around the region asked for.
    ``holds`` is None where it could not be judged, with the ``reason``; ``open`` says that
    figures which are not at hand could change the answer.
    """

    definition: str
    setting: Setting
    code: str
    lq: float
    rank: float
    of: int
    grade: str
    holds: bool | None
    open: bool
    reason: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Stays:
    """In how many of the settings that could judge it a definition holds."""

    definition: str
    share: float
    held: int
    judged: int
    settings: int

    @property
    def always(self) -> bool:
        """Whether it holds in every setting that could judge it, and there were two or more."""
        return self.judged >= 2 and self.held == self.judged


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The table of definition x setting, and what stays, the largest share first."""

    rows: tuple[SensitivityRow, ...]
    stays: tuple[Stays, ...]

    @property
    def firm(self) -> tuple[str, ...]:
        """The definitions that hold in all settings that could judge them."""
        return tuple(one.definition for one in self.stays if one.always)


def runs_for(
    tables: Sequence[SettingTable], profiles: Sequence[MethodProfile]
) -> dict[Setting, Run]:
    """Judge a region in every table by every profile.

    A table with ``peers`` is judged twice: among all its regions, and among the region and its
    peers alone (reference ``peers``). What a profile refuses is kept with its sentence.
    Raises InputError where two tables have the same reference, value and resolution.
    """
    runs: dict[Setting, Run] = {}
    for whole in tables:
        for table in (whole, *_among_peers(whole)):
            for profile in profiles:
                setting = Setting(table.reference, table.value, profile.name, table.resolution)
                if setting in runs:
                    raise InputError(
                        f"Two tables are {table.value} by {table.resolution} against "
                        f"{table.reference}; give them different names."
                    )
                runs[setting] = _run(table, profile)
    return runs


def sensitivity(
    runs: Mapping[Setting, Run],
    *,
    definitions: Iterable[str] = (),
    members: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> Sensitivity:
    """One table of definition x setting with quotient, rank and whether it holds.

    ``members`` says, by resolution, which codes of that resolution a definition consists of (or
    lies in); a resolution that is not named has the definitions' own codes. Of several codes the
    one that holds counts, and among these (or where none holds) the one with the largest
    quotient: a definition holds at a finer resolution where one of its industries does.
    ``definitions`` are those to look at; without them all that a run without ``members`` judged,
    in their order.

    ``stays.share`` is the share of the settings in which it holds among those that could judge it:
    a refused profile, a missing figure and an industry that a table does not cover count neither
    way. NaN where none could.

    Raises InputError where there is nothing to compare.
    """
    links = members or {}
    wanted = list(dict.fromkeys(definitions)) or _judged_codes(runs, links)
    if not runs or not wanted:
        raise InputError("There is nothing to compare: give runs and the definitions to look at.")
    judged = {setting: _Judged.of(run) for setting, run in runs.items()}
    rows = tuple(
        _row(definition, setting, run, judged[setting], links.get(setting.resolution))
        for definition in wanted
        for setting, run in runs.items()
    )
    stays = [_stays(definition, rows) for definition in wanted]
    ordered = sorted(stays, key=lambda one: (-np.nan_to_num(one.share, nan=-1.0), -one.held))
    return Sensitivity(rows, tuple(ordered))


def _among_peers(table: SettingTable) -> list[SettingTable]:
    if table.peers is None:
        return []
    everyone = {REGION: table.peers.everyone}

    def cut(part: xr.DataArray | None) -> xr.DataArray | None:
        return None if part is None else part.sel(everyone)

    try:
        return [
            replace(
                table,
                reference=PEERS,
                table=table.table.sel(everyone),
                size=cut(table.size),
                jobs=cut(table.jobs),
                establishments=cut(table.establishments),
                productivity=cut(table.productivity),
                growth=cut(table.growth),
                # A limit that was given holds against the whole reference, not against the peers.
                low=None,
            )
        ]
    except KeyError as error:
        raise InputError(
            f"The table has no figures for all peers of the group {table.peers.name}: {error}."
        ) from error


def _run(table: SettingTable, profile: MethodProfile) -> Run:
    try:
        refuse(profile, table.reference)
    except InputError as error:
        return Run(table.region, None, str(error))
    judged = judge(
        table.table,
        profile,
        size=table.size,
        value=table.value,
        counts=table.counts,
        jobs=table.jobs,
        establishments=table.establishments,
        productivity=table.productivity,
        growth=table.growth,
        low=table.low,
        peers=table.peers,
        reference=table.reference,
    )
    return Run(table.region, judged)


def _judged_codes(
    runs: Mapping[Setting, Run], links: Mapping[str, Mapping[str, Sequence[str]]]
) -> list[str]:
    found: dict[str, None] = {}
    for setting, run in runs.items():
        if run.judged is not None and setting.resolution not in links:
            found.update(dict.fromkeys(str(code) for code in run.judged[INDUSTRY].values))
    return list(found)


def _row(
    definition: str,
    setting: Setting,
    run: Run,
    judged: _Judged | None,
    links: Mapping[str, Sequence[str]] | None,
) -> SensitivityRow:
    def empty(reason: str) -> SensitivityRow:
        nothing = (math.nan, math.nan, 0, "", None, False)
        return SensitivityRow(definition, setting, "", *nothing, reason, run.region)

    if judged is None:
        return empty(run.reason)
    codes = [definition] if links is None else list(links.get(definition, ()))
    covered = [code for code in codes if code in judged.industries]
    if not covered:
        return empty("not covered by this table")
    places = [judged.place(code) for code in covered]
    known = [place for place in places if not math.isnan(place.found)]
    if not known:
        return empty("no figure for the region in this table")
    best = max(known, key=lambda place: (place.found, np.nan_to_num(place.lq, nan=-1.0)))
    partly = best.found == 0 and len(covered) < len(codes)
    return SensitivityRow(
        definition=definition,
        setting=setting,
        code=best.code,
        lq=best.lq,
        rank=best.rank,
        of=best.of,
        grade=best.grade,
        # A part that the table lacks could hold where none that it has does: nobody knows.
        holds=None if partly else best.found == 1,
        # Missing industries could hold too, where none of those known does.
        open=best.open or (best.found == 0 and len(known) < len(places)),
        reason="a part of it is not covered by this table" if partly else "",
        region=run.region,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    code: str
    found: float
    lq: float
    rank: float
    of: int
    grade: str
    open: bool


@dataclass(frozen=True, slots=True)
class _Judged:
    """A run as bare arrays: a labelled selection for each cell takes longer than the judging."""

    region: int
    industries: Mapping[str, int]
    cells: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, run: Run) -> _Judged | None:
        if run.judged is None:
            return None
        regions = [str(label) for label in run.judged[REGION].values]
        if run.region not in regions:
            raise InputError(f"A run was judged without the region {run.region!r}.")
        codes = [str(code) for code in run.judged[INDUSTRY].values]
        cells = {name: run.judged[name].transpose(REGION, INDUSTRY).values for name in _CELLS}
        return cls(regions.index(run.region), {code: n for n, code in enumerate(codes)}, cells)

    def place(self, code: str) -> _Place:
        own = self.industries[code]
        quotients = self.cells["lq"][:, own]
        lq = float(quotients[self.region])
        return _Place(
            code=code,
            found=float(self.cells["found"][self.region, own]),
            lq=lq,
            rank=math.nan if math.isnan(lq) else float(exceeds(quotients, lq).sum()) + 1,
            of=int((~np.isnan(quotients)).sum()),
            grade=str(self.cells["grade"][self.region, own]),
            open=float(self.cells["open"][self.region, own]) == 1,
        )


def _stays(definition: str, rows: Sequence[SensitivityRow]) -> Stays:
    own = [row for row in rows if row.definition == definition]
    judged = [row for row in own if row.holds is not None]
    held = sum(bool(row.holds) for row in judged)
    share = held / len(judged) if judged else math.nan
    return Stays(definition, share, held, len(judged), len(own))
