"""Pages whose large parts are compressed once and sent to many.

A gzip stream (RFC 1952) holds deflate blocks (RFC 1951), and blocks that end on a full flush refer
to nothing before them. So parts that were compressed at different times can stand in one stream,
between what is compressed for this answer alone. Only the checksum is of the whole.
"""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Response, request
from markupsafe import Markup

KEPT_LEVEL, ONCE_LEVEL = 6, 1
"""How hard zlib tries with what is kept, and with what is for one answer."""

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\xff"  # gzip, deflate, no name, no time, any system
_END = b"\x03\x00"  # a last block that is empty


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page: as it is, and compressed so that it may stand anywhere in a stream."""

    plain: bytes
    packed: bytes

    @classmethod
    def of(cls, text: str, level: int = KEPT_LEVEL) -> Piece:
        """The piece of a text."""
        plain = text.encode()
        packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        return cls(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


def gzipped(pieces: Sequence[Piece]) -> bytes:
    """One gzip stream of all of them."""
    checksum = length = 0
    for piece in pieces:
        checksum = zlib.crc32(piece.plain, checksum)
        length += len(piece.plain)
    end = struct.pack("<II", checksum, length & 0xFFFFFFFF)
    return b"".join((_HEAD, *(piece.packed for piece in pieces), _END, end))


class Assembly:
    """One page while it is made. Its template puts pieces where they belong.

    They are marked in the text by what nobody can write there, and put in when it is sent.
    """

    def __init__(self) -> None:
        self._mark = f"\0{secrets.token_hex(8)}\0"
        self._put: list[Sequence[Piece]] = []

    def put(self, pieces: Iterable[Piece]) -> Markup:
        """For the template: these pieces stand here."""
        self._put.append(tuple(pieces))
        return Markup(self._mark)  # noqa: S704  (of our own making)

    def response(self, html: str) -> Response:
        """The page. Raises ValueError when the template has not kept what `put` gave it."""
        between = html.split(self._mark)
        pieces = [Piece.of(between[0], ONCE_LEVEL)]
        for kept, text in zip(self._put, between[1:], strict=True):
            pieces += (*kept, Piece.of(text, ONCE_LEVEL))
        small = request.accept_encodings["gzip"] > 0
        body = gzipped(pieces) if small else b"".join(piece.plain for piece in pieces)
        answer = Response(body, mimetype="text/html")
        answer.headers["Vary"] = "Accept-Encoding"
        if small:
            answer.headers["Content-Encoding"] = "gzip"
        return answer
