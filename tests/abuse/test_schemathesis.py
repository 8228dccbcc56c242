"""schemathesis against our own description of the API, on a whole server with a show of its own.

It makes requests that the description allows and others that it does not, and holds every answer
against it. ``make fuzz-api`` makes many more of them.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.realtime.serverprocess import ROOT
from tests.support.effort import TIMES
from tests.support.live import LiveServer, serving

CONFIG = ROOT / "tests" / "abuse" / "schemathesis.toml"
PROGRAM = Path(sys.executable).with_name("schemathesis")
THOROUGH = ("--phases", "coverage,fuzzing")
MODEST = ("--phases", "fuzzing", "--mode", "positive")


def run(server: LiveServer, role: str | None, *more: str) -> None:
    """One run in a role, or as nobody; prints what it found, and how to ask for it again."""
    status, made = server.request("POST", "/api/shows/gala/backups", {}, role="everywhere")
    assert status == 201, made
    people = server.people
    address = f"http://127.0.0.1:{server.port}/api"
    command = [str(PROGRAM), "--no-color", "--config-file", str(CONFIG), "run"]
    command += [f"{address}/openapi.json", "--url", address, "--continue-on-failure"]
    command += ["--max-examples", str(3 * TIMES), "--no-shrink"]
    command += ["--seed", os.environ.get("SEED", "1"), "--request-timeout", "60", *more]
    if role is not None:
        command += ["-H", f"Authorization: Bearer {server.token(role)}"]
    known = {"CUE": people["cues"][0], "CAMERA": people["cameras"][0], "BACKUP": made["filename"]}
    done = subprocess.run(
        command, cwd=server.data, env=os.environ | known, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]


@pytest.mark.parametrize("role", ["everywhere", "editor", "operator", "viewer", None])
def test_every_answer_is_as_described(role: str | None, tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        if role == "everywhere":
            run(server, role, *THOROUGH)
        elif role == "editor":
            run(server, role, *MODEST)
        else:  # refused nearly all they send: what is right is enough, and is not accepted
            run(server, role, *MODEST, "--exclude-checks", "positive_data_acceptance")
        assert server.get("/api/shows/gala/sheet", role="viewer")[0] == 200
        assert "Traceback" not in server.log()
