import pytest

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import DatabaseCorrupt, DatabaseMissing, DatabaseTooNew
from camerasheet.storage import migrate, sqlite
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.database import ControlDatabase, open_control
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.shows import Show
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.migrate import DatabaseKind
from tests.storage.conftest import HandClock
from tests.storage.control.conftest import PASSWORD, SignedIn, sign_in


def test_an_older_file_is_brought_up_behind_a_copy(data: DataDirectory, clock: HandClock) -> None:
    migrate.create(data.control, DatabaseKind.CONTROL)
    migrate.downgrade(data.control, DatabaseKind.CONTROL, "0001", backups=None)
    control = open_control(data, clock)
    control.shows.create("gala", "Gala", by=SYSTEM)
    control.close()
    assert migrate.current(data.control) == migrate.head(DatabaseKind.CONTROL)
    assert [copy.name for copy in data.backups_of(data.control).iterdir()] == [
        "pre-migration_2026-05-01_20-00-00_0001.db"
    ]


def test_a_newer_file_is_refused_and_untouched(data: DataDirectory, clock: HandClock) -> None:
    migrate.create(data.control, DatabaseKind.CONTROL)
    connection = sqlite.connect(data.control)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = data.control.read_bytes()
    with pytest.raises(DatabaseTooNew):
        open_control(data, clock)
    assert data.control.read_bytes() == before


def test_a_damaged_file_is_refused(data: DataDirectory, clock: HandClock) -> None:
    data.control.write_bytes(b"not a database" * 1000)
    with pytest.raises(DatabaseCorrupt):
        open_control(data, clock)


def test_an_empty_one_never_hides_the_shows(data: DataDirectory, clock: HandClock) -> None:
    data.show_file("01JT5V3Z0QJ5Q6X1W0V8K4M2RN").write_bytes(b"")
    with pytest.raises(DatabaseMissing, match="but shows are"):
        open_control(data, clock)
    assert not data.control.exists()


def test_after_an_old_file_came_back_nobody_is_in(
    control: ControlDatabase, ann: Account, show: Show
) -> None:
    session = sign_in(control, ann)
    link = control.links.create(show.id, Role.VIEWER, label="Door", by=ann.who())
    guest = SignedIn(control, control.sessions.join(link.secret, "Gus", address="").secret)
    token, _ = control.tokens.create("ci", Role.EDITOR, by=ann.who())
    assert session.identity
    assert guest.identity
    assert control.identities.of_token(token)
    control.revoke_everything(by=SYSTEM)
    assert session.identity is None
    assert guest.identity is None
    assert control.identities.of_token(token) is None
    assert control.links.of_show(show.id) == []
    assert control.accounts.authenticate("ann", PASSWORD, address="") == ann


def test_all_are_told_even_when_telling_one_fails(
    control: ControlDatabase, ann: Account, bob: Account
) -> None:
    heard: list[str] = []

    def fail() -> None:
        raise KeyError("a bug in somebody's callback")

    control.changed.extend([fail, lambda: heard.append("told")])
    with pytest.raises(ExceptionGroup):
        control.accounts.change_role(bob.id, Role.EDITOR, by=ann.who())
    assert heard == ["told"]
    assert control.accounts.by_id(bob.id).role is Role.EDITOR


def test_what_is_stored_survives_a_restart(
    control: ControlDatabase, ann: Account, data: DataDirectory, clock: HandClock
) -> None:
    session = sign_in(control, ann)
    control.close()
    again = open_control(data, clock)
    assert again.accounts.list() == [ann]
    assert again.identities.of_session(session.secret) is not None
    again.close()
