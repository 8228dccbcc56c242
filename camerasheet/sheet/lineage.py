"""Two sheets side by side: which cue and camera of one is which of the other.

A copy of the same show matches by id: its cues may have been renumbered and moved since. A sheet
from elsewhere matches by number, and headings by title; what it has beyond that gets new ids, so
that no id ever means two things.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from camerasheet.sheet.model import Camera, Row, Sheet


def _heading_keys(sheet: Sheet) -> dict[str, str]:
    """Headings by title, and by which one of that title they are."""
    seen: Counter[str] = Counter()
    keys = {}
    for row in sheet.in_order():
        if row.cue.is_heading:
            title = " ".join(row.cue.title.split()).casefold()
            seen[title] += 1
            keys[f"{seen[title]} {title}"] = row.cue.id
    return keys


def _cue_ids(ours: Sheet, theirs: Sheet, new_id: Callable[[], str]) -> dict[str, str]:
    """Their cue ids to ours."""
    ids = {}
    headings = _heading_keys(ours)
    for key, cue in _heading_keys(theirs).items():
        ids[cue] = headings.get(key) or new_id()
    for row in theirs.in_order():
        if not row.cue.is_heading:
            ids[row.cue.id] = ours.numbers.get(row.cue.number.casefold()) or new_id()
    return ids


def _camera_ids(ours: Sheet, theirs: Sheet, new_id: Callable[[], str]) -> dict[str, str]:
    """Their camera ids to ours."""
    numbers = {camera.number.casefold(): camera.id for camera in ours.cameras_in_order()}
    return {
        camera.id: numbers.get(camera.number.casefold()) or new_id()
        for camera in theirs.cameras_in_order()
    }


def aligned(ours: Sheet, theirs: Sheet, new_id: Callable[[], str]) -> Sheet:
    """``theirs`` with the ids of ``ours`` wherever the two speak of the same thing.

    A sheet of the same show is returned as it is.
    """
    if theirs.show == ours.show:
        return theirs
    cues, cameras = _cue_ids(ours, theirs, new_id), _camera_ids(ours, theirs, new_id)
    rows = {
        cues[row.cue.id]: Row(
            replace(row.cue, id=cues[row.cue.id]),
            {cameras[camera]: shot for camera, shot in row.shots.items()},
        )
        for row in theirs.in_order()
    }
    columns: dict[str, Camera] = {
        cameras[camera.id]: replace(camera, id=cameras[camera.id])
        for camera in theirs.cameras_in_order()
    }
    return replace(
        theirs,
        show=ours.show,
        rows=rows,
        order=tuple(cues[cue] for cue in theirs.order),
        cameras=columns,
        camera_order=tuple(cameras[camera] for camera in theirs.camera_order),
    )
