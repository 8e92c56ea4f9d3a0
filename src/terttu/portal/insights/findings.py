"""What the figures mean, by rules: for a theme, and for the specialisations that no theme covers.

The rules see figures, what a theme means in industries (weights), and whom an industry serves
(traded, mixed, local). They give findings, which `words.py` puts into sentences. Nothing here
knows a region, a theme or an industry by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from terttu.portal.insights.models import Figure, Table
from terttu.portal.strategy.models import Theme


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds of the rules, shown on the page that uses them.

    `specialised`, `below`: location quotients from which an industry is specialised, and under
    which it is weaker than the reference. `strong`: quotient of a theme as a whole that confirms it
    strongly. `minor`: weight under which an industry does not speak for a theme. `major`: weight
    from which an industry is at the heart of it, and from which a theme covers it. `apart`:
    difference between two tables' quotients that has to be told. `near`: how far from 1 a quotient
    may be and still be called near the average.
    """

    specialised: float = 1.25
    below: float = 0.8
    strong: float = 2.0
    minor: float = 0.15
    major: float = 0.5
    apart: float = 0.25
    near: float = 0.25


RULES = Rules()


class Level(StrEnum):
    """Where a location quotient stands."""

    SPECIALISED = "specialised"
    AVERAGE = "average"
    BELOW = "below"


