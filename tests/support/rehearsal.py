"""A sheet in memory with a log: what the desk does, without threads and files."""

from __future__ import annotations

from itertools import count
from typing import Any

from camerasheet.sheet.changes import apply
from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.edits import parse_edit
from camerasheet.sheet.errors import CamerasheetError
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet, Shot
from camerasheet.sheet.rules import Asked, decide
from camerasheet.sheet.vocabulary import Vocabulary, default_terms

ADMIN = Person("account:ann", "Ann", Role.ADMIN)
EDITOR = Person("account:eve", "Eve", Role.EDITOR)
VIEWER = Person("guest:vic", "Vic", Role.VIEWER)

DEFAULT_WORDS = Vocabulary({(t.family.value, t.code): t for t in default_terms()})


def operator(camera: str) -> Person:
    """Somebody who runs that camera."""
    return Person("guest:otto", "Otto", Role.OPERATOR, camera)


def new_sheet(**parts: Any) -> Sheet:
    """An empty sheet with the usual vocabulary."""
    return Sheet(show="show", epoch="epoch", vocabulary=DEFAULT_WORDS, **parts)


class Rehearsal:
    """``do`` applies an edit or raises; ``refusal`` gives the code that an edit is refused with."""

    def __init__(self) -> None:
        self.sheet = new_sheet()
        self.log: list[Event] = []
        self.sheets = [self.sheet]
        self._ids = count(1)

    def do(self, kind: str, by: Person = ADMIN, /, **fields: Any) -> Event:
        """Apply an edit; its event. ``from_`` stands for ``from``."""
        edit = parse_edit({"kind": kind, **{n.rstrip("_"): v for n, v in fields.items()}})
        decision = decide(self.sheet, edit, self.asked(by))
        seq = self.sheet.seq + 1
        self.sheet = apply(self.sheet, seq, decision.changes)
        event = Event(
            seq, decision.kind, decision.changes, by.id, by.name, seq, f"edit-{seq}", decision.notes
        )
        self.log.append(event)
        self.sheets.append(self.sheet)
        return event

    def refusal(self, kind: str, by: Person = ADMIN, /, **fields: Any) -> str:
        """The code that the edit is refused with; ``"accepted"`` when it is not."""
        return self.refused(kind, by, **fields).code

    def refused(self, kind: str, by: Person = ADMIN, /, **fields: Any) -> CamerasheetError:
        """The error that the edit is refused with."""
        before = self.sheet
        try:
            self.do(kind, by, **fields)
        except CamerasheetError as error:
            assert self.sheet is before
            return error
        raise AssertionError(f"{kind} {fields} was accepted")

    def asked(self, by: Person) -> Asked:
        """The circumstances of an edit now."""
        return Asked(by, 1000 + self.sheet.seq, self.new_id, self.past)

    def new_id(self) -> str:
        """An id never used before."""
        return f"id{next(self._ids)}"

    def past(self, seq: int) -> Event | None:
        """An event of the log."""
        return self.log[seq - 1] if 0 < seq <= len(self.log) else None

    # -- shorthand --------------------------------------------------------------------------

    def cue(self, **fields: Any) -> str:
        """Add a cue; its id."""
        return self.do("add_cue", **fields).changes[0].key[0]

    def camera(self, **fields: Any) -> str:
        """Add a camera; its id."""
        return self.do("add_camera", **fields).changes[0].key[0]

    def write(self, cue: str, camera: str, field: str, value: Any, **more: Any) -> Event:
        """Write a field of a cell."""
        return self.do("write_shot", cue=cue, camera=camera, field=field, value=value, **more)

    def live(self, action: str, **fields: Any) -> Event:
        """Move the live position."""
        return self.do("live", action=action, **fields)

    def shot(self, cue: str, camera: str) -> Shot:
        """A cell as it stands."""
        return self.sheet.rows[cue].shot(camera)

    def numbers(self) -> list[str]:
        """Cue numbers down the sheet; a heading's title in brackets."""
        rows = (row.cue for row in self.sheet.in_order())
        return [f"[{cue.title}]" if cue.is_heading else cue.number for cue in rows]

    def undo(self, event: Event, by: Person = ADMIN) -> Event:
        """Take an event back."""
        return self.do("undo", by, seq=event.seq)
