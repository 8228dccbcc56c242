"""Edits over HTTP: once, refused in one shape, decided like any other."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from camerasheet.sheet.crew import Role
from camerasheet.sheet.events import Event
from camerasheet.web.api import sheets
from tests.web.crew import Crew

SHOW = "/api/shows/gala"
ADD = {"kind": "add_cue", "title": "Song"}


@pytest.fixture
def editor(crew: Crew) -> FlaskClient:
    return crew.program(Role.EDITOR)


def post(client: FlaskClient, edit: Any, edit_id: Any = "edit-0001", **more: Any) -> Any:
    return client.post(f"{SHOW}/edits", json={"id": edit_id, "edit": edit, **more})


def test_an_edit_is_applied_once(editor: FlaskClient) -> None:
    first, again = post(editor, ADD), post(editor, ADD)
    assert first.status_code == again.status_code == 200
    assert first.get_json() == again.get_json() == {"id": "edit-0001", "seq": 1}
    assert len(editor.get(f"{SHOW}/sheet").get_json()["cues"]) == 1


def test_a_refusal_is_answered_the_same_again(editor: FlaskClient) -> None:
    gone = {"kind": "strike_cue", "cue": "nobody"}
    first, again = post(editor, gone), post(editor, gone)
    assert first.status_code == again.status_code == 410
    assert first.get_json() == again.get_json()
    assert first.get_json()["code"] == "gone"


def test_another_edit_with_that_id(editor: FlaskClient) -> None:
    post(editor, ADD)
    answer = post(editor, {"kind": "add_camera"})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "id_reused")


def test_a_conflict_says_what_stands_there(editor: FlaskClient, crew: Crew, cue: str) -> None:
    seen = editor.get(f"{SHOW}/sheet").get_json()["seq"]
    crew.edit(kind="write_cue", cue=cue, field="title", value="theirs")
    mine = {"kind": "write_cue", "cue": cue, "field": "title", "value": "mine", "base": seen}
    answer = post(editor, mine)
    body = answer.get_json()
    assert answer.status_code == 409
    assert {"code", "message", "current"} <= set(body)
    assert (body["code"], body["current"]["value"]) == ("conflict", "theirs")
    assert body["current"]["by"] == "Test"


def test_a_stale_take_says_where_the_show_stands(editor: FlaskClient, cue: str) -> None:
    live = editor.get(f"{SHOW}/live").get_json()
    take = {"action": "take", "from": live["seq"]}
    first = editor.post(f"{SHOW}/live", json={"id": "take-0001", **take})
    assert first.get_json()["live"]["cue"] == cue
    second = editor.post(f"{SHOW}/live", json={"id": "take-0002", **take})
    assert second.status_code == 409
    assert second.get_json()["code"] == "stale_position"
    assert second.get_json()["current"] == first.get_json()["live"]
    again = editor.post(f"{SHOW}/live", json={"id": "take-0001", **take})
    assert again.get_json() == first.get_json()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("null", 400),
        ("[]", 400),
        ('{"id":"edit-0001"}', 400),
        ('{"id":"short","edit":{"kind":"add_cue"}}', 400),
        ('{"id":"edit-0001","edit":{"kind":"add_cue"},"more":1}', 400),
        ('{"id":"edit-0001","edit":{"kind":"unheard_of"}}', 400),
        ('{"id":"edit-0001","edit":' + "[" * 100_000, 400),
    ],
)
def test_what_is_not_understood(editor: FlaskClient, body: str, status: int) -> None:
    answer = editor.post(f"{SHOW}/edits", data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.get_json()["code"] == "malformed"
    assert answer.get_json()["message"]


def test_one_error_shape_whatever_goes_wrong(editor: FlaskClient, crew: Crew) -> None:
    nobody = crew.app.test_client()
    viewer = crew.program(Role.VIEWER)
    for answer, code in [
        (editor.get("/api/nothing/here"), "not_found"),
        (editor.get("/api/shows/nowhere/sheet"), "not_found"),
        (editor.delete(f"{SHOW}/sheet"), "method"),
        (editor.post(f"{SHOW}/edits", data="x"), "malformed"),
        (editor.post("/api/shows", json={"title": "x"}), "forbidden"),
        (nobody.get(f"{SHOW}/sheet"), "sign_in"),
        (post(viewer, ADD), "forbidden"),
        (post(editor, ADD, epoch="another"), "epoch"),
    ]:
        body = answer.get_json()
        assert body["code"] == code, body
        assert isinstance(body["message"], str)
        assert answer.status_code >= 400


def test_the_log(editor: FlaskClient, crew: Crew) -> None:
    for _ in range(3):
        crew.add_cue()
    log = editor.get(f"{SHOW}/events?after=1").get_json()
    assert [event["seq"] for event in log["events"]] == [2, 3]
    assert log["seq"] == 3


def followed(client: FlaskClient) -> list[int]:
    """The seqs of all events, by one who asks on after what each answer says it goes up to."""
    found: list[int] = []
    after = 0
    while True:
        log = client.get(f"{SHOW}/events?after={after}").get_json()
        if not log["events"]:
            return found
        found += [event["seq"] for event in log["events"]]
        after = log["seq"]


def test_the_log_is_followed_page_by_page(
    editor: FlaskClient, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_EVENTS", 2)
    for _ in range(5):
        crew.add_cue()
    assert followed(editor) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("read", ["before", "after"])
def test_the_log_is_followed_while_people_edit(
    editor: FlaskClient, crew: Crew, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    crew.add_cue()
    desk = crew.production.desk(crew.show.id)
    usual = desk.events_after

    def meanwhile(seq: int, most: int) -> list[Event]:
        monkeypatch.setattr(desk, "events_after", usual)
        if read == "after":
            crew.add_cue()
        found = usual(seq, most)
        if read == "before":
            crew.add_cue()
        return found

    monkeypatch.setattr(desk, "events_after", meanwhile)
    assert followed(editor) == [1, 2]


@pytest.mark.parametrize(("after", "status"), [(2**53, 200), (2**53 + 1, 400), (10**20, 400)])
def test_the_log_after_the_highest_seq_that_is_described(
    editor: FlaskClient, after: int, status: int
) -> None:
    described = editor.get("/api/openapi.json").get_json()["paths"]["/shows/{slug}/events"]
    (schema,) = (
        each["schema"] for each in described["get"]["parameters"] if each["name"] == "after"
    )
    assert editor.get(f"{SHOW}/events?after={after}").status_code == status
    assert (after <= schema["maximum"]) == (status == 200)


def test_the_lowest_seq_that_a_call_may_come_from_is_described(editor: FlaskClient) -> None:
    described = editor.get("/api/openapi.json").get_json()
    body = described["paths"]["/shows/{slug}/live"]["post"]["requestBody"]["content"]
    *_, name = body["application/json"]["schema"]["$ref"].split("/")
    number, _ = described["components"]["schemas"][name]["properties"]["from"]["anyOf"]
    assert number == {"type": "integer", "minimum": 0, "maximum": 2**53}
    below = {"id": "below-zero", "action": "take", "from": -1}
    assert editor.post(f"{SHOW}/live", json=below).status_code == 400
