"""Parsing: nothing but an edit gets through, and nothing but Malformed comes out."""

import contextlib
import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from camerasheet.sheet.edits import EDITS, parse_edit, parse_edit_id
from camerasheet.sheet.errors import Malformed

EXAMPLES: dict[str, dict[str, Any]] = {
    "write_shot": {"cue": "c", "camera": "m", "field": "size", "value": "CU", "base": 3},
    "write_cue": {"cue": "c", "field": "start", "value": None, "base": 3},
    "write_camera": {"camera": "m", "field": "down", "value": True, "base": 3},
    "add_cue": {"after": "c", "title": "x", "number": "3A", "heading": False},
    "move_cue": {"cue": "c", "before": "d"},
    "duplicate_cue": {"cue": "c"},
    "strike_cue": {"cue": "c", "base": 3},
    "renumber_cues": {"numbers": {"c": "1"}, "base": 3},
    "add_camera": {"number": "4", "name": "Jib", "after": "m"},
    "move_camera": {"camera": "m", "after": "n"},
    "strike_camera": {"camera": "m", "base": 3},
    "reassign_shots": {"from": "m", "to": "n", "cues": ["c"]},
    "set_term": {"family": "size", "code": "CU", "name": "Close-up", "aliases": ["Close"]},
    "strike_term": {"family": "move", "code": "Pan"},
    "mark_ready": {"cue": "c", "camera": "m", "ready": False},
    "set_house": {"field": "locked", "value": True},
    "undo": {"seq": 7},
    "live": {"action": "goto", "from": 7, "cue": "c"},
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def kind_of(edit: type[BaseModel]) -> str:
    return str(get_args(edit.model_fields["kind"].annotation)[0])


@st.composite
def nearly(draw: st.DrawFn) -> dict[str, Any]:
    """An edit with one thing wrong, or none."""
    kind = draw(st.sampled_from(sorted(EXAMPLES)))
    edit = {"kind": kind, **EXAMPLES[kind]}
    match draw(st.sampled_from(["value", "missing", "extra", "kind"])):
        case "value":
            edit[draw(st.sampled_from(sorted(edit)))] = draw(JSON)
        case "missing":
            del edit[draw(st.sampled_from(sorted(edit)))]
        case "extra":
            edit[draw(st.text())] = draw(JSON)
        case _:
            edit["kind"] = draw(JSON)
    return edit


def test_every_kind_has_an_example() -> None:
    assert set(EXAMPLES) == {kind_of(edit) for edit in EDITS}


@pytest.mark.parametrize("edit", EDITS, ids=kind_of)
def test_an_edit_survives_its_json(edit: type[BaseModel]) -> None:
    message = {"kind": kind_of(edit), **EXAMPLES[kind_of(edit)]}
    parsed = parse_edit(message)
    assert type(parsed) is edit
    again = json.loads(parsed.model_dump_json(by_alias=True, exclude_unset=True))
    assert again == message
    assert parse_edit(again) == parsed


@pytest.mark.parametrize("edit", EDITS, ids=kind_of)
def test_the_schema_says_the_same(edit: type[BaseModel]) -> None:
    schema = edit.model_json_schema(by_alias=True)
    Draft202012Validator.check_schema(schema)
    message = {"kind": kind_of(edit), **EXAMPLES[kind_of(edit)]}
    validator = Draft202012Validator(schema)
    validator.validate(message)
    assert not validator.is_valid({**message, "unheard": 1})


@given(JSON | nearly())
def test_only_malformed_is_ever_raised(message: Any) -> None:
    with contextlib.suppress(Malformed):
        assert type(parse_edit(message)) in EDITS


@given(JSON)
def test_ids_are_taken_or_malformed(value: Any) -> None:
    try:
        assert parse_edit_id(value) == value
    except Malformed:
        pass
    else:
        assert 8 <= len(value) <= 64


@pytest.mark.parametrize("edit_id", ["a" * 8, "a" * 64, "A1_.:-zz"])
def test_an_id(edit_id: str) -> None:
    assert parse_edit_id(edit_id) == edit_id


@pytest.mark.parametrize("edit_id", ["a" * 7, "a" * 65, "aaaa aaaa", "äaaaaaaa", "aaaaaaaa\n", 5])
def test_no_id(edit_id: object) -> None:
    with pytest.raises(Malformed):
        parse_edit_id(edit_id)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("write_shot", {"value": "x" * 2001}),
        ("write_shot", {"value": "a\x00b"}),
        ("write_shot", {"base": -1}),
        ("write_shot", {"base": 2**53 + 1}),
        ("write_shot", {"base": "3"}),
        ("write_shot", {"base": True}),
        ("write_shot", {"cue": "x" * 65}),
        ("write_shot", {"cue": "../etc"}),
        ("write_shot", {"field": "versions"}),
        ("write_cue", {"value": 1.5}),
        ("add_cue", {"title": "x" * 201}),
        ("add_cue", {"heading": 1}),
        ("renumber_cues", {"numbers": {f"c{n}": "1" for n in range(5001)}}),
        ("reassign_shots", {"cues": ["c"] * 5001}),
        ("set_term", {"code": " "}),
        ("set_term", {"code": "x" * 17}),
        ("set_term", {"aliases": ["x"] * 41}),
        ("set_term", {"family": "colour"}),
        ("undo", {"seq": 0}),
        ("live", {"action": "stop"}),
        ("set_house", {"value": "on"}),
    ],
)
def test_limits(kind: str, change: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refused:
        parse_edit({"kind": kind, **EXAMPLES[kind], **change})
    assert next(iter(change)) in refused.value.message, "it must name the field"


def test_a_text_that_is_too_long_is_said_to_be() -> None:
    with pytest.raises(Malformed, match="at most 2000 characters"):
        parse_edit({"kind": "write_shot", **EXAMPLES["write_shot"], "value": "x" * 2001})


@pytest.mark.parametrize(("written", "read"), [(5, 5), (5.0, 5), (2.0**53, 2**53)])
def test_a_whole_number_is_one_however_it_is_written(written: float, read: int) -> None:
    """JSON does not tell 5 from 5.0, nor does a schema that says "integer"."""
    seq = parse_edit({"kind": "undo", "seq": written}).seq  # type: ignore[union-attr]
    assert (seq, type(seq)) == (read, int)


@pytest.mark.parametrize("written", [5.5, "5", True, None, 0, -1.0, 1e300, float("inf")])
def test_what_is_no_whole_number_is_refused(written: object) -> None:
    with pytest.raises(Malformed, match=r"undo\.seq"):
        parse_edit({"kind": "undo", "seq": written})
