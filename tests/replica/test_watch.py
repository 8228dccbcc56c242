"""What the watch says while things are really broken, and that it mends by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from camerasheet.config import Settings
from camerasheet.replica import watch
from camerasheet.replica.control import ANSWER_SECONDS
from camerasheet.replica.probe import PROBE_SECONDS
from camerasheet.replica.service import SILENT_SECONDS, Replica
from camerasheet.replica.status import DatabaseStatus, ReplicaStatus, State
from camerasheet.replica.watch import LOOK_SECONDS, PROBE_EVERY, STALLED_AFTER
from camerasheet.sheet.errors import ReplicaBehind, ReplicaFailed
from camerasheet.storage.datadir import DataDirectory
from tests.support.litestream import Litestream, litestream
from tests.support.seaweed import Seaweed
from tests.support.shows import SHOW, Stand, empty_show, standing

PATIENCE = 60.0


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch looks oftener and gives less time; what it finds is what it finds at leisure."""
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.5)
    monkeypatch.setattr(watch, "STALLED_AFTER", timedelta(seconds=3))
    monkeypatch.setattr(watch, "PROBE_EVERY", 2.0)


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

    def told(self, so: Callable[[ReplicaStatus], bool]) -> ReplicaStatus:
        """Wait until it is so; the status that says it. The next look may say something else:
        Litestream writes into the databases, too."""
        deadline = time.monotonic() + PATIENCE
        while True:
            status = self.status
            if so(status):
                return status
            assert time.monotonic() < deadline, (status, self.sidecar.log())
            time.sleep(0.05)

    def until(self, state: State, mark: str = "") -> ReplicaStatus:
        """Wait until that state is told, with these words about it."""
        return self.told(lambda status: status.state is state and mark in status.error)

    def replicated(self) -> ReplicaStatus:
        """Wait until it is active, and nothing is left to be sent."""
        return self.told(_replicated)

    def show(self, status: ReplicaStatus) -> DatabaseStatus:
        """The show's own, of a status."""
        return next(each for each in status.databases if each.path.endswith(f"{SHOW}.db"))


def _replicated(status: ReplicaStatus) -> bool:
    found = status.databases
    complete = all(each.last_sync and each.behind_since is None for each in found)
    return status.state is State.ACTIVE and complete and status.lag_seconds == 0.0


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
    bucket = store.make_bucket("gone-soon")
    with ExitStack() as stack:
        busy, idle = (
            stack.enter_context(at_work(tmp_path / name, store.settings(bucket, name)))
            for name in ("busy", "idle")
        )
        busy.replicated()
        idle.replicated()

        with store.frozen():
            busy.stand.cue(title="While it is frozen")
            # That the store hangs is told by whoever asks it first: by the edit, or by the probe.
            busy.until(State.STALLED, "the store does not answer")
            busy.told(lambda status: bool(status.lag_seconds) and _behind(busy.show(status)))
            with pytest.raises(ReplicaBehind, match="the store does not answer"):
                busy.replica.sync(busy.file, 1)
            idle.until(State.STALLED, "the store does not answer")
        busy.replicated()
        idle.replicated()

        store.remove_bucket(bucket)
        busy.stand.cue(title="While the bucket is gone")
        idle.until(State.STALLED, "the bucket is not there")
        busy.until(State.STALLED, "the bucket is not there")
        store.make_bucket(bucket)
        busy.replicated()
        idle.replicated()
        synced = busy.replica.sync(busy.file)
        assert synced.complete


def _behind(database: DatabaseStatus) -> bool:
    has, wants = database.replicated_txid, database.txid
    return has is not None and wants is not None and has < wants


def test_a_sidecar_that_dies_hangs_or_has_wrong_keys(there: dict[str, str], tmp_path: Path) -> None:
    with at_work(tmp_path / "data", there) as crew:
        assert crew.replicated().version.startswith("0.5.")
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
        told = crew.replicated()
        assert told.replica_url == f"file://{disk}"
        assert told.retention_hours == 168
        assert told.last_sync is not None
        assert told.last_sync <= datetime.now(UTC)


def test_each_failure_shows_within_fifteen_seconds() -> None:
    """As the watch is set in earnest: the longest ways by which it gets to know."""
    hanging = ANSWER_SECONDS + 1
    an_edit = STALLED_AFTER.total_seconds() + LOOK_SECONDS + hanging
    no_edit = PROBE_EVERY + LOOK_SECONDS + PROBE_SECONDS
    no_sidecar = watch.SILENT_LOOKS * (LOOK_SECONDS + ANSWER_SECONDS)
    assert max(an_edit, no_edit, no_sidecar) < 15


def test_the_app_folds_the_logs_only_without_litestream(tmp_path: Path) -> None:
    alone = Replica(Settings(data=tmp_path), {})
    assert alone.checkpoints_are_ours
    assert alone.status().state is State.OFF
    beside = Replica(Settings(data=tmp_path, litestream="sidecar", replica_dir=tmp_path), {})
    assert not beside.checkpoints_are_ours
    assert beside.look().state is State.DOWN
    assert SILENT_SECONDS == 60.0
