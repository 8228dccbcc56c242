"""What a restore is asked for."""

from dataclasses import dataclass

from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet


@dataclass(frozen=True, slots=True)
class Selection:
    """What to bring back; None stands for all.

    Cues alone: those rows with all their cells. Cameras alone: those columns, with their shots on
    the cues that are there. Both: only the cells where they meet.
    """

    cues: frozenset[str] | None = None
    cameras: frozenset[str] | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing was chosen, so that the whole sheet comes back."""
        return self.cues is None and self.cameras is None


@dataclass(frozen=True, slots=True)
class ReplaceSheet:
    """The edit that a restore is. Made by the server only: no client can send one.

    ``target`` may be of another show: it is aligned first. ``name`` is the snapshot's, ``job``
    the id of the job that runs the restore, for the log.
    """

    target: Sheet
    selection: Selection = Selection()
    name: str = ""
    job: str = ""


@dataclass(frozen=True, slots=True)
class RevertSheet:
    """The edit that undoing a restore is: the sheet as it was before the event ``seq``.

    ``events`` are that one and those after it as far as its author knew them; what happened since
    is looked up when the edit is decided, so nothing falls in between. With ``keep``, what people
    did after the event is done again on top.
    """

    seq: int
    events: tuple[Event, ...] = ()
    keep: bool = False
    name: str = ""
    job: str = ""
