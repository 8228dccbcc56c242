"""Whether a request has arrived: as much of HTTP as can be told before a thread reads it.

The parser is gunicorn's.  Here it is only found out whether it could go on without waiting for the
client, so what is malformed counts as arrived: the parser will refuse it.
"""

from __future__ import annotations

import re
from enum import Enum, auto

LONGEST_LINE = 4096
"""The parser refuses a request line that is longer, without waiting for its end."""

LARGEST_HEAD = 32 * 1024

SMALL_BODY = 16 * 1024
"""Bodies up to this size are waited for in the loop: forms and edits. Files are larger."""

_LENGTH = re.compile(rb"\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*(?:\r|$)")


class Verdict(Enum):
    """How far a request is."""

    INCOMPLETE = auto()
    WHOLE = auto()
    """A thread can answer it without waiting for the client."""
    BEGUN = auto()
    """Its head is there, and a body will come that is large, or of unknown size."""
    HEAD_TOO_LARGE = auto()


class Arrival:
    """One request while it arrives."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self.received = bytearray()
        self._needed: int | None = None  # once the head is there

    def feed(self, data: bytes) -> Verdict:
        """Take what has come."""
        searched = max(0, len(self.received) - 3)
        self.received += data
        if self._needed is not None:
            return self._whole_when(self._needed)
        end = self.received.find(b"\r\n\r\n", searched)
        return self._without_end() if end < 0 else self._with_head(end)

    def _without_end(self) -> Verdict:
        received = self.received
        if received.count(b"\n") != received.count(b"\r\n"):
            return Verdict.WHOLE  # lines end otherwise than they may: refused at once
        if len(received) > LONGEST_LINE and b"\r\n" not in received[: LONGEST_LINE + 2]:
            return Verdict.WHOLE  # the same
        return Verdict.HEAD_TOO_LARGE if len(received) > LARGEST_HEAD else Verdict.INCOMPLETE

    def _with_head(self, end: int) -> Verdict:
        if end > LARGEST_HEAD:
            return Verdict.HEAD_TOO_LARGE
        head = bytes(self.received[:end]).lower()
        if b"\ntransfer-encoding" in head:
            return Verdict.WHOLE if self.received.endswith(b"0\r\n\r\n") else Verdict.BEGUN
        length = _LENGTH.search(head)
        needed = end + 4 + (int(length[1]) if length else 0)
        if len(self.received) < needed and (needed > end + 4 + SMALL_BODY or b"\nexpect" in head):
            return Verdict.BEGUN
        self._needed = needed
        return self._whole_when(needed)

    def _whole_when(self, needed: int) -> Verdict:
        return Verdict.WHOLE if len(self.received) >= needed else Verdict.INCOMPLETE
