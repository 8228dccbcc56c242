"""The running server's side of the office."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from camerasheet.office.protocol import Answer, failure, read_line, short_path, write_line
from camerasheet.sheet.errors import CamerasheetError, Malformed, Trouble
from camerasheet.storage.files import PRIVATE_FILE
from camerasheet.storage.troubles import storage_errors

log = logging.getLogger(__name__)

Handle = Callable[[str, Mapping[str, Any]], Answer]

_SPEAK_SECONDS: Final = 10.0
"""How long a caller may stay silent before its request is whole."""


class Office:
    """Answers commands on a private socket, each in a thread of its own."""

    def __init__(self, path: Path, handle: Handle, *, request_limit: int) -> None:
        """``handle`` carries out a command, on any thread, and may raise ``CamerasheetError``.

        To be made by whoever owns the data directory: a socket left there by a server that was
        killed is replaced. Nothing is answered before ``start``. Raises ``StorageFailed``.
        """
        self._path = path
        self._handle = handle
        self._limit = request_limit
        self._busy: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with storage_errors(path):
                path.unlink(missing_ok=True)
                with short_path(path) as name:
                    self._socket.bind(name)
                # Nobody can connect before we listen, so nobody gets in before this.
                path.chmod(PRIVATE_FILE)
                self._identity = _identity(path)
                self._socket.listen(16)
        except BaseException:
            self._socket.close()
            raise
        self._thread = threading.Thread(target=self._accept, name="office", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """Take no more commands, and give those under way so long to finish.

        The socket file goes first: whoever comes now finds no server. Again, it does no harm.
        """
        with suppress(OSError):
            if _identity(self._path) == self._identity:
                self._path.unlink()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._socket.close()
        with self._lock:
            busy = list(self._busy)
        for thread in busy:
            thread.join(seconds)

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return  # stopped
            thread = threading.Thread(
                target=self._serve, args=(caller,), name="office-caller", daemon=True
            )
            with self._lock:
                self._busy.add(thread)
            thread.start()

    def _serve(self, caller: socket.socket) -> None:
        try:
            with caller:
                caller.settimeout(_SPEAK_SECONDS)
                write_line(caller, self._answer(caller))
        except (EOFError, OSError):
            log.debug("a caller at the office left early")
        finally:
            with self._lock:
                self._busy.discard(threading.current_thread())

    def _answer(self, caller: socket.socket) -> Answer:
        try:
            request = read_line(caller, self._limit)
            command, arguments = request.get("command"), request.get("arguments")
            if not isinstance(command, str) or not isinstance(arguments, dict):
                raise Malformed("A request has a command and its arguments.")
            return {"ok": self._handle(command, arguments)}
        except CamerasheetError as error:
            return failure(error)
        except (EOFError, OSError):
            raise
        except Exception:
            log.exception("a command of the office failed")
            return failure(Trouble("The server failed at this; its log says why."))


def _identity(path: Path) -> tuple[int, int]:
    found = os.lstat(path)
    return found.st_dev, found.st_ino
