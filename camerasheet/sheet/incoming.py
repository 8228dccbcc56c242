"""What a file or a pasted table says, before it meets the sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from camerasheet.sheet.changes import Value


@dataclass(frozen=True, slots=True)
class IncomingCamera:
    """A camera that the file names. ``fields`` holds only what the file says of it."""

    number: str
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncomingCue:
    """A row of the file. ``fields`` and ``shots`` hold only what the file says.

    ``shots``: camera number → the shot's fields as typed (``taken`` is a bool). ``source`` says
    where the row stands in the file ("row 12"), for notices.
    """

    number: str
    heading: bool = False
    fields: Mapping[str, Value] = field(default_factory=dict)
    shots: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A whole file, read and mapped. ``notices`` are sentences about what was not clear in it."""

    cameras: tuple[IncomingCamera, ...] = ()
    cues: tuple[IncomingCue, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose in the preview.

    ``strike_absent``: cues that the file does not name are struck. ``blank_clears``: an empty
    cell of the file empties the sheet's; otherwise it leaves it alone.
    """

    strike_absent: bool = False
    blank_clears: bool = False


@dataclass(frozen=True, slots=True)
class MergeSheet:
    """The edit that an import is. Made by the server only: no client can send one.

    ``expected`` is the fingerprint of the plan that the person saw in the preview, or ``""``.
    """

    incoming: Incoming
    choices: Choices = Choices()
    name: str = ""
    expected: str = ""
