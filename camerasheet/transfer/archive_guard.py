"""A look at a workbook's archive before anything unpacks it.

An .xlsx file is a zip archive of XML parts (ECMA-376 part 2). A few kilobytes of it can unpack to
gigabytes and its list of sizes can lie, so every part is unpacked once in small pieces, counted
and thrown away. XML that declares entities is refused: no spreadsheet program writes any.
"""

import io
import zipfile
import zlib

from camerasheet.sheet.errors import ImportRefused

MOST_PARTS = 2_000
MOST_UNPACKED = 80_000_000
"""The most bytes that all parts together may unpack to."""

_PIECE = 64 * 1024
_DAMAGED = "This .xlsx file is damaged. Open it in a spreadsheet program and save it again."


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> tuple[int, bool]:
    """The bytes of one part, and whether a worksheet of it holds formulas."""
    if part.flag_bits & 1:
        raise ImportRefused("This workbook is locked with a password. Save it without one.")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ImportRefused(_DAMAGED)  # the others unpack without a bound
    size, formulas, tail = 0, False, b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > room:
                raise ImportRefused(
                    "This workbook is too large when unpacked. Save the one sheet as CSV."
                )
            seen = tail + piece.replace(b"\0", b"")  # without zeros, UTF-16 reads like ASCII
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise ImportRefused(_DAMAGED)
            formulas = formulas or b"<f>" in seen or b"<f " in seen
            tail = seen[-12:]
    return size, formulas and part.filename.startswith("xl/worksheets/")


def check_archive(content: bytes) -> bool:
    """Whether the workbook holds formulas. Raises :class:`ImportRefused` if it is not safe."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise ImportRefused(_DAMAGED)
            names = {part.filename for part in parts}
            if not any(name.casefold() == "xl/workbook.xml" for name in names):
                raise ImportRefused(
                    "This is not an Excel workbook. Save the sheet as .xlsx or CSV."
                )
            room, formulas = MOST_UNPACKED, False
            for part in parts:
                size, has = _check_part(archive, part, room)
                room -= size
                formulas = formulas or has
            return formulas
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
        OverflowError,
    ):
        raise ImportRefused(_DAMAGED) from None
