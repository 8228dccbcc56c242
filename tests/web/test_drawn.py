from dataclasses import replace

import pytest

from camerasheet.sheet.model import Row, Sheet
from camerasheet.web.drawn import GROUP, GROUPS_A_PIECE, DrawnRows
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
