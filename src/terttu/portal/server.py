"""Serves the site: starts the web processes, says where everything is, and stops cleanly."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

from django.conf import settings

PATIENCE = 60


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


def run(
    *,
    address: str,
    port: int,
    workers: int | None,
    regions: Sequence[tuple[str, str]],
    say: Callable[[str], None],
) -> None:
    """Start the server, wait until it answers, print the addresses, and wait for Ctrl-C."""
    server = subprocess.Popen(_command(address, port, workers), start_new_session=True)  # noqa: S603
    stopping = _on_signals(server)
    try:
        _wait(server, port)
        _announce(regions, say)
        code = server.wait()
    finally:
        _end(server)
    if code and not stopping:
        raise ServerError("The server has stopped by itself. The lines above say why.")
    say("stopped")


def _command(address: str, port: int, workers: int | None) -> list[str]:
    count = workers or int(os.environ.get("TERTTU_WORKERS", "2"))
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--host", address, "--port", str(port), "--workers", str(count)]
    command += ["--no-ws", "--log-level", "warning", "--blocking-threads", "1"]
    return [*command, "terttu.portal.wsgi:application"]


def _on_signals(server: subprocess.Popen[bytes]) -> list[int]:
    """Pass Ctrl-C and TERM on to the server; the list tells that it was asked to stop."""
    received: list[int] = []

    def pass_on(number: int, _frame: object) -> None:
        received.append(number)
        with contextlib.suppress(ProcessLookupError):
            server.send_signal(signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, pass_on)
    return received


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
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

    users = User.objects.filter(demo=True).prefetch_related("roles").order_by("pk")
    lines = ["", "Demo log-ins, all with the password terttu-demo:"]
    for user in users:
        roles = ", ".join(str(role.get_kind_display()) for role in user.roles.all()) or "no role"
        lines.append(f"  {user.email:<28} {roles}")
    return [*lines, ""] if len(lines) > 2 else []


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
