"""Many real clients at a real server: order, once, and through bad Wi-Fi."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live import Follower, LiveServer, serving
from tests.support.shows import PATIENCE

CLIENTS = 12
EDITS = 25


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with serving(tmp_path / "data") as server:
        yield server


class Wanderer:
    """A client on bad Wi-Fi: it sends its edits, vanishes, comes back and sends them again."""

    def __init__(self, server: LiveServer, number: int) -> None:
        self.server = server
        self.number = number
        self.dice = random.Random(number)
        self.client = server.join("editor")
        self.client.resume()
        self.trouble: BaseException | None = None
        self.comebacks = 0

    def go(self) -> None:
        try:
            for turn in range(EDITS):
                self._edit(f"wander-{self.number:02}-{turn:03}")
        except BaseException as trouble:
            self.trouble = trouble

    def _edit(self, edit_id: str) -> None:
        edit = {"kind": "add_cue", "title": edit_id}
        message = {"type": "edit", "id": edit_id, "edit": edit}
        self.client.send(message)
        if self.dice.random() < 0.3:
            self._vanish()
            self.client.send(message)
        assert self.client.answer(edit_id)["type"] == "ack"

    def _vanish(self) -> None:
        view = self.client.view
        self.client.vanish()
        self.client = self.server.join("editor")
        self.client.view = view
        self.client.resume()
        self.comebacks += 1


def test_exactly_once_through_storms_of_reconnects(server: LiveServer) -> None:
    wanderers = [Wanderer(server, number) for number in range(CLIENTS)]
    threads = [threading.Thread(target=wanderer.go) for wanderer in wanderers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(3 * PATIENCE)
        assert not thread.is_alive()
    assert [wanderer.trouble for wanderer in wanderers] == [None] * CLIENTS
    assert sum(wanderer.comebacks for wanderer in wanderers) > CLIENTS
    sheet = server.sheet()
    titles = [cue["title"] for cue in sheet["cues"] if cue["title"]]
    expected = [f"wander-{n:02}-{turn:03}" for n in range(CLIENTS) for turn in range(EDITS)]
    assert sorted(titles) == expected
    for wanderer in wanderers:
        wanderer.client.catch_up(sheet["seq"])
        assert wanderer.client.view.as_json() == sheet
        assert wanderer.client.view.whole == 1, "resuming never needed the whole sheet"
        wanderer.client.close()


def take(caller: Follower, name: str, seen: int, gate: threading.Barrier) -> None:
    """Take when the other one does, from the same position."""
    gate.wait(PATIENCE)
    caller.send({"type": "live", "id": name, "action": "take", "from": seen})


def test_two_callers_take_at_the_same_moment_and_advance_once(server: LiveServer) -> None:
    callers = [server.join("editor") for _ in range(2)]
    for caller in callers:
        caller.resume()
    for turn in range(len(server.people["cues"])):
        seen = server.sheet()["live"]["seq"]
        gate = threading.Barrier(2)
        names = [f"take-{turn:03}-by-{number}" for number in range(2)]

        threads = [
            threading.Thread(target=take, args=(caller, name, seen, gate))
            for caller, name in zip(callers, names, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        answers = [caller.answer(name) for caller, name in zip(callers, names, strict=True)]
        assert sorted(answer["type"] for answer in answers) == ["ack", "refused"]
        assert server.sheet()["live"]["cue"] == server.people["cues"][turn]
    for caller in callers:
        caller.close()
