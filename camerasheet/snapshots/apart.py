"""Having a file examined: here when it is small and our own, else by a process with limits."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from camerasheet.sheet.errors import SnapshotRefused, SnapshotTooNew, StorageFailed, Trouble
from camerasheet.snapshots.examine import Expected, contents, examine
from camerasheet.snapshots.reader import Facts
from camerasheet.storage.migrate import DatabaseKind

log = logging.getLogger(__name__)

SMALL: Final = 2 * 1024 * 1024
"""Up to this size a file of our own is read within the server: quicker than starting a process,
and too little to be noticed by whoever waits for Python's lock."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process may use; ``wall_seconds`` is how long we wait for it."""

    memory: int = 1024**3
    cpu_seconds: int = 60
    wall_seconds: float = 180.0


@dataclass(frozen=True, slots=True)
class Examiner:
    """Examines files; ``scratch`` is a directory for copies that begin with a dot."""

    scratch: Path
    limits: Limits = Limits()

    def contents(self, path: Path, revision: str) -> Facts:
        """What is in a copy that we have just made. Raises ``SnapshotRefused``, ``Trouble``."""
        if path.stat().st_size <= SMALL:
            return contents(path, revision, self.scratch)
        return self._apart(path, {"revision": revision}, limited=False)

    def examine(
        self,
        path: Path,
        expected: Expected,
        *,
        ours: bool,
        kind: DatabaseKind = DatabaseKind.SHOW,
    ) -> Facts:
        """Read all of a file; ``ours``: we made it ourselves, and it is as it was.

        Raises ``SnapshotRefused``, ``SnapshotTooNew``, ``StorageFailed``.
        """
        if ours and path.stat().st_size <= SMALL:
            return examine(path, self.scratch, expected, kind=kind)
        asked = {"size": expected.size, "sha256": expected.sha256, "kind": kind.value}
        return self._apart(path, asked, limited=not ours)

    def _apart(self, path: Path, asked: dict[str, Any], *, limited: bool) -> Facts:
        limits = self.limits
        most_written = 2 * path.stat().st_size + 64 * 1024**2  # a migrated copy
        message = {
            "path": str(path),
            "scratch": str(self.scratch),
            "limits": [limits.memory, limits.cpu_seconds, most_written] if limited else None,
            "revision": None,
            **asked,
        }
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-m", "camerasheet.snapshots.inspect"],
                input=json.dumps(message).encode(),
                capture_output=True,
                timeout=limits.wall_seconds,
                check=False,
                cwd="/",
            )
        except subprocess.TimeoutExpired:
            raise SnapshotRefused("This file takes longer to be read than any show does.") from None
        except OSError as error:
            raise StorageFailed(
                f"No process could be started to look at the file: {error}."
            ) from error
        return _facts(done)


def _facts(done: subprocess.CompletedProcess[bytes]) -> Facts:
    if done.returncode < 0:
        raise SnapshotRefused("This file takes more time or memory to be read than any show does.")
    if done.returncode != 0:
        log.error("a file could not be examined: %s", done.stderr.decode(errors="replace")[-4000:])
        raise SnapshotRefused("This file could not be read; the server's log says why.")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise _refusal(answer["error"])
    return Facts(**answer["facts"])


def _refusal(error: dict[str, Any]) -> SnapshotRefused | Trouble:
    details = {
        key: value for key, value in error.items() if key not in ("code", "message", "retry")
    }
    kinds: dict[str, type[SnapshotRefused | Trouble]] = {
        kind.code: kind for kind in (SnapshotRefused, SnapshotTooNew, StorageFailed)
    }
    return kinds.get(error["code"], Trouble)(error["message"], **details)
