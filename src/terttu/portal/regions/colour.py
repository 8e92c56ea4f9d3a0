"""Colours as numbers: hexadecimal, WCAG contrast and the even steps of OKLCH."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_STEP = 0.004


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour in OKLCH: lightness 0 to 1, chroma from 0, hue in radians."""

    lightness: float
    chroma: float
    hue: float


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue (0 to 255) of `#rgb` or `#rrggbb`; ValueError for anything else."""
    text = colour.strip()
    if not _HEX.fullmatch(text):
        raise ValueError(f"“{colour}” is not a colour; write it as # and six digits, as #0b62a8.")
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def contrast(a: str, b: str) -> float:
    """WCAG 2 contrast ratio of two colours, 1 (none) to 21 (black on white)."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def shade(colour: str) -> Shade:
    """The colour in OKLCH."""
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return Shade(lightness, math.hypot(a, b), math.atan2(b, a))


def hexadecimal(tone: Shade) -> str:
    """The nearest colour a screen can show: chroma is given up until it fits, hue never."""
    low, high = 0.0, max(tone.chroma, 0.0)
    lightness = min(max(tone.lightness, 0.0), 1.0)
    if _fits(_rgb(lightness, high, tone.hue)):
        low = high
    else:
        for _ in range(18):
            middle = (low + high) / 2
            fits = _fits(_rgb(lightness, middle, tone.hue))
            low, high = (middle, high) if fits else (low, middle)
    return "#" + "".join(f"{_byte(value):02x}" for value in _rgb(lightness, low, tone.hue))


def readable(tone: Shade, against: Sequence[str], ratio: float, *, darker: bool = True) -> str:
    """The colour nearest to `tone`, made darker (or lighter) until it reaches the contrast.

    Black or white comes out where nothing before it suffices; whether that reaches the ratio
    is the caller's choice of `against`.
    """
    step = -_STEP if darker else _STEP
    lightness = min(max(tone.lightness, 0.0), 1.0)
    while 0.0 < lightness < 1.0:
        found = hexadecimal(Shade(lightness, tone.chroma, tone.hue))
        if all(contrast(found, other) >= ratio for other in against):
            return found
        lightness += step
    return "#000000" if darker else "#ffffff"


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _fits(rgb: Sequence[float]) -> bool:
    return all(-0.0005 <= value <= 1.0005 for value in rgb)


def _byte(linear: float) -> int:
    value = min(max(linear, 0.0), 1.0)
    encoded = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(encoded * 255)
