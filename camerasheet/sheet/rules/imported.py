"""The fields of one row, cell or camera of a file, held to the same limits as a typed edit."""

from collections.abc import Mapping

from camerasheet.sheet.changes import Value
from camerasheet.sheet.edits import COLOURS
from camerasheet.sheet.errors import ImportRefused, Malformed
from camerasheet.sheet.incoming import IncomingCue
from camerasheet.sheet.model import Camera, Cue, Shot
from camerasheet.sheet.rules import cameras, cells, cues
from camerasheet.sheet.rules.cells import described, tidy
from camerasheet.sheet.vocabulary import Family, Vocabulary

_DAYS = 172_800  # seconds; see ``edits.Seconds``


def _text(value: Value, limit: int, where: str, *, lines: bool = False) -> str:
    try:
        return tidy("" if value is None else str(value), limit, lines=lines)
    except Malformed as trouble:
        raise ImportRefused(f"{where}: {trouble.message}", limit=limit) from None


def number_of(number: str, source: str = "", *, camera: bool = False) -> str:
    """A cue's or a camera's number as it is stored. Raises :class:`ImportRefused`."""
    if camera:
        where, limit = f"Camera “{number}”, its number", cameras.LIMITS["number"]
    else:
        where, limit = f"{source}, cue number", cues.LIMITS["number"]
    kept = _text(number, limit, where)
    if not kept:
        raise ImportRefused(f"{where} is missing.")
    return kept


def _seconds(value: Value, where: str) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _DAYS:
        raise ImportRefused(f"{where}: this is not a time under 48 hours.")
    return value


def cue_fields(cue: Cue, row: IncomingCue, *, clears: bool) -> dict[str, Value]:
    """The fields of ``cue`` that ``row`` changes; blanks count only if ``clears``."""
    after: dict[str, Value] = {}
    for name in ("title", "start", "duration", "transition", "notes"):
        if name not in row.fields:
            continue
        where = f"{row.source}, {name}"
        wanted: Value
        if name in ("start", "duration"):
            wanted = _seconds(row.fields[name], where)
        else:
            limit = cues.LIMITS[name]
            wanted = _text(row.fields[name], limit, where, lines=name == "notes")
        blank = wanted is None or wanted == ""
        if wanted != getattr(cue, name) and (clears or not blank):
            after[name] = wanted
    return after


def shot_fields(
    vocabulary: Vocabulary, shot: Shot, said: Mapping[str, Value], where: str, *, clears: bool
) -> dict[str, Value]:
    """The fields of ``shot`` that a cell of the file changes, in the house's words.

    "Follow" as a size is a move unless the file has a move of its own for that cell. The move
    that stands on the sheet does not count, or the same file would mean another thing the second
    time.
    """
    wanted: dict[str, Value] = {}
    alone = Shot(move=str(said.get("move") or "").strip())
    for name in ("move", "size", "angle", "subject", "note"):
        if name not in said:
            continue
        column = f"{where}, {name}"
        text = _text(said[name], cells.LIMITS[name], column, lines=name == "note")
        typed = f"{name}_typed"
        if not text:
            blank = {name: "", typed: ""} if name in tuple(Family) else {name: ""}
            wanted.update(blank if clears else {})
        elif typed in said:
            wanted.update({name: text, typed: _text(said[typed], cells.LIMITS[name], column)})
        else:
            wanted.update(described(vocabulary, alone, name, text))
    taken = said.get("taken")
    if isinstance(taken, bool) or ("taken" in said and clears):
        wanted["taken"] = bool(taken)
    return {name: value for name, value in wanted.items() if getattr(shot, name) != value}


def camera_fields(camera: Camera, fields: Mapping[str, Value], *, clears: bool) -> dict[str, Value]:
    """The fields of ``camera`` that the file changes; blanks count only if ``clears``."""
    after: dict[str, Value] = {}
    for name, value in fields.items():
        where = f"Camera {camera.number}, {name}"
        if name in ("as_directed", "down"):
            wanted: Value = bool(value)
            blank = not isinstance(value, bool)
        else:
            wanted = _text(value, cameras.LIMITS[name], where)
            blank = not wanted
        if name == "colour" and wanted not in COLOURS:
            raise ImportRefused(f"{where}: choose one of {', '.join(COLOURS[1:])}.")
        if wanted != getattr(camera, name) and (clears or not blank):
            after[name] = wanted
    return after
