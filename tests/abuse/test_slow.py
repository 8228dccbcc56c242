"""Slow clients of every kind, 200 of each, all at once: the crew notices nothing."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.abuse import worker
from tests.abuse.loris import Swarm, kinds, wait_for_the_end
from tests.realtime.wire import eventually
from tests.support.live import LiveServer, serving
from tests.support.shows import PATIENCE

EACH = 200
THREADS = 8 + 4
"""Those for requests and those for large bodies: they are started when first needed."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    """A server that has less patience."""
    monkeypatch.setenv("CAMERASHEET_REQUEST_SECONDS", "3")
    with serving(tmp_path) as server:
        yield server


def use_as_the_crew_does(server: LiveServer) -> str:
    """Load a page and what it needs, join, edit, and be answered; the login page."""
    with urlopen(f"http://127.0.0.1:{server.port}/login", timeout=PATIENCE) as answer:
        page: str = answer.read().decode()
    assert server.get("/api/shows/gala/sheet", role="editor")[0] == 200
    with server.join("editor") as client:
        client.resume()
        assert client.edit("add_cue", title="While they dribble")["type"] == "ack"
    return page


def test_the_crew_works_while_hundreds_are_slow(server: LiveServer) -> None:
    page = use_as_the_crew_does(server)
    (large_file,) = set(re.findall(r'/static/[^"]+/htmx[^"]*\.js', page))
    files, threads = worker.descriptors(server), worker.threads(server)

    with ExitStack() as stack:
        swarms = [
            stack.enter_context(Swarm(server, kind, EACH)) for kind in kinds(server, large_file)
        ]
        for _ in range(3):
            use_as_the_crew_does(server)
        slow = {swarm.kind.name: swarm.left for swarm in swarms}
        assert sum(slow.values()) > EACH, f"nothing was proven: they had gone already: {slow}"
        assert not wait_for_the_end(swarms, 4 * PATIENCE)
        use_as_the_crew_does(server)

    eventually(lambda: worker.descriptors(server) <= files, "all descriptors given back")
    assert worker.threads(server) <= threads + THREADS
    use_as_the_crew_does(server)
    assert "Traceback" not in server.log()


def test_a_slow_request_is_answered_with_408(server: LiveServer) -> None:
    head = b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
    token = f"Authorization: Bearer {server.token('editor')}\r\n".encode()
    large = b"POST /api/shows/gala/import HTTP/1.1\r\nHost: x\r\n" + token
    large += b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999\r\n\r\n"
    requests = (b"GET /login HT", head, head + b"a", large)
    with ExitStack() as stack:
        sockets = [stack.enter_context(server.raw()) for _ in requests]
        for sock, request in zip(sockets, requests, strict=True):
            sock.sendall(request)
        for sock, request in zip(sockets, requests, strict=True):
            answer = b"".join(iter(partial(sock.recv, 4096), b""))
            assert answer.startswith(b"HTTP/1.1 408 "), (request, answer)
            assert b'"too_slow"' in answer
