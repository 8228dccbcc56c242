from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.sheet.changes import apply
from camerasheet.sheet.model import Camera, Cue, Row, Sheet, Shot
from camerasheet.sheet.replacement import Selection
from camerasheet.sheet.rules.replace import replacement
from camerasheet.web.drawn import GROUP, GROUPS_A_PIECE, Draw, DrawnRows
from tests.support.rehearsal import Rehearsal, new_sheet


class Pen:
    """Draws rows, and notes which."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def __call__(self, sheet: Sheet, row: Row) -> str:
        self.drawn.append(row.cue.id)
        cells = "".join(f"<{row.shot(camera).subject}>" for camera in sheet.camera_order)
        return f"[{row.cue.title}{cells}]"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draw]:
    """The macro that draws the page's rows."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("drawn") / "data"))
    macros: Any = app.jinja_env.get_template("sheet/_partials.html").module
    yield macros.row
    app.extensions["camerasheet"].drain(1)


@pytest.fixture
def play() -> Rehearsal:
    play = Rehearsal()
    for number in range(GROUP + 2):
        play.cue(title=f"cue {number}")
    play.camera()
    return play


def test_it_is_what_a_new_page_would_draw(play: Rehearsal) -> None:
    kept, pen = DrawnRows(), Pen()
    first, second, *_, last = play.sheet.order
    camera = play.sheet.camera_order[0]
    kept.groups(play.sheet, pen)
    play.write(first, camera, "subject", "singer")
    play.do("strike_cue", cue=second)
    play.do("move_cue", cue=last, after=first)
    play.cue(title="added")
    assert kept.groups(play.sheet, pen) == DrawnRows().groups(play.sheet, Pen())
    assert kept.groups(play.sheet, pen).count('<div class="group">') == 2


def test_only_what_has_changed_is_drawn_again(play: Rehearsal) -> None:
    kept, pen = DrawnRows(), Pen()
    kept.groups(play.sheet, pen)
    assert pen.drawn == list(play.sheet.order)
    pen.drawn.clear()
    kept.groups(play.sheet, pen)
    assert pen.drawn == []
    third = play.sheet.order[2]
    play.write(third, play.sheet.camera_order[0], "subject", "drums")
    assert "<drums>" in kept.groups(play.sheet, pen)
    assert pen.drawn == [third]


def test_another_camera_changes_every_row(play: Rehearsal) -> None:
    kept, pen = DrawnRows(), Pen()
    kept.groups(play.sheet, pen)
    pen.drawn.clear()
    play.camera()
    kept.groups(play.sheet, pen)
    assert pen.drawn == list(play.sheet.order)


def restored(play: Rehearsal, seq: int) -> Sheet:
    """The sheet once more as it was at ``seq``: its rows are others, and say the same."""
    then = play.sheets[seq]
    changes, _ = replacement(play.sheet, then, Selection())
    return apply(play.sheet, play.sheet.seq + 1, changes)


def test_what_was_drawn_ahead_is_not_drawn_when_it_comes(play: Rehearsal) -> None:
    kept, pen = DrawnRows(), Pen()
    camera = play.sheet.camera_order[0]
    first, second, third, *_ = play.sheet.order
    play.write(first, camera, "subject", "first")
    kept.groups(play.sheet, pen)
    seq = play.sheet.seq
    for cue in play.sheet.order:
        play.write(cue, camera, "subject", "other")
    play.do("strike_cue", cue=third)
    kept.groups(play.sheet, pen)
    kept.ahead(play.sheets[seq], pen)
    play.write(second, camera, "note", "by somebody in that very moment")
    after = restored(play, seq)
    pen.drawn.clear()
    assert kept.groups(after, pen) == DrawnRows().groups(after, Pen())
    assert pen.drawn == []
    assert kept.groups(play.sheet, pen) == DrawnRows().groups(play.sheet, Pen())


def test_what_is_kept_is_used_ahead_although_others_edited_since(play: Rehearsal) -> None:
    """Nobody has drawn the sheet since: what is kept looks as what will come, and is older."""
    kept, pen = DrawnRows(), Pen()
    kept.groups(play.sheet, pen)
    seq, camera = play.sheet.seq, play.sheet.camera_order[0]
    for cue in play.sheet.order:
        play.write(cue, camera, "subject", "other")
    pen.drawn.clear()
    kept.ahead(play.sheets[seq], pen)
    after = restored(play, seq)
    assert kept.groups(after, pen) == DrawnRows().groups(after, Pen())
    assert pen.drawn == []


