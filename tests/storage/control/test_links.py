from datetime import timedelta

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Gone, Malformed, NotFound
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import IdentityKind
from camerasheet.storage.control.links import Link
from camerasheet.storage.control.shows import Show
from tests.storage.conftest import HandClock
from tests.storage.control.conftest import SignedIn, Told


@pytest.fixture
def link(control: ControlDatabase, ann: Account, show: Show, clock: HandClock) -> Link:
    return control.links.create(
        show.id,
        Role.OPERATOR,
        label="Camera 3",
        camera_id="cam-3",
        expires_at=clock.now + timedelta(hours=8),
        by=ann.who(),
    )


def join(control: ControlDatabase, link: Link, name: str = "Gus") -> SignedIn:
    made = control.sessions.join(link.secret, name, address="10.0.0.7")
    return SignedIn(control, made.secret)


def test_a_guest_has_the_links_show_role_and_camera_and_no_other(
    control: ControlDatabase, link: Link, show: Show, other_show: Show
) -> None:
    guest = join(control, link).known
    assert guest.kind is IdentityKind.GUEST
    assert (guest.role, guest.is_admin) == (None, False)
    person = guest.person_in(show.id)
    assert person is not None
    assert person.id == guest.id
    assert person.id.startswith("guest:")
    assert (person.name, person.role, person.camera) == ("Gus", Role.OPERATOR, "cam-3")
    assert guest.person_in(other_show.id) is None


def test_an_admin_by_link_is_no_admin_of_the_instance(
    control: ControlDatabase, ann: Account, show: Show, other_show: Show
) -> None:
    link = control.links.create(show.id, Role.ADMIN, label="Guest admin", by=ann.who())
    guest = join(control, link).known
    person = guest.person_in(show.id)
    assert person is not None
    assert person.role is Role.ADMIN
    assert not guest.is_admin
    assert guest.person_in(other_show.id) is None


def test_two_guests_by_one_link_are_two(control: ControlDatabase, link: Link, show: Show) -> None:
    gus, pat = join(control, link), join(control, link, "Pat")
    assert gus.known.id != pat.known.id
    assert [guest.name for guest in control.sessions.guests_of(show.id)] == ["Gus", "Pat"]


def test_the_qr_code_can_be_shown_again_but_is_not_in_logs(
    control: ControlDatabase, link: Link, show: Show
) -> None:
    assert control.links.of_show(show.id) == [link]
    assert control.links.by_id(link.id).secret == link.secret
    assert control.links.by_secret(link.secret) == link
    assert link.secret not in repr(link)
    assert link.secret not in repr(control.audit.list())


def test_a_revoked_link_puts_its_guests_out(
    control: ControlDatabase, ann: Account, link: Link, show: Show, told: Told
) -> None:
    guest = join(control, link)
    was = guest.known
    control.links.revoke(link.id, by=ann.who())
    assert told.times == 1
    assert guest.identity is None
    assert control.identities.again(was) is None
    with pytest.raises(Gone):
        join(control, link)
    assert control.links.of_show(show.id) == []
    assert [old.id for old in control.links.of_show(show.id, ended=True)] == [link.id]
    assert control.sessions.guests_of(show.id) == []


def test_a_link_that_runs_out_puts_its_guests_out(
    control: ControlDatabase, link: Link, clock: HandClock
) -> None:
    guest = join(control, link)
    clock.advance(hours=7, minutes=59, seconds=30)
    was = guest.known
    assert was.expires_at == link.expires_at
    clock.advance(seconds=30)
    assert guest.identity is None
    assert not was.valid_at(clock.now)
    with pytest.raises(Gone):
        control.links.by_secret(link.secret)


def test_an_archived_show_takes_no_new_guests(
    control: ControlDatabase, ann: Account, link: Link, show: Show
) -> None:
    control.shows.archive(show.id, by=ann.who())
    with pytest.raises(Gone):
        join(control, link)


def test_one_guest_can_be_sent_out(control: ControlDatabase, ann: Account, link: Link) -> None:
    gus, pat = join(control, link), join(control, link, "Pat")
    guest_id = gus.known.id.removeprefix("guest:")
    control.sessions.remove_guest(guest_id, by=ann.who())
    assert gus.identity is None
    assert pat.identity is not None
    with pytest.raises(NotFound):
        control.sessions.remove_guest(guest_id, by=ann.who())


def test_what_cannot_be_made(
    control: ControlDatabase, ann: Account, show: Show, clock: HandClock, link: Link
) -> None:
    with pytest.raises(Malformed):
        control.links.create(show.id, Role.OPERATOR, label="No camera", by=ann.who())
    with pytest.raises(Malformed):
        control.links.create(show.id, Role.VIEWER, label="Over", expires_at=clock.now, by=ann.who())
    with pytest.raises(NotFound):
        control.links.create("no show", Role.VIEWER, label="x", by=ann.who())
    with pytest.raises(NotFound):
        control.links.revoke("no link", by=ann.who())
    with pytest.raises(NotFound):
        control.sessions.join("guess", "Eve", address="")
    with pytest.raises(Malformed):
        join(control, link, " ")
