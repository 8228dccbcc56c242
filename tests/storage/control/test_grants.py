import pytest

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Malformed, NotFound
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.grants import Grant
from camerasheet.storage.control.shows import Show
from tests.storage.control.conftest import Told, sign_in


def test_a_grant_says_otherwise_in_its_show_only(
    control: ControlDatabase, ann: Account, bob: Account, show: Show, other_show: Show, told: Told
) -> None:
    session = sign_in(control, bob)
    control.grants.set(bob.id, show.id, Role.OPERATOR, "cam-3", by=ann.who())
    here, there = session.known.person_in(show.id), session.known.person_in(other_show.id)
    assert here is not None
    assert there is not None
    assert (here.role, here.camera) == (Role.OPERATOR, "cam-3")
    assert (there.role, there.camera) == (Role.VIEWER, None)
    control.grants.set(bob.id, show.id, Role.EDITOR, by=ann.who())
    assert control.grants.of_show(show.id) == [Grant(bob.id, show.id, Role.EDITOR, None)]
    control.grants.remove(bob.id, show.id, by=ann.who())
    back = session.known.person_in(show.id)
    assert back is not None
    assert back.role is Role.VIEWER
    assert told.times == 3


def test_a_grant_can_be_less(
    control: ControlDatabase, ann: Account, bob: Account, show: Show
) -> None:
    control.accounts.change_role(bob.id, Role.EDITOR, by=ann.who())
    control.grants.set(bob.id, show.id, Role.VIEWER, by=ann.who())
    person = sign_in(control, bob).known.person_in(show.id)
    assert person is not None
    assert person.role is Role.VIEWER


def test_an_admin_is_admin_everywhere(control: ControlDatabase, ann: Account, show: Show) -> None:
    control.grants.set(ann.id, show.id, Role.VIEWER, by=ann.who())
    person = sign_in(control, ann).known.person_in(show.id)
    assert person is not None
    assert person.role is Role.ADMIN


def test_what_cannot_be_granted(
    control: ControlDatabase, ann: Account, bob: Account, show: Show, told: Told
) -> None:
    with pytest.raises(Malformed):
        control.grants.set(bob.id, show.id, Role.OPERATOR, by=ann.who())
    with pytest.raises(NotFound):
        control.grants.set(bob.id, "no show", Role.VIEWER, by=ann.who())
    with pytest.raises(NotFound):
        control.grants.set("nobody", show.id, Role.VIEWER, by=ann.who())
    with pytest.raises(NotFound):
        control.grants.remove(bob.id, show.id, by=ann.who())
    assert control.grants.of_account(bob.id) == []
    assert told.times == 0
