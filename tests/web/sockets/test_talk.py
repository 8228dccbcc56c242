"""When what clients ask reaches the desk."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from camerasheet.desk import Slip, digest
from camerasheet.realtime.connection import Client
from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.edits import parse_edit
from camerasheet.storage.control.identity import Identity, IdentityKind
from camerasheet.web.sockets import talk
from camerasheet.web.sockets.channel import ShowChannel
from camerasheet.web.sockets.talk import Seat, Talk
from tests.realtime.wire import eventually
from tests.support.rehearsal import ADMIN
from tests.support.shows import Stand, empty_show, new_edit_id, standing


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    with standing(empty_show(tmp_path)) as stand:
        yield stand


@pytest.fixture
def clients(stand: Stand) -> Iterator[list[Client]]:
    pairs = [socket.socketpair() for _ in range(3)]
    channel = ShowChannel(stand.desk.sheet, (), None)  # type: ignore[arg-type]  # nothing is drawn
    somebody = Identity(ADMIN.id, ADMIN.name, IdentityKind.ACCOUNT, Role.ADMIN, {}, "")
    seat = Seat(somebody, ADMIN, stand.desk, channel, html=False, now=lambda: ADMIN)
    yield [Client(ours, None, seat) for ours, _ in pairs]
    for pair in pairs:
        for end in pair:
            end.close()


@pytest.fixture
def deciding(stand: Stand) -> Iterator[threading.Event]:
    """The desk is in the middle of an edit until this is set."""
    begun, end = threading.Event(), threading.Event()

    def person() -> Person:
        begun.set()
        end.wait(10)
        return ADMIN

    payload = {"kind": "add_cue"}
    slow = Slip(new_edit_id(), parse_edit(payload), ADMIN.id, person, digest(payload), None)
    stand.desk.submit([slow], lambda outcomes: None)
    begun.wait(10)
    yield end
    end.set()


def ask(talk: Talk, client: Client) -> None:
    edit = {"type": "edit", "id": new_edit_id(), "edit": {"kind": "add_cue"}}
    talk.received(client, json.dumps(edit))


def test_what_many_ask_is_one_transaction(stand: Stand, clients: list[Client]) -> None:
    talk = Talk()
    for client in clients:
        ask(talk, client)
    assert not stand.desk.sheet.order, "it waits until all have been heard"
    assert not talk.hand_on()
    eventually(lambda: len(stand.desk.sheet.order) == len(clients))
    # The first may have been taken up before the last was there.
    assert len(stand.published) <= 2


def test_a_desk_that_is_deciding_gets_it_afterwards(
    stand: Stand,
    clients: list[Client],
    deciding: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(talk, "LONGEST_KEPT_SECONDS", 60.0)
    taken = Talk()
    ask(taken, clients[0])
    assert taken.hand_on(), "kept"
    deciding.set()
    eventually(lambda: not stand.desk.more_coming)
    assert not taken.hand_on()
    eventually(lambda: len(stand.desk.sheet.order) == 2)


def test_a_desk_that_is_never_done_gets_it_all_the_same(
    stand: Stand, clients: list[Client], deciding: threading.Event
) -> None:
    taken = Talk()
    ask(taken, clients[0])
    time.sleep(talk.LONGEST_KEPT_SECONDS + 0.01)
    assert not taken.hand_on()
    deciding.set()
    eventually(lambda: len(stand.desk.sheet.order) == 2)
