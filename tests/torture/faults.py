"""What befalls the server. Each has to be seen to strike, or the run has not tested it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from tests.cli.program import eventually
from tests.recovery.theatre import PATIENCE
from tests.torture.evidence import Evidence
from tests.torture.scene import Phase, Scene
from tests.torture.stage import SHOW, Stage

STRIKE_SECONDS = 30.0
"""The longest that a fault waits until it is seen to strike."""
DAY = 86_400.0
CLOCK_SECONDS = 120.0
"""What an event may be older than now."""


class Faults:
    """``strike`` does one by its name and counts it, when it was seen, under ``fault: <name>``."""

    def __init__(self, stage: Stage, scene: Scene, seed: int) -> None:
        self.stage, self.scene = stage, scene
        self.evidence: Evidence = scene.evidence
        self.dice = random.Random(f"{seed}-faults")
        self._ahead = 0.0
        self._known: dict[str, Callable[[float], bool]] = {
            "full_disk": self._full_disk,
            "no_permission": self._no_permission,
            "litestream_killed": self._litestream_killed,
            "replica_frozen": self._replica_frozen,
            "clock_jump": self._clock_jump,
            "server_killed": self._server_killed,
            "worker_killed": self._worker_killed,
            "supervisor_killed": self._supervisor_killed,
            "read_only_start": self._read_only_start,
        }

    def strike(self, name: str, seconds: float) -> None:
        """Have it happen for so long; it is over at the end."""
        if self._known[name](seconds):
            self.evidence.count(f"fault: {name}")

    # -- what a server lives through ---------------------------------------------------------------

    def _full_disk(self, seconds: float) -> bool:
        worker, before = self.stage.worker, self._storage_refusals()
        end = time.monotonic() + STRIKE_SECONDS
        try:
            while not self._refused_more(before) and time.monotonic() < end:
                self.stage.volume.fill(worker)  # again: something may have been freed
                self._last(0.2)
            self._last(seconds)
        finally:
            self.stage.volume.free(worker)
        return self._refused_more(before) and self._writes_again()

    def _no_permission(self, seconds: float) -> bool:
        before = self._storage_refusals()
        self.stage.volume.deny()
        try:
            self._until(lambda: self._refused_more(before))
            self._last(seconds)
        finally:
            self.stage.volume.allow()
        return self._refused_more(before) and self._writes_again()

    def _litestream_killed(self, seconds: float) -> bool:
        before = self.stage.kill_litestream()
        self._last(seconds)
        eventually(lambda: self.stage.litestream() not in (None, before), "Litestream", PATIENCE)
        return True

    def _supervisor_killed(self, seconds: float) -> bool:
        """Edits go on without a replica, until the server has started another."""
        before, acknowledged = self.stage.kill_supervisor(), self.evidence.counts["ack"]
        self._last(seconds)
        eventually(lambda: self.stage.litestream() not in (None, before), "Litestream", PATIENCE)
        return self.evidence.counts["ack"] > acknowledged

    def _replica_frozen(self, seconds: float) -> bool:
        thaw = self.stage.frozen()
        try:
            before = self.evidence.counts["ack"]
            self._last(seconds)
            self._until(lambda: self.evidence.counts["ack"] > before)
        finally:
            thaw()
        return self.evidence.counts["ack"] > before

    def _clock_jump(self, seconds: float) -> bool:
        """Weeks ahead or back, or by an hour: then it goes on from there."""
        self._ahead = self.dice.choice((40.0, -40.0, 1 / 24, -1 / 24, 0.3)) * DAY - self._ahead
        self.stage.set_clock(self._ahead)
        self._last(seconds)
        return self._writes_again() and self._dated_so()

    def _dated_so(self) -> bool:
        """Whether the last event bears the time that the server's clock shows by now."""
        seq = self.stage.theatre.sheet()["seq"]
        _, said = self.stage.call("GET", f"/shows/{SHOW}/events?after={max(0, seq - 1)}")
        shown = said["events"][-1]["at"] / 1000 - time.time()
        return bool(abs(shown - self._ahead) < CLOCK_SECONDS)

    # -- what ends it -----------------------------------------------------------------------------

    def _server_killed(self, seconds: float) -> bool:
        self.scene.port = None
        with self.scene.upheaval():
            self.stage.kill_server()
            self.start()
        return True

    def _worker_killed(self, seconds: float) -> bool:
        with self.scene.upheaval():
            self.stage.kill_worker()
        return True

    def _read_only_start(self, seconds: float) -> bool:
        """Killed; and while the disk is read-only it does not start, and says why."""
        self.scene.port = None
        with self.scene.upheaval():
            self.stage.kill_server()
            self.stage.theatre.wait_for_litestream()
            self.stage.volume.read_only()
            try:
                if wrong := self.stage.refuses_to_start():
                    self.evidence.trouble(f"on a read-only disk the server said {wrong}")
            finally:
                self.stage.volume.writable()
            self.start()
        return True

    # -- helpers ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the server, and tell everybody where it is."""
        self.stage.theatre.start()
        self.scene.port = self.stage.port

    def _last(self, seconds: float) -> None:
        self.scene.wait(seconds, Phase.PLAY)

    def _until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + STRIKE_SECONDS
        while not true() and time.monotonic() < end:
            self._last(0.1)

    def _storage_refusals(self) -> int:
        counts = self.evidence.counts
        return sum(count for name, count in list(counts.items()) if name.endswith(": storage"))

    def _refused_more(self, before: int) -> bool:
        return self._storage_refusals() > before

    def _writes_again(self) -> bool:
        """Whether edits are acknowledged once it is over."""
        before = self.evidence.counts["ack"]
        self._until(lambda: self.evidence.counts["ack"] > before)
        return self.evidence.counts["ack"] > before
