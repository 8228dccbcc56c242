"""gunicorn's gthread worker, for clients that are slow, silent or too many.

gthread gives every connection that has something to read to a thread, which then waits for the rest
of the request, for as long as the client likes; and it waits for the client again while it sends.
Eight such clients stop everybody.  Here the loop that watches all connections also collects the
requests and finishes the sending, and each of a connection's states ends:

    idle ──▶ arriving ──▶ (a thread) ──▶ sending ──▶ idle, or leaving
    closed    408, closed                 closed               closed

What is replaced of gunicorn 27 is `accept`, `finish_request` and the two sweeps that `run` calls;
`run` itself, `handle` and the parser are its own.  Its list of kept-alive connections stays empty.
All methods run on the worker's main thread, save `handle`, which is gunicorn's, and `handle_error`.
"""

from __future__ import annotations

import errno
import resource
import selectors
import socket
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from camerasheet.serving.answers import Answers
from camerasheet.serving.arrival import Verdict
from camerasheet.serving.connection import Connection
from camerasheet.serving.departures import Departures
from camerasheet.serving.patient import PatientSocket
from camerasheet.serving.refusals import refusal, status_of
from camerasheet.serving.upgrades import Upgrades
from camerasheet.serving.waiting import Waiting

REQUEST_SECONDS = 10.0

RESERVED_DESCRIPTORS = 256
"""Open files that no HTTP connection ever takes: for databases, logs, snapshots, Litestream."""

LARGE_EACH = 3
"""How many large bodies there may be for each thread that reads them, the one it reads included:
they wait for one another for a few `request_seconds` at most."""

UPGRADES = b"GET /ws/"
"""How a request for a WebSocket begins."""

