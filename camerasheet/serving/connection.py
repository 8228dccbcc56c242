"""One client's connection, as gunicorn's parser and the worker see it."""

from __future__ import annotations

from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import TConn

from camerasheet.serving.arrival import Arrival
from camerasheet.serving.patient import PatientSocket


class Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own, with the request that is arriving on it."""

    def __init__(self, cfg: Any, sock: PatientSocket, client: Any, server: Any) -> None:
        """See gunicorn."""
        super().__init__(cfg, sock, client, server)
        self.parser: Any = None
        self.arrival = Arrival()
        self.asked = False
        """Whether a request was made on it before."""
        self.keep = False
        """Whether another may follow."""
        self.large = False
        """Whether it waits for, or has, a thread that reads a large body."""
        self.lingered = 0
        """Bytes that came after the end."""

    def ready(self) -> None:
        """Give what has arrived to the parser; what arrives next is the next request."""
        if self.parser is None:
            self.parser = http.get_parser(self.cfg, self.sock, self.client)
            self.initialized = self.data_ready = True
        self.parser.unreader.unread(bytes(self.arrival.received))
        self.arrival = Arrival()
        self.asked = True
        self.sock.begin()
