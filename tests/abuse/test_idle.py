"""Thousands of connections that are opened and left idle; people go on working."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.abuse import worker
from tests.realtime.serverprocess import ROOT
from tests.realtime.wire import eventually
from tests.support.effort import TIMES
from tests.support.live import Follower, LiveServer, serving
from tests.support.shows import PATIENCE

CONNECTIONS = 10_000
SOCKETS = 1_000 * min(10, TIMES)
LINGERING = 512


@contextmanager
def idling(server: LiveServer, count: int, token: str = "") -> Iterator[dict[str, Any]]:
    """So many idle connections; what became of them, once nothing more happens."""
    command = [sys.executable, "-m", "tests.abuse.idlers", str(server.port), str(count), token]
    child = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        try:
            yield json.loads(child.stdout.readline())
        finally:
            child.stdin.close()


def work(server: LiveServer, client: Follower) -> None:
    """What the crew does: a page, a sheet, an edit that is acknowledged."""
    with urlopen(f"http://127.0.0.1:{server.port}/login", timeout=PATIENCE) as page:
        assert page.status == 200
    assert server.get("/api/shows/gala/sheet", role="viewer")[0] == 200
    assert client.edit("add_cue", title="While they idle")["type"] == "ack"


def test_ten_thousand_silent_connections(server: LiveServer) -> None:
    with server.join("editor") as client:
        client.resume()
        work(server, client)
        files = worker.descriptors(server)
        with idling(server, CONNECTIONS) as seen:
            work(server, client)
            assert set(seen["became"]) <= {"503", "closed", "open"}, seen
            assert seen["became"]["503"] > CONNECTIONS / 10, seen
            assert worker.descriptors(server) <= files + 4000 + LINGERING
            with server.join("editor") as newcomer:
                newcomer.resume()
                work(server, newcomer)
        eventually(lambda: worker.descriptors(server) <= files, "all descriptors given back")
        work(server, client)
    assert "Traceback" not in server.log()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    """A server for fewer WebSockets than there will be."""
    monkeypatch.setenv("CAMERASHEET_MAX_CLIENTS", str(SOCKETS * 6 // 10))
    with serving(tmp_path) as server:
        yield server


def test_more_websockets_than_there_may_be(small: LiveServer) -> None:
    limit = SOCKETS * 6 // 10
    with small.join("editor") as client:
        client.resume()
        files = worker.descriptors(small)
        with idling(small, SOCKETS, small.token("viewer")) as seen:
            assert seen["became"] == {"joined": limit - 1, "1013": SOCKETS - limit + 1}, seen
            work(small, client)
            with small.join("editor") as refused:
                assert refused.closed() == (1013, "too many clients")
        eventually(lambda: worker.descriptors(small) <= files, "all descriptors given back")
        work(small, client)
        with small.join("editor") as newcomer:
            newcomer.resume()
            work(small, newcomer)
    assert "Traceback" not in small.log()
