"""Every kind of edit × every role, on one's own camera and on another's."""

from itertools import pairwise
from typing import Any

import pytest

from camerasheet.sheet.crew import Action, Person, Role, may
from camerasheet.sheet.edits import EDITS, parse_edit
from camerasheet.sheet.errors import CamerasheetError
from camerasheet.sheet.incoming import Incoming
from camerasheet.sheet.merging import MergeSheet
from camerasheet.sheet.rules.decide import decide, needed
from tests.support.rehearsal import ADMIN, EDITOR, VIEWER, Rehearsal, operator

CREW = {
    "viewer": VIEWER,
    "operator": operator("own"),
    "operator without a camera": Person("token:t", "T", Role.OPERATOR),
    "editor": EDITOR,
    "admin": ADMIN,
}
EDITORS = {"editor", "admin"}
OPERATORS = {"operator", *EDITORS}

CELL = {"cue": "cue", "camera": "own"}
OTHER = {"cue": "cue", "camera": "other"}

MAY: list[tuple[str, dict[str, Any], set[str]]] = [
    ("write_shot", {**CELL, "field": "note", "value": "x"}, OPERATORS),
    ("write_shot", {**OTHER, "field": "note", "value": "x"}, EDITORS),
    ("write_shot", {**CELL, "field": "size", "value": "x"}, EDITORS),
    ("write_shot", {**CELL, "field": "subject", "value": "x"}, EDITORS),
    ("write_shot", {**CELL, "field": "move", "value": "x"}, EDITORS),
    ("write_shot", {**CELL, "field": "angle", "value": "x"}, EDITORS),
    ("write_shot", {**CELL, "field": "taken", "value": True}, EDITORS),
    ("mark_ready", CELL, OPERATORS),
    ("mark_ready", OTHER, EDITORS),
    ("write_cue", {"cue": "cue", "field": "notes", "value": "x"}, EDITORS),
    ("write_camera", {"camera": "own", "field": "operator", "value": "x"}, EDITORS),
    ("add_cue", {}, EDITORS),
    ("move_cue", {"cue": "cue"}, EDITORS),
    ("duplicate_cue", {"cue": "cue"}, EDITORS),
    ("strike_cue", {"cue": "cue"}, EDITORS),
    ("renumber_cues", {"numbers": {"cue": "9"}}, EDITORS),
    ("add_camera", {}, EDITORS),
    ("move_camera", {"camera": "own"}, EDITORS),
    ("strike_camera", {"camera": "own"}, EDITORS),
    ("reassign_shots", {"from": "own", "to": "other"}, EDITORS),
    ("set_term", {"family": "size", "code": "KNEE"}, EDITORS),
    ("strike_term", {"family": "size", "code": "CU"}, EDITORS),
    ("set_house", {"field": "uses_standby", "value": True}, EDITORS),
    ("set_house", {"field": "locked", "value": True}, {"admin"}),
    ("undo", {"seq": 1}, EDITORS),
    *(
        ("live", {"action": action}, EDITORS)
        for action in ("standby", "take", "back", "goto", "hold", "release")
    ),
]


def test_every_kind_of_edit_is_in_the_table() -> None:
    kinds = {kind.model_fields["kind"].annotation.__args__[0] for kind in EDITS}  # type: ignore[union-attr]
    assert {kind for kind, _, _ in MAY} == kinds


@pytest.mark.parametrize("who", CREW)
@pytest.mark.parametrize(("kind", "fields", "allowed"), MAY)
def test_who_may_do_what(kind: str, fields: dict[str, Any], allowed: set[str], who: str) -> None:
    show = Rehearsal()
    try:
        decide(show.sheet, parse_edit({"kind": kind, **fields}), show.asked(CREW[who]))
        code = "accepted"
    except CamerasheetError as error:
        code = error.code
    assert (code != "forbidden") == (who in allowed), code


@pytest.mark.parametrize("who", CREW)
def test_who_may_import(who: str) -> None:
    show = Rehearsal()
    with pytest.raises(CamerasheetError) as refused:
        decide(show.sheet, MergeSheet(Incoming()), show.asked(CREW[who]))
    assert (refused.value.code != "forbidden") == (who in EDITORS)


def test_the_role_comes_before_what_stands_there() -> None:
    show = Rehearsal()
    assert show.refusal("strike_cue", VIEWER, cue="nobody") == "forbidden"


def test_an_operator_reads_why() -> None:
    show = Rehearsal()
    cue, camera = show.cue(), show.camera()
    where = {"cue": cue, "camera": camera, "field": "note", "value": "x"}
    error = show.refused("write_shot", operator("another"), **where)
    assert error.message == "As operator you may not do that on this camera."
    show.do("write_shot", operator(camera), **where)


def test_roles_are_a_ladder() -> None:
    for weaker, role in pairwise(Role):
        assert role.at_least(weaker)
        assert not weaker.at_least(role)
        for action in Action:
            assert may(role, action) or not may(weaker, action)
    assert may(Role.VIEWER, Action.READ)


def test_what_an_edit_needs_is_known_for_every_kind() -> None:
    for kind, fields, _ in MAY:
        assert isinstance(needed(parse_edit({"kind": kind, **fields}))[0], Action)
