"""A sheet with a past: any run of edits, for tests that go back in it."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from camerasheet.sheet.changes import apply
from camerasheet.sheet.errors import CamerasheetError
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import ReplaceSheet, Selection
from camerasheet.sheet.rules import decide
from tests.support.edits import Draw, payload
from tests.support.rehearsal import ADMIN, Rehearsal


def perform(show: Rehearsal, draw: Draw, most: int) -> None:
    """Do up to ``most`` drawn edits; those that are refused are left out."""
    for _ in range(draw(st.integers(0, most))):
        asked: dict[str, Any] = payload(draw, show.sheet)
        kind = asked.pop("kind")
        fields = {f"{name}_" if name == "from" else name: value for name, value in asked.items()}
        try:
            show.do(kind, **fields)
        except CamerasheetError:
            continue


@st.composite
def histories(draw: st.DrawFn, most: int = 10) -> Rehearsal:
    """A show after any run of edits, with two cameras and three cues to begin with."""
    show = Rehearsal()
    show.camera(name="Ped"), show.camera(name="Jib")
    for title in ("Opening", "Song", "Speech"):
        show.cue(title=title)
    perform(show, draw, most)
    return show


def restore(show: Rehearsal, target: Sheet, selection: Selection | None = None) -> Event:
    """Make the show's sheet like ``target``, as a restore does; the event. Raises NothingToDo."""
    edit = ReplaceSheet(target, selection or Selection(), "a.db", "job")
    decision = decide(show.sheet, edit, show.asked(ADMIN))
    seq = show.sheet.seq + 1
    event = Event(
        seq, decision.kind, decision.changes, ADMIN.id, ADMIN.name, seq, "restore-1", decision.notes
    )
    show.sheet = apply(show.sheet, seq, decision.changes)
    show.log.append(event)
    show.sheets.append(show.sheet)
    return event


def elsewhere(sheet: Sheet) -> Sheet:
    """The same words as another show's sheet: every id is another one."""
    cues = {cue: f"x-{cue}" for cue in sheet.rows}
    cameras = {camera: f"x-{camera}" for camera in sheet.cameras}
    return replace(
        sheet,
        show="another",
        rows={
            cues[cue]: replace(
                row,
                cue=replace(row.cue, id=cues[cue]),
                shots={cameras[camera]: shot for camera, shot in row.shots.items()},
            )
            for cue, row in sheet.rows.items()
        },
        order=tuple(cues[cue] for cue in sheet.order),
        cameras={cameras[c.id]: replace(c, id=cameras[c.id]) for c in sheet.cameras.values()},
        camera_order=tuple(cameras[camera] for camera in sheet.camera_order),
    )
