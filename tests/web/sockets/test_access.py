"""Who may open it, who may say what, and who is sent out."""

import re
from typing import Any, get_args

import pytest
from websockets.exceptions import InvalidStatus

from camerasheet.sheet.crew import Role
from camerasheet.web.sockets.messages import Incoming
from tests.sheet.test_edits import EXAMPLES
from tests.sheet.test_roles import MAY
from tests.support.live import Follower, LiveServer
from tests.support.shows import new_edit_id

EDITORS = {"editor", "admin"}
OPERATORS = {"operator", *EDITORS}
EVERYBODY = {role.value for role in Role}

SAID: dict[str, list[tuple[dict[str, Any], set[str]]]] = {
    "hello": [({}, EVERYBODY), ({"view": "caller"}, EVERYBODY), ({"view": "card:x"}, EVERYBODY)],
    "edit": [({"edit": {"kind": kind, **fields}}, allowed) for kind, fields, allowed in MAY],
    "edits": [({"edits": [{"edit": {"kind": "add_cue"}}]}, EDITORS)],
    "live": [
        ({"action": action}, EDITORS)
        for action in ("standby", "take", "back", "goto", "hold", "release")
    ],
}
CASES = [(kind, message, allowed) for kind, all_ in SAID.items() for message, allowed in all_]


def test_every_message_and_every_edit_is_in_the_table() -> None:
    types = {get_args(each.model_fields["type"].annotation)[0] for each in get_args(Incoming)}
    assert set(SAID) == types
    assert {message["edit"]["kind"] for message, _ in SAID["edit"]} == set(EXAMPLES)


def said(client: Follower, kind: str, message: dict[str, Any], camera: str) -> str:
    """``"allowed"``, or the code of the refusal. Nothing really happens: the epoch is wrong."""
    named = {"own": camera, "other": "somebody-elses"}
    if "edit" in message:
        edit = {n: named.get(str(v), v) for n, v in message["edit"].items()}
        message = {"edit": edit}
    edit_id = new_edit_id()
    if kind == "edits":
        message = {"edits": [{**each, "id": edit_id} for each in message["edits"]]}
    client.send({"type": kind, **message, **({} if kind == "hello" else {"id": edit_id})})
    if kind == "hello":
        return str(client.receive()["type"])
    answer = client.receive("ack", "refused")
    assert answer["id"] == edit_id
    return "allowed" if answer["type"] == "ack" else str(answer["code"])


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_who_may_say_what(server: LiveServer, role: str) -> None:
    camera = server.people["cameras"][0]
    with server.join(role) as client, server.join("admin") as admin:
        admin.resume()
        for kind, message, allowed in CASES:
            admin.edit("set_house", field="locked", value=False)
            code = said(client, kind, message, camera)
            assert (code != "forbidden") == (role in allowed), (kind, message, code)
        admin.edit("set_house", field="locked", value=False)


class TestTheDoor:
    def refused(self, server: LiveServer, **how: Any) -> int:
        with pytest.raises(InvalidStatus) as refusal:
            server.join(**how)
        return refusal.value.response.status_code

    def cookie(self, server: LiveServer) -> dict[str, str]:
        return {"Cookie": server.people["cookie"]}

    def here(self, server: LiveServer) -> str:
        return f"http://127.0.0.1:{server.port}"

    def test_nobody(self, server: LiveServer) -> None:
        assert self.refused(server, role=None, origin=self.here(server)) == 401

    def test_a_token_that_is_none(self, server: LiveServer) -> None:
        bad = {"Authorization": "Bearer cst_nonsense"}
        assert self.refused(server, role=None, headers=bad) == 401

    def test_a_show_that_is_not_there_or_not_theirs(self, server: LiveServer) -> None:
        assert self.refused(server, slug="nowhere") == 404
        assert self.refused(server, slug="other") == 404

    def test_a_session_with_our_own_page(self, server: LiveServer) -> None:
        with server.join(None, headers=self.cookie(server), origin=self.here(server)) as client:
            assert client.hello()["type"] == "sheet"

    @pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "http://127.0.0.1:1"])
    def test_a_session_from_anywhere_else(self, server: LiveServer, origin: str | None) -> None:
        how = {"role": None, "headers": self.cookie(server), "origin": origin}
        assert self.refused(server, **how) == 403

    @pytest.mark.parametrize("origin", [None, "http://evil.example"])
    def test_a_token_may_come_from_anywhere(self, server: LiveServer, origin: str | None) -> None:
        with server.join(origin=origin) as client:
            assert client.hello()["type"] == "sheet"

    def test_plain_http(self, server: LiveServer) -> None:
        status, body = server.get("/ws/shows/gala", role="viewer")
        assert (status, body["code"]) == (400, "malformed")


class TestSentOut:
    """These end somebody's access for good: they come last, and only they use those people."""

    def test_a_role_that_changed(self, server: LiveServer) -> None:
        here = f"http://127.0.0.1:{server.port}"
        headers = {"Cookie": server.people["cookie"]}
        client = server.join(None, headers=headers, origin=here)
        client.resume()
        server.get(f"/test/role?account={server.people['account']}")
        assert client.closed() == (1008, "your access has changed")
        client.close()
        with server.join(None, headers=headers, origin=here) as again:
            again.resume()
            assert again.edit("add_cue")["code"] == "forbidden"

    def test_a_token_that_was_revoked(self, server: LiveServer) -> None:
        client, bystander = server.join("operator"), server.join("viewer")
        client.resume()
        bystander.resume()
        server.get(f"/test/revoke?token={server.people['tokens']['operator']['id']}")
        code, reason = client.closed()
        assert code == 1008
        assert re.match("your access", reason)
        with pytest.raises(InvalidStatus):
            server.join("operator")
        assert bystander.hello()["type"] == "sheet"
        client.close()
        bystander.close()
