"""What a camera sheet is: cues by cameras, the shots in the cells, and where the show stands.

Everything here is immutable. A change makes a new :class:`Sheet` that shares all it did not touch
with the old one, so a reader on another thread holds a whole, committed sheet for as long as it
likes, and a batch that could not be committed is forgotten by dropping a reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from camerasheet.sheet.vocabulary import Vocabulary

Versions = Mapping[str, int]
"""For each field, the ``seq`` of the event that last set it; a field not named was never set."""

_NO_VERSIONS: Versions = MappingProxyType({})


def _unset() -> Versions:
    return _NO_VERSIONS


@dataclass(frozen=True, slots=True)
class Cue:
    """A moment in the show, or the heading that starts a section.

    ``number`` is a stable label, never a position (a heading has none). ``start`` is seconds after
    midnight, ``duration`` seconds. ``rank`` orders cues: plain string order.
    """

    id: str
    number: str
    title: str = ""
    kind: str = "cue"
    start: int | None = None
    duration: int | None = None
    transition: str = ""
    notes: str = ""
    rank: str = ""
    versions: Versions = field(default_factory=_unset)

    @property
    def is_heading(self) -> bool:
        """Whether this row only starts a section."""
        return self.kind == "heading"

    @property
    def version(self) -> int:
        """The seq of the last change to any field."""
        return max(self.versions.values(), default=0)


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera of the show: a column of the sheet.

    ``number`` is what the crew calls it ("3"); ``role`` says what an as-directed camera is for;
    ``down`` means that it failed and cannot be cut to.
    """

    id: str
    number: str
    name: str = ""
    mount: str = ""
    operator: str = ""
    colour: str = ""
    as_directed: bool = False
    role: str = ""
    down: bool = False
    rank: str = ""
    versions: Versions = field(default_factory=_unset)

    @property
    def version(self) -> int:
        """The seq of the last change to any field."""
        return max(self.versions.values(), default=0)


@dataclass(frozen=True, slots=True)
class Shot:
    """One cell: what a camera shoots on a cue.

    ``size``, ``move`` and ``angle`` hold the vocabulary's code where the words were known;
    ``*_typed`` keeps what the person typed where that differs. ``taken``: cut to air on this cue.
    """

    size: str = ""
    size_typed: str = ""
    subject: str = ""
    move: str = ""
    move_typed: str = ""
    angle: str = ""
    angle_typed: str = ""
    note: str = ""
    taken: bool = False
    versions: Versions = field(default_factory=_unset)

    @property
    def version(self) -> int:
        """The seq of the last change to any field."""
        return max(self.versions.values(), default=0)

    @property
    def is_blank(self) -> bool:
        """Whether the cell says nothing at all."""
        return not (self.size or self.subject or self.move or self.angle or self.note or self.taken)


BLANK = Shot()


@dataclass(frozen=True, slots=True)
class Row:
    """A cue with its cells. A camera without an entry in ``shots`` has a cell never written."""

    cue: Cue
    shots: Mapping[str, Shot] = field(default_factory=dict)

    def shot(self, camera: str) -> Shot:
        """The cell of that camera, blank where none was ever written."""
        return self.shots.get(camera, BLANK)

    @property
    def taken(self) -> tuple[str, ...]:
        """The ids of the cameras cut to air on this cue, in no particular order."""
        return tuple(camera for camera, shot in self.shots.items() if shot.taken)

    @property
    def version(self) -> int:
        """The seq of the last change to the cue or to any of its cells."""
        return max(self.cue.version, *(shot.version for shot in self.shots.values()), 0)


@dataclass(frozen=True, slots=True)
class Live:
    """Where the show stands.

    ``number`` and ``rank`` remember the live cue so that the position survives its strike.
    ``next`` is a cue chosen on purpose; without one the next is simply the following cue.
    ``at`` is when the live cue was taken, in milliseconds since the epoch.
    """

    cue: str = ""
    number: str = ""
    rank: str = ""
    next: str = ""
    standby: bool = False
    hold: bool = False
    at: int | None = None
    versions: Versions = field(default_factory=_unset)

    @property
    def seq(self) -> int:
        """The seq of the last event that moved it; a take names this as its ``from``."""
        return max(self.versions.values(), default=0)


@dataclass(frozen=True, slots=True)
class House:
    """How this show is run: ``uses_standby`` for the two-step call, ``locked`` to stop planning."""

    uses_standby: bool = False
    locked: bool = False
    versions: Versions = field(default_factory=_unset)


@dataclass(frozen=True)
class Sheet:
    """One show, whole, as of ``seq``.

    ``rows`` and ``cameras`` are keyed by id; ``order`` and ``camera_order`` say the order.
    ``ready`` holds (cue, camera) pairs that an operator has ticked.
    """

    show: str
    epoch: str
    seq: int = 0
    rows: Mapping[str, Row] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    cameras: Mapping[str, Camera] = field(default_factory=dict)
    camera_order: tuple[str, ...] = ()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    live: Live = field(default_factory=Live)
    ready: frozenset[tuple[str, str]] = frozenset()
    house: House = field(default_factory=House)

    def in_order(self) -> list[Row]:
        """Every row, first to last, headings included."""
        rows = self.rows
        return [rows[cue] for cue in self.order]

    def cameras_in_order(self) -> list[Camera]:
        """Every camera, left to right."""
        return [self.cameras[camera] for camera in self.camera_order]

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """Cue numbers, casefolded, to cue ids."""
        return {
            row.cue.number.casefold(): row.cue.id for row in self.rows.values() if row.cue.number
        }

    @cached_property
    def cue_ids(self) -> tuple[str, ...]:
        """The cues that can go live, in order: headings left out."""
        return tuple(cue for cue in self.order if not self.rows[cue].cue.is_heading)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Each cue id to its index in ``cue_ids``."""
        return {cue: index for index, cue in enumerate(self.cue_ids)}

    def live_place(self) -> int:
        """How many cues stand before the one after the live cue: 0 before the show begins.

        A live cue that was struck still has a place: its rank says between which cues it stood.
        """
        live = self.live
        if not live.cue:
            return 0
        if live.cue in self.places:
            return self.places[live.cue] + 1
        return sum(1 for cue in self.cue_ids if self.rows[cue].cue.rank <= live.rank)

    def next_cue(self) -> str:
        """The id of the cue that a take would make live, or ``""`` at the end."""
        if self.live.next in self.places:
            return self.live.next
        place = self.live_place()
        return self.cue_ids[place] if place < len(self.cue_ids) else ""

    def section_of(self, cue: str) -> str:
        """The title of the heading that the cue stands under, or ``""``."""
        title = ""
        for each in self.order:
            if each == cue:
                return title
            if self.rows[each].cue.is_heading:
                title = self.rows[each].cue.title
        return title
