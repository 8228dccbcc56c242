"""The camera cards' pages, and that the WebSocket renders the same."""

from collections.abc import Callable

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.sheet.model import Sheet
from camerasheet.web.production import Production
from camerasheet.web.sockets.content import Content
from tests.web.crew import Browser, Crew

ClientAs = Callable[[str | None], Browser]


@pytest.fixture
def shot(crew: Crew, cue: str, camera: str) -> str:
    """Cue 1 with a taken shot of camera 1; the cue's id."""
    for field, value in (("size", "Close-Up"), ("subject", "<singer>"), ("taken", True)):
        crew.edit(kind="write_shot", cue=cue, camera=camera, field=field, value=value)
    return cue


def sheet_of(crew: Crew) -> Sheet:
    return crew.production.desk(crew.show.id).sheet


def test_the_card_says_now_next_and_the_list(
    client_as: ClientAs, crew: Crew, shot: str, camera: str
) -> None:
    page = client_as("viewer").get(f"/shows/gala/camera/{camera}").text
    assert f'data-view="card:{camera}"' in page
    assert "Before the show" in page
    assert "Next for me" in page
    assert "CU" in page
    assert "“Close-Up”" in page  # what was typed is kept beside the code
    assert "&lt;singer&gt;" in page
    crew.edit(kind="live", action="take")
    page = client_as("viewer").get(f"/shows/gala/camera/{camera}").text
    assert "On air" in page
    assert "Nothing more in this show." in page


def test_only_whoever_may_tick_gets_the_thumb(
    client_as: ClientAs, crew: Crew, shot: str, camera: str
) -> None:
    other = crew.add_camera(number="2")
    address = f"/shows/gala/camera/{camera}"
    assert " data-mine>" not in client_as("viewer").get(address).text
    assert " data-mine>" in client_as("operator").get(address).text
    assert " data-mine>" not in client_as("operator").get(f"/shows/gala/camera/{other}").text
    assert " data-mine>" in client_as("editor").get(address).text


def test_a_struck_camera_has_a_page_that_says_so(
    client_as: ClientAs, crew: Crew, camera: str
) -> None:
    crew.edit(kind="strike_camera", camera=camera)
    answer = client_as("viewer").get(f"/shows/gala/camera/{camera}")
    assert answer.status_code == 410
    assert "This camera was struck" in answer.text
    assert f'data-view="card:{camera}"' in answer.text  # undo brings it back onto this page


def test_what_cannot_be_a_camera_is_not_found(client_as: ClientAs) -> None:
    answer = client_as("viewer").get("/shows/gala/camera/a%20b")
    assert answer.status_code == 404


def test_the_list_of_cards_puts_an_operators_own_first(client_as: ClientAs, crew: Crew) -> None:
    second = crew.add_camera(number="2", name="Jib")
    page = crew.guest(Role.OPERATOR, second).get("/shows/gala/cards").text
    assert page.index("Jib") < page.index("Ped")
    assert "yours" in page
    page = client_as("viewer").get("/shows/gala/cards").text
    assert page.index("Ped") < page.index("Jib")


@pytest.mark.usefixtures("shot")
def test_a_broadcast_renders_what_the_page_renders(
    client_as: ClientAs, crew: Crew, production: Production, camera: str
) -> None:
    page = client_as("viewer").get(f"/shows/gala/camera/{camera}").text
    content = Content(crew.app.jinja_env).whole(f"card:{camera}", sheet_of(crew))
    html = content.removeprefix('<hx-partial hx-target="#card" hx-swap="outerMorph">')
    assert html.removesuffix("</hx-partial>") in page


def test_bands_for_a_camera_down_a_hold_and_as_directed(
    client_as: ClientAs, crew: Crew, shot: str, camera: str
) -> None:
    for field, value in (("down", True), ("as_directed", True), ("role", "Beauty shots")):
        crew.edit(kind="write_camera", camera=camera, field=field, value=value)
    crew.edit(kind="live", action="hold")
    page = client_as("viewer").get(f"/shows/gala/camera/{camera}").text
    for words in ("Camera down", "Off the list", "Beauty shots"):
        assert words in page
    crew.edit(kind="strike_cue", cue=shot)
    page = client_as("viewer").get(f"/shows/gala/camera/{camera}").text
    assert "As directed" in page


def test_a_cue_struck_while_live_is_said(
    client_as: ClientAs, crew: Crew, shot: str, camera: str
) -> None:
    crew.edit(kind="live", action="take")
    crew.edit(kind="strike_cue", cue=shot)
    page = client_as("viewer").get(f"/shows/gala/camera/{camera}").text
    assert "was struck while live" in page


def test_the_worker_may_serve_the_shows_cards_and_is_looked_up_each_time(
    client_as: ClientAs,
) -> None:
    answer = client_as("viewer").get("/shows/gala/card-worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    answer.close()
