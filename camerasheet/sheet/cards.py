"""What one camera needs to see of a running show, and what its caller does.

Both look forward along :func:`upcoming`, the cues in the order in which takes would make them
live: a cue that somebody stands by for comes first, and what it jumps over is not coming.
Nothing here looks at a clock: what depends on the time is given as moments and lengths.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from camerasheet.sheet.model import Camera, Row, Sheet, Shot

FOLLOWING = 5
"""How many cues after the next one a caller sees."""


class Stage(StrEnum):
    """How far the show is."""

    BEFORE = "before"
    RUNNING = "running"
    LAST = "last"


class When(StrEnum):
    """Where a cue stands against the live position. ``PAST`` is all that no take leads to."""

    PAST = "past"
    LIVE = "live"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Called:
    """A cue as it is called: its row and the cameras cut to air on it, left to right."""

    row: Row
    cameras: tuple[Camera, ...] = ()

    @property
    def words(self) -> str:
        """As it is said: ``24 on 3``, ``25 on 1 and 4``, ``26`` when nothing is taken."""
        return _on(self.row.cue.number, self.cameras)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long until a cue is live.

    ``cues`` takes away: 1 for the next. ``ends`` is when the live cue is over by its planned
    duration, in milliseconds since the epoch, and ``then`` the seconds planned after that: both
    None unless every duration on the way is known.
    """

    cues: int
    ends: int | None = None
    then: int | None = None

    @property
    def words(self) -> str:
        """``next`` or ``in 3 cues``."""
        return "next" if self.cues == 1 else f"in {self.cues} cues"


@dataclass(frozen=True, slots=True)
class Entry:
    """One shot of a camera's list; ``section`` is the heading that it stands under."""

    row: Row
    shot: Shot
    section: str
    when: When


@dataclass(frozen=True)
class Card:
    """The show as one camera sees it.

    ``now`` is the live cue: None before the show, and when it was struck while live (``struck``
    is its number then). ``on_air``: this camera is cut to air on it; ``my_shot``: what this
    camera has on it, if anything. ``next`` is the next cue on which this camera has a shot.
    """

    sheet: Sheet = field(repr=False)
    camera: Camera
    stage: Stage
    now: Called | None
    struck: str
    on_air: bool
    my_shot: Shot | None
    next: Entry | None
    wait: Wait | None
    ready: bool
    standby: bool
    hold: bool
    show_next: Called | None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All shots of this camera, in order. Looked up when asked for: a take needs none."""
        return tuple(_entries(self.sheet, self.camera.id))

    @property
    def position(self) -> int:
        """The place of ``next`` in ``entries``: their number when nothing more comes."""
        if self.next is None:
            return len(self.entries)
        cue = self.next.row.cue.id
        return next(place for place, entry in enumerate(self.entries) if entry.row.cue.id == cue)


@dataclass(frozen=True, slots=True)
class Tick:
    """A camera with a shot on the next cue, and whether its operator is ready."""

    camera: Camera
    shot: Shot
    ready: bool


@dataclass(frozen=True, slots=True)
class Call:
    """The show as its caller sees it.

    ``struck`` is the number of a cue that was struck while it was live. ``at`` is when the live
    cue was taken and ``ends`` when it is over by plan, in milliseconds since the epoch; ``start``
    is when it was planned to begin, in seconds after midnight.
    """

    stage: Stage
    live: Called | None
    struck: str
    next: Called | None
    following: tuple[Called, ...]
    ticks: tuple[Tick, ...]
    standby: bool
    hold: bool
    seq: int
    at: int | None
    ends: int | None
    start: int | None

    @property
    def words(self) -> str:
        """The call in one line: ``24 on 3 — next 25 on 1``."""
        after = f"next {self.next.words}" if self.next else "the last cue"
        if self.stage is Stage.BEFORE:
            return f"Before the show — {after if self.next else 'no cues yet'}"
        here = self.live.words if self.live else f"{self.struck} (struck)"
        return f"{'On hold: ' if self.hold else ''}{here} — {after}"


def _on(number: str, cameras: Sequence[Camera]) -> str:
    names = [camera.number for camera in cameras]
    if not names:
        return number
    most, last = ", ".join(names[:-1]), names[-1]
    return f"{number} on {most} and {last}" if most else f"{number} on {last}"


def upcoming(sheet: Sheet) -> tuple[str, ...]:
    """The ids of the cues still to come, in the order in which takes would make them live."""
    first = sheet.next_cue()
    return sheet.cue_ids[sheet.places[first] :] if first else ()


def called(sheet: Sheet, row: Row) -> Called:
    """A cue with the cameras cut to air on it."""
    taken = row.taken
    return Called(row, tuple(sheet.cameras[c] for c in sheet.camera_order if c in taken))


def _live(sheet: Sheet) -> Called | None:
    row = sheet.rows.get(sheet.live.cue)
    return called(sheet, row) if row and not row.cue.is_heading else None


def _stage(sheet: Sheet) -> Stage:
    if not sheet.live.cue:
        return Stage.BEFORE
    return Stage.RUNNING if sheet.next_cue() else Stage.LAST


def _struck(sheet: Sheet) -> str:
    """The number of the live cue if it is no longer on the sheet."""
    return sheet.live.number if sheet.live.cue and sheet.live.cue not in sheet.places else ""


def _ends(sheet: Sheet, live: Called | None) -> int | None:
    """When the live cue is over by its planned duration, in milliseconds since the epoch."""
    if live is None or live.row.cue.duration is None or sheet.live.at is None:
        return None
    return sheet.live.at + live.row.cue.duration * 1000


def _next_called(sheet: Sheet, coming: Sequence[str]) -> Called | None:
    return called(sheet, sheet.rows[coming[0]]) if coming else None


def _wait(sheet: Sheet, live: Called | None, between: Iterable[str]) -> Wait:
    """The wait for the cue that comes after ``between``, which come after the live one."""
    lengths = [sheet.rows[cue].cue.duration for cue in between]
    known = [length for length in lengths if length is not None]
    ends = _ends(sheet, live)
    if ends is None or len(known) < len(lengths):
        return Wait(len(lengths) + 1)
    return Wait(len(lengths) + 1, ends, sum(known))


def _when(sheet: Sheet, cue: str, coming: Container[str]) -> When:
    if cue == sheet.live.cue:
        return When.LIVE
    return When.COMING if cue in coming else When.PAST


def _entries(sheet: Sheet, camera: str) -> Iterable[Entry]:
    coming = frozenset(upcoming(sheet))
    section = ""
    for row in sheet.in_order():
        if row.cue.is_heading:
            section = row.cue.title
            continue
        shot = row.shot(camera)
        if not shot.is_blank:
            yield Entry(row, shot, section, _when(sheet, row.cue.id, coming))


def entry_of(sheet: Sheet, cue: str, camera: str) -> Entry:
    """One entry of a camera's list, without making the list."""
    row = sheet.rows[cue]
    return Entry(row, row.shot(camera), sheet.section_of(cue), _when(sheet, cue, (cue,)))


