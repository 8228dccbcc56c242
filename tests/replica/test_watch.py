"""What the watch says while things are really broken, and that it mends by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from camerasheet.config import Settings
from camerasheet.replica.service import SILENT_SECONDS, Replica
from camerasheet.replica.status import DatabaseStatus, ReplicaStatus, State
from camerasheet.sheet.errors import ReplicaBehind, ReplicaFailed
from camerasheet.storage.datadir import DataDirectory
from tests.support.litestream import Litestream, litestream
from tests.support.seaweed import Seaweed
from tests.support.shows import SHOW, Stand, empty_show, standing

PATIENCE = 60.0


class Crew:
    """A show at work, its Litestream, and a watch."""

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        data = DataDirectory(path)
        data.prepare()
        self.file = Path(empty_show(data.shows))
        self.environ = {
            **environ,
            "CAMERASHEET_DATA": str(path),
            "CAMERASHEET_LITESTREAM": "sidecar",
        }
        self.sidecar: Litestream
        self.stand: Stand
        self.replica = Replica(Settings.from_environment(self.environ), self.environ)

    @property
    def status(self) -> ReplicaStatus:
        return self.replica.status()

    def until(self, state: State, mark: str = "") -> ReplicaStatus:
        """Wait until it is so said."""
        deadline = time.monotonic() + PATIENCE
        while self.status.state is not state or mark not in self.status.error:
            assert time.monotonic() < deadline, self.status
            time.sleep(0.05)
        return self.status

    def replicated(self) -> None:
        """Wait until it is active, and nothing is left to be sent."""
        self.until(State.ACTIVE)
        eventually(lambda: all(_complete(each) for each in self.status.databases))
        assert self.status.lag_seconds == 0.0


def _complete(database: DatabaseStatus) -> bool:
    return database.last_sync is not None and database.behind_since is None


def eventually(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def at_work(path: Path, environ: Mapping[str, str]) -> Iterator[Crew]:
    crew = Crew(path, environ)
    with ExitStack() as stack:
        crew.sidecar = stack.enter_context(litestream(crew.environ))
        crew.stand = stack.enter_context(standing(crew.file))
        stack.callback(crew.replica.close)
        crew.replica.start()
        crew.until(State.ACTIVE)
        yield crew


def test_a_frozen_store_and_a_bucket_that_is_gone(store: Seaweed, tmp_path: Path) -> None:
    """For a show that is edited meanwhile and for one that rests: nothing else would tell."""
    names = {"busy": store.make_bucket("busy-show"), "idle": store.make_bucket("idle-show")}
    with ExitStack() as stack:
        busy, idle = (
            stack.enter_context(at_work(tmp_path / name, store.settings(bucket)))
            for name, bucket in names.items()
        )
        busy.replicated()
        idle.replicated()

        with store.frozen():
            busy.stand.cue(title="While it is frozen")
            told = busy.until(State.STALLED)
            assert "the store does not answer" in busy.until(State.STALLED, "store").error
            assert told.lag_seconds
            (show,) = (each for each in told.databases if each.path.endswith(f"{SHOW}.db"))
            assert show.txid is not None
            assert show.replicated_txid is not None
            assert show.replicated_txid < show.txid
            with pytest.raises(ReplicaBehind, match="the store does not answer"):
                busy.replica.sync(busy.file, 1)
            idle.until(State.STALLED, "the store does not answer")
        busy.replicated()
        idle.replicated()

        for name in names.values():
            store.remove_bucket(name)
        busy.stand.cue(title="While the bucket is gone")
        idle.until(State.STALLED, "the bucket is not there")
        busy.until(State.STALLED, "the bucket is not there")
        for name in names.values():
            store.make_bucket(name)
        busy.replicated()
        idle.replicated()
        synced = busy.replica.sync(busy.file)
        assert synced.complete


def test_a_sidecar_that_dies_hangs_or_has_wrong_keys(
    store: Seaweed, bucket: str, tmp_path: Path
) -> None:
    with at_work(tmp_path / "data", store.settings(bucket)) as crew:
        crew.replicated()
        assert crew.status.version.startswith("0.5.")
        crew.sidecar.kill()
        told = crew.until(State.DOWN)
        assert told.lag_seconds is not None
        with pytest.raises(ReplicaFailed, match="does not answer"):
            crew.replica.sync(crew.file, 1)
        crew.stand.cue(title="Nobody copies this yet")
        crew.sidecar.start()  # over the socket that was left
        crew.replicated()

        crew.sidecar.freeze()
        crew.until(State.DOWN, "is there and does not answer")
        crew.sidecar.thaw()
        crew.replicated()

        crew.sidecar.kill()
        wrong = {**crew.environ, "AWS_SECRET_ACCESS_KEY": "never-shown"}
        with litestream(wrong):
            crew.stand.cue(title="With wrong keys")
            told = crew.until(State.STALLED, "the store refuses our keys")
            assert "never-shown" not in str(told.as_json())
        crew.sidecar.start()
        crew.replicated()


def test_a_directory_is_named_and_what_is_kept_is_said(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with at_work(tmp_path / "data", {"CAMERASHEET_REPLICA_DIR": str(disk)}) as crew:
        crew.replicated()
        told = crew.status
        assert told.replica_url == f"file://{disk}"
        assert told.retention_hours == 168
        assert told.last_sync is not None
        assert told.last_sync <= datetime.now(UTC)


def test_the_app_folds_the_logs_only_without_litestream(tmp_path: Path) -> None:
    alone = Replica(Settings(data=tmp_path), {})
    assert alone.checkpoints_are_ours
    assert alone.status().state is State.OFF
    beside = Replica(Settings(data=tmp_path, litestream="sidecar", replica_dir=tmp_path), {})
    assert not beside.checkpoints_are_ours
    assert beside.look().state is State.DOWN
    assert SILENT_SECONDS == 60.0
