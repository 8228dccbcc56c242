"""What a sheet says, without who wrote it when: what undo must bring back."""

from typing import Any

from camerasheet.sheet.changes import fields_of
from camerasheet.sheet.model import Sheet


def content_of(sheet: Sheet) -> dict[str, Any]:
    """Everything on the sheet but versions, ids of events and the live position.

    A cell that says nothing is the same as none.
    """
    return {
        "cues": [fields_of(row.cue) | {"id": row.cue.id} for row in sheet.in_order()],
        "cameras": [fields_of(camera) | {"id": camera.id} for camera in sheet.cameras_in_order()],
        "shots": {
            (cue, camera): fields_of(shot)
            for cue, row in sheet.rows.items()
            for camera, shot in row.shots.items()
            if not shot.is_blank
        },
        "terms": {key: fields_of(term) for key, term in sheet.vocabulary.terms.items()},
        "house": fields_of(sheet.house),
    }


def sound(sheet: Sheet) -> None:
    """What holds for every sheet that rules have made."""
    assert set(sheet.order) == set(sheet.rows)
    assert set(sheet.camera_order) == set(sheet.cameras)
    for things in (sheet.in_order(), sheet.cameras_in_order()):
        ranks = [t.rank if hasattr(t, "rank") else t.cue.rank for t in things]
        assert ranks == sorted(set(ranks)), "two share a rank: nothing would fit between them"
    numbers = [row.cue.number.casefold() for row in sheet.in_order() if not row.cue.is_heading]
    assert len(numbers) == len(set(numbers)), "a number twice"
    assert all(numbers)
    columns = [camera.number.casefold() for camera in sheet.cameras.values()]
    assert len(columns) == len(set(columns))
    for row in sheet.rows.values():
        assert set(row.shots) <= set(sheet.cameras), "a cell without its camera"
        assert not (row.cue.is_heading and row.shots)
    for cue, camera in sheet.ready:
        assert cue in sheet.rows, "a tick without its cue"
        assert camera in sheet.cameras, "a tick without its camera"
    assert not sheet.live.next or sheet.live.next in sheet.rows
