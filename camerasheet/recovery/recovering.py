"""Finding what is missing or damaged, and bringing it back, before anybody opens the data."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from camerasheet.config import Settings
from camerasheet.recovery import placing
from camerasheet.recovery.records import Records
from camerasheet.recovery.report import Outcome, Report, Source
from camerasheet.recovery.sources import Sources, Unreachable, kind_of
from camerasheet.recovery.states import Looked, State, look, progress_of
from camerasheet.replica.configuration import socket_path
from camerasheet.replica.control import Control, HangingError
from camerasheet.replica.supervised import final_writes_under_way
from camerasheet.sheet.errors import CamerasheetError, NotRecovered, ReplicaFailed
from camerasheet.storage import migrate
from camerasheet.storage.clock import Clock, utc_now
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.ids import new_id
from camerasheet.storage.migrate import DatabaseKind
from camerasheet.storage.ownership import Ownership, own

log = logging.getLogger(__name__)

Said = TypeVar("Said")

LITESTREAM_SECONDS: Final = 40.0
"""How long a Litestream that is at its final writes is waited for."""

_AT_WORK: Final = (
    "A Litestream is at work on this data, and a database has to be brought back: under it that "
    "would ruin the replica. Stop it first (on Kubernetes delete the pod)."
)


def recover(
    settings: Settings,
    environ: Mapping[str, str],
    *,
    fresh: bool = False,
    dry: bool = False,
    clock: Clock = utc_now,
    role: str = "camerasheet recover",
) -> Report:
    """Bring back every database that is missing, empty or damaged; leave the sound ones alone.

    ``fresh``: go on without the replica and the bucket when they do not answer, and make a new
    control.db when there are shows and none can be found. ``dry``: change nothing, say what would
    be done. Takes the data directory. Raises ``NotRecovered`` with nothing changed when a place
    that may have what is missing does not answer, or a Litestream is at work; ``DataInUse``,
    ``BadSetting``, ``StorageFailed``.
    """
    data = DataDirectory(settings.data)
    data.prepare()
    with own(data, role) as ownership:
        sources = Sources.from_settings(settings, environ)
        try:
            work = _Recovery(settings, data, ownership, sources, clock, Report(dry), fresh)
            report = work.run()
        finally:
            sources.close()
    if not report.nothing_done:
        for sentence in report.sentences():
            log.warning("%s", sentence)
    return report


@dataclass(slots=True)
class _Recovery:
    settings: Settings
    data: DataDirectory
    ownership: Ownership
    sources: Sources
    clock: Clock
    report: Report
    fresh: bool
    _looked: dict[Path, Looked] = field(default_factory=dict)
    _control_from: Source | None = None

    def run(self) -> Report:
        """All of it; see ``recover``."""
        # 1. control.db first: it knows which shows there are.
        if not self._control():
            return self.report  # a new installation
        # 2. Every show that it knows, or that lies about.
        records = Records(self.data, self.clock)
        known = set[str]() if self._no_control_yet else records.known_shows()
        orphans = self._orphans(known, records)
        for show_id in sorted(known | orphans | {path.stem for path in self.data.show_files()}):
            self._one(self.data.show_file(show_id))
        # 3. What was done is written down; shows that nobody recorded are.
        if not self.report.dry:
            stale = self._control_from in (Source.OFFSITE, Source.LOCAL)
            records.write(self.report, sorted(orphans), self.sources, stale=stale)
            self.ownership.unfinished = False
        return self.report

    # -- which ----------------------------------------------------------------------------------

    @property
    def _no_control_yet(self) -> bool:
        return self.report.dry and not self.data.control.exists()

    def _control(self) -> bool:
        """See to control.db. False when there is nothing at all, here or anywhere."""
        path = self.data.control
        if self._sound(path):
            return True
        if self._one(path, needed=True):
            origin = self.report.outcomes[-1].origin
            self._control_from = origin.source if origin else None
            return True
        shows = self._reaching(self.sources.shows)
        if not shows and self._looked[path].state in (State.MISSING, State.EMPTY):
            self.report.outcomes.clear()
            self._make_way(path, certain=not self.sources.only_here)
            return False
        if not self.fresh:
            raise NotRecovered(
                f"{self._looked[path].problem} It holds the accounts and links, and no sound copy "
                "of it can be found anywhere. Look for one; or have a new one made, without "
                "accounts, with: camerasheet recover --fresh"
            )
        self._make_way(path, certain=False)
        if not self.report.dry:
            migrate.create(path, DatabaseKind.CONTROL)
        self.report.new_control = True
        return True

    def _make_way(self, path: Path, *, certain: bool) -> None:
        """Clear the place of a database that is made anew. ``certain``: the replica has none.

        Raises ``NotRecovered`` under a Litestream, unless nothing of that name was ever there.
        """
        if not certain or placing.beside(path):
            self._refuse_under_litestream()
        placing.set_aside(self.data, path, self.clock(), dry=self.report.dry)

    def _orphans(self, known: set[str], records: Records) -> set[str]:
        """After control.db came back: the shows that it has no record of, and never had."""
        if self._control_from is None and not self.report.new_control:
            return set()
        found = self._reaching(self.sources.shows) - known
        return {each for each in found if self._no_control_yet or not records.heard_of(each)}

    # -- one database ---------------------------------------------------------------------------

    def _sound(self, path: Path) -> bool:
        kind = kind_of(self.data, path)
        suspicious = self._suspicious(path)  # before looking, which makes an empty log
        looked = look(path, kind)
        if looked.state is State.SOUND and suspicious:
            looked = self._compared(path, kind)
        self._looked[path] = looked
        if looked.state is State.SOUND:
            self.report.sound += 1
        return looked.state is State.SOUND

    def _suspicious(self, path: Path) -> bool:
        """Whether its write-ahead log may have been taken away: who is killed leaves one, mostly
        with something in it."""
        wal = Path(f"{path}-wal")
        return self.ownership.unfinished and not (wal.exists() and wal.stat().st_size)

    def _compared(self, path: Path, kind: DatabaseKind) -> Looked:
        """Whether the replica knows of later changes than the file does.

        Not asked while a sidecar is at work: it has had the file all along, and folds and empties
        the log itself. A pod whose server died comes back beside it, at once.
        """
        self._wait_for_final_writes()
        if self._litestream_answers():
            return Looked(State.SOUND)
        try:
            brought = self.sources.from_replica(path)
        except Unreachable as error:
            log.warning("%s could not be compared with the replica: %s", path.name, error)
            return Looked(State.SOUND)
        if brought is None:
            return Looked(State.SOUND)
        ours = progress_of(path, kind)
        theirs = progress_of(placing.scratch_of(path), kind)
        placing.clear_scratch(path)
        if ours[0] != theirs[0] or theirs[1] <= ours[1]:
            return Looked(State.SOUND)
        return Looked(
            State.BEHIND,
            f"{path.name} lacks changes that the replica has: its write-ahead log is gone.",
        )

    def _one(self, path: Path, *, needed: bool = False) -> bool:
        """See to a database; whether it is sound now. With ``needed`` it stays when nothing is
        found to replace it with."""
        if path not in self._looked:
            self._sound(path)
        looked = self._looked[path]
        if looked.state is State.SOUND:
            return True
        self._wait_for_final_writes()
        began = time.monotonic()
        with self._scratch(path):
            brought = self._reaching(lambda: self.sources.bring(path))
            aside = ""
            if brought or not needed:
                if brought or path.exists():
                    self._refuse_under_litestream()
                aside = placing.set_aside(self.data, path, self.clock(), dry=self.report.dry)
            if brought and not self.report.dry:
                if kind_of(self.data, path) is DatabaseKind.SHOW:
                    placing.begin_new_life(placing.scratch_of(path), new_id())
                placing.put_in_place(placing.scratch_of(path), path)
        outcome = Outcome(
            path.name,
            looked.state,
            looked.problem,
            brought[0] if brought else None,
            aside,
            tuple(self.sources.tried),
            time.monotonic() - began,
        )
        self.report.outcomes.append(outcome)
        return outcome.recovered

    @contextmanager
    def _scratch(self, path: Path) -> Iterator[None]:
        placing.clear_scratch(path)
        try:
            yield
        finally:
            placing.clear_scratch(path)

    # -- others ---------------------------------------------------------------------------------

    def _reaching(self, ask: Callable[[], Said]) -> Said:
        """What the places say; without those that do not answer where that was asked for."""
        try:
            return ask()
        except Unreachable as error:
            if not self.fresh:
                raise NotRecovered(
                    f"{error} Something is missing here that may be there, so the server does not "
                    "start without it. Make it reachable; or go on with older copies, or with "
                    "nothing, with: camerasheet recover --fresh"
                ) from error
            log.warning("Going on without what cannot be reached: %s", error)
            self.sources.only_here = True
            return ask()

    def _wait_for_final_writes(self) -> None:
        """Until the Litestream of a server that was killed has written the last of it.

        Raises ``NotRecovered`` when it does not end.
        """
        deadline = time.monotonic() + LITESTREAM_SECONDS
        while final_writes_under_way(self.settings):
            if time.monotonic() > deadline:
                raise NotRecovered(_AT_WORK)
            time.sleep(0.2)

    def _refuse_under_litestream(self) -> None:
        if self._litestream_answers() and not self.report.dry:
            raise NotRecovered(_AT_WORK)

    def _litestream_answers(self) -> bool:
        try:
            Control(socket_path(self.settings)).info()
        except HangingError:
            return True
        except ReplicaFailed:
            return False
        return True


def needs_recovery(settings: Settings) -> bool:
    """Whether control.db is not there: then no command may make a new one without a look."""
    with suppress(OSError, CamerasheetError):
        path = DataDirectory(settings.data).control
        return not path.exists() or path.stat().st_size == 0
    return False
