"""Writing in a cell, and the operator's ready tick."""

from camerasheet.sheet.changes import Change, On, Value, altered
from camerasheet.sheet.edits import MarkReady, WriteShot
from camerasheet.sheet.errors import Malformed
from camerasheet.sheet.events import Decision, Happening
from camerasheet.sheet.model import Sheet, Shot
from camerasheet.sheet.rules.asked import Asked, check_base, find_camera, find_row
from camerasheet.sheet.vocabulary import Family, Vocabulary

LIMITS = {"size": 40, "subject": 200, "move": 80, "angle": 40, "note": 2000}
"""The longest text of each field of a shot, in characters."""


def tidy(text: str, limit: int, *, lines: bool = False) -> str:
    """Text as it is stored: ends trimmed, runs of blanks made one; line breaks kept if ``lines``.

    Raises :class:`Malformed` when it is longer than ``limit`` characters.
    """
    if lines:
        kept = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    else:
        kept = " ".join(text.split())
    if len(kept) > limit:
        raise Malformed(f"That is {len(kept)} characters; at most {limit} fit here.", limit=limit)
    return kept


def worded(vocabulary: Vocabulary, family: str, typed: str) -> dict[str, str]:
    """The two fields that hold a size, move or angle: the house's code, and what was typed."""
    term = vocabulary.find(family, typed)
    if term is None:
        return {str(family): typed, f"{family}_typed": ""}
    return {str(family): term.code, f"{family}_typed": "" if typed == term.code else typed}


def described(vocabulary: Vocabulary, shot: Shot, name: str, text: str) -> dict[str, str]:
    """The fields that writing ``text`` into a shot's ``name`` sets, in the house's words.

    A move typed as a size ("Follow") becomes the move where none is written yet: crews do that.
    """
    if name not in tuple(Family):
        return {name: text}
    if name == Family.SIZE and not shot.move and vocabulary.find(Family.SIZE, text) is None:
        as_move = worded(vocabulary, Family.MOVE, text)
        if vocabulary.find(Family.MOVE, text) is not None:
            return as_move
    return worded(vocabulary, name, text)


def write_shot(sheet: Sheet, edit: WriteShot, asked: Asked) -> Decision:
    """One field of one cell. Raises Gone, Malformed, Conflict."""
    row = find_row(sheet, edit.cue)
    find_camera(sheet, edit.camera)
    if row.cue.is_heading:
        raise Malformed("A heading has no shots.")
    shot = row.shot(edit.camera)
    after: dict[str, Value]
    if edit.field == "taken":
        if not isinstance(edit.value, bool):
            raise Malformed("taken is true or false.")
        after = {"taken": edit.value}
    else:
        if isinstance(edit.value, bool):
            raise Malformed(f"{edit.field} is text.")
        text = tidy(edit.value, LIMITS[edit.field], lines=edit.field == "note")
        after = dict(described(sheet.vocabulary, shot, edit.field, text))
    name = next(iter(after))
    if any(getattr(shot, key) != value for key, value in after.items()):
        typed = getattr(shot, f"{name}_typed", "")
        check_base(shot.versions, name, edit.base, getattr(shot, name), typed)
    change = altered(On.SHOT, (edit.cue, edit.camera), shot, **after)
    notes = {"unconditional": True} if edit.base is None else {}
    return Decision(Happening.SHOT_WRITTEN, (change,), notes)


def mark_ready(sheet: Sheet, edit: MarkReady, asked: Asked) -> Decision:
    """The tick of one camera for one cue. Raises Gone, Malformed."""
    row = find_row(sheet, edit.cue)
    find_camera(sheet, edit.camera)
    if row.cue.is_heading:
        raise Malformed("A heading has no shots.")
    key = (edit.cue, edit.camera)
    ticked = {"at": asked.at}
    change = Change(
        On.READY, key, ticked if key in sheet.ready else None, ticked if edit.ready else None
    )
    return Decision(Happening.READY_MARKED, (change,))


def unticked(sheet: Sheet, cue: str) -> list[Change]:
    """The changes that clear every ready tick of a cue."""
    return [Change(On.READY, key, {}, None) for key in sorted(sheet.ready) if key[0] == cue]
