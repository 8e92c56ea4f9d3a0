"""Which figures of one published table must be hidden so that none of them can be computed.

The table is extended by its totals: rows are regions and their total, columns are industries, the
groups of them and their total. Every row and column is an equation that its readers know.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InputError
from ..measures.linear_bounds import Equation

_MOVED = 1e-7
"""Of the move that is asked for: less than this is the solver's noise."""


@dataclass(frozen=True, slots=True)
class Published:
    """One period: figures and establishments by region and industry, and groups of industries.

    ``dominated``: cells that one establishment makes up; ``groups``: places of the members.
    """

    cells: np.ndarray
    establishments: np.ndarray
    dominated: np.ndarray
    groups: Sequence[np.ndarray]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What to hide: cells by region and industry, those of their own accord, and totals.

    ``totals`` has the shape of the extended table, with its cells false.
    """

    cells: np.ndarray
    primary: np.ndarray
    totals: np.ndarray


def hide(table: Published, *, minimum: int, protection: float, whole: bool) -> Hidden:
    """Cells and totals to hide: those that rest on too few, and what would give them away."""
    figures, number = extended(table.cells, table.groups), _numbers(table)
    primary = ((figures > 0) & (number < minimum)) | ((number > 0) & (number < minimum))
    primary[: len(table.cells), : table.cells.shape[1]] |= table.dominated & (table.cells > 0)
    primary &= extended(~np.isnan(table.cells), table.groups) > 0
    shape = figures.shape
    program = _Program(
        figures.reshape(-1),
        equations(shape, table.groups),
        primary.reshape(-1).copy(),
    )
    levels = _levels(program.figures, protection=protection, whole=whole)
    for place in sorted(np.flatnonzero(primary), key=lambda at: (-program.figures[at], at)):
        program.protect(int(place), levels[place], both=True)
    _fill_lines(program, number.reshape(-1), minimum, levels)
    hidden = program.hidden.reshape(shape)
    rows, columns = table.cells.shape
    totals = hidden.copy()
    totals[:rows, :columns] = False
    return Hidden(hidden[:rows, :columns], primary[:rows, :columns], totals)


def extended(cells: np.ndarray, groups: Sequence[np.ndarray]) -> np.ndarray:
    """The table with its totals: missing cells count as nothing."""
    inside = np.nan_to_num(cells.astype(float))
    sums = [inside[:, group].sum(axis=1, keepdims=True) for group in groups]
    wide = np.concatenate([inside, *sums, inside.sum(axis=1, keepdims=True)], axis=1)
    return np.concatenate([wide, wide.sum(axis=0, keepdims=True)])


def equations(shape: tuple[int, ...], groups: Sequence[np.ndarray]) -> list[Equation]:
    """The sums that readers of the extended table know."""
    place = np.arange(math.prod(shape)).reshape(shape)
    industries = shape[1] - len(groups) - 1
    found = []
    for row, line in enumerate(place):
        found.append(Equation(int(line[-1]), line[:industries], f"row {row}"))
        for at, group in enumerate(groups):
            total = int(line[industries + at])
            found.append(Equation(total, line[group], f"group {at} of row {row}"))
    for column, line in enumerate(place.T):
        found.append(Equation(int(line[-1]), line[:-1], f"column {column}"))
    return found


class _Program:
    """The linear programs of one table, and what is hidden so far."""

    def __init__(
        self,
        figures: np.ndarray,
        lines: list[Equation],
        hidden: np.ndarray,
    ) -> None:
        self.figures = figures
        self.lines = lines
        self.hidden = hidden
        # A total costs at least what any of its parts does: cells go first.
        self._costs = figures / max(figures.mean(), 1e-300)
        self._matrix = _matrix(lines, len(figures))

    def protect(self, place: int, level: float, *, both: bool) -> None:
        """Hide what is needed so that the figure could be ``level`` more, and as much less.

        With ``both`` false it is enough that it could be anything else.
        """
        self.hidden[place] = True
        self._move(place, 1, level)
        if both and self.figures[place] > 0:
            self._move(place, -1, min(level, self.figures[place]))

    def _move(self, place: int, sign: int, level: float) -> None:
        # What is hidden already is mostly enough, and that is a far smaller program.
        if self._solved(place, sign, level, np.flatnonzero(self.hidden)) is not None:
            return
        usable = np.flatnonzero(self.hidden | (self.figures > 0))
        moves = self._solved(place, sign, level, usable)
        if moves is None:
            raise InputError(
                "No pattern protects the table; leave out the smallest industries or regions."
            )
        self.hidden[usable[np.abs(moves) > _MOVED]] = True

    def _solved(self, place: int, sign: int, level: float, usable: np.ndarray) -> np.ndarray | None:
        """The cheapest change of the ``usable`` figures, in units of ``level``; None for none."""
        from scipy.optimize import linprog
        from scipy.sparse import hstack

        part = self._matrix[:, usable]
        costs = np.where(self.hidden[usable], 0.0, self._costs[usable])
        down = self.figures[usable] / level
        up = np.full(len(usable), np.inf)
        low = np.zeros(2 * len(usable))
        high = np.concatenate([up, down])
        own = int(np.flatnonzero(usable == place)[0])
        there, back = (own, own + len(usable)) if sign > 0 else (own + len(usable), own)
        low[there] = high[there] = 1.0
        high[back] = 0.0
        found: Any = linprog(
            np.concatenate([costs, costs]),
            A_eq=hstack([part, -part], format="csr"),
            b_eq=np.zeros(part.shape[0]),
            bounds=np.stack([low, high], axis=1),
            method="highs",
        )
        if found.status != 0:
            return None
        return np.asarray(found.x[: len(usable)] - found.x[len(usable) :])


def _matrix(lines: Sequence[Equation], count: int) -> Any:
    from scipy.sparse import csc_array

    rows = np.concatenate([np.full(len(one.parts) + 1, at) for at, one in enumerate(lines)])
    columns = np.concatenate([np.append(one.parts, one.total) for one in lines])
    signs = np.concatenate([np.append(np.ones(len(one.parts)), -1.0) for one in lines])
    return csc_array((signs, (rows, columns)), shape=(len(lines), count))


def _numbers(table: Published) -> np.ndarray:
    """Establishments behind every figure; a number that is not known counts as none."""
    number = np.where(np.isnan(table.cells), 0.0, np.nan_to_num(table.establishments))
    return extended(number, table.groups)


def _levels(figures: np.ndarray, *, protection: float, whole: bool) -> np.ndarray:
    """How far each figure must be able to move; never nothing, even where it is zero."""
    if whole:
        return np.maximum(np.ceil(protection * figures - 1e-9), 1.0)
    least = figures[figures > 0].min(initial=1.0)
    return np.asarray(protection * np.maximum(figures, least))


def _fill_lines(program: _Program, number: np.ndarray, minimum: int, levels: np.ndarray) -> None:
    """Hide more where the sum that a line hides rests on too few establishments itself."""
    waiting = True
    while waiting:
        waiting = False
        for line in program.lines:
            if program.hidden[line.total]:
                continue
            inside = program.hidden[line.parts]
            hidden, rest = line.parts[inside], line.parts[~inside]
            if hidden.size == 0 or number[hidden].sum() >= minimum:
                continue
            rest = rest[number[rest] > 0]
            if rest.size == 0:
                continue
            cheapest = int(min(rest, key=lambda at: (program.figures[at], at)))
            program.protect(cheapest, levels[cheapest], both=False)
            waiting = True
