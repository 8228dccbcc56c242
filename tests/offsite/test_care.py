"""The schedule, retention, and what a store that fails may hold up: nothing."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from camerasheet.offsite import Copy
from camerasheet.offsite import bucket as bucket_module
from camerasheet.offsite.retention import to_prune
from camerasheet.sheet.errors import LastVerified, OffsiteFailed
from camerasheet.snapshots import JobKind, JobState, Kind, Manifest
from camerasheet.storage.control.audit import AuditAction
from tests.cli.program import eventually
from tests.offsite.abroad import PATIENCE, Abroad, failed
from tests.snapshots.house import ANN, Aside
from tests.support.seaweed import Seaweed


def copy(number: int, *, pinned: bool = False, sound: bool | None = None) -> Copy:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
    manifest = Manifest(
        filename=f"{number}.db",
        kind=Kind.SCHEDULED,
        size=1,
        sha256="",
        created=at,
        by_id="",
        by_name="",
        show_id="",
        show_slug="",
        show_title="",
        revision="",
        cues=0,
        cameras=0,
        shots=0,
        digest="",
        seq=0,
        epoch="",
        app_version="",
        pinned=pinned,
        verified_ok=sound,
    )
    return Copy(manifest, at)


def test_the_newest_the_pinned_and_the_last_sound_one_stay() -> None:
    copies = [copy(number) for number in (6, 5, 4)]
    copies += [copy(3, pinned=True), copy(2, sound=True), copy(1, sound=True)]
    assert to_prune(copies, 2) == ["1.db", "4.db"]
    assert to_prune(copies, 2, {"4.db"}) == ["1.db"]
    assert to_prune(copies, 9) == []


def tick(abroad: Abroad) -> None:
    """One round of the caretaker, waited for."""
    began = time.monotonic()
    abroad.offsite.tick()
    assert time.monotonic() - began < 5, "the caretaker does not wait for the store"
    thread = abroad.offsite._routine._thread
    assert thread is not None
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_the_newest_is_pushed_when_it_is_time(abroad: Abroad) -> None:
    first = abroad.create()
    control = abroad.snapshots.create_control(by=ANN)
    tick(abroad)
    assert abroad.there() == [first.filename]
    assert abroad.control_there() == [control.filename]
    abroad.clock.advance(hours=2)
    abroad.cue(title="New")
    second = abroad.create()
    tick(abroad)
    assert abroad.there() == [first.filename], "a day has not gone by"
    abroad.clock.advance(hours=23)
    tick(abroad)
    assert abroad.there() == [second.filename, first.filename]


def test_no_more_than_is_kept(
    store: Seaweed, bucket: str, prefix: str, keys: None, tmp_path: Path
) -> None:
    with Abroad(tmp_path / "data", store, bucket, s3_prefix=prefix, offsite_keep=2) as abroad:
        made = []
        for number in range(5):
            abroad.cue(title=f"More {number}")
            made.append(abroad.create(pinned=number == 0).filename)
            abroad.pushed(made[-1])
        abroad.snapshots.describe(abroad.show_id, made[1], name="Dear to us", pinned=True, by=ANN)
        assert abroad.offsite.prune(abroad.show_id) == [made[2]]
        assert abroad.there() == [made[4], made[3], made[1], made[0]]
        said = next(
            c.manifest for c in abroad.offsite.list(abroad.show_id) if c.filename == made[1]
        )
        assert (said.name, said.pinned) == ("Dear to us", True), "what people say goes along"
        entry = abroad.control.audit.list()[0]
        assert (entry.action, entry.detail) == (
            AuditAction.OFFSITE_PRUNED,
            {"filename": made[2]},
        )


def test_two_who_delete_the_last_sound_copies_do_not_both(
    abroad: Abroad, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (abroad.create().filename for _ in range(2))
    for filename in (one, other):
        abroad.pushed(filename)
    delete = Aside(lambda: abroad.offsite.delete(abroad.show_id, other, by=ANN))
    delete_before_removal_of(abroad, one, delete, monkeypatch)
    abroad.offsite.delete(abroad.show_id, one, by=ANN)
    assert isinstance(delete.end(), LastVerified)
    assert abroad.there() == [other]


def test_a_sound_copy_stays_beside_one_that_is_pruned(
    store: Seaweed,
    bucket: str,
    prefix: str,
    keys: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Abroad(tmp_path / "data", store, bucket, s3_prefix=prefix, offsite_keep=1) as abroad:
        old, new = (abroad.create().filename for _ in range(2))
        for filename in (old, new):
            abroad.pushed(filename)
        delete = Aside(lambda: abroad.offsite.delete(abroad.show_id, new, by=ANN))
        delete_before_removal_of(abroad, old, delete, monkeypatch)
        assert abroad.offsite.prune(abroad.show_id) == [old]
        assert isinstance(delete.end(), LastVerified)
        assert abroad.there() == [new]


def delete_before_removal_of(
    abroad: Abroad, filename: str, delete: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Have somebody else delete a copy when it is decided that ``filename`` goes."""
    remote = abroad.offsite.remote(abroad.show_id)
    usual = remote.remove

    def held(going: str) -> None:
        if going == filename:
            delete.begin()
        usual(going)

    monkeypatch.setattr(remote, "remove", held)


