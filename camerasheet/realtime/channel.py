"""What the hub is told about: the two protocols its users implement."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from camerasheet.realtime.connection import Client


class Channel(Protocol):
    """One stream of items that many clients follow, such as a show.

    Its methods run on the hub's thread only and must not block.  It is hashed by identity.
    """

    def absorb(self, items: Sequence[object]) -> None:
        """Move on by `items`, in the order they were published.

        Called once per batch, before it is rendered.  From here on a client that joins is
        expected to know them already, and everything after them will reach it.  What belongs to
        one client only, such as the answer to its edit, may be sent from here with `Hub.send`.

        An exception is logged and every member of the channel is closed with 1011, so that it
        comes back and starts over.
        """

    def render(self, group: Hashable, items: Sequence[object]) -> bytes | None:
        """The text message, in UTF-8, that tells the members of `group` about `items`.

        Called once per batch and group; None sends that group nothing.  An exception is logged
        and closes that group alone, with 1011.
        """


class Handler(Protocol):
    """What the application does when a client comes, speaks and goes.

    Runs on the hub's thread and must not block; no two calls are ever nested.  An exception is
    logged and closes that client with 1011.
    """

    def opened(self, client: Client) -> None:
        """The hub has taken `client` over.  Its messages follow."""

    def received(self, client: Client, text: str) -> None:
        """`client` sent one whole text message."""

    def hand_on(self) -> None:
        """Everybody has been heard who had something to say; once a round while something waits.

        What clients have asked may be kept until now and handed on together: whoever works on it
        would otherwise be woken by each of them.
        """

    def closed(self, client: Client) -> None:
        """`client` is gone, or going: nothing more will come from it or reach it.

        Called exactly once for each client `opened` was called for.
        """
