"""Text is UTF-8 (RFC 3629), wherever the fragments cut it."""

import codecs

import pytest

from tests.realtime.conformance.chops import in_chops
from tests.realtime.conftest import Stage
from tests.realtime.wire import masked, text

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
    "byte order mark within": b"a\xef\xbb\xbfb",
    "zero": b"\x00",
}

NO_CHARACTERS = [
    *(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)),
    *map(chr, range(0xFDD0, 0xFDF0)),
]
"""Code points that will never be characters. UTF-8 has them all the same (RFC 3629)."""


def _alone(*leads: int) -> bytes:
    return b"".join(bytes((lead, 0x20)) for lead in leads)


UNFINISHED = {
    "two": b"\xc0",
    "three": b"\xe0\x80",
    "four": b"\xf0\x80\x80",
    "five": b"\xf8\x80\x80\x80",
    "six": b"\xfc\x80\x80\x80\x80",
    "highest of two": b"\xdf",
    "highest of three": b"\xef\xbf",
    "highest of four": b"\xf7\xbf\xbf",
    "highest of five": b"\xfb\xbf\xbf\xbf",
    "highest of six": b"\xfd\xbf\xbf\xbf\xbf",
}
OVERLONG = {
    "slash, two": b"\xc0\xaf",
    "slash, three": b"\xe0\x80\xaf",
    "slash, four": b"\xf0\x80\x80\xaf",
    "slash, five": b"\xf8\x80\x80\x80\xaf",
    "slash, six": b"\xfc\x80\x80\x80\x80\xaf",
    "highest of two": b"\xc1\xbf",
    "highest of three": b"\xe0\x9f\xbf",
    "highest of four": b"\xf0\x8f\xbf\xbf",
    "highest of five": b"\xf8\x87\xbf\xbf\xbf",
    "highest of six": b"\xfc\x83\xbf\xbf\xbf\xbf",
    "zero, two": b"\xc0\x80",
    "zero, three": b"\xe0\x80\x80",
    "zero, four": b"\xf0\x80\x80\x80",
    "zero, five": b"\xf8\x80\x80\x80\x80",
    "zero, six": b"\xfc\x80\x80\x80\x80\x80",
}
SURROGATES = (0xD800, 0xDB7F, 0xDB80, 0xDBFF, 0xDC00, 0xDF80, 0xDFFF)

UNSOUND = {
    "beyond the last": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "six bytes": b"\xfc\x84\x80\x80\x80\x80",
    "a continuation alone": b"\x80",
    "the last continuation alone": b"\xbf",
    "continuations alone": b"\x80\xbf\x80\xbf\x80\xbf",
    "all continuations": bytes(range(0x80, 0xC0)),
    "starts of two, alone": _alone(*range(0xC0, 0xE0)),
    "starts of three, alone": _alone(*range(0xE0, 0xF0)),
    "starts of four, alone": _alone(*range(0xF0, 0xF8)),
    "starts of five, alone": _alone(*range(0xF8, 0xFC)),
    "starts of six, alone": _alone(0xFC, 0xFD),
    "the last of two missing": b"\xc3",
    "the last of three missing": b"\xe0\xa0",
    "the last of four missing": b"\xf0\x90\x80",
    **{f"unfinished, {name}": payload for name, payload in UNFINISHED.items()},
    "all unfinished ones together": b"".join(UNFINISHED.values()),
    "never allowed, FE": b"\xfe",
    "never allowed, FF": b"\xff",
    "never allowed, both": b"\xfe\xfe\xff\xff",
    **{f"overlong {name}": payload for name, payload in OVERLONG.items()},
    **{f"surrogate {one:X}": chr(one).encode(errors="surrogatepass") for one in SURROGATES},
    **{
        f"surrogates {one:X} {two:X}": (chr(one) + chr(two)).encode(errors="surrogatepass")
        for one in SURROGATES[:4]
        for two in (0xDC00, 0xDFFF)
    },
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


@pytest.mark.parametrize("chop", [1, 10_000])
def test_what_is_no_character_is_sound(stage: Stage, chop: int) -> None:
    client = stage.connect()
    in_chops(client, b"".join(text(f"echo {each}") for each in NO_CHARACTERS), chop)
    assert [client.message() for _ in NO_CHARACTERS] == NO_CHARACTERS


@pytest.mark.parametrize("payload", UNSOUND.values(), ids=UNSOUND)
@pytest.mark.parametrize("cut", ["whole", "fragments of a byte", "chops of a byte"])
def test_unsound(stage: Stage, payload: bytes, cut: str) -> None:
    client = stage.connect()
    message = b"echo " + payload
    if cut == "fragments of a byte":
        parts = [masked(MORE, bytes((byte,)), final=False) for byte in message]
        client.send(masked(TEXT, b"", final=False) + b"".join(parts) + masked(MORE, b""))
    else:
        in_chops(client, masked(TEXT, message), 1 if cut == "chops of a byte" else 10_000)
    assert client.close_code() == 1007
    assert not any(event == "received" for event, _, _ in stage.handler.events)


def test_an_unsound_fragment_is_refused_without_waiting_for_the_rest(stage: Stage) -> None:
    client = stage.connect()
    client.send(masked(TEXT, "κόσμε".encode(), final=False))
    client.send(masked(MORE, b"\xf4\x90\x80\x80", final=False))
    assert client.close_code() == 1007


def _first_wrong(payload: bytes) -> int | None:
    """Where the byte stands with which it is known to be no text; None: it just ends.

    That is the first wrong one, but for surrogates, which Python knows by their third byte.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    for at in range(len(payload)):
        try:
            decoder.decode(payload[at : at + 1])
        except UnicodeDecodeError:
            return at
    return None


WRONG_EARLY = {name: wrong for name, wrong in UNSOUND.items() if _first_wrong(wrong) is not None}


@pytest.mark.parametrize("payload", WRONG_EARLY.values(), ids=WRONG_EARLY)
@pytest.mark.parametrize("chop", [1, 10_000])
def test_an_unsound_frame_is_refused_at_its_first_wrong_byte(
    stage: Stage, payload: bytes, chop: int
) -> None:
    client = stage.connect()
    wrong_at = _first_wrong(payload)
    assert wrong_at is not None
    frame = masked(TEXT, b"echo " + payload + b"never sent")
    client.send(frame[:11])  # the head, the mask, and what is sound in any case
    in_chops(client, frame[11 : 11 + wrong_at + 1], chop)
    assert client.close_code() == 1007
