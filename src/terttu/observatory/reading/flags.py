"""What the flags of statistics offices say about a figure: which ones mean that there is none."""

from __future__ import annotations

import re

# SDMX code list of observation status: missing for any reason, suppressed, or counted elsewhere.
_STATUS = frozenset("HKLMOQ")
_NONE = frozenset([".", "..", "...", "....", ":"])
_WORDS = re.compile(r"[\s,;|]+")


def is_missing(flag: str) -> bool:
    """Whether a figure under this flag is missing, whatever stands in its place.

    That is so for ``c`` (confidential), the dots of PxWeb, and the statuses H, K, L, M, O and Q of
    SDMX. A ``-`` of PxWeb means nothing to count, so that a 0 under it stays.
    """
    parts = [part for part in _WORDS.split(flag) if part]
    return any(part in _NONE or part in _STATUS or _is_confidential(part) for part in parts)


def is_confidential(status: str) -> bool:
    """Whether a figure with this confidentiality status is not free: anything but F, PUB or ''."""
    return status.strip().upper() not in ("", "F", "PUB")


def _is_confidential(part: str) -> bool:
    """Whether ``c`` is among letters that each are a flag, such as ``bc``."""
    return part in ("c", "C") or (len(part) <= 3 and part.islower() and "c" in part)
