"""The short forms on the default show, and what programs are answered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from camerasheet.sheet.crew import Role
from tests.web.crew import Crew


@pytest.fixture
def program(crew: Crew, cue: str, camera: str) -> FlaskClient:
    return crew.program(Role.ADMIN, everywhere=True)


@pytest.fixture
def retitle(crew: Crew, cue: str) -> Callable[[str], int]:
    return lambda title: crew.edit(kind="write_cue", cue=cue, field="title", value=title)


def title(program: FlaskClient) -> str:
    return str(program.get("/api/shows/gala/cues").get_json()["cues"][0]["title"])


def test_made_listed_fetched_and_deleted(program: FlaskClient) -> None:
    answer = program.post("/api/backups")
    assert answer.status_code == 201
    made = answer.get_json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(_\d+)?\.db", made["filename"])
    assert made["size"] > 0
    again = program.post("/api/backups", json={"name": "again"}).get_json()
    listed = program.get("/api/backups").get_json()
    assert [each["filename"] for each in listed] == [again["filename"], made["filename"]]
    file = program.get(f"/api/backups/{made['filename']}", buffered=True)
    assert file.mimetype == "application/x-sqlite3"
    assert hashlib.sha256(file.data).hexdigest() == made["sha256"]
    part = program.get(
        f"/api/backups/{made['filename']}", headers={"Range": "bytes=0-15"}, buffered=True
    )
    assert (part.status_code, part.data) == (206, b"SQLite format 3\0")
    gone = program.delete(f"/api/backups/{made['filename']}")
    assert gone.get_json() == {"status": "deleted", "filename": made["filename"]}
    assert program.get(f"/api/backups/{made['filename']}").status_code == 404


def test_restored_and_undone(program: FlaskClient, retitle: Callable[[str], int]) -> None:
    name = program.post("/api/backups").get_json()["filename"]
    retitle("Gates")
    done = program.post(f"/api/backups/{name}/restore")
    body = done.get_json()
    assert (done.status_code, body["status"]) == (200, "restored")
    assert body["safety_backup"].startswith("pre-restore_")
    assert title(program) == "Opening"
    undo = f"/api/jobs/{body['job']['id']}/undo"
    retitle("Finale")
    asked = program.post(undo)
    assert (asked.status_code, asked.get_json()["code"]) == (409, "edits_since")
    assert len(asked.get_json()["edits"]) == 1
    seen = asked.get_json()["seen"]
    retitle("Curtain")
    again = program.post(undo, json={"keep_edits": False, "seen": seen})
    assert (again.status_code, again.get_json()["code"]) == (409, "edits_since")
    assert title(program) == "Curtain"
    seen = again.get_json()["seen"]
    undone = program.post(undo, json={"keep_edits": False, "seen": seen})
    assert undone.get_json()["status"] == "undone"
    assert title(program) == "Gates"


def test_whoever_does_not_wait_gets_the_job(
    program: FlaskClient, crew: Crew, retitle: Callable[[str], int]
) -> None:
    name = program.post("/api/backups").get_json()["filename"]
    retitle("Gates")
    url = f"/api/shows/gala/backups/{name}/restore"
    begun = program.post(url, headers={"Prefer": "wait=5, respond-async"})
    assert begun.status_code == 202
    assert begun.headers["Preference-Applied"] == "respond-async"
    crew.production.snapshots.wait(begun.get_json()["job"]["id"], 30)
    assert program.get(begun.headers["Location"]).get_json()["state"] == "done"


@pytest.mark.parametrize(
    "name",
    [
        *("..", "%2e%2e", "../control.db", "..%2fcontrol.db", "/etc/passwd", "%2fetc%2fpasswd"),
        *("a%00.db", "x" * 300, "pre-restore_2026-11-21_14-30-00.db", "2026-11-21_14-30-00.json"),
    ],
)
def test_crafted_names_get_404(program: FlaskClient, crew: Crew, name: str) -> None:
    program.post("/api/backups")
    before = crew.production.snapshots.list(crew.show.id)
    for base in ("/api/backups", "/api/shows/gala/backups"):
        assert program.get(f"{base}/{name}").status_code == 404
        assert program.delete(f"{base}/{name}").status_code == 404
        assert program.post(f"{base}/{name}/restore").status_code == 404
    assert crew.production.snapshots.list(crew.show.id) == before


def test_a_symlink_is_no_snapshot(program: FlaskClient, crew: Crew) -> None:
    made = program.post("/api/backups").get_json()["filename"]
    folder = crew.production.snapshots.path(crew.show.id, made).parent
    (folder / "2026-01-01_00-00-00.db").symlink_to(crew.production.data.control)
    assert program.get("/api/backups/2026-01-01_00-00-00.db").status_code == 404


def test_with_several_shows_the_default_one_must_be_named(program: FlaskClient, crew: Crew) -> None:
    crew.production.create_show("other", "Other", by=None)
    answer = program.get("/api/backups")
    assert answer.status_code == 404
    assert "CAMERASHEET_DEFAULT_SHOW" in answer.get_json()["message"]


def test_the_last_verified_one_stays_unless_that_is_meant(program: FlaskClient) -> None:
    name = program.post("/api/backups").get_json()["filename"]
    assert program.post(f"/api/backups/{name}/verify").get_json()["verified"]["ok"] is True
    kept = program.delete(f"/api/backups/{name}")
    assert (kept.status_code, kept.get_json()["code"]) == (409, "last_verified")
    assert program.delete(f"/api/backups/{name}?last_verified_too=1").status_code == 200
