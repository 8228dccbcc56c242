"""Shot lists: a row per shot, with the camera or the cameras that have it ("3,5")."""

from camerasheet.sheet.incoming import Incoming
from camerasheet.sheet.vocabulary import Vocabulary
from camerasheet.transfer.labels import cue_number
from camerasheet.transfer.lines import left_out, lines
from camerasheet.transfer.long import add_row, book_of
from camerasheet.transfer.mapping import Mapping
from camerasheet.transfer.tables import Table


def read_shot_list(table: Table, mapping: Mapping, vocabulary: Vocabulary) -> Incoming:
    """What a shot list says: each shot is a cue. A row without a number is a shot of its own.

    The same number again, for another camera, is the same shot.
    """
    rows = lines(table, mapping)
    book = book_of(rows)
    for index, line in enumerate(rows):
        if book.takes_heading(line):
            continue
        number = cue_number(line.one("number"))
        draft = book.by_number.get(number.casefold()) if number else None
        if draft is None:
            draft = book.cue(book.free_number(number, index, line), line)
        add_row(draft, line, book, vocabulary)
    return book.incoming((*table.notices, *left_out(table, mapping)))
