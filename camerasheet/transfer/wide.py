"""Wide sheets: a row per cue, a column per camera."""

from camerasheet.sheet.changes import Value
from camerasheet.sheet.incoming import Incoming
from camerasheet.sheet.vocabulary import Vocabulary
from camerasheet.transfer.cells import parse_shot
from camerasheet.transfer.cue_columns import cue_fields
from camerasheet.transfer.drafts import Book, Draft, heading_of
from camerasheet.transfer.headers import camera_heading
from camerasheet.transfer.labels import cue_number
from camerasheet.transfer.lines import Line, Notices, left_out, lines
from camerasheet.transfer.mapping import Mapping
from camerasheet.transfer.switches import NEITHER, switch
from camerasheet.transfer.tables import Table
from camerasheet.transfer.targets import of_camera

_PARTS = ("size", "subject", "move", "angle", "note")


def _cameras(book: Book, table: Table, mapping: Mapping) -> None:
    """Every camera that has a column, the ones without a single shot too."""
    for target, header in zip(mapping.targets, mapping.headers(table), strict=False):
        if camera := of_camera(target):
            named = camera_heading(header)
            book.camera(camera[0], named[1] if named and named[0] == camera[0] else "")


def _say(said: dict[str, Value], part: str, text: str) -> None:
    """Put a text in a part of a shot; what stands there already is never overwritten."""
    known = str(said.get(part) or "")
    if not known or not text or text == known:
        said[part] = text or known
    elif part == "note":
        said[part] = f"{known}\n{text}"
    else:
        _say(said, "note", f"{part.capitalize()}: {text}")


def _shots(draft: Draft, line: Line, book: Book, vocabulary: Vocabulary) -> None:
    for number, field, text in line.cameras():
        said: dict[str, Value] = draft.shots.setdefault(book.camera(number), {})
        if field == "taken":
            said["taken"] = switch(text)
            if text and said["taken"] is None:
                _say(said, "note", f"Taken: {text}")
                book.notices.add(NEITHER, line.row)
        elif field:
            _say(said, field, text)
        else:
            parsed = parse_shot(text, vocabulary)
            for part in _PARTS:
                _say(said, part, parsed.get(part, ""))


def read_wide(table: Table, mapping: Mapping, vocabulary: Vocabulary) -> Incoming:
    """What a wide sheet says. A cue number that comes again gets the next stable one."""
    notices = Notices()
    rows = lines(table, mapping)
    book = Book(rows, notices)
    _cameras(book, table, mapping)
    for index, line in enumerate(rows):
        book.section(line)
        if heading := heading_of(line, numbered=book.numbered):
            if line.filled() != {"section"}:
                book.heading(heading, line.source, _heading_fields(line, notices))
            continue
        number = book.free_number(cue_number(line.one("number")), index, line)
        draft = book.cue(number, line)
        draft.fields.update(cue_fields(line, notices))
        _shots(draft, line, book, vocabulary)
    return book.incoming((*table.notices, *left_out(table, mapping)))


def _heading_fields(line: Line, notices: Notices) -> dict[str, Value]:
    fields = cue_fields(line, notices)
    return {"start": fields["start"]} if fields.get("start") is not None else {}
