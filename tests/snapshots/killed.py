"""An operation that is killed with SIGKILL at each of its steps in turn, and what is found after.

``python -m tests.snapshots.killed OPERATION DIRECTORY`` prints one JSON line for each step. A step
is a call that changes what is on the disk: a name made, replaced or removed, a file synced, a
transaction committed. This process has one thread and has imported everything, so each attempt is
a fork of it.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from camerasheet.sheet.digest import content_digest
from camerasheet.snapshots import JobState
from camerasheet.snapshots.schema import reference
from camerasheet.storage.migrate import DatabaseKind, head
from tests.snapshots.examiner import examined_by_forks, in_child
from tests.snapshots.house import ANN, House

KEEP = 2


def prepare(path: Path) -> None:
    """A show that was restored once and edited since, with a few snapshots."""
    house = House(path)
    house.fill(2, 1)
    first = house.create(name="first")
    house.cue(title="Encore")
    house.restore(first.filename)
    for name in ("second", "third", "fourth"):
        house.create(name=name)
    house.close()


def _create(house: House) -> None:
    house.create(name="fifth")


def _restore(house: House) -> None:
    newest = house.snapshots.list(house.show_id)[-1]
    house.restore(newest.filename)


def _undo(house: House) -> None:
    (job,) = house.snapshots.jobs(house.show_id)
    house.undo(job, keep_edits=False)


def _delete(house: House) -> None:
    house.snapshots.delete(house.show_id, house.names()[0], by=ANN)


def _prune(house: House) -> None:
    house.clock.advance(days=30)
    house.snapshots.prune(house.show_id)


def _upload(house: House) -> None:
    content = (house.shelf / house.names()[0]).read_bytes()
    house.snapshots.upload(house.show_id, "theirs.db", BytesIO(content), by=ANN)


def _describe(house: House) -> None:
    house.snapshots.describe(house.show_id, house.names()[0], note="changed", by=ANN)


OPERATIONS: dict[str, Callable[[House], None]] = {
    "create": _create,
    "restore": _restore,
    "undo": _undo,
    "delete": _delete,
    "prune": _prune,
    "upload": _upload,
    "describe": _describe,
}


class Killer:
    """Kills this process right before the n-th step; counts them all."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0

    def step(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def arm(self) -> None:
        for name in ("replace", "rename", "link", "unlink", "fsync"):
            setattr(os, name, self._wrapped(getattr(os, name)))
        event.listen(Engine, "commit", lambda _: self.step())

    def _wrapped(self, usual: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.step()
            return usual(*arguments, **named)

        return call


def state(house: House) -> dict[str, Any]:
    """What anybody could see of the house."""
    return {
        "snapshots": sorted(
            [each.filename, each.note, each.sha256] for each in house.snapshots.list(house.show_id)
        ),
        "content": content_digest(house.sheet),
        "jobs": [job.state.value for job in house.snapshots.jobs(house.show_id)],
    }


def attempt(path: Path, operation: str, at: int) -> int:
    """Run the operation, to be killed at a step; how many there were if it was not."""
    house = House(path, snapshots_keep=KEEP)
    killer = Killer(at)
    killer.arm()
    OPERATIONS[operation](house)
    return killer.count


def look(path: Path) -> dict[str, Any]:
    """Start again, and see."""
    house = House(path, snapshots_keep=KEEP)
    said = house.snapshots.clear_leftovers()
    seen = state(house)
    running = any(job.under_way for job in house.snapshots.jobs(house.show_id))
    newest = house.snapshots.jobs(house.show_id)[0]
    whole = [house.snapshots.verify(house.show_id, name, by=ANN) for name in house.names()]
    found = {
        **seen,
        "said": said,
        "again": house.snapshots.clear_leftovers(),
        "left": sorted(each.name for each in house.shelf.glob(".*")),
        "strays": sorted(
            each.name for each in house.shelf.glob("*.db") if each.name not in house.names()
        ),
        "running": running,
        "newest_worked": newest.state is JobState.DONE,
        "all_sound": all(each.verified_ok for each in whole),
        "works_on": bool(house.create(name="after").filename),
    }
    house.close()
    return found


def _warm_up(template: Path, path: Path) -> None:
    """Do once here what every fork would else do for the first time: half of what it takes."""
    shutil.copytree(template, path)
    look(path)
    shutil.rmtree(path)
    assert threading.active_count() == 1, "a fork of this process would lack its threads"


def main() -> None:
    """Kill it at step 1, 2, 3 and so on until it gets to its end."""
    operation, directory = sys.argv[1], Path(sys.argv[2])
    logging.disable()
    faulthandler.disable()
    for kind in DatabaseKind:  # each fork would find these out anew
        reference(kind, head(kind))
    template = directory / "template"
    prepare(template)
    _warm_up(template, directory / "warm")
    with examined_by_forks(directory):
        print(in_child(lambda: state(House(template, snapshots_keep=KEEP)))[1])
        _kill_at_every_step(operation, template, directory)


def _kill_at_every_step(operation: str, template: Path, directory: Path) -> None:
    at = 0
    ended = False
    while not ended:
        at += 1
        path = directory / f"step-{at}"
        shutil.copytree(template, path)
        status, _ = in_child(lambda path=path, at=at: attempt(path, operation, at))  # type: ignore[misc]
        ended = not os.WIFSIGNALED(status)
        assert not ended or os.WEXITSTATUS(status) == 0, "the operation failed by itself"
        status, said = in_child(lambda path=path: look(path))  # type: ignore[misc]
        assert status == 0, f"after step {at} the house does not open"
        print(said)
        shutil.rmtree(path)


if __name__ == "__main__":
    main()
