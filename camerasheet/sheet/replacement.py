"""What a restore is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from camerasheet.sheet.ahead import UNSTAMPED, CellsAhead
from camerasheet.sheet.changes import Change, apply
from camerasheet.sheet.events import change_text, record_text_of
from camerasheet.sheet.model import Cue, Row, Sheet


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


@dataclass(slots=True)
class WrittenOut:
    """Changes that are likely to come, put into words before their turn at the desk.

    ``texts`` has what the log will say of a change, and ``told`` what clients will be told of it,
    by the change's identity; ``held`` keeps those changes, so that no other can have the same one.
    """

    texts: dict[int, str] = field(default_factory=dict)
    told: dict[int, str] = field(default_factory=dict)
    held: list[Change] = field(default_factory=list)

    def add(self, changes: Iterable[Change]) -> None:
        """Write them out."""
        for change in changes:
            self.held.append(change)
            self.texts[id(change)] = record_text_of(change)
            self.told[id(change)] = change_text(change)


@dataclass(slots=True)
class Foreseen(WrittenOut):
    """What a restore will change, worked out before its turn at the desk, where others wait.

    Kept row by row: what is found for a row counts for the very row objects that it was found
    for, which never change. So an edit in between costs the work for its own row, and nothing
    that was foreseen can be out of date. ``left`` has what the changes in ``planned`` leave of
    the cells.
    """

    cues: dict[str, tuple[Cue | None, Cue | None, Change | None]] = field(default_factory=dict)
    cells: dict[str, tuple[Row | None, Row | None, list[Change]]] = field(default_factory=dict)
    columns: frozenset[str] = frozenset()
    planned: dict[str, list[Change]] = field(default_factory=dict)
    left: CellsAhead | None = None

    def carry_out(self, sheet: Sheet, changes: Iterable[Change]) -> Sheet:
        """Work out what ``changes``, which were just found for ``sheet``, leave of its cells."""
        after = apply(sheet, UNSTAMPED, changes)
        self.planned = {cue: found for cue, (_, _, found) in self.cells.items() if found}
        self.left = CellsAhead(
            {cue: after.rows[cue].shots for cue in self.planned if cue in after.rows}
        )
        return after

    def still_left(self) -> CellsAhead | None:
        """What holds of that now that the changes were found once more, for the sheet as it is."""
        if self.left is None:
            return None
        as_planned = {cue for cue, found in self.planned.items() if self._found(cue) is found}
        return self.left.keep(as_planned)

    def _found(self, cue: str) -> list[Change] | None:
        return self.cells[cue][2] if cue in self.cells else None


@dataclass(frozen=True, slots=True)
class ReplaceSheet:
    """The edit that a restore is. Made by the server only: no client can send one.

    ``target`` may be of another show: it is aligned first. ``name`` and ``filename`` are the
    snapshot's, ``part`` says in words what was chosen of it, ``job`` is the id of the job that
    runs the restore, for the log.
    """

    target: Sheet
    selection: Selection = Selection()
    name: str = ""
    job: str = ""
    filename: str = ""
    part: str = ""
    foreseen: Foreseen = field(default_factory=Foreseen, compare=False, repr=False)

    @property
    def goal(self) -> Sheet:
        """What the sheet is to be like, as for an undo."""
        return self.target

    @property
    def written(self) -> WrittenOut:
        """Its changes in words, as an import has them."""
        return self.foreseen


@dataclass(frozen=True, slots=True)
class RevertSheet:
    """The edit that undoing a restore is: the sheet as it was before the event ``seq``.

    ``goal`` is that sheet; with ``keep``, what people did after the event, up to the event
    ``upto``, is done again on top of it: ``kept`` says whether they edited, ``lost`` of their
    changes had no place there, and ``notices`` say who had to take another number. What happened
    after ``upto`` is looked up when the edit is decided, so nothing falls in between. Without
    ``keep`` it is refused when that were edits: nobody has said that they may go.
    """

    seq: int
    goal: Sheet
    upto: int
    keep: bool = False
    kept: bool = False
    lost: int = 0
    notices: tuple[str, ...] = ()
    name: str = ""
    job: str = ""
    filename: str = ""
    foreseen: Foreseen = field(default_factory=Foreseen, compare=False, repr=False)

    @property
    def written(self) -> WrittenOut:
        """Its changes in words, as an import has them."""
        return self.foreseen
