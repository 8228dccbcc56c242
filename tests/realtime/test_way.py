"""Pages wait for edits, not for ever, and for one another."""

import threading
import time
from typing import Any

import pytest

from camerasheet.realtime.way import RightOfWay
from tests.realtime.conftest import Stage


def waited(way: RightOfWay, seconds: float) -> float:
    began = time.monotonic()
    way.give(seconds)
    return time.monotonic() - began


def test_nobody_waits_for_nothing() -> None:
    assert waited(RightOfWay(lambda: False), 5) < 4


def test_it_is_given_to_what_is_decided_and_to_what_is_sent() -> None:
    coming = True
    way = RightOfWay(lambda: coming)
    assert waited(way, 0.02) >= 0.02
    coming = False
    with way.taken():
        assert waited(way, 0.02) >= 0.02
    assert waited(way, 5) < 4


def test_it_is_free_as_soon_as_the_edit_is_decided() -> None:
    looks = iter([True, True, True, False])
    RightOfWay(lambda: next(looks)).give(60)
    assert next(looks, None) is None


def test_a_round_that_fails_holds_no_page_up() -> None:
    way = RightOfWay(lambda: False)
    with pytest.raises(ValueError, match="failed"), way.taken():
        raise ValueError("failed")
    assert waited(way, 5) < 4


def test_the_hub_takes_it_while_it_sends(stage: Stage) -> None:
    begun, end = threading.Event(), threading.Event()

    def absorb(items: Any) -> None:
        begun.set()
        end.wait(5)

    stage.channel.absorb = absorb  # type: ignore[method-assign]
    stage.join()
    assert waited(stage.hub.way, 5) < 4
    stage.hub.publish(stage.channel, 1)
    begun.wait(5)
    assert waited(stage.hub.way, 0.05) >= 0.05
    end.set()
    assert waited(stage.hub.way, 5) < 4


def test_one_is_drawn_at_a_time() -> None:
    way = RightOfWay(lambda: False)
    inside, most = [], 0

    def draw() -> None:
        nonlocal most
        with way.one_at_a_time:
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
