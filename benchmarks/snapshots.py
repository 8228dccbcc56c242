"""Snapshots, comparisons, restores and drills: how long they take, and how long an editor waits.

A client edits 100 times a second, at the desk of this process (so it shares Python's lock with all
the rest), while a show of 1 MB, 100 MB or 1 GB is copied, compared, restored and drilled.
"""

from __future__ import annotations

import math
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import restore_seen
from benchmarks.filling import MEGABYTE, fill_log, fill_sheet
from benchmarks.plots import Panel, draw
from benchmarks.servers.process import WORK
from benchmarks.session import Session, shown
from benchmarks.tables import number, spread, table, verdict
from camerasheet.desk import Accepted, Desk
from camerasheet.gunicorn_conf import SWITCH_SECONDS
from camerasheet.snapshots import Job, JobState
from tests.snapshots.house import ANN, House
from tests.support.shows import slip

RATE = 100
SETTLING_SECONDS = 0.5
PATIENCE = 120.0
QUIET_SECONDS, QUICK_QUIET_SECONDS = 3.0, 0.7

NOTHING, SNAPSHOT, COMPARE = "nothing", "a snapshot", "a comparison with the live sheet"
RESTORE, UNDO, DRILL = "a restore of half the cues", "its undo", "a drill"


@dataclass(frozen=True, slots=True)
class Size:
    """A show's file and sheet, how often it is measured, and which part of the budget it has."""

    megabytes: int
    cues: int
    cameras: int
    rounds: int
    share: float

    @property
    def name(self) -> str:
        """As the tables call it."""
        large = self.megabytes >= 1000
        return f"{self.megabytes / 1000:g} GB" if large else f"{self.megabytes} MB"


SIZES = (
    Size(1, 100, 6, 5, 0.2),
    Size(100, 1500, 12, 5, 0.55),
    Size(1000, 1500, 12, 1, 0.75),
)
QUICK_SIZES = (Size(1, 100, 6, 1, 0.5), Size(20, 1500, 12, 1, 1.0))


