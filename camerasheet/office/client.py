"""Asking the running server."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from camerasheet.office.protocol import (
    Answer,
    opened,
    read_line,
    short_path,
    socket_of,
    write_line,
)
from camerasheet.sheet.errors import Trouble

ANSWER_LIMIT: Final = 256 * 1024 * 1024
CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 120.0
"""A large import, or a vacuum of a large show, is the longest that anybody waits for."""


class NoServer(Exception):
    """No server has its office open in this data directory."""


def ask(data: Path, command: str, arguments: Mapping[str, Any]) -> Answer:
    """Have the server that owns ``data`` carry out a command.

    Raises ``NoServer``, ``Trouble`` when the server went away in the middle, and whatever the
    command is refused with.
    """
    path = socket_of(data)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        sock.settimeout(CONNECT_SECONDS)
        try:
            with short_path(path) as name:
                sock.connect(name)
        except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
            raise NoServer from None  # the last leaves its socket file when it is killed
        except OSError as error:
            raise Trouble(f"The server cannot be reached at {path}: {error.strerror}.") from error
        sock.settimeout(ANSWER_SECONDS)
        try:
            # Who sends too much is answered before the end and cannot send the rest.
            with suppress(BrokenPipeError, ConnectionResetError):
                write_line(sock, {"command": command, "arguments": arguments})
            answer = read_line(sock, ANSWER_LIMIT)
        except (EOFError, OSError) as error:
            raise Trouble(
                "The server went away before it answered. Look whether it was done, and try again."
            ) from error
    return opened(answer)
