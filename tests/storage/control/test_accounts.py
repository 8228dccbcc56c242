import pytest
from argon2 import PasswordHasher

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import AlreadyExists, Forbidden, Malformed, NotFound, SignInNeeded
from camerasheet.storage import sqlite
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.database import ControlDatabase, open_control
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.datadir import DataDirectory
from tests.storage.conftest import HandClock
from tests.storage.control.conftest import PASSWORD, Told, sign_in


def stored_hash(data: DataDirectory, login: str) -> str:
    connection = sqlite.open_raw(data.control, "ro")
    query = "SELECT password_hash FROM accounts WHERE login = ?"
    (password_hash,) = connection.execute(query, (login,)).fetchone()
    connection.close()
    return str(password_hash)


def test_signing_in_whatever_the_case(control: ControlDatabase, ann: Account) -> None:
    assert control.accounts.authenticate(" ANN", PASSWORD, address="10.0.0.7") == ann


@pytest.mark.parametrize(
    ("login", "password"),
    [("ann", "wrong"), ("ann", ""), ("ann", "x" * 300), ("nobody", PASSWORD), ("", PASSWORD)],
)
def test_a_wrong_one_gets_the_same_words(
    control: ControlDatabase, ann: Account, login: str, password: str
) -> None:
    with pytest.raises(SignInNeeded, match="do not belong together"):
        control.accounts.authenticate(login, password, address="10.0.0.7")
    entry = control.audit.list()[0]
    assert (entry.action, entry.who.address) == ("login_failed", "10.0.0.7")
    assert PASSWORD not in repr(entry)


def test_the_password_is_kept_as_argon2_only(
    control: ControlDatabase, ann: Account, data: DataDirectory
) -> None:
    assert stored_hash(data, "ann").startswith("$argon2id$")
    assert PASSWORD not in repr(ann)
    control.close()
    assert PASSWORD.encode() not in data.control.read_bytes()


def test_a_weaker_hash_is_replaced_when_its_owner_signs_in(
    control: ControlDatabase, ann: Account, data: DataDirectory, clock: HandClock
) -> None:
    before = stored_hash(data, "ann")
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    later = open_control(data, clock, hasher=stronger)
    later.accounts.authenticate("ann", PASSWORD, address="")
    later.close()
    after = stored_hash(data, "ann")
    assert before != after
    assert "m=16,t=2" in after


def test_logins_are_unique_whatever_the_case(control: ControlDatabase, ann: Account) -> None:
    with pytest.raises(AlreadyExists):
        control.accounts.create("Ann", "Another", PASSWORD, Role.VIEWER, by=SYSTEM)
    assert control.accounts.count() == 1


def test_a_short_password_makes_no_account(control: ControlDatabase) -> None:
    with pytest.raises(Malformed):
        control.accounts.create("ann", "Ann", "1234567", Role.VIEWER, by=SYSTEM)
    assert control.accounts.count() == 0


def test_a_new_password_ends_the_other_sessions(
    control: ControlDatabase, ann: Account, told: Told
) -> None:
    here, elsewhere = sign_in(control, ann), sign_in(control, ann)
    keep = here.known.credential
    control.accounts.change_password(ann.id, "another password", by=ann.who(), keep=keep)
    assert told.times == 1
    assert here.identity is not None
    assert elsewhere.identity is None
    with pytest.raises(SignInNeeded):
        control.accounts.authenticate("ann", PASSWORD, address="")
    assert control.accounts.check_password(ann.id, "another password")


def test_a_disabled_account_is_nobody(
    control: ControlDatabase, ann: Account, bob: Account, told: Told
) -> None:
    session = sign_in(control, bob)
    assert session.known.id == f"account:{bob.id}"
    control.accounts.disable(bob.id, by=ann.who())
    assert told.times == 1
    assert session.identity is None
    with pytest.raises(SignInNeeded):
        control.accounts.authenticate("bob", PASSWORD, address="")
    with pytest.raises(SignInNeeded):
        control.sessions.open(bob.id)
    control.accounts.enable(bob.id, by=ann.who())
    assert session.identity is None, "an ended session stays ended"
    assert control.accounts.authenticate("bob", PASSWORD, address="").disabled_at is None


def test_the_last_admin_cannot_lock_everybody_out(
    control: ControlDatabase, ann: Account, bob: Account
) -> None:
    with pytest.raises(Forbidden, match="the only admin"):
        control.accounts.disable(ann.id, by=ann.who())
    with pytest.raises(Forbidden, match="the only admin"):
        control.accounts.change_role(ann.id, Role.EDITOR, by=ann.who())
    control.accounts.change_role(bob.id, Role.ADMIN, by=ann.who())
    assert control.accounts.change_role(ann.id, Role.EDITOR, by=ann.who()).role is Role.EDITOR


def test_a_role_and_a_name_change_for_open_sessions(
    control: ControlDatabase, ann: Account, bob: Account, told: Told
) -> None:
    session = sign_in(control, bob)
    assert session.known.role is Role.VIEWER
    control.accounts.change_role(bob.id, Role.EDITOR, by=ann.who())
    control.accounts.rename(bob.id, "Robert", by=ann.who())
    assert told.times == 2
    assert (session.known.role, session.known.name) == (Role.EDITOR, "Robert")


def test_the_admin_of_the_settings_is_made_kept_and_mended(control: ControlDatabase) -> None:
    made = control.accounts.ensure_admin("first password")
    lines = len(control.audit.list())
    assert control.accounts.ensure_admin("first password") == made
    assert len(control.audit.list()) == lines, "nothing to do is nothing written"
    other = control.accounts.create("ann", "Ann", PASSWORD, Role.ADMIN, by=SYSTEM)
    control.accounts.change_role(made.id, Role.VIEWER, by=other.who())
    control.accounts.disable(made.id, by=other.who())
    mended = control.accounts.ensure_admin("second password")
    assert (mended.id, mended.role, mended.disabled_at) == (made.id, Role.ADMIN, None)
    assert control.accounts.authenticate("admin", "second password", address="") == mended
    with pytest.raises(Malformed):
        control.accounts.ensure_admin("short")


def test_lists_and_lookups(control: ControlDatabase, ann: Account, bob: Account) -> None:
    assert control.accounts.list() == [ann, bob]
    assert control.accounts.by_login("BOB") == control.accounts.by_id(bob.id) == bob
    with pytest.raises(NotFound):
        control.accounts.by_login("nobody")
    with pytest.raises(NotFound):
        control.accounts.by_id("nobody")
    with pytest.raises(NotFound):
        control.accounts.check_password("nobody", "x")
    with pytest.raises(NotFound):
        control.accounts.disable("nobody", by=SYSTEM)
