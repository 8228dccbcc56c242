"""What is different between two sheets, said so that a person sees it at a glance."""

from camerasheet.sheet.compare import compare
from tests.sheet.rules.conftest import Small


def test_what_comes_changes_and_disappears() -> None:
    show = Small()
    before = show.sheet
    show.do("strike_cue", cue=show.one)
    show.write(show.two, show.ped, "size", "Close-Up")
    new = show.cue(title="Encore")
    found = compare(before, show.sheet)
    assert [(c.cue, c.kind) for c in found.cues] == [
        (show.two, "changed"),
        (new, "added"),
        (show.one, "removed"),
    ]
    size = found.cues[0].fields[0]
    assert (size.field, size.before, size.after, size.camera) == ("size", "", "CU", "1")
    assert (found.count("added"), found.count("removed"), found.count("changed")) == (1, 1, 1)
    assert found.same == 1


def test_one_cue_moved_is_one_move() -> None:
    show = Small()
    before = show.sheet
    show.do("move_cue", cue=show.one)
    found = compare(before, show.sheet)
    assert [(c.cue, c.moved, c.fields) for c in found.cues] == [(show.one, True, ())]


def test_cameras_and_words() -> None:
    show = Small()
    before = show.sheet
    show.do("write_camera", camera=show.ped, field="operator", value="Ana")
    show.do("set_term", family="size", code="KNEE", name="Knees up")
    found = compare(before, show.sheet)
    assert found.words == 1
    assert [(c.number, c.kind, c.fields[0].after) for c in found.cameras] == [
        ("1", "changed", "Ana")
    ]


def test_the_live_position_is_no_content() -> None:
    show = Small()
    before = show.sheet
    show.live("take")
    show.do("mark_ready", cue=show.two, camera=show.ped)
    assert compare(before, show.sheet).equal


def test_nothing_differs_from_itself() -> None:
    show = Small()
    assert compare(show.sheet, show.sheet).equal
    assert compare(show.sheet, show.sheet).as_json()["cues"] == []
