"""Any edit that somebody might send for the sheet that they see, by dice."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from camerasheet.sheet.edits import COLOURS
from tests.support.view import View

Payload = dict[str, Any]

FEW_CUES, MANY_CUES = 30, 70
"""Below the one cues are added rather than struck, above the other the other way round."""

WORDS = ("", "CU", "Close-Up", "wide", "Follow", "pan left", "KNEE", "2 shot", "singer", "Über uns")
NUMBERS = ("1", "2", "3A", "3.1", "7", "SF1.01", "TEMP", "09", "²")
FIELDS = ("size", "subject", "move", "angle", "note", "taken")
OFTEN = ["write_shot"] * 8 + ["write_cue"] * 3 + ["live"] * 2 + ["length"] * 3
SELDOM = ["move_cue", "duplicate_cue", "write_camera", "camera", "term", "mark_ready", "undo"]


class Hand:
    """One person at one sheet. What it names is there nine times out of ten."""

    def __init__(self, dice: random.Random, view: View) -> None:
        self.dice = dice
        self.view = view

    def edit(self) -> Payload:
        """The next edit."""
        kind = self.dice.choice(OFTEN + SELDOM)
        made: Payload = MAKERS[kind](self)
        return {"kind": kind, **made}

    def one_of(self, ids: Any) -> str:
        there = list(ids)
        return self.dice.choice(there) if there and self.dice.random() < 0.9 else "nobody"

    def cue(self) -> str:
        return self.one_of(self.view.cues)

    def camera(self) -> str:
        return self.one_of(self.view.cameras)

    def base(self) -> Payload:
        """None, what is seen, something older, or a lie."""
        seq = self.view.seq or 0
        if self.dice.random() < 0.02:
            return {"base": seq + 1_000_000}
        return self.dice.choice([{}, {"base": seq}, {"base": max(0, seq - 20)}])

    def beside(self, ids: Any) -> Payload:
        side = self.dice.choice(["after", "before", ""])
        return {side: self.one_of(ids)} if side else {}


def _write_shot(hand: Hand) -> Payload:
    field = hand.dice.choice(FIELDS)
    value = hand.dice.random() < 0.5 if field == "taken" else hand.dice.choice(WORDS)
    where = {"cue": hand.cue(), "camera": hand.camera()}
    return {**where, "field": field, "value": value, **hand.base()}


def _write_cue(hand: Hand) -> Payload:
    field = hand.dice.choice(["number", "title", "start", "duration", "notes"])
    value: Any = hand.dice.choice(WORDS)
    if field == "number":
        value = hand.dice.choice(NUMBERS)
    elif field in ("start", "duration"):
        value = hand.dice.choice([None, hand.dice.randrange(600)])
    return {"cue": hand.cue(), "field": field, "value": value, **hand.base()}


def _write_camera(hand: Hand) -> Payload:
    field = hand.dice.choice(["number", "name", "colour", "down", "role"])
    values = {"number": NUMBERS, "colour": tuple(COLOURS), "down": (True, False)}
    value = hand.dice.choice(values.get(field, WORDS))
    return {"camera": hand.camera(), "field": field, "value": value, **hand.base()}


def _length(hand: Hand) -> Payload:
    """A cue more or less, as the sheet needs it."""
    count = len(hand.view.cues)
    if count > MANY_CUES or (count > FEW_CUES and hand.dice.random() < 0.5):
        return {"kind": "strike_cue", "cue": hand.cue(), **hand.base()}
    title = {"title": hand.dice.choice(WORDS), "heading": hand.dice.random() < 0.2}
    return {"kind": "add_cue", **title, **hand.beside(hand.view.cues)}


def _camera(hand: Hand) -> Payload:
    """A camera more or less, or elsewhere."""
    count = len(hand.view.cameras)
    if count < 4:
        return {"kind": "add_camera", "name": hand.dice.choice(WORDS)}
    if count > 7:
        return {"kind": "strike_camera", "camera": hand.camera(), **hand.base()}
    return hand.dice.choice(
        [
            {"kind": "add_camera", "name": hand.dice.choice(WORDS)},
            {"kind": "reassign_shots", "from": hand.camera(), "to": hand.camera()},
            {
                "kind": "move_camera",
                "camera": hand.camera(),
                **hand.beside(hand.view.cameras),
            },
        ]
    )


def _term(hand: Hand) -> Payload:
    family = hand.dice.choice(["size", "move", "angle"])
    which = {"family": family, "code": hand.dice.choice(["CU", "KNEE", "Follow", "H/A"])}
    if hand.dice.random() < 0.5:
        return {"kind": "strike_term", **which}
    name = hand.dice.choice(WORDS)
    return {"kind": "set_term", **which, "name": name, "aliases": ["knees"]}


def _live(hand: Hand) -> Payload:
    action = hand.dice.choice(["standby", "take", "take", "back", "goto", "hold", "release"])
    asked: Payload = {"action": action}
    if action == "goto":
        asked["cue"] = hand.cue()
    if hand.dice.random() < 0.5:
        asked["from"] = hand.view.live.get("seq", 0)
    return asked


def _mark_ready(hand: Hand) -> Payload:
    return {"cue": hand.cue(), "camera": hand.camera(), "ready": hand.dice.random() < 0.5}


MAKERS: dict[str, Callable[[Hand], Payload]] = {
    "write_shot": _write_shot,
    "write_cue": _write_cue,
    "write_camera": _write_camera,
    "length": _length,
    "camera": _camera,
    "term": _term,
    "live": _live,
    "mark_ready": _mark_ready,
    "move_cue": lambda hand: {"cue": hand.cue(), **hand.beside(hand.view.cues)},
    "duplicate_cue": lambda hand: {"cue": hand.cue()},
    "undo": lambda hand: {"seq": max(1, (hand.view.seq or 1) - hand.dice.randrange(5))},
}
