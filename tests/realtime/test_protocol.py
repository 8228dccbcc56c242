"""RFC 6455, as a client meets it."""

import pytest

from tests.realtime.conftest import Stage
from tests.realtime.wire import eventually, masked, text

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


def test_a_message_is_heard_and_answered(stage: Stage) -> None:
    client = stage.connect()
    client.send(text("echo Kamera 1 – näher"))
    assert client.message() == "Kamera 1 – näher"


def test_fragments_with_a_ping_between(stage: Stage) -> None:
    client = stage.connect()
    whole = "echo né".encode()
    client.send(masked(TEXT, whole[:-1], final=False))  # in the middle of a character
    client.send(masked(PING, b"there?"))
    assert client.frame() == (PONG, b"there?")
    client.send(masked(CONTINUATION, b"", final=False))
    client.send(masked(CONTINUATION, whole[-1:]))
    assert client.message() == "né"
    client.send(text("echo again"))
    assert client.message() == "again"


def test_a_message_byte_by_byte(stage: Stage) -> None:
    client = stage.connect()
    for byte in text("echo slowly") + text("echo and again"):
        client.send(bytes((byte,)))
    assert client.message() == "slowly"
    assert client.message() == "and again"


def test_many_messages_at_once(stage: Stage) -> None:
    client = stage.connect()
    client.send(b"".join(text(f"echo {n}") for n in range(500)))
    assert [client.message() for _ in range(500)] == [str(n) for n in range(500)]


def test_pongs_are_ignored(stage: Stage) -> None:
    client = stage.connect()
    client.send(masked(PONG, b"unasked") + text("echo here"))
    assert client.message() == "here"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (masked(TEXT, b"hello", mask=False), 1002),
        (masked(CONTINUATION, b"of nothing"), 1002),
        (masked(TEXT, b"a", final=False) + masked(TEXT, b"b"), 1002),
        (masked(3, b"no such opcode"), 1002),
        (masked(PING, b"x" * 126), 1002),
        (masked(PING, b"x", final=False), 1002),
        (b"\xc1" + masked(TEXT, b"reserved bit")[1:], 1002),
        (masked(CLOSE, b"x"), 1002),
        (masked(CLOSE, b"\x03\xed"), 1002),  # 1005 may not be sent
        (masked(BINARY, b"\x00"), 1003),
        (masked(TEXT, b"\xff"), 1007),
        (masked(TEXT, b"\xc3", final=False) + masked(CONTINUATION, b"x"), 1007),
        (masked(CLOSE, b"\x03\xe8\xff"), 1007),
        (masked(TEXT, b"x" * (256 * 1024 + 1))[:14], 1009),
        (masked(TEXT, b"x" * 200_000, final=False) + masked(CONTINUATION, b"x" * 70_000), 1009),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",  # masks are random
)
def test_violations_close_with_the_right_code(stage: Stage, sent: bytes, code: int) -> None:
    client = stage.connect()
    client.send(text("echo before") + sent + text("echo after"))
    assert client.message() == "before"
    assert client.close_code() == code
    eventually(lambda: stage.handler.saw("closed", 1, ""))
    assert not stage.handler.saw("received", 1, "echo after")


def test_the_largest_message_allowed(stage: Stage) -> None:
    client = stage.connect()
    message = "echo " + "x" * (256 * 1024 - 5)
    client.send(text(message))
    assert len(client.message()) == 256 * 1024 - 5


@pytest.mark.parametrize(
    ("sent", "answer"), [(b"", None), (b"\x03\xe8", 1000), (b"\x0f\xa0bye", 4000)]
)
def test_a_close_is_answered_with_its_own_code(
    stage: Stage, sent: bytes, answer: int | None
) -> None:
    client = stage.connect()
    client.send(masked(CLOSE, sent))
    assert client.close_code() == answer
    client.close()
    eventually(lambda: stage.hub.count == 0)
    assert stage.handler.events == [("opened", 1, ""), ("closed", 1, "")]


def test_a_connection_that_ends_without_a_word(stage: Stage) -> None:
    client = stage.connect()
    eventually(lambda: stage.handler.saw("opened", 1, ""))
    client.close()
    eventually(lambda: stage.handler.saw("closed", 1, ""))
    assert stage.hub.count == 0


def test_what_came_with_the_upgrade_is_heard_first(stage: Stage) -> None:
    second = text("echo second")
    client = stage.connect(received=text("echo first") + second[:5])
    client.send(second[5:])
    assert client.message() == "first"
    assert client.message() == "second"
