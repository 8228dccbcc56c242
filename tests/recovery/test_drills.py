"""The drills: real processes, real losses. Each prints what was lost and how long it took."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.recovery.theatre import PATIENCE, SHOW, Template, Theatre
from tests.support.litestream import Litestream
from tests.support.seaweed import Seaweed

LAG_SECONDS = 10.0
"""What the replica may be behind; what was acknowledged before that may not be lost at all."""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template.make(tmp_path_factory.mktemp("drills") / "data")


@pytest.fixture
def theatre(template: Template, tmp_path: Path) -> Iterator[Theatre]:
    """Replicated to a directory beside it."""
    shutil.copytree(template.path, tmp_path / "data")
    replica = {"CAMERASHEET_REPLICA_DIR": str(tmp_path / "replica")}
    with Theatre(tmp_path / "data", template.token, replica) as theatre:
        yield theatre


@pytest.fixture
def in_store(theatre: Theatre, in_bucket: dict[str, str]) -> Theatre:
    """Replicated to a bucket."""
    theatre.environ = in_bucket
    return theatre


def test_killed_under_load(theatre: Theatre) -> None:
    theatre.start()
    theatre.load(theatre.kill)
    seconds = theatre.start()
    assert theatre.lost("killed -9 under load", seconds) == set()


def test_volume_deleted_under_load(theatre: Theatre) -> None:
    theatre.start()
    theatre.replicating()

    def disaster() -> None:
        time.sleep(2)
        theatre.kill_litestream()  # nothing more is replicated: the machine is gone
        theatre.kill()

    theatre.load(disaster)
    gone = time.time()
    theatre.lose_volume()
    seconds = theatre.start()
    lost = theatre.lost("volume deleted under load", seconds)
    assert {title for title in lost if theatre.acknowledged[title] < gone - LAG_SECONDS} == set()
    assert theatre.titles(), "the show came back, and the token still opens it"


def garbage(file: Path) -> None:
    file.write_bytes(b"\xa5" * file.stat().st_size)
    Path(f"{file}-wal").unlink(missing_ok=True)


def truncated(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)


def wal_deleted(file: Path) -> None:
    Path(f"{file}-wal").unlink(missing_ok=True)


@pytest.mark.parametrize("spoil", [garbage, truncated, wal_deleted])
def test_file_spoilt(theatre: Theatre, spoil: Callable[[Path], None]) -> None:
    theatre.start()
    theatre.replicating()
    theatre.load(theatre.kill)
    theatre.wait_for_litestream()
    spoil(theatre.file)
    seconds = theatre.start()
    assert theatre.lost(f"database: {spoil.__name__.replace('_', ' ')}", seconds) == set()


def test_a_bad_import_rolled_back(theatre: Theatre) -> None:
    theatre.start()
    theatre.load(lambda: None)
    before = theatre.sheet()["cues"]
    numbers = [cue["number"] for cue in before if cue["number"]]
    # Another show's file: the cues that it names become other ones, and all others are struck.
    rows = [f"{number},Another show's {number},Nonsense" for number in numbers[:5]]
    said = theatre.bring_in("another-show.csv", "\n".join(["Number,Title,Notes", *rows]))
    assert (said["applied"], len(said["changed"])) == (True, 5), said
    assert not theatre.acknowledged.keys() & set(theatre.titles()), "it did no harm"
    began = time.monotonic()
    _, snapshots = theatre.call("GET", f"/shows/{SHOW}/backups")
    (made,) = (each["filename"] for each in snapshots if each["kind"] == "pre-import")
    body = {"without_replica": True}
    status, said = theatre.call("POST", f"/shows/{SHOW}/backups/{made}/restore", body)
    assert (status, said["status"]) == (200, "restored")
    assert theatre.lost("bad import rolled back", time.monotonic() - began) == set()
    assert said_of(theatre.sheet()["cues"]) == said_of(before)


def said_of(cues: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What they say, whichever version that is of a cue or a shot."""
    return [
        {
            **{name: value for name, value in cue.items() if not name.startswith("version")},
            "shots": [{**shot, "version": 0} for shot in cue["shots"]],
        }
        for cue in cues
    ]


