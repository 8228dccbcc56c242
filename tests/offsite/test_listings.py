"""What is remembered of the store when several look into it at once."""

from __future__ import annotations

import threading

import pytest

from camerasheet.offsite.remote import Copies
from tests.offsite.abroad import PATIENCE, Abroad


class Looks:
    """Looks into the store that have their answer, and are held back with it by their thread."""

    def __init__(self, abroad: Abroad, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
        self._seen = {name: threading.Event() for name in names}
        self._gates = {name: threading.Event() for name in names}
        remote = abroad.offsite.remote(abroad.show_id)
        self._usual = remote.list
        self.breaks = ""
        monkeypatch.setattr(remote, "list", self._held)

    def _held(self) -> Copies:
        found = self._usual()
        name = threading.current_thread().name
        if name in self._gates:
            self._seen[name].set()
            assert self._gates[name].wait(PATIENCE)
        if name == self.breaks:
            raise ZeroDivisionError
        return found

    def seen(self, name: str) -> threading.Thread:
        """The thread of that name, once it has its answer."""
        assert self._seen[name].wait(PATIENCE)
        return next(each for each in threading.enumerate() if each.name == name)

    def go_on(self, name: str) -> None:
        """Let it remember what it was told, and wait until it has."""
        thread = self.seen(name)
        self._gates[name].set()
        thread.join(PATIENCE)


def test_an_older_look_takes_nothing_back(abroad: Abroad, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Looks(abroad, monkeypatch, "offsite")
    made = abroad.create()
    assert abroad.offsite.known(abroad.show_id).looking
    looks.seen("offsite")
    abroad.pushed(made.filename)  # and looks itself
    known = abroad.offsite.known(abroad.show_id)
    assert known.names() == {made.filename}
    assert not known.looking
    looks.go_on("offsite")
    assert abroad.offsite.known(abroad.show_id) == known


@pytest.mark.parametrize("breaks", ["", "asks"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_there_is_more_to_come_while_a_later_look_goes_on(
    abroad: Abroad, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    looks = Looks(abroad, monkeypatch, "offsite", "asks")
    looks.breaks = breaks
    assert abroad.offsite.known(abroad.show_id).looking
    looks.seen("offsite")
    threading.Thread(target=abroad.there, name="asks", daemon=True).start()
    looks.seen("asks")
    looks.go_on("offsite")
    assert abroad.offsite.known(abroad.show_id).looking
    looks.go_on("asks")
    assert not abroad.offsite.known(abroad.show_id).looking
