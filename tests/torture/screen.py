"""A browser's picture of a show: the HTML it was sent, with every partial swapped in."""

from __future__ import annotations

from tests.support.dom import Page
from tests.support.view import Message, OutOfOrderError, View

IDS = ("grid", "live", "house", "terms")


class Screen(View):
    """Like a ``View``, but what it folds is the page. Its edits name what it was last told of."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page(*IDS)

    def take(self, message: Message) -> None:
        if message["type"] == "sheet":
            self.epoch, self.seq = message["epoch"], message["seq"]
            self.whole += 1
            self.page = Page(*IDS)
        elif message["type"] == "events":
            assert message["epoch"] == self.epoch, "events of another life"
            for event in message["events"]:
                if event["seq"] != (self.seq or 0) + 1:
                    raise OutOfOrderError(f"event {event['seq']} came after {self.seq}")
                self.seq = event["seq"]
            if self.seq != message["seq"]:
                raise OutOfOrderError(f"at {self.seq}, told to be at {message['seq']}")
        if content := message.get("content"):
            self.page.swap(content)


def page_of(content: str) -> str:
    """What a page shows that was drawn anew."""
    page = Page(*IDS)
    page.swap(content)
    return page.text()
