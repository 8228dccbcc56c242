"""The caller's page, and looking up a cue by its number."""

from collections.abc import Callable

import pytest

from camerasheet.web.sockets.content import Content
from tests.web.crew import Browser, Crew

ClientAs = Callable[[str | None], Browser]
JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("role", "calls"), [("viewer", False), ("operator", False), ("editor", True), ("admin", True)]
)
def test_everybody_watches_and_editors_call(client_as: ClientAs, role: str, calls: bool) -> None:
    page = client_as(role).get("/shows/gala/caller").text
    assert 'id="caller"' in page
    assert ('id="take"' in page) is calls
    assert (" data-calls>" in page) is calls


@pytest.mark.usefixtures("client_as")
def test_the_call_line_ticks_and_what_follows(
    client_as: ClientAs, crew: Crew, cue: str, camera: str
) -> None:
    second = crew.add_cue(title="Verse")
    for where in (cue, second):
        crew.edit(kind="write_shot", cue=where, camera=camera, field="taken", value=True)
    crew.edit(kind="write_cue", cue=cue, field="duration", value=95)
    watcher = client_as("viewer")
    assert "Before the show — next 1 on 1" in watcher.get("/shows/gala/caller").text
    crew.edit(kind="live", action="take")
    crew.edit(kind="mark_ready", cue=second, camera=camera)
    page = watcher.get("/shows/gala/caller").text
    assert "1 on 1 — next 2 on 1" in page
    assert "✓ ready" in page
    assert "of 1:35 planned" in page
    assert "Nothing after that." in page
    sheet = crew.production.desk(crew.show.id).sheet
    assert f'data-live-seq="{sheet.live.seq}"' in page


def test_a_broadcast_renders_what_the_page_renders(
    client_as: ClientAs, crew: Crew, cue: str
) -> None:
    crew.edit(kind="live", action="take")
    page = client_as("viewer").get("/shows/gala/caller").text
    content = Content(crew.app.jinja_env).whole("caller", crew.production.desk(crew.show.id).sheet)
    html = content.removeprefix('<hx-partial hx-target="#caller" hx-swap="outerMorph">')
    assert html.removesuffix("</hx-partial>") in page


@pytest.mark.parametrize("typed", ["1", " 1 "])
def test_a_cue_is_found_by_its_number(
    client_as: ClientAs, crew: Crew, cue: str, typed: str
) -> None:
    answer = client_as("viewer").get(
        "/shows/gala/caller/cue", query_string={"number": typed}, headers=JSON
    )
    found = {"id": cue, "number": "1", "title": "Opening", "words": "1"}
    assert answer.get_json() == {"cue": found}


@pytest.mark.parametrize("typed", ["", "99", "<b>"])
def test_a_number_that_nobody_has(client_as: ClientAs, typed: str) -> None:
    answer = client_as("viewer").get(
        "/shows/gala/caller/cue", query_string={"number": typed}, headers=JSON
    )
    assert answer.get_json() == {"cue": None}
