"""The header row: where it is, and what its words mean."""

import re
from collections.abc import Sequence

from camerasheet.transfer.labels import camera_label
from camerasheet.transfer.tables import Table
from camerasheet.transfer.targets import IGNORE, LABELLED_NOTE, camera_column

LOOKED_AT = 30
"""How many rows from the top may be the header row: title pages and logos come first."""

_LONGEST = 120  # characters; longer cells are prose

MAYBE_SHOT, MAYBE_DESCRIPTION, MAYBE_TITLE, MAYBE_TYPE = "?shot", "?description", "?title", "?type"
"""Words that mean different things beside different columns; :mod:`suggestion` settles them."""

_WORDS = {
    "number": "cue, cue number, cue no, cue nr, cue #, cue id, cue label, q, q #, q no, number, "
    "no, nr, #, num, shot number, shot no, shot #, shot nr, item no, item number, item #, "
    "cue/shot, pos, order",
    "title": "title, cue text, cue title, cue name, cue description, description of cue, headline",
    "section": "section, act, scene, song, segment, part, block, chapter",
    "start": "start, start time, time start, time in, starts, starts at, planned start, "
    "scheduled start, time, clock, time of day, tod, on air time, hit time",
    "end": "end, end time, time end, time out, ends, ends at, planned end, finish, stop",
    "duration": "duration, dur, length, len, run time, running time, trt, planned duration",
    "transition": "transition, trans, cut/mix, transition type",
    "notes": "notes, note, cue notes, remarks, remark, comments, comment, director notes, "
    "director's notes, general notes",
    "camera": "camera, camera number, camera no, camera nr, camera #, cam, cam number, cam no, "
    "cam nr, cam #, cams, cameras, camera(s), camera id",
    "subject": "subject, framing, shot subject, shot description, camera description, content, "
    "composition, picture, frame, who",
    "size": "shot type, shot size, size, frame size, framing size, field size",
    "move": "move, movement, camera move, camera movement, shot movement, moves, motion",
    "angle": "angle, camera angle, shot angle",
    "note": "camera notes, camera note, cam notes, cam note, shot notes, shot note, "
    "operator notes, operator note, iso note, iso notes",
    "taken": "taken, on air, pgm, program, programme, tx, live cam, take",
    LABELLED_NOTE: "lens, focal length, mount, rig, equipment, support",
    IGNORE: "timer type, end action, colour, color, public, skip, is public, id",
    MAYBE_SHOT: "shot, shots",
    MAYBE_DESCRIPTION: "description, desc, action",
    MAYBE_TITLE: "name, text, script, line, lyric, lyrics, dialogue, event, item, what, content "
    "title, song title, script line, cue line, element, story",
    MAYBE_TYPE: "type",
}
_MEANINGS = {
    " ".join(word.split()): target for target, words in _WORDS.items() for word in words.split(",")
}
_FIELD_WORDS = "|".join(
    ("size", "subject", "move", "movement", "angle", "notes?", "taken", "shot type", "shot size")
)
_CAMERA = re.compile(r"(?:camera|cam|kamera)[\s#._:-]*(\S.*)", re.IGNORECASE)
_SHORT = re.compile(r"[ck]\s?(\d{1,2}[a-z]?)", re.IGNORECASE)
_FIELD = re.compile(rf"(.+?)[\s:–-]+({_FIELD_WORDS}|shot)", re.IGNORECASE)
_RIGS = {"jib", "steadicam", "steadi", "drone", "crane", "spidercam", "railcam", "ptz", "handheld"}


def plain(header: str) -> str:
    """A header as it is looked up: case, underscores, dots and brackets with units put aside."""
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", header.casefold()) or header.casefold()
    return " ".join(re.sub(r"[_.:*]+", " ", bare).replace("#", " # ").split())


def camera_heading(header: str) -> tuple[str, str, str] | None:
    """(number, name, field) of a camera's column: "Cam 1", "Camera 2 (Jib)", "Cam 3 notes"."""
    text = " ".join(header.split())
    if len(text) > _LONGEST or plain(text) in _MEANINGS:
        return None
    field = ""
    if (match := _FIELD.fullmatch(text)) and _CAMERA.fullmatch(match[1]):
        text, field = match[1], _field_named(match[2])
    if short := _SHORT.fullmatch(text):
        return short[1], "", field
    match = _CAMERA.fullmatch(text)
    if not match and plain(text).rstrip(" 0123456789") not in _RIGS:
        return None
    number, name = camera_label(text)
    return number, name, field


def _field_named(word: str) -> str:
    word = word.casefold()
    if word == "shot":
        return ""
    names = {"movement": "move", "notes": "note", "shot type": "size", "shot size": "size"}
    return names.get(word, word)


def meaning(header: str) -> str:
    """The target that a header names, one of the MAYBE words, or ``""`` for words not known."""
    if not header.strip() or len(header) > _LONGEST:
        return ""
    if known := _MEANINGS.get(plain(header)):
        return known
    if camera := camera_heading(header):
        return camera_column(camera[0], camera[2])
    return ""


def header_row(table: Table) -> int | None:
    """The index of the row that reads most like headers, or None where no row does."""
    best, most = None, 0
    for index, row in enumerate(table.rows[:LOOKED_AT]):
        known = len({meaning(cell) for cell in row} - {""})
        said = sum(1 for cell in row if cell)
        alone = known == 1 and said == 1 and index + 1 < len(table.rows)
        if (known > most and known > 1) or (alone and not most):
            best, most = index, known
    return best


def meanings(headers: Sequence[str]) -> list[str]:
    """The meaning of each header. Bare digits are cameras beside columns with known words."""
    found = [meaning(header) for header in headers]
    digits = [i for i, header in enumerate(headers) if re.fullmatch(r"\d{1,2}", header.strip())]
    if len(digits) > 1 and any(found):
        for index in digits:
            found[index] = camera_column(headers[index].strip())
    return found
