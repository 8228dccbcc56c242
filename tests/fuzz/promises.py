"""What holds of every answer: a refusal that can be shown, or a sheet that can be worked with."""

import json
from itertools import count

from camerasheet.sheet.changes import apply
from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.errors import CamerasheetError, ImportRefused
from camerasheet.sheet.incoming import Choices, Incoming
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.rules.merge import plan
from camerasheet.sheet.wire import sheet_as_json
from camerasheet.snapshots.soundness import check_sheet
from camerasheet.transfer import export_csv, incoming, read, suggest
from tests.support.rehearsal import new_sheet

LONGEST_SENTENCE = 1_000
"""Characters. A refusal goes to a screen, a log and a socket: it must not grow with the input."""


def can_be_shown(error: CamerasheetError) -> None:
    """A refusal is a sentence of some length, and its JSON can be sent."""
    assert error.message.strip().endswith("."), error.message
    assert len(error.message) <= LONGEST_SENTENCE, error.message[:200]
    json.dumps(error.as_json(), ensure_ascii=False).encode()


def can_be_worked_with(sheet: Sheet, *, ours: bool = True) -> None:
    """A sheet is one that rules could have made, can be sent, and survives its own export.

    Not ``ours``: it came with a snapshot, where texts may be longer than anybody can type, or
    have blanks at their ends. Then an import may refuse it, or set the blanks right.
    """
    check_sheet(sheet)
    json.dumps(sheet_as_json(sheet), ensure_ascii=False, allow_nan=False).encode()
    assert content_digest(sheet) == content_digest(sheet)
    content = export_csv(sheet)
    if not sheet.rows and not sheet.cameras:
        return
    table = read("sheet.csv", content, limit=1 << 30)[0]
    try:
        said = incoming(table, suggest(table, sheet.vocabulary), sheet.vocabulary)
        again = imported(new_sheet(), said)
    except ImportRefused as error:
        if ours:
            raise
        can_be_shown(error)
        return
    if ours:
        assert export_csv(again) == content
    else:
        can_be_worked_with(again)


def imported(sheet: Sheet, said: Incoming, choices: Choices | None = None) -> Sheet:
    """The sheet after an import."""
    numbers = count(1)
    made = plan(sheet, said, choices or Choices(), lambda: f"new{sheet.seq}-{next(numbers)}")
    return apply(sheet, sheet.seq + 1, made.changes)
