"""What sums leave for their parts: intervals narrowed until nothing changes, or solved exactly."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InputError

SWEEPS = 10_000
_SOLVER = 1e-7  # what the solver lets an equation be off by
_CLOSE = 1e-12  # of the largest figure: what rounding of numbers may make of an exact sum


@dataclass(frozen=True, slots=True)
class Equation:
    """A total that is the sum of its parts; places in the list of variables, and a name."""

    total: int
    parts: np.ndarray
    name: str


def propagate(
    low: np.ndarray, high: np.ndarray, equations: Sequence[Equation], slack: float
) -> None:
    """Narrow the intervals in place until no equation narrows any more.

    For a total T in [L, U] of parts p in [l, u]: sum(l) <= T <= sum(u), and each part is at least
    L less the most and at most U less the least that the others can be. Intervals hold the truth
    after every step, so that stopping early costs width alone. ``slack`` is what an equation may
    be off by. Raises InputError with the name of an equation that cannot hold.
    """
    known = np.abs(np.concatenate([low, high[np.isfinite(high)]]))
    close = _CLOSE * (known.max() if known.size else 1.0)
    waiting = list(range(len(equations)))
    users = _users(equations, len(low))
    for _ in range(SWEEPS):
        if not waiting:
            return
        changed: set[int] = set()
        for number in waiting:
            changed.update(_narrow(low, high, equations[number], slack, close))
        waiting = sorted({number for variable in changed for number in users[variable]})


def solve(
    low: np.ndarray,
    high: np.ndarray,
    equations: Sequence[Equation],
    slack: float,
    wanted: Collection[int],
) -> None:
    """Give each of the ``wanted`` variables the range that all equations together leave.

    Two linear programs (HiGHS) are solved for each that is still open, within the part of the
    table that hangs together with it. The intervals must have been propagated; they stay as wide
    as the solver's own tolerance makes them. Raises InputError where nothing fits all equations.
    """
    for variables, own in _components(low, high, equations):
        program = _program(low, variables, own, slack)
        for at, variable in enumerate(variables.tolist()):
            if variable not in wanted:
                continue
            ends = (low[variables], high[variables])
            least, most = (_extreme(at, sign, program, ends) for sign in (1, -1))
            if least is None or most is None:
                raise InputError(
                    f"The totals contradict each other ({own[0].name} and others that share cells "
                    "with it); check them."
                )
            low[variable] = max(low[variable], least - _SOLVER * (1 + abs(least)))
            if np.isfinite(most):
                high[variable] = min(high[variable], most + _SOLVER * (1 + abs(most)))


def _narrow(
    low: np.ndarray, high: np.ndarray, equation: Equation, slack: float, close: float
) -> list[int]:
    """Narrow the total and the parts of one equation; the variables that changed."""
    parts, total = equation.parts, equation.total
    least, most = low[parts], high[parts]
    smallest, largest = least.sum(), most.sum()
    gap = slack + close * max(len(parts), 1)
    if smallest > high[total] + gap or largest < low[total] - gap:
        raise _contradiction(equation, (smallest, largest), (low[total], high[total]))
    changed = []
    if smallest - slack > low[total] + close:
        low[total] = min(smallest - slack, high[total])
        changed.append(total)
    if largest + slack < high[total] - close:
        high[total] = max(largest + slack, low[total])
        changed.append(total)
    roof = high[total] + slack - (smallest - least)
    floor = low[total] - slack - _without_each(most)
    lower, upper = roof < most - close, floor > least + close
    high[parts[lower]] = np.maximum(roof[lower], least[lower])
    low[parts[upper]] = np.minimum(floor[upper], high[parts[upper]])
    return [*changed, *parts[lower | upper].tolist()]


def _without_each(most: np.ndarray) -> np.ndarray:
    """For each part the sum of the others, which may have no bound."""
    endless = np.isinf(most)
    rest = np.where(endless, 0.0, most)
    others = rest.sum() - rest
    return np.where(endless.sum() - endless > 0, np.inf, others)


def _contradiction(
    equation: Equation, parts: tuple[float, float], total: tuple[float, float]
) -> InputError:
    many = parts[0] > total[1]
    said = f"at least {parts[0]:g}" if many else f"at most {parts[1]:g}"
    whole = f"at most {total[1]:g}" if many else f"at least {total[0]:g}"
    if total[0] == total[1]:
        whole = f"{total[0]:g}"
    return InputError(
        f"{equation.name}: the parts add up to {said}, and the total is {whole}; correct the "
        "figures, leave a total out, or give the tolerance that rounding needs."
    )


def _users(equations: Sequence[Equation], count: int) -> list[list[int]]:
    """By variable, the equations it stands in."""
    users: list[list[int]] = [[] for _ in range(count)]
    for number, equation in enumerate(equations):
        users[equation.total].append(number)
        for part in equation.parts:
            users[part].append(number)
    return users


def _components(
    low: np.ndarray, high: np.ndarray, equations: Sequence[Equation]
) -> list[tuple[np.ndarray, list[Equation]]]:
    """The open variables in groups that share no equation, with the equations of each group."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    is_open = high > low
    links = [
        (number, variable)
        for number, equation in enumerate(equations)
        for variable in (equation.total, *equation.parts.tolist())
        if is_open[variable]
    ]
    if not links:
        return []
    rows, columns = np.array(links).T
    size = len(equations) + len(low)
    graph = coo_array((np.ones(len(links)), (rows, columns + len(equations))), shape=(size, size))
    _, group = connected_components(graph, directed=False)
    found = []
    for number in np.unique(group[columns + len(equations)]):
        variables = np.flatnonzero((group[len(equations) :] == number) & is_open)
        own = [e for e, g in zip(equations, group[: len(equations)], strict=True) if g == number]
        found.append((variables, own))
    return found


def _program(
    low: np.ndarray, variables: np.ndarray, equations: Sequence[Equation], slack: float
) -> Any:
    """The equations over the open variables, as constraints: parts less total, less the rest."""
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array

    place = {int(variable): at for at, variable in enumerate(variables)}
    rows: list[int] = []
    columns: list[int] = []
    numbers: list[float] = []
    rest = np.zeros(len(equations))
    for row, equation in enumerate(equations):
        signed = [(int(part), 1.0) for part in equation.parts] + [(equation.total, -1.0)]
        for variable, sign in signed:
            if variable in place:
                rows.append(row)
                columns.append(place[variable])
                numbers.append(sign)
            else:
                rest[row] += sign * low[variable]
    matrix = csr_array((numbers, (rows, columns)), shape=(len(equations), len(variables)))
    return LinearConstraint(matrix, -rest - slack, -rest + slack)


def _extreme(at: int, sign: int, program: Any, ends: tuple[np.ndarray, np.ndarray]) -> float | None:
    """The least (sign 1) or the most (-1) that a variable can be; None where nothing fits."""
    from scipy.optimize import Bounds, milp

    goal = np.zeros(len(ends[0]))
    goal[at] = sign
    found = milp(goal, constraints=program, bounds=Bounds(*ends))
    if found.x is None:
        return -sign * np.inf if found.status in (3, 4) else None
    return float(sign * found.fun)
