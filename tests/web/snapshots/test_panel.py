"""The panel: making, naming, pinning, verifying, deleting, uploading, the schedule, the drill."""

from __future__ import annotations

import io
import re

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.storage.control.audit import AuditFilter
from tests.web.snapshots.conftest import Panel


def test_an_empty_panel_invites(panel: Panel) -> None:
    page = panel.get()
    assert "No snapshot yet" in page
    assert "None yet" in page


def test_a_snapshot_is_made_and_listed_with_all_that_is_known(panel: Panel) -> None:
    answer = panel.submit(name="before import", note="clean run", pinned="1")
    assert answer.status_code == 302
    page = panel.get()
    for said in (
        *("“before import” is made", "clean run", "⚑ pinned", "2 cues · 1 cam", "schema 000"),
        *("by Admin", "not verified", "1 snapshot ·", "GB free"),
    ):
        assert said in page, said
    assert re.search(r'<time datetime="[^"]+" title="just now" data-local="clock">', page)


def test_a_name_that_is_too_long_is_said_at_its_field(panel: Panel) -> None:
    answer = panel.submit(name="x" * 5000)
    assert answer.status_code == 400
    assert 'id="create-name-wrong"' in answer.text
    assert panel.all() == []


def test_naming_pinning_and_verifying(panel: Panel) -> None:
    name = panel.make("one").filename
    panel.submit(f"/{name}/edit", name="two", note="of two")
    panel.submit(f"/{name}/pin")
    panel.submit(f"/{name}/verify")
    page = panel.get()
    assert "two" in page
    assert "✓ verified" in page
    assert panel.all()[0].pinned
    panel.submit(f"/{name}/unpin")
    assert not panel.all()[0].pinned


def test_deleting_asks_and_the_last_verified_one_says_so(panel: Panel) -> None:
    name = panel.make("one").filename
    assert "last snapshot that is known" not in panel.get(f"/{name}/delete")
    panel.submit(f"/{name}/verify")
    assert "last snapshot that is known" in panel.get(f"/{name}/delete")
    refused = panel.submit(f"/{name}/delete")
    assert refused.status_code == 409
    assert "last snapshot that is known" in refused.text
    assert panel.submit(f"/{name}/delete", last="1").status_code == 302
    assert panel.all() == []


def test_a_download_has_ranges_and_is_audited_once(panel: Panel) -> None:
    made = panel.make()
    url = f"{panel.at}/{made.filename}/download"
    whole = panel.browser.get(url, buffered=True)
    assert whole.mimetype == "application/x-sqlite3"
    assert whole.data.startswith(b"SQLite format 3\0")
    rest = panel.browser.get(url, headers={"Range": "bytes=1000-"}, buffered=True)
    assert (rest.status_code, rest.data) == (206, whole.data[1000:])
    assert rest.headers["Content-Range"] == f"bytes 1000-{made.size - 1}/{made.size}"
    lines = panel.crew.control.audit.list(AuditFilter(action="snapshot_downloaded"))
    assert [line.who.name for line in lines] == ["Admin"]


def test_an_upload_is_listed(panel: Panel) -> None:
    made = panel.make("one")
    file = panel.snapshots.path(panel.crew.show.id, made.filename).read_bytes()
    answer = panel.submit("/upload", file=(io.BytesIO(file), "away.db"))
    assert answer.status_code == 302, answer.text[:500]
    assert panel.all()[0].kind == "uploaded"


@pytest.mark.parametrize("content", [b"", b"Cue,Title\n1,Doors\n", bytes(10_000)])
def test_what_is_no_snapshot_is_refused_in_a_sentence(panel: Panel, content: bytes) -> None:
    answer = panel.submit("/upload", file=(io.BytesIO(content), "away.db"))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Nothing was kept of it" in answer.text
    assert panel.all() == []


def test_an_upload_may_be_larger_than_other_forms(panel: Panel) -> None:
    panel.crew.app.config["MAX_CONTENT_LENGTH"] = 20_000
    assert panel.submit(name="x" * 30_000).status_code == 413
    answer = panel.submit("/upload", file=(io.BytesIO(bytes(100_000)), "zeros.db"))
    assert answer.status_code == 422  # it was looked at


def test_nobody_else_may_send_large_files(panel: Panel) -> None:
    panel.crew.app.config["MAX_CONTENT_LENGTH"] = 20_000
    for browser, status in ((panel.crew.browser(), 401), (panel.crew.signed_in(Role.EDITOR), 403)):
        form = {"file": (io.BytesIO(bytes(100_000)), "zeros.db")}
        assert browser.submit(f"{panel.at}/upload", form).status_code == status


def test_the_schedule_is_chosen(panel: Panel) -> None:
    numbers = {"keep_last": "3", "keep_hourly": "4", "keep_daily": "5", "keep_weekly": "6"}
    assert panel.submit("/schedule", on="1", every="2", unit="hours", **numbers).status_code == 302
    policy = panel.snapshots.policy(panel.crew.show.id)
    assert (policy.on, policy.every_minutes, policy.keep_weekly) == (True, 120, 6)
    assert policy.drill_hours == 0
    wrong = panel.submit("/schedule", every="x", unit="hours", **{**numbers, "keep_last": "0"})
    assert wrong.status_code == 400
    assert 'id="schedule-every-wrong"' in wrong.text


def test_the_drill_is_run_and_remembered(panel: Panel) -> None:
    panel.make()
    panel.submit("/drill")
    assert "came out equal" in panel.get()


@pytest.mark.parametrize(
    "name", ["..", "%2e%2e", "..%2f..%2fcontrol.db", "%2Fetc%2Fpasswd", "a%00.db", "x" * 300]
)
def test_crafted_names_are_not_there(panel: Panel, name: str) -> None:
    for page in ("download", "edit", "delete", "restore", "compare"):
        assert panel.browser.get(f"{panel.at}/{name}/{page}").status_code == 404
    for form in ("pin", "verify", "delete", "restore"):
        assert panel.submit(f"/{name}/{form}").status_code == 404
