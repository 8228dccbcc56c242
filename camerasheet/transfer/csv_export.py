"""A sheet as a CSV file from which it can be imported again without loss."""

import csv
import io

from camerasheet.sheet.model import Sheet
from camerasheet.transfer.own_format import own_rows


def export_csv(sheet: Sheet) -> bytes:
    """The sheet in our own format (:mod:`own_format`): equal sheets give equal bytes.

    RFC 4180 in UTF-8, with the mark without which Excel takes it for the Windows code page.
    """
    lines = io.StringIO(newline="")
    csv.writer(lines, lineterminator="\r\n").writerows(own_rows(sheet))
    return b"\xef\xbb\xbf" + lines.getvalue().encode()
