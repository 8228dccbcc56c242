"""One frame to many sockets: the loop that decides how many clients a server can hold.

`socket.send` lets go of the GIL, and takes it back afterwards.  That costs nothing as long as no
other thread wants it.  But while one HTTP request computes, each of a thousand sends gives the
GIL away and waits a whole switch interval for its return: a broadcast of 5 ms takes 500.  So when
sends turn out slow, the rest of the round is made with calls to the same C function that keep
the GIL, which is safe because a non-blocking send never waits.  They cost half a microsecond more
each, so they are not the rule.  Other threads still get their turns: between two sends, once per
switch interval.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterable, Iterator
from itertools import islice

from camerasheet.realtime.connection import Client

BROKEN = -1

SLOW_SEND_SECONDS = 0.0001
"""A send takes about 5 µs; one that waited for the GIL takes 500 or more."""

FIRST_LOOK, LONGEST_LOOK = 4, 32  # sends between two looks at the clock

Unfinished = list[tuple[Client, int]]

_send = ctypes.PyDLL(None).send  # PyDLL, unlike CDLL, keeps the GIL
_send.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int)
_send.restype = ctypes.c_ssize_t


def send_to_all(clients: Iterable[Client], frame: bytes) -> Unfinished:
    """Send `frame` to each of `clients`, and say for whom more is to be done.

    Returns (client, bytes the kernel took) where that is not the whole frame: 0 for a client that
    has something waiting already, BROKEN for a lost connection.  No client is changed, so nobody's
    loss can disturb the round.
    """
    waiting = iter(clients)
    unfinished: Unfinished = []
    _send_while_quick(waiting, frame, unfinished)
    _send_keeping_the_gil(waiting, frame, unfinished)
    return unfinished


def _send_while_quick(waiting: Iterator[Client], frame: bytes, unfinished: Unfinished) -> None:
    """Send to those in `waiting`, to the last or until sends become slow."""
    size, look = len(frame), FIRST_LOOK
    while some := tuple(islice(waiting, look)):
        began = time.monotonic()
        for client in some:
            if client.queue is None:
                try:
                    sent = client.transmit(frame)
                    if sent == size:
                        continue
                except BlockingIOError:
                    sent = 0
                except OSError:
                    sent = BROKEN
                unfinished.append((client, sent))
            else:
                unfinished.append((client, 0))
        if time.monotonic() - began > SLOW_SEND_SECONDS * look:
            return
        look = min(2 * look, LONGEST_LOOK)


def _send_keeping_the_gil(waiting: Iterator[Client], frame: bytes, unfinished: Unfinished) -> None:
    """Send to those in `waiting`, to the last."""
    size = len(frame)
    for client in waiting:
        sent = 0
        if client.queue is None:
            sent = _send(client.fd, frame, size, 0)
            if sent == size:
                continue
        # An error counts as nothing sent: it is often "try again", and flushing finds out.
        unfinished.append((client, max(sent, 0)))
