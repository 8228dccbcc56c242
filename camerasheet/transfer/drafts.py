"""A sheet being put together from a file's rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from camerasheet.sheet import numbering
from camerasheet.sheet.changes import Value
from camerasheet.sheet.errors import ImportRefused
from camerasheet.sheet.incoming import Incoming, IncomingCamera, IncomingCue
from camerasheet.sheet.rules.cameras import MOST_CAMERAS
from camerasheet.sheet.rules.cues import LIMITS, MOST_CUES
from camerasheet.transfer.labels import cue_number
from camerasheet.transfer.lines import Line, Notices


def check_room(text: str, where: str) -> None:
    """Raises :class:`ImportRefused` for a text that has grown beyond what any note may hold."""
    if len(text) > LIMITS["notes"]:
        raise ImportRefused(f"{where}: more is joined here than {LIMITS['notes']} characters.")


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
        known = str(self.fields.get("notes") or "")
        check_room(known, f"{self.source}, notes")
        lines = known.splitlines()
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
        self._largest = 0
        self._below = [""] * (len(self.explicit) + 1)  # the next number under each row
        for index in range(len(self.explicit) - 1, -1, -1):
            self._below[index] = self.explicit[index] or self._below[index + 1]
        self._repeats: dict[str, str] = {}

    def camera(self, number: str, name: str = "") -> str:
        """Have that camera, by whatever case its number is written; returns its number."""
        known = self.cameras.get(number.casefold())
        if known is None and len(self.cameras) >= MOST_CAMERAS:
            raise ImportRefused(
                f"The file names more than {MOST_CAMERAS} cameras. "
                "Check which column holds the camera."
            )
        if known is None or (name and not known[1]):
            self.cameras[number.casefold()] = (known[0] if known else number, name)
        return self.cameras[number.casefold()][0]

    def sort_cameras(self) -> None:
        """Cameras by number, where all have one: rows name them in the order of the shots."""
        if all(number.isdecimal() for number in self.cameras):
            self.cameras = dict(sorted(self.cameras.items(), key=lambda item: int(item[0])))

    def heading(self, title: str, source: str, fields: dict[str, Value] | None = None) -> None:
        """Begin a section."""
        self._section = title.casefold()
        self._append(Draft("", source, True, {**(fields or {}), "title": title}))

    def section(self, line: Line) -> None:
        """A heading, if the row's section is another than the one before. A blank goes on."""
        title = " ".join(line.one("section").split())
        if title and title.casefold() != self._section:
            self.heading(title, line.source)

    def takes_heading(self, line: Line) -> bool:
        """Whether a row only begins a section; then that is begun."""
        self.section(line)
        title = heading_of(line, numbered=self.numbered)
        if title and line.filled() != {"section"}:
            self.heading(title, line.source)
        return bool(title)

    def cue(self, number: str, line: Line) -> Draft:
        """A new cue with that number, which must be free."""
        draft = Draft(number, line.source)
        self._append(draft)
        self.by_number[number.casefold()] = draft
        self.taken.add(number.casefold())
        self._last = number
        return draft

    def _append(self, draft: Draft) -> None:
        if len(self.drafts) >= MOST_CUES:
            raise ImportRefused(
                f"The file has more than {MOST_CUES} cues and headings; a sheet holds no more."
            )
        self.drafts.append(draft)

    def free_number(self, number: str, index: int, line: Line) -> str:
        """A number for the file's row ``index``: its own, or the next stable one with a notice.

        Raises :class:`ImportRefused` for one that is too long to be a cue's number.
        """
        if len(number) > numbering.MAX_LENGTH:
            raise ImportRefused(
                f"Row {line.row}, {line.header('number')}: a cue number has at most "
                f"{numbering.MAX_LENGTH} characters."
            )
        if number and number.casefold() not in self.by_number:
            return number
        if not self.numbered:
            self._largest += 1
            self.notices.add("The file has no cue numbers; its cues are numbered from 1")
            return str(self._largest)
        below = self._below[index + 1]
        below = "" if below == number else below
        above = self._repeats.get(number, number) or self._last
        fresh = (
            numbering.after(above, below, self.taken)
            if above
            else numbering.before(below, self.taken)
        )
        if number:
            self._repeats[number] = fresh  # a third 3 comes under 3A
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
            numbered=self.numbered,
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
