"""One show's writer: takes what has queued, decides it, commits it, and only then tells anybody.

Whatever waits while a commit runs becomes the next commit: a quiet show answers each edit at
once, a busy one commits many edits with one flush to the disk.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from camerasheet.desk.batch import Batch
from camerasheet.desk.slips import Committed, Outcome, Slip, Turned
from camerasheet.sheet.errors import CamerasheetError, ShuttingDown, Trouble
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet
from camerasheet.storage.checkpoints import checkpoint_if_due
from camerasheet.storage.engine import Database
from camerasheet.storage.show.event_log import (
    append_answers,
    append_events,
    events_after,
    find_answers,
    prune,
)
from camerasheet.storage.show.sheets import load_sheet, save_sheet, touched

MOST_AT_ONCE = 256
"""Edits in one commit: enough to be efficient, few enough that the first does not wait long."""

log = logging.getLogger(__name__)

Told = Callable[[list[Outcome]], None]


@dataclass(frozen=True, slots=True)
class _Asked:
    slips: list[Slip]
    told: Told


class Desk:
    """The writer of one show. Any thread may call its methods."""

    def __init__(
        self,
        database: Database,
        *,
        publish: Callable[[Committed], None],
        clock: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        """Load the sheet and start the writer's thread.

        ``publish`` gets every committed batch, in order, on the writer's thread, before anybody
        is answered. ``clock`` gives milliseconds since the epoch. Raises ``Trouble`` when the file
        cannot be read.
        """
        self._database = database
        self._publish = publish
        self._clock = clock
        self._new_id = new_id
        with database.reading() as connection:
            self._sheet = load_sheet(connection)
        self._queue: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._closing = False
        self._deciding = False
        self._gate = threading.Lock()  # nothing may slip into the queue behind the end marker
        self._thread = threading.Thread(
            target=self._run, name=f"desk-{self._sheet.show}", daemon=True
        )
        self._thread.start()

    @property
    def sheet(self) -> Sheet:
        """The sheet as last committed. It never changes: a commit replaces it."""
        return self._sheet

    @property
    def more_coming(self) -> bool:
        """Whether edits wait, or are being decided, that will be published in a moment."""
        return self._deciding or not self._queue.empty()

    def submit(self, slips: list[Slip], told: Told) -> None:
        """Queue edits; ``told`` gets one outcome for each, in order, on the writer's thread.

        Edits of one call are decided together and in order; a refusal does not hold back the rest.
        """
        with self._gate:
            if not self._closing:
                self._queue.put(_Asked(slips, told))
                return
        told([_turned(slip, _closing()) for slip in slips])

    def apply(self, slip: Slip, timeout: float = 10.0) -> Outcome:
        """Submit one edit and wait for what becomes of it, at most ``timeout`` seconds.

        Raises :class:`Trouble` when there is no answer in time; the same edit with the same id
        may be sent again to learn what became of it.
        """
        future: Future[Outcome] = Future()
        self.submit([slip], lambda outcomes: future.set_result(outcomes[0]))
        try:
            return future.result(timeout)
        except TimeoutError:
            raise Trouble(
                "The server is busy. Send the same edit again, with the same id."
            ) from None

    def events_after(self, seq: int, most: int) -> list[Event]:
        """The first ``most`` events after ``seq``, from the log. Raises ``Trouble``."""
        with self._database.reading() as connection:
            return events_after(connection, seq, most)

    def forget(self, before: int) -> int:
        """Prune the log and the answers older than ``before`` (ms since the epoch)."""
        with self._database.writing() as connection:
            return prune(connection, before)

    def tidy(self) -> None:
        """Fold the write-ahead log into the file when that is due. Raises ``Trouble``."""
        checkpoint_if_due(self._database.writer)

    def close(self) -> None:
        """Commit what has queued, answer it, and let go of the file."""
        with self._gate:
            self._closing = True
            self._queue.put(None)
        self._thread.join()
        self._database.dispose()

    def _run(self) -> None:
        ending = False
        while not ending:
            first = self._queue.get()
            if first is None:
                return
            self._deciding = True
            waiting, ending = self._gather(first)
            self._settle(waiting)
            self._deciding = False

    def _gather(self, first: _Asked) -> tuple[list[_Asked], bool]:
        waiting = [first]
        count = len(first.slips)
        while count < MOST_AT_ONCE:
            try:
                asked = self._queue.get_nowait()
            except queue.Empty:
                break
            if asked is None:
                return waiting, True
            waiting.append(asked)
            count += len(asked.slips)
        return waiting, False

    def _settle(self, waiting: list[_Asked]) -> None:
        """Commit a batch, publish it, and answer everybody in it."""
        slips = [slip for asked in waiting for slip in asked.slips]
        try:
            outcomes = self._commit(slips)
        except CamerasheetError as trouble:
            log.error("nothing was saved: %s", trouble.message)
            self._look_again()
            outcomes = [_turned(slip, trouble) for slip in slips]
        except Exception:
            log.exception("a batch failed; nothing of it was saved")
            self._look_again()
            broken = Trouble("The server could not save this. Nothing was changed; try again.")
            outcomes = [_turned(slip, broken) for slip in slips]
        place = 0
        for asked in waiting:
            part = outcomes[place : place + len(asked.slips)]
            place += len(asked.slips)
            try:
                asked.told(part)
            except Exception:
                log.exception("an answer could not be given")

    def _commit(self, slips: list[Slip]) -> list[Outcome]:
        with self._database.writing() as connection:
            known = find_answers(connection, {(slip.who, slip.id) for slip in slips})
            batch = Batch(connection, self._sheet, known, self._clock(), self._new_id)
            outcomes = [batch.take(slip) for slip in slips]
            append_events(connection, batch.events, batch.texts)
            append_answers(connection, batch.answers)
            if batch.events:
                changes = (change for event in batch.events for change in event.changes)
                save_sheet(connection, batch.sheet, touched(changes), batch.stamps)
        # The commit is durable here, and only now may anybody see what it holds.
        self._deciding = False
        if batch.events:
            committed = Committed(self._sheet, batch.sheet, tuple(batch.events), batch.told)
            self._sheet = batch.sheet
            self._show(committed)
        return outcomes

    def _look_again(self) -> None:
        """After a failed commit: what is on disk decides, and a disk may fail after it has saved.

        The authors were told to ask again; by their ids they will learn that it was done.
        """
        try:
            with self._database.reading() as connection:
                sheet = load_sheet(connection)
                events = events_after(connection, self._sheet.seq, sheet.seq - self._sheet.seq)
        except CamerasheetError as trouble:
            log.error("nor can the file be read: %s", trouble.message)
            return
        if sheet.seq > self._sheet.seq:
            committed = Committed(self._sheet, sheet, tuple(events))
            self._sheet = sheet
            self._show(committed)

    def _show(self, committed: Committed) -> None:
        try:
            self._publish(committed)
        except Exception:  # it is on disk all the same, and so it is answered
            log.exception("a committed batch could not be published")


def _closing() -> ShuttingDown:
    return ShuttingDown("The server is restarting. Your edit is kept and will be sent again.")


def _turned(slip: Slip, error: CamerasheetError) -> Turned:
    return Turned(slip.id, error.as_json())
