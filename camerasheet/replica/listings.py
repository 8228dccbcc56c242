"""What the replica has of each database, listed for whoever asks; nobody is held up for long.

A day of single syncs can be 86,400 files, of which a bucket tells a thousand at a time. So a
listing has a thread of its own: who asks waits a little, and when that was not long enough asks
again, and gets what has come meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from camerasheet.replica.program import LtxFile
from camerasheet.sheet.errors import ReplicaFailed

ANSWER_SECONDS: Final = 8.0
"""For how long a page waits: it must say something within ten."""
FRESH_SECONDS: Final = 60.0
"""For how long a listing that came too late is kept for who asks again."""

Listed = Callable[[Path], Sequence[LtxFile]]


class _Listing:
    """One that is under way, or was when somebody last waited for it."""

    def __init__(self, listed: Listed, database: Path) -> None:
        self.future: Future[Sequence[LtxFile]] = Future()
        self._ended = 0.0
        threading.Thread(
            target=self._run, args=(listed, database), name="replica-listing", daemon=True
        ).start()

    def _run(self, listed: Listed, database: Path) -> None:
        try:
            found = listed(database)
        except BaseException as error:  # noqa: BLE001  (it is raised where it is waited for)
            self._ended = time.monotonic()
            self.future.set_exception(error)
        else:
            self._ended = time.monotonic()
            self.future.set_result(found)

    @property
    def stale(self) -> bool:
        """Whether it is too old to be given to anybody."""
        return self.future.done() and time.monotonic() - self._ended > FRESH_SECONDS


class Listings:
    """Any thread may ask. Of each database one listing at a time is under way."""

    def __init__(self, listed: Listed) -> None:
        """``listed`` lists the files of a database; it must end by itself."""
        self._listed = listed
        self._lock = threading.Lock()
        self._listings: dict[Path, _Listing] = {}

    def files(self, database: Path, seconds: float = ANSWER_SECONDS) -> Sequence[LtxFile]:
        """Every file that the replica has of a database: now, or when somebody began to list them
        for whom it took too long, a minute ago at most.

        Raises ``ReplicaFailed`` when it takes longer than ``seconds``, and what ``listed`` does.
        """
        with self._lock:
            listing = self._listings.get(database)
            if listing is None or listing.stale:
                listing = self._listings[database] = _Listing(self._listed, database)
        try:
            return listing.future.result(seconds)
        except TimeoutError:
            raise ReplicaFailed(
                "The replica's files are still being listed: there are many, or the store is "
                "slow. Ask again in a moment."
            ) from None
        finally:
            if listing.future.done():
                self._forget(database, listing)

    def _forget(self, database: Path, listing: _Listing) -> None:
        with self._lock:
            if self._listings.get(database) is listing:
                del self._listings[database]
