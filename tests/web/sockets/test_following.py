"""Hello, resume, order: what a follower is sent, and in what shape."""

from typing import Any

import pytest

from tests.support.live import HTML, JSON, LiveServer


class TestHello:
    def test_nothing_comes_before_it(self, server: LiveServer) -> None:
        with server.join() as quiet, server.join() as other:
            other.resume()
            other.edit("add_cue")
            quiet.send({"type": "hello"})
            assert quiet.receive()["type"] in ("sheet", "heartbeat")

    def test_the_first_is_answered_with_the_sheet(self, server: LiveServer) -> None:
        with server.join() as client:
            message = client.hello()
        assert message.pop("type") == "sheet"
        assert message == server.sheet()

    def test_up_to_date(self, server: LiveServer) -> None:
        with server.join() as client:
            sheet = client.hello()
            message = client.hello(sheet["epoch"], sheet["seq"])
        assert message == {
            "type": "events",
            "epoch": sheet["epoch"],
            "seq": sheet["seq"],
            "events": [],
        }

    def test_what_was_missed_comes_as_events(self, server: LiveServer) -> None:
        with server.join() as client:
            client.view.take(client.hello())
        with server.join() as other:
            other.resume()
            for title in ("one", "two", "three"):
                other.edit("add_cue", title=title)
        with server.join() as back:
            back.view = client.view
            message = back.resume()
            assert message["type"] == "events"
            assert [e["changes"][0]["set"]["title"] for e in message["events"]] == [
                "one",
                "two",
                "three",
            ]
            assert back.view.as_json() == server.sheet()
            assert back.view.whole == 1

    @pytest.mark.parametrize(
        "lie",
        [
            {"epoch": "another", "seq": 1},
            {"epoch": None, "seq": 1},
            {"epoch": "ours", "seq": None},
            {"epoch": "ours", "seq": -1},
            {"epoch": "ours", "seq": 10**12},
            {"epoch": "ours", "seq": 10**30},
        ],
    )
    def test_whoever_cannot_be_helped_gets_the_whole_sheet(
        self, server: LiveServer, lie: dict[str, Any]
    ) -> None:
        epoch = server.sheet()["epoch"] if lie["epoch"] == "ours" else lie["epoch"]
        with server.join() as client:
            message = client.hello(epoch, lie["seq"])
        assert message.pop("type") == "sheet"
        assert message == server.sheet()

    def test_too_long_away(self, server: LiveServer) -> None:
        with server.join() as client:
            client.view.take(client.hello())
            epoch, seq = client.view.epoch, client.view.seq
            cue = server.people["cues"][0]
            write = {"kind": "write_cue", "cue": cue, "field": "title"}
            for batch in range(11):
                edits = [
                    {"id": f"long-{batch}-{n}-away", "edit": {**write, "value": f"{batch} {n}"}}
                    for n in range(100)
                ]
                client.send({"type": "edits", "epoch": epoch, "edits": edits})
                client.answer(edits[-1]["id"])  # type: ignore[arg-type]
            client.catch_up(int(seq or 0) + 1100)
            assert client.view.as_json() == server.sheet()
            assert client.hello(epoch, seq)["type"] == "sheet"
            assert client.hello(epoch, int(seq or 0) + 200)["type"] == "events"


def test_every_change_reaches_everybody_once_and_in_order(server: LiveServer) -> None:
    clients = [server.join("viewer") for _ in range(30)]
    writers = [server.join("editor") for _ in range(3)]
    try:
        for client in (*clients, *writers):
            client.view.take(client.hello())
        for turn in range(20):
            for number, writer in enumerate(writers):
                edit = {"kind": "add_cue", "title": f"{number} {turn}"}
                writer.send({"type": "edit", "id": f"thirty-{number}-{turn:03}", "edit": edit})
        for number, writer in enumerate(writers):
            assert writer.answer(f"thirty-{number}-019")["type"] == "ack"
        sheet = server.sheet()
        for client in (*clients, *writers):
            client.catch_up(sheet["seq"])
            assert client.view.as_json() == sheet
            assert client.view.seen == clients[0].view.seen
        for number in range(3):
            own = [edit for _, edit in clients[0].view.seen if edit.startswith(f"thirty-{number}-")]
            assert own == sorted(own), "one client's edits stay in order"
            assert len(own) == 20
    finally:
        for client in (*clients, *writers):
            client.close()


class TestSubprotocols:
    @pytest.mark.parametrize("protocol", [JSON, HTML])
    def test_the_one_that_was_asked_for(self, server: LiveServer, protocol: str) -> None:
        with server.join(protocols=[protocol]) as client:
            assert client.socket.subprotocol == protocol
            assert ("content" in client.hello()) == (protocol == HTML)

    @pytest.mark.parametrize("protocols", [[], ["somebody.elses"]])
    def test_none_of_ours_means_json(self, server: LiveServer, protocols: list[str]) -> None:
        with server.join(protocols=protocols) as client:
            assert client.socket.subprotocol is None
            assert "cues" in client.hello()

    def test_the_first_of_ours_counts(self, server: LiveServer) -> None:
        with server.join(protocols=["x.y", HTML, JSON]) as client:
            assert client.socket.subprotocol == HTML
            assert "content" in client.hello()


def test_a_heartbeat_comes_by_itself(server: LiveServer) -> None:
    with server.join("viewer") as client:
        assert isinstance(client.receive("heartbeat")["at"], int)


def test_what_was_committed_together_comes_together(server: LiveServer) -> None:
    with server.join() as client:
        client.view.take(client.hello())
        edits = [{"id": f"together-{n}", "edit": {"kind": "add_cue"}} for n in range(20)]
        client.send({"type": "edits", "edits": edits})
        message = client.receive("events")
        assert [event["edit"] for event in message["events"]] == [e["id"] for e in edits]
        assert message["live"] == server.sheet()["live"]
