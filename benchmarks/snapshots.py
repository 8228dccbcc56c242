"""What editing clients notice of a snapshot and of a restore: ``python -m benchmarks.snapshots``.

A client edits 100 times a second, at the desk of this process (so it shares Python's lock with all
the rest), while a show of 1,500 × 12 with a history of 100 MB is copied, and then restored.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from camerasheet.desk import Desk
from camerasheet.gunicorn_conf import SWITCH_SECONDS
from camerasheet.sheet.changes import Change, On, apply, made
from camerasheet.sheet.events import Event, Happening
from camerasheet.sheet.model import Camera, Cue, Shot
from camerasheet.snapshots import JobState
from camerasheet.storage.engine import open_database
from camerasheet.storage.show.event_log import append_events
from camerasheet.storage.show.sheets import load_sheet, save_sheet, touched
from tests.snapshots.house import House
from tests.support.shows import slip

CUES, CAMERAS, MEGABYTES, RATE = 1500, 12, 100, 100


def fill(path: Path) -> None:
    """The sheet, and a log that makes the file as large as that of a long production."""
    changes = [
        made(On.CAMERA, (f"cam{n}",), Camera(f"cam{n}", str(n + 1), rank=f"{n + 1:03}V"))
        for n in range(CAMERAS)
    ]
    for n in range(CUES):
        cue = Cue(f"cue{n}", str(n + 1), f"Song {n}", rank=f"{n + 1:05}V")
        changes.append(made(On.CUE, (cue.id,), cue))
        for c in range(CAMERAS):
            shot = Shot(size="CU", subject=f"Singer {n}", move="PAN")
            changes.append(made(On.SHOT, (cue.id, f"cam{c}"), shot))
    database = open_database(path)
    with database.writing() as connection:
        sheet = apply(load_sheet(connection), 1, changes)
        save_sheet(connection, sheet, touched(changes))
        append_events(connection, [_event(1, tuple(changes))])
    words = Change(On.CUE, ("cue0",), {"notes": "x" * 900}, {"notes": "y" * 900})
    seq = 1
    while path.stat().st_size + Path(f"{path}-wal").stat().st_size < MEGABYTES * 1e6:
        with database.writing() as connection:
            events = [_event(seq + n, (words,)) for n in range(1, 2001)]
            seq += 2000
            append_events(connection, events)
            save_sheet(connection, apply(sheet, seq, [words]), touched([words]))
    database.dispose()


def _event(seq: int, changes: tuple[Change, ...]) -> Event:
    return Event(seq, Happening.CUE_WRITTEN, changes, "account:ann", "Ann", 0, f"fill-{seq}", {})


class Client:
    """Edits at a steady rate; ``pauses`` holds how long each edit waited for its answer, in ms."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._edit)
        self.pauses: list[float] = []

    def _edit(self) -> None:
        due = time.perf_counter()
        n = 0
        while not self._stop.is_set():
            n += 1
            due += 1 / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            payload = {"kind": "write_shot", "cue": f"cue{n % CUES}", "camera": "cam0"}
            began = time.perf_counter()
            self._desk.apply(slip({**payload, "field": "note", "value": f"note {n}"}), timeout=60)
            self.pauses.append((time.perf_counter() - began) * 1000)
            due = max(due, time.perf_counter() - 1)

    def during(self, work: Callable[[], object]) -> tuple[float, list[float]]:
        """How long the work took, in ms, and the pauses meanwhile, longest first."""
        self._thread.start()
        time.sleep(0.5)
        first = len(self.pauses)
        began = time.perf_counter()
        work()
        took = (time.perf_counter() - began) * 1000
        last = len(self.pauses)
        self._stop.set()
        self._thread.join()
        return took, sorted(self.pauses[first : last + 1], reverse=True)


def main() -> None:
    """Print the figures. Each comes after one of the same client with nothing going on."""
    sys.setswitchinterval(SWITCH_SECONDS)  # as the server has it
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "data"
        first = House(path)
        first.close()
        fill(first.file)
        house = House(path)
        print(f"{(house.file.stat().st_size) / 1e6:.0f} MB, {CUES} × {CAMERAS}, {RATE} edits/s")
        control(house)
        report("a snapshot", *Client(house.desk).during(house.create))
        control(house)
        snapshot = house.names()[-1]
        for n in range(0, CUES, 2):
            house.do("strike_cue", cue=f"cue{n}")
        restored = []
        took = Client(house.desk).during(lambda: restored.append(house.restore(snapshot)))
        report("a restore of half the cues", *took)
        (job,) = restored
        assert job.state is JobState.DONE, job.error
        at = [job.created, *(step.at for step in job.steps if step.at)]
        spans = zip(job.steps, itertools.pairwise(at), strict=False)
        print("steps:", {step.name: f"{(b - a).total_seconds():.2f} s" for step, (a, b) in spans})
        control(house)
        undone: list[object] = []
        took = Client(house.desk).during(lambda: undone.append(house.undo(job, keep_edits=True)))
        report("its undo", *took)
        house.close()


def control(house: House) -> None:
    """What the machine itself makes the client wait for."""
    report("nothing", *Client(house.desk).during(lambda: time.sleep(3)))


def report(what: str, took: float, pauses: list[float]) -> None:
    """One line."""
    middle = pauses[len(pauses) // 2]
    print(
        f"{what}: {took:.0f} ms; of {len(pauses)} edits the median waited {middle:.1f} ms, "
        f"the longest {', '.join(f'{pause:.0f}' for pause in pauses[:4])} ms"
    )


if __name__ == "__main__":
    main()
