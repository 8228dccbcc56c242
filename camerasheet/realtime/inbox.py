"""What other threads ask of the hub, in order, and the bell that wakes it."""

from __future__ import annotations

import contextlib
import socket
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from camerasheet.realtime.channel import Channel
from camerasheet.realtime.connection import Client


class Published(NamedTuple):
    """`item` is for `channel`."""

    channel: Channel
    item: object


class Reply(NamedTuple):
    """`frame` is for `client` alone."""

    client: Client
    frame: bytes


class Call(NamedTuple):
    """`fn` is to be run on the hub's thread."""

    fn: Callable[[], object]


class Inbox:
    """A queue any thread may put into and one thread takes from.

    The bell is a socket pair, for a selector to wait on.  It rings at most once per sleep,
    however much is put in, and not at all while the taker is busy: it will look anyway.
    """

    def __init__(self) -> None:
        self.asked: deque[Published | Reply | Call] = deque()
        self.arrivals: deque[tuple[Client, bytes]] = deque()
        self._asleep = False
        self._naps = False

    def open(self) -> None:
        """Hang up the bell.  Until then things may be put in, but nobody hears."""
        self.bell, self._rope = socket.socketpair()
        self.bell.setblocking(False)
        self._rope.setblocking(False)

    def ask(self, what: Published | Reply | Call) -> None:
        """Put one thing in.  Any thread."""
        self.asked.append(what)
        if self._asleep and not (self._naps and isinstance(what, Reply)):
            self.ring()

    def arrive(self, client: Client, received: bytes) -> None:
        """Put a new client in, with what it has already sent.  Any thread."""
        self.arrivals.append((client, received))
        if self._asleep:
            self.ring()

    def ring(self) -> None:
        """Wake the taker.  Any thread."""
        self._asleep = False  # whoever comes next need not ring again
        with contextlib.suppress(OSError):  # full: it is ringing; closed: nobody is there
            self._rope.send(b"!")

    def may_sleep(self) -> bool:
        """Whether the taker has nothing to do; from then on, the bell rings.

        The order matters: first ask for the bell, then look.  What is put in after the look then
        rings; what was put in before is seen.
        """
        return self._may_sleep(0, naps=False)

    def may_nap(self, asked: int) -> bool:
        """The same while `asked` things wait for more: whether it is no more than those.

        Replies do not ring it: they go with what is being waited for, and the thread that gives
        them would be held up by each.
        """
        return self._may_sleep(asked, naps=True)

    def _may_sleep(self, asked: int, *, naps: bool) -> bool:
        self._naps = naps
        self._asleep = True
        if len(self.asked) > asked or self.arrivals:
            self._asleep = False
            return False
        return True

    def awake(self) -> None:
        """The taker is up and will look: no need to ring."""
        self._asleep = False

    def silence(self) -> None:
        """The bell was heard: stop it."""
        with contextlib.suppress(BlockingIOError):
            self.bell.recv(4096)

    def close(self) -> None:
        """Take the bell down.  What is asked afterwards is never done."""
        self._asleep = False
        self.bell.close()
        self._rope.close()
