import pytest

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Malformed, NotFound
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import IdentityKind
from camerasheet.storage.control.shows import Show
from camerasheet.storage.datadir import DataDirectory
from tests.storage.conftest import HandClock
from tests.storage.control.conftest import Told


def test_a_token_for_all_shows(control: ControlDatabase, ann: Account, show: Show) -> None:
    secret, token = control.tokens.create("prompter", Role.EDITOR, by=ann.who())
    assert secret.startswith("cst_")
    identity = control.identities.of_token(secret)
    assert identity is not None
    assert (identity.id, identity.kind) == (f"token:{token.id}", IdentityKind.TOKEN)
    person = identity.person_in(show.id)
    assert person is not None
    assert (person.name, person.role) == ("prompter", Role.EDITOR)


def test_a_token_for_one_show(
    control: ControlDatabase, ann: Account, show: Show, other_show: Show
) -> None:
    secret, _ = control.tokens.create(
        "tally", Role.ADMIN, show_id=show.id, camera_id="cam", by=ann.who()
    )
    identity = control.identities.of_token(secret)
    assert identity is not None
    assert not identity.is_admin
    assert identity.person_in(other_show.id) is None
    person = identity.person_in(show.id)
    assert person is not None
    assert (person.role, person.camera) == (Role.ADMIN, "cam")


def test_a_revoked_token_is_nobodys(control: ControlDatabase, ann: Account, told: Told) -> None:
    secret, token = control.tokens.create("old", Role.EDITOR, by=ann.who())
    was = control.identities.of_token(secret)
    assert was is not None
    control.tokens.revoke(token.id, by=ann.who())
    assert told.times == 1
    assert control.identities.of_token(secret) is None
    assert control.identities.again(was) is None
    assert control.tokens.list() == []
    assert [old.id for old in control.tokens.list(revoked=True)] == [token.id]


def test_a_token_is_no_session_and_the_other_way_round(
    control: ControlDatabase, ann: Account
) -> None:
    secret, _ = control.tokens.create("ci", Role.EDITOR, by=ann.who())
    assert control.identities.of_session(secret) is None
    assert control.identities.of_token(control.sessions.open(ann.id).secret) is None


def test_the_secret_is_kept_nowhere(
    control: ControlDatabase, ann: Account, data: DataDirectory
) -> None:
    secret, token = control.tokens.create("ci", Role.EDITOR, by=ann.who())
    assert secret not in repr(token)
    control.close()
    assert secret.removeprefix("cst_").encode() not in data.control.read_bytes()


def test_when_it_was_last_used(control: ControlDatabase, ann: Account, clock: HandClock) -> None:
    secret, token = control.tokens.create("ci", Role.EDITOR, by=ann.who())
    assert token.last_used_at is None
    clock.advance(hours=1)
    control.identities.of_token(secret)
    control.identities.flush_seen()
    assert control.tokens.list()[0].last_used_at == clock.now


def test_what_cannot_be_made(control: ControlDatabase, ann: Account) -> None:
    with pytest.raises(NotFound):
        control.tokens.create("x", Role.VIEWER, show_id="no show", by=ann.who())
    with pytest.raises(Malformed):
        control.tokens.create("x", Role.OPERATOR, camera_id="cam", by=ann.who())
    with pytest.raises(NotFound):
        control.tokens.revoke("no token", by=ann.who())
    assert control.tokens.list(revoked=True) == []
