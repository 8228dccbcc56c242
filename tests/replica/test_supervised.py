"""``serve --litestream``: a child that outlives workers, is stopped last, and is never doubled."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from camerasheet.config import Settings
from camerasheet.replica import program
from camerasheet.replica.control import Control
from camerasheet.replica.places import Places
from camerasheet.sheet.errors import ReplicaBehind, ReplicaFailed
from camerasheet.storage.datadir import DataDirectory
from tests.cli.program import Served, eventually, refused, run, said, told
from tests.support.litestream import litestream
from tests.support.shows import read_back

PATIENCE = 60.0
SUPERVISOR = b"camerasheet.replica.supervisor"


class Machine:
    """A data directory, a second disk, and a server that replicates."""

    def __init__(self, path: Path) -> None:
        self.data = path / "data"
        self.environ = {"CAMERASHEET_REPLICA_DIR": str(path / "disk")}
        settings = Settings.from_environment(
            {
                **self.environ,
                "CAMERASHEET_DATA": str(self.data),
                "CAMERASHEET_LITESTREAM": "sidecar",
            }
        )
        found = Places.from_settings(settings, os.environ)
        assert found
        self.places = found
        self.control = Control(self.data / "litestream.sock")

    def served(self) -> Served:
        return Served(self.data, "--litestream", **self.environ)

    def litestream(self) -> int:
        """The process id of the one that answers; 0 for none."""
        try:
            return self.control.info().pid
        except ReplicaFailed:
            return 0

    def running(self, other_than: int = 0) -> int:
        """Wait until one answers; its process id."""
        eventually(lambda: self.litestream() not in (0, other_than), "litestream", PATIENCE)
        return self.litestream()

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = told("status", data=self.data)["replica"]
        return found

    def active(self) -> None:
        eventually(lambda: self.state()["status"] == "active", "replication", PATIENCE)

    def replicated(self) -> None:
        """Wait until every show is in the replica, as far as it is written."""
        for file in DataDirectory(self.data).show_files():
            eventually(partial(self._has, file), "the replica", PATIENCE)

    def _has(self, file: Path) -> bool:
        try:
            return self.control.sync(file, 5).complete
        except (ReplicaBehind, ReplicaFailed):  # it has not noticed it yet
            return False

    def lost(self) -> list[str]:
        """What the live files hold and the replica does not."""
        missing = []
        for file in DataDirectory(self.data).show_files():
            target = self.data.parent / f"fetched-{file.stem}-{time.monotonic_ns()}.db"
            fetched = program.restore(self.places, file, target)
            if read_back(fetched.path) != read_back(file):
                missing.append(file.name)
        return missing


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(tmp_path)
    yield made
    eventually(lambda: made.litestream() == 0, "the end of litestream", PATIENCE)


def workers(server: Served) -> list[int]:
    """gunicorn's, without the supervisor."""
    lines = {pid: _command(pid) for pid in server.workers()}
    return [pid for pid, line in lines.items() if line and SUPERVISOR not in line]


def supervisor_of(server: Served) -> int:
    """Wait until there is one; its process id."""
    found = list[int]()

    def there() -> bool:
        found[:] = [pid for pid in server.workers() if _supervises(pid) and not gone(pid)]
        return len(found) == 1

    eventually(there, "a supervisor", PATIENCE)
    return found[0]


def _supervises(pid: int) -> bool:
    return SUPERVISOR in _command(pid)


