"""The crew page: links and their codes, the guests who are in, and the roles of accounts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.shows import Show
from camerasheet.web.moments import exact, relative
from camerasheet.web.production import Production
from tests.web.crew import Browser, Crew

ClientAs = Callable[[str | None], Browser]
CREW = "/shows/gala/crew"


@pytest.fixture
def admin(client_as: ClientAs) -> Browser:
    return client_as("admin")


# -- links --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lasts", "hours"), [("tonight", 18), ("3-days", 72), ("30-days", 30 * 24)]
)
def test_a_link_lasts_as_long_as_chosen(admin: Browser, crew: Crew, lasts: str, hours: int) -> None:
    response = admin.submit(f"{CREW}/links", {"place": "viewer", "lasts": lasts})
    assert response.location == f"{CREW}#links"
    link = crew.control.links.of_show(crew.show.id)[0]
    assert (link.role, link.camera_id, link.label) == (Role.VIEWER, None, "Viewers")
    assert link.expires_at
    left = link.expires_at - datetime.now(UTC)
    assert timedelta(hours=hours, minutes=-1) < left <= timedelta(hours=hours)


def test_the_page_shows_the_address_and_the_code(admin: Browser, crew: Crew, camera: str) -> None:
    data = {"place": f"operator:{camera}", "label": "For Mia", "lasts": "tonight"}
    admin.submit(f"{CREW}/links", data)
    link = crew.control.links.of_show(crew.show.id)[0]
    assert (link.role, link.camera_id, link.label) == (Role.OPERATOR, camera, "For Mia")
    page = admin.get(CREW).text
    assert f"http://localhost/join/{link.secret}" in page
    assert f"{CREW}/links/{link.id}/qr.svg" in page
    assert "which other devices cannot reach" in page  # the address is this machine's own
    program = crew.program(Role.ADMIN)  # a browser's cookies would stay with their host
    away = program.get(CREW, environ_overrides={"HTTP_HOST": "10.0.0.5:8000"}).text
    assert f"http://10.0.0.5:8000/join/{link.secret}" in away
    assert "cannot reach" not in away


def test_the_code_is_black_on_white_and_needs_no_style(admin: Browser, crew: Crew) -> None:
    admin.submit(f"{CREW}/links", {"place": "viewer", "lasts": "tonight"})
    link = crew.control.links.of_show(crew.show.id)[0]
    response = admin.get(f"{CREW}/links/{link.id}/qr.svg")
    assert response.mimetype == "image/svg+xml"
    assert response.headers["Cache-Control"] == "no-store"
    picture = ElementTree.fromstring(response.data)
    assert picture.get("viewBox")
    fills = [path.get("fill") or path.get("stroke") for path in picture]
    assert fills == ["#fff", "#000"]
    assert "style" not in response.text


def test_a_link_for_each_camera_and_none_twice(admin: Browser, crew: Crew, camera: str) -> None:
    second = crew.add_camera(number="2", name="Jib")
    admin.submit(f"{CREW}/links", {"place": f"operator:{camera}", "lasts": "tonight"})
    admin.submit(f"{CREW}/links", {"place": "operators", "lasts": "tonight"})
    links = crew.control.links.of_show(crew.show.id)
    assert sorted((link.camera_id, link.label) for link in links) == sorted(
        [(camera, "Camera 1 · Ped"), (second, "Camera 2 · Jib")]
    )
    admin.submit(f"{CREW}/links", {"place": "operators", "lasts": "tonight"})
    assert "Every camera has a link already." in admin.get(CREW).text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"place": "operator:nonsense", "lasts": "tonight"}, "Choose the camera"),
        ({"place": "operator", "lasts": "tonight"}, "Choose the camera"),
        ({"place": "emperor", "lasts": "tonight"}, "Choose a role"),
        ({"place": "viewer:x", "lasts": "tonight"}, "Choose a role"),
        ({"place": "operators", "lasts": "tonight"}, "no cameras on the sheet"),
        ({"place": "viewer", "lasts": "forever"}, "Choose how long"),
        ({"place": "viewer", "lasts": "tonight", "label": "x" * 81}, "A label has"),
        ({}, "Choose a role"),
    ],
)
def test_what_is_wrong_with_a_link_is_said(crew: Crew, data: dict[str, str], said: str) -> None:
    response = crew.signed_in(Role.ADMIN).submit(f"{CREW}/links", data)
    assert response.status_code == 400
    assert said in response.text
    assert crew.control.links.of_show(crew.show.id) == []


def test_ending_a_link_puts_its_guests_out(admin: Browser, crew: Crew) -> None:
    guest = crew.guest(Role.EDITOR)
    assert "Disconnects 1 at once." in admin.get(CREW).text
    link = crew.control.links.of_show(crew.show.id)[0]
    assert admin.submit(f"{CREW}/links/{link.id}/revoke").location == f"{CREW}#links"
    page = admin.get(CREW).text
    assert "has ended" in page
    assert link.secret not in page
    assert guest.get("/shows/gala").status_code == 302


def test_one_shows_admin_cannot_touch_anothers_links_and_guests(
    crew: Crew, production: Production
) -> None:
    other = production.create_show("derby", "Derby", by=None)
    link = crew.control.links.create(other.id, Role.VIEWER, label="Theirs", by=SYSTEM)
    crew.control.sessions.join(link.secret, "Zoe", address="")
    guest = crew.control.sessions.guests_of(other.id)[0]
    mine = crew.guest(Role.ADMIN)
    assert mine.get(f"{CREW}/links/{link.id}/qr.svg").status_code == 404
    assert mine.submit(f"{CREW}/links/{link.id}/revoke").status_code == 404
    assert mine.submit(f"{CREW}/guests/{guest.id}/remove").status_code == 404
    assert crew.control.links.by_id(link.id).revoked_at is None
    assert crew.control.sessions.guests_of(other.id) == [guest]


# -- guests and roles ---------------------------------------------------------------------------


def test_removing_a_guest_leaves_the_link_open(admin: Browser, crew: Crew) -> None:
    browser = crew.guest(Role.VIEWER)
    guest = crew.control.sessions.guests_of(crew.show.id)[0]
    admin.submit(f"{CREW}/guests/{guest.id}/remove")
    assert f"{guest.name} is out." in admin.get(CREW).text
    assert browser.get("/shows/gala").status_code == 302
    assert len(crew.control.links.of_show(crew.show.id)) == 1
    assert admin.submit(f"{CREW}/guests/{guest.id}/remove").status_code == 404


def test_a_role_in_this_show_stands_in_place_of_the_accounts(
    admin: Browser, crew: Crew, camera: str, show: Show
) -> None:
    viewer = crew.signed_in(Role.VIEWER)
    assert viewer.get(CREW).status_code == 403
    admin.submit(f"{CREW}/roles", {"login": " VIEWER ", "place": "admin"})
    assert viewer.get(CREW).status_code == 200
    assert viewer.get("/admin/accounts").status_code == 403  # of this show only
    admin.submit(f"{CREW}/roles", {"login": "viewer", "place": f"operator:{camera}"})
    assert viewer.get("/").location == f"/shows/gala/camera/{camera}"
    assert "Operator · Camera 1 · Ped" in admin.get(CREW).text
    account = crew.account(Role.VIEWER).id
    admin.submit(f"{CREW}/roles/{account}/remove")
    assert crew.control.grants.of_show(show.id) == []
    assert admin.submit(f"{CREW}/roles/{account}/remove").status_code == 404


@pytest.mark.parametrize(
    ("login", "place", "status", "said"),
    [
        ("nobody", "viewer", 404, "There is no account"),
        ("", "viewer", 400, "A login name has"),
        ("admin", "king", 400, "Choose a role"),
    ],
)
def test_what_is_wrong_with_a_role_is_said(
    admin: Browser, crew: Crew, login: str, place: str, status: int, said: str
) -> None:
    response = admin.submit(f"{CREW}/roles", {"login": login, "place": place})
    assert response.status_code == status
    assert said in response.text
    assert crew.control.grants.of_show(crew.show.id) == []


def test_a_shows_admin_is_not_shown_everybodys_logins(crew: Crew, admin: Browser) -> None:
    crew.account(Role.VIEWER)
    assert '<option value="viewer">Viewer</option>' in admin.get(CREW).text
    page = crew.guest(Role.ADMIN).get(CREW).text
    assert not re.search(r"<datalist[^>]*>\s*<option", page)


# -- moments ------------------------------------------------------------------------------------

NOW = datetime(2026, 5, 1, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "in less than a minute"),
        (-5, "just now"),
        (-61, "1 minute ago"),
        (3600, "in 60 minutes"),
        (18 * 3600 - 1, "in 18 hours"),
        (3 * 86_400 - 30, "in 3 days"),
        (-40 * 86_400, "40 days ago"),
    ],
)
def test_moments_in_words(seconds: int, words: str) -> None:
    assert relative(NOW + timedelta(seconds=seconds), NOW) == words


def test_moments_exactly() -> None:
    assert exact(NOW) == "2026-05-01 20:00 UTC"
