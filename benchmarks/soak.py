"""Staying power: edits, snapshots, restores, a sidecar that dies, and replicas compared, for long.

``python -m benchmarks.soak --minutes 20`` has a real server and a real Litestream on a directory,
writers that never stop, and in turn a snapshot, a restore, a sidecar killed or stopped and started
again. After each the writers hold, and what the replica brings back must be the live sheet, cell by
cell. At the end all that was acknowledged must be there, and one line says what was done.

With ``--bucket`` it replicates to a real S3 server, which is also frozen for a minute in each round
while the writers go on; what is said then is how long the replica takes to catch up.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import shutil
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.recovery.theatre import SHOW, Template, Theatre
from tests.support.litestream import Litestream
from tests.support.replicas import brought_back, fingerprint, sheet_of
from tests.support.seaweed import Seaweed, seaweed

FROZEN_SECONDS = 60.0
"""For how long the store hangs."""
CUES_AT_MOST = 300
"""A show has no more; the writers' cues are struck again beyond that."""


@dataclass
class Soak:
    """``done`` counts what was done; ``slowest`` is the slowest comparison, in seconds, and
    ``caught_up`` the longest time that the replica took after a freeze, ``frozen_writes`` how many
    edits were acknowledged meanwhile."""

    theatre: Theatre
    sidecar: Litestream
    scratch: Path
    store: Seaweed | None = None
    done: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    caught_up: float = 0.0
    frozen_writes: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    # -- what happens -----------------------------------------------------------------------------

    def snapshot(self) -> None:
        status, said = self.theatre.call("POST", f"/shows/{SHOW}/backups", {})
        assert status == 201, said

    def restore(self) -> None:
        """An earlier state comes back: what was written since is gone, on purpose."""
        self.snapshot()
        _, listed = self.theatre.call("GET", f"/shows/{SHOW}/backups")
        chosen = listed[0]["filename"]
        self.theatre.write()
        path = f"/shows/{SHOW}/backups/{chosen}/restore"
        status, said = self.theatre.call("POST", path, {"without_replica": True})
        assert status == 200, said
        there = set(self.theatre.titles())
        for title in set(self.theatre.acknowledged) - there:
            del self.theatre.acknowledged[title]

    def kill_sidecar(self) -> None:
        self.sidecar.kill()
        time.sleep(random.random() * 2)
        self.sidecar.start()

    def stop_sidecar(self) -> None:
        self.sidecar.stop()
        time.sleep(random.random() * 2)
        self.sidecar.start()

    def freeze_store(self) -> None:
        """The store hangs for a minute, and the writers do not notice."""
        assert self.store is not None
        end = time.monotonic() + FROZEN_SECONDS
        with self.store.frozen():
            while time.monotonic() < end:
                before = len(self.theatre.acknowledged)
                self.theatre.load(lambda: time.sleep(0.5), after=40)
                self.frozen_writes += len(self.theatre.acknowledged) - before
                self.shorten()
            self.theatre.write()  # so that there is something to catch up with
        began = time.monotonic()
        self.sidecar.sync(self.theatre.file)
        self.caught_up = max(self.caught_up, time.monotonic() - began)

    def shorten(self) -> None:
        """Strike what the writers made, when the show has become longer than any."""
        _, said = self.theatre.call("GET", f"/shows/{SHOW}/cues")
        made = [cue for cue in said["cues"] if cue["title"] in self.theatre.acknowledged]
        for cue in made[CUES_AT_MOST // 2 :] if len(made) > CUES_AT_MOST else []:
            edit = {"id": f"soak-{next(self._numbers):07}", "edit": _strike(cue["id"])}
            status, answer = self.theatre.call("POST", f"/shows/{SHOW}/edits", edit)
            assert status == 200, answer
            del self.theatre.acknowledged[cue["title"]]

    # -- what must hold ---------------------------------------------------------------------------

    def compare(self) -> None:
        """What the replica brings back is the live sheet."""
        began = time.monotonic()
        self.sidecar.sync(self.theatre.file)
        live = sheet_of(self.theatre.file)
        brought = brought_back(self.sidecar.places, self.theatre.file, self.scratch / "replica.db")
        assert fingerprint(brought) == fingerprint(live), "the replica is not the live sheet"
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.done["compared"] += 1

    def run(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        steps = [self.snapshot, self.kill_sidecar, self.restore, self.stop_sidecar]
        if self.store is not None:
            steps.insert(1, self.freeze_store)
        # What a restore brings back must be told from what is being written; a freeze has writers
        # of its own.
        alone = (self.restore, self.freeze_store)
        for step in itertools.cycle(steps):
            quiet = step in alone
            self.theatre.load((lambda: None) if quiet else step, after=40)
            if quiet:
                step()
            self.done[step.__name__] += 1
            self.compare()
            self.shorten()
            if time.monotonic() > end:
                return


def _strike(cue: str) -> dict[str, str]:
    return {"kind": "strike_cue", "cue": cue}


def main() -> None:
    """Run for so many minutes and say what was done. The exit code is not 0 when anything broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--bucket", action="store_true", help="a real S3 server, also frozen")
    asked = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="camerasheet-soak-"))
    with ExitStack() as stack:
        store = stack.enter_context(seaweed(base / "store")) if asked.bucket else None
        where = {"CAMERASHEET_REPLICA_DIR": str(base / "replica")}
        if store is not None:
            where = store.settings(store.make_bucket("soak"))
        _soak(asked.minutes, base, where, store)
    shutil.rmtree(base)


def _soak(minutes: float, base: Path, where: dict[str, str], store: Seaweed | None) -> None:
    template = Template.make(base / "data")
    environ = {**where, "CAMERASHEET_LITESTREAM": "sidecar"}
    sidecar = Litestream({**environ, "CAMERASHEET_DATA": str(base / "data")})
    try:
        with Theatre(base / "data", template.token, environ, ()) as theatre:
            theatre.start()
            sidecar.start()
            soak = Soak(theatre, sidecar, base, store)
            soak.run(minutes * 60)
            lost = theatre.lost("soak", 0)
            assert not lost, sorted(lost)[:10]
            seq = theatre.sheet()["seq"]
    finally:
        sidecar.kill()
    said = ", ".join(f"{count} × {name}" for name, count in sorted(soak.done.items()))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"SOAK {minutes:g} minutes: seq {seq}, {said}; slowest comparison {soak.slowest:.1f} s; "
        f"largest child {memory:.0f} MB"
    )
    if store is not None:
        print(
            f"The store hung for {FROZEN_SECONDS:.0f} s at a time: {soak.frozen_writes} edits were "
            f"acknowledged meanwhile, and the replica had them {soak.caught_up:.1f} s after it."
        )


if __name__ == "__main__":
    main()
