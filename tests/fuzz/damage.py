"""Damage to bytes, drawn as a short list of blows, so that a failing example can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

_NASTY = (
    b"\x00",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x80",
    b"\xed\xa0\x80",  # half a surrogate pair, as UTF-8 does not write it
    b"\xef\xbb\xbf",
    b'"',
    b"\n",
    b"\t",
    b"'",
    b";",
    b"999999999999999999999",
    b"1e999",
    b"NaN",
    b"-1",
    b"&#0;",
    b"<!DOCTYPE x>",
    b"]]>",
    b"../../x",
)


@dataclass(frozen=True)
class Blow:
    """One thing done to bytes. ``at`` and ``to`` count from the start and go round at the end."""

    what: str
    at: int
    to: int
    size: int
    content: bytes

    def on(self, whole: bytes) -> bytes:
        """The bytes after it."""
        if not whole:
            return self.content
        at, to = self.at % len(whole), self.to % len(whole)
        piece = whole[at : at + self.size]
        match self.what:
            case "put":
                return whole[:at] + self.content + whole[at + len(self.content) :]
            case "insert":
                return whole[:at] + self.content + whole[at:]
            case "flip":
                return whole[:at] + bytes((whole[at] ^ (1 << self.to % 8),)) + whole[at + 1 :]
            case "remove":
                return whole[:at] + whole[at + self.size :]
            case "copy":
                return whole[:to] + piece + whole[to:]
            case "over":
                return whole[:to] + piece + whole[to + len(piece) :]
            case "many":
                return whole[:at] + piece * 50 + whole[at:]
            case _:
                return whole[:at]


BLOWS = ("put", "insert", "flip", "remove", "copy", "over", "many", "cut")


def blows(most: int = 4, what: Sequence[str] = BLOWS) -> st.SearchStrategy[list[Blow]]:
    """Up to so many blows, at least one."""
    place = st.integers(0, 1 << 20)
    one = st.builds(
        Blow,
        st.sampled_from(what),
        place,
        place,
        st.sampled_from([1, 2, 3, 4, 8, 40, 100, 1000]),
        st.sampled_from(_NASTY) | st.binary(min_size=1, max_size=8),
    )
    return st.lists(one, min_size=1, max_size=most)


def struck(whole: bytes, with_: Sequence[Blow]) -> bytes:
    """The bytes after all blows, one after the other."""
    for blow in with_:
        whole = blow.on(whole)
    return whole
