"""Browsers that load a page, again and again, at a steady rate."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Mapping
from contextlib import suppress

THREADS = 6
PATIENCE = 30.0


class PageLoads:
    """``rate`` loads a second of one page with ``headers``, in a ``with`` block.

    ``milliseconds`` has what each took, from when it was due: a server that cannot keep up is
    charged for what waited. ``failed`` counts other answers than 200.
    """

    def __init__(self, port: int, path: str, headers: Mapping[str, str], rate: float) -> None:
        self._port, self._path, self._headers, self._rate = port, path, dict(headers), rate
        self._stop = threading.Event()
        self._take = threading.Lock()
        self._next = 0
        self._began = 0.0
        self.milliseconds: list[float] = []
        self.failed = 0
        self._threads = [threading.Thread(target=self._load, daemon=True) for _ in range(THREADS)]

    def __enter__(self) -> PageLoads:
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def per_second(self) -> float:
        """How many were answered."""
        return len(self.milliseconds) / (time.monotonic() - self._began)

    def _load(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        while not self._stop.is_set():
            with self._take:
                due = self._began + self._next / self._rate
                self._next += 1
            if self._stop.wait(max(0.0, due - time.monotonic())):
                break
            good = False
            with suppress(OSError, http.client.HTTPException):
                connection.request("GET", self._path, headers=self._headers)
                answer = connection.getresponse()
                answer.read()
                good = answer.status == 200
            if good:
                self.milliseconds.append((time.monotonic() - due) * 1000)
            else:
                self.failed += 1
                connection.close()  # the next request opens it again
        connection.close()
