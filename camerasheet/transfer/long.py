"""Long sheets: a row per cue and camera. Rows of the same number are the same cue."""

from collections.abc import Sequence

from camerasheet.sheet.changes import Value
from camerasheet.sheet.incoming import Incoming
from camerasheet.sheet.vocabulary import Vocabulary
from camerasheet.transfer.cells import parse_shot
from camerasheet.transfer.cue_columns import cue_fields
from camerasheet.transfer.drafts import Book, Draft, check_room
from camerasheet.transfer.labels import cameras_named, cue_number, every_camera
from camerasheet.transfer.lines import Line, Notices, left_out, lines
from camerasheet.transfer.mapping import Mapping
from camerasheet.transfer.switches import NEITHER, switch
from camerasheet.transfer.tables import Table
from camerasheet.transfer.targets import DESCRIPTION, LABELLED_NOTE
from camerasheet.transfer.times import written

_TEXTS = ("size", "subject", "move", "angle")


def shot_fields(line: Line, vocabulary: Vocabulary, notices: Notices) -> dict[str, Value]:
    """What a row says of its shot; a blank stands as ``""``.

    A description is taken apart as a cell of a wide sheet is; a part that has a filled column of
    its own stays in the description's text.
    """
    said: dict[str, Value] = {n: line.one(n) for n in (*_TEXTS, "note") if line.has(n)}
    if line.has("taken"):
        said["taken"] = switch(line.one("taken"))
        if line.one("taken") and said["taken"] is None:
            notices.add(NEITHER, line.row)
    notes = [line.one("note")]
    if said.get("taken", False) is None and line.one("taken"):
        notes.append(f"{line.header('taken')}: {line.one('taken')}")
    if line.has(DESCRIPTION):
        parsed = parse_shot(line.one(DESCRIPTION), vocabulary)
        if any(parsed.get(name) and said.get(name) for name in _TEXTS):
            parsed = {"subject": line.one(DESCRIPTION)}
            if said.get("subject"):
                parsed = {"note": line.one(DESCRIPTION)}
        for name in _TEXTS:
            said[name] = said.get(name) or parsed.get(name, "")
        notes.append(parsed.get("note", ""))
    notes += line.labelled(LABELLED_NOTE)
    if any(map(line.has, ("note", LABELLED_NOTE, DESCRIPTION))) or any(notes):
        said["note"] = "\n".join(note for note in notes if note)
    return said


def _described(said: dict[str, Value]) -> str:
    parts = (str(said.get(name) or "") for name in (*_TEXTS, "note"))
    return ", ".join(part for part in parts if part)


def join_shot(draft: Draft, camera: str, said: dict[str, Value], line: Line, book: Book) -> None:
    """A row's shot into its cue. A second one for the same camera joins the note, with a notice."""
    known = draft.shots.setdefault(camera, {})
    check_room(str(known.get("note") or ""), f"{draft.source}, camera {camera}, note")
    clash = any(said.get(name) and known.get(name) and said[name] != known[name] for name in _TEXTS)
    if clash:
        more = f"Also: {_described(said)}"
        known["note"] = "\n".join(filter(None, (str(known.get("note") or ""), more)))
        book.notices.add(
            "The same cue and camera come twice; the second shot joined the note", line.row
        )
    else:
        notes = [str(known.get("note") or ""), str(said.get("note") or "")]
        for name, value in said.items():
            known[name] = value if value not in ("", None) else known.get(name, value)
        if notes[0] and notes[1] and notes[0] != notes[1]:
            known["note"] = "\n".join(notes)
            book.notices.add("The same cue and camera come twice; the notes were joined", line.row)
    if said.get("taken") or known.get("taken"):
        known["taken"] = True


def join_cue(draft: Draft, fields: dict[str, Value], line: Line, book: Book) -> None:
    """What a further row says of its cue. What contradicts the first row joins the notes."""
    for name, value in fields.items():
        known = draft.fields.get(name)
        if known in (None, ""):
            draft.fields[name] = value
        elif name == "notes" and value:
            draft.add_note(str(value))
        elif value not in (None, "", known):
            shown = written(value) if isinstance(value, int) else str(value)
            draft.add_note(f"{line.header(name).capitalize()}: {shown}")
            book.notices.add(f"Rows of one cue have another {name}; it joined the notes", line.row)


def cameras_of(line: Line, book: Book) -> list[str]:
    """The numbers of the cameras that a row is about."""
    text = line.one("camera")
    if every_camera(text) and book.cameras:
        return [number for number, _ in book.cameras.values()]
    return [book.camera(number, name) for number, name in cameras_named(text)]


def book_of(rows: Sequence[Line]) -> Book:
    """A book with all the cameras that the rows name: a row may mean every one of them."""
    book = Book(rows, Notices())
    for line in rows:
        if not every_camera(line.one("camera")):
            cameras_of(line, book)
    book.sort_cameras()
    return book


def add_row(draft: Draft, line: Line, book: Book, vocabulary: Vocabulary) -> None:
    """One row's cue and shots into ``draft``."""
    join_cue(draft, cue_fields(line, book.notices), line, book)
    said = shot_fields(line, vocabulary, book.notices)
    cameras = cameras_of(line, book)
    for camera in cameras:
        join_shot(draft, camera, dict(said), line, book)
    if not cameras and _described(said):
        draft.add_note(_described(said))
        book.notices.add("A shot without a camera was kept in the cue's notes", line.row)


def read_long(table: Table, mapping: Mapping, vocabulary: Vocabulary) -> Incoming:
    """What a long sheet says. A row without a number goes on with the cue above."""
    rows = lines(table, mapping)
    book = book_of(rows)
    draft: Draft | None = None
    for index, line in enumerate(rows):
        if book.takes_heading(line):
            continue
        number = cue_number(line.one("number"))
        if number and number.casefold() in book.by_number:
            draft = book.by_number[number.casefold()]
        elif number or draft is None:
            draft = book.cue(book.free_number(number, index, line), line)
        elif "title" in line.filled() and line.one("title") != draft.fields.get("title"):
            draft = book.cue(book.free_number("", index, line), line)
        add_row(draft, line, book, vocabulary)
    return book.incoming((*table.notices, *left_out(table, mapping)))
