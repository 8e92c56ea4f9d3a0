"""Draws the decorative pictures: the hero's lake view and the contour lines of page heads."""

from __future__ import annotations

import math
import random
from pathlib import Path

CORE = Path(__file__).parents[2] / "src/terttu/portal/core"
WIDTH, HEIGHT = 1600, 430


def shore(x: float, *, level: float, swing: float, phase: float, rise: float = 0) -> float:
    """Height of a rolling shore at x: two slow waves, rising to the right."""
    waves = math.sin(x / 230 + phase) + 0.5 * math.sin(x / 97 + 2 * phase)
    return level - swing * waves - rise * (x / WIDTH) ** 2


def hill(*, level: float, swing: float, phase: float, rise: float) -> str:
    """Path of a bare, far ridge."""
    xs = range(0, WIDTH + 1, 40)
    ys = [shore(x, level=level, swing=swing, phase=phase, rise=rise) for x in xs]
    points = "L".join(f"{x} {y:.0f}" for x, y in zip(xs, ys, strict=True))
    return f"M0 {HEIGHT}V{ys[0]:.0f}L{points}V{HEIGHT}z"


def forest(*, level: float, phase: float, tallest: float, seed: int) -> str:
    """Path of a wooded shore: narrow spruces, in groves and clearings."""
    draw = random.Random(seed)
    x, path = 0.0, [f"M0 {HEIGHT}V{level:.0f}"]
    while x < WIDTH:
        grove = 0.5 + 0.3 * math.sin(x / 140 + phase) + 0.3 * math.sin(x / 53 + 2.7 * phase)
        height = tallest * max(grove, 0.06) * draw.uniform(0.6, 1.25) * (0.55 + 0.45 * x / WIDTH)
        half = draw.uniform(4.5, 7.5)
        ground = shore(x, level=level, swing=4, phase=phase)
        foot = ground - height * draw.uniform(0.15, 0.4)
        path.append(f"L{x + half:.0f} {ground - height:.0f}L{x + 2 * half:.0f} {foot:.0f}")
        x += 2 * half
    return "".join(path) + f"V{HEIGHT}z"


def glitter(x: int, *, top: int, lines: int) -> str:
    """Light on the water below the sun: short lines that widen towards the reader."""
    draw = random.Random(4)
    parts = []
    for line in range(lines):
        half = 16 + 9 * line * draw.uniform(0.7, 1.2)
        middle = x + draw.uniform(-14, 14)
        parts.append(f"M{middle - half:.0f} {top + 11 * line}h{2 * half:.0f}")
    return "".join(parts)


def ripple(x: int, y: int, waves: int) -> str:
    """A short wave line on the water."""
    return f"M{x} {y}q13-6 26 0" + "t26 0" * (waves - 1)


def lake() -> str:
    """The lake view; its colours come from classes of the stylesheet."""
    places = [(60, 372, 3), (300, 396, 4), (560, 366, 2), (800, 398, 4), (985, 362, 3)]
    ripples = "".join(ripple(*place) for place in [*places, (1150, 404, 3), (180, 414, 2)])
    sun = [f'<circle class="art-glow" cx="1390" cy="148" r="{r}"/>' for r in (170, 108)]
    shapes = [
        '<g class="art-sky">'
        + "".join(sun)
        + '<circle class="art-sun" cx="1390" cy="148" r="54"/></g>',
        f'<path class="art-a" d="{hill(level=268, swing=16, phase=1.2, rise=95)}"/>',
        f'<path class="art-b" d="{hill(level=300, swing=12, phase=4.1, rise=55)}"/>',
        f'<path class="art-c" d="{forest(level=326, phase=2.2, tallest=66, seed=5)}"/>',
        '<path class="art-d" d="M0 330q200-7 400 0t400 0 400 0 400 0V430H0z"/>',
        f'<path class="art-line" d="{ripples}"/>',
        f'<path class="art-line art-sky" d="{glitter(1390, top=346, lines=7)}"/>',
    ]
    return (
        f'<svg class="hero-art" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'preserveAspectRatio="xMaxYMax slice" aria-hidden="true" focusable="false">'
        f"{''.join(shapes)}</svg>\n"
    )


def contour(radius: float) -> str:
    """One closed depth line round a bay, smooth, wider than high."""
    points = []
    for step in range(24):
        turn = step / 24 * math.tau
        bend = 1 + 0.16 * math.sin(2 * turn + 0.6) + 0.09 * math.sin(3 * turn + radius / 90)
        across, down = (
            radius * 1.55 * bend * math.cos(turn),
            radius * bend * math.sin(turn),
        )
        points.append((430 + across, 150 + down))
    ends = [*points[1:], points[0]]
    middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in zip(points, ends, strict=True)]
    start = middles[-1]
    curves = (
        f"Q{p[0]:.0f} {p[1]:.0f} {m[0]:.0f} {m[1]:.0f}"
        for p, m in zip(points, middles, strict=True)
    )
    return f"M{start[0]:.0f} {start[1]:.0f}" + "".join(curves) + "z"


def contours() -> str:
    """Depth lines of a lake, used as a mask so that a theme's colour shines through."""
    lines = "".join(contour(radius) for radius in range(24, 330, 27))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 320">'
        f'<path d="{lines}" fill="none" stroke="#000" stroke-width="1.6"/></svg>\n'
    )


if __name__ == "__main__":
    (CORE / "templates/components/hero_art.html").write_text(lake(), encoding="utf-8")
    (CORE / "static/core/contours.svg").write_text(contours(), encoding="utf-8")
