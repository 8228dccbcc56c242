"""Reading the demo show out of its text.

::

    # A section | 19:25:00                         a heading, and when its first cue starts
    2 | House to half | 40 | Mix | Titles over     number, title, seconds, transition, notes
      4* VWS the house / Crane up / slowly         camera, * for taken; size and subject; the rest

Behind a shot's size and subject come its move, its angle and its note, in any order: the first
two are known by their words.
"""

from collections.abc import Iterator
from typing import Final

from camerasheet.sheet.changes import Value
from camerasheet.sheet.incoming import IncomingCue
from camerasheet.sheet.vocabulary import Family, Vocabulary

_COLUMNS: Final = ("title", "duration", "transition", "notes")


def read_script(text: str, vocabulary: Vocabulary) -> Iterator[IncomingCue]:
    """The rows of a script. Raises ``ValueError`` for a line that is none of the above."""
    clock = 0
    cue: IncomingCue | None = None
    for line in filter(None, map(str.rstrip, text.splitlines())):
        if line.startswith("  "):
            if cue is None:
                raise ValueError(f"a shot without a cue: {line}")
            cue = _with_shot(cue, line, vocabulary)
            continue
        if cue is not None:
            yield cue
            cue = None
        if line.startswith("# "):
            title, _, start = line.removeprefix("# ").partition(" | ")
            clock = _seconds(start)
            yield IncomingCue("", heading=True, fields={"title": title, "start": clock})
        else:
            number, *rest = (part.strip() for part in line.split("|"))
            said = dict(zip(_COLUMNS, rest, strict=False))
            duration = int(said["duration"])
            fields: dict[str, Value] = {**said, "start": clock, "duration": duration}
            cue = IncomingCue(number, fields=fields, source=f"cue {number}")
            clock += duration
    if cue is not None:
        yield cue


def _with_shot(cue: IncomingCue, line: str, vocabulary: Vocabulary) -> IncomingCue:
    camera, _, text = line.strip().partition(" ")
    main, *rest = text.split(" / ")
    size, _, subject = main.partition(" ")
    shot: dict[str, Value] = {"size": size, "subject": subject, "taken": camera.endswith("*")}
    if vocabulary.find(Family.SIZE, size) is None:
        shot |= {"size": "", "subject": main}
    for part in rest:
        families = (Family.MOVE, Family.ANGLE)
        family = next((each for each in families if vocabulary.find(each, part)), None)
        shot[family.value if family else "note"] = part
    shots = {**cue.shots, camera.rstrip("*"): shot}
    return IncomingCue(cue.number, fields=cue.fields, shots=shots, source=cue.source)


def _seconds(clock: str) -> int:
    hours, minutes, seconds = map(int, clock.split(":"))
    return (hours * 60 + minutes) * 60 + seconds
