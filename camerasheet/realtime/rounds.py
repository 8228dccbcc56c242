"""What other threads have asked of the hub, done: published items in rounds, calls in between.

Everything here runs on the hub's thread.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from camerasheet.realtime.broadcast import broadcast
from camerasheet.realtime.channel import Channel
from camerasheet.realtime.inbox import Call, Inbox, Published, Reply
from camerasheet.realtime.pace import Pace
from camerasheet.realtime.roster import Roster
from camerasheet.realtime.way import RightOfWay

log = logging.getLogger(__name__)


class Rounds:
    """A round is everything that has been published until now, sent to everybody."""

    def __init__(self, roster: Roster, inbox: Inbox, pace: Pace, way: RightOfWay) -> None:
        """``pace`` is told how long rounds take, ``way`` when one runs."""
        self._roster = roster
        self._inbox = inbox
        self._pace = pace
        self._way = way

    def go(self) -> None:
        """Do all that has been asked until now; what comes in meanwhile is the next round."""
        self._pace.go()
        asked = self._inbox.asked
        batches: dict[Channel, list[object]] = {}
        replies: list[Reply] = []
        for _ in range(len(asked)):
            what = asked.popleft()
            if isinstance(what, Published):
                batches.setdefault(what.channel, []).append(what.item)
            elif isinstance(what, Reply):
                replies.append(what)
            else:
                assert isinstance(what, Call)
                self._deliver(batches, replies)
                self._do(what.fn)
        self._deliver(batches, replies)

    def _deliver(self, batches: dict[Channel, list[object]], replies: list[Reply]) -> None:
        if batches:
            began = time.monotonic()
            with self._way.taken():
                for channel, items in batches.items():
                    broadcast(self._roster, channel, items)
            self._pace.fan_out_seconds = time.monotonic() - began
        for client, frame in replies:
            self._roster.send(client, frame)
        batches.clear()
        replies.clear()

    def _do(self, fn: Callable[[], object]) -> None:
        try:
            fn()
        except Exception:
            log.exception("a call on the hub's thread failed")
