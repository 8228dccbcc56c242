"""A block of cells pasted from a spreadsheet: tab-separated, or CSV text."""

from camerasheet.sheet.errors import ImportRefused
from camerasheet.transfer.csv_files import records, sniffed
from camerasheet.transfer.tables import Table, table_of

MOST_PASTED = 4_000_000
"""The longest text that can be pasted, in characters."""


def read_pasted(text: str) -> Table:
    """The table of a pasted text.

    Spreadsheets quote a cell only where it holds a line break, so a cell that merely begins with
    a quotation mark can swallow what follows; a tab inside a cell gives that away, and then
    quotation marks are taken as they stand. Raises :class:`ImportRefused`.
    """
    if len(text) > MOST_PASTED:
        raise ImportRefused("That is too much to paste. Import the file itself.")
    text = text.removeprefix("\ufeff").replace("\0", "")
    if "\t" not in text:
        return _filled(table_of("pasted", records(text, sniffed(text))))
    try:
        table = table_of("pasted", records(text, "\t"))
    except ImportRefused:
        table = Table("pasted", (("\t",),))
    if any("\t" in cell for row in table.rows for cell in row):
        table = table_of("pasted", records(text, "\t", quoted=False))
    return _filled(table)


def _filled(table: Table) -> Table:
    if not table.filled:
        raise ImportRefused("Nothing was pasted. Copy the cells, the headers too, and paste them.")
    return table
