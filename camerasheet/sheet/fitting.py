"""Changes from another time, given places and numbers that nothing else on the sheet has.

While a row was away, another may have been put into its place, and may have got its number. Two
rows with one rank are in no order, and nobody can call one of two cues 12. Who is there stays;
who comes gives way. All changes of an event are looked at together, for one event may swap the
numbers of two cues, or the places of many.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from camerasheet.sheet import numbering
from camerasheet.sheet.changes import Change, On
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.ranks import between

_Choose = Callable[[On, str, set[str]], str]


def _standing(sheet: Sheet, on: On, name: str) -> Iterable[tuple[str, str]]:
    """Every cue's or camera's id with its rank or number."""
    things = (row.cue for row in sheet.rows.values()) if on is On.CUE else sheet.cameras.values()
    return ((thing.id, getattr(thing, name)) for thing in things)


def _given_way(
    sheet: Sheet, changes: Sequence[Change], on: On, name: str, choose: _Choose
) -> dict[str, str]:
    """For each cue or camera whose new rank or number is in use, another one."""
    setting = [c for c in changes if c.on is on and (c.after is None or name in c.after)]
    coming = {c.key[0]: str((c.after or {}).get(name) or "") for c in setting}
    if not any(coming.values()):
        return {}
    fold = str.casefold if name == "number" else str
    taken = {fold(each) for thing, each in _standing(sheet, on, name) if thing not in coming}
    instead = {}
    for thing, each in coming.items():
        chosen = each
        if each and fold(each) in taken:
            chosen = instead[thing] = choose(on, each, taken)
        taken.add(fold(chosen))
    return instead


def _fitted(
    sheet: Sheet, changes: Sequence[Change], name: str, choose: _Choose
) -> tuple[list[Change], list[tuple[On, str, str]]]:
    """The changes with what ``choose`` found for who gives way, and (what, old, new) of each."""
    fitted = list(changes)
    told: list[tuple[On, str, str]] = []
    for on in (On.CUE, On.CAMERA):
        instead = _given_way(sheet, changes, on, name, choose)
        for index, change in enumerate(fitted) if instead else ():
            after = change.after
            if change.on is on and after and name in after and change.key[0] in instead:
                new = instead[change.key[0]]
                told.append((on, str(after[name]), new))
                fitted[index] = replace(change, after={**after, name: new})
    return fitted, told


def _below(on: On, rank: str, taken: set[str]) -> str:
    return between(rank, min((each for each in taken if each > rank), default=""))


def _next_number(on: On, number: str, taken: set[str]) -> str:
    return numbering.appended(taken) if on is On.CAMERA else numbering.after(number, "", taken)


def placed(sheet: Sheet, changes: Sequence[Change]) -> list[Change]:
    """The same changes; a row whose place is taken comes right below the one that has it."""
    return _fitted(sheet, changes, "rank", _below)[0]


def numbered(sheet: Sheet, changes: Sequence[Change]) -> tuple[list[Change], list[str]]:
    """The same changes, a taken number replaced by a free one, and a sentence about each."""
    fitted, told = _fitted(sheet, changes, "number", _next_number)
    return fitted, [
        f"Number {old} is taken: that {'camera' if on is On.CAMERA else 'cue'} comes back as {new}."
        for on, old, new in told
    ]
