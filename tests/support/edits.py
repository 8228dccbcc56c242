"""Any edit that somebody might send for a sheet, sensible ones often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from camerasheet.sheet.edits import COLOURS
from camerasheet.sheet.model import Sheet

Payload = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

WORDS = st.sampled_from(
    [
        "",
        "CU",
        "Close-Up",
        "wide",
        "Follow",
        "pan left",
        "KNEE",
        "2 shot",
        "singer",
        "Über\u00a0uns",
    ]
)
NUMBERS = st.sampled_from(["1", "2", "3A", "3.1", "7", "SF1.01", "TEMP", "09", "²"])
TITLES = st.sampled_from(["", "Opening", "Song", " two  words "])


class Scene:
    """What there is to name: drawn ids are on the sheet nine times out of ten."""

    def __init__(self, draw: Draw, sheet: Sheet) -> None:
        self.draw = draw
        self.sheet = sheet

    def one_of(self, ids: tuple[str, ...]) -> str:
        if not ids or self.draw(st.integers(0, 9)) == 9:
            return "nobody"
        return str(self.draw(st.sampled_from(ids)))

    def cue(self) -> str:
        return self.one_of(self.sheet.order)

    def camera(self) -> str:
        return self.one_of(self.sheet.camera_order)

    def beside(self, ids: tuple[str, ...]) -> Payload:
        """Maybe ``after``, maybe ``before``."""
        side = self.draw(st.sampled_from(["after", "before", ""]))
        return {side: self.one_of(ids)} if side and ids else {}

    def base(self) -> Payload:
        """No base, all that there is, or something older."""
        seq = self.sheet.seq
        chosen = self.draw(st.sampled_from(["none", "now", "older"]))
        if chosen == "none":
            return {}
        return {"base": seq if chosen == "now" else self.draw(st.integers(max(0, seq - 6), seq))}


def _write_shot(scene: Scene) -> Payload:
    field = scene.draw(st.sampled_from(["size", "subject", "move", "angle", "note", "taken"]))
    value = scene.draw(st.booleans() if field == "taken" else WORDS)
    where = {"cue": scene.cue(), "camera": scene.camera()}
    return {**where, "field": field, "value": value, **scene.base()}


def _write_cue(scene: Scene) -> Payload:
    field = scene.draw(st.sampled_from(["number", "title", "start", "duration", "notes"]))
    value = {
        "number": NUMBERS,
        "start": st.none() | st.integers(0, 90_000),
        "duration": st.none() | st.integers(0, 600),
    }.get(field, TITLES)
    return {"cue": scene.cue(), "field": field, "value": scene.draw(value), **scene.base()}


def _write_camera(scene: Scene) -> Payload:
    field = scene.draw(st.sampled_from(["number", "name", "colour", "down", "role"]))
    values: dict[str, st.SearchStrategy[Any]] = {
        "number": NUMBERS,
        "colour": st.sampled_from(COLOURS),
        "down": st.booleans(),
    }
    value = scene.draw(values.get(field, TITLES))
    return {"camera": scene.camera(), "field": field, "value": value, **scene.base()}


def _add_cue(scene: Scene) -> Payload:
    heading = scene.draw(st.integers(0, 4)) == 0
    numbered = scene.draw(st.integers(0, 3)) == 0 and not heading
    number = {"number": scene.draw(NUMBERS)} if numbered else {}
    title = {"title": scene.draw(TITLES), "heading": heading}
    return {**title, **number, **scene.beside(scene.sheet.order)}


def _renumber(scene: Scene) -> Payload:
    cues = [c for c in scene.sheet.cue_ids if scene.draw(st.booleans())] or [scene.cue()]
    start = scene.draw(st.integers(1, 5))
    return {"numbers": {cue: str(start + place) for place, cue in enumerate(cues)}}


def _term(scene: Scene) -> Payload:
    family = scene.draw(st.sampled_from(["size", "move", "angle"]))
    return {"family": family, "code": scene.draw(st.sampled_from(["CU", "KNEE", "Follow", "H/A"]))}


def _live(scene: Scene) -> Payload:
    action = scene.draw(
        st.sampled_from(["standby", "take", "take", "back", "goto", "hold", "release", "release"])
    )
    asked: Payload = {"action": action}
    if action == "goto" or (action == "standby" and scene.draw(st.booleans())):
        asked["cue"] = scene.cue()
    if scene.draw(st.booleans()):
        asked["from"] = max(0, scene.sheet.live.seq - scene.draw(st.sampled_from([0, 0, 0, 1])))
    return asked


MAKERS: dict[str, Callable[[Scene], Payload]] = {
    "write_shot": _write_shot,
    "write_cue": _write_cue,
    "write_camera": _write_camera,
    "add_cue": _add_cue,
    "move_cue": lambda s: {"cue": s.cue(), **s.beside(s.sheet.order)},
    "duplicate_cue": lambda s: {"cue": s.cue()},
    "strike_cue": lambda s: {"cue": s.cue(), **s.base()},
    "renumber_cues": _renumber,
    "add_camera": lambda s: {"name": s.draw(TITLES)},
    "move_camera": lambda s: {"camera": s.camera(), **s.beside(s.sheet.camera_order)},
    "strike_camera": lambda s: {"camera": s.camera(), **s.base()},
    "reassign_shots": lambda s: {"from": s.camera(), "to": s.camera()},
    "set_term": lambda s: {**_term(s), "name": s.draw(TITLES), "aliases": ["knees"]},
    "strike_term": _term,
    "mark_ready": lambda s: {"cue": s.cue(), "camera": s.camera(), "ready": s.draw(st.booleans())},
    "set_house": lambda s: {"field": "uses_standby", "value": s.draw(st.booleans())},
    "undo": lambda s: {"seq": max(1, s.sheet.seq - s.draw(st.integers(0, 4)))},
    "live": _live,
}
"""A maker for every kind of edit; a test fails when one is missing."""

OFTEN = ["write_shot"] * 5 + ["add_cue"] * 4 + ["add_camera"] * 2 + ["undo"] * 3 + ["live"] * 2


def payload(draw: Draw, sheet: Sheet, kinds: list[str] | None = None) -> Payload:
    """One edit for that sheet."""
    kind = draw(st.sampled_from(kinds or [*MAKERS, *OFTEN]))
    return {"kind": kind, **MAKERS[kind](Scene(draw, sheet))}
