"""Deciding the edits of one commit, each on what the ones before it left."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from camerasheet.desk.slips import Accepted, Outcome, Slip, Turned
from camerasheet.sheet.ahead import CellsAhead
from camerasheet.sheet.changes import apply
from camerasheet.sheet.errors import (
    CamerasheetError,
    Conflict,
    EpochChanged,
    IdReused,
    SignInNeeded,
    Trouble,
)
from camerasheet.sheet.events import Event
from camerasheet.sheet.merging import MergeSheet
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import ReplaceSheet, RevertSheet, WrittenOut
from camerasheet.sheet.rules import Asked, decide
from camerasheet.sheet.rules.decide import AnyEdit
from camerasheet.storage.show.event_log import Answer, find_event

log = logging.getLogger(__name__)

Key = tuple[str, str]


class Batch:
    """The edits of one transaction. ``sheet`` moves along; ``events`` and ``answers`` pile up.

    ``texts`` has what the log will say of changes that were foreseen, and ``told`` what clients
    will be told of them, by their identity; ``stamps`` has what the tables will say of versions.
    """

    def __init__(
        self,
        connection: Connection,
        sheet: Sheet,
        known: Mapping[Key, Answer],
        at: int,
        new_id: Callable[[], str],
    ) -> None:
        """``known`` holds the answers already given to any of these edits; ``at`` is now, in ms."""
        self.sheet = sheet
        self.events: list[Event] = []
        self.answers: list[Answer] = []
        self.texts: dict[int, str] = {}
        self.told: dict[int, str] = {}
        self.stamps: dict[int, str] = {}
        self._ahead: list[CellsAhead] = []  # held, or another thing could get a stamp's identity
        self._connection = connection
        self._first_seq = sheet.seq + 1
        self._known = dict(known)
        self._at = at
        self._new_id = new_id

    def take(self, slip: Slip) -> Outcome:
        """Decide one edit. What was answered before is answered the same again."""
        before = self._known.get((slip.who, slip.id))
        if before is not None:
            return self._again(slip, before)
        try:
            seq = self._decide(slip)
            outcome: Outcome = Accepted(slip.id, seq)
            answer: dict[str, Any] = {"seq": seq}
        except (Trouble, SignInNeeded) as error:
            return Turned(slip.id, error.as_json())  # may well work later: not remembered
        except CamerasheetError as refusal:
            outcome = Turned(slip.id, refusal.as_json())
            answer = dict(outcome.error)
        except Exception:
            log.exception("an edit broke a rule's code")
            broken = Trouble("The server could not do this. Nothing was changed.")
            return Turned(slip.id, broken.as_json())
        given = Answer(slip.who, slip.id, slip.digest, self._at, answer)
        self._known[given.who, given.edit] = given
        self.answers.append(given)
        return outcome

    def _again(self, slip: Slip, before: Answer) -> Outcome:
        if before.digest != slip.digest:
            reused = IdReused("This id was used for another edit. Every edit needs its own.")
            return Turned(slip.id, reused.as_json())
        if "seq" in before.answer and "code" not in before.answer:
            return Accepted(slip.id, before.answer["seq"])
        return Turned(slip.id, before.answer)

    def _decide(self, slip: Slip) -> int:
        person = slip.person()
        self._check_epoch(slip)
        asked = Asked(person, self._at, self._new_id, self._past)
        try:
            decision = decide(self.sheet, slip.edit, asked)
        except Conflict as conflict:
            raise self._with_author(conflict) from None
        written = _written_out(slip.edit)
        if written is not None:
            self.texts.update(written.texts)
            self.told.update(written.told)
        seq = self.sheet.seq + 1
        self.sheet = apply(self.sheet, seq, decision.changes, decision.ahead)
        if decision.ahead is not None:
            self._ahead.append(decision.ahead)
            self.stamps.update(decision.ahead.texts)
        self.events.append(
            Event(
                seq=seq,
                kind=decision.kind,
                changes=decision.changes,
                by=person.id,
                by_name=person.name,
                at=self._at,
                edit=slip.id,
                notes=decision.notes,
            )
        )
        return seq

    def _check_epoch(self, slip: Slip) -> None:
        """Raises :class:`EpochChanged` for what was written against another life of this show."""
        base = getattr(slip.edit, "base", None)
        if slip.epoch not in (None, self.sheet.epoch) or (base or 0) > self.sheet.seq:
            raise EpochChanged(
                "The show was brought back from a copy since you wrote this. Look, then write "
                "it again if it still holds.",
                epoch=self.sheet.epoch,
            )

    def _past(self, seq: int) -> Event | None:
        if seq >= self._first_seq:
            place = seq - self._first_seq
            return self.events[place] if place < len(self.events) else None
        return find_event(self._connection, seq)

    def _with_author(self, conflict: Conflict) -> Conflict:
        """The same conflict, saying who wrote what stands there, and when."""
        current = conflict.details.get("current")
        if not isinstance(current, dict):
            return conflict
        event = self._past(current.get("seq", 0))
        if event is None:
            return conflict
        standing = {**current, "by": event.by_name, "at": event.at}
        return Conflict(conflict.message, **{**conflict.details, "current": standing})


def _written_out(edit: AnyEdit) -> WrittenOut | None:
    """The changes of a large edit, as far as they were put into words before its turn."""
    return edit.written if isinstance(edit, MergeSheet | ReplaceSheet | RevertSheet) else None
