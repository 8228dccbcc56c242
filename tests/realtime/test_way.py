"""Pages wait for edits, not for ever, and for one another."""

import threading
import time

from camerasheet.realtime.way import RightOfWay
from tests.realtime.conftest import Stage
from tests.realtime.wire import eventually


def waited(way: RightOfWay, seconds: float) -> float:
    began = time.monotonic()
    way.give(seconds)
    return time.monotonic() - began


def test_nobody_waits_for_nothing() -> None:
    assert waited(RightOfWay(lambda: False), 5) < 1


def test_it_is_given_to_what_is_decided_and_to_what_is_sent() -> None:
    coming = True
    way = RightOfWay(lambda: coming)
    assert waited(way, 0.02) >= 0.02
    coming, way.sending = False, True
    assert waited(way, 0.02) >= 0.02
    threading.Timer(0.05, lambda: setattr(way, "sending", False)).start()
    assert 0.04 < waited(way, 10) < 5


def test_the_hub_takes_it_while_it_sends(stage: Stage) -> None:
    seen = []
    absorb = stage.channel.absorb

    def note(items: list[int]) -> None:
        seen.append(stage.hub.way.sending)
        absorb(items)

    stage.channel.absorb = note  # type: ignore[method-assign, assignment]
    client = stage.join()
    stage.hub.publish(stage.channel, 1)
    client.message()
    assert seen == [True]
    eventually(lambda: not stage.hub.way.sending)


def test_one_is_drawn_at_a_time() -> None:
    way = RightOfWay(lambda: False)
    inside, most = [], 0

    def draw() -> None:
        nonlocal most
        with way.one_at_a_time():
            inside.append(1)
            most = max(most, len(inside))
            time.sleep(0.005)
            inside.pop()

    threads = [threading.Thread(target=draw) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
