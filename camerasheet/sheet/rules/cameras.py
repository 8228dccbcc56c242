"""Columns of the sheet: adding, writing, moving and striking cameras, and a camera down."""

from camerasheet.sheet import numbering
from camerasheet.sheet.changes import Change, On, Value, altered, cleared, fields_of, made, removed
from camerasheet.sheet.edits import (
    COLOURS,
    AddCamera,
    MoveCamera,
    ReassignShots,
    StrikeCamera,
    WriteCamera,
)
from camerasheet.sheet.errors import Conflict, Malformed, NothingToDo, NumberTaken
from camerasheet.sheet.events import Decision, Happening
from camerasheet.sheet.model import BLANK, Camera, Sheet
from camerasheet.sheet.ranks import between
from camerasheet.sheet.rules.asked import Asked, check_base, find_camera, find_row
from camerasheet.sheet.rules.cells import tidy

LIMITS = {"number": 8, "name": 60, "mount": 40, "operator": 60, "colour": 20, "role": 200}
"""The longest text of each field of a camera, in characters."""
MOST_CAMERAS = 40
_SWITCHES = ("as_directed", "down")


def _check_number(sheet: Sheet, number: str, but: str = "") -> None:
    for camera in sheet.cameras.values():
        if camera.number.casefold() == number.casefold() and camera.id != but:
            raise NumberTaken(f"There is a camera {number} already.", camera=camera.id)


def write_camera(sheet: Sheet, edit: WriteCamera, asked: Asked) -> Decision:
    """One field of a camera. Raises Gone, Malformed, NumberTaken, Conflict."""
    camera = find_camera(sheet, edit.camera)
    value: Value = edit.value
    if isinstance(edit.value, bool) != (edit.field in _SWITCHES):
        raise Malformed(f"{edit.field} is {'on or off' if edit.field in _SWITCHES else 'text'}.")
    if isinstance(edit.value, str):
        value = tidy(edit.value, LIMITS[edit.field])
    if edit.field == "colour" and value not in COLOURS:
        raise Malformed(f"Choose one of these colours: {', '.join(COLOURS[1:])}.")
    if edit.field == "number" and not value:
        raise Malformed("A camera needs a number.")
    current = getattr(camera, edit.field)
    if current != value:
        check_base(camera.versions, edit.field, edit.base, current)
    if edit.field == "number":
        _check_number(sheet, str(value), but=camera.id)
    notes = {"unconditional": True} if edit.base is None else {}
    change = altered(On.CAMERA, (camera.id,), camera, **{edit.field: value})
    return Decision(Happening.CAMERA_WRITTEN, (change,), notes)


def _rank(sheet: Sheet, after: str | None, before: str | None, moving: str = "") -> str:
    if after and before:
        raise Malformed("Name the camera on the left or the one on the right, not both.")
    order = [camera for camera in sheet.camera_order if camera != moving]
    beside = after or before
    if beside:
        find_camera(sheet, beside)
        if beside == moving:
            raise Malformed("A camera cannot stand beside itself.")
        index = order.index(beside) + bool(after)
    else:
        index = len(order)
    low = sheet.cameras[order[index - 1]].rank if index else ""
    return between(low, sheet.cameras[order[index]].rank if index < len(order) else "")


def add_camera(sheet: Sheet, edit: AddCamera, asked: Asked) -> Decision:
    """A new column. Raises Gone, Malformed, NumberTaken."""
    if len(sheet.cameras) >= MOST_CAMERAS:
        raise Malformed(f"A sheet holds at most {MOST_CAMERAS} cameras.", limit=MOST_CAMERAS)
    numbers = [camera.number for camera in sheet.cameras.values()]
    number = tidy(edit.number or numbering.appended(numbers), LIMITS["number"])
    _check_number(sheet, number)
    camera = Camera(
        asked.new_id(),
        number,
        name=tidy(edit.name, LIMITS["name"]),
        rank=_rank(sheet, edit.after, None),
    )
    return Decision(Happening.CAMERA_ADDED, (made(On.CAMERA, (camera.id,), camera),))


def move_camera(sheet: Sheet, edit: MoveCamera, asked: Asked) -> Decision:
    """A column to another place. Raises Gone, Malformed."""
    camera = find_camera(sheet, edit.camera)
    rank = _rank(sheet, edit.after, edit.before, moving=camera.id)
    return Decision(Happening.CAMERA_MOVED, (altered(On.CAMERA, (camera.id,), camera, rank=rank),))


def strike_camera(sheet: Sheet, edit: StrikeCamera, asked: Asked) -> Decision:
    """A column away with all its shots. Raises Gone, Conflict."""
    camera = find_camera(sheet, edit.camera)
    version = max([camera.version, *(row.shot(camera.id).version for row in sheet.rows.values())])
    if edit.base is not None and version > edit.base:
        raise Conflict(
            f"Camera {camera.number} was changed since you looked. Look again.",
            current={"field": "camera", "value": camera.number, "seq": version},
        )
    changes = (*cleared(sheet, (), (camera.id,)), removed(On.CAMERA, (camera.id,), camera))
    return Decision(Happening.CAMERA_STRUCK, changes)


def remaining(sheet: Sheet, camera: str) -> list[str]:
    """The cues still to come on which that camera has a shot."""
    coming = sheet.cue_ids[sheet.live_place() :]
    return [cue for cue in coming if not sheet.rows[cue].shot(camera).is_blank]


def reassign_shots(sheet: Sheet, edit: ReassignShots, asked: Asked) -> Decision:
    """Shots of one camera to another, clashes left alone. Raises Gone, Malformed, NothingToDo."""
    source, target = find_camera(sheet, edit.source), find_camera(sheet, edit.to)
    if source.id == target.id:
        raise Malformed("Choose another camera to take the shots.")
    changes: list[Change] = []
    clashes: list[str] = []
    named = remaining(sheet, source.id) if edit.cues is None else edit.cues
    for cue in dict.fromkeys(named):
        row = find_row(sheet, cue)
        shot = row.shot(source.id)
        if shot.is_blank:
            continue
        if not row.shot(target.id).is_blank:
            clashes.append(cue)
            continue
        if (cue, source.id) in sheet.ready:
            changes.append(Change(On.READY, (cue, source.id), {}, None))
        values = fields_of(shot)
        changes.append(altered(On.SHOT, (cue, source.id), shot, **fields_of(BLANK)))
        changes.append(altered(On.SHOT, (cue, target.id), row.shot(target.id), **values))
    if not changes:
        raise NothingToDo(
            f"No shot of camera {source.number} can go to camera {target.number}.", clashes=clashes
        )
    return Decision(Happening.SHOTS_REASSIGNED, tuple(changes), {"clashes": clashes})
