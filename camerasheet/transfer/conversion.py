"""A table and its mapping to what the sheet is to be told."""

from camerasheet.sheet.errors import ImportRefused
from camerasheet.sheet.incoming import Incoming
from camerasheet.sheet.vocabulary import Vocabulary
from camerasheet.transfer.long import read_long
from camerasheet.transfer.mapping import Mapping
from camerasheet.transfer.own_format import is_own, read_own
from camerasheet.transfer.shot_list import read_shot_list
from camerasheet.transfer.tables import Table
from camerasheet.transfer.targets import Layout
from camerasheet.transfer.wide import read_wide

_READERS = {Layout.WIDE: read_wide, Layout.LONG: read_long, Layout.SHOTS: read_shot_list}


def incoming(table: Table, mapping: Mapping, vocabulary: Vocabulary) -> Incoming:
    """What a table says under a mapping, in the shape that the merge rule takes.

    ``vocabulary`` finds sizes and moves inside whole cells. Raises :class:`ImportRefused` when
    the mapping cannot stand, or when no row under the header says anything.
    """
    mapping.check()
    if mapping.layout is Layout.OWN:
        if not is_own(table):
            raise ImportRefused("This table is not an export of this program. Choose its columns.")
        return read_own(table)
    found = _READERS[mapping.layout](table, mapping, vocabulary)
    if not found.cues and not found.cameras:
        raise ImportRefused(
            "No cue was found under the headers. Check which row holds the headers, and that the "
            "columns are not all left out."
        )
    return found
