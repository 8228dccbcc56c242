"""Messages in fragments, control frames between them, and fragments where none may be."""

import pytest

from tests.realtime.conformance.chops import in_chops
from tests.realtime.conftest import Stage
from tests.realtime.wire import masked, text

MORE, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


def part(opcode: int, payload: str) -> bytes:
    """A frame that is not the last of its message."""
    return masked(opcode, payload.encode(), final=False)


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
def test_a_control_frame_may_not_be_in_fragments(stage: Stage, opcode: int) -> None:
    client = stage.connect()
    client.send(part(opcode, "fragment1") + masked(MORE, b"fragment2"))
    assert client.close_code() == 1002


@pytest.mark.parametrize("chop", [1, 10_000])
def test_two_fragments(stage: Stage, chop: int) -> None:
    client = stage.connect()
    in_chops(client, part(TEXT, "echo fragment1 ") + masked(MORE, b"fragment2"), chop)
    assert client.message() == "fragment1 fragment2"


@pytest.mark.parametrize("chop", [1, 10_000])
def test_a_ping_between_fragments_is_answered_at_once(stage: Stage, chop: int) -> None:
    client = stage.connect()
    in_chops(client, part(TEXT, "echo one ") + masked(PING, b"ping payload"), chop)
    assert client.frame() == (PONG, b"ping payload")
    in_chops(client, masked(MORE, b"two"), chop)
    assert client.message() == "one two"


@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize("chop", [1, 10_000])
def test_a_continuation_of_nothing(stage: Stage, final: bool, chop: int) -> None:
    client = stage.connect()
    in_chops(client, masked(MORE, b"of nothing", final=final) + text("echo x"), chop)
    assert client.close_code() == 1002


def test_a_continuation_of_nothing_between_whole_messages(stage: Stage) -> None:
    client = stage.connect()
    client.send(text("echo whole") + part(MORE, "of nothing") + text("echo unheard"))
    assert client.message() == "whole"
    assert client.close_code() == 1002


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_a_new_message_within_a_message(stage: Stage, opcode: int) -> None:
    client = stage.connect()
    client.send(part(TEXT, "echo fragment1") + masked(opcode, b"fragment2"))
    assert client.close_code() == 1002


def test_five_fragments_with_pings_between(stage: Stage) -> None:
    client = stage.connect()
    client.send(part(TEXT, "echo 1") + part(MORE, "2") + masked(PING, b"first"))
    client.send(part(MORE, "3") + part(MORE, "4") + masked(PING, b"second") + masked(MORE, b"5"))
    assert client.frame() == (PONG, b"first")
    assert client.frame() == (PONG, b"second")
    assert client.message() == "12345"


@pytest.mark.parametrize("count", [1, 1000])
def test_empty_fragments_are_fragments(stage: Stage, count: int) -> None:
    client = stage.connect()
    client.send(part(TEXT, "echo ") + part(MORE, "") * count + masked(MORE, b"end"))
    assert client.message() == "end"


def test_a_message_of_empty_fragments_is_an_empty_message(stage: Stage) -> None:
    client = stage.connect()
    client.send(part(TEXT, "") + part(MORE, "") + masked(MORE, b"") + text("echo next"))
    assert client.message() == "next"
    assert stage.handler.saw("received", 1, "")


@pytest.mark.parametrize("size", [64, 256, 1024, 4096])
def test_a_large_message_in_fragments(stage: Stage, size: int) -> None:
    client = stage.connect()
    payload = b"*" * 65536
    pieces = [payload[at : at + size] for at in range(0, len(payload), size)]
    frames = [masked(MORE, piece, final=False) for piece in pieces[:-1]]
    client.send(part(TEXT, "echo ") + b"".join(frames) + masked(MORE, pieces[-1]))
    assert client.message() == payload.decode()


def test_a_message_in_fragments_is_measured_as_a_whole(stage: Stage) -> None:
    client = stage.connect()
    client.send(part(TEXT, "echo ") + part(MORE, "*" * 1024) * 256)
    assert client.close_code() == 1009
