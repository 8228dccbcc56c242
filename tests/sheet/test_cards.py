"""What a camera's card and the caller's page show of a sheet: NOW, NEXT FOR ME, and the call."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.sheet.cards import FOLLOWING, Stage, When, call_of, card_of, upcoming
from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.edits import MoveLive
from camerasheet.sheet.errors import NothingNext
from camerasheet.sheet.model import BLANK, Camera, Cue, Live, Row, Sheet, Shot
from camerasheet.sheet.rules.asked import Asked
from camerasheet.sheet.rules.decide import decide

CAMERAS = ("one", "two", "three")
NOON = 1_700_000_000_000
ON_AIR = Shot(size="CU", subject="singer", taken=True)
FRAMED = Shot(size="WS", subject="stage")


def row(number: str, *shots: Shot, duration: int | None = None) -> Row:
    """A cue whose id is ``c`` and its number, with shots for the cameras from the left."""
    cue = Cue(f"c{number}", number, title=f"Cue {number}", duration=duration)
    written = zip(CAMERAS, shots, strict=False)
    return Row(cue, {camera: shot for camera, shot in written if shot != BLANK})


def heading(title: str) -> Row:
    return Row(Cue(f"h{title}", "", title=title, kind="heading"))


def sheet_of(*rows: Row, **live: object) -> Sheet:
    """A sheet of three cameras with these rows in order."""
    ranked = [
        replace(r, cue=replace(r.cue, rank=f"{place:03}")) for place, r in enumerate(rows, start=1)
    ]
    cameras = {c: Camera(c, str(place)) for place, c in enumerate(CAMERAS, start=1)}
    return Sheet(
        show="s",
        epoch="e",
        rows={r.cue.id: r for r in ranked},
        order=tuple(r.cue.id for r in ranked),
        cameras=cameras,
        camera_order=CAMERAS,
        live=replace(Live(), **live),  # type: ignore[arg-type]
    )


def at(sheet: Sheet, cue: str, **more: object) -> Sheet:
    """The sheet with that cue live since noon."""
    there = sheet.rows[cue].cue
    live = Live(cue=cue, number=there.number, rank=there.rank, at=NOON)
    return replace(sheet, live=replace(live, **more))  # type: ignore[arg-type]


@pytest.fixture
def song() -> Sheet:
    """24 on 1, 25 on 2, then a section with 26 on 1 and 2 on nobody, and 27 on 3."""
    return sheet_of(
        heading("Song 1"),
        row("24", ON_AIR, FRAMED, duration=30),
        row("25", BLANK, ON_AIR, duration=20),
        heading("Song 2"),
        row("26", FRAMED, duration=12),
        row("27", BLANK, BLANK, ON_AIR),
    )


def one(sheet: Sheet) -> Camera:
    return sheet.cameras["one"]


def test_before_the_show_nothing_is_live_and_the_first_shot_is_next(song: Sheet) -> None:
    card = card_of(song, song.cameras["three"])
    assert card.stage is Stage.BEFORE
    assert card.now is None
    assert not card.on_air
    assert card.next is not None
    assert card.next.row.cue.number == "27"
    assert card.wait is not None
    assert card.wait.cues == 4  # headings are not cues
    assert card.wait.ends is None  # nobody knows when the show begins


def test_the_taken_camera_is_on_air(song: Sheet) -> None:
    live = at(song, "c24")
    assert card_of(live, one(song)).on_air
    framed = card_of(live, song.cameras["two"])
    assert not framed.on_air
    assert framed.my_shot == FRAMED
    assert card_of(live, song.cameras["three"]).my_shot is None


def test_the_wait_counts_takes_and_planned_seconds(song: Sheet) -> None:
    card = card_of(at(song, "c24"), one(song))
    assert card.next is not None
    assert card.next.row.cue.number == "26"
    assert card.next.section == "Song 2"
    assert card.wait is not None
    assert card.wait.words == "in 2 cues"
    assert (card.wait.ends, card.wait.then) == (NOON + 30_000, 20)
    assert not card.standby


def test_the_wait_is_only_in_cues_when_a_duration_is_missing(song: Sheet) -> None:
    card = card_of(at(song, "c26"), song.cameras["three"])
    assert card.wait is not None
    assert card.wait.words == "next"
    assert card.wait.ends == NOON + 12_000
    without = replace(song.rows["c25"].cue, duration=None)
    rows = {**song.rows, "c25": replace(song.rows["c25"], cue=without)}
    far = card_of(at(replace(song, rows=rows), "c24"), song.cameras["three"])
    assert far.wait is not None
    assert (far.wait.cues, far.wait.ends, far.wait.then) == (3, None, None)


def test_a_standby_jumps_over_what_lies_between(song: Sheet) -> None:
    card = card_of(at(song, "c24", next="c27", standby=True), one(song))
    assert card.next is None  # 26 will be jumped over
    third = card_of(at(song, "c24", next="c27", standby=True), song.cameras["three"])
    assert third.standby
    assert third.wait is not None
    assert third.wait.cues == 1


def test_a_standby_may_go_back(song: Sheet) -> None:
    card = card_of(at(song, "c26", next="c24", standby=True), one(song))
    assert card.next is not None
    assert card.next.row.cue.number == "24"
    assert card.position == 0
    assert [entry.when for entry in card.entries] == [When.COMING, When.LIVE]


def test_a_chosen_next_that_was_struck_is_forgotten(song: Sheet) -> None:
    assert upcoming(at(song, "c24", next="gone")) == ("c25", "c26", "c27")


def test_a_live_cue_that_was_struck_keeps_its_place(song: Sheet) -> None:
    live = at(song, "c25")
    rows = {cue: each for cue, each in live.rows.items() if cue != "c25"}
    struck = replace(live, rows=rows, order=tuple(c for c in live.order if c != "c25"))
    card = card_of(struck, one(song))
    assert (card.stage, card.now, card.struck) == (Stage.RUNNING, None, "25")
    assert card.next is not None
    assert card.next.row.cue.number == "26"
    assert call_of(struck).words == "25 (struck) — next 26"


def test_after_the_last_cue_nothing_comes(song: Sheet) -> None:
    last = at(song, "c27")
    card = card_of(last, song.cameras["three"])
    assert (card.stage, card.next, card.wait, card.position) == (Stage.LAST, None, None, 1)
    assert card.on_air
    call = call_of(last)
    assert (call.next, call.following, call.ticks) == (None, (), ())
    assert call.words == "27 on 3 — the last cue"


def test_the_list_is_mine_in_order_under_its_headings(song: Sheet) -> None:
    card = card_of(at(song, "c25"), one(song))
    assert [(e.row.cue.number, e.section, e.when) for e in card.entries] == [
        ("24", "Song 1", When.PAST),
        ("26", "Song 2", When.COMING),
    ]
    assert card.position == 1


def test_ready_is_of_my_next_shot_only(song: Sheet) -> None:
    ticked = replace(at(song, "c25"), ready=frozenset({("c26", "two"), ("c24", "one")}))
    assert not card_of(ticked, one(song)).ready
    assert card_of(replace(ticked, ready=frozenset({("c26", "one")})), one(song)).ready


def test_a_camera_without_shots_has_an_empty_card(song: Sheet) -> None:
    free = replace(song.cameras["three"], id="free", as_directed=True, role="audience")
    sheet = replace(song, cameras={**song.cameras, "free": free})
    card = card_of(at(sheet, "c24"), free)
    assert (card.next, card.wait, card.entries, card.position) == (None, None, (), 0)


def test_the_call(song: Sheet) -> None:
    call = call_of(replace(at(song, "c24"), ready=frozenset({("c25", "two")})))
    assert call.words == "24 on 1 — next 25 on 2"
    assert [after.words for after in call.following] == ["26", "27 on 3"]
    assert [(tick.camera.number, tick.ready) for tick in call.ticks] == [("2", True)]
    assert (call.at, call.ends) == (NOON, NOON + 30_000)


def test_the_call_before_the_show_on_hold_and_of_an_empty_sheet(song: Sheet) -> None:
    assert call_of(song).words == "Before the show — next 24 on 1"
    assert call_of(sheet_of()).words == "Before the show — no cues yet"
    assert call_of(at(song, "c24", hold=True)).words == "On hold: 24 on 1 — next 25 on 2"


def test_cameras_are_named_from_left_to_right() -> None:
    sheet = sheet_of(row("1", ON_AIR, ON_AIR, ON_AIR))
    assert call_of(sheet).words == "Before the show — next 1 on 1, 2 and 3"
    turned = replace(sheet, camera_order=("three", "one", "two"))
    assert call_of(turned).words == "Before the show — next 1 on 3, 1 and 2"


# -- whatever the sheet is ---------------------------------------------------------------------

SHOTS = st.sampled_from([BLANK, FRAMED, ON_AIR, Shot(note="mind the cable")])


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A sheet of cues and headings, somewhere in its show, perhaps with a next on purpose."""
    kinds: Sequence[bool] = draw(st.lists(st.booleans(), max_size=12))
    rows = [
        heading(str(place))
        if is_heading
        else row(
            str(place),
            *(draw(SHOTS) for _ in CAMERAS),
            duration=draw(st.none() | st.integers(0, 90)),
        )
        for place, is_heading in enumerate(kinds)
    ]
    sheet = sheet_of(*rows)
    begun = draw(st.booleans())
    if sheet.cue_ids and begun:
        chosen = draw(st.sampled_from(["", *sheet.cue_ids]))
        sheet = at(sheet, draw(st.sampled_from(sheet.cue_ids)), next=chosen, standby=bool(chosen))
        if draw(st.booleans()):
            struck = sheet.live.cue
            order = tuple(cue for cue in sheet.order if cue != struck)
            sheet = replace(sheet, order=order, rows={cue: sheet.rows[cue] for cue in order})
    return sheet


