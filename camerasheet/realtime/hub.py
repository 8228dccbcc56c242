"""The hub: one thread that owns every connected client.

A thousand clients need no thousand threads.  One waits for all sockets at once, encodes each
broadcast once, and gives every client a queue of its own, so that nobody waits for the slowest.
"""

from __future__ import annotations

import logging
import math
import socket
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import replace

from wsproto.frame_protocol import CloseReason

from camerasheet.realtime import frames
from camerasheet.realtime.channel import Channel, Handler
from camerasheet.realtime.connection import Client
from camerasheet.realtime.inbox import Call, Inbox, Published, Reply
from camerasheet.realtime.pace import Pace
from camerasheet.realtime.pulse import Pulse
from camerasheet.realtime.reception import Reception
from camerasheet.realtime.roster import READ, Roster, Stats
from camerasheet.realtime.rounds import Rounds
from camerasheet.realtime.way import RightOfWay

ARRIVALS_A_TURN = 16
"""How many new clients are let in between two looks at the rest: a storm must not stop the show."""

SWEEP_SECONDS = 1.0
"""How often deadlines are checked while any client has one."""

log = logging.getLogger(__name__)


class Hub:
    """Owns the sockets of all clients and the thread that serves them.

    Any thread may call `start`, `stop`, `adopt`, `publish`, `reply`, `call`, `close_where`,
    `stats` and `count`.  `send`, `say`, `close`, `join` and `leave` are for the hub's own
    thread, which is where a Handler, a Channel and what was given to `call` run.

    **Order.** What one thread publishes, replies and calls is done in that order, with one
    exception: a reply may be overtaken by items published after it.  What is done on the hub's
    thread happens between two batches: code there may read a channel's position, send what a
    client has missed up to it and `join`, and the client misses nothing and gets nothing twice.

    **Batching.** Items that queue up while the hub is busy are absorbed and rendered together;
    when it is not busy and no more are coming, nothing waits.  A `call` ends a batch, a `reply`
    does not.  What clients ask is handed on together too, before a round and not during one:
    whoever works on it takes the interpreter from the round, which then takes twice as long.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        heartbeat: Callable[[], bytes] | None = None,
        heartbeat_seconds: float = 5.0,
        more_coming: Callable[[], bool] = lambda: False,
        max_clients: int = 10_000,
        queue_limit: int = 1 << 20,
        message_limit: int = 256 * 1024,
        stall_seconds: float = 30.0,
    ) -> None:
        """Nothing is opened before `start`, so that a hub may be made before a fork.

        `handler` is told what clients do.  `heartbeat` gives the text message that everyone gets
        every `heartbeat_seconds`.  `more_coming` says whether more is about to be published, within
        a few milliseconds.  `queue_limit` is how many bytes may wait for a client behind
        the message it is being sent (one message of any size always may); `message_limit` is the
        largest message a client may send, in bytes; `stall_seconds` is how long a client may take
        nothing at all while something waits for it.
        """
        self._pulse = Pulse(heartbeat, heartbeat_seconds)
        self._pace = Pace(more_coming)
        self.way = RightOfWay(more_coming)
        self._roster = Roster(queue_limit, stall_seconds)
        self._reception = Reception(self._roster, handler, max_clients, message_limit)
        self._inbox = Inbox()
        self._rounds = Rounds(self._roster, self._inbox, self._pace, self.way)
        self._thread: threading.Thread | None = None
        self._handed_on = False  # something, while something else waited to be sent
        self._withheld = False  # what clients asked, until what waits has been sent
        self._next_sweep = 0.0
        self._stop_by: float | None = None  # set once a stop has begun
        self._farewell: tuple[int, str] = (CloseReason.SERVICE_RESTART, "")
        self._finished = False

    # -- for any thread ---------------------------------------------------------------------

    def start(self) -> None:
        """Start the hub's thread.  RuntimeError when it has been started before."""
        if self._thread is not None:
            raise RuntimeError("this hub has been started already")
        self._roster.open()
        self._inbox.open()
        self._roster.selector.register(self._inbox.bell, READ, None)
        self._thread = threading.Thread(target=self._run, name="hub", daemon=True)
        self._thread.start()

    def stop(
        self, code: int = CloseReason.SERVICE_RESTART, reason: str = "", timeout: float = 5.0
    ) -> None:
        """Send everyone what waits for them and a close frame, then end the thread.

        Everything published before is delivered first.  Waits at most `timeout` seconds for the
        clients to close their ends, then closes all sockets.  Stopping twice, or without having
        started, does nothing.  RuntimeError on the hub's own thread, which cannot wait for itself.
        """
        thread = self._thread
        if thread is None:
            return
        if thread is threading.current_thread():
            raise RuntimeError("the hub cannot be stopped from its own thread")
        self.call(lambda: self._begin_stop(code, reason, time.monotonic() + timeout))
        thread.join(timeout + 2 * SWEEP_SECONDS)

    def adopt(
        self,
        sock: socket.socket,
        subprotocol: str | None,
        session: object,
        received: bytes = b"",
        *,
        deflate: bool = False,
    ) -> None:
        """Take over a socket that is past its WebSocket upgrade, and own it from here on.

        `received` is what the client has already sent beyond its request.  With `deflate` it has
        agreed to compressed messages (see `realtime.deflate`).  When the hub is full the client is
        closed with 1013, when it is stopping with its farewell.
        """
        self._inbox.arrive(Client(sock, subprotocol, session, deflate=deflate), received)
        if self._finished:  # looked at after, so that no socket is left behind unseen
            self._turn_away_arrivals()

    def publish(self, channel: Channel, item: object) -> None:
        """Have `item` absorbed by `channel` and sent to its members."""
        self._inbox.ask(Published(channel, item))

    def reply(self, client: Client, payload: bytes) -> None:
        """Send a text message to one client, after all that was published before.

        `payload` is UTF-8.  Nothing happens when the client has gone.
        """
        self._inbox.ask(Reply(client, frames.text(payload)))

    def call(self, fn: Callable[[], object]) -> None:
        """Run `fn` on the hub's thread: after all that was published before, before the rest.

        An exception from it is logged.
        """
        self._inbox.ask(Call(fn))

    def close_where(self, which: Callable[[Client], bool], code: int, reason: str = "") -> None:
        """Close every client for which `which` is true; it runs on the hub's thread."""
        self.call(lambda: self._close_where(which, code, reason))

    def stats(self) -> Stats:
        """A copy of the counters."""
        return replace(self._roster.stats)

    @property
    def count(self) -> int:
        """How many clients are connected."""
        return len(self._roster.clients)

    # -- for the hub's thread ---------------------------------------------------------------

    def send(self, client: Client, payload: bytes) -> None:
        """Send one text message, in UTF-8, after everything this client was sent before."""
        self.say(client, frames.Message(payload))

    def say(self, client: Client, message: frames.Message) -> None:
        """The same, for a message that many clients are sent one by one."""
        self._roster.say(client, message)

    def close(self, client: Client, code: int, reason: str = "") -> None:
        """Send a close frame after what still waits, and be done with `client`."""
        self._roster.close(client, code, reason)

    def join(self, client: Client, channel: Channel, group: Hashable) -> None:
        """Send `client` what `channel` renders for `group` from now on, and nothing else.

        A client that is closing or gone joins nothing.
        """
        if client.open:
            self._roster.rooms.join(client, channel, group)

    def leave(self, client: Client) -> None:
        """Take `client` out of its channel, if it is in one."""
        self._roster.rooms.leave(client)

    # -- the loop --------------------------------------------------------------------------

    def _run(self) -> None:
        self._pulse.start(time.monotonic())
        while not self._is_done():
            try:
                self._turn()
            except Exception:
                log.exception("the hub stumbled; it goes on")
                time.sleep(0.01)  # whatever it was, it must not fill the log at full speed
        self._finished = True
        self._reception.hand_on()
        self._turn_away_arrivals()
        self._roster.shut()
        self._reception.tell_gone()
        self._inbox.close()

    def _is_done(self) -> bool:
        if self._stop_by is None:
            return False
        return not self._roster.clients or time.monotonic() >= self._stop_by

    def _turn(self) -> None:
        ready = self._roster.selector.select(self._rest())
        self._inbox.awake()
        look_up_at = time.monotonic() + self._pace.reading_seconds
        for key, mask in ready:
            if key.data is None:
                self._inbox.silence()
            else:
                self._reception.serve(key.data, mask)
            if self._inbox.asked and time.monotonic() >= look_up_at:
                self._do_what_was_asked()
                look_up_at = time.monotonic() + self._pace.reading_seconds
        self._let_arrivals_in()
        self._hand_on()
        if not self._pace.holds(len(self._inbox.asked), time.monotonic()):
            self._do_what_was_asked()
        self._keep_time()
        self._reception.tell_gone()

    def _hand_on(self) -> None:
        """Hand on what has been read: always when nothing waits to be sent, else once a round.

        What waits then goes with what comes of it, and whoever decides is done before the round
        begins: it would take the interpreter from it at each send.
        """
        waits = bool(self._inbox.asked)
        self._withheld = waits and self._handed_on
        if not self._withheld:
            self._reception.hand_on()
            self._handed_on = waits

    def _rest(self) -> float | None:
        """For how many seconds to wait for clients; the inbox's bell ends it."""
        if self._withheld and not self._inbox.asked:
            return 0.0  # the round is over: hear who has spoken meanwhile, and hand it all on
        if self._inbox.may_sleep():
            return self._patience()
        asked = len(self._inbox.asked)
        held = self._pace.holds(asked, time.monotonic())
        return held if held and self._inbox.may_nap(asked) else 0.0

    def _patience(self) -> float | None:
        """Seconds until something is due although nothing happens."""
        due = self._pulse.due
        if self._roster.anyone_timed:
            due = min(due, self._next_sweep)
        if self._stop_by is not None:
            due = min(due, self._stop_by)
        return None if due == math.inf else max(0.0, due - time.monotonic())

    def _keep_time(self) -> None:
        now = time.monotonic()
        if now >= self._next_sweep:
            self._next_sweep = now + SWEEP_SECONDS
            self._roster.sweep(now)
        if now >= self._pulse.due:
            part = self._pulse.beat(self._roster.clients, now)
            if part:
                self._roster.send_all(part, frames.text(self._pulse.sign()))

    def _let_arrivals_in(self) -> None:
        farewell = None if self._stop_by is None else self._farewell
        for _ in range(min(ARRIVALS_A_TURN, len(self._inbox.arrivals))):
            self._reception.let_in(*self._inbox.arrivals.popleft(), farewell)

    def _turn_away_arrivals(self) -> None:
        while self._inbox.arrivals:
            self._inbox.arrivals.popleft()[0].hang_up()

    # -- what other threads ask ---------------------------------------------------------------

    def _do_what_was_asked(self) -> None:
        self._handed_on = False
        self._rounds.go()

    def _close_where(self, which: Callable[[Client], bool], code: int, reason: str) -> None:
        for client in [c for c in self._roster.clients if c.open and which(c)]:
            self._roster.close(client, code, reason)

    def _begin_stop(self, code: int, reason: str, by: float) -> None:
        if self._stop_by is None:
            self._stop_by, self._farewell = by, (code, reason)
            self._close_where(lambda client: True, code, reason)