def test_a_row_that_comes_otherwise_is_drawn(play: Rehearsal) -> None:
    kept, pen = DrawnRows(), Pen()
    kept.groups(play.sheet, pen)
    first, *others = play.sheet.order
    kept.ahead(play.sheet, pen)
    pen.drawn.clear()
    play.do("write_cue", cue=first, field="title", value="Another")
    for cue in others:
        play.write(cue, play.sheet.camera_order[0], "subject", "x")
    assert kept.groups(play.sheet, pen) == DrawnRows().groups(play.sheet, Pen())
    assert sorted(pen.drawn) == sorted(play.sheet.order)


def test_what_was_drawn_ahead_for_other_cameras_is_not_used(play: Rehearsal) -> None:
    kept, pen = DrawnRows(), Pen()
    kept.groups(play.sheet, pen)
    kept.ahead(play.sheet, pen)
    play.camera()
    assert kept.groups(play.sheet, pen) == DrawnRows().groups(play.sheet, Pen())


def test_nothing_is_drawn_ahead_of_what_nobody_looks_at(play: Rehearsal) -> None:
    pen = Pen()
    DrawnRows().ahead(play.sheet, pen)
    assert pen.drawn == []


CUE, SHOT = Cue("c", "7", "Title"), Shot(size="MCU", subject="singer")
OTHER: dict[str, Any] = {"kind": "heading", "start": 3600, "duration": 15, "taken": True}


@pytest.mark.parametrize("name", [f.name for f in fields(Cue) if f.name not in ("id", "versions")])
def test_whatever_shows_of_a_cue_makes_another_look(rows: Draw, name: str) -> None:
    there = Row(CUE, {"a": SHOT})
    other = replace(there, cue=replace(CUE, **{name: OTHER.get(name, "x" * 50)}))
    looks_otherwise_if_it_is_drawn_otherwise(rows, there, other)


@pytest.mark.parametrize("name", [f.name for f in fields(Shot) if f.name != "versions"])
def test_whatever_shows_of_a_shot_makes_another_look(rows: Draw, name: str) -> None:
    shot = replace(SHOT, move="pan", angle="low")  # without which how they were typed is not shown
    there = Row(CUE, {"a": shot})
    other = Row(CUE, {"a": replace(shot, **{name: OTHER.get(name, "x" * 50)})})
    assert looks_otherwise_if_it_is_drawn_otherwise(rows, there, other)
    assert looks_otherwise_if_it_is_drawn_otherwise(rows, there, Row(CUE, {}))


def looks_otherwise_if_it_is_drawn_otherwise(rows: Draw, there: Row, other: Row) -> bool:
    """Whether it is. Drawn ahead as ``there``, ``other`` comes as it would without that."""
    sheet = replace(new_sheet(), cameras={"a": Camera("a", "1")}, camera_order=("a",))
    before, after = (replace(sheet, rows={"c": row}, order=("c",)) for row in (there, other))
    kept = DrawnRows()
    kept.groups(sheet, rows)
    kept.ahead(before, rows)
    fresh = DrawnRows().groups(after, rows)
    assert kept.groups(after, rows) == fresh
    return fresh != DrawnRows().groups(before, rows)


def test_shows_are_kept_apart(play: Rehearsal) -> None:
    kept, pen = DrawnRows(), Pen()
    kept.groups(play.sheet, Pen())
    assert kept.groups(replace(new_sheet(), show="another"), Pen()) == ""
    kept.groups(play.sheet, pen)
    assert pen.drawn == []


def test_pieces_say_what_the_groups_say_and_only_the_changed_one_is_another() -> None:
    play = Rehearsal()
    for number in range(2 * GROUP * GROUPS_A_PIECE + 1):
        play.cue(title=f"cue {number}")
    camera = play.camera()
    kept = DrawnRows()
    before = kept.pieces(play.sheet, Pen())
    play.write(play.sheet.order[GROUP * GROUPS_A_PIECE], camera, "subject", "singer")
    after = kept.pieces(play.sheet, Pen())
    assert [old is new for old, new in zip(before, after, strict=True)] == [True, False, True]
    for cue in play.sheet.order[:2]:
        play.do("strike_cue", cue=cue)
        text = b"".join(piece.plain for piece in kept.pieces(play.sheet, Pen())).decode()
        assert text == DrawnRows().groups(play.sheet, Pen())


def test_blanks_are_drawn_again_when_the_words_are_others() -> None:
    play = Rehearsal()
    kept, drawn = DrawnRows(), []

    def draw(sheet: Sheet) -> str:
        drawn.append(sheet.seq)
        return ", ".join(term.code for term in sheet.vocabulary.of("size"))

    kept.blanks(play.sheet, draw)
    play.cue()
    kept.blanks(play.sheet, draw)
    assert len(drawn) == 1
    play.do("set_term", family="size", code="KNEE", name="Knees up")
    assert b"KNEE" in kept.blanks(play.sheet, draw)[0].plain
