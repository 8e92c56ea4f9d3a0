"""The states of the United States and the District of Columbia, and which share a border.

Codes are those of FIPS 5-2. States that meet in one point (Arizona and Colorado, New Mexico and
Utah) do not share a border; Alaska and Hawaii share none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

_BORDERS = """
01 12 13 28 47 | 02 | 04 06 32 35 49 | 05 22 28 29 40 47 48 | 06 04 32 41 | 08 20 31 35 40 49 56
09 25 36 44 | 10 24 34 42 | 11 24 51 | 12 01 13 | 13 01 12 37 45 47 | 15 | 16 30 32 41 49 53 56
17 18 19 21 29 55 | 18 17 21 26 39 | 19 17 27 29 31 46 55 | 20 08 29 31 40
21 17 18 29 39 47 51 54 | 22 05 28 48 | 23 33 | 24 10 11 42 51 54 | 25 09 33 36 44 50
26 18 39 55 | 27 19 38 46 55 | 28 01 05 22 47 | 29 05 17 19 20 21 31 40 47 | 30 16 38 46 56
31 08 19 20 29 46 56 | 32 04 06 16 41 49 | 33 23 25 50 | 34 10 36 42 | 35 04 08 40 48
36 09 25 34 42 50 | 37 13 45 47 51 | 38 27 30 46 | 39 18 21 26 42 54 | 40 05 08 20 29 35 48
41 06 16 32 53 | 42 10 24 34 36 39 54 | 44 09 25 | 45 13 37 | 46 19 27 30 31 38 56
47 01 05 13 21 28 29 37 51 | 48 05 22 35 40 | 49 04 08 16 32 56 | 50 25 33 36
51 11 21 24 37 47 54 | 53 16 41 | 54 21 24 39 42 51 | 55 17 19 26 27 | 56 08 16 30 31 46 49
"""


def neighbours() -> dict[str, tuple[str, ...]]:
    """The states that each state shares a border with, by FIPS code."""
    lines = (part.split() for part in _BORDERS.strip().replace("\n", "|").split("|"))
    return {state: tuple(others) for state, *others in lines}


def adjacency(states: Sequence[str]) -> np.ndarray:
    """1 where the state of a row borders on that of a column."""
    known = neighbours()
    return np.array([[float(b in known.get(a, ())) for b in states] for a in states])
