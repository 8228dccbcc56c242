"""Requests for WebSockets are answered in order, and the worker is told of many at a time."""

import logging
import queue
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from camerasheet.serving.upgrades import AT_ONCE, Upgrades

PATIENCE = 30


class Line:
    """What the thread asks of a connection."""

    keep = False

    def __init__(self, number: int) -> None:
        self.number = number


class Desk:
    """Answers, once it is let."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.handled: list[int] = []
        self.told: queue.SimpleQueue[list[Any]] = queue.SimpleQueue()

    def handle(self, line: Any) -> bool:
        assert self.open.wait(PATIENCE)
        self.handled.append(line.number)
        if line.number == 3:
            raise RuntimeError("this one broke")
        return bool(line.number % 2)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def upgrades(desk: Desk) -> Iterator[Upgrades]:
    made = Upgrades(desk.handle, desk.told.put)
    yield made
    desk.open.set()
    made.stop()


def test_many_at_a_time_in_order(
    desk: Desk, upgrades: Upgrades, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[Any] = [Line(number) for number in range(1 + 2 * AT_ONCE)]
    for line in lines:
        line.keep = True  # as a request before this one left it
    with caplog.at_level(logging.ERROR):
        for line in lines:
            upgrades.submit(line)
        desk.open.set()
        told: list[list[Any]] = []
        while sum(map(len, told)) < len(lines):
            told.append(desk.told.get(timeout=PATIENCE))
    assert [line for batch in told for line in batch] == lines
    assert max(map(len, told)) == AT_ONCE
    assert desk.handled == list(range(len(lines)))
    assert [line.number for line in lines if line.keep] == [
        n for n in desk.handled if n % 2 and n != 3
    ]
    assert "a request for a WebSocket failed" in caplog.text, "the others are answered all the same"


def test_it_ends_after_what_was_submitted(desk: Desk) -> None:
    before = set(threading.enumerate())
    upgrades = Upgrades(desk.handle, desk.told.put)
    (thread,) = set(threading.enumerate()) - before
    line: Any = Line(5)
    upgrades.submit(line)
    upgrades.stop()
    desk.open.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert desk.told.get(timeout=PATIENCE) == [line]
    assert line.keep
