"""The one door: an edit and its circumstances in, a decision or a refusal out."""

from collections.abc import Callable
from typing import Any

from camerasheet.sheet.crew import Action
from camerasheet.sheet.edits import (
    AddCamera,
    AddCue,
    DuplicateCue,
    Edit,
    MarkReady,
    MoveCamera,
    MoveCue,
    MoveLive,
    ReassignShots,
    RenumberCues,
    SetHouse,
    SetTerm,
    StrikeCamera,
    StrikeCue,
    StrikeTerm,
    Undo,
    WriteCamera,
    WriteCue,
    WriteShot,
)
from camerasheet.sheet.errors import Forbidden, ShowLocked
from camerasheet.sheet.events import Decision
from camerasheet.sheet.merging import MergeSheet
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import ReplaceSheet, RevertSheet
from camerasheet.sheet.rules.asked import Asked
from camerasheet.sheet.rules.cameras import (
    add_camera,
    move_camera,
    reassign_shots,
    strike_camera,
    write_camera,
)
from camerasheet.sheet.rules.cells import mark_ready, write_shot
from camerasheet.sheet.rules.cues import (
    add_cue,
    duplicate_cue,
    move_cue,
    renumber_cues,
    strike_cue,
    write_cue,
)
from camerasheet.sheet.rules.house import set_house, set_term, strike_term
from camerasheet.sheet.rules.importing import merge_sheet
from camerasheet.sheet.rules.live import move_live
from camerasheet.sheet.rules.replace import replace_sheet, revert_sheet
from camerasheet.sheet.rules.undo import undo

AnyEdit = Edit | MergeSheet | ReplaceSheet | RevertSheet

_RULES: dict[type[Any], Callable[[Sheet, Any, Asked], Decision]] = {
    WriteShot: write_shot,
    WriteCue: write_cue,
    WriteCamera: write_camera,
    AddCue: add_cue,
    MoveCue: move_cue,
    DuplicateCue: duplicate_cue,
    StrikeCue: strike_cue,
    RenumberCues: renumber_cues,
    AddCamera: add_camera,
    MoveCamera: move_camera,
    StrikeCamera: strike_camera,
    ReassignShots: reassign_shots,
    SetTerm: set_term,
    StrikeTerm: strike_term,
    MarkReady: mark_ready,
    SetHouse: set_house,
    Undo: undo,
    MoveLive: move_live,
    MergeSheet: merge_sheet,
    ReplaceSheet: replace_sheet,
    RevertSheet: revert_sheet,
}


def needed(edit: AnyEdit) -> tuple[Action, str | None]:
    """What an edit asks of its author's role, and on which camera."""
    if isinstance(edit, MarkReady):
        return Action.OWN_CAMERA, edit.camera
    if isinstance(edit, WriteShot) and edit.field == "note":
        return Action.OWN_CAMERA, edit.camera
    if isinstance(edit, MoveLive):
        return Action.CALL, None
    if isinstance(edit, ReplaceSheet | RevertSheet) or (
        isinstance(edit, SetHouse) and edit.field == "locked"
    ):
        return Action.MANAGE, None
    return Action.PLAN, None


def decide(sheet: Sheet, edit: AnyEdit, asked: Asked) -> Decision:
    """What ``edit`` does to ``sheet``. Nothing is changed here: see :func:`changes.apply`.

    Raises :class:`Forbidden` when the author's role does not allow it, :class:`ShowLocked` for
    planning while the show is locked, and whatever the edit's own rule refuses it with.
    """
    action, camera = needed(edit)
    if not asked.by.may(action, camera):
        what = "do that on this camera" if camera and asked.by.camera else "do that"
        raise Forbidden(f"As {asked.by.role.value} you may not {what}.")
    if sheet.house.locked and action is Action.PLAN:
        raise ShowLocked("The show is locked. An admin can unlock it.")
    return _RULES[type(edit)](sheet, edit, asked)
