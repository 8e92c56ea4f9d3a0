"""The processes beside the web server, the worker's signals and the tick."""

import os
import signal
import subprocess
import sys
import time

import pytest

from terttu.portal import processes
from terttu.portal.jobs import tick

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time\nsignal.signal(15, signal.SIG_IGN)\nprint(1, flush=True)\ntime.sleep(60)",
]


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_process_that_ends_by_itself_is_started_again(monkeypatch):
    monkeypatch.setattr(processes, "FIRST_WAIT", 0.05)
    said = []
    kept = processes.Kept("worker", SLEEP, said.append, wait=0.05)
    kept.start()
    first = kept.process.pid
    os.kill(first, signal.SIGKILL)
    try:
        until(lambda: kept.look() or (kept.process is not None and kept.process.pid != first))
        assert len(said) == 1
        assert said[0].startswith("the worker has ended by itself")
    finally:
        processes.end([kept.process])
    assert kept.process.poll() is not None


def test_one_that_keeps_ending_is_started_less_and_less_often():
    said = []
    kept = processes.Kept("tick", [sys.executable, "-c", ""], said.append)
    waits = []
    for _ in range(6):
        kept.start()
        kept.process.wait()
        kept.look()
        waits.append(kept.wait)
        assert kept.process is None
    assert waits == [2, 4, 8, 16, 30, 30]


def test_all_are_ended_and_one_that_does_not_listen_is_made_to(monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 0.5)
    deaf = subprocess.Popen(DEAF, start_new_session=True, stdout=subprocess.PIPE)
    deaf.stdout.readline()
    other = subprocess.Popen(SLEEP, start_new_session=True)
    processes.end([deaf, other])
    deaf.stdout.close()
    assert (deaf.poll(), other.poll()) == (-signal.SIGKILL, -signal.SIGTERM)


def test_a_tick_sees_to_everything_even_where_one_thing_fails(monkeypatch, caplog):
    done = []

    def bad():
        raise OSError

    monkeypatch.setattr(tick, "_actions", {})
    tick.every_tick("bad", bad)
    tick.every_tick("good", lambda: done.append(1))
    assert (tick.tick(), done) == (["bad"], [1])
    assert "could not see to: bad" in caplog.text


@pytest.mark.django_db
def test_the_tick_looks_for_lost_jobs(monkeypatch):
    assert tick.tick() == []
    assert {"jobs that were lost", "old jobs"} <= set(tick._actions)


def test_the_worker_ends_at_term(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "terttu.portal.settings",
        "TERTTU_VAR": str(tmp_path),
        "DATABASE_URL": "",
        "TERTTU_DEMO": "0",
        "SECRET_KEY": "only for tests",
    }
    command = [sys.executable, "-m", "terttu"]
    subprocess.run([*command, "manage", "migrate", "--verbosity", "0"], env=environment, check=True)
    done = subprocess.run([*command, "worker", "--once"], env=environment, check=False, timeout=60)
    assert done.returncode == 0
    done = subprocess.run([*command, "tick"], env=environment, check=False, timeout=60)
    assert done.returncode == 0
    running = subprocess.Popen([*command, "worker"], env=environment)
    time.sleep(4)
    running.send_signal(signal.SIGTERM)
    assert running.wait(10) == 0
