"""What goes over the office's socket: one JSON object on a line each way, then it is closed.

A request is ``{"command": NAME, "arguments": {…}}``. The answer is ``{"ok": {…}}``, or
``{"error": {code, message, …}}`` in the one shape that errors have everywhere. Files travel as
base64: the server may not be allowed to read the caller's.
"""

import json
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from camerasheet.sheet.errors import CamerasheetError, Malformed, TooLarge, Trouble

SOCKET_NAME: Final = "office.sock"

# The kernel's limit on a socket's path is 108 bytes on Linux and 104 on macOS.
LONGEST_PATH: Final = 100

_PIECE: Final = 1 << 16

Answer = dict[str, Any]


def socket_of(data: Path) -> Path:
    """Where the socket of a data directory is."""
    return data / SOCKET_NAME


@contextmanager
def short_path(path: Path) -> Iterator[str]:
    """A name for ``path`` that is short enough for a socket: its own, or one through a link.

    The link stands in a directory of ours alone, and both are gone after the block. Raises
    ``OSError``.
    """
    if len(bytes(path)) <= LONGEST_PATH:
        yield str(path)
        return
    with tempfile.TemporaryDirectory(prefix="cs-") as place:
        link = Path(place, "d")
        link.symlink_to(path.parent, target_is_directory=True)
        yield str(link / path.name)


def write_line(sock: socket.socket, value: Mapping[str, Any]) -> None:
    """Send one object. Raises ``OSError``."""
    sock.sendall(json.dumps(value, separators=(",", ":")).encode() + b"\n")


def read_line(sock: socket.socket, limit: int) -> dict[str, Any]:
    """Receive one object of at most ``limit`` bytes.

    Raises ``EOFError`` when the other side left first, ``TooLarge``, ``Malformed``, ``OSError``.
    """
    pieces = bytearray()
    while not pieces.endswith(b"\n"):
        piece = sock.recv(_PIECE)
        if not piece:
            raise EOFError
        pieces += piece
        if len(pieces) > limit:
            raise TooLarge(
                f"More than {limit / 1e6:.1f} MB were sent, and no more are accepted here.",
                limit=limit,
            )
    try:
        value = json.loads(pieces)
    except ValueError:
        raise Malformed("What was sent is not JSON.") from None
    if not isinstance(value, dict):
        raise Malformed("What was sent is not a JSON object.")
    return value


def failure(error: CamerasheetError) -> Answer:
    """The answer that says what went wrong."""
    return {"error": error.as_json()}


def opened(answer: Mapping[str, Any]) -> Answer:
    """What a good answer holds. Raises the error that a bad one stands for, as its own class."""
    found = answer.get("ok")
    if isinstance(found, dict):
        return found
    error = answer.get("error")
    if not isinstance(error, dict):
        raise Trouble("The server's answer was not understood. Is it the same version?")
    raise error_of(error)


def error_of(error: Mapping[str, Any]) -> CamerasheetError:
    """The error that ``{code, message, …}`` stands for, as its own class."""
    rest = {name: value for name, value in error.items() if name not in ("code", "message")}
    return _class_of(str(error.get("code")))(str(error.get("message")), **rest)


def _class_of(code: str) -> Callable[..., CamerasheetError]:
    waiting: list[type[CamerasheetError]] = [CamerasheetError]
    while waiting:
        each = waiting.pop()
        if each.code == code:
            return each
        waiting += each.__subclasses__()
    return Trouble
