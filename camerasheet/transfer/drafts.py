"""A sheet being put together from a file's rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from camerasheet.sheet import numbering
from camerasheet.sheet.changes import Value
from camerasheet.sheet.incoming import Incoming, IncomingCamera, IncomingCue
from camerasheet.transfer.labels import cue_number
from camerasheet.transfer.lines import Line, Notices


@dataclass(slots=True)
class Draft:
    """A cue or a heading of the file, while rows are still adding to it."""

    number: str
    source: str
    heading: bool = False
    fields: dict[str, Value] = field(default_factory=dict)
    shots: dict[str, dict[str, Value]] = field(default_factory=dict)

    def add_note(self, text: str) -> None:
        """One more line for the cue's notes, unless it says that already."""
        lines = str(self.fields.get("notes") or "").splitlines()
        new = [line for line in text.splitlines() if line not in lines]
        self.fields["notes"] = "\n".join([*lines, *new])


class Book:
    """Every cue, heading and camera of a file, in its order. Numbers are unique in it."""

    def __init__(self, lines: Iterable[Line], notices: Notices) -> None:
        self.notices = notices
        self.drafts: list[Draft] = []
        self.by_number: dict[str, Draft] = {}
        self.cameras: dict[str, tuple[str, str]] = {}
        self.explicit = [cue_number(line.one("number")) for line in lines]
        self.taken = {number.casefold() for number in self.explicit if number}
        self.numbered = bool(self.taken)
        self._section = ""
        self._last = ""

    def camera(self, number: str, name: str = "") -> str:
        """Have that camera, by whatever case its number is written; returns its number."""
        known = self.cameras.get(number.casefold())
        if known is None or (name and not known[1]):
            self.cameras[number.casefold()] = (known[0] if known else number, name)
        return self.cameras[number.casefold()][0]

    def heading(self, title: str, source: str, fields: dict[str, Value] | None = None) -> None:
        """Begin a section."""
        self._section = title.casefold()
        self.drafts.append(Draft("", source, True, {**(fields or {}), "title": title}))

    def section(self, line: Line) -> None:
        """A heading, if the row's section is another than the one before. A blank goes on."""
        title = " ".join(line.one("section").split())
        if title and title.casefold() != self._section:
            self.heading(title, line.source)

    def cue(self, number: str, line: Line) -> Draft:
        """A new cue with that number, which must be free."""
        draft = Draft(number, line.source)
        self.drafts.append(draft)
        self.by_number[number.casefold()] = draft
        self.taken.add(number.casefold())
        self._last = number
        return draft

    def free_number(self, number: str, index: int, line: Line) -> str:
        """A number for the file's row ``index``: its own, or the next stable one with a notice."""
        if number and number.casefold() not in self.by_number:
            return number
        if not self.numbered:
            return numbering.appended(draft.number for draft in self.by_number.values())
        below = next((n for n in self.explicit[index + 1 :] if n and n != number), "")
        above = number or self._last
        fresh = (
            numbering.after(above, below, self.taken)
            if above
            else numbering.before(below, self.taken)
        )
        if number:
            self.notices.add(f"Cue {number} comes again in the file; it is {fresh} here", line.row)
        else:
            self.notices.add(f"A row without a cue number became cue {fresh}", line.row)
        return fresh

    def incoming(self, notices: Iterable[str] = ()) -> Incoming:
        """What was put together."""
        return Incoming(
            cameras=tuple(
                IncomingCamera(number, {"name": name} if name else {})
                for number, name in self.cameras.values()
            ),
            cues=tuple(
                IncomingCue(d.number, d.heading, d.fields, d.shots, d.source) for d in self.drafts
            ),
            notices=(*notices, *self.notices.sentences()),
        )


def heading_of(line: Line, *, numbered: bool) -> str:
    """The title of a row that only begins a section, else ``""``.

    That is a row with nothing but a title where cues have numbers, with nothing but a section, or
    with a few words alone in the number's column, as in merged cells.
    """
    filled = line.filled()
    number = line.one("number")
    if filled == {"section"}:
        return line.one("section")
    if numbered and filled in ({"title"}, {"title", "start"}):
        return line.one("title")
    if filled == {"number"} and (" " in number or len(number) > numbering.MAX_LENGTH):
        return number
    return ""
