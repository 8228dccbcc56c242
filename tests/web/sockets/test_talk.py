"""When what clients ask reaches the desk."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from camerasheet.realtime.connection import Client
from camerasheet.sheet.crew import Person, Role
from camerasheet.storage.control.identity import Identity, IdentityKind
from camerasheet.web.sockets.channel import ShowChannel
from camerasheet.web.sockets.talk import Seat, Talk
from tests.realtime.wire import PATIENCE, eventually
from tests.support.rehearsal import ADMIN
from tests.support.shows import Stand, empty_show, new_edit_id, standing


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    with standing(empty_show(tmp_path)) as stand:
        yield stand


@pytest.fixture
def decide() -> Iterator[threading.Event]:
    """Until it is set, the desk is held up at the first edit it takes up."""
    gate = threading.Event()
    yield gate
    gate.set()


@pytest.fixture
def clients(stand: Stand, decide: threading.Event) -> Iterator[list[Client]]:
    pairs = [socket.socketpair() for _ in range(9)]
    channel = ShowChannel(stand.desk.sheet, (), None)  # type: ignore[arg-type]  # nothing is drawn
    somebody = Identity(ADMIN.id, ADMIN.name, IdentityKind.ACCOUNT, Role.ADMIN, {}, "")

    def asking() -> Person:
        decide.wait(PATIENCE)
        return ADMIN

    seat = Seat(somebody, ADMIN, stand.desk, channel, html=False, now=asking)
    yield [Client(ours, None, seat) for ours, _ in pairs]
    for pair in pairs:
        for end in pair:
            end.close()


def ask(talk: Talk, client: Client) -> None:
    edit = {"type": "edit", "id": new_edit_id(), "edit": {"kind": "add_cue"}}
    talk.received(client, json.dumps(edit))


def test_what_many_ask_is_one_transaction(
    stand: Stand, clients: list[Client], decide: threading.Event
) -> None:
    talk = Talk()
    for client in clients:
        ask(talk, client)
    assert not stand.desk.more_coming, "it waits until all have been heard"
    talk.hand_on()
    decide.set()
    eventually(lambda: len(stand.desk.sheet.order) == len(clients))
    # The first may have been taken up before the last was there.
    assert len(stand.published) <= 2
