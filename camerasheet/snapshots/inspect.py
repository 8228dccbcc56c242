"""A process of its own in which a file is examined: ``python -I -m camerasheet.snapshots.inspect``.

What a hostile file can use up is then this process's, which has little; and a large file of our
own does not keep the server's threads waiting for Python's lock. Reads one JSON object from stdin,
writes one to stdout.
"""

import json
import os
import resource
import sys
from pathlib import Path

from camerasheet.sheet.errors import CamerasheetError
from camerasheet.snapshots.examine import Expected, contents, examine
from camerasheet.storage.migrate import DatabaseKind


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


def main() -> None:
    """Examine one file within the limits that were asked for."""
    asked = json.load(sys.stdin)
    os.nice(5)  # the show goes first
    if asked["limits"]:
        memory, seconds, file_size = asked["limits"]
        _limit(resource.RLIMIT_AS, memory)
        _limit(resource.RLIMIT_CPU, seconds)
        _limit(resource.RLIMIT_FSIZE, file_size)
        _limit(resource.RLIMIT_CORE, 0)
    path, scratch = Path(asked["path"]), Path(asked["scratch"])
    try:
        if asked["revision"] is not None:
            facts = contents(path, asked["revision"], scratch)
        else:
            expected = Expected(asked["size"], asked["sha256"])
            facts = examine(path, scratch, expected, kind=DatabaseKind(asked["kind"]))
        answer: dict[str, object] = {"facts": facts.as_json()}
    except CamerasheetError as error:
        answer = {"error": error.as_json()}
    except MemoryError:
        message = "This file needs more memory to be read than any show does."
        answer = {"error": {"code": "snapshot", "message": message}}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
