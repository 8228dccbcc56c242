"""Rudeness is answered as it should be, or that is found: against servers that do it wrong, and
against the real one."""

from __future__ import annotations

import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from camerasheet.realtime import frames
from tests.support.live import LiveServer, serving
from tests.torture import vices
from tests.torture.evidence import Evidence
from tests.torture.scene import Scene
from tests.torture.vices import VICES, Vice, commit

Behaviour = Callable[[socket.socket], None]
ANSWERED = (vices.binary_frame, vices.oversized_frame, vices.broken_frame, vices.garbage)


@contextmanager
def false_server(behave: Behaviour) -> Iterator[int]:
    """A port where every connection is upgraded, and then has ``behave`` done to it."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

        def serve() -> None:
            with suppress(OSError):
                while True:
                    sock, _ = listener.accept()
                    stack.callback(sock.close)
                    threading.Thread(target=upgraded, args=(sock,), daemon=True).start()

        def upgraded(sock: socket.socket) -> None:
            with suppress(OSError):
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += sock.recv(1)
                sock.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
                behave(sock)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def silent(sock: socket.socket) -> None:
    while sock.recv(4096):
        pass


def hanging_up(sock: socket.socket) -> None:
    sock.recv(2)
    sock.shutdown(socket.SHUT_RDWR)


def always(*answers: bytes) -> Behaviour:
    def behave(sock: socket.socket) -> None:
        for answer in answers:
            sock.sendall(answer)
        silent(sock)

    return behave


def believing(sock: socket.socket) -> None:
    """Whatever somebody says they have seen, nothing was missed."""
    hello = json.loads(frame_of(sock))
    kind = "sheet" if hello["seq"] is None else "events"
    answer: dict[str, object] = {"type": kind, "epoch": "e", "seq": hello["seq"] or 5, "events": []}
    sock.sendall(frames.text(json.dumps(answer).encode()))
    silent(sock)


def frame_of(sock: socket.socket) -> bytes:
    """The payload of a short text frame."""
    first, second = sock.recv(2, socket.MSG_WAITALL)
    assert first == 0x81
    found = frames.whole_text(
        bytes((first, second)) + sock.recv(4 + (second & 0x7F), socket.MSG_WAITALL), 1000
    )
    assert found is not None
    return found[1].encode()


def found(vice: Vice, port: int, scene: Scene | None = None, seed: int = 1) -> list[str]:
    scene = scene or Scene("token", "gala", Evidence())
    commit(vice, port, scene, random.Random(seed))
    return scene.evidence.troubles


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vices, "PATIENCE", 0.5)
    monkeypatch.setattr(vices, "DEAF_SECONDS", 0.2)
    monkeypatch.setattr(vices, "HELD_UP_SECONDS", 0.1)


@pytest.mark.parametrize("vice", [*ANSWERED, vices.lie_about_seq, vices.be_ahead])
@pytest.mark.parametrize("behave", [silent, hanging_up])
@pytest.mark.usefixtures("impatient")
def test_silence_and_an_abrupt_end_are_found(vice: Vice, behave: Behaviour) -> None:
    with false_server(behave) as port:
        (trouble,) = found(vice, port)
    assert "broken off where an answer was due" in trouble


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("upheavals", [0, 1])
def test_they_are_not_while_the_server_is_killed(upheavals: int) -> None:
    scene = Scene("token", "gala", Evidence(), upheavals=upheavals)

    def killed(sock: socket.socket) -> None:
        with scene.upheaval():
            hanging_up(sock)

    with false_server(killed) as port:
        assert found(vices.binary_frame, port, scene) == []
    assert scene.evidence.counts == {"vice broken off by a kill": 1}


def test_a_server_that_lets_nobody_in_is_not_one_that_breaks_off() -> None:
    scene = Scene("token", "gala", Evidence())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for vice in VICES:
        assert found(vice, port, scene) == []
    assert scene.evidence.counts == {"vice not let in": len(VICES)}


@pytest.mark.parametrize("vice", ANSWERED[:3])
@pytest.mark.usefixtures("impatient")
def test_another_code_is_found(vice: Vice) -> None:
    with false_server(always(frames.close(1000))) as port:
        (trouble,) = found(vice, port)
    assert "closed with 1000" in trouble


@pytest.mark.usefixtures("impatient")
def test_believing_somebody_who_is_ahead_is_found() -> None:
    with false_server(believing) as port:
        (trouble,) = found(vices.be_ahead, port)
    assert "was answered with {'type': 'events'" in trouble


@pytest.mark.usefixtures("impatient")
def test_keeping_a_greedy_one_is_found() -> None:
    def ponging(sock: socket.socket) -> None:
        while said := sock.recv(4096):
            if said[0] == 0x89:
                sock.sendall(frames.pong(b"still there?"))

    with false_server(ponging) as port:
        (trouble,) = found(vices.greedy_follower, port)
    assert "is still there after" in trouble


@pytest.mark.parametrize("vice", [vices.deaf_follower, vices.greedy_follower])
@pytest.mark.usefixtures("impatient")
def test_holding_others_up_is_found(vice: Vice) -> None:
    def slow(sock: socket.socket) -> None:
        threading.Event().wait(0.2)
        always(frames.pong(b"still there?"))(sock)

    with false_server(slow) as port:
        (trouble,) = found(vice, port)
    assert "a pong took 0." in trouble


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(Path(tmp_path_factory.mktemp("vices"))) as server:
        for number in range(60):  # a sheet of some size
            body = {"id": f"vices-{number:04}", "edit": {"kind": "add_cue", "title": "x" * 100}}
            assert server.request("POST", "/api/shows/gala/edits", body, role="editor")[0] == 200
        yield server


@pytest.mark.parametrize("vice", VICES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_real_server_answers_as_it_should(server: LiveServer, vice: Vice, seed: int) -> None:
    scene = Scene(server.token("viewer"), "gala", Evidence())
    assert found(vice, server.port, scene, seed) == []
    assert scene.evidence.counts == {f"vice: {vice.__name__.replace('_', ' ')}": 1}
