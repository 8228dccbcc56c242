"""The bell rings once for whoever sleeps, and not for replies to whoever naps."""

import select
from collections.abc import Iterator
from typing import Any

import pytest

from camerasheet.realtime.inbox import Inbox, Published, Reply

NOBODY: Any = None
ITEM, ANSWER = Published(NOBODY, 1), Reply(NOBODY, b"")


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    made = Inbox()
    made.open()
    yield made
    made.close()


def rings(inbox: Inbox) -> bool:
    ready, _, _ = select.select([inbox.bell], [], [], 0)
    if ready:
        inbox.silence()
    return bool(ready)


@pytest.mark.parametrize("what", [ITEM, ANSWER])
def test_it_rings_once_for_whoever_sleeps(inbox: Inbox, what: Published | Reply) -> None:
    inbox.ask(what)
    assert not rings(inbox), "whoever is awake looks anyway"
    inbox.asked.clear()
    assert inbox.may_sleep()
    inbox.ask(what)
    assert rings(inbox)
    inbox.ask(what)
    assert not rings(inbox)
    assert not inbox.may_sleep(), "there is something to do"


def test_replies_let_whoever_naps_nap(inbox: Inbox) -> None:
    inbox.ask(ITEM)
    assert inbox.may_nap(1)
    inbox.ask(ANSWER)
    assert not rings(inbox)
    inbox.ask(ITEM)
    assert rings(inbox)
    assert not inbox.may_nap(1), "more has come"
    assert inbox.may_nap(3)
    inbox.awake()
    inbox.asked.clear()
    assert inbox.may_sleep()
    inbox.ask(ANSWER)
    assert rings(inbox), "a nap is over when it is over"


def test_newcomers_wake_everybody(inbox: Inbox) -> None:
    inbox.ask(ITEM)
    assert inbox.may_nap(1)
    inbox.arrive(NOBODY, b"")
    assert rings(inbox)
    assert not inbox.may_nap(1)
