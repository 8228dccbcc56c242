"""A sheet as JSON: what the HTTP API answers and what a JSON client gets on the WebSocket."""

from typing import Any

from camerasheet.sheet.model import Camera, Row, Sheet, Shot
from camerasheet.sheet.rules.live import position


def camera_as_json(camera: Camera) -> dict[str, Any]:
    """One camera. ``version`` is the seq of its last change; ``rank`` orders cameras, as text."""
    return {
        "id": camera.id,
        "number": camera.number,
        "name": camera.name,
        "mount": camera.mount,
        "operator": camera.operator,
        "colour": camera.colour,
        "as_directed": camera.as_directed,
        "role": camera.role,
        "down": camera.down,
        "rank": camera.rank,
        "version": camera.version,
    }


def shot_as_json(camera: str, shot: Shot) -> dict[str, Any]:
    """One cell. ``size_typed`` and its like are what the person typed, where the code differs."""
    return {
        "camera": camera,
        "size": shot.size,
        "size_typed": shot.size_typed,
        "subject": shot.subject,
        "move": shot.move,
        "move_typed": shot.move_typed,
        "angle": shot.angle,
        "angle_typed": shot.angle_typed,
        "note": shot.note,
        "taken": shot.taken,
        "version": shot.version,
    }


def row_as_json(sheet: Sheet, row: Row) -> dict[str, Any]:
    """One cue with its cells, in the order of the cameras; cells never written are left out."""
    cue = row.cue
    return {
        "id": cue.id,
        "number": cue.number,
        "title": cue.title,
        "kind": cue.kind,
        "start": cue.start,
        "duration": cue.duration,
        "transition": cue.transition,
        "notes": cue.notes,
        "rank": cue.rank,
        "version": cue.version,
        "shots": [
            shot_as_json(camera, row.shots[camera])
            for camera in sheet.camera_order
            if camera in row.shots
        ],
    }


def sheet_as_json(sheet: Sheet) -> dict[str, Any]:
    """The whole sheet, as of its ``seq``."""
    return {
        "epoch": sheet.epoch,
        "seq": sheet.seq,
        "live": position(sheet),
        "house": {"uses_standby": sheet.house.uses_standby, "locked": sheet.house.locked},
        "ready": [{"cue": cue, "camera": camera} for cue, camera in sorted(sheet.ready)],
        "cameras": [camera_as_json(camera) for camera in sheet.cameras_in_order()],
        "cues": [row_as_json(sheet, row) for row in sheet.in_order()],
        "vocabulary": [
            {
                "family": term.family.value,
                "code": term.code,
                "name": term.name,
                "aliases": list(term.aliases),
            }
            for term in sheet.vocabulary.terms.values()
        ],
    }
