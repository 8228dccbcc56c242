"""What a client says, and what it is answered. Runs on the hub's thread and never blocks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from camerasheet.desk import Desk, Outcome, Slip, digest
from camerasheet.realtime.connection import Client
from camerasheet.realtime.hub import Hub
from camerasheet.sheet.crew import Person
from camerasheet.sheet.edits import parse_edit, parse_edit_id
from camerasheet.sheet.errors import CamerasheetError, Malformed, SignInNeeded
from camerasheet.storage.control.identity import Identity
from camerasheet.web.sockets import messages
from camerasheet.web.sockets.channel import Group, ShowChannel

log = logging.getLogger(__name__)

LEFT_OUT = 1008
"""Close code for whoever may no longer follow: browsers do not come back by themselves after it."""


@dataclass(frozen=True, slots=True)
class Seat:
    """What the hub keeps beside a client's socket: who they are, and which show they follow.

    ``person`` is who they were when they came; ``now`` looks up who they are at this moment, or
    raises :class:`SignInNeeded`.
    """

    identity: Identity
    person: Person
    desk: Desk
    channel: ShowChannel
    html: bool
    now: Callable[[], Person]


class Talk:
    """The hub's handler."""

    def __init__(self) -> None:
        self.hub: Hub | None = None  # set by the wiring: the hub needs its handler first
        self._asked: list[tuple[Client, Desk, list[Slip]]] = []

    def opened(self, client: Client) -> None:
        """Nothing is sent until the client says hello: only it knows what it has seen."""

    def closed(self, client: Client) -> None:
        """Nothing hangs on a client but its seat, which goes with it."""

    def received(self, client: Client, text: str) -> None:
        """One message. What is not understood is refused; the connection stays."""
        seat = _seat(client)
        try:
            message = messages.parse(text)
            if isinstance(message, messages.Hello):
                self._hello(client, seat, message)
            elif isinstance(message, messages.EditsMessage):
                self._edits(client, seat, message.epoch, [(e.id, e.edit) for e in message.edits])
            elif isinstance(message, messages.LiveMessage):
                self._edits(client, seat, message.epoch, [(message.id, message.edit())])
            else:
                self._edits(client, seat, message.epoch, [(message.id, message.edit)])
        except CamerasheetError as error:
            self._send(client, messages.encode(messages.refused(None, error.as_json())))

    def hand_on(self) -> None:
        """What was asked goes to the desks together: each decides it in one transaction."""
        asked, self._asked = self._asked, []
        for client, desk, slips in asked:
            desk.submit(slips, partial(self._answer, client))

    def _hello(self, client: Client, seat: Seat, hello: messages.Hello) -> None:
        """Bring the client up to where the channel stands, and let it follow from there.

        Both happen between two fan-outs, so nothing is missed and nothing comes twice.
        """
        group = Group(seat.html, hello.view if seat.html else "sheet")
        if self.hub is not None:
            self.hub.say(client, seat.channel.resume(group, hello.epoch, hello.seq))
            self.hub.join(client, seat.channel, group)

    def _edits(
        self, client: Client, seat: Seat, epoch: str | None, asked: list[tuple[object, object]]
    ) -> None:
        slips: list[Slip] = []
        for edit_id, payload in asked:
            try:
                slips.append(self._slip(seat, epoch, edit_id, payload))
            except Malformed as error:
                self._send(client, messages.encode(messages.refused(edit_id, error.as_json())))
        if slips:
            self._asked.append((client, seat.desk, slips))

    def _slip(self, seat: Seat, epoch: str | None, edit_id: object, payload: object) -> Slip:
        return Slip(
            id=parse_edit_id(edit_id),
            edit=parse_edit(payload),
            who=seat.person.id,
            person=seat.now,
            digest=digest(payload),
            epoch=epoch,
        )

    def _answer(self, client: Client, outcomes: list[Outcome]) -> None:
        """Called by the writer: the answers go out after the events they speak of."""
        if self.hub is not None:
            for outcome in outcomes:
                self.hub.reply(client, messages.answer(outcome))

    def _send(self, client: Client, payload: bytes) -> None:
        if self.hub is not None:
            self.hub.send(client, payload)


def _seat(client: Client) -> Seat:
    if not isinstance(client.session, Seat):
        raise SignInNeeded("Nobody is signed in on this connection.")
    return client.session