def _command(pid: int) -> bytes:
    """A process's command line; nothing for one that has just gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def test_it_outlives_a_worker_is_stopped_last_and_has_the_final_commit(machine: Machine) -> None:
    with machine.served() as server:
        child = machine.running()
        said("show", "create", "gala", data=machine.data)
        machine.active()
        (worker,) = workers(server)
        os.kill(worker, signal.SIGKILL)  # gunicorn starts another
        eventually(lambda: workers(server) not in ([], [worker]), "a new worker", PATIENCE)
        machine.active()
        said("seed", data=machine.data)  # much at once, and at once the end
        assert machine.litestream() == child
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0
        assert gone(child)
        assert "litestream shut down" in server.output()
        assert "shutdown sync skipped" not in server.output()
    assert machine.lost() == []


def test_it_is_started_again_when_it_ends_and_ends_with_a_killed_master(machine: Machine) -> None:
    with machine.served() as server:
        first = machine.running()
        os.kill(first, signal.SIGKILL)
        second = machine.running(other_than=first)
        assert "Litestream ended by itself (code -9)" in server.output()
        server.process.kill()  # the master alone: its worker leaves by itself
        server.process.wait(PATIENCE)
        eventually(lambda: gone(second), "the end of litestream", PATIENCE)
        eventually(lambda: "litestream shut down" in server.output(), "its last words", PATIENCE)
    with machine.served():
        said("show", "create", "gala", data=machine.data)
        machine.active()
        assert machine.litestream() not in (first, second)


def test_a_killed_supervisor_costs_no_writes(machine: Machine, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    with machine.served() as server:
        child = machine.running()
        said("seed", data=machine.data)
        said("show", "create", "gala", data=machine.data)
        export = ("export", "--show", "spring-gala", "--format", "csv", "-o", str(sheet))
        said(*export, data=machine.data)
        machine.replicated()
        supervisor = supervisor_of(server)
        said("import", str(sheet), "--show", "gala", "--yes", data=machine.data)  # much at once
        os.kill(supervisor, signal.SIGKILL)  # and at once the end
        eventually(lambda: gone(child), "the end of litestream", PATIENCE)
        assert machine.lost() == []


def test_a_killed_supervisor_is_started_again_and_stopped_last(machine: Machine) -> None:
    with machine.served() as server:
        child, (worker,) = machine.running(), workers(server)
        for _ in range(2):  # the second one watches what the first one watched
            supervisor = supervisor_of(server)
            os.kill(supervisor, signal.SIGKILL)
            child = machine.running(other_than=child)
            assert supervisor_of(server) != supervisor
        assert workers(server) == [worker]  # nobody was disconnected
        said("show", "create", "gala", data=machine.data)
        machine.active()
        said("seed", data=machine.data)  # much at once, and at once the end
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0
        assert gone(child)
        assert "another starts in" in server.output()
    assert machine.lost() == []


def test_a_power_cut_leaves_nothing_in_the_way(machine: Machine) -> None:
    with machine.served() as server:
        said("show", "create", "gala", data=machine.data)
        first = machine.running()
        machine.active()
        server.kill()  # the supervisor too: Litestream is told by the kernel
        os.kill(first, signal.SIGKILL)
    assert (machine.data / "litestream.sock").exists()
    with machine.served():
        assert machine.running() != first
        said("seed", data=machine.data)
        machine.active()
    assert machine.lost() == []


def test_one_beside_a_sidecar_is_refused(machine: Machine) -> None:
    said("init", data=machine.data)
    environ = {**machine.environ, "CAMERASHEET_DATA": str(machine.data)}
    with litestream(environ) as sidecar:
        done = run(
            "serve", "--port", "0", "--litestream", data=machine.data, limit=None, **machine.environ
        )
        sentence = refused(done, 4)
        assert "replicates this data already" in sentence
        assert sidecar.answers()
    wrong = run("serve", "--litestream", data=machine.data, CAMERASHEET_LITESTREAM="sidecar")
    assert wrong.returncode == 2


def test_plain_gunicorn_says_what_to_do_instead(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "gunicorn", "-c", "python:camerasheet.gunicorn_conf")
    done = run(
        *("camerasheet.wsgi:app", "--bind", "127.0.0.1:0"),
        data=tmp_path / "data",
        program=command,
        CAMERASHEET_LITESTREAM="supervised",
    )
    assert done.returncode != 0
    assert "CAMERASHEET_LITESTREAM=sidecar" in done.stderr + done.stdout
