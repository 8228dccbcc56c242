"""Log lines: their shape, and what never stands in them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from camerasheet.logs import HIDDEN, hide
from tests.cli.program import Served, eventually, said

SECRET = "s3cr3t-Value_0"


@pytest.mark.parametrize(
    "line",
    [
        f"GET /join/{SECRET} HTTP/1.1",
        f"GET /setup/{SECRET}?x=1",
        f"Authorization: Bearer {SECRET}",
        f"{{'authorization': 'Basic {SECRET}'}}",
        f"Cookie: session={SECRET}; other=1",
        f"Set-Cookie: session={SECRET}",
        f"a token cst_{SECRET} was used",
        f"password={SECRET}&csrf_token={SECRET}",
        f"{{'password': '{SECRET}'}}",
    ],
)
def test_secrets_are_hidden(line: str) -> None:
    assert SECRET not in hide(line)
    assert HIDDEN in hide(line)


@pytest.mark.parametrize("line", ["GET /shows/gala", "a join link was made", "slow query: 12 ms"])
def test_the_rest_is_left_as_it_is(line: str) -> None:
    assert hide(line) == line


LOGGING = f"""
import logging
from camerasheet import logs
logs.configure("json", "INFO")
log = logging.getLogger("camerasheet.some")
log.info("hello %s", "/join/{SECRET}", extra={{"cookie": "{SECRET}", "show": "gala"}})
log.debug("not this")
try:
    raise ValueError("Bearer {SECRET}")
except ValueError:
    log.exception("it failed")
"""


def test_json_lines_have_time_level_and_facts_and_no_secret() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOGGING], capture_output=True, text=True, timeout=30, check=True
    )
    first, second = map(json.loads, done.stderr.splitlines())
    assert first["event"] == f"hello /join/{HIDDEN}"
    assert (first["level"], first["logger"]) == ("info", "camerasheet.some")
    assert (first["show"], first["cookie"]) == ("gala", HIDDEN)
    assert first["timestamp"].endswith("Z")
    assert "Traceback" in second["exception"]
    assert SECRET not in done.stderr


def test_a_server_logs_requests_as_json_without_secrets(data: Path) -> None:
    said("show", "create", "gala", data=data)
    with Served(data, CAMERASHEET_LOG_FORMAT="json") as server:
        server.get(f"/join/{SECRET}?also={SECRET}", f"cst_{SECRET}")

        def lines() -> list[dict[str, object]]:
            printed = server.output().splitlines()
            return [json.loads(line) for line in printed if line.startswith("{")]

        eventually(lambda: any("/join/" in str(line["event"]) for line in lines()), "the line")
        (line,) = [line for line in lines() if "/join/" in str(line["event"])]
        assert line["event"] == f"GET /join/{HIDDEN}"
        assert {"status", "ms", "address"} <= line.keys()
        assert SECRET not in server.output()


def test_a_terminal_is_not_told_of_every_request(served: Served) -> None:
    served.get("/login")
    served.process.terminate()
    served.process.wait(10)
    assert "/login" not in served.output()
