"""What the store said last, so that no page waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from camerasheet.offsite.remote import Copies, RemoteShelf
from camerasheet.sheet.errors import CamerasheetError
from camerasheet.storage.clock import Clock

log = logging.getLogger(__name__)

LOOK_AGAIN: Final = timedelta(minutes=10)
"""After which a page has the store asked anew."""

AFTER_FAILURE: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store said last of a show: ``at`` is when, None before the first answer.

    ``problem`` is a sentence when it did not answer since; ``looking``: it is being asked now.
    ``number`` is that of the look which said so: looks are numbered as they begin.
    """

    copies: Copies
    at: datetime | None = None
    problem: str = ""
    looking: bool = False
    asked: datetime | None = None
    number: int = 0

    def names(self) -> frozenset[str]:
        """What the copies are called."""
        return frozenset(copy.filename for copy in self.copies)


class Listings:
    """Any thread may call any method."""

    def __init__(self, remote: Callable[[str], RemoteShelf], clock: Clock) -> None:
        self._remote = remote
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, Known] = {}
        self._begun: dict[str, int] = {}  # the number of each show's latest look

    def ask(self, show_id: str) -> Copies:
        """Ask the store, and remember what it says. Raises ``OffsiteFailed``."""
        with self._lock:
            number = self._begin(show_id)
        return self._ask(show_id, number)

    def _begin(self, show_id: str) -> int:
        number = self._begun[show_id] = self._begun.get(show_id, 0) + 1
        return number

    def _ask(self, show_id: str, number: int) -> Copies:
        asked = self._clock()
        try:
            copies = self._remote(show_id).list()
        except CamerasheetError as error:
            self._learn(show_id, number, problem=error.message, asked=asked)
            raise
        except BaseException:
            self._learn(show_id, number)
            raise
        self._learn(show_id, number, copies=copies, at=self._clock(), problem="", asked=asked)
        return copies

    def known(self, show_id: str, *, anew: bool = False) -> Known:
        """What it said last, at once; it is asked in the background when that is old."""
        with self._lock:
            known = self._known.get(show_id, Known([]))
            wait = AFTER_FAILURE if known.problem else LOOK_AGAIN
            fresh = known.asked is not None and self._clock() - known.asked < wait
            if known.looking or (fresh and not anew):
                return known
            known = self._known[show_id] = replace(known, looking=True)
            number = self._begin(show_id)
        look = threading.Thread(
            target=self._look, args=(show_id, number), name="offsite", daemon=True
        )
        look.start()
        return known

    def _look(self, show_id: str, number: int) -> None:
        try:
            self._ask(show_id, number)
        except CamerasheetError as error:
            log.warning("the offsite copies cannot be listed: %s", error.message)
        except Exception:
            log.exception("the offsite copies could not be listed")

    def _learn(self, show_id: str, number: int, **changes: object) -> None:
        """Remember what a look said, unless one that began later has said something already."""
        with self._lock:
            known = self._known.get(show_id, Known([]))
            if number < known.number:
                return
            known = replace(known, number=number, **changes)  # type: ignore[arg-type]
            if number == self._begun[show_id]:  # while a later one goes on, there is more to come
                known = replace(known, looking=False)
            self._known[show_id] = known
