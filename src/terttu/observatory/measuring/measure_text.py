"""What the measure command prints: the catalogue, an explanation, a result as a table."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .catalogue import BROUGHT, DERIVED, Measure, by_family
from .long_form import Result, frames
from .measure_options import defaults, settable, takes
from .results import about

if TYPE_CHECKING:
    import polars as pl

WIDTH = 100
_LABEL = 40
_SHOWN = 10
_GAP = "  "


def listing() -> str:
    """All measures by family, each with its first line."""
    lines: list[str] = []
    for family, measures in by_family().items():
        lines += [family, *(_listed(measure) for measure in measures), ""]
    lines.append("terttu measure NAME --explain tells formula, conventions, options and source.")
    return "\n".join(lines)


def explanation(measure: Measure) -> str:
    """What ``measure`` is, what it is made of and what can be chosen."""
    brought = [name for name in measure.needs if name in BROUGHT]
    derived = [name for name in measure.needs if name in DERIVED]
    optional = {*measure.beside.values()} - {*measure.data}
    lines = [f"{measure.name} ({measure.family})", "", measure.explanation, "", "Made of"]
    for name in brought:
        lines += _wrapped(f"- {BROUGHT[name]}{', optional' if name in optional else ''}")
    for name in derived:
        lines += _wrapped(f"- {name}, derived from {' and '.join(DERIVED[name])}")
    options = settable(measure)
    if options:
        lines += ["", "Options of its own (--option NAME=VALUE)"]
        chosen = defaults(measure)
        for name, kinds in options.items():
            lines += _wrapped(f"- {name}: {takes(kinds)}; {_default(chosen[name])}")
    return "\n".join(lines)


def result_text(result: Result, *, rows: int) -> str:
    """The cells of ``result`` in aligned columns, at most ``rows`` of each table (0: all)."""
    parts = [_table(frame, rows) for frame in frames(result).values()]
    told = _told(result)
    return "\n\n".join([*parts, "\n".join(told)] if told else parts)


def _told(result: Result) -> list[str]:
    """What must be known of the numbers: what was missing, and what nothing can be said of."""
    known = about(result)
    told = [known, *known["variables"].values()]
    lines = [_missing(attrs["missing_share"]) for attrs in told if attrs.get("missing_share")]
    for what in ("regions", "industries"):
        lists = [attrs[f"trimmed_{what}"] for attrs in told if attrs.get(f"trimmed_{what}")]
        if lists:
            trimmed = lists[0]
            more = f" and {len(trimmed) - _SHOWN} more" if len(trimmed) > _SHOWN else ""
            text = f"Empty {what}, left out: {', '.join(map(str, trimmed[:_SHOWN]))}{more}."
            lines.append(textwrap.fill(text, WIDTH))
    return list(dict.fromkeys(lines))


def _missing(share: Any) -> str:
    """The share of what is missing; of several periods the largest."""
    if isinstance(share, dict):
        return f"Cells without a figure: up to {max(share.values()):.1%} in a period."
    return f"Cells without a figure: {share:.1%}."


def _listed(measure: Measure) -> str:
    name = f"  {measure.name:<31}"
    whole = textwrap.wrap(measure.summary, WIDTH - len(name))
    return ("\n" + " " * len(name)).join([name + whole[0], *whole[1:]])


def _default(value: Any) -> str:
    if isinstance(value, tuple):
        return f"{','.join(map(str, value))} if nothing is said"
    words = {True: "yes", False: "no", None: "none"}
    shown = words[value] if value is None or isinstance(value, bool) else value
    return f"{shown} if nothing is said"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ")


def _table(frame: pl.DataFrame, rows: int) -> str:
    shown = frame if rows == 0 else frame.head(rows)
    columns = [_column(column) for column in shown.iter_columns()]
    lines = [_GAP.join(cells).rstrip() for cells in zip(*columns, strict=True)]
    return "\n".join([*lines, *_rest(frame.height, shown.height)])


def _column(column: pl.Series) -> list[str]:
    """The heading and the cells of a column, all of one width; numbers to the right."""
    cells = [column.name, *(_cell(value) for value in column)]
    width = max(map(len, cells))
    if column.dtype.is_numeric():
        return [cell.rjust(width) for cell in cells]
    return [cell.ljust(width) for cell in cells]


def _cell(value: Any) -> str:
    if value is None:
        return "missing"
    if isinstance(value, float):
        return format(value + 0.0, ".6g")
    text = " ".join(str(value).split())
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"


def _rest(height: int, shown: int) -> Iterator[str]:
    if height > shown:
        yield (
            f"... {shown:,} of {height:,} rows (all: --rows 0; for a program: --format csv; into a "
            "file: --out FILE)"
        )
