"""The HTML of a message: swapped in piece by piece, the page shows what a new page would."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.desk import Committed
from camerasheet.sheet.errors import CamerasheetError
from camerasheet.sheet.model import Sheet
from camerasheet.web.sockets.card_content import MOST_ENTRIES
from camerasheet.web.sockets.channel import Group, ShowChannel
from camerasheet.web.sockets.content import Content
from tests.realtime.wire import unframed
from tests.support.dom import Page, partials
from tests.support.edits import payload
from tests.support.effort import examples
from tests.support.rehearsal import Rehearsal

IDS = {"sheet": ("grid", "live", "house", "terms"), "caller": ("caller",), "card": ("card",)}


@contextmanager
def _app(path: Path) -> Iterator[Flask]:
    app = create_app(Settings(data=path))
    yield app
    app.extensions["camerasheet"].drain(1)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with _app(tmp_path_factory.mktemp("content") / "data") as app:
        yield app


@pytest.fixture(scope="module")
def content(app: Flask) -> Content:
    return Content(app.jinja_env)


def page_of(content: Content, view: str, sheet: Sheet) -> Page:
    page = Page(*IDS[view.partition(":")[0]])
    page.swap(content.whole(view, sheet))
    assert not page.missed
    return page


class Play(Rehearsal):
    """A small show whose last event can be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = self.cue(title="Opening"), self.cue(title="Song")
        self.ped, self.jib = self.camera(), self.camera()

    def last(self) -> Committed:
        return Committed(self.sheets[-2], self.sheet, (self.log[-1],))

    def since(self, sheet: Sheet) -> Committed:
        return Committed(sheet, self.sheet, tuple(e for e in self.log if e.seq > sheet.seq))


def targets(content: Content, committed: Committed, view: str = "sheet") -> list[tuple[str, str]]:
    found = partials(content.since(view, committed))
    return [(p.attributes["hx-target"], p.attributes["hx-swap"]) for p in found]


class TestTargets:
    def test_a_cell(self, content: Content) -> None:
        show = Play()
        show.write(show.one, show.ped, "size", "CU")
        cell = f"#cue-{show.one} > :nth-child(3)"
        assert targets(content, show.last()) == [(cell, "outerHTML")]

    def test_a_number_and_a_title(self, content: Content) -> None:
        show = Play()
        show.live("goto", cue=show.two)
        show.do("write_cue", cue=show.one, field="number", value="9")
        assert targets(content, show.last()) == [(f"#cue-{show.one} > .cue-number", "outerHTML")]
        show.do("write_cue", cue=show.one, field="title", value="x")
        assert targets(content, show.last()) == [(f"#cue-{show.one} > .cue-title", "outerHTML")]

    def test_rows_come_go_and_move(self, content: Content) -> None:
        show = Play()
        show.live("goto", cue=show.two)
        new = show.cue(after=show.one)
        assert targets(content, show.last())[0] == (f"#cue-{show.one}", "afterend")
        show.do("move_cue", cue=new, before=show.one)
        assert targets(content, show.last())[:2] == [
            (f"#cue-{new}", "delete"),
            ("#rows > .group", "afterbegin"),
        ]
        show.do("strike_cue", cue=new)
        assert targets(content, show.last())[0] == (f"#cue-{new}", "delete")

    def test_rows_come_before_a_group_and_a_group_may_run_empty(self, content: Content) -> None:
        show = Play()
        cues = [show.one, show.two, *(show.cue(title=f"cue {number}") for number in range(21))]
        before = show.sheet
        show.cue(before=cues[10], title="before the second group")
        show.cue(before=show.one, title="on top")
        for cue in cues[:10]:
            show.do("strike_cue", cue=cue)
        page = page_of(content, "sheet", before)
        for event in show.log[-12:]:
            earlier, later = (s for s in show.sheets if s.seq in (event.seq - 1, event.seq))
            page.swap(content.since("sheet", Committed(earlier, later, (event,))))
        assert page.text() == page_of(content, "sheet", show.sheet).text()
        assert not page.missed

    def test_a_camera(self, content: Content) -> None:
        show = Play()
        show.do("write_camera", camera=show.ped, field="down", value=True)
        assert (f"#heads > [data-head='{show.ped}']", "outerHTML") in targets(content, show.last())
        show.camera()
        assert targets(content, show.last())[0] == ("#grid", "outerHTML")

    def test_a_camera_of_a_sheet_without_rows(self, content: Content) -> None:
        """Heads of columns belong to a grid, and there is none yet."""
        show = Play()
        for cue in show.sheet.order:
            show.do("strike_cue", cue=cue)
        page = page_of(content, "sheet", show.sheet)
        show.do("write_camera", camera=show.ped, field="name", value="Pedestal")
        page.swap(content.since("sheet", show.last()))
        assert page.text() == page_of(content, "sheet", show.sheet).text()

    def test_the_live_bar_the_switches_and_the_words(self, content: Content) -> None:
        show = Play()
        show.live("take")
        assert targets(content, show.last()) == [("#live", "outerHTML")]
        show.do("set_house", field="locked", value=True)
        assert targets(content, show.last()) == [("#house", "outerHTML")]
        show.do("set_house", field="locked", value=False)
        show.do("strike_term", family="size", code="CU")
        assert targets(content, show.last()) == [("#terms", "outerHTML")]

    def test_other_views_are_told_what_concerns_them(self, content: Content) -> None:
        show = Play()
        show.write(show.one, show.jib, "note", "x")
        assert targets(content, show.last(), f"card:{show.ped}") == []
        assert targets(content, show.last(), f"card:{show.jib}") == [("#card", "outerMorph")]
        assert targets(content, show.last(), "caller") == [("#caller", "outerMorph")]
        show.live("take")
        assert targets(content, show.last(), f"card:{show.ped}")

    def test_a_card_gets_the_entries_that_are_others_now(self, content: Content) -> None:
        show = Play()
        view = f"card:{show.jib}"
        cues = [show.one, show.two, show.cue(title="Last")]
        for cue in cues:
            show.write(cue, show.jib, "size", "CU")
        entry = "#card-entries > [data-cue='{}']".format
        some = [("#card-top", "outerMorph"), (entry(show.two), "outerMorph")]
        show.write(show.two, show.jib, "subject", "singer")
        assert targets(content, show.last(), view) == some
        show.do("write_cue", cue=show.two, field="title", value="Another")
        assert targets(content, show.last(), view) == some
        show.write(show.two, show.jib, "taken", True)
        assert targets(content, show.last(), view) == some
        show.write(show.two, show.ped, "note", "of another camera")
        assert targets(content, show.last(), view) == []

    @pytest.mark.parametrize("what", ["new", "gone", "moved", "section", "column", "many"])
    def test_a_card_is_swapped_where_its_entries_are_others(
        self, content: Content, what: str
    ) -> None:
        show = Play()
        act = show.cue(before=show.one, heading=True, title="Act")
        third = show.cue(title="Last")
        for cue in (show.one, show.two):
            show.write(cue, show.jib, "size", "CU")
        many = [show.cue() for _ in range(MOST_ENTRIES + 1)]
        before = show.sheet
        match what:
            case "new":
                show.write(third, show.jib, "size", "CU")
            case "gone":
                show.write(show.two, show.jib, "size", "")
            case "moved":
                show.do("move_cue", cue=show.two, after=third)
            case "section":
                show.do("write_cue", cue=act, field="title", value="Another act")
            case "column":
                show.do("write_camera", camera=show.jib, field="operator", value="Mia")
            case _:
                for cue in many:
                    show.do("write_cue", cue=cue, field="title", value="x")
        said = targets(content, show.since(before), f"card:{show.jib}")
        assert said == [("#card", "outerMorph")]

    def test_the_card_of_nobody(self, content: Content) -> None:
        assert [p.attributes["hx-target"] for p in partials(content.whole("card:x", Play().sheet))]


