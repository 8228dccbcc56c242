"""Who hears which channel, by group."""

from __future__ import annotations

from collections.abc import Hashable

from camerasheet.realtime.channel import Channel
from camerasheet.realtime.connection import Client

Members = dict[Client, None]  # a set that keeps the order in which they joined


class Rooms:
    """Members of each channel, grouped by what they are to be sent.

    A client is in one group of one channel, or in none.  Empty groups and channels are forgotten,
    so a show nobody watches costs nothing here.
    """

    __slots__ = ("_by_channel",)

    def __init__(self) -> None:
        self._by_channel: dict[Channel, dict[Hashable, Members]] = {}

    def join(self, client: Client, channel: Channel, group: Hashable) -> None:
        """Put `client` there, out of wherever it was."""
        self.leave(client)
        self._by_channel.setdefault(channel, {}).setdefault(group, {})[client] = None
        client.channel, client.group = channel, group

    def leave(self, client: Client) -> None:
        """Take `client` out of its channel, if it is in one."""
        channel, group = client.channel, client.group
        if channel is None:
            return
        client.channel = client.group = None
        groups = self._by_channel[channel]
        del groups[group][client]
        if not groups[group]:
            del groups[group]
            if not groups:
                del self._by_channel[channel]

    def groups(self, channel: Channel) -> list[tuple[Hashable, Members]]:
        """The groups of `channel` with their members, as they are now."""
        return list(self._by_channel.get(channel, {}).items())
