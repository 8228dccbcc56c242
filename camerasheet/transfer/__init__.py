"""In and out: files and pasted cells to what a sheet is told, and a sheet to files.

An import goes ``read`` (or ``read_pasted``) → ``suggest`` → ``incoming`` → the merge rule
(:mod:`camerasheet.sheet.rules.merge`). All of these refuse with ``ImportRefused`` and nothing else.
"""

from camerasheet.transfer.conversion import incoming
from camerasheet.transfer.csv_export import export_csv
from camerasheet.transfer.files import read
from camerasheet.transfer.mapping import Mapping
from camerasheet.transfer.pasted import read_pasted
from camerasheet.transfer.suggestion import suggest
from camerasheet.transfer.tables import Table
from camerasheet.transfer.targets import Layout
from camerasheet.transfer.xlsx_export import export_xlsx

__all__ = [
    "Layout",
    "Mapping",
    "Table",
    "export_csv",
    "export_xlsx",
    "incoming",
    "read",
    "read_pasted",
    "suggest",
]
