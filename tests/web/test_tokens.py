"""API tokens, as their admins see them."""

from __future__ import annotations

import re

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.storage.control.shows import Show
from tests.web.crew import Browser, Crew


@pytest.fixture
def admin(crew: Crew) -> Browser:
    return crew.signed_in(Role.ADMIN)


def shown_token(page: str) -> str:
    """The token that a page shows this once."""
    found = re.search(r'id="made-token" type="text" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_token_is_shown_once_and_works(admin: Browser, crew: Crew, show: Show) -> None:
    data = {"name": "Tally bridge", "role": "viewer", "show": show.id, "camera": ""}
    secret = shown_token(admin.submit("/admin/tokens", data).text)
    page = admin.get("/admin/tokens").text
    assert "Tally bridge" in page
    assert "Viewer in Spring Gala" in page
    assert secret not in page
    program = crew.with_token(secret)
    assert program.get("/api/shows/gala/sheet").status_code == 200
    assert program.get("/api/shows/gala/export").status_code == 200
    assert program.post("/api/shows", json={"title": "A"}).status_code == 403


def test_a_token_for_every_show(admin: Browser, crew: Crew) -> None:
    data = {"name": "Backup", "role": "admin", "show": "", "camera": ""}
    program = crew.with_token(shown_token(admin.submit("/admin/tokens", data).text))
    assert program.post("/api/shows", json={"title": "A"}).status_code == 201
    assert "Admin in every show" in admin.get("/admin/tokens").text


def test_an_operators_token_runs_the_camera_of_that_number(
    admin: Browser, crew: Crew, show: Show, camera: str
) -> None:
    data = {"name": "Card", "role": "operator", "show": show.id, "camera": " 1 "}
    shown_token(admin.submit("/admin/tokens", data).text)
    assert crew.control.tokens.list()[0].camera_id == camera


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "A name has"),
        ({"role": "king"}, "Choose a role"),
        ({"show": "nonsense"}, "not in use any more"),
        ({"role": "operator"}, "one show: choose it"),
        ({"role": "operator", "show": "SHOW", "camera": "9"}, "no camera of that number"),
    ],
)
def test_what_is_wrong_is_said(
    admin: Browser, crew: Crew, show: Show, changed: dict[str, str], said: str
) -> None:
    data = {"name": "N", "role": "viewer", "show": "", "camera": "", **changed}
    data["show"] = data["show"].replace("SHOW", show.id)
    response = admin.submit("/admin/tokens", data)
    assert response.status_code == 400
    assert said in response.text
    assert crew.control.tokens.list() == []


def test_a_revoked_token_is_nobodys(admin: Browser, crew: Crew) -> None:
    program = crew.program(Role.EDITOR)
    assert program.get("/api/shows/gala").status_code == 200
    token = crew.control.tokens.list()[0]
    assert admin.submit(f"/admin/tokens/{token.id}/revoke").location == "/admin/tokens"
    refused = program.get("/api/shows/gala")
    assert refused.status_code == 401
    assert refused.json is not None
    assert refused.json["code"] == "sign_in"
    assert "No program has a token." in admin.get("/admin/tokens").text
    assert admin.submit("/admin/tokens/nothing/revoke").status_code == 404