def test_once_a_day_everything_is_pushed(abroad: Abroad) -> None:
    done = abroad.offsite.daily(by=ANN, seconds=PATIENCE)
    assert [(each.show, each.pushed, each.error) for each in done] == [
        ("gala", True, None),
        ("", True, None),
    ]
    assert abroad.there() == abroad.names()
    again = abroad.offsite.daily(by=ANN, seconds=PATIENCE)
    assert again[0].filename == done[0].filename, "the show has not changed since"


def test_a_store_that_hangs_holds_nobody(abroad: Abroad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket_module, "READ_SECONDS", 2)
    made = abroad.create()
    abroad.offsite.list(abroad.show_id)
    with abroad.store.frozen():
        push = abroad.offsite.push(abroad.show_id, made.filename, by=ANN)
        abroad.offsite.tick()
        known = abroad.offsite.known(abroad.show_id, anew=True)
        assert known.copies == []
        abroad.cue(title="While it hangs")
        assert abroad.restore(made.filename).state is JobState.DONE
        assert abroad.create().cues == 4
        assert "does not answer" in failed(abroad.offsite.wait(push.id, PATIENCE))
        with pytest.raises(OffsiteFailed, match="does not answer"):
            abroad.offsite.list(abroad.show_id)
        assert "does not answer" in abroad.offsite.known(abroad.show_id).problem
    # The store needs a moment to find itself again.
    eventually(lambda: abroad.pushed(made.filename).state is JobState.DONE, "the store")
    assert abroad.offsite.known(abroad.show_id).names() == {made.filename}


def test_what_is_wrong_is_said_in_a_sentence(
    abroad: Abroad, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (
        Abroad(tmp_path / "other", abroad.store, "no-such-bucket") as other,
        pytest.raises(OffsiteFailed, match=r"There is no bucket 'no-such-bucket'"),
    ):
        other.there()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with (
        Abroad(tmp_path / "third", abroad.store, abroad.bucket) as third,
        pytest.raises(OffsiteFailed, match="refuses our key") as told,
    ):
        third.there()
    assert "wrong" not in told.value.message


def test_a_push_that_a_restart_broke_off_is_said_to_be(abroad: Abroad) -> None:
    job = abroad.control.jobs.take(
        abroad.show_id, JobKind.PUSH, ["read", "send"], {"snapshot": "a.db"}, ANN
    )
    abroad.snapshots.clear_leftovers()
    assert abroad.offsite.clear_leftovers() == ["A push of a.db was broken off by a stop."]
    assert "goes on with what is there" in failed(abroad.offsite.job(job.id))


def test_a_fetch_that_ends_while_old_ones_are_looked_for_stops_nothing(abroad: Abroad) -> None:
    abroad.create()
    old, new = abroad.shelf / ".fetch_old.part", abroad.shelf / ".fetch_new.part"
    gone = abroad.shelf / ".fetch_gone.part"  # listed, and not there when it is looked at
    gone.symlink_to(abroad.shelf / "nothing")
    for left in (old, new):
        left.touch()
    long_ago = time.time() - 30 * 86_400
    os.utime(old, (long_ago, long_ago))
    abroad.offsite._porter.clear_partials(abroad.show_id)
    assert not old.exists()
    assert new.exists()
