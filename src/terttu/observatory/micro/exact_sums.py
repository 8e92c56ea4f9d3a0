"""Sums of figures and of their powers; those of whole numbers are exact on every engine.

Engines add up whole numbers in 64 bits, in 128 or in floating point, as they like. A term below
2^62 is taken apart into high 2^31 + low here, and both parts are added up apart: each sum stays
below 2^63 in up to four billion rows, whatever the engine and in whatever order. Figures that are
not whole (floats without a number of decimals) are added up by the engine in floating point.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import polars as pl

BASE = 2**31
MOST_ROWS = 2 * BASE


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of each row: as it is, and as a whole number of units of 10^-decimals.

    ``raw`` is null where the figure is missing. ``whole`` is None where it need not be whole.
    """

    raw: nw.Expr
    whole: nw.Expr | None = None
    decimals: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether the figures are whole numbers as they are."""
        return self.whole is not None and self.decimals == 0

    def largest(self, power: int) -> int | None:
        """The largest figure whose power can be added up exactly; None where none need be."""
        if self.whole is None:
            return None
        if power > 1:
            return (BASE - 1) // int(10**self.decimals)
        return 2**62 if self.decimals == 0 else 2**52 // int(10**self.decimals)

    def sums(self, power: int) -> dict[str, nw.Expr]:
        """What the engine adds up for the sum of this power (1, 2 or 4), by name."""
        if self.whole is None:
            return {_name(power): (self.raw**power).sum()}
        parts: dict[str, nw.Expr] = {}
        for number, term in enumerate(_terms(self.whole, power)):
            low, high = _names(power, number)
            parts |= {low: term % BASE, high: _high(term)}
        return {name: part.sum().cast(nw.Int64) for name, part in parts.items()}

    def total(self, power: int) -> pl.Expr:
        """The sum of this power, of the sums that the engine made: Int128 where it is whole.

        The fourth power is Float64, and so is everything of figures that need not be whole.
        """
        if self.whole is None:
            return pl.col(_name(power))
        if power < 4:
            return _joined(power, 0)
        scales = (1.0, 2.0 * BASE, float(BASE) ** 2)
        return pl.sum_horizontal(
            _joined(power, number).cast(pl.Float64) * scale for number, scale in enumerate(scales)
        )


def _terms(x: nw.Expr, power: int) -> tuple[nw.Expr, ...]:
    """Terms below 2^62; of the fourth power x^4 = (a B + b)^2 those beside 1, 2 B and B^2."""
    if power == 1:
        return (x,)
    square = x * x
    if power == 2:
        return (square,)
    a, b = _high(square), square % BASE
    return (b * b, a * b, a * a)


def _high(term: nw.Expr) -> nw.Expr:
    # Engines differ in how they divide whole numbers; this quotient is exact in floating point.
    return ((term - term % BASE) / BASE).cast(nw.Int64)


def _joined(power: int, number: int) -> pl.Expr:
    low, high = (pl.col(name).cast(pl.Int128) for name in _names(power, number))
    return high * BASE + low


def _names(power: int, number: int) -> tuple[str, str]:
    return f"{_name(power)}_{number}_low", f"{_name(power)}_{number}_high"


def _name(power: int) -> str:
    return f"power_{power}"
