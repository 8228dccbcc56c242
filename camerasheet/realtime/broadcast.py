"""From published items to everyone's socket."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from wsproto.frame_protocol import CloseReason

from camerasheet.realtime import frames
from camerasheet.realtime.channel import Channel
from camerasheet.realtime.connection import Client
from camerasheet.realtime.roster import Roster

log = logging.getLogger(__name__)

CONFUSED = CloseReason.INTERNAL_ERROR, "please reconnect"


def broadcast(roster: Roster, channel: Channel, items: Sequence[object]) -> None:
    """Have `channel` absorb `items`, and each group of its members sent what it renders.

    What the channel raises is logged, never raised: it costs the members concerned their
    connection, so that they come back and resume from what they last saw.
    """
    roster.stats.batches += 1
    roster.stats.items += len(items)
    try:
        channel.absorb(items)
    except Exception:
        log.exception("a channel could not absorb %d items; all its members are closed", len(items))
        for _, members in roster.rooms.groups(channel):
            _close(roster, members)
        return
    for group, members in roster.rooms.groups(channel):
        try:
            payload = channel.render(group, items)
        except Exception:
            log.exception("a channel could not render for %r; the group is closed", group)
            _close(roster, members)
        else:
            if payload is not None:
                roster.say_to_all(members, frames.Message(payload))


def _close(roster: Roster, members: Iterable[Client]) -> None:
    for client in list(members):
        roster.close(client, *CONFUSED)
