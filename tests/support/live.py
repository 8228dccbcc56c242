"""A server in processes of its own, and clients that follow it with a third party's library."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.realtime.serverprocess import ServerProcess
from tests.support.shows import PATIENCE, new_edit_id
from tests.support.view import Message, View

JSON = "camerasheet.v1.json"
HTML = "camerasheet.v1.html"


class LiveServer(ServerProcess):
    """The application on a data directory; it may be stopped, killed and started again."""

    def __init__(self, data: Path) -> None:
        super().__init__(sys.executable, "-m", "tests.support.stageserver", "{port}", str(data))
        self.data = data

    def wait_until_up(self) -> None:
        """Longer than the usual patience: starting is much work for a machine full of tests."""
        deadline = time.monotonic() + 6 * PATIENCE
        while not self._answers():
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False

    @cached_property
    def people(self) -> dict[str, Any]:
        """Who may come in, and what there is: see stageserver.py."""
        found: dict[str, Any] = json.loads((self.data / "people.json").read_text())
        return found

    def token(self, role: str) -> str:
        return str(self.people["tokens"][role]["secret"])

    def request(
        self, method: str, path: str, body: object = None, *, role: str | None = None
    ) -> tuple[int, Any]:
        """The status and the JSON of one request, on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Connection": "close"}
        if role is not None:
            headers["Authorization"] = f"Bearer {self.token(role)}"
        sent = None if body is None else json.dumps(body)
        if sent is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, path, sent, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        finally:
            connection.close()

    def raw(self) -> socket.socket:
        """A connection on which anything may be said."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def get(self, path: str, *, role: str | None = None) -> tuple[int, Any]:
        return self.request("GET", path, role=role)

    def sheet(self) -> dict[str, Any]:
        """The sheet as the HTTP API gives it."""
        status, sheet = self.get("/api/shows/gala/sheet", role="viewer")
        assert status == 200, sheet
        assert isinstance(sheet, dict)
        return sheet

    # -- ends and beginnings ---------------------------------------------------------------------

    def kill(self) -> None:
        """kill -9 for the master and its worker, at once."""
        workers = self.workers()
        for pid in (*workers, self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while any(_runs(worker) for worker in workers):  # it may not share the data with the next
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def terminate(self) -> int:
        """SIGTERM, and wait until it has ended; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def __enter__(self) -> LiveServer:
        super().__enter__()
        return self

    def again(self) -> None:
        """Start once more on the same data."""
        self.__enter__()

    # -- clients ---------------------------------------------------------------------------------

    def join(
        self,
        role: str | None = "editor",
        *,
        protocols: Sequence[str] = (JSON,),
        slug: str = "gala",
        headers: dict[str, str] | None = None,
        origin: str | None = None,
    ) -> Follower:
        """A WebSocket client; nothing is said yet."""
        token = None if role is None else self.token(role)
        return follow(self.port, slug, token, protocols=protocols, headers=headers, origin=origin)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


class Follower:
    """One client: its view, and the answers that came for its edits."""

    def __init__(self, socket: ClientConnection, opened: ExitStack) -> None:
        self.socket = socket
        self.view = View()
        self._opened = opened
        self.answers: dict[str, Message] = {}

    def hello(self, epoch: str | None = None, seq: int | None = None, **more: Any) -> Message:
        """Say hello, and the answer to it."""
        self.send({"type": "hello", "epoch": epoch, "seq": seq, **more})
        return self.receive("sheet", "events")

    def resume(self) -> Message:
        """Say hello with what the view knows."""
        message = self.hello(self.view.epoch, self.view.seq)
        self.view.take(message)
        return message

    def send(self, message: object) -> None:
        self.socket.send(json.dumps(message))

    def receive(self, *types: str, timeout: float = PATIENCE) -> Message:
        """The next message of these types; others are passed over. TimeoutError in the end."""
        deadline = time.monotonic() + timeout
        while True:
            text = self.socket.recv(timeout=max(0.0, deadline - time.monotonic()))
            message: Message = json.loads(text)
            if not types or message["type"] in types:
                return message

    def edit(self, kind: str, edit_id: str | None = None, /, **fields: Any) -> Message:
        """Send one edit, and its answer; events meanwhile move the view on."""
        payload = {"kind": kind, **{name.rstrip("_"): value for name, value in fields.items()}}
        edit_id = edit_id or new_edit_id()
        self.answers.pop(edit_id, None)
        self.send({"type": "edit", "id": edit_id, "epoch": self.view.epoch, "edit": payload})
        return self.answer(edit_id)

    def answer(self, edit_id: str) -> Message:
        """The answer to that edit."""
        while edit_id not in self.answers:
            self.hear(self.receive())
        return self.answers[edit_id]

    def hear(self, message: Message) -> None:
        """Keep an answer, or move the view on."""
        if message["type"] in ("ack", "refused"):
            self.answers[message["id"]] = message
        else:
            self.view.take(message)

    def catch_up(self, seq: int) -> None:
        """Read until the view is there."""
        while self.view.seq is None or self.view.seq < seq:
            self.hear(self.receive())

    def closed(self) -> tuple[int | None, str]:
        """The close code and reason; what comes before is passed over."""
        try:
            while True:
                self.socket.recv(timeout=PATIENCE)
        except ConnectionClosed as end:
            return (end.rcvd.code, end.rcvd.reason) if end.rcvd else (None, "")

    def __enter__(self) -> Follower:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye."""
        self._opened.close()

    def vanish(self) -> None:
        """Go without a word, as a phone does."""
        self.socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.socket.socket.close()


def follow(
    port: int,
    slug: str,
    token: str | None,
    *,
    protocols: Sequence[str] = (JSON,),
    headers: dict[str, str] | None = None,
    origin: str | None = None,
) -> Follower:
    """A WebSocket client of a server on this machine; nothing is said yet."""
    more = dict(headers or {})
    if token is not None:
        more["Authorization"] = f"Bearer {token}"
    opened = ExitStack()
    socket = opened.enter_context(
        connect(
            f"ws://127.0.0.1:{port}/ws/shows/{slug}",
            subprotocols=[Subprotocol(each) for each in protocols] or None,
            additional_headers=more,
            origin=Origin(origin) if origin else None,
            compression="deflate" if HTML in protocols else None,  # every browser offers it
            open_timeout=PATIENCE,
            close_timeout=1,
            max_size=None,
        )
    )
    return Follower(socket, opened)


@contextmanager
def serving(data: Path) -> Iterator[LiveServer]:
    """A server on that data directory, ended with the block."""
    server = LiveServer(data)
    with ExitStack() as stack:
        stack.push(server)  # even when it does not come up
        yield server.__enter__()
