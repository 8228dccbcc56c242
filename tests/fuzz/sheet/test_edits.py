"""Edits from the network: whatever their fields hold, a refusal or a sheet that makes sense."""

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from camerasheet.sheet.edits import parse_edit, parse_edit_id
from camerasheet.sheet.errors import CamerasheetError, Malformed
from tests.fuzz.promises import can_be_shown, can_be_worked_with
from tests.sheet.test_edits import EXAMPLES
from tests.support.edits import payload
from tests.support.effort import examples
from tests.support.rehearsal import Rehearsal

_STRANGE = st.sampled_from(
    [
        *("=1+1", "'=1", "\ufeff", "\u202e", "\u0085", "\u2028", "\ud800", "\x00", "\x7f", "\n"),
        *("\r", "²", "١٢", "İ", "ß", "a" * 2000, "a" * 2001, "e\u0301", " ", "\u00a0", "💥" * 200),
        *("nan", "1e999", "-1", "<b>", "{{x}}", "${x}", "../x", "'; DROP TABLE cues"),
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**53, 2**63, -1, 0, 172_799, 172_800, float("nan"), float("inf"), 0.5])
    | st.text(st.characters(), max_size=20)
    | _STRANGE,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | _STRANGE, inner)
    ),
    max_leaves=6,
)


@st.composite
def hostile(draw: st.DrawFn, sensible: dict[str, Any]) -> dict[str, Any]:
    """A sensible edit with up to three of its fields changed, added or gone."""
    edit = dict(sensible)
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(sorted(edit) or ["kind"]) | st.text(max_size=6) | _STRANGE)
        if draw(st.integers(0, 4)) == 0:
            edit.pop(name, None)
        else:
            edit[name] = draw(_STRANGE if draw(st.booleans()) else VALUES)
    return edit


def parsed(message: object) -> bool:
    """Whether it is an edit; then its JSON is the same one."""
    try:
        edit = parse_edit(message)
    except Malformed as error:
        can_be_shown(error)
        return False
    again = json.loads(edit.model_dump_json(by_alias=True))
    assert parse_edit(again) == edit
    return True


@example({"kind": "add_camera", "a" * 2000: None})  # was named in full, and sent back
@example({"kind": "a" * 5000})
@example({"kind": "add_camera", "\ud800": None})  # could not be encoded
@given(st.sampled_from(sorted(EXAMPLES)).flatmap(lambda k: hostile({"kind": k, **EXAMPLES[k]})))
@examples(150)
def test_a_hostile_edit_is_one_or_malformed(message: dict[str, Any]) -> None:
    parsed(message)


@given(VALUES)
@examples(100)
def test_an_id_of_anything(value: Any) -> None:
    try:
        parse_edit_id(value)
    except Malformed as error:
        can_be_shown(error)


@given(st.data())
@examples(40)
def test_a_sheet_after_hostile_edits_is_one_that_makes_sense(data: st.DataObject) -> None:
    show = Rehearsal()
    show.camera(name="Ped"), show.camera(name="Jib")
    for title in ("Opening", "Song", "Speech"):
        show.cue(title=title)
    for _ in range(data.draw(st.integers(1, 6))):
        asked = data.draw(hostile(payload(data.draw, show.sheet)))
        if not parsed(asked):
            continue
        kind = asked.pop("kind")
        try:
            event = show.do(kind, **{f"{name}_": value for name, value in asked.items()})
            can_be_worked_with(show.sheet)
            if data.draw(st.booleans()):
                show.undo(event)
                can_be_worked_with(show.sheet)
        except CamerasheetError as error:
            can_be_shown(error)
