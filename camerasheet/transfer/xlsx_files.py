"""Excel workbooks. Formulas are never evaluated: the value that was stored with one is used."""

import io
import warnings
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from camerasheet.sheet.errors import ImportRefused
from camerasheet.transfer.archive_guard import check_archive
from camerasheet.transfer.tables import MOST_ROWS, Table, column_letter, listed, table_of
from camerasheet.transfer.xlsx_values import cell_text

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_WIDEST = 1024  # columns looked at; a reference far to the right must not cost memory
_EMPTY_RUN = 2_000  # rows: formatted but empty rows often go on to the end of the grid
MOST_SHEETS = 100


class _Worksheet:
    """One worksheet on its way to a table."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.errors: list[str] = []
        self.unstored: list[str] = []

    def rows(self, values: Any, formulas: Any | None) -> Iterator[list[str]]:
        """The rows as text; ``formulas`` is the same worksheet read for its formulas, or None."""
        limits = {"max_row": MOST_ROWS, "max_col": _WIDEST}
        pairs = zip_longest(
            values.iter_rows(**limits),
            formulas.iter_rows(**limits) if formulas else (),
            fillvalue=(),
        )
        empty = 0
        for number, (row, sources) in enumerate(pairs, start=1):
            row, sources = filled_part(row), filled_part(sources)
            cells = [self._text(cell, number, column) for column, cell in enumerate(row)]
            for column, source in enumerate(sources):
                if source.data_type == "f" and (column >= len(row) or row[column].value is None):
                    self.unstored.append(f"{column_letter(column)}{number}")
            empty = 0 if any(cells) else empty + 1
            if empty > _EMPTY_RUN:
                return
            yield cells

    def _text(self, cell: Any, row: int, column: int) -> str:
        if cell.value is None:
            return ""
        if cell.data_type == "e":
            self.errors.append(f"{column_letter(column)}{row} ({cell.value})")
            return ""
        return cell_text(cell.value, cell.number_format)

    def notices(self) -> list[str]:
        notices = []
        if self.errors:
            notices.append(f"Left blank, as an error stands there: {listed(self.errors)}.")
        if self.unstored:
            notices.append(
                f"Left blank, as no result is stored with the formula: {listed(self.unstored)}. "
                "Open the workbook in a spreadsheet program, save it, and import it again."
            )
        return notices


def filled_part(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row without what openpyxl fills it up with, up to column ``_WIDEST``.

    Only told apart by what it is: asking each for its value took minutes for 250,000 short rows.
    """
    from openpyxl.cell.read_only import EMPTY_CELL

    end = len(row)
    while end and row[end - 1] is EMPTY_CELL:
        end -= 1
    return row[:end]


def _tables(values: "Workbook", formulas: "Workbook | None", most_rows: int) -> list[Table]:
    tables: list[Table] = []
    for index, worksheet in enumerate(values.worksheets[:MOST_SHEETS]):
        sources = formulas.worksheets[index] if formulas else None
        for each in filter(None, (worksheet, sources)):
            each.reset_dimensions()
        reading = _Worksheet(str(worksheet.title))
        table = table_of(reading.name, reading.rows(worksheet, sources))
        tables.append(Table(table.name, table.rows, tuple(reading.notices())))
        if sum(len(table.rows) for table in tables) > most_rows:  # one part may be many sheets
            raise ImportRefused(
                f"This workbook has more than {most_rows} rows. Save the one sheet as CSV."
            )
    return tables


def read_xlsx(content: bytes, *, most_rows: int = MOST_ROWS) -> list[Table]:
    """Every worksheet of a workbook, in its order. Raises :class:`ImportRefused`.

    ``most_rows`` is how many all of them together may have.
    """
    has_formulas = check_archive(content)
    from openpyxl import load_workbook  # heavy, and most requests never import a workbook

    opened: list[Workbook] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which are not read
            for data_only in (True, False)[: 1 + has_formulas]:
                opened.append(
                    load_workbook(
                        io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False
                    )
                )
            return _tables(opened[0], opened[1] if has_formulas else None, most_rows)
    except ImportRefused:
        raise
    except Exception as trouble:
        raise ImportRefused(
            "This .xlsx file is damaged. Open it in a spreadsheet program and save it again."
        ) from trouble
    finally:
        for workbook in opened:
            workbook.close()
