from datetime import timedelta

from camerasheet.storage import sqlite
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.datadir import DataDirectory
from tests.storage.conftest import HandClock
from tests.storage.control.conftest import Told, sign_in


def test_a_session_is_its_accounts(control: ControlDatabase, ann: Account) -> None:
    identity = sign_in(control, ann).known
    assert (identity.id, identity.name, identity.is_admin) == (f"account:{ann.id}", "Ann", True)
    assert identity.who("10.0.0.7").address == "10.0.0.7"


def test_a_guess_is_nobody(control: ControlDatabase) -> None:
    for guess in ("", "guess", "\udcff", "x" * 10_000):
        assert control.identities.of_session(guess) is None


def test_only_the_key_is_stored(control: ControlDatabase, ann: Account) -> None:
    made = control.sessions.open(ann.id)
    connection = sqlite.open_raw(control.database.path, "ro")
    (key,) = connection.execute("SELECT key FROM sessions").fetchone()
    connection.close()
    assert len(made.secret) >= 43, "256 bits"
    assert made.secret not in repr(made)
    assert key != made.secret
    assert control.identities.of_session(key) is None, "the key lets nobody in"


def test_it_ends_after_its_days(control: ControlDatabase, ann: Account, clock: HandClock) -> None:
    session = sign_in(control, ann)
    clock.advance(days=29, hours=23, minutes=59, seconds=59)
    assert session.identity is not None
    clock.advance(seconds=1)
    assert session.identity is None


def test_signing_out(control: ControlDatabase, ann: Account, bob: Account, told: Told) -> None:
    session, other = sign_in(control, ann), sign_in(control, ann)
    assert session.identity is not None
    control.sessions.close(session.secret, by=ann.who())
    control.sessions.close(session.secret, by=ann.who())
    assert told.times == 1
    assert session.identity is None
    assert other.identity is not None


def test_all_of_somebodys_sessions(control: ControlDatabase, ann: Account, bob: Account) -> None:
    here, there, anns = sign_in(control, bob), sign_in(control, bob), sign_in(control, ann)
    ended = control.sessions.revoke_account(bob.id, by=bob.who(), keep=here.known.credential)
    assert ended == 1
    assert there.identity is None
    assert here.identity is not None
    assert anns.identity is not None


def test_ended_sessions_are_forgotten(
    control: ControlDatabase, ann: Account, clock: HandClock
) -> None:
    old = sign_in(control, ann)
    control.sessions.close(old.secret, by=ann.who())
    clock.advance(days=20)
    new = sign_in(control, ann)
    assert control.sessions.prune(clock.now - timedelta(days=7)) == 1
    assert new.identity is not None


def test_when_somebody_was_last_seen_is_written_for_all_at_once(
    control: ControlDatabase, ann: Account, clock: HandClock, data: DataDirectory
) -> None:
    sessions = [sign_in(control, ann) for _ in range(3)]
    clock.advance(minutes=5)
    assert all(session.identity for session in sessions)
    assert all(session.identity for session in sessions)
    assert control.identities.flush_seen() == 3
    assert control.identities.flush_seen() == 0
    connection = sqlite.open_raw(data.control, "ro")
    seen = connection.execute("SELECT DISTINCT last_seen_at - created_at FROM sessions").fetchall()
    connection.close()
    assert seen == [(5 * 60_000,)]
