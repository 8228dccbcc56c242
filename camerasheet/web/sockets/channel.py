"""One show as its followers see it: where it stands, and what they may have missed.

Everything here runs on the hub's thread, but for making a channel and ``foreshadow``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from camerasheet.desk import Committed
from camerasheet.realtime import frames
from camerasheet.sheet.changes import apply, inverse
from camerasheet.sheet.events import Event, Happening, as_text
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.rules.live import position
from camerasheet.sheet.wire import sheet_as_json
from camerasheet.web.sockets import messages
from camerasheet.web.sockets.content import Content

REMEMBERED = 1000
"""Events kept for those who come back. Who missed more, or bigger ones, gets the whole sheet."""

MOST_CHANGES = 5000
"""Changes in what is replayed: past this the whole sheet is the smaller message."""


class Group(NamedTuple):
    """Who gets the same bytes: a subprotocol and a view."""

    html: bool
    view: str


class ShowChannel:
    """A :class:`camerasheet.realtime.channel.Channel` for one show."""

    def __init__(self, sheet: Sheet, recent: Sequence[Event], content: Content) -> None:
        """``recent`` are the last events up to the sheet's seq, without a gap."""
        self.sheet = sheet
        self._content = content
        self._recent: deque[Event] = deque(recent, maxlen=REMEMBERED)
        self._batch: Committed | None = None
        self._cached: dict[tuple[Group, int | None], frames.Message] = {}

    def foreshadow(self, sheet: Sheet) -> None:
        """Get ready for a sheet that is about to come. For any thread."""
        self._content.foreshadow(sheet)

    def absorb(self, items: Sequence[object]) -> None:
        """Move on by committed batches, which become one."""
        batches = [item for item in items if isinstance(item, Committed)]
        before, after = batches[0].before, batches[-1].after
        happened = tuple(event for batch in batches for event in batch.events)
        told = dict(chain.from_iterable(batch.told.items() for batch in batches))
        self._batch = Committed(before, after, happened, told)
        if after.epoch != before.epoch:
            self._recent.clear()
        self._recent.extend(happened)
        self.sheet = after
        self._cached.clear()

    def render(self, group: Hashable, items: Sequence[object]) -> bytes | None:
        """The batch for one group."""
        if self._batch is None or not isinstance(group, Group):
            return None
        return self._events(group, self._batch)

    def resume(self, group: Group, epoch: str | None, seq: int | None) -> frames.Message:
        """What somebody needs who knows the show as of ``seq``: what they missed, or all of it.

        Made once: a whole crew asks for the same one within a second.
        """
        missed = self._missed(epoch, seq)
        key = (group, None if missed is None else seq)
        if key not in self._cached:
            payload = self._whole(group) if missed is None else self._replay(group, missed)
            self._cached[key] = frames.Message(payload)
        return self._cached[key]

    def _missed(self, epoch: str | None, seq: int | None) -> list[Event] | None:
        """The events after ``seq``, or None when a replay cannot or should not bridge them."""
        now = self.sheet.seq
        if epoch != self.sheet.epoch or seq is None or not 0 <= seq <= now:
            return None
        missed = [event for event in self._recent if event.seq > seq]
        if len(missed) != now - seq or sum(len(e.changes) for e in missed) > MOST_CHANGES:
            return None
        return missed

    def _replay(self, group: Group, missed: list[Event]) -> bytes:
        sheet = self.sheet
        if not missed:
            return messages.events(sheet.epoch, sheet.seq, [])
        if not group.html:
            happened = map(as_text, missed)
            return messages.events(sheet.epoch, sheet.seq, happened, live=position(sheet))
        before = sheet
        for event in reversed(missed):
            before = apply(before, event.seq - 1, inverse(event.changes))
        return self._events(group, Committed(before, sheet, tuple(missed)))

    def _whole(self, group: Group) -> bytes:
        sheet = self.sheet
        if group.html:
            content = self._content.whole(group.view, sheet)
            head: dict[str, Any] = {"type": "sheet", "epoch": sheet.epoch, "seq": sheet.seq}
            return messages.encode({**head, "content": content})
        return messages.encode({"type": "sheet", **sheet_as_json(sheet)})

    def _events(self, group: Group, batch: Committed) -> bytes:
        epoch, seq = batch.after.epoch, batch.after.seq
        if not group.html:
            happened = (as_text(event, batch.told) for event in batch.events)
            return messages.events(epoch, seq, happened, live=position(batch.after))
        brief = map(messages.text, map(_brief, batch.events))
        return messages.events(epoch, seq, brief, self._content.since(group.view, batch))


def _brief(event: Event) -> dict[str, Any]:
    """An event for a browser, to which the HTML says what changed; a restore says what of."""
    said: dict[str, Any] = {"seq": event.seq, "kind": event.kind.value}
    said |= {"by": event.by_name, "edit": event.edit}
    if event.kind is Happening.SHEET_REPLACED:
        said["notes"] = dict(event.notes)
    return said
