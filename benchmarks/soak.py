"""Staying power: edits, snapshots, restores, a sidecar that dies, and replicas compared, for long.

``python -m benchmarks.soak --minutes 20`` has a real server and a real Litestream on a directory,
writers that never stop, and in turn a snapshot, a restore, a sidecar killed or stopped and started
again. After each the writers hold, and what the replica brings back must be the live sheet, cell by
cell. At the end all that was acknowledged must be there, and one line says what was done.
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
from dataclasses import dataclass, field
from pathlib import Path

from camerasheet.replica import program
from camerasheet.sheet.digest import content_digest
from camerasheet.storage.engine import open_database
from camerasheet.storage.show.sheets import load_sheet
from tests.recovery.theatre import SHOW, Template, Theatre
from tests.support.litestream import Litestream

CUES_AT_MOST = 300
"""A show has no more; the writers' cues are struck again beyond that."""


@dataclass
class Soak:
    """``done`` counts what was done; ``slowest`` is the slowest comparison, in seconds."""

    theatre: Theatre
    sidecar: Litestream
    scratch: Path
    done: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
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
        live = _digest(self.theatre.file)
        target = self.scratch / "replica.db"
        for end in ("", "-wal", "-shm"):
            Path(f"{target}{end}").unlink(missing_ok=True)
        program.restore(self.sidecar.places, self.theatre.file, target)
        brought = _digest(target)
        assert brought == live, "the replica is not the live sheet"
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.done["compared"] += 1

    def run(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        steps = (self.snapshot, self.kill_sidecar, self.restore, self.stop_sidecar)
        for step in itertools.cycle(steps):
            quiet = step == self.restore  # what comes back must be told from what is being written
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


def _digest(path: Path) -> tuple[int, str]:
    database = open_database(path)
    try:
        with database.reading() as connection:
            sheet = load_sheet(connection)
    finally:
        database.dispose()
    return sheet.seq, content_digest(sheet)


def main() -> None:
    """Run for so many minutes and say what was done. The exit code is not 0 when anything broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    minutes = parser.parse_args().minutes
    base = Path(tempfile.mkdtemp(prefix="camerasheet-soak-"))
    template = Template.make(base / "data")
    environ = {
        "CAMERASHEET_REPLICA_DIR": str(base / "replica"),
        "CAMERASHEET_LITESTREAM": "sidecar",
    }
    sidecar = Litestream({**environ, "CAMERASHEET_DATA": str(base / "data")})
    try:
        with Theatre(base / "data", template.token, environ, ()) as theatre:
            theatre.start()
            sidecar.start()
            soak = Soak(theatre, sidecar, base)
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
    shutil.rmtree(base)


if __name__ == "__main__":
    main()
