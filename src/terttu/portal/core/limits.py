"""How often something may be done, counted in the cache that all processes share."""

from __future__ import annotations

import hashlib

from django.core.cache import caches


def allowed(key: str, *, times: int, seconds: int) -> bool:
    """Whether `key` may be done once more: at most `times` within `seconds` of the first."""
    cache = caches["shared"]
    key = f"limit:{hashlib.sha256(key.encode()).hexdigest()}"
    if cache.add(key, 1, timeout=seconds):
        return True
    try:
        return cache.incr(key) <= times
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, timeout=seconds)
        return True
