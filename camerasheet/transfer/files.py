"""A file of whatever kind to the tables in it."""

from camerasheet.sheet.errors import ImportRefused
from camerasheet.transfer.csv_files import read_csv
from camerasheet.transfer.own_format import is_own
from camerasheet.transfer.tables import Table
from camerasheet.transfer.xlsx_files import read_xlsx

_ZIP = b"PK\x03\x04"
_NOT_TABLES = {
    b"\xd0\xcf\x11\xe0": "This is an old .xls workbook, or one with a password. "
    "Save it as .xlsx without a password.",
    b"%PDF": "A PDF cannot be read as a table. Export the sheet as .xlsx or CSV.",
    b"PK\x05\x06": "This archive is empty. Save the sheet as .xlsx or CSV.",
    b"\x89PNG": "A picture cannot be read as a table. Export the sheet as .xlsx or CSV.",
}


def read(name: str, content: bytes, *, limit: int) -> list[Table]:
    """The tables of a file, the one to begin with first: our own export, else the fullest.

    ``name`` is the file's name; what a file is, is read off its bytes. ``limit`` is its greatest
    size in bytes. Raises :class:`ImportRefused` with a sentence that says what to do.
    """
    if len(content) > limit:
        raise ImportRefused(
            f"This file has {len(content) / 1e6:.1f} MB; at most {limit / 1e6:.1f} MB are read.",
            limit=limit,
        )
    for magic, sentence in _NOT_TABLES.items():
        if content.startswith(magic):
            raise ImportRefused(sentence)
    if content.startswith(_ZIP):
        tables = read_xlsx(content)
    elif name.casefold().endswith((".xlsx", ".xlsm")) and content:
        raise ImportRefused("This file is named .xlsx but is none. Save it again, or as CSV.")
    else:
        tables = [read_csv(name, content)]
    filled = [table for table in tables if table.filled]
    if not filled:
        raise ImportRefused(
            "There is nothing in this file. Save the sheet with its cues and import it again."
        )
    return sorted(filled, key=lambda table: (not is_own(table), -table.filled))