ACCEPTS_A_TURN = 32
READ_BYTES = 16 * 1024
SWEEP_SECONDS = 0.25


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """One worker process.  `worker_connections` is how many HTTP connections there may be."""

    request_seconds = REQUEST_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """See gunicorn."""
        super().__init__(*args, **kwargs)
        self._most: int = self.cfg.worker_connections
        self.worker_connections = sys.maxsize  # it would let them wait unanswered; we answer
        self._descriptors = sys.maxsize
        self._idle, self._arriving = Waiting(), Waiting()
        self._answers = Answers(self, done=self._go_on, lost=self._drop)
        self._departures = Departures()
        self._large_now = self._most_large = 0
        self._next_sweep = 0.0
        self._stopping_since: float | None = None
        self._names: dict[Any, Any] = {}

    @classmethod
    def with_patience(cls, seconds: float) -> type[PatientWorker]:
        """This worker, for requests that must arrive within so many seconds."""
        return type(cls.__name__, (cls,), {"request_seconds": seconds})

    def init_process(self) -> None:
        """Worker, after the fork."""
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self._descriptors = limit - min(RESERVED_DESCRIPTORS, limit // 4)
        # Large bodies have threads of their own: whoever sends them slowly holds up nothing else.
        threads = max(2, self.cfg.threads // 2)
        self._large = ThreadPoolExecutor(threads, "large-body")
        self._most_large = LARGE_EACH * threads
        self._upgrades = Upgrades(
            self.handle, lambda done: self.method_queue.defer(self._finish_upgrades, done)
        )
        super().init_process()

    def run(self) -> None:
        """Serve until told to stop."""
        self._departures.poller = self.poller
        super().run()
        self._large.shutdown(wait=False)
        self._upgrades.stop()

    # -- coming -----------------------------------------------------------------------------------

    def accept(self, listener: Any) -> None:
        """Some who want to come in."""
        for _ in range(ACCEPTS_A_TURN):
            try:
                accepted, address = listener.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                    raise
                if not self._make_room():
                    time.sleep(0.01)  # it stays ready: do not ask again at full speed
                return
            self._let_in(accepted, address, listener)

    def _let_in(self, accepted: socket.socket, address: Any, listener: Any) -> None:
        if listener not in self._names:
            self._names[listener] = listener.getsockname()
        sock = PatientSocket(accepted, self.request_seconds)
        connection = Connection(self.cfg, sock, address, self._names[listener])
        full = self.nr_conns >= self._most or sock.fileno() >= self._descriptors
        self.nr_conns += 1
        if full and not self._make_room():
            self._refuse(connection, 503)
            return
        self._begin(connection, sock)

    def _make_room(self) -> bool:
        """Send away who has waited longest without asking for anything.  Whether there was one.

        So it is the newcomer who is let in: those who hold connections open keep nobody out.
        """
        for waiting in (self._idle, self._arriving):
            connection = waiting.oldest()
            if connection is not None:
                waiting.discard(connection)
                self.unwatch(connection)
                if connection.asked and waiting is self._idle:
                    self._drop(connection)  # it has had its answer, and knows that this may end
                else:
                    self._refuse(connection, 503)
                return True
        return False

    # -- requests arriving ----------------------------------------------------------------------

    def _begin(self, connection: Connection, sock: PatientSocket) -> None:
        """Its first request is there already, mostly: then nobody has to watch for it."""
        try:
            data = sock.receive_now(READ_BYTES)
        except BlockingIOError:
            self._wait_for_request(connection)
            return
        except OSError:
            data = b""
        if not data:
            self._drop(connection)
            return
        verdict = connection.arrival.feed(data)
        if verdict is Verdict.INCOMPLETE:
            self._arriving.add(connection, time.monotonic() + self.request_seconds)
            self.watch(connection, selectors.EVENT_READ, self._on_request)
        else:
            self._hand_on(connection, verdict)

    def _wait_for_request(self, connection: Connection) -> None:
        self._idle.add(connection, time.monotonic() + self.cfg.keepalive)
        self.watch(connection, selectors.EVENT_READ, self._on_request)

    def _on_request(self, connection: Connection, sock: PatientSocket) -> None:
        if connection not in self._idle and connection not in self._arriving:
            return  # it had to make room for another since the loop was told of it
        try:
            data = sock.receive_now(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._take(connection, data)
        else:
            self._forget(connection)
            self._drop(connection)

    def _take(self, connection: Connection, data: bytes) -> None:
        if self._idle.discard(connection):
            self._arriving.add(connection, time.monotonic() + self.request_seconds)
        verdict = connection.arrival.feed(data)
        if verdict is Verdict.INCOMPLETE:
            return
        self._forget(connection)
        self._hand_on(connection, verdict)

    def _hand_on(self, connection: Connection, verdict: Verdict) -> None:
        """To a thread: its request is there, or as much of it as is waited for here."""
        if verdict is Verdict.HEAD_TOO_LARGE:
            self._refuse(connection, 431)
            return
        connection.large = verdict is Verdict.BEGUN
        if connection.large and self._large_now >= self._most_large:
            self._refuse(connection, 503)
            return
        self._large_now += connection.large
        upgrade = not connection.large and connection.arrival.received.startswith(UPGRADES)
        connection.ready()
        if upgrade:
            self._upgrades.submit(connection)
            return
        pool = self._large if connection.large else self.tpool
        pool.submit(self.handle, connection).add_done_callback(
            lambda done: self.method_queue.defer(self.finish_request, connection, done)
        )

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """In an HTTP thread: the parser cannot read it.  Answered as our other refusals are."""
        status = status_of(exc)
        if status is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.debug("refused with %s: %s", status, exc)
        client.sendall(refusal(status))

    # -- answers leaving ------------------------------------------------------------------------

    def finish_request(self, connection: Connection, done: Future[Any]) -> None:
        """A thread is done with it."""
        self._large_now -= connection.large
        connection.keep = not done.cancelled() and done.exception() is None and bool(done.result())
        self._answers.send(connection)

    def _finish_upgrades(self, done: list[Connection]) -> None:
        for connection in done:
            self._answers.send(connection)

    def _go_on(self, connection: Connection) -> None:
        if not connection.keep:
            self._leave(connection)
            return
        ahead = connection.parser.unreader.take_buffered()  # read of the next one already
        self._wait_for_request(connection)
        if ahead:
            self._take(connection, ahead)

    # -- going ------------------------------------------------------------------------------------

    def _refuse(self, connection: Connection, status: int) -> None:
        try:
            connection.sock.sendall(refusal(status, bytes(connection.arrival.received)))
        except OSError:
            self._drop(connection)
            return
        self._leave(connection)

    def _leave(self, connection: Connection) -> None:
        """Close it once the client has seen that there is no more.  It counts no longer."""
        short_of_files = connection.sock.fileno() >= self._descriptors
        if self._departures.add(connection, briefly=short_of_files):
            self.nr_conns -= 1
        else:
            self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        self.nr_conns -= 1
        connection.close()

    def _forget(self, connection: Connection) -> None:
        """It waits for its request no more."""
        if not self._idle.discard(connection):
            self._arriving.discard(connection)
        self.unwatch(connection)

    def watch(self, connection: Connection, event: int, callback: Any) -> None:
        self.poller.register(connection.sock, event, partial(callback, connection))

    def unwatch(self, connection: Connection) -> None:
        self.poller.unregister(connection.sock)

    # -- deadlines: gunicorn's loop calls these two whenever it has looked at its connections --

    def murder_pending(self) -> None:
        """Be done with everybody who has had time enough."""
        now = time.monotonic()
        if now < self._next_sweep:
            return
        self._next_sweep = now + SWEEP_SECONDS
        for connection in self._idle.overdue(now, no_later_than=self._end_of_patience(now)):
            self.unwatch(connection)
            self._drop(connection)
        for connection in self._arriving.overdue(now):
            self.unwatch(connection)
            self._refuse(connection, 408)
        self._departures.sweep(now)
        self._answers.sweep(SWEEP_SECONDS)

    def _end_of_patience(self, now: float) -> float | None:
        """When a stopping worker closes what is idle; None while it is not stopping."""
        if self.alive:
            return None
        if self._stopping_since is None:
            self._stopping_since = now
        return self._stopping_since + float(STOP_KEEPALIVE_LINGER)

    def murder_keepalived(self, force: bool = False) -> None:
        """With `force`, as the worker ends: close everything."""
        if not force:
            return
        self._departures.close_all()
        self._answers.close_all()
        for waiting in (self._idle, self._arriving):
            for connection in waiting.all():
                waiting.discard(connection)
                connection.close()