def _takes(sheet: Sheet) -> list[str]:
    """The cues that takes make live from here to the end, by the rules themselves."""
    caller = Person("p", "P", Role.EDITOR)
    asked = Asked(by=caller, at=NOON, new_id=str, past=lambda seq: None)
    went: list[str] = []
    while True:
        try:
            decision = decide(sheet, MoveLive(kind="live", action="take"), asked)
        except NothingNext:
            return went
        after = decision.changes[0].after or {}
        sheet = replace(sheet, live=replace(sheet.live, **after))  # type: ignore[arg-type]
        went.append(sheet.live.cue)


@given(sheets())
def test_upcoming_is_what_takes_lead_to(sheet: Sheet) -> None:
    assert list(upcoming(sheet)) == _takes(sheet)


@given(sheets(), st.sampled_from(CAMERAS))
def test_next_for_me_is_the_first_take_on_which_i_have_a_shot(sheet: Sheet, camera: str) -> None:
    card = card_of(sheet, sheet.cameras[camera])
    mine = [cue for cue in _takes(sheet) if not sheet.rows[cue].shot(camera).is_blank]
    if card.next is None:
        assert not mine
        assert card.position == len(card.entries)
    else:
        assert card.next.row.cue.id == mine[0]
        assert card.entries[card.position] == card.next
        assert card.wait is not None
        assert _takes(sheet)[card.wait.cues - 1] == mine[0]


@given(sheets(), st.sampled_from(CAMERAS))
def test_the_list_holds_every_shot_of_mine_once(sheet: Sheet, camera: str) -> None:
    card = card_of(sheet, sheet.cameras[camera])
    listed = [entry.row.cue.id for entry in card.entries]
    assert listed == [c for c in sheet.cue_ids if not sheet.rows[c].shot(camera).is_blank]
    assert card.on_air == bool(card.now and card.camera in card.now.cameras)
    assert sum(entry.when is When.LIVE for entry in card.entries) <= 1


@given(sheets())
def test_caller_and_cards_agree(sheet: Sheet) -> None:
    call = call_of(sheet)
    coming = upcoming(sheet)
    shown = [called.row.cue.id for called in (call.next, *call.following) if called]
    assert shown == list(coming[: 1 + FOLLOWING])
    for camera in sheet.cameras_in_order():
        card = card_of(sheet, camera)
        due = card.wait is not None and card.wait.cues == 1
        assert due == any(tick.camera == camera for tick in call.ticks)
        assert (card.now, card.stage, card.struck) == (call.live, call.stage, call.struck)