def _first_shot(sheet: Sheet, camera: str, coming: Sequence[str]) -> int | None:
    """The place in ``coming`` of the first cue on which the camera has a shot."""
    shots = (sheet.rows[cue].shot(camera) for cue in coming)
    return next((place for place, shot in enumerate(shots) if not shot.is_blank), None)


def card_of(sheet: Sheet, camera: Camera) -> Card:
    """The card of a camera of this sheet."""
    coming = upcoming(sheet)
    now = _live(sheet)
    mine = now.row.shot(camera.id) if now else None
    place = _first_shot(sheet, camera.id, coming)
    cue = coming[place] if place is not None else ""
    return Card(
        sheet=sheet,
        camera=camera,
        stage=_stage(sheet),
        now=now,
        struck=_struck(sheet),
        on_air=mine is not None and mine.taken,
        my_shot=mine if mine is not None and not mine.is_blank else None,
        next=entry_of(sheet, cue, camera.id) if cue else None,
        wait=_wait(sheet, now, coming[:place]) if cue else None,
        ready=(cue, camera.id) in sheet.ready,
        standby=sheet.live.standby and place == 0,
        hold=sheet.live.hold,
        show_next=_next_called(sheet, coming),
    )


def _ticks(sheet: Sheet, row: Row) -> tuple[Tick, ...]:
    return tuple(
        Tick(camera, row.shot(camera.id), (row.cue.id, camera.id) in sheet.ready)
        for camera in sheet.cameras_in_order()
        if not row.shot(camera.id).is_blank
    )


def call_of(sheet: Sheet) -> Call:
    """What a caller sees of this sheet."""
    coming = upcoming(sheet)
    live = _live(sheet)
    following = _next_called(sheet, coming)
    return Call(
        stage=_stage(sheet),
        live=live,
        struck=_struck(sheet),
        next=following,
        following=tuple(called(sheet, sheet.rows[c]) for c in coming[1 : 1 + FOLLOWING]),
        ticks=_ticks(sheet, following.row) if following else (),
        standby=sheet.live.standby,
        hold=sheet.live.hold,
        seq=sheet.live.seq,
        at=sheet.live.at,
        ends=_ends(sheet, live),
        start=live.row.cue.start if live else None,
    )
