"""The replica as the rest of the app knows it, whoever runs Litestream, and also when nobody does.

Any thread may call any method.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from camerasheet.config import Settings
from camerasheet.replica import program
from camerasheet.replica.configuration import retention_hours, socket_path
from camerasheet.replica.control import Control, Synced
from camerasheet.replica.listings import ANSWER_SECONDS, Listings
from camerasheet.replica.places import Places
from camerasheet.replica.points import TICK, Window, window_of
from camerasheet.replica.probe import probe
from camerasheet.replica.program import Fetched
from camerasheet.replica.status import ReplicaStatus, State
from camerasheet.replica.watch import Watch
from camerasheet.sheet.errors import ReplicaEmpty, ReplicaFailed
from camerasheet.storage.clock import Clock, utc_now
from camerasheet.storage.datadir import DataDirectory

log = logging.getLogger(__name__)

SYNC_SECONDS: Final = 10.0
"""For how long a restore waits for the replica; then whoever asked for it decides."""
SILENT_SECONDS: Final = 60.0
"""After so long without Litestream the app folds the write-ahead logs itself."""


class Replica:
    """``on``: somebody runs Litestream, or should. Nothing is asked before ``start``."""

    def __init__(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        clock: Clock = utc_now,
        *,
        served: bool = True,
    ) -> None:
        """``served``: by a server, without which there is no supervised Litestream either.

        Raises ``BadSetting`` for what Litestream cannot be told.
        """
        self._clock = clock
        self._data = DataDirectory(settings.data)
        self.on = settings.litestream in (("sidecar", "supervised") if served else ("sidecar",))
        self.places = Places.from_settings(settings, environ)
        self._listings = Listings(lambda path: program.ltx_files(self._places(), path))
        self._control = Control(socket_path(settings)) if self.on else None
        url = self.places.shown() if self.on and self.places else ""
        blank = ReplicaStatus(
            State.DOWN if self.on else State.OFF,
            clock(),
            replica_url=url,
            retention_hours=retention_hours() if self.on else 0,
            error="Litestream has not answered yet." if self.on else "",
        )
        self._blank = blank
        self._watch: Watch | None = None
        if self._control is not None:
            self._watch = Watch(self._control, blank, self._databases, self._probe, clock)

    def _databases(self) -> dict[str, Path]:
        paths = [self._data.control, *self._data.show_files()]
        return {str(path.relative_to(self._data.path)): path for path in paths if path.exists()}

    def _probe(self) -> str:
        return probe(self.places) if self.places else ""

    # -- how it stands --------------------------------------------------------------------------

    def start(self) -> None:
        """Watch from now on."""
        if self._watch is not None:
            self._watch.start()

    def close(self) -> None:
        """Watch no more."""
        if self._watch is not None:
            self._watch.close()

    def status(self) -> ReplicaStatus:
        """How it stands, for every database; nothing is asked or waited for."""
        return self._watch.status if self._watch else self._blank

    def look(self) -> ReplicaStatus:
        """How it stands, asked just now: for a process that does not watch."""
        return self._watch.look() if self._watch else self._blank

    @property
    def checkpoints_are_ours(self) -> bool:
        """Whether the app has to fold the write-ahead logs: there is no Litestream that does."""
        return self._watch is None or self._watch.silent_for >= SILENT_SECONDS

    # -- waiting for it -------------------------------------------------------------------------

    def sync(self, database: Path, seconds: float = SYNC_SECONDS) -> Synced:
        """Wait until all of a database is in the replica, about ``seconds`` at most.

        Raises ``ReplicaBehind`` when it is not by then, saying why; ``ReplicaFailed`` when
        Litestream does not answer, or there is none.
        """
        if self._control is None:
            raise ReplicaFailed("There is no Litestream here: CAMERASHEET_LITESTREAM is off.")
        deadline = time.monotonic() + seconds
        while True:  # of a new show it hears within two seconds
            try:
                return self._control.sync(database, max(1.0, deadline - time.monotonic()))
            except ReplicaFailed:
                if time.monotonic() + 1 > deadline:
                    raise
                time.sleep(0.5)

    # -- the past -------------------------------------------------------------------------------

    def window(self, database: Path, seconds: float = ANSWER_SECONDS) -> Window:
        """What can be brought back. Raises ``ReplicaEmpty``, and ``ReplicaFailed``, also when it
        takes longer than ``seconds``: it may be asked again, and sooner or later it is there."""
        return window_of(self._listings.files(database, seconds))

    def fetch(
        self,
        database: Path,
        target: Path,
        *,
        at: datetime | None = None,
        txid: int | None = None,
    ) -> tuple[Fetched, datetime]:
        """A database as it was into ``target``, and the time of that state.

        ``at`` a time of the window, or after the transaction of one of its points. Raises
        ``Malformed`` for a time outside, with the window in the message, ``ReplicaEmpty`` for a
        transaction that is none of its points, ``ReplicaFailed``. The file is not examined yet.
        """
        window, places = self.window(database, program.LIST_SECONDS), self._places()
        if txid is None:
            if at is None:
                raise ValueError("neither a time nor a transaction")
            window.check(at, self._clock())
            if at < window.last.at + TICK:
                # Never later than asked for: Litestream chooses.
                return program.restore(places, database, target, at=at), at
            txid = window.last.txid
        point = next((each for each in window.points if each.txid == txid), None)
        if point is None:
            raise ReplicaEmpty(f"The replica has no state {txid} of this show. {window.said()}")
        return program.restore(places, database, target, txid=txid), at or point.at

    def _places(self) -> Places:
        if self.places is None:
            raise ReplicaEmpty(
                "There is no replica. Start the server with --litestream, or set "
                "CAMERASHEET_S3_BUCKET or CAMERASHEET_REPLICA_DIR; see docs/litestream.md."
            )
        return self.places
