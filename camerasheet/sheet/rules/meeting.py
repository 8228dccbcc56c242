"""What the rows of a file and those of a sheet are known by to each other."""

from collections import Counter
from dataclasses import replace

from camerasheet.sheet import numbering
from camerasheet.sheet.incoming import Incoming
from camerasheet.sheet.model import Sheet


def known_by(label: str) -> str:
    """What a number or a title is known by: blanks as they are stored, case put aside."""
    return " ".join(label.split()).casefold()


def heading_key(title: str, seen: Counter[str]) -> str:
    """What a heading is known by: its title and which one of that title it is."""
    folded = known_by(title)
    seen[folded] += 1
    return f"heading {seen[folded]} {folded}"


def put_after(sheet: Sheet, incoming: Incoming) -> Incoming:
    """A file without numbers of its own goes on where the sheet's numbers end.

    Unless the cues that it would meet are its own, by their titles: it was imported before.
    """
    cues = [cue for cue in incoming.cues if not cue.heading]
    met = [(cue, sheet.numbers.get(cue.number)) for cue in cues]
    if all(
        id_ is None
        or sheet.rows[id_].cue.title == " ".join(str(cue.fields.get("title") or "").split())
        for cue, id_ in met
    ):
        return incoming
    last = int(numbering.appended(sheet.numbers)) - 1
    shifted = (
        cue if cue.heading else replace(cue, number=str(int(cue.number) + last))
        for cue in incoming.cues
    )
    return replace(incoming, cues=tuple(shifted))
