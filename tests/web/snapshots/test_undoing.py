"""Undoing a restore from the panel: what people edited since is asked about, always."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from camerasheet.sheet.errors import ReplicaBehind
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import RevertSheet
from camerasheet.sheet.rules import replace
from camerasheet.snapshots import LiveShows, bracket, restore_work
from camerasheet.snapshots.progress import Progress
from tests.web.snapshots.conftest import Panel

Retitle = Callable[[str, str], None]


@pytest.mark.parametrize(
    ("keep", "left"), [("1", ["Gates", "Finale"]), ("0", ["Gates", "Opening"])]
)
def test_undoing_asks_when_people_edited_since(
    panel: Panel, retitle: Retitle, keep: str, left: list[str]
) -> None:
    made = panel.make()
    retitle("Doors", "Gates")
    page = panel.finish(panel.submit(f"/{made.filename}/restore"))
    retitle("Opening", "Finale")
    undo = re.search(r'action="(/admin/shows/gala/jobs/\w+/undo)"', page)
    assert undo
    asked = panel.browser.submit(undo[1])
    assert asked.status_code == 409
    assert "People edited since" in asked.text
    assert "title “Finale”" in asked.text
    assert panel.titles() == ["Doors", "Finale"]
    panel.finish(panel.browser.submit(undo[1], {**hidden(asked.text, undo[1]), "keep": keep}))
    assert panel.titles() == left


def hidden(page: str, action: str) -> dict[str, str]:
    """What the page's form of that action carries besides its buttons."""
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', page, re.S)
    assert form, f"there is no form of {action}"
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    return {name: value for name, value in found.items() if name != "csrf_token"}


def restored(panel: Panel, retitle: Retitle) -> str:
    """A restore that took “Gates” away; where it is undone."""
    made = panel.make()
    retitle("Doors", "Gates")
    answer = panel.submit(f"/{made.filename}/restore")
    panel.finish(answer)
    return f"{answer.location}/undo"


def test_what_was_edited_after_the_question_is_asked_about_once_more(
    panel: Panel, retitle: Retitle
) -> None:
    undo = restored(panel, retitle)
    retitle("Opening", "Finale")
    first = panel.browser.submit(undo, {"without_replica": "1"}).text
    retitle("Finale", "Curtain")
    choice = {**hidden(first, undo), "keep": "0"}
    assert choice["without_replica"] == "1", "that was decided already"
    again = panel.browser.submit(undo, choice)
    assert again.status_code == 409
    assert "people edited after you were asked" in again.text
    assert "title “Curtain”" in again.text
    assert panel.titles() == ["Doors", "Curtain"]
    panel.finish(panel.browser.submit(undo, {**hidden(again.text, undo), "keep": "0"}))
    assert panel.titles() == ["Gates", "Opening"]


def test_discarding_what_was_never_shown_is_no_answer(panel: Panel, retitle: Retitle) -> None:
    undo = restored(panel, retitle)
    retitle("Opening", "Finale")
    assert panel.browser.submit(undo, {"keep": "0"}).status_code == 409
    assert panel.titles() == ["Doors", "Finale"]


def behind_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The replica does not catch up before the next job that waits for it."""
    usual = bracket.wait_before

    def behind(progress: Progress, live: LiveShows) -> None:
        usual(progress, live)
        monkeypatch.setattr(restore_work, "wait_before", usual)
        raise ReplicaBehind("The replica has not caught up.")

    monkeypatch.setattr(restore_work, "wait_before", behind)


def test_what_was_edited_before_undo_anyway_is_asked_about(
    panel: Panel, retitle: Retitle, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo = restored(panel, retitle)
    behind_once(monkeypatch)
    failed = panel.finish(panel.browser.submit(undo))
    assert "Undo anyway" in failed
    anyway = hidden(failed, undo)
    assert anyway == {"without_replica": "1"}
    retitle("Opening", "Finale")
    asked = panel.browser.submit(undo, anyway)
    assert asked.status_code == 409
    assert "title “Finale”" in asked.text
    assert panel.titles() == ["Doors", "Finale"]


def test_undo_anyway_discards_no_more_than_was_shown(
    panel: Panel, retitle: Retitle, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo = restored(panel, retitle)
    retitle("Opening", "Finale")
    shown = hidden(panel.browser.submit(undo).text, undo)
    behind_once(monkeypatch)
    failed = panel.finish(panel.browser.submit(undo, {**shown, "keep": "0"}))
    anyway = hidden(failed, undo)
    assert anyway == {"without_replica": "1", "keep": "0", **shown}
    retitle("Finale", "Curtain")
    assert panel.browser.submit(undo, anyway).status_code == 409
    assert panel.titles() == ["Doors", "Curtain"]


def test_what_was_edited_while_others_were_discarded_is_shown(
    panel: Panel, retitle: Retitle, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo = restored(panel, retitle)
    retitle("Opening", "Finale")
    shown = hidden(panel.browser.submit(undo).text, undo)
    usual = replace.foresee

    def late(sheet: Sheet, edit: RevertSheet) -> None:
        usual(sheet, edit)
        monkeypatch.setattr(restore_work, "foresee", usual)
        retitle("Finale", "Curtain")

    monkeypatch.setattr(restore_work, "foresee", late)
    failed = panel.finish(panel.browser.submit(undo, {**shown, "keep": "0"}))
    assert "There were 2 edits since that restore." in failed
    assert "Look at the edits" in failed
    assert panel.titles() == ["Doors", "Curtain"]
    asked = panel.browser.submit(undo, hidden(failed, undo))
    assert asked.status_code == 409
    assert "title “Curtain”" in asked.text