def test_what_came_and_went_at_once_leaves_no_trace(content: Content) -> None:
    show = Play()
    before = show.sheet
    camera, cue = show.camera(), show.cue()
    show.do("write_camera", camera=camera, field="name", value="x")
    show.write(cue, show.ped, "size", "CU")
    show.do("strike_camera", camera=camera)
    show.do("strike_cue", cue=cue)
    page = page_of(content, "sheet", before)
    page.swap(content.since("sheet", show.since(before)))
    assert page.text() == page_of(content, "sheet", show.sheet).text()


def test_who_comes_back_gets_the_page_right(content: Content) -> None:
    """A replay for browsers is worked out backwards from the sheet as it is now."""
    show = Play()
    show.write(show.one, show.ped, "size", "Close-Up")
    seen = show.sheet
    act = show.cue(before=show.two, heading=True, title="Act")
    show.do("move_cue", cue=show.two, before=show.one)
    show.do("set_term", family="size", code="KNEE")
    show.do("mark_ready", cue=show.one, camera=show.ped)
    show.do("strike_cue", cue=act)
    show.do("write_camera", camera=show.jib, field="name", value="Crane")
    show.live("take")
    show.undo(show.do("strike_cue", cue=show.one))
    channel = ShowChannel(show.sheet, show.log, content)
    for view in ("sheet", "caller", f"card:{show.ped}"):
        page = page_of(content, view, seen)
        message = json.loads(unframed(channel.resume(Group(True, view), "epoch", seen.seq).plain))
        assert (message["type"], message["seq"]) == ("events", show.sheet.seq)
        page.swap(message["content"])
        assert page.text() == page_of(content, view, show.sheet).text(), view
        assert "content" not in json.loads(
            unframed(channel.resume(Group(True, view), "epoch", show.sheet.seq).plain)
        )


@given(st.data())
@examples(60)
def test_a_page_that_follows_shows_what_a_new_page_shows(
    content: Content, data: st.DataObject
) -> None:
    show = Play()
    for _ in range(data.draw(st.integers(0, 8))):
        _try(show, payload(data.draw, show.sheet))
    before = show.sheet
    pages = {view: page_of(content, view, before) for view in ("sheet", "caller", "card:id3")}
    for _ in range(data.draw(st.integers(1, 6))):
        _try(show, payload(data.draw, show.sheet))
    committed = show.since(before)
    if not committed.events:
        return
    for view, page in pages.items():
        html = content.since(view, committed)
        if html:
            page.swap(html)
        assert page.text() == page_of(content, view, show.sheet).text(), view
        ids = [node.attributes["id"] for node in page.root.elements() if "id" in node.attributes]
        assert len(ids) == len(set(ids)), "an id twice"


def _try(show: Rehearsal, asked: dict[str, Any]) -> None:
    try:
        show.do(asked.pop("kind"), **asked)
    except CamerasheetError:
        return
