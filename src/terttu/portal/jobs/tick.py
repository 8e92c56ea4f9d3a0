"""The tick: what has to be done now and then, whether or not anybody opens a page."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import close_old_connections

from terttu.portal.jobs import services
from terttu.portal.jobs.execution import STOP

log = logging.getLogger(__name__)

_actions: dict[str, Callable[[], object]] = {}


def every_tick(name: str, action: Callable[[], object]) -> None:
    """Have `action` called at every tick; it looks itself whether there is anything to do."""
    _actions[name] = action


every_tick("jobs that were lost", services.take_up_lost)
every_tick("old jobs", services.forget_old)


def tick() -> list[str]:
    """Call every action once, the names of those that failed; one that fails stops no other."""
    failed = []
    for name, action in _actions.items():
        try:
            action()
        except Exception:
            log.exception("The tick could not see to: %s", name)
            failed.append(name)
    return failed


def keep_ticking(seconds: float) -> None:
    """Tick every so many seconds until `STOP` is set."""
    while not STOP.is_set():
        tick()
        close_old_connections()
        STOP.wait(seconds)
