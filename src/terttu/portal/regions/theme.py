"""A region's stylesheet, computed from its brand colours with readable contrast everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise

from terttu.portal.regions.colour import (
    Shade,
    channels,
    contrast,
    hexadecimal,
    readable,
    shade,
)

__all__ = ["class_name", "contrast", "palette", "stylesheet", "theme_palette"]

_WHITE = "#ffffff"
_MAP_LIGHTNESS = (0.93, 0.85, 0.76, 0.66, 0.55)


def stylesheet(*, brand: Sequence[str], themes: Mapping[str, str]) -> str:
    """CSS with `--brand-*` of two or three brand colours and a class per theme.

    `themes` maps a theme's slug to its colour. Each colour is `#rgb` or `#rrggbb`; it is made
    darker or lighter, never changed in hue, until every pair the components use is readable
    (WCAG 2.1: 4.5 for text, 7 on soft grounds and in the hero, 3 for controls). Raises
    ValueError for another number of brand colours, a text that is no colour, a slug without
    letters or digits, and two slugs that come to the same class.
    """
    colours = palette(brand)
    named = _named(themes)
    lines = [f"--brand-{name}:{value};" for name, value in colours.items()]
    tones = {name: theme_palette(colour, colours) for name, colour in named.items()}
    for name, tone in tones.items():
        lines += [f"--{name}{part}:{value};" for part, value in _suffixed(tone)]
    rules = [_rule(name) for name in tones]
    return ":root{\n" + "\n".join(lines) + "\n}\n" + "".join(rules)


def class_name(slug: str) -> str:
    """The class of a theme: `theme-` and the slug in plain lower-case letters and digits."""
    plain = unicodedata.normalize("NFKD", slug).encode("ascii", "ignore").decode().lower()
    safe = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not safe:
        raise ValueError(f"“{slug}” has no letter or digit to name a theme's class by.")
    return f"theme-{safe}"


def palette(brand: Sequence[str]) -> dict[str, str]:
    """The region's colours by the name of their custom property, without `--brand-`."""
    if not 2 <= len(brand) <= 3:
        raise ValueError(f"Give two or three brand colours; there are {len(brand)}.")
    first, second, third = shade(brand[0]), shade(brand[1]), shade(brand[-1])
    grounds = _grounds(first)
    light = list(grounds.values())
    ink = readable(Shade(0.27, min(first.chroma, 0.035), first.hue), light, 12)
    return {
        **grounds,
        "ink": ink,
        "ink-soft": readable(Shade(0.5, min(first.chroma, 0.03), first.hue), light, 5),
        "line": _tint(first, 0.915, 0.014),
        "border": readable(Shade(0.68, min(first.chroma, 0.04), first.hue), light, 3),
        **_primary(first, light),
        **_accent(second, light),
        **_hero(first, third),
        "focus": readable(Shade(0.62, max(first.chroma, 0.1), first.hue), light, 4.5),
        "shadow": " ".join(str(channel) for channel in channels(ink)),
        **_map(second),
    }


def theme_palette(colour: str, region: Mapping[str, str]) -> dict[str, str]:
    """A theme's colours: "" its fill, and "ink", "soft", "on" for text, ground, text on it."""
    tone = shade(colour)
    soft = readable(_soft(tone), [region["ink"]], 7, darker=False)
    grounds = [_WHITE, region["surface"], region["primary-soft"], soft]
    fill = readable(tone, [_WHITE, region["surface"]], 4.5)
    return {"": fill, "ink": readable(tone, grounds, 4.5), "soft": soft, "on": _WHITE}


def _grounds(first: Shade) -> dict[str, str]:
    return {
        "surface": _tint(first, 0.973, 0.006),
        "raised": _WHITE,
        "sunken": _tint(first, 0.945, 0.011),
        "primary-soft": _tint(first, 0.945, 0.028),
    }


def _primary(first: Shade, light: Sequence[str]) -> dict[str, str]:
    primary = readable(Shade(min(first.lightness, 0.55), first.chroma, first.hue), light, 4.5)
    tone = shade(primary)
    strong = Shade(max(tone.lightness - 0.09, 0.0), tone.chroma, tone.hue)
    return {
        "primary": primary,
        "primary-strong": hexadecimal(strong),
        "on-primary": _WHITE,
        "primary-ink": readable(tone, light, 5),
    }


def _accent(second: Shade, light: Sequence[str]) -> dict[str, str]:
    accent = readable(second, [_WHITE], 4.5)
    return {
        "accent": accent,
        "on-accent": _WHITE,
        "accent-soft": hexadecimal(_soft(second)),
        "accent-ink": readable(second, [*light, hexadecimal(_soft(second))], 4.5),
    }


def _hero(first: Shade, last: Shade) -> dict[str, str]:
    stops = [
        readable(Shade(0.27, min(first.chroma, 0.075), first.hue), [_WHITE], 12),
        readable(Shade(0.43, min(first.chroma, 0.125), first.hue), [_WHITE], 7.5),
        readable(Shade(0.44, min(last.chroma, 0.09), last.hue), [_WHITE], 7.5),
    ]
    pale = Shade(0.92, min(first.chroma, 0.04), first.hue)
    glow = Shade(0.84, min(last.chroma, 0.11), last.hue)
    named = {f"hero-{place}": stop for place, stop in enumerate(stops, start=1)}
    return {
        **named,
        "hero-glow": hexadecimal(glow),
        "on-hero": _WHITE,
        "on-hero-soft": readable(pale, stops, 5.5, darker=False),
    }


def _map(second: Shade) -> dict[str, str]:
    chroma = min(second.chroma, 0.13)
    ramp = [
        hexadecimal(Shade(lightness, chroma * (0.3 + 0.7 * place / 4), second.hue))
        for place, lightness in enumerate(_MAP_LIGHTNESS)
    ]
    if not all(_darkens(a, b) for a, b in pairwise(ramp)):
        ramp = [hexadecimal(Shade(lightness, 0.0, 0.0)) for lightness in _MAP_LIGHTNESS]
    named = {f"map-{place}": colour for place, colour in enumerate(ramp, start=1)}
    return named | {f"on-map-{place}": _on(colour) for place, colour in enumerate(ramp, start=1)}


def _darkens(lighter: str, darker: str) -> bool:
    return contrast(lighter, _WHITE) < contrast(darker, _WHITE)


def _on(colour: str) -> str:
    return max(("#000000", _WHITE), key=lambda text: contrast(text, colour))


def _soft(tone: Shade) -> Shade:
    return Shade(0.955, min(tone.chroma, 0.035), tone.hue)


def _tint(tone: Shade, lightness: float, chroma: float) -> str:
    return hexadecimal(Shade(lightness, min(tone.chroma, chroma), tone.hue))


def _named(themes: Mapping[str, str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for slug, colour in themes.items():
        name = class_name(slug)
        if name in named:
            raise ValueError(f"Two themes come to the class “{name}”; rename “{slug}”.")
        named[name] = colour
    return named


def _suffixed(tone: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(f"-{part}" if part else "", value) for part, value in tone.items()]


def _rule(name: str) -> str:
    return (
        f".{name}{{--theme:var(--{name});--theme-ink:var(--{name}-ink);"
        f"--theme-soft:var(--{name}-soft);--on-theme:var(--{name}-on)}}\n"
    )
