"""What a file or a pasted table says, before it meets the sheet, and the plan when it has.

In the ``fields`` of everything incoming, a key that is there with ``""`` or None is a cell that
the file leaves blank; a key that is not there is something of which the file has no column.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from camerasheet.sheet.changes import Change, Value


@dataclass(frozen=True, slots=True)
class IncomingCamera:
    """A camera that the file names. ``fields`` holds only what the file says of it."""

    number: str
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncomingCue:
    """A row of the file. ``fields`` and ``shots`` hold only what the file says.

    ``shots``: camera number → the shot's fields as typed (``taken`` is a bool). A size, move or
    angle with its ``…_typed`` beside it is a pair out of another sheet, and is taken as it is.
    ``source`` says where the row stands in the file ("row 12"), for notices. A heading has no
    number.
    """

    number: str
    heading: bool = False
    fields: Mapping[str, Value] = field(default_factory=dict)
    shots: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A whole file, read and mapped. ``notices`` are sentences about what was not clear in it.

    ``numbered``: the numbers are the file's own. Where it has none, its cues were counted from 1,
    and mean none of the cues that the sheet has already.
    """

    cameras: tuple[IncomingCamera, ...] = ()
    cues: tuple[IncomingCue, ...] = ()
    notices: tuple[str, ...] = ()
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose in the preview.

    ``strike_absent``: cues that the file does not name are struck. ``blank_clears``: an empty
    cell of the file empties the sheet's; otherwise it leaves it alone.
    """

    strike_absent: bool = False
    blank_clears: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that an import sets, as people read it. ``camera`` is its number, "" for a cue's.

    ``before`` is ``""`` for what was blank or is new.
    """

    field: str
    before: str
    after: str
    camera: str = ""


@dataclass(frozen=True, slots=True)
class PlannedCue:
    """A row that an import adds or changes. ``source`` is where it stands in the file."""

    number: str
    title: str
    heading: bool
    source: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class PlannedCamera:
    """A camera that an import adds or changes."""

    number: str
    name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class AbsentCue:
    """A row of the sheet that the file does not name. ``struck``: the import takes it out."""

    number: str
    title: str
    heading: bool
    struck: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: the changes, and the same for people to read.

    ``same`` counts the rows of the file that the sheet has already, word for word.
    ``fingerprint`` is equal for two plans that do the same to the same things, whatever new ids
    they drew: a preview and its import are compared by it.
    """

    changes: tuple[Change, ...]
    added: tuple[PlannedCue, ...]
    changed: tuple[PlannedCue, ...]
    same: int
    absent: tuple[AbsentCue, ...]
    cameras_added: tuple[PlannedCamera, ...]
    cameras_changed: tuple[PlannedCamera, ...]
    notices: tuple[str, ...]
    fingerprint: str

    @property
    def struck(self) -> int:
        """How many rows the import takes out."""
        return sum(1 for cue in self.absent if cue.struck)

    def as_json(self) -> dict[str, Any]:
        """The plan for programs."""
        return {
            "added": [asdict(cue) for cue in self.added],
            "changed": [asdict(cue) for cue in self.changed],
            "same": self.same,
            "absent": [asdict(cue) for cue in self.absent],
            "cameras_added": [asdict(camera) for camera in self.cameras_added],
            "cameras_changed": [asdict(camera) for camera in self.cameras_changed],
            "notices": list(self.notices),
        }
