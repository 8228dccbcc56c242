"""A hub with raw sockets, and a whole server."""

import json
import socket
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from camerasheet.realtime.connection import Client
from camerasheet.realtime.hub import Hub
from tests.realtime.serverprocess import ServerProcess
from tests.realtime.wire import RawClient, eventually, tcp_pair, text


class Numbers:
    """A channel that remembers where it is and how its items came in."""

    def __init__(self) -> None:
        self.position = 0
        self.batches: list[list[Any]] = []
        self.fail_absorb = False
        self.fail_group: Hashable = None

    def absorb(self, items: Sequence[Any]) -> None:
        if self.fail_absorb:
            raise ValueError("told to fail")
        self.batches.append(list(items))
        self.position = items[-1]

    def render(self, group: Hashable, items: Sequence[Any]) -> bytes | None:
        if group == self.fail_group:
            raise ValueError("told to fail")
        if group == "silent":
            return None
        return json.dumps(items).encode()


class Recorder:
    """A handler that notes what happens, and does what the message says."""

    def __init__(self) -> None:
        self.hub: Hub
        self.channel = Numbers()
        self.events: list[tuple[str, object, str]] = []
        self.clients: dict[object, Client] = {}
        self.handed_on: list[int] = []  # how many messages, each time there were any
        self.position_handed_on_at = 0
        self.fail_to_hand_on = False
        self._asked = 0

    def opened(self, client: Client) -> None:
        self.clients[client.session] = client
        self.events.append(("opened", client.session, ""))

    def received(self, client: Client, text: str) -> None:
        self.events.append(("received", client.session, text))
        self._asked += 1
        word, _, rest = text.partition(" ")
        if word == "join":
            self.hub.send(client, str(self.channel.position).encode())
            self.hub.join(client, self.channel, rest or "all")
        elif word == "echo":
            self.hub.send(client, rest.encode())
        elif word == "leave":
            self.hub.leave(client)
            self.hub.send(client, b"left")
        elif word == "publish":
            self.hub.publish(self.channel, int(rest))
        elif word == "fail":
            raise ValueError("told to fail")

    def hand_on(self) -> None:
        if self.fail_to_hand_on:
            raise ValueError("told to fail")
        if self._asked:
            self.handed_on.append(self._asked)
            self.position_handed_on_at = self.channel.position
            self._asked = 0

    def closed(self, client: Client) -> None:
        self.events.append(("closed", client.session, ""))

    def saw(self, *event: object) -> bool:
        return event in self.events


class Stage:
    """A running hub, its handler, and a way to connect to it."""

    def __init__(self, stack: ExitStack, **options: Any) -> None:
        self.handler = Recorder()
        self.channel = self.handler.channel
        self.hub = self.handler.hub = Hub(self.handler, **options)
        self._stack = stack
        self._sessions = 0

    def connect(self, received: bytes = b"", receive_buffer: int | None = None) -> RawClient:
        """A client the hub has adopted; its session is its number, from 1."""
        sock, client = self._stack.enter_context(tcp_pair())
        if receive_buffer:
            client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._sessions += 1
        self.hub.adopt(sock, "test.v1", self._sessions, received)
        return client

    def join(self, group: str = "all") -> RawClient:
        """A client that follows the channel."""
        client = self.connect(b"")
        client.send(text(f"join {group}"))
        client.message()
        return client

    def on_hub(self, fn: Any) -> Any:
        """What `fn` returns when called on the hub's thread."""
        result: list[Any] = []
        done = threading.Event()

        def run() -> None:
            result.append(fn())
            done.set()

        self.hub.call(run)
        eventually(done.is_set, "the hub's turn")
        return result[0]


@pytest.fixture
def make_stage() -> Iterator[Callable[..., Stage]]:
    """Makes running hubs, with the options given, and stops them after the test."""
    with ExitStack() as stack:

        def make(**options: Any) -> Stage:
            stage = Stage(stack, **options)
            stage.hub.start()
            stack.callback(stage.hub.stop, timeout=0.2)
            return stage

        yield make


@pytest.fixture
def stage(make_stage: Callable[..., Stage]) -> Stage:
    """A running hub as it comes."""
    return make_stage()


@pytest.fixture
def server() -> Iterator[ServerProcess]:
    """The tiny application under gunicorn, in processes of its own."""
    with ServerProcess() as server:
        yield server
