"""A crowd of clients of one server: letting them in, and having them edit."""

from __future__ import annotations

import base64
import ctypes
import math
import os
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from benchmarks.load.native import BUCKETS, Result, histogram_percentiles, library
from benchmarks.load.readings import busy_seconds, usage

Edit = Callable[[int, str], str]
"""Makes the message for an edit, of its number and of the marker that its text must carry."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where the crowd goes in. ``state_marker`` stands in the first message that it waits for."""

    port: int
    path: str
    headers: tuple[str, ...] = ()
    hello: str = ""
    state_marker: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load found. Times are milliseconds; latency counts from when an edit was due.

    ``p50`` and ``p99`` are over deliveries, ``everyone_p99`` over edits until the last client
    had them. ``other_cores``: CPUs that neither the server nor the crowd used; above 0.1 the run
    was disturbed.
    """

    sent: int
    lost: int
    clients_lost: int
    refused: int
    acknowledged: int
    edits_per_second: float
    deliveries_per_second: float
    frames_per_edit: float
    bytes_per_edit: float
    p50: float
    p99: float
    worst: float
    everyone_p99: float
    send_lag: float
    cpu_us_per_edit: float
    cpu_us_per_delivery: float
    server_cores: float
    generator_busy: float
    other_cores: float


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of them lie; not a number when there are none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


class Crowd:
    """``count`` clients. There is one loop: only one crowd of a process works at a time."""

    _marker: ClassVar = 1  # of all crowds: an edit's number makes its id, which may not come again

    def __init__(self, count: int, door: Door) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.count = count
        self._loop = library()
        host = f"127.0.0.1:{door.port}"
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (
            *(f"GET {door.path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket"),
            *("Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"),
            *(f"Origin: http://{host}", *door.headers, "", ""),
        )
        self._loop.crowd_make(b"127.0.0.1", door.port, "\r\n".join(lines).encode(), count)
        self.greet(door.hello, door.state_marker)

    def greet(self, hello: str, state_marker: str) -> None:
        """Say this from the next connection on, and wait for a message that holds the marker."""
        self._loop.crowd_greet(hello.encode(), state_marker.encode())

    def poll(self, on: bool) -> None:
        """Never sleep under load. So no send of the server pays for waking us, as none would pay
        for waking a client on another machine. Only for a core of our own."""
        self._loop.crowd_poll(int(on))

    def connect(self, *, window: int = 64, timeout: float = 60.0) -> list[float]:
        """Let all in, ``window`` at a time; seconds that each needed to its first state.

        Raises RuntimeError when some are not in after ``timeout`` seconds.
        """
        seconds = (ctypes.c_double * self.count)()
        ready = self._loop.crowd_connect(window, timeout, 0.05, seconds)
        if ready < self.count:
            why = (self._loop.crowd_last_failure() or b"").decode(errors="replace")
            raise RuntimeError(f"{ready} of {self.count} clients got in; the last failure: {why}")
        return list(seconds)

    def hang_up(self) -> None:
        """Close every connection."""
        self._loop.crowd_hang_up()

    def idle(self, seconds: float) -> None:
        """Read what comes for so long."""
        self._loop.crowd_idle(seconds)

    def stall(self, count: int) -> None:
        """The last ``count`` clients read nothing any more."""
        self._loop.crowd_stall(count)

    def load(
        self,
        edit: Edit,
        *,
        seconds: float,
        rate: float = 0.0,
        window: int = 0,
        most: int | None = None,
        server: int,
        drain: float = 10.0,
    ) -> Loaded:
        """``rate`` edits a second whatever happens, or always ``window`` of them on their way.

        Ends after ``seconds``, or with ``most`` edits.

        ``server`` is the process whose work is counted, with its children.
        """
        count = max(1, int(rate * seconds)) if rate else most or int(seconds * 12_000)
        edits = [
            edit(number, f"~~{number:09d}~").encode()
            for number in range(self._marker, self._marker + count)
        ]
        run = _Run(edits)
        before, others, ours = usage(server), busy_seconds(), time.process_time()
        began = time.monotonic()
        self._loop.crowd_load(
            *(b"".join(edits), run.offsets, count, self._marker),
            *(1e9 / rate if rate else 0.0, window, seconds, drain),
            *(run.histogram, run.sent_at, run.last_at, run.seen_by, ctypes.byref(run.result)),
        )
        took = time.monotonic() - began
        used = usage(server).cpu_seconds - before.cpu_seconds
        elsewhere = busy_seconds() - others - used - (time.process_time() - ours)
        Crowd._marker += count
        return run.summary(seconds, used, max(0.0, elsewhere / took))


class _Run:
    """The memory that the loop fills."""

    def __init__(self, edits: Sequence[bytes]) -> None:
        count = len(edits)
        self.offsets = (ctypes.c_long * (count + 1))()
        at = 0
        for index, each in enumerate(edits):
            self.offsets[index] = at
            at += len(each)
        self.offsets[count] = at
        self.histogram = (ctypes.c_long * BUCKETS)()
        self.sent_at = (ctypes.c_int64 * count)()
        self.last_at = (ctypes.c_int64 * count)()
        self.seen_by = (ctypes.c_int * count)()
        self.result = Result()

    def summary(self, seconds: float, cpu: float, other_cores: float) -> Loaded:
        found = self.result
        sent, listeners = int(found.sent), max(1, int(found.listeners))
        p50, p99 = histogram_percentiles(list(self.histogram), 0.5, 0.99)
        whole = [
            (self.last_at[i] - self.sent_at[i]) / 1e6
            for i in range(sent)
            if self.seen_by[i] >= listeners
        ]
        within = min(seconds, found.seconds)
        return Loaded(
            sent=sent,
            lost=int(sent * listeners - found.deliveries),
            clients_lost=int(found.lost_clients),
            refused=int(found.refusals),
            acknowledged=int(found.acks),
            edits_per_second=found.complete_in_time / within,
            deliveries_per_second=found.deliveries_in_time / within,
            frames_per_edit=(found.frames - found.acks) / max(1, sent) / listeners,
            bytes_per_edit=found.bytes / max(1, sent) / listeners,
            p50=p50,
            p99=p99,
            worst=found.worst_us / 1000,
            everyone_p99=percentile(whole, 0.99),
            send_lag=found.worst_send_lag_us / 1000,
            cpu_us_per_edit=cpu / max(1, sent) * 1e6,
            cpu_us_per_delivery=cpu / max(1.0, found.deliveries) * 1e6,
            server_cores=cpu / found.seconds,
            generator_busy=found.busy / found.seconds,
            other_cores=other_cores,
        )
