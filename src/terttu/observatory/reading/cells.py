"""From the rows of a long table to a dense array: every row finds its cell, once.

A table comes in batches, so that of one larger than memory only codes and figures are kept. Labels
are not compared or sorted row by row: each becomes a number, the number is looked up in a table of
which little enough is used to stay in the processor's cache, and only new labels are looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

ROWS = 1 << 17
_BITS = 22
_SHIFT = np.uint64(64 - _BITS)


class Encoder:
    """Gives each label of a column a code (0, 1, ...) in the order in which labels come.

    ``names`` are the labels as text without outer spaces, '' for none; ``beside`` says what other
    columns hold in the row in which a label came first.
    """

    def __init__(self) -> None:
        """Start without any label."""
        self.names: list[str] = []
        self.beside: dict[str, list[str]] = {}
        self._code: dict[str, int] = {}

    @cached_property
    def _by_number(self) -> np.ndarray:
        """From a number to one more than its code; 0 is unknown, and costs no memory."""
        return np.zeros(1 << _BITS, np.int32)

    @cached_property
    def _by_hash(self) -> np.ndarray:
        """From a part of a hash to one more than its code."""
        return np.zeros(1 << _BITS, np.int32)

    @cached_property
    def _hash(self) -> np.ndarray:
        """From a part of a hash to the whole."""
        hashes = np.zeros(1 << _BITS, np.uint64)
        hashes[0] = ~np.uint64(0)  # no hash that belongs in this place
        return hashes

    def codes(self, column: pl.Series, beside: Mapping[str, pl.Series] | None = None) -> np.ndarray:
        """The codes of the labels in ``column``, which may be text, numbers or categories."""
        coded = column.dtype in (pl.Categorical, pl.Enum)
        physical = column.to_physical() if coded else column
        if _is_small(physical):
            numbers = physical.to_numpy()
            codes = self._by_number.take(numbers)
            rows = np.flatnonzero(codes == 0)
            if len(rows):
                codes[rows], keys, found = self._learn(column, numbers, rows, beside or {})
                self._by_number[keys] = found
            return self._packed(codes)
        # Labels with the same 64 bits of hash are taken for one: among 100,000 labels the odds
        # are one in four thousand million.
        hashes = physical.hash().to_numpy()
        places = (hashes >> _SHIFT).view(np.int64)
        codes = self._by_hash.take(places)
        rows = np.flatnonzero(self._hash.take(places) != hashes)
        if len(rows):
            codes[rows], keys, found = self._learn(column, hashes, rows, beside or {})
            self._remember(keys, found)
        return self._packed(codes)

    def _packed(self, codes: np.ndarray) -> np.ndarray:
        """From one more than the code to the code, in as few bytes as it takes."""
        codes -= 1
        return codes.astype(np.uint16) if len(self.names) <= 1 << 16 else codes

    def _learn(
        self,
        column: pl.Series,
        numbers: np.ndarray,
        rows: np.ndarray,
        beside: Mapping[str, pl.Series],
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """One more than the codes of ``rows``; and each distinct number with the same."""
        keys, first, back = np.unique(numbers[rows], return_index=True, return_inverse=True)
        order = np.argsort(first)
        at = rows[first[order]]
        names = _text(column.gather(at))
        texts = {key: _text(other.gather(at)) for key, other in beside.items()}
        found = np.empty(len(keys), np.int32)
        for n, (place, name) in enumerate(zip(order, names, strict=True)):
            if name not in self._code:
                self._code[name] = len(self.names)
                self.names.append(name)
                for key, text in texts.items():
                    self.beside.setdefault(key, []).append(text[n])
            found[place] = self._code[name] + 1
        return found[back], keys, found

    def _remember(self, keys: np.ndarray, found: np.ndarray) -> None:
        """Note new labels; one whose place is taken by another is looked at again each time."""
        places = (keys >> _SHIFT).view(np.int64)
        free = self._by_hash[places] == 0
        self._hash[places[free]] = keys[free]
        self._by_hash[places[free]] = found[free]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a table: codes by role, figures, and the rows of the file they are.

    ``least`` and ``most`` are the smallest and the largest figure, NaN where there is none.
    """

    codes: Mapping[str, np.ndarray]
    values: np.ndarray
    numbers: np.ndarray | range
    least: float
    most: float

    def keep(self, chosen: np.ndarray) -> Batch:
        """The rows that are chosen."""
        codes = {role: code[chosen] for role, code in self.codes.items()}
        values, numbers = self.values[chosen], np.asarray(self.numbers)[chosen]
        return replace(self, codes=codes, values=values, numbers=numbers)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table, what the codes mean, and what stands beside the labels.

    ``names`` are the labels by role in the order of their codes, ``beside`` further labels by role
    and column in that order; ``whole`` is whether each of them occurs.
    """

    batches: Sequence[Batch]
    names: Mapping[str, Sequence[str]]
    beside: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    whole: bool = True

    def __len__(self) -> int:
        """How many rows there are."""
        return sum(len(batch.values) for batch in self.batches)

    def used(self, role: str) -> list[str]:
        """The labels of ``role`` that occur, sorted."""
        if self.whole:
            return sorted(set(self.names[role]))
        there = np.zeros(len(self.names[role]), bool)
        for batch in self.batches:
            there[batch.codes[role]] = True
        return sorted({name for name, used in zip(self.names[role], there, strict=True) if used})

    def having(self, role: str, labels: Collection[str]) -> list[np.ndarray]:
        """By batch, which rows have one of ``labels`` as their ``role``."""
        wanted = np.array([name in labels for name in self.names[role]], bool)
        return [wanted[batch.codes[role]] for batch in self.batches]

    def keep(self, chosen: Iterable[np.ndarray]) -> Rows:
        """The rows that are chosen, by batch."""
        kept = [batch.keep(rows) for batch, rows in zip(self.batches, chosen, strict=True)]
        return replace(self, batches=[b for b in kept if len(b.values)], whole=False)


def encode(batches: Iterable[pl.DataFrame], roles: Sequence[str], *, first_row: int) -> Rows:
    """Read rows batch by batch, with a column for each of ``roles``, and the column ``value``.

    Columns called ``ROLE_label...`` are kept beside the role; a column ``row`` numbers the rows.
    """
    encoders = {role: Encoder() for role in roles}
    read: list[Batch] = []
    for frame in batches:
        codes = {}
        for role, encoder in encoders.items():
            labels = [name for name in frame.columns if name.startswith(f"{role}_label")]
            codes[role] = encoder.codes(frame[role], {name: frame[name] for name in labels})
        if "row" in frame.columns:
            numbers: np.ndarray | range = frame["row"].to_numpy()
        else:
            numbers = range(first_row, first_row + frame.height)
            first_row += frame.height
        values = frame["value"]
        least, most = _number(values.min()), _number(values.max())
        read.append(Batch(codes, _figures(values), numbers, least, most))
    names = {role: encoder.names for role, encoder in encoders.items()}
    return Rows(read, names, {role: encoder.beside for role, encoder in encoders.items()})


def scatter(
    rows: Rows, places: Mapping[str, np.ndarray], shape: Sequence[int], *, absent: float
) -> tuple[np.ndarray, int]:
    """The figures in an array of ``shape``, and how many rows found their cell taken.

    ``places`` gives, in the order of the axes, where the codes of a role lie; ``absent`` is the
    figure of a cell without a row. Where a cell has several rows, the last one stays.
    """
    cells = np.full(shape, absent) if absent else np.zeros(shape)
    flat = cells.reshape(-1)
    last, sorted_by_cell = -1, True
    for batch, cell in positions(rows, places, shape):
        flat[cell] = batch.values
        if sorted_by_cell and len(cell):
            sorted_by_cell = bool(cell[0] > last) and bool((cell[1:] > cell[:-1]).all())
            last = cell[-1]
    # Rows that come in the order of the cells, as most files have them, cannot share one.
    return cells, 0 if sorted_by_cell else _repeated(rows, places, shape)


def _repeated(rows: Rows, places: Mapping[str, np.ndarray], shape: Sequence[int]) -> int:
    """How many rows find their cell taken by an earlier one."""
    seen = np.zeros(int(np.prod(shape)), bool)
    for _, cell in positions(rows, places, shape):
        seen[cell] = True
    return len(rows) - int(np.count_nonzero(seen))


def add_up(
    rows: Rows, places: Mapping[str, np.ndarray], shape: Sequence[int], *, absent: float
) -> np.ndarray:
    """As ``scatter``, with the rows of a cell added up: the sum of its known parts."""
    sums = np.zeros(shape)
    seen = np.zeros(sums.size, bool)
    known = np.zeros(sums.size, bool)
    flat = sums.reshape(-1)
    for batch, cell in positions(rows, places, shape):
        there = ~np.isnan(batch.values)
        seen[cell] = True
        known[cell[there]] = True
        np.add.at(flat, cell[there], batch.values[there])
    flat[seen & ~known] = np.nan
    flat[~seen] = absent
    return sums


def same_cell(
    rows: Rows, places: Mapping[str, np.ndarray], shape: Sequence[int]
) -> tuple[int, int, tuple[int, ...]]:
    """The rows of the file that are the first two of one cell, and the cell, where there are."""
    cell = np.concatenate([cell for _, cell in positions(rows, places, shape)])
    numbers = np.concatenate([batch.numbers for batch in rows.batches])
    order = np.argsort(cell, kind="stable")
    repeats = np.flatnonzero(cell[order[1:]] == cell[order[:-1]])
    at = repeats[np.argmin(order[repeats])]
    first, second = int(order[at]), int(order[at + 1])
    place = tuple(int(n) for n in np.unravel_index(cell[first], shape))
    return int(numbers[first]), int(numbers[second]), place


def positions(
    rows: Rows, places: Mapping[str, np.ndarray], shape: Sequence[int]
) -> Iterator[tuple[Batch, np.ndarray]]:
    """Each batch, few enough rows to stay in the processor's cache, with the cells of its rows."""
    steps = [int(np.prod(shape[n + 1 :])) for n in range(len(shape))]
    tables = {
        role: place.astype(np.int64) * step
        for (role, place), step in zip(places.items(), steps, strict=True)
    }
    for batch in rows.batches:
        cell = np.zeros(len(batch.values), np.int64)
        for role, table in tables.items():
            cell += table.take(batch.codes[role])
        yield batch, cell


def _figures(column: pl.Series) -> np.ndarray:
    """Numbers as they are where all are whole, else float64 with NaN for none."""
    if column.dtype.is_integer() and not column.null_count():
        return column.to_numpy()
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _number(found: Any) -> float:
    return float("nan") if found is None else float(found)


def _is_small(numbers: pl.Series) -> bool:
    """Whether the numbers can stand for places in a table themselves."""
    if not numbers.dtype.is_integer() or numbers.null_count() or numbers.is_empty():
        return False
    least, most = numbers.min(), numbers.max()
    return isinstance(least, int) and isinstance(most, int) and 0 <= least <= most < 1 << _BITS


def _text(labels: pl.Series) -> list[str]:
    return [(text or "").strip() for text in labels.cast(pl.String).to_list()]
