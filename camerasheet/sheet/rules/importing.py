"""An import as one edit: planned beforehand where that is possible, then all of it or nothing."""

from collections.abc import Callable
from dataclasses import replace

from camerasheet.sheet.errors import Conflict, ImportRefused, NothingToDo
from camerasheet.sheet.events import Decision, Happening
from camerasheet.sheet.merging import MergeSheet
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.planned_rows import PlannedRows
from camerasheet.sheet.replacement import WrittenOut
from camerasheet.sheet.rules.asked import Asked
from camerasheet.sheet.rules.merge import plan


def foreseen(sheet: Sheet, edit: MergeSheet, new_id: Callable[[], str]) -> MergeSheet:
    """The same edit with most of what deciding it takes done, for the sheet as it stands.

    What is refused is left to be refused at the desk; and of what was edited meanwhile, the rows
    are planned anew there.
    """
    kept, written = edit.kept or PlannedRows(), WrittenOut()
    try:
        planned = plan(sheet, edit.incoming, edit.choices, new_id, kept)
    except ImportRefused:
        return edit
    written.add(planned.changes)
    return replace(edit, kept=kept, written=written)


def merge_sheet(sheet: Sheet, edit: MergeSheet, asked: Asked) -> Decision:
    """An import, all or nothing, as one event. Raises ImportRefused, Conflict, NothingToDo."""
    planned = plan(sheet, edit.incoming, edit.choices, asked.new_id, edit.kept)
    if not planned.changes:
        raise NothingToDo("The sheet says all of this already; nothing was changed.")
    if edit.expected and edit.expected != planned.fingerprint:
        raise Conflict("The sheet changed since you saw the preview. Look at the preview again.")
    notes = {
        "name": edit.name,
        "added": len(planned.added),
        "changed": len(planned.changed),
        "struck": planned.struck,
        "cameras_added": len(planned.cameras_added),
        "cameras_changed": len(planned.cameras_changed),
    }
    return Decision(Happening.SHEET_IMPORTED, planned.changes, notes)
