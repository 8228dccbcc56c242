from dataclasses import replace

import pytest

from camerasheet.sheet.model import Row, Sheet
from camerasheet.web.drawn import GROUP, DrawnRows
from tests.support.rehearsal import Rehearsal, new_sheet


class Pen:
    """Draws rows, and notes which."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def __call__(self, sheet: Sheet, row: Row) -> str:
        self.drawn.append(row.cue.id)
        cells = "".join(f"<{row.shot(camera).subject}>" for camera in sheet.camera_order)
        return f"[{row.cue.title}{cells}]"


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


def test_shows_are_kept_apart(play: Rehearsal) -> None:
    kept, pen = DrawnRows(), Pen()
    kept.groups(play.sheet, Pen())
    assert kept.groups(replace(new_sheet(), show="another"), Pen()) == ""
    kept.groups(play.sheet, pen)
    assert pen.drawn == []
