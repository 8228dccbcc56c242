"""Workbooks for these tests, made cell by cell or part by part."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook


def workbook(**sheets: Any) -> bytes:
    """A workbook with these worksheets, each a list of rows.

    A pair (value, format) sets a cell's number format.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        worksheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = worksheet.cell(number, column)
                cell.value, shown = value if isinstance(value, tuple) else (value, None)
                if shown:
                    cell.number_format = shown
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    book.close()
    return content.getvalue()


def altered(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced, or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


def worksheet_xml(rows: str) -> bytes:
    """The part of a worksheet with these rows, written as XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()