def same_as_replica(theatre: Theatre, sidecar: Litestream, seconds: float) -> None:
    """The replica's last state, on a volume of its own, is the live sheet."""
    live = theatre.sheet()
    sidecar.sync(theatre.file)
    sidecar.sync(theatre.data / "control.db")
    theatre.kill()
    sidecar.stop()
    theatre.lose_volume()
    theatre.start()
    assert theatre.sheet()["cues"] == live["cues"]
    assert theatre.lost("…and then from the replica alone", seconds) == set()


def test_store_down_under_load_and_back(in_store: Theatre, store: Seaweed) -> None:
    in_store.options = ()
    in_store.environ = {**in_store.environ, "CAMERASHEET_LITESTREAM": "sidecar"}
    sidecar = Litestream({**in_store.environ, "CAMERASHEET_DATA": str(in_store.data)})
    try:
        in_store.start()
        sidecar.start()
        in_store.load(lambda: None)

        def freeze() -> None:
            with store.frozen():
                time.sleep(8)

        began = time.monotonic()
        in_store.load(freeze)
        seconds = time.monotonic() - began
        assert in_store.lost("store down under load for 8 s, and back", seconds) == set()
        same_as_replica(in_store, sidecar, seconds)
    finally:
        sidecar.kill()


def test_sidecar_killed_under_load_and_back(theatre: Theatre) -> None:
    theatre.options = ()
    theatre.environ = {**theatre.environ, "CAMERASHEET_LITESTREAM": "sidecar"}
    sidecar = Litestream({**theatre.environ, "CAMERASHEET_DATA": str(theatre.data)})
    try:
        theatre.start()
        sidecar.start()
        theatre.load(sidecar.kill)
        theatre.load(lambda: None)
        sidecar.start()
        theatre.load(lambda: None)
        assert theatre.lost("sidecar killed under load, and back", 0) == set()
        same_as_replica(theatre, sidecar, 0)
    finally:
        sidecar.kill()


def test_sidecar_never_started(theatre: Theatre) -> None:
    theatre.options = ()
    theatre.environ = {**theatre.environ, "CAMERASHEET_LITESTREAM": "sidecar"}
    theatre.start()
    theatre.load(theatre.kill)
    seconds = theatre.start()
    assert theatre.lost("sidecar never started", seconds) == set()


def test_restored_while_the_store_is_down(in_store: Theatre, store: Seaweed) -> None:
    in_store.start()
    in_store.load(lambda: None)
    _, made = in_store.call("POST", f"/shows/{SHOW}/backups", {"name": "Here"})
    path = f"/shows/{SHOW}/backups/{made['filename']}/restore"
    began = time.monotonic()
    with store.frozen():
        in_store.call(
            "POST",
            f"/shows/{SHOW}/edits",
            {"id": "wrong-000001-edit", "edit": {"kind": "add_cue", "title": "Wrong"}},
        )
        status, said = in_store.call("POST", path)
        assert (status, said["code"]) == (409, "replica_behind"), said
        status, said = in_store.call("POST", path, {"without_replica": True})
        assert (status, said["status"]) == (200, "restored"), said
        assert "Wrong" not in in_store.titles()
        seconds = time.monotonic() - began
        assert in_store.lost("restore while the store is down", seconds) == set()


def test_the_clock_jumps(theatre: Theatre, tmp_path: Path) -> None:
    ahead = tmp_path / "ahead"
    theatre.program = (sys.executable, "-m", "tests.recovery.clockwork", str(ahead))
    ahead.write_text("0")
    theatre.start()
    theatre.load(lambda: None, after=10)
    for days in (40, -40):

        def jump(seconds: int = days * 86_400) -> None:
            ahead.write_text(str(seconds))

        theatre.load(jump, after=10)
        theatre.load(theatre.kill, after=10)
        theatre.wait_for_litestream()
        seconds = theatre.start()
        assert theatre.lost(f"clock jumped by {days} days", seconds) == set()
    theatre.replicating()
    theatre.kill()
    theatre.wait_for_litestream()
    theatre.lose_volume()
    seconds = theatre.start()
    assert theatre.lost("…and then the volume deleted", seconds) == set()
    assert seconds < PATIENCE
