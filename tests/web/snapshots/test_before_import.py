"""A file is merged into a show only when the show has been copied: by every door."""

import base64
import io
import re
from collections.abc import Callable

import pytest

from camerasheet.office.commands.files import import_file
from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Trouble
from camerasheet.snapshots import Kind
from tests.web.snapshots.conftest import ADA, Panel

CSV = b"Cue,Title\n501,Brought in\n"
Door = Callable[[Panel], tuple[bool, str]]


def by_page(panel: Panel) -> tuple[bool, str]:
    at = "/shows/gala/import"
    sent = panel.browser.submit(at, {"file": (io.BytesIO(CSV), "plan.csv")})
    page = panel.browser.get(sent.location).text
    fingerprint = re.search(r'name="expected" value="([^"]*)"', page)
    assert fingerprint is not None
    done = panel.browser.submit(sent.location, {"expected": fingerprint[1]})
    return done.status_code == 200, done.text


def by_api(panel: Panel) -> tuple[bool, str]:
    program = panel.crew.program(Role.EDITOR)
    sent = {"file": (io.BytesIO(CSV), "plan.csv")}
    done = program.post("/api/shows/gala/import", data=sent)
    return done.status_code == 200, done.text


def by_command_line(panel: Panel) -> tuple[bool, str]:
    content = base64.b64encode(CSV).decode()
    try:
        import_file(panel.crew.production.premises, show="gala", name="plan.csv", content=content)
    except Trouble as trouble:
        return False, trouble.message
    return True, ""


doors = pytest.mark.parametrize("door", [by_page, by_api, by_command_line])


@doors
def test_an_import_is_preceded_by_a_copy_named_after_the_file(panel: Panel, door: Door) -> None:
    worked, said = door(panel)
    assert worked, said
    assert "Brought in" in panel.titles()
    (made,) = panel.all()
    assert (made.kind, made.name) == (Kind.PRE_IMPORT, "Before importing “plan.csv”")
    panel.finish(panel.submit(f"/{made.filename}/restore"))
    assert "Brought in" not in panel.titles()


@doors
def test_without_a_copy_nothing_is_imported(panel: Panel, door: Door) -> None:
    data = panel.crew.production.data
    shelf = data.backups_of(data.show_file(panel.crew.show.id))
    shelf.parent.mkdir(exist_ok=True)
    shelf.write_text("in the way: no directory can be made here")
    worked, said = door(panel)
    assert not worked
    assert "Nothing was imported, because the show could not be copied first" in said
    assert "Brought in" not in panel.titles()


def test_the_same_state_is_copied_once(panel: Panel) -> None:
    snapshots, show = panel.snapshots, panel.crew.show.id
    by = panel.make("by hand")
    first = snapshots.before_import(show, "a.csv", by=ADA)
    assert first is not None
    assert snapshots.before_import(show, "b.csv", by=ADA) == first
    panel.crew.add_cue(title="Another")
    assert snapshots.before_import(show, "b.csv", by=ADA) != first
    assert {each.filename for each in panel.all()} > {by.filename, first.filename}


def test_of_many_copies_the_last_ten_stay(panel: Panel) -> None:
    for n in range(12):
        panel.crew.add_cue(title=f"Cue {n}")
        panel.snapshots.before_import(panel.crew.show.id, f"{n}.csv", by=ADA)
    names = [each.name for each in panel.all()]
    assert names == [f"Before importing “{n}.csv”" for n in reversed(range(2, 12))]


def test_of_an_empty_sheet_there_is_nothing_to_copy(panel: Panel) -> None:
    empty = panel.crew.production.create_show("empty", "Empty", by=None)
    assert panel.snapshots.before_import(empty.id, "a.csv", by=ADA) is None
    assert panel.snapshots.list(empty.id) == []
