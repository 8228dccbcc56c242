"""Pushed, listed, fetched back: whole or not at all, and gone on with when it breaks off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from camerasheet.config import Settings
from camerasheet.offsite import Bucket, Offsite, RemoteShelf, prefix_of, sending
from camerasheet.offsite.bucket import Part
from camerasheet.offsite.porter import partial_of
from camerasheet.offsite.sending import Told
from camerasheet.sheet.errors import (
    AlreadyExists,
    LastVerified,
    NoOffsite,
    NotFound,
    ShuttingDown,
    SnapshotRefused,
)
from camerasheet.snapshots import JobState
from camerasheet.storage.control.audit import AuditAction
from tests.offsite.abroad import Abroad, failed
from tests.snapshots.house import ANN, House

PART_BYTES = 5 * 1024**2
"""The smallest that S3 takes."""


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PART_BYTES", PART_BYTES)


class Counted(Bucket):
    """The real bucket; it remembers what went over the line."""

    def __init__(self, abroad: Abroad) -> None:
        super().__init__(abroad.bucket, endpoint=abroad.store.endpoint, region="us-east-1")
        self.sent: list[int] = []
        self.started: list[int] = []

    def send_part(self, key: str, upload: str, number: int, content: bytes) -> Part:
        self.sent.append(number)
        return super().send_part(key, upload, number, content)

    def read(self, key: str, start: int, etag: str) -> Iterator[bytes]:
        self.started.append(start)
        return super().read(key, start, etag)


def remote(bucket: Bucket, abroad: Abroad) -> RemoteShelf:
    return RemoteShelf(bucket, prefix_of(abroad.settings), abroad.show_id)


def stop_after(wanted: int) -> Told:
    """Break off as soon as that much is there."""

    def told(done: int, size: int) -> None:
        if done >= wanted:
            raise ShuttingDown("The server stops.")

    return told


def quiet(done: int, size: int) -> None:
    """Nobody listens."""


def test_pushed_listed_and_fetched_back_to_the_byte(abroad: Abroad) -> None:
    made = abroad.create(name="Before rehearsal", note="All of it")
    job = abroad.pushed(made.filename)
    assert (job.state, job.result["status"]) == (JobState.DONE, "pushed")
    copy = abroad.offsite.list(abroad.show_id)[0]
    assert (copy.manifest.name, copy.manifest.sha256) == ("Before rehearsal", made.sha256)
    assert copy.manifest.verified_ok, "only what is sound is pushed"
    file = abroad.shelf / made.filename
    before = file.read_bytes()
    abroad.snapshots.delete(abroad.show_id, made.filename, by=ANN, last_verified_too=True)
    job = abroad.fetched(made.filename)
    assert (job.state, job.result["here"]) == (JobState.DONE, made.filename)
    assert file.read_bytes() == before
    found = abroad.snapshots.find(abroad.show_id, made.filename)
    assert (found.note, found.pinned, found.verified_ok) == ("All of it", True, True)
    assert abroad.restore(made.filename).state is JobState.DONE
    assert not list(abroad.shelf.glob(".*"))


def test_what_the_store_keeps_says_its_checksum(abroad: Abroad) -> None:
    made = abroad.create()
    abroad.pushed(made.filename)
    stem = made.filename.removesuffix(".db")
    assert abroad.objects() == [f"{stem}.db", f"{stem}.json"]
    with_client = abroad.store.client()
    for end in ("db", "json"):
        key = f"{abroad.keys}{stem}.{end}"
        said = with_client.get_object(Bucket=abroad.bucket, Key=key)
        digest = hashlib.sha256(said["Body"].read()).hexdigest()
        said["Body"].close()
        assert said["Metadata"]["sha256"] == digest
        assert end == "json" or digest == made.sha256
    with_client.close()


def test_a_push_that_breaks_off_is_not_listed_and_goes_on(abroad: Abroad) -> None:
    abroad.fatten(12)
    made = abroad.create()
    assert made.size > 2 * PART_BYTES
    path = abroad.shelf / made.filename
    counted = Counted(abroad)
    shelf = remote(counted, abroad)
    with pytest.raises(ShuttingDown):
        shelf.push(made, path, stop_after(PART_BYTES))
    assert (counted.sent, shelf.list(), abroad.objects()) == ([1], [], [])
    shelf.push(made, path, quiet)
    parts = -(-made.size // PART_BYTES)
    assert counted.sent == list(range(1, parts + 1)), "no part was sent twice"
    assert abroad.there() == [made.filename]
    target = abroad.shelf / ".again"
    shelf.fetch(shelf.find(made.filename), target, quiet)
    assert target.read_bytes() == path.read_bytes()
    counted.close()


def test_a_part_that_is_of_another_file_is_sent_anew(abroad: Abroad) -> None:
    abroad.fatten(12)
    made = abroad.create()
    counted = Counted(abroad)
    key = f"{abroad.keys}{made.filename}"
    upload = counted.begin(key, made.sha256)
    counted.send_part(key, upload, 1, bytes(PART_BYTES))
    counted.sent.clear()
    remote(counted, abroad).push(made, abroad.shelf / made.filename, quiet)
    assert counted.sent[0] == 1
    counted.close()
    abroad.snapshots.delete(abroad.show_id, made.filename, by=ANN, last_verified_too=True)
    assert abroad.fetched(made.filename).state is JobState.DONE


def test_a_fetch_that_breaks_off_goes_on(abroad: Abroad) -> None:
    abroad.fatten(7)
    made = abroad.create()
    abroad.pushed(made.filename)
    counted = Counted(abroad)
    shelf = remote(counted, abroad)
    copy = shelf.find(made.filename)
    target = partial_of(abroad.snapshots.shelf(abroad.show_id), copy)
    with pytest.raises(ShuttingDown):
        shelf.fetch(copy, target, stop_after(5_000_000))
    have = target.stat().st_size
    assert 5_000_000 <= have < made.size
    abroad.snapshots.clear_leftovers()  # as at the next start
    shelf.fetch(copy, target, quiet)
    assert counted.started == [0, have]
    assert target.read_bytes() == (abroad.shelf / made.filename).read_bytes()
    counted.close()


def test_what_is_not_what_was_pushed_is_refused(abroad: Abroad) -> None:
    made = abroad.create()
    abroad.pushed(made.filename)
    key = f"{abroad.keys}{made.filename}"
    client = abroad.store.client()
    client.put_object(Bucket=abroad.bucket, Key=key, Body=bytes(made.size))
    abroad.snapshots.delete(abroad.show_id, made.filename, by=ANN, last_verified_too=True)
    assert "its checksum differs" in failed(abroad.fetched(made.filename))
    assert abroad.names() == []
    assert not list(abroad.shelf.glob(".*"))
    client.put_object(Bucket=abroad.bucket, Key=key, Body=bytes(made.size - 1))
    assert abroad.there() == [], "what is not whole is not listed"
    client.close()


def test_what_is_damaged_here_is_not_pushed(abroad: Abroad) -> None:
    made = abroad.create()
    path = abroad.shelf / made.filename
    content = bytearray(path.read_bytes())
    content[-20:] = bytes(20)
    path.write_bytes(content)
    assert "not sound" in failed(abroad.pushed(made.filename))
    assert abroad.objects() == []
    with pytest.raises(SnapshotRefused):
        remote(Counted(abroad), abroad).push(made, path, quiet)


def test_another_one_of_that_name_is_left_alone(abroad: Abroad, tmp_path: Path) -> None:
    made = abroad.create()
    abroad.pushed(made.filename)
    with pytest.raises(AlreadyExists, match="is here already"):
        abroad.offsite.fetch(abroad.show_id, made.filename, by=ANN)
    assert abroad.pushed(made.filename).state is JobState.DONE  # it is there: nothing to do
    other = House(tmp_path / "other")
    other.clock.ahead = made.created - other.clock()
    twin = other.create()
    counted = Counted(abroad)
    if twin.filename == made.filename:
        with pytest.raises(AlreadyExists, match="Another snapshot"):
            remote(counted, abroad).push(twin, other.shelf / twin.filename, quiet)
    counted.close()
    other.close()


def test_deleted_and_the_last_sound_one_only_when_meant(abroad: Abroad) -> None:
    made = abroad.create()
    abroad.pushed(made.filename)
    with pytest.raises(LastVerified):
        abroad.offsite.delete(abroad.show_id, made.filename, by=ANN)
    abroad.offsite.delete(abroad.show_id, made.filename, by=ANN, last_verified_too=True)
    assert abroad.objects() == []
    with pytest.raises(NotFound):
        abroad.offsite.delete(abroad.show_id, made.filename, by=ANN)
    with pytest.raises(NotFound):
        abroad.offsite.push(abroad.show_id, "../../secret.key", by=ANN)


def test_everything_is_audited(abroad: Abroad) -> None:
    made = abroad.create()
    abroad.pushed(made.filename)
    abroad.snapshots.delete(abroad.show_id, made.filename, by=ANN, last_verified_too=True)
    abroad.fetched(made.filename)
    abroad.offsite.delete(abroad.show_id, made.filename, by=ANN, last_verified_too=True)
    written = {entry.action: entry for entry in abroad.control.audit.list()}
    for action in ("PUSHED", "FETCHED", "DELETED"):
        entry = written[AuditAction[f"OFFSITE_{action}"].value]
        assert (entry.who.name, entry.detail["filename"]) == ("Ann", made.filename)


def test_without_a_bucket_it_says_what_to_set(house: House) -> None:
    offsite = Offsite(Settings(data=house.data.path), house.control, house.snapshots)
    assert not offsite.on
    assert offsite.known(house.show_id).copies == []
    with pytest.raises(NoOffsite, match="CAMERASHEET_S3_BUCKET"):
        offsite.list(house.show_id)
    with pytest.raises(NoOffsite):
        offsite.push(house.show_id, house.create().filename, by=ANN)
    done = offsite.daily(by=ANN, seconds=10)
    assert [(each.show, bool(each.filename), each.pushed) for each in done] == [
        ("gala", True, False),
        ("", True, False),
    ]
