"""Text is UTF-8 (RFC 3629), wherever the fragments cut it."""

import pytest

from tests.realtime.conformance.chops import in_chops
from tests.realtime.conftest import Stage
from tests.realtime.wire import masked

MORE, TEXT = 0, 1

SOUND = {
    "greek": "κόσμε".encode(),
    "mixed": "Kamera-µ@ßöäüàá-UTF-8!!".encode(),
    "lowest of two bytes": b"\xc2\x80",
    "lowest of three bytes": b"\xe0\xa0\x80",
    "lowest of four bytes": b"\xf0\x90\x80\x80",
    "highest of one byte": b"\x7f",
    "highest of two bytes": b"\xdf\xbf",
    "highest of three bytes": b"\xef\xbf\xbf",
    "highest of all": b"\xf4\x8f\xbf\xbf",
    "below the surrogates": b"\xed\x9f\xbf",
    "above the surrogates": b"\xee\x80\x80",
    "replacement character": b"\xef\xbf\xbd",
    "no character, U+FFFE": b"\xef\xbf\xbe",
    "no character, U+1FFFE": b"\xf0\x9f\xbf\xbe",
    "byte order mark within": b"a\xef\xbb\xbfb",
    "zero": b"\x00",
}

UNSOUND = {
    "beyond the last": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "six bytes": b"\xfc\x84\x80\x80\x80\x80",
    "a continuation alone": b"\x80",
    "continuations alone": b"\x80\xbf\x80\xbf\x80\xbf",
    "all continuations": bytes(range(0x80, 0xC0)),
    "starts of two, alone": b"".join(bytes((lead, 0x20)) for lead in range(0xC0, 0xE0)),
    "starts of three, alone": b"".join(bytes((lead, 0x20)) for lead in range(0xE0, 0xF0)),
    "starts of four, alone": b"".join(bytes((lead, 0x20)) for lead in range(0xF0, 0xF8)),
    "the last of two missing": b"\xc3",
    "the last of three missing": b"\xe0\xa0",
    "the last of four missing": b"\xf0\x90\x80",
    "never allowed, FE": b"\xfe",
    "never allowed, FF": b"\xff",
    "overlong slash, two": b"\xc0\xaf",
    "overlong slash, three": b"\xe0\x80\xaf",
    "overlong slash, four": b"\xf0\x80\x80\xaf",
    "overlong, highest of two": b"\xc1\xbf",
    "overlong, highest of three": b"\xe0\x9f\xbf",
    "overlong, highest of four": b"\xf0\x8f\xbf\xbf",
    "overlong zero": b"\xc0\x80",
    "first surrogate": b"\xed\xa0\x80",
    "last surrogate": b"\xed\xbf\xbf",
    "a pair of surrogates": b"\xed\xa0\x80\xed\xb0\x80",
    "sound and then not": "κόσμε".encode() + b"\xed\xa0\x80" + b"edited",
}


@pytest.mark.parametrize("payload", SOUND.values(), ids=SOUND)
@pytest.mark.parametrize("cut", ["whole", "fragments of a byte", "chops of a byte"])
def test_sound(stage: Stage, payload: bytes, cut: str) -> None:
    client = stage.connect()
    message = b"echo " + payload
    if cut == "fragments of a byte":
        parts = [masked(MORE, bytes((byte,)), final=False) for byte in message]
        client.send(masked(TEXT, b"", final=False) + b"".join(parts) + masked(MORE, b""))
    else:
        in_chops(client, masked(TEXT, message), 1 if cut == "chops of a byte" else 10_000)
    assert client.message().encode() == payload


@pytest.mark.parametrize("payload", UNSOUND.values(), ids=UNSOUND)
@pytest.mark.parametrize("cut", ["whole", "fragments of a byte"])
def test_unsound(stage: Stage, payload: bytes, cut: str) -> None:
    client = stage.connect()
    message = b"echo " + payload
    if cut == "whole":
        client.send(masked(TEXT, message))
    else:
        parts = [masked(MORE, bytes((byte,)), final=False) for byte in message]
        client.send(masked(TEXT, b"", final=False) + b"".join(parts) + masked(MORE, b""))
    assert client.close_code() == 1007
    assert not any(event == "received" for event, _, _ in stage.handler.events)


def test_an_unsound_fragment_is_refused_without_waiting_for_the_rest(stage: Stage) -> None:
    client = stage.connect()
    client.send(masked(TEXT, "κόσμε".encode(), final=False))
    client.send(masked(MORE, b"\xf4\x90\x80\x80", final=False))
    assert client.close_code() == 1007
