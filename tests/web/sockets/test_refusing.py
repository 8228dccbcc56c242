"""What is refused, in what shape, and that the connection stays."""

from typing import Any

import pytest

from tests.support.live import LiveServer
from tests.support.shows import new_edit_id

ADD = {"kind": "add_cue"}

GARBAGE = [
    "",
    "hello",
    "null",
    "5",
    '"hello"',
    "[]",
    '[{"type":"hello"}]',
    "{}",
    '{"type":null}',
    '{"type":"unheard of"}',
    '{"type":"hello","view":"card:"}',
    '{"type":"hello","view":"everything"}',
    '{"type":"hello","seq":"many"}',
    '{"type":"edits"}',
    '{"type":"edits","edits":[]}',
    '{"type":"edits","edits":{}}',
    '{"type":"edits","edits":[5]}',
    '{"type":"edits","edits":[' + ",".join(["{}"] * 101) + "]}",
    '{"type":"\\ud800"}',
    "[" * 100_000,
    '{"type":"hello","seq":' + "9" * 5000 + "}",
    "\x00",
]


@pytest.mark.parametrize("text", GARBAGE, ids=lambda text: text[:30])
def test_garbage_is_refused_and_the_connection_stays(server: LiveServer, text: str) -> None:
    with server.join() as client:
        client.socket.send(text)
        refused = client.receive("refused")
        assert refused["code"] == "malformed"
        assert refused["id"] is None
        assert refused["message"]
        assert client.hello()["type"] == "sheet"


EDITS: list[tuple[dict[str, Any], str]] = [
    ({}, "malformed"),
    ({"id": "short"}, "malformed"),
    ({"id": 5, "edit": ADD}, "malformed"),
    ({"edit": ADD}, "malformed"),
    ({"id": "\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800", "edit": ADD}, "malformed"),
    ({"id": "fine-id-1"}, "malformed"),
    ({"id": "fine-id-2", "edit": []}, "malformed"),
    ({"id": "fine-id-3", "edit": {"kind": "merge_sheet"}}, "malformed"),
    ({"id": "fine-id-4", "edit": {**ADD, "more": 1}}, "malformed"),
    ({"id": "fine-id-5", "edit": {"kind": "\ud800"}}, "malformed"),
    ({"id": "fine-id-6", "edit": {**ADD, "after": "nobody"}}, "gone"),
    ({"id": "fine-id-7", "edit": ADD, "epoch": "another"}, "epoch"),
]


@pytest.mark.parametrize(("message", "code"), EDITS)
def test_an_edit_is_refused_by_its_id(
    server: LiveServer, message: dict[str, Any], code: str
) -> None:
    with server.join() as client:
        client.resume()
        client.send({"type": "edit", **message})
        refused = client.receive("refused")
        assert refused["code"] == code
        if str(message.get("id", "")).startswith("fine"):
            assert refused["id"] == message["id"]
        assert client.edit("add_cue")["type"] == "ack"


def test_one_of_many_is_refused_alone(server: LiveServer) -> None:
    with server.join() as client:
        client.resume()
        ids = [new_edit_id() for _ in range(3)]
        edits = [ADD, {"kind": "nothing"}, ADD]
        both = [{"id": i, "edit": e} for i, e in zip(ids, edits, strict=True)]
        client.send({"type": "edits", "epoch": client.view.epoch, "edits": both})
        answers = [client.answer(edit_id) for edit_id in ids]
    assert [answer["type"] for answer in answers] == ["ack", "refused", "ack"]
    assert answers[2]["seq"] == answers[0]["seq"] + 1


def test_an_answer_comes_again_word_for_word(server: LiveServer) -> None:
    with server.join() as client:
        client.resume()
        first = client.edit("add_cue", "again-and-again")
        refusal = client.edit("strike_cue", "no-and-no-again", cue="nobody")
    with server.join() as client:
        client.resume()
        assert client.edit("add_cue", "again-and-again") == first
        assert client.edit("strike_cue", "no-and-no-again", cue="nobody") == refusal
        assert client.edit("add_camera", "again-and-again")["code"] == "id_reused"


def test_a_conflict_brings_what_stands_there(server: LiveServer) -> None:
    cue = server.people["cues"][0]
    with server.join() as client, server.join("admin") as other:
        seen = client.resume()["seq"]
        other.resume()
        theirs = other.edit("write_cue", cue=cue, field="title", value="theirs", base=seen)
        mine = client.edit("write_cue", cue=cue, field="title", value="mine", base=seen)
    assert mine["code"] == "conflict"
    assert mine["message"]
    current = mine["current"]
    assert isinstance(current.pop("at"), int)
    assert current == {
        "field": "title",
        "value": "theirs",
        "seq": theirs["seq"],
        "by": "Admin",
    }


def test_two_callers_advance_once(server: LiveServer) -> None:
    with server.join() as first, server.join() as second:
        for client in (first, second):
            client.resume()
        first.edit("live", action="goto", cue=server.people["cues"][0])
        first.edit("live", action="release")
        seen = server.sheet()["live"]["seq"]
        take = {"type": "live", "action": "take", "from": seen}
        for client, name in ((first, "caller-one"), (second, "caller-two")):
            client.send({**take, "id": name})
        answers = [first.answer("caller-one"), second.answer("caller-two")]
    kinds = sorted(answer["type"] for answer in answers)
    assert kinds == ["ack", "refused"]
    refused = next(answer for answer in answers if answer["type"] == "refused")
    assert refused["code"] == "stale_position"
    assert refused["current"] == server.sheet()["live"]


def test_a_message_that_is_too_large(server: LiveServer) -> None:
    with server.join() as client:
        client.socket.send('{"type":"hello","epoch":"' + "x" * 300_000 + '"}')
        assert client.closed()[0] == 1009


def test_a_binary_message(server: LiveServer) -> None:
    with server.join() as client:
        client.socket.send(b"{}")
        assert client.closed()[0] == 1003
