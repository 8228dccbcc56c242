"""Every operation on a disk that is full, and then has room again. Prints what it saw, as JSON.

RLIMIT_FSIZE is the disk: no file may grow beyond so many bytes. ``python -m
tests.snapshots.fulldisk DIRECTORY``
"""

from __future__ import annotations

import json
import logging
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.errors import CamerasheetError
from tests.snapshots.house import ANN, House


def _name(path: Path) -> str:
    return path.name


def main() -> None:
    logging.disable()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    house = House(Path(sys.argv[1]), snapshots_keep=2)
    house.fill()
    spare, *_, made = [house.create(pinned=True) for _ in range(5)]
    for each in house.names():  # more than are kept, so that there is something to prune
        house.snapshots.describe(house.show_id, each, pinned=False, by=ANN)
    whole = (house.shelf / made.filename).read_bytes()
    house.cue(title="Encore")
    done = house.restore(made.filename)
    house.cue(title="Late")
    operations: dict[str, Callable[[], Any]] = {
        "create": house.create,
        "upload": lambda: house.snapshots.upload(house.show_id, "a.db", BytesIO(whole), by=ANN),
        "restore": lambda: house.restore(made.filename),
        "undo": lambda: house.undo(done, keep_edits=False),
        "describe": lambda: house.snapshots.describe(
            house.show_id, made.filename, note="n", by=ANN
        ),
        "delete": lambda: house.snapshots.delete(house.show_id, spare.filename, by=ANN),
        "prune": lambda: house.snapshots.prune(house.show_id),
        "drill": lambda: house.snapshots.drill(house.show_id, by=ANN),
        "control": lambda: house.snapshots.create_control(by=ANN),
    }
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for name, operation in operations.items():
        content, names = content_digest(house.sheet), house.names()
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, hard))
        code = "worked"
        try:
            operation()
        except CamerasheetError as error:
            code = error.code
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        seen = {
            "name": name,
            "code": code,
            "unharmed": content_digest(house.sheet) == content,
            "gone": sorted(set(names) - set(house.names())),
            "more": sorted(set(house.names()) - set(names)),
            "strays": sorted(set(map(_name, house.shelf.glob("*.db"))) - set(house.names())),
            "left": sorted(each.name for each in house.shelf.glob(".*")),
            "running": house.snapshots.running(house.show_id) is not None,
        }
        print(json.dumps(seen))
    with suppress(CamerasheetError):
        house.snapshots.tick()
    print(json.dumps({"name": "after", "code": house.restore(made.filename).state.value}))
    house.close()


if __name__ == "__main__":
    main()
