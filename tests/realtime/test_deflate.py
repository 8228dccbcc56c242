"""Compressed messages: what is agreed to, what is made, and what is read."""

import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.extensions.permessage_deflate import (
    ClientPerMessageDeflateFactory,
    PerMessageDeflate,
)
from websockets.frames import Frame, Opcode
from wsproto.events import CloseConnection, Ping, TextMessage

from camerasheet.realtime import frames
from camerasheet.realtime.connection import ProtocolError, Reader
from camerasheet.realtime.deflate import WORTH_BYTES, deflated, granted
from tests.realtime.wire import masked

LIMIT = 10_000
ALONE = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"


@pytest.mark.parametrize(
    ("offers", "answer"),
    [
        ("permessage-deflate", ALONE),
        ("Permessage-Deflate;client_max_window_bits", ALONE),
        ("permessage-deflate; client_max_window_bits=8", ALONE),
        ('permessage-deflate; client_max_window_bits="12"', ALONE),
        ("permessage-deflate; client_no_context_takeover; server_no_context_takeover", ALONE),
        ("permessage-deflate; server_max_window_bits=15", f"{ALONE}; server_max_window_bits=15"),
        ("permessage-bzip2, permessage-deflate", ALONE),
        ("permessage-deflate; server_max_window_bits=10, permessage-deflate", ALONE),
    ],
)
def test_offers_that_are_taken(offers: str, answer: str) -> None:
    assert granted(offers) == answer


@pytest.mark.parametrize(
    "offers",
    [
        "",
        "x-webkit-deflate-frame",
        "permessage-deflate; server_max_window_bits=10",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_no_context_takeover=1",
        "permessage-deflate; client_max_window_bits; client_max_window_bits",
        "permessage-deflate; unheard_of",
        "permessage-deflate;",
        "; ,;",
    ],
)
def test_offers_that_are_passed_over(offers: str) -> None:
    assert granted(offers) is None


@given(st.text())
def test_any_header_is_answered(offers: str) -> None:
    assert granted(offers) is None or granted(
        offers,
    ) in (ALONE, f"{ALONE}; server_max_window_bits=15")


@pytest.mark.parametrize("server_bits", [None, 15])
def test_another_implementation_takes_the_answer(server_bits: int | None) -> None:
    factory = ClientPerMessageDeflateFactory(
        server_max_window_bits=server_bits, client_max_window_bits=True
    )
    offer = "; ".join(
        [factory.name, *(n if v is None else f"{n}={v}" for n, v in factory.get_request_params())]
    )
    answer = granted(offer)
    assert answer is not None
    parameters = [tuple(each.strip().partition("=")[::2]) for each in answer.split(";")[1:]]
    agreed = factory.process_response_params([(n, v or None) for n, v in parameters], [])
    assert (agreed.remote_no_context_takeover, agreed.local_no_context_takeover) == (True, True)


@given(st.text().map(str.encode))
def test_what_is_made_is_read_by_another_implementation(payload: bytes) -> None:
    theirs = PerMessageDeflate(True, True, 15, 15)
    for _ in range(2):  # the second does not build on the first
        frame = Frame(Opcode.TEXT, deflated(payload), fin=True, rsv1=True)
        assert bytes(theirs.decode(frame).data) == payload


def test_only_large_messages_are_compressed_and_each_frame_is_made_once() -> None:
    small = frames.Message(b"x" * (WORTH_BYTES - 1))
    assert not small.large
    assert small.compressed is small.plain
    large = frames.Message(b"x" * WORTH_BYTES)
    assert large.large
    assert large.plain == frames.text(b"x" * WORTH_BYTES)
    assert large.compressed[0] == 0xC1
    assert len(large.compressed) < 40
    assert large.compressed is large.compressed


# -- reading ------------------------------------------------------------------------------------


