"""Restoring from the panel: what would change, choosing a part, the job, undoing it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest

from camerasheet.sheet.model import Sheet
from camerasheet.snapshots import JobKind
from camerasheet.web.drawn import Draw
from tests.web.snapshots.conftest import ADA, Panel

Retitle = Callable[[str, str], None]


def test_the_preview_says_what_would_change(panel: Panel, retitle: Retitle) -> None:
    made = panel.make("before")
    retitle("Doors", "Gates")
    panel.crew.add_cue(title="Encore")
    page = panel.get(f"/{made.filename}/restore")
    assert "1 cue changes, 1 disappears." in page
    assert re.search(r"<del>Gates</del> .*<ins>Doors</ins>", page)
    assert "Restore and keep a safety copy" in page
    assert panel.titles() == ["Gates", "Opening", "Encore"]


def test_with_no_difference_there_is_nothing_to_restore(panel: Panel) -> None:
    page = panel.get(f"/{panel.make().filename}/restore")
    assert "Nothing would change" in page
    assert "Restore and keep" not in page


def test_restore_and_undo(panel: Panel, retitle: Retitle) -> None:
    made = panel.make("before")
    retitle("Doors", "Gates")
    page = panel.finish(panel.submit(f"/{made.filename}/restore", part="all"))
    assert 'data-outcome="restored"' in page
    assert "Spring Gala is as it was at" in page
    assert panel.titles() == ["Doors", "Opening"]
    front = panel.get()
    assert 'data-outcome="restored"' in front
    undo = re.search(r'action="(/admin/shows/gala/jobs/\w+/undo)"', front)
    assert undo
    page = panel.finish(panel.browser.submit(undo[1]))
    assert 'data-outcome="undone"' in page
    assert panel.titles() == ["Gates", "Opening"]
    assert [each.kind for each in panel.all()] == ["pre-restore", "pre-restore", "manual"]


def test_what_comes_is_drawn_before_its_turn(
    panel: Panel, retitle: Retitle, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = panel.make("before")
    panel.browser.get("/shows/gala")  # somebody looks at the sheet
    retitle("Doors", "Gates")
    drawn: Any = panel.crew.app.jinja_env.globals["drawn"]
    ahead, order = drawn.ahead, list[str]()

    def noted(sheet: Sheet, draw: Draw) -> None:
        assert panel.titles() == ["Gates", "Opening"], "nothing is replaced yet"
        order.extend(row.cue.title for row in sheet.in_order())
        ahead(sheet, draw)

    monkeypatch.setattr(drawn, "ahead", noted)
    page = panel.finish(panel.submit(f"/{made.filename}/restore", part="all"))
    assert 'data-outcome="restored"' in page
    assert order == ["Doors", "Opening"]
    assert "Doors" in panel.browser.get("/shows/gala").text


@pytest.mark.parametrize("read", ["running", "jobs", "last_drill"])
def test_a_restore_that_ends_while_the_panel_is_drawn_is_on_it(
    panel: Panel, retitle: Retitle, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    made = panel.make("before")
    retitle("Doors", "Gates")
    drawn: Any = panel.crew.app.jinja_env.globals["drawn"]
    gate = threading.Event()
    monkeypatch.setattr(drawn, "ahead", lambda sheet, draw: gate.wait(30))
    answer = panel.submit(f"/{made.filename}/restore", part="all")
    job = answer.location.rpartition("/")[2]
    usual = getattr(panel.snapshots, read)

    def just_before_its_end(show_id: str) -> object:
        found = usual(show_id)
        gate.set()
        assert not panel.snapshots.wait(job, 30).under_way
        return found

    monkeypatch.setattr(panel.snapshots, read, just_before_its_end)
    assert f'data-job="{job}"' in panel.get()
    monkeypatch.setattr(panel.snapshots, read, usual)
    assert 'data-outcome="restored"' in panel.get()


def test_a_restore_does_not_hang_on_what_is_drawn_before_its_turn(
    panel: Panel,
    retitle: Retitle,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = panel.make("before")
    retitle("Doors", "Gates")
    drawn = panel.crew.app.jinja_env.globals["drawn"]
    monkeypatch.setattr(drawn, "ahead", lambda sheet, draw: 1 / 0)
    page = panel.finish(panel.submit(f"/{made.filename}/restore", part="all"))
    assert 'data-outcome="restored"' in page
    assert panel.titles() == ["Doors", "Opening"]
    assert "could not be drawn beforehand" in caplog.text


def test_only_chosen_cues_come_back(panel: Panel, retitle: Retitle) -> None:
    made = panel.make()
    retitle("Doors", "Gates")
    retitle("Opening", "Finale")
    page = panel.get(f"/{made.filename}/restore")
    cue = re.findall(r'name="cue" value="(\w+)"', page)[0]
    done = panel.finish(panel.submit(f"/{made.filename}/restore", part="cues", cue=cue))
    assert "1 cue of Spring Gala is as" in done
    assert panel.titles() == ["Doors", "Finale"]


@pytest.mark.parametrize("part", ["cues", "cameras", "cells", "nonsense"])
def test_nothing_chosen_is_refused_and_nothing_is_changed(
    panel: Panel, retitle: Retitle, part: str
) -> None:
    made = panel.make()
    retitle("Doors", "Gates")
    answer = panel.submit(f"/{made.filename}/restore", part=part)
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text
    assert panel.titles() == ["Gates", "Opening"]


def test_two_snapshots_are_compared(panel: Panel, retitle: Retitle) -> None:
    first = panel.make("first").filename
    retitle("Doors", "Gates")
    second = panel.make("second").filename
    page = panel.get(f"/{second}/compare?other={first}")
    assert "Cues: 1 changed." in page
    assert re.search(r"<del>Doors</del> .*<ins>Gates</ins>", page)
    same = panel.get(f"/{first}/compare?other={first}")
    assert "The two say the same." in same


def test_a_line_that_is_opened_late_comes_alone(
    panel: Panel, retitle: Retitle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camerasheet.web.snapshots.restoring.INLINE_FIELDS", 0)
    made = panel.make().filename
    retitle("Doors", "Gates")
    page = panel.get(f"/{made}/restore")
    assert "<del>Gates</del>" not in page
    more = re.search(rf'hx-get="{panel.at}(/[^"]+/difference/\w+)"', page)
    assert more
    assert "<del>Gates</del>" in panel.get(more[1])


def test_a_job_for_htmx_is_a_part_of_a_page(panel: Panel, retitle: Retitle) -> None:
    made = panel.make()
    retitle("Doors", "Gates")
    answer = panel.submit(f"/{made.filename}/restore")
    panel.finish(answer)
    part = panel.browser.get(f"{answer.location}?panel=1", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "hx-trigger" not in part.text
    assert 'data-outcome="restored"' in part.text
    assert {"#listed", "#work"} == set(re.findall(r'hx-partial hx-target="([^"]+)"', part.text))
    assert "safety copy" in part.text
    assert "HX-Refresh" not in part.headers  # a form that is half filled in stays


def test_a_restore_is_undone_from_its_page_whatever_else_was_done_since(
    panel: Panel, retitle: Retitle
) -> None:
    made = panel.make()
    retitle("Doors", "Gates")
    first = panel.submit(f"/{made.filename}/restore")
    panel.finish(first)
    retitle("Doors", "Gates")
    last = panel.submit(f"/{made.filename}/restore")
    panel.finish(last)
    for _ in range(60):
        panel.crew.control.jobs.note_failure(panel.crew.show.id, JobKind.SNAPSHOT, {}, ADA)
    assert f'action="{last.location}/undo"' in panel.browser.get(last.location).text
    assert "/undo" not in panel.browser.get(first.location).text, "the other one came after it"


def test_a_job_of_another_show_is_not_there(panel: Panel, retitle: Retitle) -> None:
    made = panel.make()
    retitle("Doors", "Gates")
    answer = panel.submit(f"/{made.filename}/restore")
    panel.finish(answer)
    panel.crew.production.create_show("other", "Other", by=None)
    elsewhere = answer.location.replace("/gala/", "/other/")
    assert panel.browser.get(elsewhere).status_code == 404
    assert panel.browser.submit(f"{elsewhere}/undo").status_code == 404
