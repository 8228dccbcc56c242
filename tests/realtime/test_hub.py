"""What the hub promises: order, batches, and that one client's trouble is its own."""

import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest

from camerasheet.realtime.connection import Client
from camerasheet.realtime.hub import Hub
from tests.realtime.conftest import Recorder, Stage
from tests.realtime.wire import RawClient, eventually, masked, tcp_pair, text

MakeStage = Callable[..., Stage]


def numbers(client: RawClient, last: int) -> list[int]:
    """What the client is sent, until `last` is among it."""
    seen: list[int] = []
    while not seen or seen[-1] < last:
        seen += json.loads(client.message())
    return seen


def test_everyone_gets_everything_once_and_in_order(stage: Stage) -> None:
    clients = [stage.join(f"group {n % 3}") for n in range(50)]
    for number in range(1, 501):
        stage.hub.publish(stage.channel, number)
    for client in clients:
        assert numbers(client, 500) == list(range(1, 501))


def test_what_queues_up_becomes_one_batch(stage: Stage) -> None:
    client = stage.join()
    go = threading.Event()
    stage.hub.call(lambda: go.wait(5))  # the hub is busy
    for number in range(1, 11):
        stage.hub.publish(stage.channel, number)
    go.set()
    assert json.loads(client.message()) == list(range(1, 11))
    assert stage.channel.batches == [list(range(1, 11))]


def test_a_call_ends_a_batch_and_a_reply_does_not(stage: Stage) -> None:
    client = stage.join()
    go = threading.Event()
    seen: list[int] = []
    me = stage.handler.clients[1]
    stage.hub.call(lambda: go.wait(5))
    stage.hub.publish(stage.channel, 1)
    stage.hub.reply(me, b"for you")
    stage.hub.publish(stage.channel, 2)
    stage.hub.call(lambda: seen.append(stage.channel.position))
    stage.hub.publish(stage.channel, 3)
    go.set()
    assert [client.message() for _ in range(3)] == ["[1, 2]", "for you", "[3]"]
    assert seen == [2]


def test_joining_amid_edits_misses_and_repeats_nothing(stage: Stage) -> None:
    published = 0
    done = threading.Event()

    def publish() -> None:
        nonlocal published
        while not done.wait(0.0005):
            for _ in range(10):
                published += 1
                stage.hub.publish(stage.channel, published)

    publisher = threading.Thread(target=publish)
    publisher.start()
    clients: list[tuple[RawClient, int]] = []
    moments: set[int] = set()
    while len(clients) < 60 or (len(moments) <= 10 and len(clients) < 600):
        client = stage.connect(received=text("join"))
        clients.append((client, int(client.message())))
        moments.add(clients[-1][1])
    done.set()
    publisher.join()
    last = published + 1
    stage.hub.publish(stage.channel, last)
    assert len(moments) > 10, "the joins fell into few moments"
    for client, position in clients:
        assert numbers(client, last) == list(range(position + 1, last + 1))


def test_a_group_with_nothing_to_say_is_sent_nothing(stage: Stage) -> None:
    silent = stage.join("silent")
    stage.hub.publish(stage.channel, 1)
    silent.send(text("echo after"))
    assert silent.message() == "after"


def test_leaving_and_joining_elsewhere(stage: Stage) -> None:
    client = stage.join()
    client.send(text("leave"))
    assert client.message() == "left"
    stage.hub.publish(stage.channel, 1)
    stage.on_hub(lambda: None)  # what was published is absorbed before the client asks
    client.send(text("join other"))
    assert client.message() == "1"
    client.send(text("join third"))
    assert client.message() == "1"
    stage.hub.publish(stage.channel, 2)
    assert client.message() == "[2]"
    client.send(text("echo once"))
    assert client.message() == "once"


def test_a_channel_nobody_follows_still_absorbs(stage: Stage) -> None:
    stage.hub.publish(stage.channel, 7)
    assert stage.on_hub(lambda: stage.channel.position) == 7