def shrunk(payload: bytes, *, final_block: bool = False) -> bytes:
    """As a client compresses it; RFC 7692, section 7.2.3.4, allows a final block, too."""
    compressor = zlib.compressobj(wbits=-15)
    made = compressor.compress(payload)
    if final_block:
        return made + compressor.flush() + b"\x00"
    return (made + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


def compressed(payload: bytes, *, opcode: int = 1, final: bool = True) -> bytes:
    frame = masked(opcode, payload, final=final)
    return bytes((frame[0] | 0x40,)) + frame[1:]


def heard(reader: Reader, data: bytes, size: int) -> Iterator[TextMessage | Ping | CloseConnection]:
    """What comes of it when it arrives in pieces."""
    for at in range(0, len(data), size):
        yield from reader.feed(data[at : at + size])


@given(
    st.lists(st.tuples(st.text(max_size=300), st.booleans(), st.integers(1, 40)), max_size=6),
    st.integers(1, 200),
)
def test_messages_in_any_mixture_fragments_and_pieces(
    said: list[tuple[str, bool, int]], size: int
) -> None:
    reader, wire, pings = Reader(LIMIT, deflate=True), b"", 0
    for message, small, part in said:
        payload = shrunk(message.encode()) if small else message.encode()
        parts = [payload[at : at + part] for at in range(0, len(payload), part)] or [b""]
        for number, each in enumerate(parts):
            final = number == len(parts) - 1
            if number == 0 and small:
                wire += compressed(each, final=final)
            else:
                wire += masked(0 if number else 1, each, final=final)
            if not final:
                wire += masked(9, b"still there?")
                pings += 1
    events = list(heard(reader, wire, size))
    texts = [event.data for event in events if isinstance(event, TextMessage)]
    assert texts == [message for message, _, _ in said]
    assert sum(isinstance(event, Ping) for event in events) == pings
    assert reader.idle, "so nothing is kept for an idle client"


def test_a_final_block_ends_a_message_too() -> None:
    reader = Reader(LIMIT, deflate=True)
    (event,) = reader.feed(compressed(shrunk(b"to the end", final_block=True)))
    assert isinstance(event, TextMessage)
    assert event.data == "to the end"


def test_the_largest_message_allowed() -> None:
    (event,) = Reader(LIMIT, deflate=True).feed(compressed(shrunk(b"x" * LIMIT)))
    assert isinstance(event, TextMessage)
    assert len(event.data) == LIMIT


@pytest.mark.parametrize("fragments", [1, 2, 100])
def test_a_small_message_may_not_become_a_large_one(fragments: int) -> None:
    bomb = shrunk(b"x" * (LIMIT + 1))
    step = -(-len(bomb) // fragments)
    parts = [bomb[at : at + step] for at in range(0, len(bomb), step)]
    wire = compressed(parts[0], final=len(parts) == 1)
    for number, part in enumerate(parts[1:], 2):
        wire += masked(0, part, final=number == len(parts))
    with pytest.raises(ProtocolError, match="more than 10000 bytes") as refused:
        list(Reader(LIMIT, deflate=True).feed(wire))
    assert refused.value.code == 1009


def test_a_bomb_is_not_inflated_before_it_is_refused() -> None:
    bomb = shrunk(bytes(1 << 28))
    with pytest.raises(ProtocolError) as refused:
        list(Reader(len(bomb), deflate=True).feed(compressed(bomb)))
    assert refused.value.code == 1009


@pytest.mark.parametrize(
    ("wire", "code"),
    [
        (compressed(b"\x07nonsense"), 1007),
        (compressed(shrunk(b"\xff\xfe")), 1007),
        (masked(1, b"a", final=False) + compressed(b"b", opcode=0), 1002),
        (compressed(b"x", opcode=9), 1002),
        (compressed(b"\x03\xe8", opcode=8), 1002),
        (compressed(shrunk(b"a"), final=False) + compressed(shrunk(b"b")), 1002),
    ],
    ids=["corrupt", "not text", "continuation", "ping", "close", "two at once"],
)
def test_what_is_not_as_the_rfc_has_it(wire: bytes, code: int) -> None:
    (event,) = Reader(LIMIT, deflate=True).feed(wire)
    assert isinstance(event, CloseConnection)
    assert event.code == code


def test_nobody_may_who_has_not_agreed() -> None:
    (event,) = Reader(LIMIT).feed(compressed(shrunk(b"hello")))
    assert isinstance(event, CloseConnection)
    assert event.code == 1002


@given(st.binary(max_size=400))
def test_any_bytes_are_a_message_or_a_close(payload: bytes) -> None:
    (event,) = Reader(1 << 20, deflate=True).feed(compressed(payload))
    assert not isinstance(event, CloseConnection) or event.code == 1007
