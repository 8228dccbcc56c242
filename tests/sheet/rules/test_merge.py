"""An import meeting the sheet."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camerasheet.sheet.changes import On, Value, apply, fields_of
from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.errors import Conflict, ImportRefused, NothingToDo
from camerasheet.sheet.events import Happening, change_as_json, record_text
from camerasheet.sheet.incoming import (
    AbsentCue,
    Choices,
    Difference,
    Incoming,
    IncomingCamera,
    IncomingCue,
)
from camerasheet.sheet.merging import MergeSheet
from camerasheet.sheet.model import Live, Sheet, Shot
from camerasheet.sheet.planned_rows import PlannedRows
from camerasheet.sheet.rules import Asked, decide
from camerasheet.sheet.rules.importing import foreseen, merge_sheet
from camerasheet.sheet.rules.merge import plan
from tests.sheet.histories import histories, perform
from tests.support.rehearsal import Rehearsal
from tests.transfer.sheets import (
    EMPTY,
    any_sheets,
    camera,
    cue,
    heading,
    ids,
    merged,
    numbers,
    planned,
    sheet_of,
)

EDITOR = Person("account:1", "Ann", Role.EDITOR)
Said = Mapping[str, Mapping[str, Value]]


def row(number: str, shots: Said | None = None, **fields: Value) -> IncomingCue:
    return IncomingCue(number, False, fields, shots or {}, f"row {number}")


def section(title: str) -> IncomingCue:
    return IncomingCue("", True, {"title": title}, {}, f"row of {title}")


def file(*cues: IncomingCue, cameras: tuple[IncomingCamera, ...] = ()) -> Incoming:
    return Incoming(cameras, cues)


def asked() -> Asked:
    return Asked(EDITOR, 1_000, ids("asked"), lambda seq: None)


SHEET = sheet_of(
    [
        heading("Act 1"),
        (cue("1", "Opening", start=60, notes="old"), {"cam1": Shot("CU", "Close-Up", "vocal")}),
        cue("2", "Song"),
        cue("3"),
        heading("Act 2"),
        cue("4", "Finale"),
    ],
    [camera("1", "Left"), camera("2")],
)


def test_a_file_into_an_empty_show() -> None:
    said = file(
        section("Act 1"),
        row("1", {"1": {"size": "Close-Up", "subject": "a"}, "2": {"size": ""}}, title="x"),
        row("2", {"Jib": {"move": "push in"}}),
        cameras=(IncomingCamera("2"), IncomingCamera("1", {"name": "Left", "colour": "teal"})),
    )
    plan = planned(EMPTY, said)
    assert [p.number for p in plan.cameras_added] == ["2", "1", "Jib"]
    assert [(p.number, p.title, p.heading) for p in plan.added] == [
        ("", "Act 1", True),
        ("1", "x", False),
        ("2", "", False),
    ]
    assert Difference("size", "", "Close-Up", "1") in plan.added[1].differences
    sheet = merged(EMPTY, said)
    assert numbers(sheet) == ["Act 1", "1", "2"]
    assert [(c.number, c.name, c.colour) for c in sheet.cameras_in_order()] == [
        ("2", "", ""),
        ("1", "Left", "teal"),
        ("Jib", "", ""),
    ]
    (shot,) = sheet.rows[sheet.numbers["1"]].shots.values()  # the blank cell was never written
    assert (shot.size, shot.size_typed) == ("CU", "Close-Up")


def test_only_what_the_file_says_changes_and_the_preview_shows_it() -> None:
    said = file(
        row("1", {"1": {"subject": "hands", "note": ""}}, title="Overture", start=None, notes=""),
        row("2", title="Song"),
    )
    plan = planned(SHEET, said)
    (changed,) = plan.changed
    assert changed.differences == (
        Difference("title", "Opening", "Overture"),
        Difference("subject", "vocal", "hands", "1"),
    )
    assert (plan.same, plan.added, plan.cameras_added, plan.cameras_changed) == (1, (), (), ())
    assert plan.absent == (
        AbsentCue("3", "", False, False),
        AbsentCue("4", "Finale", False, False),
    )
    after = merged(SHEET, said)
    assert after.rows["cue1"].cue.notes == "old"
    assert after.rows["cue1"].cue.start == 60
    assert after.rows["cue1"].shots["cam1"].size_typed == "Close-Up"
    assert {c: r for c, r in after.rows.items() if c != "cue1"} == {
        c: r for c, r in SHEET.rows.items() if c != "cue1"
    }


def test_blanks_clear_only_when_the_person_says_so() -> None:
    said = file(row("1", {"1": {"size": "", "subject": ""}}, start=None, notes=""))
    assert not planned(SHEET, said).changes
    after = merged(SHEET, said, Choices(blank_clears=True))
    assert (after.rows["cue1"].cue.start, after.rows["cue1"].cue.notes) == (None, "")
    shot = after.rows["cue1"].shots["cam1"]
    assert (shot.size, shot.size_typed, shot.subject) == ("", "", "")


def test_numbers_meet_whatever_their_case_and_the_sheets_own_stays() -> None:
    sheet = sheet_of([cue("3A"), cue("Temp")], [camera("Jib")])
    said = file(row("3a", {"JIB": {"size": "CU"}}, title="x"), row("TEMP", title="y"))
    assert not planned(sheet, said).added
    assert numbers(merged(sheet, said)) == ["3A", "Temp"]
    spaced = file(row("4  b", {"Jib  2": {"size": "CU"}}))
    once = merged(sheet, spaced)
    assert numbers(once) == ["3A", "Temp", "4 b"]
    assert not planned(once, spaced).changes


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        ("1 1A 2 3 4", "Act 1,1,1A,2,3,Act 2,4"),
        ("0 1 2", "Act 1,0,1,2,3,Act 2,4"),
        ("4 5 6", "Act 1,1,2,3,Act 2,4,5,6"),
        ("8 9", "Act 1,1,2,3,Act 2,4,8,9"),
        ("1 3B", "Act 1,1,2,3,3B,Act 2,4"),  # past the sheet's own 2 and 3, which read before
        ("2 2A 2B 3", "Act 1,1,2,2A,2B,3,Act 2,4"),
        ("2 +Bridge 2A 3", "Act 1,1,2,Bridge,2A,3,Act 2,4"),
        ("1 1A +Bridge 3", "Act 1,1,1A,2,Bridge,3,Act 2,4"),
        ("+Act 2 4 +Act 3 5", "Act 1,1,2,3,Act 2,4,Act 3,5"),
    ],
)
def test_new_rows_go_where_the_file_has_them(rows: str, order: str) -> None:
    words = rows.replace("+Act ", "+Act_").split()
    said = file(
        *(section(w[1:].replace("_", " ")) if w[0] == "+" else row(w, title=w) for w in words)
    )
    assert ",".join(numbers(merged(SHEET, said))) == order


def test_headings_meet_by_title_and_by_which_of_that_title_they_are() -> None:
    sheet = sheet_of([heading("Song", 1), cue("1"), heading("Song", 2), cue("2")])
    again = file(section("SONG"), row("1"), section("song "), row("2"))
    assert not planned(sheet, again, Choices(strike_absent=True)).added
    third = planned(sheet, file(*again.cues, section("Song")))
    assert [p.title for p in third.added] == ["Song"]


def test_another_order_in_the_file_moves_nobody_and_is_told() -> None:
    plan = planned(SHEET, file(row("2"), row("1")))
    assert plan.changes == ()
    assert any("another order" in notice for notice in plan.notices)


def test_absent_cues_are_struck_only_by_choice_and_headings_only_by_a_file_with_headings() -> None:
    said = file(row("1"), row("4"))
    assert numbers(merged(SHEET, said)) == numbers(SHEET)
    strike = Choices(strike_absent=True)
    assert planned(SHEET, said, strike).struck == 2
    assert numbers(merged(SHEET, said, strike)) == ["Act 1", "1", "Act 2", "4"]
    with_heading = file(section("Act 1"), *said.cues)
    assert numbers(merged(SHEET, with_heading, strike)) == ["Act 1", "1", "4"]
    with pytest.raises(ImportRefused, match="no cue"):
        planned(SHEET, file(), strike)


def test_the_live_position_stays_unless_its_own_cue_goes() -> None:
    live = Live(cue="cue2", number="2", rank=SHEET.rows["cue2"].cue.rank, next="cue3", standby=True)
    sheet = replace(SHEET, live=live, ready=frozenset({("cue2", "cam1")}))
    strike = Choices(strike_absent=True)
    calm = planned(sheet, file(row("1"), row("2"), row("3", title="x"), row("9")), strike)
    assert not [c for c in calm.changes if c.on in (On.LIVE, On.READY)]
    after = merged(sheet, file(row("1"), row("4")), strike)
    assert (after.live.cue, after.live.hold, after.live.next) == ("cue2", True, "")
    assert after.ready == frozenset()


def test_follow_as_a_size_is_a_move_the_second_time_too() -> None:
    said = file(row("2", {"1": {"size": "Follow"}}))
    once = merged(SHEET, said)
    shot = once.rows["cue2"].shots["cam1"]
    assert (shot.size, shot.move) == ("", "Follow")
    assert not planned(once, said).changes
    both = file(row("2", {"1": {"size": "Follow", "move": "Pan"}}))
    shot = merged(SHEET, both).rows["cue2"].shots["cam1"]
    assert (shot.size, shot.move) == ("Follow", "Pan")


def test_codes_with_their_typed_words_are_taken_as_they_are() -> None:
    pair = {"size": "KNEE", "size_typed": "Cowboy", "move": "Wide", "move_typed": ""}
    shot = merged(SHEET, file(row("2", {"1": pair}))).rows["cue2"].shots["cam1"]
    assert (shot.size, shot.size_typed, shot.move, shot.move_typed) == (
        "KNEE",
        "Cowboy",
        "Wide",
        "",
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (file(row("1", title="x" * 201)), r"row 1, title: That is 201 characters"),
        (file(row("1", {"1": {"subject": "x" * 201}})), r"row 1, camera 1, subject"),
        (file(row("1", {"1": {"size": "x" * 41}})), r"row 1, camera 1, size"),
        (file(row("9" * 17)), r"cue number: That is 17"),
        (file(row("")), "cue number is missing"),
        (file(row("1"), row("1")), "named before, in row 1"),
        (file(row("1 A"), row(" 1  a")), "named before, in row 1 A"),
        (file(row("1", {"Jib 1": {}, "jib  1 ": {}})), "a shot of that camera already"),
        (file(row("1", start=172_800)), "row 1, start"),
        (file(row("1", start="noon")), "row 1, start"),
        (file(cameras=(IncomingCamera("123456789"),)), "Camera “123456789”"),
        (file(cameras=(IncomingCamera("1", {"colour": "puce"}),)), "Camera 1, colour"),
        (file(cameras=(IncomingCamera("1", {"operator": "x" * 61}),)), "Camera 1, operator"),
        (file(*(row(f"n{n}") for n in range(5_000))), "at most 5000"),
        (file(cameras=tuple(IncomingCamera(f"n{n}") for n in range(40))), "at most 40"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_place(said: Incoming, words: str) -> None:
    with pytest.raises(ImportRefused, match=words):
        planned(SHEET, said)


def test_cameras_change_by_number() -> None:
    said = file(
        cameras=(IncomingCamera("1", {"name": "", "mount": "Ped", "down": True, "role": ""}),)
    )
    (changed,) = planned(SHEET, said).cameras_changed
    assert changed.differences == (Difference("mount", "", "Ped"), Difference("down", "", "yes"))
    after = merged(SHEET, said).cameras["cam1"]
    assert (after.name, after.mount, after.down) == ("Left", "Ped", True)


def test_one_event_with_its_counts() -> None:
    said = file(row("1", title="x"), row("9"))
    choices = Choices(strike_absent=True)
    preview = plan(SHEET, said, choices, ids("preview"))
    edit = MergeSheet(said, choices, "show.csv", preview.fingerprint)
    decision = decide(SHEET, edit, asked())
    assert decision.kind is Happening.SHEET_IMPORTED
    assert decision.notes == {
        "name": "show.csv",
        "added": 1,
        "changed": 1,
        "struck": 3,
        "cameras_added": 0,
        "cameras_changed": 0,
    }
    assert numbers(apply(SHEET, 8, decision.changes)) == ["Act 1", "1", "9", "Act 2"]


def test_a_preview_holds_until_something_that_it_touches_changes() -> None:
    said = file(row("1", {"1": {"subject": "hands"}}), row("1A"))
    edit = MergeSheet(said, expected=planned(SHEET, said).fingerprint)

    def now(cue: str, **fields: str) -> Sheet:
        row = SHEET.rows[cue]
        changed = replace(row, cue=replace(row.cue, **fields))  # type: ignore[arg-type]
        return replace(SHEET, rows={**SHEET.rows, cue: changed})

    assert merge_sheet(now("cue2", title="another"), edit, asked()).changes
    row_1 = SHEET.rows["cue1"]
    shots = {"cam1": replace(row_1.shots["cam1"], subject="guitar")}
    moved = replace(SHEET, rows={**SHEET.rows, "cue1": replace(row_1, shots=shots)})
    with pytest.raises(Conflict, match="Look at the preview again"):
        merge_sheet(moved, edit, asked())


def test_what_was_planned_before_its_turn_is_not_planned_again() -> None:
    said = file(row("1", title="x"), row("9"))
    edit = foreseen(SHEET, MergeSheet(said), ids("fresh"))

    def nobody() -> str:
        raise AssertionError("it was planned again")

    decision = decide(SHEET, edit, replace(asked(), new_id=nobody))
    assert "9" in numbers(apply(SHEET, 8, decision.changes))
    texts = [edit.written.texts[id(change)] for change in decision.changes]
    assert [json.loads(text) for text in texts] == json.loads(record_text(decision.changes))
    told = [json.loads(edit.written.told[id(change)]) for change in decision.changes]
    assert told == json.loads(json.dumps([change_as_json(each) for each in decision.changes]))


def test_what_was_edited_since_it_was_planned_is_heeded() -> None:
    said = file(row("1", title="x"), row("9"))
    edit = foreseen(SHEET, MergeSheet(said), ids("fresh"))
    since = merged(SHEET, file(row("9", title="by somebody else")))
    decision = decide(since, edit, asked())
    assert decision.changes == decide(since, MergeSheet(said), asked()).changes
    assert apply(since, 9, decision.changes).numbers["9"] == since.numbers["9"]


def test_only_rows_that_were_edited_since_are_planned_anew() -> None:
    said = file(row("1", title="x"), row("2", title="y"), row("9"), section("Act 3"))
    edit = foreseen(SHEET, MergeSheet(said), ids("fresh"))
    since = merged(SHEET, file(row("2", title="by somebody else")))

    def nobody() -> str:
        raise AssertionError("a row that is new was planned again")

    decision = decide(since, edit, replace(asked(), new_id=nobody))
    again = [change.key for change in decision.changes if id(change) not in edit.written.texts]
    assert again == [("cue2",)]
    assert decision.changes[1].before == {"title": "by somebody else"}


def file_of(sheet: Sheet) -> Incoming:
    """A file that says all of a sheet."""
    cameras = tuple(IncomingCamera(c.number, {"name": c.name}) for c in sheet.cameras_in_order())
    cues = []
    for n, each in enumerate(sheet.in_order()):
        shots = {
            sheet.cameras[camera].number: {"subject": shot.subject, "size": shot.size}
            for camera, shot in each.shots.items()
        }
        at = f"row {n}"
        fields: dict[str, Value] = {"title": each.cue.title, "notes": each.cue.notes}
        cues.append(IncomingCue(each.cue.number, each.cue.is_heading, fields, shots, at))
    return Incoming(cameras, tuple(cues))


def said_by(sheet: Sheet) -> object:
    """All that a sheet says, whatever ids its rows have."""
    return [fields_of(camera) for camera in sheet.cameras_in_order()], [
        (
            fields_of(each.cue),
            {sheet.cameras[c].number: fields_of(shot) for c, shot in each.shots.items()},
        )
        for each in sheet.in_order()
    ]


@given(show=histories(), data=st.data())
def test_what_was_planned_beforehand_is_what_would_be_planned_now(
    show: Rehearsal, data: st.DataObject
) -> None:
    said = file_of(data.draw(st.sampled_from(show.sheets)))
    choices = Choices(data.draw(st.booleans()), data.draw(st.booleans()))
    perform(show, data.draw, 3)
    kept, fresh = PlannedRows(), ids("kept")
    for _ in range(2):
        try:
            afresh = plan(show.sheet, said, choices, ids("afresh"))
        except ImportRefused as refused:
            with pytest.raises(ImportRefused, match=re.escape(refused.message)):
                plan(show.sheet, said, choices, fresh, kept)
        else:
            planned = plan(show.sheet, said, choices, fresh, kept)
            assert planned.as_json() == afresh.as_json()
            assert planned.fingerprint == afresh.fingerprint
            seq = show.sheet.seq + 1
            done, wanted = (apply(show.sheet, seq, each.changes) for each in (planned, afresh))
            assert said_by(done) == said_by(wanted)
        perform(show, data.draw, 3)


def test_what_cannot_be_planned_is_refused_at_its_turn() -> None:
    edit = foreseen(SHEET, MergeSheet(file(row("1"), row("1"))), ids("fresh"))
    with pytest.raises(ImportRefused):
        decide(SHEET, edit, asked())


def test_the_same_file_again_is_nothing_to_do_even_with_an_old_preview() -> None:
    said = file(row("1", title="x"), row("9"))
    edit = MergeSheet(said, expected=planned(SHEET, said).fingerprint)
    with pytest.raises(NothingToDo):
        merge_sheet(merged(SHEET, said), edit, asked())


_WORDS = st.sampled_from(["", "CU", "Wide", "Follow", "hands", "  two  words ", "Push in"])
_SHOTS = st.dictionaries(
    st.sampled_from(["1", "2", "Jib"]),
    st.dictionaries(st.sampled_from(["size", "subject", "move", "angle", "note"]), _WORDS),
)
_ROWS = st.lists(
    st.builds(
        lambda number, shots, title, start: row(number, shots, title=title, start=start),
        st.sampled_from(["1", "2", "3", "3A", "4", "TEMP", "99"]),
        _SHOTS,
        _WORDS,
        st.none() | st.integers(0, 99),
    )
    | st.sampled_from(["Act 1", "Act 2", "Song"]).map(section),
    max_size=8,
    unique_by=lambda cue: cue.number or object(),
)
_CHOICES = st.builds(Choices, st.booleans(), st.booleans())


@given(any_sheets() | st.just(SHEET), _ROWS, _CHOICES)
@settings(max_examples=250, deadline=None)
def test_the_sheet_then_says_what_the_file_says(
    sheet: Sheet, rows: list[IncomingCue], choices: Choices
) -> None:
    if not rows:
        choices = replace(choices, strike_absent=False)
    said = file(*rows)
    plan = planned(sheet, said, choices)
    after = apply(sheet, sheet.seq + 1, plan.changes)
    for each in (row for row in rows if not row.heading):
        found = after.rows[after.numbers[each.number.casefold()]]
        for name, value in each.fields.items():
            text = " ".join(value.split()) if isinstance(value, str) else value
            if text not in ("", None) or choices.blank_clears:
                assert getattr(found.cue, name) == text
        cameras = {c.number.casefold(): c.id for c in after.cameras.values()}
        for number, fields in each.shots.items():
            shot = found.shot(cameras[number.casefold()])
            if fields.get("subject"):
                assert shot.subject == " ".join(str(fields["subject"]).split())
    assert len(after.numbers) == len(after.cue_ids)
    assert len({found.cue.rank for found in after.rows.values()}) == len(after.rows)
    assert not planned(after, said, choices).changes


@given(any_sheets(), _ROWS)
@settings(deadline=None)
def test_rows_that_the_file_does_not_name_stay_as_they_are(
    sheet: Sheet, rows: list[IncomingCue]
) -> None:
    plan = planned(sheet, file(*rows))
    after = apply(sheet, sheet.seq + 1, plan.changes)
    named = {cue.number.casefold() for cue in rows if cue.number}
    for cue_id, standing in sheet.rows.items():
        if standing.cue.number and standing.cue.number.casefold() not in named:
            assert after.rows[cue_id] == standing
    assert [cue_id for cue_id in after.order if cue_id in sheet.rows] == list(sheet.order)


@given(any_sheets(), _ROWS, _CHOICES)
@settings(deadline=None)
def test_the_fingerprint_does_not_depend_on_the_ids_drawn(
    sheet: Sheet, rows: list[IncomingCue], choices: Choices
) -> None:
    if rows:
        said = file(*rows)
        first, second = (plan(sheet, said, choices, ids(prefix)) for prefix in ("a", "b"))
        assert first.fingerprint == second.fingerprint
        assert replace(first, changes=()) == replace(second, changes=())


def test_a_file_without_numbers_overwrites_nobody() -> None:
    sheet = sheet_of([cue("1", "Opening"), cue("7", "Finale")])
    told_anew = Incoming(
        cues=(IncomingCue("1", fields={"title": "Encore"}), IncomingCue("2")), numbered=False
    )
    after = merged(sheet, told_anew)
    assert [(row.cue.number, row.cue.title) for row in after.in_order()] == [
        ("1", "Opening"),
        ("7", "Finale"),
        ("8", "Encore"),
        ("9", ""),
    ]
