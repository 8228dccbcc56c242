"""Messages on the WebSocket: JSON or not, each is understood or answered with a sentence."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from camerasheet.sheet.errors import Malformed
from camerasheet.web.sockets import messages
from tests.fuzz.damage import Blow, blows, struck
from tests.fuzz.promises import can_be_shown
from tests.fuzz.sheet.test_edits import VALUES
from tests.support.effort import examples

_EDIT = {"kind": "write_shot", "cue": "c", "camera": "m", "field": "size", "value": "CU"}
_MESSAGES: list[dict[str, Any]] = [
    {"type": "hello", "epoch": "e", "seq": 3, "view": "card:01J"},
    {"type": "edit", "id": "edit-0001", "epoch": "e", "edit": _EDIT},
    {"type": "edits", "epoch": "e", "edits": [{"id": "edit-0001", "edit": _EDIT}] * 2},
    {"type": "live", "id": "edit-0001", "epoch": "e", "action": "goto", "from": 3, "cue": "c"},
]


def understood(text: str) -> None:
    """It is a message, or the refusal of it can be sent."""
    try:
        messages.parse(text)
    except Malformed as error:
        can_be_shown(error)
        sent = messages.encode(messages.refused(None, error.as_json()))
        assert json.loads(sent)["code"] == "malformed"


@given(st.sampled_from(_MESSAGES), blows())
@examples(200)
def test_any_damage_to_a_message(message: dict[str, Any], damage: list[Blow]) -> None:
    understood(struck(json.dumps(message).encode(), damage).decode(errors="replace"))


@given(st.sampled_from(_MESSAGES), st.data())
@examples(150)
def test_any_value_in_a_message(message: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(message)) | st.text(max_size=5))
    understood(json.dumps({**message, name: data.draw(VALUES)}))


@given(st.sampled_from("[{"), st.integers(1, 100_000), st.booleans())
@examples(10)
def test_any_depth(opening: str, depth: int, closed: bool) -> None:
    inner = '{"a":' * depth if opening == "{" else "[" * depth
    end = ("}" if opening == "{" else "]") * depth if closed else ""
    understood('{"type":"edit","id":"edit-0001","edit":' + inner + "1" + end + "}")
