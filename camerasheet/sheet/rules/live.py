"""The live position: standby, take, back, go to, hold and release."""

from camerasheet.sheet.changes import Change, On, Value, altered
from camerasheet.sheet.edits import MoveLive
from camerasheet.sheet.errors import Malformed, NothingNext, OnHold, StalePosition
from camerasheet.sheet.events import Decision, Happening
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.rules.asked import Asked, find_row
from camerasheet.sheet.rules.cells import unticked


def position(sheet: Sheet) -> dict[str, object]:
    """The live position as clients get it; ``next`` is the cue that a take would make live."""
    live = sheet.live
    row = sheet.rows.get(live.cue)
    return {
        "seq": live.seq,
        "cue": live.cue or None,
        "number": (row.cue.number if row else live.number) or None,
        "next": sheet.next_cue() or None,
        "standby": live.standby,
        "hold": live.hold,
        "at": live.at,
    }


def _callable(sheet: Sheet, cue: str) -> str:
    row = find_row(sheet, cue)
    if row.cue.is_heading:
        raise Malformed("A heading cannot go live; choose a cue.")
    return row.cue.id


def _to(sheet: Sheet, cue: str, asked: Asked) -> tuple[Change, ...]:
    """The changes that make ``cue`` live; its ready ticks have done their work."""
    target = sheet.rows[cue].cue
    after: dict[str, Value] = {
        "cue": cue,
        "number": target.number,
        "rank": target.rank,
        "next": "",
        "standby": False,
        "at": asked.at,
    }
    return (altered(On.LIVE, (), sheet.live, **after), *unticked(sheet, cue))


def _standby(sheet: Sheet, edit: MoveLive, asked: Asked) -> tuple[Change, ...]:
    cue = _callable(sheet, edit.cue) if edit.cue else sheet.next_cue()
    if not cue:
        raise NothingNext("This was the last cue: there is nothing to stand by for.")
    return (altered(On.LIVE, (), sheet.live, next=cue, standby=True),)


def _take(sheet: Sheet, edit: MoveLive, asked: Asked) -> tuple[Change, ...]:
    if sheet.live.hold:
        raise OnHold("The show is on hold. Release it first, or go to a cue.")
    cue = sheet.next_cue()
    if not cue:
        raise NothingNext("This was the last cue.")
    return _to(sheet, cue, asked)


def _back(sheet: Sheet, edit: MoveLive, asked: Asked) -> tuple[Change, ...]:
    if sheet.live.hold:
        raise OnHold("The show is on hold. Release it first, or go to a cue.")
    place = sheet.live_place() - (2 if sheet.live.cue in sheet.places else 1)
    if place < 0:
        raise NothingNext("There is no cue before this one.")
    return _to(sheet, sheet.cue_ids[place], asked)


def _goto(sheet: Sheet, edit: MoveLive, asked: Asked) -> tuple[Change, ...]:
    if not edit.cue:
        raise Malformed("Say which cue to go to.")
    return _to(sheet, _callable(sheet, edit.cue), asked)


def _hold(sheet: Sheet, edit: MoveLive, asked: Asked) -> tuple[Change, ...]:
    return (altered(On.LIVE, (), sheet.live, hold=True, standby=False),)


def _release(sheet: Sheet, edit: MoveLive, asked: Asked) -> tuple[Change, ...]:
    return (altered(On.LIVE, (), sheet.live, hold=False),)


_ACTIONS = {
    "standby": _standby,
    "take": _take,
    "back": _back,
    "goto": _goto,
    "hold": _hold,
    "release": _release,
}


def move_live(sheet: Sheet, edit: MoveLive, asked: Asked) -> Decision:
    """The live position, from where the caller saw it.

    Raises StalePosition when it has moved since, OnHold, NothingNext, Gone, Malformed.
    """
    if edit.seen is not None and edit.seen != sheet.live.seq:
        raise StalePosition(
            "The show has moved on since; look where it stands.", current=position(sheet)
        )
    if edit.until is not None and asked.at > edit.until:
        raise StalePosition("This call came too late and was not made.", current=position(sheet))
    changes = _ACTIONS[edit.action](sheet, edit, asked)
    return Decision(Happening.LIVE_MOVED, changes, {"action": edit.action})
