"""No secret is to be seen in what a server logs, shows and leaves: its own, or a store's."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from camerasheet.replica.control import Control
from tests.cli.program import Served, eventually, run, said
from tests.replica.life import PLANTED, SHOW, Life
from tests.support.seaweed import ACCESS_KEY, SECRET_KEY

PATIENCE = 60.0
WRONG = "wrong-and-still-a-secret"
SECRETS = (ACCESS_KEY, SECRET_KEY, WRONG)
ADDRESSES = (
    "/api/backups/litestream/status",
    "/api/backups/litestream/points",
    "/api/backups",
    "/api/offsite",
    "/api/backups/job-that-is-not",
    f"/admin/shows/{SHOW}/snapshots",
    f"/admin/shows/{SHOW}/snapshots/offsite",
    f"/admin/shows/{SHOW}/replica/status",
    f"/admin/shows/{SHOW}/replica/points",
    "/admin/audit",
    "/metrics",
    "/healthz",
    "/readyz",
)
COMMANDS = (
    ("status",),
    ("snapshot", "points", "--show", SHOW),
    ("snapshot", "offsite", "--show", SHOW),
    ("snapshot", "push", "latest", "--show", SHOW),
)


class Seen:
    """Everything that a server, its pages and its commands show to anybody."""

    def __init__(self, data: Path, environ: dict[str, str]) -> None:
        self.data = data
        self.environ = environ
        self.texts: dict[str, str] = {}

    def look(self, server: Served, token: str) -> None:
        """At all pages, all answers, and all commands beside the server."""
        for address in ADDRESSES:
            status, body = server.get(address, token)
            assert status != 401, address
            self.texts[address] = body.decode()
        for words in COMMANDS:
            done = run(*words, data=self.data, limit=None, **self.environ)
            self.texts[" ".join(words)] = done.stdout + done.stderr
        for pid in processes(server.process.pid):
            self.texts[f"process {pid}"] = Path(f"/proc/{pid}/cmdline").read_text()

    def end(self, server: Served) -> None:
        """At the log of a server that has ended, and at what it leaves on the disk."""
        done = run("recover", "--dry-run", data=self.data, limit=None, **self.environ)
        self.texts["recover"] = done.stdout + done.stderr
        self.texts["log"] = server.output()
        for path in self.data.rglob("*"):
            if path.is_file():
                self.texts[str(path)] = path.read_bytes().decode(errors="replace")

    def leaks(self, secrets: Iterable[str] = SECRETS) -> list[str]:
        """Where a secret is to be seen."""
        wanted = list(secrets)
        return [where for where, text in self.texts.items() if any(k in text for k in wanted)]


def processes(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in processes(int(child)))]


def forsake(server: Served, data: Path) -> None:
    """Kill Litestream, and before it who would start it again."""
    child = Control(data / "litestream.sock").info().pid
    supervisor = next(pid for pid in server.workers() if child in processes(pid))
    for pid in (supervisor, child):
        os.kill(pid, signal.SIGKILL)


def status(server: Served, token: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(server.get(ADDRESSES[0], token)[1])
    return found


@pytest.mark.parametrize("keys", ["right", "wrong"])
def test_no_key_is_shown(there: dict[str, str], tmp_path: Path, keys: str) -> None:
    data = tmp_path / "data"
    environ = {**there, "CAMERASHEET_LOG_LEVEL": "DEBUG"}
    if keys == "wrong":
        environ["AWS_SECRET_ACCESS_KEY"] = WRONG
    said("seed", data=data)
    said("snapshot", "create", "--show", SHOW, data=data)
    made = said("token", "create", "--name", "spy", "--role", "admin", data=data)
    token = made.strip().splitlines()[-1]
    seen = Seen(data, environ)
    with Served(data, "--litestream", **environ) as server:
        wanted = "active" if keys == "right" else "stalled"
        eventually(lambda: status(server, token)["status"] == wanted, wanted, PATIENCE)
        seen.look(server, token)
        if keys == "wrong":
            forsake(server, data)  # it would try its final writes for 20 s
        server.process.terminate()
        server.process.wait(PATIENCE)
        seen.end(server)
    assert seen.leaks() == []
    assert any("litestream" in text for where, text in seen.texts.items() if "process" in where)
    if keys == "wrong":
        assert "the store refuses our keys" in seen.texts["/api/backups/litestream/status"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_whole_life_leaves_no_secret(there: dict[str, str], tmp_path: Path, form: str) -> None:
    """Every way in, right and wrong, errors that nobody foresaw, and the command line."""
    data = tmp_path / "data"
    environ = {**there, "CAMERASHEET_LOG_LEVEL": "DEBUG", "CAMERASHEET_LOG_FORMAT": form}
    environ["CAMERASHEET_SLOW_QUERY_MS"] = "1"  # these are logged too
    said("seed", data=data)
    seen = Seen(data, environ)
    with Served(data, "--litestream", **environ) as server:
        life = Life(server, data, environ)
        token = life.live()
        eventually(lambda: status(server, token)["status"] == "active", "active", PATIENCE)
        seen.look(server, token)
        life.fail(token)
        server.process.terminate()
        server.process.wait(PATIENCE)
        seen.end(server)
    # The link of the first start is printed for whoever starts the server: there, and once.
    printed = re.findall(r"http\S+/setup/\S+", seen.texts["log"])
    assert len(printed) == 1
    seen.texts["log"] = seen.texts["log"].replace(printed[0], "")
    for secret, what in life.secrets.items():
        kept = "control.db" if what == "a join link" else None  # docs/security.md says why
        assert [at for at in seen.leaks([secret]) if not (kept and kept in at)] == [], what
    assert seen.leaks() == []
    assert "log" in seen.leaks([PLANTED]), "what is asked for is logged, so this test can fail"
    assert seen.texts["log"].count("no such table") >= 3, "with tracebacks"


def test_a_store_that_is_given_with_its_keys_is_refused_without_them(tmp_path: Path) -> None:
    environ = {"CAMERASHEET_S3_ENDPOINT": f"https://{ACCESS_KEY}:{SECRET_KEY}@store.example.org"}
    done = run("serve", "--port", "0", data=tmp_path / "data", limit=None, **environ)
    assert done.returncode != 0
    assert "CAMERASHEET_S3_ENDPOINT" in done.stderr
    assert not [key for key in SECRETS if key in done.stdout + done.stderr]
