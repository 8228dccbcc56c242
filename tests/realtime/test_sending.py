"""Both ways of sending to many do the same."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest

from camerasheet.realtime import frames, sending
from camerasheet.realtime.connection import Client
from tests.realtime.conftest import Stage
from tests.realtime.wire import RawClient, tcp_pair

FRAME = frames.text(b"x" * 1000)

Way = Callable[[Iterator[Client], bytes, sending.Unfinished], None]


@pytest.fixture(params=[sending._send_while_quick, sending._send_keeping_the_gil])
def way(request: pytest.FixtureRequest) -> Way:
    chosen: Way = request.param
    return chosen


def test_everyone_gets_the_frame_and_trouble_is_reported(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SLOW_SEND_SECONDS", 60.0)  # it must not stop half-way here
    with ExitStack() as stack:
        pairs = [stack.enter_context(tcp_pair()) for _ in range(40)]
        clients = [Client(sock, None, None) for sock, _ in pairs]
        full, queued, lost = clients[3], clients[17], clients[38]
        with suppress(BlockingIOError):
            while full.transmit(bytes(100_000)):
                pass
        queued.hold(FRAME, 0, 0.0)
        lost.sock.shutdown(socket.SHUT_WR)
        unfinished: sending.Unfinished = []
        way(iter(clients), FRAME, unfinished)
        reported = dict(unfinished)
        assert set(reported) == {full, queued, lost}
        assert reported[full] == reported[queued] == 0
        assert reported[lost] in (0, sending.BROKEN)
        for client, (_, peer) in zip(clients, pairs, strict=True):
            if client not in reported:
                assert peer.frame() == (1, b"x" * 1000)
            client.sock.close()


def test_slow_sends_hand_the_rest_to_the_other_way(
    monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    monkeypatch.setattr(sending, "SLOW_SEND_SECONDS", 0.0)
    members: list[RawClient] = [stage.join() for _ in range(20)]
    members[10].close()
    for number in (1, 2):
        stage.hub.publish(stage.channel, number)
        for member in members[:10] + members[11:]:
            assert member.message() == f"[{number}]"
