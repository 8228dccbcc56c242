"""Watching Litestream from within the app: whether what is committed is in the replica.

Every two seconds its socket is asked, about those databases only whose files have changed; while
nothing changes, the store itself is asked every ten. So each failure shows within 15 seconds, also
when nobody edits, and costs next to nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from camerasheet.replica.control import Control, HangingError, Info, reason
from camerasheet.replica.freeing import Freeing
from camerasheet.replica.status import DatabaseStatus, ReplicaStatus, State
from camerasheet.sheet.errors import CamerasheetError, ReplicaFailed
from camerasheet.storage.clock import Clock

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 2.0
STALLED_AFTER: Final = timedelta(seconds=8)
"""A sync takes a second; one that takes eight is in trouble, or has much to carry."""
PROBE_EVERY: Final = 8.0
SILENT_LOOKS: Final = 2
"""So often it may not answer before it counts as down: a restart is over sooner."""

_HANGING: Final = "the store does not answer."

_Mark = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Known:
    """A database as it was last seen; ``mark`` is what its files were like then."""

    status: DatabaseStatus
    mark: _Mark | None = None
    error: str = ""


class Watch:
    """``status`` and ``silent_for`` may be asked by any thread."""

    def __init__(
        self,
        control: Control,
        blank: ReplicaStatus,
        databases: Callable[[], Mapping[str, Path]],
        probe: Callable[[], str],
        clock: Clock,
    ) -> None:
        """``blank`` is the status with nothing known yet; ``databases`` gives the files that
        should be replicated, by their names; ``probe`` asks the store, see ``probe.py``."""
        self._control = control
        self._databases = databases
        self._probe = probe
        self._clock = clock
        self._freeing = Freeing(control)
        self._status = blank
        self._known: dict[str, _Known] = {}
        self._pid = 0
        self._silent = 0
        self._heard = time.monotonic()
        self._probed = 0.0
        self._store_error = ""
        self._hangs = self._asked_why = False
        self._inherits = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def status(self) -> ReplicaStatus:
        """How it stands."""
        return self._status

    @property
    def silent_for(self) -> float:
        """For how many seconds Litestream has not answered; from the start, where it never did."""
        return time.monotonic() - self._heard

    def start(self) -> None:
        """Look regularly, in a thread; first of all what the last server has left stopped."""
        self._inherits = True  # who looks only once does not: a server may be freeing one just now
        self._thread = threading.Thread(target=self._run, name="replica-watch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more. Does not wait for a look that is under way."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
            except CamerasheetError as error:
                log.error("the replica could not be looked at: %s", error.message)
            except Exception:
                log.exception("the watch of the replica stumbled; it looks again")
            self._stop.wait(LOOK_SECONDS)

    def look(self) -> ReplicaStatus:
        """Look once; how it stands now."""
        try:
            info, listed = self._control.info(), self._control.databases()
            if self._inherits:
                self._freeing.inherit(self._databases().values())
                self._inherits = False
        except ReplicaFailed as error:
            self._silent += 1
            if self._silent >= SILENT_LOOKS or not self._pid:
                self._not_heard(error)
            return self._status
        self._silent, self._heard = 0, time.monotonic()
        self._freeing.go_on()
        self._hangs = self._asked_why = False
        if info.pid != self._pid:  # another one, which may know less
            self._pid, self._known = info.pid, {}
        found = self._databases()
        self._known = {name: each for name, each in self._known.items() if name in found}
        for name, path in found.items():
            self._known[name] = self._look_at(name, path, listed)
        self._judge(info)
        return self._status

    def _not_heard(self, error: ReplicaFailed) -> None:
        """One that takes questions and gives no answers may just wait for the store."""
        waits_for = self._ask_the_store() if isinstance(error, HangingError) else ""
        if waits_for:
            self._settle(State.STALLED, f"Nothing could be replicated now: {waits_for}", "")
        else:
            self._settle(State.DOWN, error.message, "")

    # -- one database ---------------------------------------------------------------------------

    def _look_at(self, name: str, path: Path, listed: Iterable[Path]) -> _Known:
        known = self._known.get(name, _Known(DatabaseStatus(name)))
        mark, now = _mark(path), self._clock()
        if known.mark is not None and mark == known.mark:
            return replace(known, status=replace(known.status, last_sync=now))
        if path not in listed:
            return self._behind(known, path, "Litestream does not know of it.")
        if self._hangs:  # with the store: the others would take as long to say no more
            return self._behind(self._counted(known, path), path, _HANGING)
        try:
            seen = self._control.look(path)
        except HangingError:  # and yet it has just answered what it knows by itself
            self._hangs = True
            return self._behind(self._counted(known, path), path, _HANGING)
        except ReplicaFailed as error:
            return self._behind(known, path, reason(error.message))
        if seen.complete:
            status = DatabaseStatus(name, seen.txid, seen.replicated, last_sync=now)
            self._proved(seen.txid, known)
            return _Known(status, mark)
        # While something is on its way it says 0: what was there is there.
        there = max(seen.replicated, known.status.replicated_txid or 0)
        late = replace(known.status, txid=seen.txid, replicated_txid=there)
        return self._behind(replace(known, status=late), path, "")

    def _behind(self, known: _Known, path: Path, error: str) -> _Known:
        now = self._clock()
        since = known.status.behind_since or min(now, _written(path) or now)
        if since < now - STALLED_AFTER:
            if not error:
                error = known.error if self._asked_why else self._why(path)
            self._freeing.consider(path, error)
        return _Known(replace(known.status, behind_since=since), None, error)

    def _counted(self, known: _Known, path: Path) -> _Known:
        """With what is written here, which it knows without the store."""
        try:
            return replace(known, status=replace(known.status, txid=self._control.txid(path)))
        except ReplicaFailed:
            return known

    def _why(self, path: Path) -> str:
        """What keeps it: waiting a second brings Litestream's own words."""
        self._asked_why = True  # once in a look: the others wait for the same
        try:
            self._control.sync(path, 1)
        except HangingError:
            return _HANGING
        except CamerasheetError as error:
            return error.message.removeprefix("The replica has not caught up: ")
        return ""

    def _proved(self, txid: int, known: _Known) -> None:
        """Something new has arrived, so the store works: no need to ask it."""
        if known.status.txid is not None and txid > known.status.txid:
            self._probed, self._store_error = time.monotonic(), ""

    # -- all of them ----------------------------------------------------------------------------

    def _judge(self, info: Info) -> None:
        late = [known for known in self._known.values() if known.status.behind_since]
        limit = self._clock() - STALLED_AFTER
        stalled = [k for k in late if k.status.behind_since and k.status.behind_since < limit]
        if stalled:
            error = next((k.error for k in stalled if k.error), "")
            names = ", ".join(known.status.path for known in stalled[:3])
            said = f"{names} {'are' if len(stalled) > 1 else 'is'} not replicated"
            self._settle(State.STALLED, f"{said}: {error}" if error else f"{said} yet.", info)
            return
        error = self._store_error if late else self._ask_the_store()
        if error:
            self._settle(State.STALLED, f"Nothing could be replicated now: {error}", info)
        else:
            self._settle(State.ACTIVE, "", info)

    def _ask_the_store(self) -> str:
        every = PROBE_EVERY / 2 if self._store_error else PROBE_EVERY
        if time.monotonic() - self._probed >= every:
            self._store_error = self._probe()
            self._probed = time.monotonic()
        return self._store_error

    def _settle(self, state: State, error: str, info: Info | str) -> None:
        before, now = self._status, self._clock()
        down = state is State.DOWN  # then nobody knows what has been written since
        found = tuple(known.status for known in self._known.values()) or before.databases
        databases = tuple(each.at(now, down=down) for each in found)
        synced = [each.last_sync for each in databases]
        last = min((each for each in synced if each), default=None) if all(synced) else None
        last = last or before.last_sync
        lags = [each.lag_seconds for each in databases if each.lag_seconds is not None]
        self._status = replace(
            before,
            state=state,
            since=before.since if before.state is state else now,
            lag_seconds=max(lags, default=None if down else 0.0),
            last_sync=last,
            databases=databases,
            error=error,
            version=info.version if isinstance(info, Info) else before.version,
        )
        if state is not before.state:
            level = logging.INFO if state is State.ACTIVE else logging.WARNING
            log.log(level, "replication is %s%s", state, f": {error}" if error else "")


def _mark(path: Path) -> _Mark | None:
    """What the files of a database are like; it is another as soon as something is written."""
    try:
        database, wal = path.stat(), Path(f"{path}-wal")
        log_of = wal.stat() if wal.exists() else None
    except FileNotFoundError:
        return None
    written = (log_of.st_mtime_ns, log_of.st_size) if log_of else (0, 0)
    return (database.st_mtime_ns, *written)


def _written(path: Path) -> datetime | None:
    mark = _mark(path)
    return datetime.fromtimestamp(max(mark[0], mark[1]) / 1e9, UTC) if mark else None
