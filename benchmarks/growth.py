"""Time against regions, industries and periods: a small CSV, and a log-log chart for the docs."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import contest
import generate

HERE = Path(__file__).parent
FOLDER = generate.FOLDER / "growth"
CHART = contest.ROOT / "docs" / "images" / "growth.svg"
FONTS = contest.ROOT / "src" / "terttu" / "observatory" / "fonts"
BASE = {"regions": 1000, "industries": 500, "periods": 4}
SWEEPS = {
    "regions": (125, 250, 500, 1000, 2000, 4000, 8000),
    "industries": (63, 125, 250, 500, 1000, 2000),
    "periods": (1, 2, 4, 8, 16, 32),
}
FILL = 0.3
RUNS = 3
COLOURS = {"float64": "#1b6a8c", "float32": "#9a6a00"}
INK, MUTED, GRID = "#1f2933", "#52606d", "#dde3e8"
FONT = "Figtree, system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Point:
    """The seconds that one size takes, from the file to complexity."""

    swept: str
    regions: int
    industries: int
    periods: int
    precision: str
    seconds: float

    @property
    def size(self) -> int:
        """The size that is swept."""
        return int(getattr(self, self.swept))


def measure(threads: int) -> list[Point]:
    """The best of three runs of each size, in both precisions."""
    return list(_points(threads))


def _points(threads: int) -> Iterator[Point]:
    for swept, lengths in SWEEPS.items():
        for length in lengths:
            shape = BASE | {swept: length}
            name = "x".join(map(str, shape.values()))
            size = generate.Size(name, **shape, fill=FILL)
            path = generate.table(size, FOLDER)
            for precision in contest.PRECISIONS:
                seconds = min(
                    contest.terttu(path, precision, "streamed", threads).time for _ in range(RUNS)
                )
                yield Point(swept, **shape, precision=precision, seconds=float(f"{seconds:.4g}"))


def write(points: Sequence[Point]) -> None:
    """Keep the numbers, and draw them."""
    with (HERE / "growth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [one.name for one in fields(Point)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(point) for point in points)
    CHART.write_text(draw(points), encoding="utf-8")


def read() -> list[Point]:
    """The numbers that were kept last; none if there are none."""
    path = HERE / "growth.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Point(
                swept=row["swept"],
                regions=int(row["regions"]),
                industries=int(row["industries"]),
                periods=int(row["periods"]),
                precision=row["precision"],
                seconds=float(row["seconds"]),
            )
            for row in csv.DictReader(file)
        ]


def report(points: Sequence[Point]) -> Iterator[str]:
    """The section of ENGINE.md."""
    others = ", ".join(f"{length:,} {name}" for name, length in BASE.items())
    yield "## Growth"
    yield ""
    yield f"Seconds from the file to complexity; what is not swept is {others}. Twice the size"
    yield "takes the number of times in the last column, at the larger end. `growth.csv` has all"
    yield "numbers, `docs/images/growth.svg` the chart."
    yield ""
    yield "| swept | precision | smallest | largest | twice the size |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for swept in SWEEPS:
        for precision in contest.PRECISIONS:
            line = [p for p in points if p.swept == swept and p.precision == precision]
            first, last = (f"{p.size:,}: {p.seconds:.3g} s" for p in (line[0], line[-1]))
            yield f"| {swept} | {precision} | {first} | {last} | {doubling(line):.2f} |"
    yield ""


def doubling(line: Sequence[Point]) -> float:
    """How many times longer twice the size takes, over the two last doublings."""
    late, early = line[-1], line[max(len(line) - 3, 0)]
    slope = math.log(late.seconds / early.seconds) / math.log(late.size / early.size)
    return 2.0**slope


def draw(points: Sequence[Point]) -> str:
    """The chart as SVG: a panel for each size that is swept, both axes logarithmic."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    seconds = [point.seconds for point in points]
    domain = [_decade(min(seconds), math.floor), _decade(max(seconds), math.ceil)]
    specification = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": "Seconds against regions, industries and periods, in both precisions, "
        "on logarithmic axes.",
        "background": "#ffffff",
        "padding": 12,
        "spacing": 24,
        "hconcat": [
            _panel([p for p in points if p.swept == swept], swept, domain) for swept in SWEEPS
        ],
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                "labelColor": MUTED,
                "titleColor": INK,
                "titleFontWeight": 400,
                "labelFontSize": 12,
                "titleFontSize": 12,
                "gridColor": GRID,
                "domain": False,
                "ticks": False,
                "labelPadding": 6,
            },
        },
    }
    return str(vl_convert.vegalite_to_svg(specification))


def _decade(value: float, towards: Callable[[float], int]) -> float:
    return 10.0 ** float(towards(math.log10(value)))


def _panel(points: Sequence[Point], swept: str, domain: list[float]) -> dict[str, Any]:
    rows = [{"size": p.size, "seconds": p.seconds, "precision": p.precision} for p in points]
    sizes = sorted({p.size for p in points})
    first = swept == next(iter(SWEEPS))
    x = {
        "field": "size",
        "type": "quantitative",
        "title": swept,
        "scale": {"type": "log", "domain": [sizes[0] / 1.2, sizes[-1] * 1.2], "nice": False},
        "axis": {"values": sizes, "format": ",d", "labelOverlap": True, "grid": False},
    }
    y = {
        "field": "seconds",
        "type": "quantitative",
        "title": "seconds" if first else None,
        "scale": {"type": "log", "domain": domain},
        "axis": {"values": _ticks(domain), "format": "~g", "labels": first},
    }
    colour = {
        "field": "precision",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
    }
    line = {
        "mark": {"type": "line", "point": True, "strokeWidth": 2},
        "encoding": {"x": x, "y": y, "color": colour},
    }
    names = [
        {
            "data": {"values": [{"precision": name}]},
            "mark": {"type": "text", "align": "left", "fontSize": 12, "fontWeight": 600},
            "encoding": {
                "x": {"value": 10},
                "y": {"value": down},
                "text": {"field": "precision"},
                "color": colour,
            },
        }
        for name, down in (("float64", 14), ("float32", 32))
    ]
    return {
        "width": 190,
        "height": 220,
        "data": {"values": rows},
        "layer": [line, *names] if first else [line],
    }


def _ticks(domain: list[float]) -> list[float]:
    low, high = (round(math.log10(end)) for end in domain)
    return [10.0**power for power in range(low, high + 1)]
