"""What is wrong before each heading of the runbook, and what must hold after its commands."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.rehearsal.cluster import Cluster


def _nothing(cluster: Cluster) -> None:
    """Nothing is wrong."""


def _nothing_lost(cluster: Cluster, said: str) -> None:
    assert cluster.note()[1] == LAST, said


def _always(cluster: Cluster, said: str) -> None:
    """Nothing that the test itself would not see: every command ended well."""


@dataclass(frozen=True, slots=True)
class Situation:
    """``before`` may say what a word of the page is here; ``after`` is also given all that the
    commands printed."""

    before: Callable[[Cluster], Mapping[str, str] | None] = _nothing
    after: Callable[[Cluster, str], None] = _nothing_lost


MOMENT = "2026-05-01T20:14:30+02:00"
GOOD = "as it should be"
LAST = "the last word before it happened"
"""Written, acknowledged and replicated before each situation."""


def _server_hangs(cluster: Cluster) -> None:
    """It is there and answers nobody."""
    cluster.server.process("app").freeze()


def _sheet_broken(cluster: Cluster) -> None:
    """A snapshot, and an edit after it that should not have been."""
    cluster.camerasheet("snapshot", "create", "--show", "spring-gala", "--name", GOOD)
    cluster.write_note("nonsense")


def _broken_without_a_snapshot(cluster: Cluster) -> Mapping[str, str]:
    """An edit that should not have been, a moment after a whole second; both are replicated."""
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    time.sleep((moment - datetime.now(UTC)).total_seconds() + 0.1)
    cluster.write_note("nonsense")
    cluster.wait_until_replicated()
    return {MOMENT: moment.isoformat()}


def _database_damaged(cluster: Cluster) -> None:
    """Garbage in the middle of the show's file, with the server down."""
    cluster.server.kill()
    (show,) = (cluster.data / "shows").glob("*.db")
    with show.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 32768)


def _set_aside(cluster: Cluster, said: str) -> None:
    _nothing_lost(cluster, said)
    assert len(list((cluster.data / "shows").glob("*.db"))) == 1
    # The damaged one is never deleted.
    kept = [path for path in cluster.data.rglob("*") if path.is_file()]
    assert any(b"\xa5" * 8192 in path.read_bytes() for path in kept), said


def _store_frozen(cluster: Cluster) -> None:
    cluster.store.process("s3").freeze()


def _thawed(cluster: Cluster, said: str) -> None:
    cluster.store.process("s3").thaw()
    _nothing_lost(cluster, said)
    cluster.wait_until_replicated()


def _litestream_killed(cluster: Cluster) -> None:
    cluster.server.process("litestream").kill()


def _litestream_back(cluster: Cluster, said: str) -> None:
    cluster.server.restart("litestream")
    _nothing_lost(cluster, said)
    cluster.wait_until_replicated()


def _cluster_gone(cluster: Cluster) -> None:
    cluster.server.kill()


def _elsewhere(cluster: Cluster, said: str) -> None:
    assert "spring-gala" in said
    cluster.server.start()
    _nothing_lost(cluster, said)


def _rescued(cluster: Cluster, said: str) -> None:
    assert "rescue" in cluster.camerasheet("user", "list")


def _all_offsite(cluster: Cluster, said: str) -> None:
    assert said.count("is offsite") == 2, said  # the show, and the accounts
    _nothing_lost(cluster, said)


SITUATIONS: Mapping[str, Situation] = {
    "1. Look": Situation(),
    "2. The server, its pod or its node died": Situation(_server_hangs),
    "3. Somebody broke the sheet": Situation(_sheet_broken),
    "4. Go back to 20:14:30": Situation(_broken_without_a_snapshot),
    "5. A database is damaged": Situation(_database_damaged, _set_aside),
    "6. The volume is gone": Situation(),
    "7. The S3 store does not answer": Situation(_store_frozen, _thawed),
    "8. Litestream is gone": Situation(_litestream_killed, _litestream_back),
    "9. On another cluster or machine": Situation(_cluster_gone, _elsewhere),
    "10. Nobody can sign in": Situation(after=_rescued),
    "11. The disk is full": Situation(),
    "Afterwards": Situation(after=_all_offsite),
}


def examples(cluster: Cluster) -> dict[str, str]:
    """What the page calls “…example…”, and what it is here."""
    app = cluster.server.container("app")
    here = cluster.server.environment(app)
    return {
        "bucket.example": here["CAMERASHEET_S3_BUCKET"],
        "prefix.example": here["CAMERASHEET_S3_PREFIX"],
        "https://s3.example.org": here["CAMERASHEET_S3_ENDPOINT"],
        "id.example": here["AWS_ACCESS_KEY_ID"],
        "key.example": here["AWS_SECRET_ACCESS_KEY"],
    }


def snapshot(cluster: Cluster, key: str, value: str) -> str:
    """The file name of the newest of which that is known."""
    snapshots = cluster.call("GET", "/api/shows/spring-gala/backups")
    return next(str(each["filename"]) for each in snapshots if each[key] == value)


def clear(place: Path) -> None:
    """What the last situation left in the shell's directory."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
