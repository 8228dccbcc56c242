import threading

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.storage import sqlite
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identities import Identities
from camerasheet.storage.control.store import ControlStore
from tests.storage.conftest import HandClock
from tests.storage.control.conftest import sign_in


def behind_our_back(control: ControlDatabase, statement: str) -> None:
    connection = sqlite.connect(control.database.path)
    connection.execute(statement)
    connection.close()


def test_looking_up_writes_nothing(control: ControlDatabase, ann: Account) -> None:
    session = sign_in(control, ann)
    other = sqlite.connect(control.database.path)
    other.execute("BEGIN IMMEDIATE")  # nobody else can write now
    assert session.identity is not None
    other.close()


def test_what_is_remembered_is_forgotten_within_a_minute(
    control: ControlDatabase, ann: Account, clock: HandClock
) -> None:
    session = sign_in(control, ann)
    assert session.identity is not None
    behind_our_back(control, "UPDATE sessions SET revoked_at = 1")
    assert session.identity is not None, "remembered: this is what makes it fast"
    clock.advance(seconds=60)
    assert session.identity is None


def test_our_own_changes_are_known_before_anybody_is_told(
    control: ControlDatabase, ann: Account, bob: Account
) -> None:
    session = sign_in(control, bob)
    assert session.known.role is Role.VIEWER
    heard: list[Role | None] = []
    control.changed.append(lambda: heard.append(session.known.role))
    control.accounts.change_role(bob.id, Role.EDITOR, by=ann.who())
    assert heard == [Role.EDITOR]


def test_memory_is_bounded_and_guesses_do_not_fill_it(
    control: ControlDatabase, ann: Account, clock: HandClock
) -> None:
    identities = Identities(ControlStore(control.database, clock), remember_at_most=3)
    secrets = [control.sessions.open(ann.id).secret for _ in range(5)]
    assert all(identities.of_session(secret) for secret in secrets)
    for guess in range(10):
        assert identities.of_session(f"guess {guess}") is None
    assert identities.remembered == 3
    assert all(identities.of_session(secret) for secret in secrets)


def test_what_was_seen_is_not_lost_when_it_cannot_be_written(
    control: ControlDatabase, ann: Account
) -> None:
    assert sign_in(control, ann).identity is not None
    path = control.database.path
    control.database.dispose()
    path.rename(path.with_suffix(".away"))
    with pytest.raises(Exception, match="is not there"):
        control.identities.flush_seen()
    path.with_suffix(".away").rename(path)
    assert control.identities.flush_seen() == 1


def test_a_change_is_never_undone_by_somebody_who_was_just_looking(
    control: ControlDatabase, ann: Account, bob: Account
) -> None:
    session = sign_in(control, bob)
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            _ = session.identity

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in range(40):
            role = Role.EDITOR if number % 2 else Role.VIEWER
            control.accounts.change_role(bob.id, role, by=ann.who())
            assert session.known.role is role
    finally:
        stop.set()
        for thread in threads:
            thread.join()
