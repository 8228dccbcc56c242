"""Coming in by a link: what it shows, whom it lets in, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.links import Link
from camerasheet.storage.control.shows import Show
from tests.web.crew import Browser, Crew

MakeLink = Callable[..., Link]


@pytest.fixture
def make_link(crew: Crew, show: Show) -> MakeLink:
    def make(role: Role, camera: str | None = None, ends: datetime | None = None) -> Link:
        return crew.control.links.create(
            show.id, role, label="A link", camera_id=camera, expires_at=ends, by=SYSTEM
        )

    return make


def test_two_taps_and_an_operator_is_at_their_camera(
    crew: Crew, browser: Browser, camera: str, cue: str, make_link: MakeLink
) -> None:
    link = make_link(Role.OPERATOR, camera)
    page = browser.get(f"/join/{link.secret}")
    assert page.status_code == 200
    for words in ("Spring Gala", "Camera 1 · Ped", "Your name", "Come in"):
        assert words in page.text
    response = browser.submit(f"/join/{link.secret}", {"name": "  Mia   M. "})
    assert response.location == f"/shows/gala/camera/{camera}"
    assert browser.get(response.location).status_code == 200
    assert browser.get("/").location == response.location
    guest = crew.control.sessions.guests_of(crew.show.id)[0]
    assert (guest.name, guest.role, guest.camera_id) == ("Mia M.", Role.OPERATOR, camera)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.ADMIN])
def test_all_others_begin_on_the_sheet(browser: Browser, make_link: MakeLink, role: Role) -> None:
    link = make_link(role)
    assert role.value in browser.get(f"/join/{link.secret}").text
    response = browser.submit(f"/join/{link.secret}", {"name": "Omar"})
    assert response.location == "/shows/gala"
    assert browser.get("/", follow_redirects=True).request.path == "/shows/gala"


def test_looking_makes_nothing(crew: Crew, browser: Browser, make_link: MakeLink) -> None:
    """Messengers fetch a link to show a preview of it."""
    browser.get(f"/join/{make_link(Role.VIEWER).secret}")
    assert browser.secret is None
    assert crew.control.sessions.guests_of(crew.show.id) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "\u202e"])
def test_a_name_is_needed(browser: Browser, make_link: MakeLink, name: str) -> None:
    response = browser.submit(f"/join/{make_link(Role.VIEWER).secret}", {"name": name})
    assert response.status_code == 400
    assert "Your name has 1 to 80 characters" in response.text
    assert browser.secret is None


def test_scanning_the_code_again_makes_no_second_guest(
    crew: Crew, browser: Browser, make_link: MakeLink
) -> None:
    link = make_link(Role.VIEWER)
    browser.submit(f"/join/{link.secret}", {"name": "Mia"})
    assert browser.get(f"/join/{link.secret}").location == "/shows/gala"
    assert browser.submit(f"/join/{link.secret}", {"name": "Mia"}).location == "/shows/gala"
    assert len(crew.control.sessions.guests_of(crew.show.id)) == 1


def test_another_link_changes_what_a_guest_is(
    crew: Crew, browser: Browser, camera: str, make_link: MakeLink
) -> None:
    browser.submit(f"/join/{make_link(Role.VIEWER).secret}", {"name": "Mia"})
    link = make_link(Role.OPERATOR, camera)
    assert 'value="Mia"' in browser.get(f"/join/{link.secret}").text
    browser.submit(f"/join/{link.secret}", {"name": "Mia"})
    guests = crew.control.sessions.guests_of(crew.show.id)
    assert [guest.role for guest in guests] == [Role.OPERATOR]


def test_whoever_has_an_account_stays_who_they_are(
    crew: Crew, camera: str, make_link: MakeLink
) -> None:
    browser = crew.signed_in(Role.EDITOR)
    secret = browser.secret
    link = make_link(Role.OPERATOR, camera)
    assert browser.get(f"/join/{link.secret}").location == "/shows/gala"
    assert browser.submit(f"/join/{link.secret}", {"name": "X"}).location == "/shows/gala"
    assert browser.secret == secret
    assert crew.control.sessions.guests_of(crew.show.id) == []


def test_an_unknown_link_says_so(browser: Browser) -> None:
    response = browser.get("/join/nothing")
    assert response.status_code == 404
    assert "This link leads nowhere. Ask for a new one." in response.text


def test_an_ended_link_lets_nobody_in(crew: Crew, browser: Browser, make_link: MakeLink) -> None:
    link = make_link(Role.VIEWER)
    crew.control.links.revoke(link.id, by=SYSTEM)
    response = browser.get(f"/join/{link.secret}")
    assert response.status_code == 410
    assert "This link has ended. Ask for a new one." in response.text
    assert browser.submit(f"/join/{link.secret}", {"name": "Mia"}).status_code == 410


def test_the_link_of_an_archived_show_is_over(
    crew: Crew, browser: Browser, make_link: MakeLink
) -> None:
    link = make_link(Role.VIEWER)
    crew.control.shows.archive(crew.show.id, by=SYSTEM)
    assert browser.get(f"/join/{link.secret}").status_code == 410


def test_revoking_a_link_logs_its_guests_out(
    crew: Crew, browser: Browser, make_link: MakeLink
) -> None:
    link = make_link(Role.EDITOR)
    browser.submit(f"/join/{link.secret}", {"name": "Mia"})
    assert browser.get("/shows/gala").status_code == 200
    crew.control.links.revoke(link.id, by=SYSTEM)
    assert browser.get("/shows/gala").location == "/login?next=/shows/gala"
    assert browser.get("/api/shows/gala/sheet").status_code == 401


def test_a_guests_session_ends_with_the_link(
    crew: Crew, browser: Browser, make_link: MakeLink
) -> None:
    ends = datetime.now(UTC) + timedelta(hours=2)
    browser.submit(f"/join/{make_link(Role.VIEWER, ends=ends).secret}", {"name": "Mia"})
    assert browser.secret
    identity = crew.control.identities.of_session(browser.secret)
    assert identity
    assert identity.expires_at
    assert abs(identity.expires_at - ends) < timedelta(seconds=1)


def test_guessing_at_links_is_stopped_and_an_ended_one_is_no_guess(
    crew: Crew, browser: Browser, make_link: MakeLink
) -> None:
    ended = make_link(Role.VIEWER)
    crew.control.links.revoke(ended.id, by=SYSTEM)
    for _ in range(12):
        assert browser.get(f"/join/{ended.secret}").status_code == 410
    for number in range(10):
        assert browser.get(f"/join/guess-{number}").status_code == 404
    assert browser.get(f"/join/{make_link(Role.VIEWER).secret}").status_code == 429


def test_a_camera_that_is_gone_leaves_the_link_readable(
    crew: Crew, browser: Browser, camera: str, make_link: MakeLink
) -> None:
    link = make_link(Role.OPERATOR, camera)
    crew.edit(kind="strike_camera", camera=camera)
    assert "no longer on the sheet" in browser.get(f"/join/{link.secret}").text
