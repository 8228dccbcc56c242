"""The columns that are about a cue, whatever the layout: its title, times and notes."""

from camerasheet.sheet.changes import Value
from camerasheet.transfer import times
from camerasheet.transfer.lines import Line, Notices
from camerasheet.transfer.targets import LABELLED

_NOT_A_TIME = "Not understood as a time, so kept in the notes"


def _read_times(line: Line, notices: Notices, kept: list[str]) -> dict[str, int | None]:
    """start, end and duration in seconds; a text that is none goes to ``kept``."""
    found: dict[str, int | None] = {}
    for name in ("start", "end", "duration"):
        text = line.one(name)
        if name == "duration":
            unit = times.unit_of(line.header(name))
            found[name] = times.length(text, unit)
            if unit == 1 and text.isdecimal() and int(text):
                notices.add(f"Whole numbers under “{line.header(name)}” were read as seconds")
        else:
            found[name] = times.clock(text)
        if text and found[name] is None:
            kept.append(f"{line.header(name)}: {text}")
            notices.add(_NOT_A_TIME, line.row)
    return found


def _times(line: Line, notices: Notices, kept: list[str]) -> dict[str, Value]:
    """The fields start and duration. An end gives the one that is missing, or stays a note."""
    found = _read_times(line, notices, kept)
    start, end, duration = found["start"], found["end"], found["duration"]
    if end is not None:
        if start is not None and duration is None and not line.one("duration"):
            duration = (end - start) % times.DAY
        elif duration is not None and start is None and not line.one("start"):
            start = (end - duration) % times.DAY
        elif start is None or duration is None:
            kept.append(f"{line.header('end')}: {times.written(end)}")
        elif (start + duration - end) % times.DAY:
            kept.append(f"{line.header('end')}: {times.written(end)}")
            notices.add("The end is not the start and the duration together", line.row)
    fields: dict[str, Value] = {}
    if line.has("start") or start is not None:
        fields["start"] = start
    if line.has("duration") or line.has("end"):
        fields["duration"] = duration
    return fields


def cue_fields(line: Line, notices: Notices) -> dict[str, Value]:
    """What a row says of its cue; a blank stands as ``""`` or None. Nothing filled is dropped."""
    fields: dict[str, Value] = {
        name: line.one(name) for name in ("title", "transition") if line.has(name)
    }
    kept: list[str] = []
    fields.update(_times(line, notices, kept))
    parts = [line.one("notes"), *line.labelled(LABELLED), *kept]
    if line.has("notes") or line.has(LABELLED) or kept:
        fields["notes"] = "\n".join(part for part in parts if part)
    return fields
