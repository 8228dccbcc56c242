"""An import meeting the sheet: what it would add, change and leave alone, and doing it."""

from camerasheet.sheet.errors import ImportRefused
from camerasheet.sheet.events import Decision
from camerasheet.sheet.incoming import MergeSheet
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.rules.asked import Asked


def merge_sheet(sheet: Sheet, edit: MergeSheet, asked: Asked) -> Decision:
    raise ImportRefused("Imports are not here yet.")
