"""Serves the site: web processes, worker and tick; says where everything is; stops cleanly."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.conf import settings

from terttu.portal.processes import Kept, end, ours

if TYPE_CHECKING:
    from terttu.portal.accounts.models import Role

PATIENCE = 60
TICK = 60


class ServerError(Exception):
    """A sentence for the operator."""


def check_port(address: str, port: int) -> None:
    """Say so early if something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise ServerError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: make run PORT=8001"
            ) from None


def run(  # noqa: PLR0913 - every value is named
    *,
    address: str,
    port: int,
    workers: int | None,
    regions: Sequence[tuple[str, str]],
    say: Callable[[str], None],
    jobs: bool = True,
) -> None:
    """Start everything, wait until it answers, print the addresses, and wait for Ctrl-C."""
    stopping = _on_signals()
    server = subprocess.Popen(_command(address, port, workers), start_new_session=True)  # noqa: S603
    beside = _beside(say) if jobs else []
    try:
        for kept in beside:
            kept.start()
        _wait(server, port, stopping)
        if not stopping:
            _announce(regions, say)
        while not stopping and server.poll() is None:
            for kept in beside:
                kept.look()
            time.sleep(0.2)
    finally:
        end([server, *(kept.process for kept in beside if kept.process)])
    if not stopping:
        raise ServerError("The server has stopped by itself. The lines above say why.")
    say("stopped")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Only one start at a time prepares the same folder of state."""
    with (settings.VAR / "start.lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServerError(
                f"Another start is under way in {settings.VAR}. Wait for it, or set TERTTU_VAR."
            ) from None
        yield


def _command(address: str, port: int, workers: int | None) -> list[str]:
    count = workers or int(os.environ.get("TERTTU_WORKERS", "2"))
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--host", address, "--port", str(port), "--workers", str(count)]
    command += ["--no-ws", "--log-level", "warning", "--blocking-threads", "1"]
    return [*command, "terttu.portal.wsgi:application"]


def _beside(say: Callable[[str], None]) -> list[Kept]:
    return [
        Kept("worker", ours("worker"), say),
        Kept("tick", ours("tick", "--every", str(TICK)), say),
    ]


def _on_signals() -> list[int]:
    """From now on Ctrl-C and TERM are noted in the list that is given, whenever they come."""
    received: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: received.append(number))
    return received


def _wait(server: subprocess.Popen[bytes], port: int, stopping: Sequence[int]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if stopping or server.poll() is not None:
            return
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
            return
        time.sleep(0.1)
    raise ServerError(f"The server did not answer within {PATIENCE} seconds.")


def _announce(regions: Sequence[tuple[str, str]], say: Callable[[str], None]) -> None:
    say("")
    for name, address in regions:
        say(f"{name}: {address}")
    if not regions:
        say("No region yet. Make one: terttu region examples/etela-savo")
    if settings.DEMO:
        for line in _logins():
            say(line)
    say("Ctrl-C stops.")


def _logins() -> list[str]:
    from terttu.portal.accounts.models import User  # noqa: PLC0415 - app ready

    users = (
        User.objects.filter(demo=True)
        .prefetch_related("roles__region", "roles__cluster", "roles__organisation")
        .order_by("pk")
    )
    lines = ["", "Demo log-ins, all with the password terttu-demo:"]
    for user in users:
        roles = ", ".join(_role(role) for role in user.roles.all()) or "no role"
        lines.append(f"  {user.email:<22} {roles}")
    return [*lines, ""] if len(lines) > 2 else []


def _role(role: Role) -> str:
    target = role.region or role.cluster or role.organisation
    return f"{role.get_kind_display()}: {target}"
