"""A sheet as an Excel workbook: the master sheet to read and print, and "Data" to import again."""

import io
import re
from typing import TYPE_CHECKING

from camerasheet.sheet.model import Camera, Row, Sheet, Shot
from camerasheet.transfer.own_format import own_rows
from camerasheet.transfer.times import written

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_COLUMNS = (("Cue", 9), ("Title", 32), ("Start", 10), ("Duration", 10), ("Transition", 12))
_NOTES = ("Notes", 36)
_CAMERA_WIDTH = 26  # characters, as spreadsheets measure columns
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # ECMA-376 part 1, 22.9.2.19 (ST_Xstring)
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


def _write(cell: "Cell | MergedCell", text: str) -> None:
    """Put text in a cell, as text whatever it begins with: a formula in it is never run."""
    if not text:
        return
    cell.value = _ESCAPE.sub("_x005F_", _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text))
    cell.data_type = "s"
    if text[0] in "=+-@":
        cell.quotePrefix = True


def shot_words(shot: Shot) -> str:
    """A shot as one cell says it: "MCU vocal, push in, L/A", its note on lines of its own."""
    size, move, angle = (
        getattr(shot, f"{name}_typed") or getattr(shot, name) for name in ("size", "move", "angle")
    )
    main = ", ".join(part for part in (f"{size} {shot.subject}".strip(), move, angle) if part)
    lines = [f"● {main}".strip() if shot.taken else main, shot.note]
    return "\n".join(line for line in lines if line)


def _camera_heading(camera: Camera) -> str:
    about = [camera.name, camera.mount, camera.operator]
    if camera.as_directed:
        about.append(f"as directed: {camera.role}" if camera.role else "as directed")
    if camera.down:
        about.append("DOWN")
    return "\n".join([f"Cam {camera.number}", *(part for part in about if part)])


def _cue_cells(row: Row, cameras: list[Camera]) -> list[str]:
    cue = row.cue
    about = [cue.number, cue.title, written(cue.start), written(cue.duration), cue.transition]
    return [*about, *(shot_words(row.shot(camera.id)) for camera in cameras), cue.notes]


def _master(worksheet: "Worksheet", sheet: Sheet) -> None:
    """Cues by cameras, for people: headings stand out, the header and the numbers stay in view."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    cameras = sheet.cameras_in_order()
    headers = [name for name, _ in _COLUMNS] + [_camera_heading(c) for c in cameras] + [_NOTES[0]]
    widths = [width for _, width in _COLUMNS] + [_CAMERA_WIDTH] * len(cameras) + [_NOTES[1]]
    bold, grey = Font(bold=True), PatternFill("solid", fgColor="D9D9D9")
    wrapped = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(widths, start=1):
        worksheet.column_dimensions[get_column_letter(column)].width = width
    rows = [headers, *(_cue_cells(row, cameras) for row in sheet.in_order())]
    kinds = [True, *(row.cue.is_heading for row in sheet.in_order())]
    for number, (cells, stands_out) in enumerate(zip(rows, kinds, strict=True), start=1):
        for column, text in enumerate(cells, start=1):
            cell = worksheet.cell(number, column)
            _write(cell, text)
            cell.alignment = wrapped
            if stands_out:
                cell.font, cell.fill = bold, grey
    worksheet.freeze_panes = "C2"
    worksheet.print_title_rows = "1:1"
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def export_xlsx(sheet: Sheet, title: str) -> bytes:
    """The sheet as a workbook. ``title`` names the first worksheet, within what Excel allows.

    Importing the workbook reads the second worksheet, "Data", which holds our own format.
    """
    from openpyxl import Workbook  # heavy, and most requests never export a workbook

    workbook = Workbook()
    master = workbook.worksheets[0]
    name = _ILLEGAL.sub("", _NOT_IN_TITLES.sub(" ", title)).strip(" '")[:31]
    master.title = name if name and name.casefold() not in ("data", "history") else "Camera sheet"
    _master(master, sheet)
    data = workbook.create_sheet("Data")
    for number, row in enumerate(own_rows(sheet), start=1):
        for column, text in enumerate(row, start=1):
            if text:
                _write(data.cell(number, column), text)
    data.freeze_panes = "A2"
    content = io.BytesIO()
    workbook.save(content)
    workbook.close()
    return content.getvalue()
