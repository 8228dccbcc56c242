"""What an import asks of the desk."""

from dataclasses import dataclass, field

from camerasheet.sheet.incoming import Choices, Incoming
from camerasheet.sheet.planned_rows import PlannedRows
from camerasheet.sheet.replacement import WrittenOut


@dataclass(frozen=True, slots=True)
class MergeSheet:
    """The edit that an import is. Made by the server only: no client can send one.

    ``expected`` is the fingerprint of the plan that the person saw in the preview, or ``""``.
    ``kept`` has the rows as they were planned before its turn at the desk, and ``written`` their
    changes in words; see ``rules.importing.foreseen``.
    """

    incoming: Incoming
    choices: Choices = field(default_factory=Choices)
    name: str = ""
    expected: str = ""
    kept: PlannedRows | None = field(default=None, compare=False, repr=False)
    written: WrittenOut = field(default_factory=WrittenOut, compare=False, repr=False)