class Verdict(StrEnum):
    """What the statistics say of a theme."""

    STRONG = "strong"
    CONFIRMED = "confirmed"
    LOCAL = "local"
    PARTLY = "partly"
    ABOVE = "above"
    AVERAGE = "average"
    APART = "apart"
    DIFFER = "differ"
    BELOW = "below"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure that speaks for or against, and how much of it the theme means."""

    figure: Figure
    weight: float

    @property
    def level(self) -> Level | None:
        """Specialised only where the whole interval or range is above one."""
        return level_of(self.figure)


@dataclass(frozen=True, slots=True)
class Composite:
    """The location quotient of a theme as a whole in one table.

    `coverage` is how much of the industries behind it the theme means; where that is less than
    half, the table knows the theme only inside something larger.
    """

    table: Table
    lq: float
    share_of_area: float
    coverage: float
    evidence: tuple[Evidence, ...]

    @property
    def level(self) -> Level:
        """Where the whole theme stands in this table."""
        if self.lq >= RULES.specialised:
            return Level.SPECIALISED
        return Level.BELOW if self.lq < RULES.below else Level.AVERAGE


@dataclass(frozen=True, slots=True)
class ThemeFinding:
    """What the figures say of one theme."""

    theme: Theme
    verdict: Verdict
    composites: tuple[Composite, ...]
    specialised: tuple[Evidence, ...]
    below: tuple[Evidence, ...]
    unseen: tuple[str, ...]
    disagree: bool

    @property
    def evidence(self) -> list[Evidence]:
        """Every figure behind the finding, table by table."""
        return [row for composite in self.composites for row in composite.evidence]


def level_of(figure: Figure) -> Level | None:
    """Where a figure stands; None where it is missing."""
    if figure.lq is None:
        return None
    low = figure.lq if figure.lq_low is None else figure.lq_low
    if figure.lq >= RULES.specialised and low > 1:
        return Level.SPECIALISED
    return Level.BELOW if figure.lq < RULES.below else Level.AVERAGE


def theme_findings(themes: Iterable[Theme], figures: Sequence[Figure]) -> list[ThemeFinding]:
    """A finding per theme; themes come with their industries prefetched."""
    return [theme_finding(theme, figures) for theme in themes]


def theme_finding(theme: Theme, figures: Sequence[Figure]) -> ThemeFinding:
    """Compare a theme with the figures of every table whose classification it is mapped to."""
    weights = {(row.scheme, row.code): row.weight for row in theme.industries.all()}
    composites = tuple(_composites(figures, weights))
    rows = [row for composite in composites for row in composite.evidence]
    specialised = [row for row in rows if row.level == Level.SPECIALISED]
    below = [row for row in rows if row.level == Level.BELOW and row.weight >= RULES.major]
    unseen = [str(row.reason) for row in theme.industries.all() if row.weight == 0 and row.reason]
    return ThemeFinding(
        theme=theme,
        verdict=_verdict(composites, specialised, below),
        composites=composites,
        specialised=_strongest(specialised),
        below=tuple(below),
        unseen=tuple(dict.fromkeys(unseen)),
        disagree=_disagree(composites),
    )


def _composites(
    figures: Sequence[Figure], weights: Mapping[tuple[str, str], float]
) -> Iterable[Composite]:
    by_table: dict[int, list[Evidence]] = {}
    for figure in figures:
        weight = weights.get((figure.table.industry_scheme, figure.industry.code), 0)
        if weight >= RULES.minor and figure.lq is not None:
            by_table.setdefault(figure.table_id, []).append(Evidence(figure, weight))
    for rows in by_table.values():
        composite = _composite(rows)
        if composite:
            yield composite


def _composite(rows: list[Evidence]) -> Composite | None:
    """What the region has of the theme, against what it would have at the reference shares."""
    first = rows[0].figure
    value = sum(row.weight * (row.figure.value or 0) for row in rows)
    expected = sum(row.weight * (row.figure.reference_share or 0) for row in rows)
    whole = sum(row.figure.value or 0 for row in rows)
    if not (first.area_total and expected):
        return None
    share = value / first.area_total
    coverage = value / whole if whole else 0
    return Composite(first.table, share / expected, share, coverage, tuple(rows))


def _verdict(
    composites: Sequence[Composite], specialised: Sequence[Evidence], below: Sequence[Evidence]
) -> Verdict:
    if not composites:
        return Verdict.UNSEEN
    main = composites[0]
    in_main = [row for row in specialised if row.figure.table_id == main.table.pk]
    below_in_main = [row for row in below if row.figure.table_id == main.table.pk]
    if main.lq >= RULES.strong and in_main:
        return Verdict.STRONG
    if in_main and below_in_main:
        return Verdict.PARTLY
    if in_main:
        return _confirmed(in_main) if main.level == Level.SPECIALISED else Verdict.PARTLY
    return _unspecialised(composites)


def _unspecialised(composites: Sequence[Composite]) -> Verdict:
    """The verdict where no industry of the theme is surely specialised in the main table."""
    main, quotients = composites[0], [composite.lq for composite in composites]
    if all(quotient < 1 for quotient in quotients) and main.level == Level.BELOW:
        return Verdict.BELOW
    if len({composite.level for composite in composites}) > 1 or _disagree(composites):
        near = all(abs(quotient - 1) <= RULES.near for quotient in quotients)
        return Verdict.APART if near else Verdict.DIFFER
    return Verdict.ABOVE if main.level == Level.SPECIALISED else Verdict.AVERAGE


def _confirmed(specialised: Sequence[Evidence]) -> Verdict:
    heart = [row for row in specialised if row.weight >= RULES.major] or specialised
    local = all(row.figure.industry.traded == "local" for row in heart)
    return Verdict.LOCAL if local else Verdict.CONFIRMED


def _disagree(composites: Sequence[Composite]) -> bool:
    """Whether two tables put the theme on different sides of the reference, and clearly so."""
    quotients = [composite.lq for composite in composites]
    if len(quotients) < 2:
        return False
    low, high = min(quotients), max(quotients)
    return low < 1 < high and high - low >= RULES.apart


def _strongest(rows: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(rows, key=lambda row: (row.figure.table.position, -(row.figure.lq or 0))))


def covered(themes: Iterable[Theme]) -> dict[tuple[str, str], float]:
    """How much of each industry the themes mean together."""
    total: dict[tuple[str, str], float] = {}
    for theme in themes:
        for row in theme.industries.all():
            total[row.scheme, row.code] = total.get((row.scheme, row.code), 0) + row.weight
    return total


def emerging(themes: Iterable[Theme], figures: Sequence[Figure]) -> list[Figure]:
    """Specialised traded or mixed industries of the main table that no theme covers."""
    return [
        row for row in _uncovered(themes, figures) if row.industry.traded in ("traded", "mixed")
    ]


def local_specialisations(themes: Iterable[Theme], figures: Sequence[Figure]) -> list[Figure]:
    """Specialised local industries that no theme covers; no proposal, they serve residents."""
    return [row for row in _uncovered(themes, figures) if row.industry.traded == "local"]


def _uncovered(themes: Iterable[Theme], figures: Sequence[Figure]) -> list[Figure]:
    share = covered(themes)
    return [
        row
        for row in figures
        if row.table.main
        and level_of(row) == Level.SPECIALISED
        and share.get((row.table.industry_scheme, row.industry.code), 0) < RULES.major
    ]