@dataclass(slots=True)
class Found:
    """Of each thing that was done: seconds, the longest wait and the median wait in ms."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    longest: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    usual: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


class Client:
    """Edits at a steady rate; ``pauses`` holds how long each edit waited for its answer, in ms,
    from when it was due: whoever comes late to ask has waited, too."""

    def __init__(self, desk: Desk, size: Size) -> None:
        self._desk = desk
        self._cues = size.cues
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._edit)
        self.pauses: list[float] = []
        self.refused = 0

    def _edit(self) -> None:
        due = time.perf_counter()
        n = 0
        while not self._stop.is_set():
            n += 1
            due += 1 / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            cue = f"cue{1 + 2 * (n % (self._cues // 2))}"  # those that a restore does not touch
            payload = {"kind": "write_shot", "cue": cue, "camera": "cam0", "field": "note"}
            outcome = self._desk.apply(slip({**payload, "value": f"note {n}"}), timeout=60)
            self.refused += not isinstance(outcome, Accepted)
            self.pauses.append((time.perf_counter() - due) * 1000)
            due = max(
                due, time.perf_counter()
            )  # what was not asked for meanwhile, nobody waits for

    def during(self, work: Callable[[], object]) -> tuple[float, list[float]]:
        """How many seconds the work took, and the pauses meanwhile, longest first."""
        self._thread.start()
        try:
            time.sleep(SETTLING_SECONDS)
            first = len(self.pauses)
            began = time.perf_counter()
            work()
            took = time.perf_counter() - began
            time.sleep(1.5 / RATE)  # so that one that waited at the end is among them
            last = len(self.pauses)
        finally:
            self._stop.set()
            self._thread.join()
        return took, sorted(self.pauses[first : last + 1], reverse=True)


def run(session: Session) -> str:
    """Measure, and give the Markdown."""
    sys.setswitchinterval(SWITCH_SECONDS)  # as the server has it
    found: dict[Size, Found] = {}
    for size in QUICK_SIZES if session.quick else SIZES:
        found[size] = Found()
        with (
            session.attempt(f"a show of {size.name}"),
            tempfile.TemporaryDirectory(dir=WORK, ignore_cleanup_errors=True) as directory,
        ):
            _measure(session, size, Path(directory) / "data", found[size])
    parts = _report(session, found)
    if not session.quick:
        with session.attempt("a restore as its followers see it"):
            parts.append(restore_seen.report(session))
    return "\n\n".join(part for part in parts if part)


def _measure(session: Session, size: Size, path: Path, found: Found) -> None:
    session.say(f"making a show of {size.name}")
    first = House(path)
    first.close()
    fill_sheet(first.file, size.cues, size.cameras)
    fill_log(first.file, size.megabytes)
    house = House(path)
    try:
        session.say(f"{house.file.stat().st_size / MEGABYTE:.0f} MB, {size.cues} × {size.cameras}")
        snapshot = ""
        for turn in session.turns(size.rounds, size.share):
            session.say(f"{size.name}, round {turn + 1}")
            if snapshot:
                _ended(house, house.restore(snapshot))  # the whole sheet, as at the beginning
            snapshot = _round(session, size, house, found)
    finally:
        house.close()


def _round(session: Session, size: Size, house: House, found: Found) -> str:
    """Everything once; the name of the snapshot that was made."""

    def note(what: str, work: Callable[[], object]) -> None:
        took, pauses = Client(house.desk, size).during(work)
        found.seconds[what].append(took)
        found.longest[what].append(pauses[0])
        found.usual[what].append(pauses[len(pauses) // 2])

    quiet = QUICK_QUIET_SECONDS if session.quick else QUIET_SECONDS
    note(NOTHING, lambda: time.sleep(quiet))
    note(SNAPSHOT, house.create)
    snapshot = house.names()[0]
    for n in range(0, size.cues, 2):
        house.do("strike_cue", cue=f"cue{n}")
    note(COMPARE, lambda: house.snapshots.compare(house.show_id, snapshot))
    jobs: list[Job] = []
    note(RESTORE, lambda: jobs.append(_ended(house, house.restore(snapshot))))
    note(UNDO, lambda: _ended(house, house.undo(jobs[0], keep_edits=True)))
    note(DRILL, lambda: _drill(house))
    return snapshot


def _ended(house: House, job: Job) -> Job:
    """A restore that was done, however long it took. Raises RuntimeError when it was not."""
    if job.state not in (JobState.DONE, JobState.FAILED):
        job = house.snapshots.wait(job.id, PATIENCE)
    if job.state is not JobState.DONE:
        raise RuntimeError(f"a restore or its undo is {job.state.value}: {job.error}")
    return job


def _drill(house: House) -> None:
    result = house.snapshots.drill(house.show_id, by=ANN)
    if not result.ok:
        raise RuntimeError(f"the drill failed: {result.problem}")


def _report(session: Session, found: dict[Size, Found]) -> list[str]:
    text = (
        "## Snapshots, comparisons, restores and drills\n\n"
        f"Beside a client that edits {RATE} times a second. Medians, with the lowest and the "
        "highest in brackets; rounds: "
        + ", ".join(f"{size.name} {len(each.seconds[DRILL])}" for size, each in found.items())
        + ". 1 MB holds 100 × 6, the others 1,500 × 12 and a history."
    )
    heads = ["", *(size.name for size in found)]
    does = (SNAPSHOT, COMPARE, RESTORE, UNDO, DRILL)
    took = [[name, *(spread(each.seconds[name]) for each in found.values())] for name in does]
    waits = [
        [name, *(spread(each.longest[name]) for each in found.values())]
        for name in (NOTHING, *does)
    ]
    usual = ["the median edit, nothing going on"]
    usual += [spread(each.usual[NOTHING]) for each in found.values()]
    series = {
        name: [
            (float(size.megabytes), max(each.longest[name], default=math.nan))
            for size, each in found.items()
        ]
        for name in (NOTHING, *does)
    }
    panel = Panel("An editor's longest wait", "MB", "ms", series, logarithmic=True)
    return [
        text,
        table(["time, s", *heads[1:]], took),
        table(["an editor's longest wait, ms", *heads[1:]], [*waits, usual]),
        shown(draw(session.picture("snapshots"), [panel]), "The longest wait by the show's size"),
        "### Against the targets\n\n" + _targets(found),
    ]


def _targets(found: dict[Size, Found]) -> str:
    rows = []
    for size, each in found.items():
        if size.cues < 1500:
            continue
        for name, most in ((SNAPSHOT, 20), (RESTORE, 250), (UNDO, 250)):
            longest = max(each.longest[name], default=math.nan)
            beside = number(max(each.longest[NOTHING], default=math.nan))
            meant = size.megabytes == 100
            what = f"{size.name}: the longest wait during {name}"
            limit = f"≤ {most} ms" if meant else ""
            said = verdict(longest, most) if meant else ""
            rows.append([what, limit, number(longest), beside, said])
    return table(["target", "limit", "the longest of all rounds, ms", "with nothing", ""], rows)
