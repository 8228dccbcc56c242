"""Sockets that wait within limits."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from camerasheet.serving.pace import LEAST_RATE, Pace
from camerasheet.serving.patient import KEPT_BYTES, PatientSocket, TooSlowError


@pytest.fixture
def ends() -> Iterator[tuple[PatientSocket, socket.socket]]:
    """Our end and the client's, with little patience."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        with PatientSocket(listener.accept()[0], 0.1) as ours, client:
            yield ours, client


def test_a_pace_is_kept_or_runs_out() -> None:
    pace = Pace(10)
    for _ in range(100):
        pace.waited(2)
        pace.moved(2 * LEAST_RATE)
    assert pace.left == 10
    pace.moved(1 << 30)
    assert pace.left == 10, "nothing is saved up"
    pace.waited(11)
    assert pace.left < 0


def test_a_silent_client_is_waited_for_in_vain(ends: tuple[PatientSocket, socket.socket]) -> None:
    ours, client = ends
    client.sendall(b"hello")
    assert ours.recv(10) == b"hello"
    with pytest.raises(TooSlowError) as caught:
        ours.recv(10)
    assert isinstance(caught.value, (TimeoutError))
    assert isinstance(caught.value, ConnectionResetError)


def test_what_is_not_taken_is_kept(ends: tuple[PatientSocket, socket.socket]) -> None:
    ours, client = ends
    sent = os.urandom(KEPT_BYTES)
    ours.sendall(sent)
    assert ours.unsent
    ours.sendall(b"the end")

    received = bytearray()
    while len(received) < len(sent) + 7:
        received += client.recv(1 << 20)
        ours.flush()
    assert received == sent + b"the end"
    assert not ours.unsent


def test_no_more_is_kept_than_may_be(ends: tuple[PatientSocket, socket.socket]) -> None:
    ours, _ = ends
    with pytest.raises(TooSlowError):
        ours.sendall(bytes(KEPT_BYTES * 4))


def test_a_file_goes_after_what_is_kept(
    ends: tuple[PatientSocket, socket.socket], tmp_path: Path
) -> None:
    ours, client = ends
    head, body = os.urandom(KEPT_BYTES), os.urandom(5_000_000)
    path = tmp_path / "file"
    path.write_bytes(b"skipped" + body + b"not asked for")
    received = bytearray()

    def read() -> None:
        while len(received) < len(head) + len(body):
            received.extend(client.recv(1 << 20))

    ours.begin()
    ours.sendall(head)
    reader = threading.Thread(target=read)
    reader.start()
    with path.open("rb") as file:
        assert ours.sendfile(file, 7, len(body)) == len(body)
    reader.join()
    assert received == head + body
