"""What a column of a file can be: the words that a mapping and its form use."""

import re
from enum import StrEnum

from camerasheet.sheet.rules.cameras import LIMITS


class Layout(StrEnum):
    """How a table is laid out."""

    WIDE = "wide"  # a row per cue, a column per camera
    LONG = "long"  # a row per cue and camera
    SHOTS = "shots"  # a shot list: a row per shot, with the camera or cameras that have it
    OWN = "camerasheet"  # our own export: nothing is guessed


IGNORE = "ignore"
CUE_TARGETS = ("number", "title", "section", "start", "end", "duration", "transition", "notes")
LABELLED = "notes+label"
"""Added to the cue's notes with its header before it: "Lighting: LX1.01"."""
SHOT_FIELDS = ("size", "subject", "move", "angle", "note", "taken")
DESCRIPTION = "description"
"""A whole shot in one cell, taken apart as in a wide sheet."""
LABELLED_NOTE = "note+label"
"""Added to the shot's note with its header before it."""
SHOT_TARGETS = ("camera", *SHOT_FIELDS, DESCRIPTION, LABELLED_NOTE)
MANY = (IGNORE, LABELLED, LABELLED_NOTE)
"""Targets that more than one column may have."""

_CAMERA = re.compile(rf"camera:(.*?)(?::({'|'.join(SHOT_FIELDS)}))?", re.DOTALL)


def camera_column(number: str, field: str = "") -> str:
    """The target of a camera's column in a wide sheet; with ``field``, of that field alone."""
    return f"camera:{number}:{field}" if field else f"camera:{number}"


def of_camera(target: str) -> tuple[str, str] | None:
    """The camera number and the field (``""``: the whole shot) of such a target, or None."""
    match = _CAMERA.fullmatch(target)
    return (match[1], match[2] or "") if match else None


def is_target(target: str, layout: Layout) -> bool:
    """Whether a column of such a table can be that."""
    if target in (IGNORE, LABELLED, *CUE_TARGETS):
        return True
    if layout is Layout.WIDE:
        camera = of_camera(target)
        return camera is not None and 0 < len(camera[0].strip()) <= LIMITS["number"]
    return target in SHOT_TARGETS