def test_a_render_error_closes_that_group_alone(stage: Stage) -> None:
    stage.channel.fail_group = "broken"
    broken, fine = stage.join("broken"), stage.join("fine")
    stage.hub.publish(stage.channel, 1)
    assert broken.close_code() == 1011
    assert fine.message() == "[1]"
    stage.hub.publish(stage.channel, 2)
    assert fine.message() == "[2]"


def test_an_absorb_error_closes_the_channel_and_the_hub_goes_on(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    member, bystander = stage.join(), stage.connect()
    stage.channel.fail_absorb = True
    stage.hub.publish(stage.channel, 1)
    assert member.close_code() == 1011
    bystander.send(text("echo fine"))
    assert bystander.message() == "fine"
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_handler_error_closes_that_client_alone(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    failing, fine = stage.connect(), stage.connect()
    failing.send(text("fail"))
    assert failing.close_code() == 1011
    fine.send(text("echo fine"))
    assert fine.message() == "fine"
    assert "received" in caplog.text


def test_a_failing_call_is_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("told to fail")

    stage.hub.call(fail)
    stage.on_hub(int)
    assert "told to fail" in caplog.text


def test_a_client_that_does_not_read_is_dropped_and_the_others_go_on(
    make_stage: MakeStage,
) -> None:
    stage = make_stage(queue_limit=200_000)
    stalled = stage.connect(receive_buffer=4096)
    stalled.send(text("join wide"))
    fine = stage.join()
    filler = "x" * 10_000
    sent = 0
    while not stage.handler.saw("closed", 1, ""):
        stage.hub.publish(stage.channel, filler)
        sent += len(json.loads(fine.message()))
        assert sent < 2_000, "it should have been dropped after about 60"
    assert stage.hub.stats().dropped_slow == 1
    assert stage.hub.count == 1


def test_a_message_larger_than_the_queue_limit_arrives(make_stage: MakeStage) -> None:
    stage = make_stage(queue_limit=1000)
    client = stage.join()
    whole_sheet = "x" * 3_000_000
    stage.hub.publish(stage.channel, whole_sheet)
    stage.on_hub(int)
    stage.hub.publish(stage.channel, "a little more")
    assert json.loads(client.message()) == [whole_sheet]
    assert json.loads(client.message()) == ["a little more"]


def test_a_client_that_takes_nothing_for_too_long_is_dropped(make_stage: MakeStage) -> None:
    stage = make_stage(stall_seconds=0.5)
    ours, theirs = socket.socketpair()  # not TCP, where the kernel has the same patience
    with theirs:
        stage.hub.adopt(ours, None, 1)
        theirs.sendall(text("join"))
        eventually(lambda: stage.handler.saw("received", 1, "join"))
        stage.hub.publish(stage.channel, "x" * 3_000_000)
        eventually(lambda: stage.handler.saw("closed", 1, ""))
    assert stage.hub.stats().dropped_slow == 1


def test_the_heartbeat_reaches_everyone(make_stage: MakeStage) -> None:
    beats = iter(range(1_000_000))
    stage = make_stage(heartbeat=lambda: f"beat {next(beats)}".encode(), heartbeat_seconds=0.05)
    clients = [stage.connect() for _ in range(3)]
    for client in clients:
        first = int(client.message().removeprefix("beat "))
        assert client.message() == f"beat {first + 1}"


def test_heartbeats_go_to_a_part_at_a_time_and_to_each_once(make_stage: MakeStage) -> None:
    beats = iter(range(1_000_000))
    stage = make_stage(heartbeat=lambda: f"beat {next(beats)}".encode(), heartbeat_seconds=0.3)
    clients = [stage.connect() for _ in range(6)]
    heard = [tuple(client.message() for _ in range(3)) for client in clients]
    parts = {client.fd % 3 for client in stage.handler.clients.values()}
    assert len(set(heard)) == len(parts), "who is in the same part hears the same"
    said = list(chain.from_iterable(set(heard)))
    assert len(said) == len(set(said)), "and nobody else does"


class TestHandingOn:
    def test_what_clients_ask_at_the_same_time_is_handed_on_together(self, stage: Stage) -> None:
        clients = [stage.join() for _ in range(5)]
        busy, done = threading.Event(), threading.Event()

        def be_busy() -> None:
            busy.set()
            done.wait(5)

        stage.hub.call(be_busy)
        busy.wait(5)
        for client in clients:
            client.send(text("hello"))
        time.sleep(0.05)  # until the kernel has all five
        done.set()
        eventually(lambda: sum(stage.handler.handed_on) == 10)
        assert max(stage.handler.handed_on) >= 5

    def test_what_came_with_the_upgrade_is_handed_on(self, stage: Stage) -> None:
        stage.connect(received=text("hello"))
        eventually(lambda: stage.handler.handed_on == [1])

    def test_what_comes_of_it_goes_with_what_waits(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = stage.join()
        hand_on = stage.handler.hand_on

        def decide() -> None:
            asked = stage.handler.saw("received", 1, "hello")
            hand_on()
            if asked and stage.channel.position < 8:
                stage.hub.publish(stage.channel, 8)

        busy, done = threading.Event(), threading.Event()

        def be_busy() -> None:
            busy.set()
            done.wait(5)

        stage.on_hub(lambda: monkeypatch.setattr(stage.handler, "hand_on", decide))
        stage.hub.call(be_busy)
        busy.wait(5)
        client.send(text("hello"))
        stage.hub.publish(stage.channel, 7)
        time.sleep(0.05)  # until the kernel has the message
        done.set()
        assert client.message() == "[7, 8]"

    def test_once_a_round_while_something_waits(self, make_stage: MakeStage) -> None:
        """Whoever is handed something works, and would take time from the sending."""
        late: list[str] = []

        def more_coming() -> bool:
            if stage.handler.handed_on[1:] == [1] and not late:
                late.append("second")  # while what was published waits for the first
                client.send(text("second"))
                time.sleep(0.05)  # until the kernel has it
            return True

        stage = make_stage(more_coming=more_coming)
        client = stage.join()
        stage.hub.publish(stage.channel, "x" * 2_000_000)  # a round that takes a while
        client.message()
        client.send(text("publish 7"))
        assert client.message() == "[7]"
        eventually(lambda: len(stage.handler.handed_on) == 3)
        assert late
        assert stage.handler.position_handed_on_at == 7, "the second only after the round"

    def test_others_who_publish_all_the_time_do_not_hold_it_up(self, stage: Stage) -> None:
        client = stage.join()
        numbers = iter(range(1, 1_000_000))

        def again(items: Any) -> None:
            stage.channel.position = items[-1]
            stage.hub.publish(stage.channel, next(numbers))  # there is always something to send

        stage.channel.absorb = again  # type: ignore[method-assign]
        stage.hub.publish(stage.channel, 0)
        client.send(text("hello"))
        eventually(lambda: sum(stage.handler.handed_on) == 2)

    def test_a_failure_is_logged_and_the_hub_goes_on(
        self, stage: Stage, caplog: pytest.LogCaptureFixture
    ) -> None:
        client = stage.connect()
        stage.on_hub(lambda: setattr(stage.handler, "fail_to_hand_on", True))
        client.send(text("echo still here"))
        assert client.message() == "still here"
        eventually(lambda: "could not be handed on" in caplog.text)


def test_what_is_ready_waits_for_what_is_just_being_made(make_stage: MakeStage) -> None:
    making: list[str] = []

    def more_coming() -> bool:
        if not making:
            return False
        stage.hub.publish(stage.channel, making.pop())
        return True

    stage = make_stage(more_coming=more_coming)
    client = stage.join()
    stage.hub.publish(stage.channel, "x" * 2_000_000)  # a round that takes a while
    client.message()
    making.append("second")
    stage.hub.publish(stage.channel, "first")
    assert json.loads(client.message()) == ["first", "second"]


def test_what_is_ready_does_not_wait_for_ever(make_stage: MakeStage) -> None:
    stage = make_stage(more_coming=lambda: True)
    client = stage.join()
    for item in ("first", "second"):
        stage.hub.publish(stage.channel, item)
        assert json.loads(client.message()) == [item]


def test_close_where(stage: Stage) -> None:
    kept, closed = stage.connect(), stage.connect()
    eventually(lambda: stage.hub.count == 2)
    stage.hub.close_where(lambda client: client.session == 2, 4001, "signed out")
    assert closed.close_code() == 4001
    kept.send(text("echo here"))
    assert kept.message() == "here"


def test_a_full_hub_refuses_with_1013(make_stage: MakeStage) -> None:
    stage = make_stage(max_clients=1)
    first = stage.connect(received=text("echo in"))
    assert first.message() == "in"
    assert stage.connect().close_code() == 1013
    stage.on_hub(int)
    assert not stage.handler.saw("opened", 2, "")
    assert not stage.handler.saw("closed", 2, "")
    assert stage.hub.stats().refused == 1


def test_a_client_that_ignores_our_close_hears_nothing_more(stage: Stage) -> None:
    client = stage.join()
    stage.hub.close_where(lambda _: True, 4001)
    stage.on_hub(lambda: None)  # closed before the client speaks
    client.send(text("echo ignored") + masked(8, b"\x0f\xa1"))
    stage.hub.publish(stage.channel, 1)
    assert client.close_code() == 4001
    assert not stage.handler.saw("received", 1, "echo ignored")


def test_stop_delivers_what_was_published_and_says_goodbye(stage: Stage) -> None:
    clients = [stage.join() for _ in range(20)]
    stage.hub.publish(stage.channel, 1)
    stopping = threading.Thread(target=stage.hub.stop, args=(1012, "restarting"))
    stopping.start()
    for client in clients:
        assert client.message() == "[1]"
        assert client.close_code() == 1012
        client.close()
    stopping.join(2)
    assert not stopping.is_alive()
    closed = [event for event in stage.handler.events if event[0] == "closed"]
    assert len(closed) == 20


def test_stop_does_not_wait_for_those_who_do_not_answer(stage: Stage) -> None:
    client = stage.join()
    stage.hub.stop(1012, timeout=0.1)
    assert client.close_code() == 1012
    stage.hub.stop()  # again: nothing


def test_a_client_adopted_too_late_is_let_go(stage: Stage) -> None:
    stage.hub.stop(timeout=0.1)
    client = stage.connect()
    with pytest.raises((EOFError, ConnectionError)):
        client.frame()


def test_starting_twice_is_a_mistake(stage: Stage) -> None:
    with pytest.raises(RuntimeError, match="already"):
        stage.hub.start()


def test_a_hub_that_never_started_stops_at_once() -> None:
    Hub(Recorder()).stop()


def test_stopping_on_its_own_thread_is_a_mistake(stage: Stage) -> None:
    failed: list[Exception] = []

    def stop() -> None:
        try:
            stage.hub.stop()
        except RuntimeError as error:
            failed.append(error)

    stage.on_hub(stop)
    assert failed


def test_edits_pass_while_a_crowd_arrives(stage: Stage) -> None:
    """Between two small groups of newcomers the hub looks at what was published."""
    arrived_at: list[int] = []

    class Watcher(Recorder):
        def opened(self, client: Client) -> None:
            super().opened(client)
            if client.session == 1:
                self.hub.publish(self.channel, 1)

    watcher = Watcher()
    watcher.hub = Hub(watcher)
    absorb = watcher.channel.absorb

    def note(items: Any) -> None:
        arrived_at.append(watcher.hub.count)
        absorb(items)

    watcher.channel.absorb = note  # type: ignore[method-assign]
    pairs = [tcp_pair() for _ in range(100)]
    for session, pair in enumerate(pairs, 1):
        watcher.hub.adopt(pair.__enter__()[0], None, session)
    watcher.hub.start()
    eventually(lambda: watcher.hub.count == 100)
    watcher.hub.stop(timeout=0)
    for pair in pairs:
        pair.__exit__(None, None, None)
    assert arrived_at[0] < 40
