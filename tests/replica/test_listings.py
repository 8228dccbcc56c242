"""A listing that takes long holds nobody up, and is there for who asks again."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from camerasheet.replica.listings import Listings
from camerasheet.replica.program import LtxFile
from camerasheet.sheet.errors import ReplicaEmpty, ReplicaFailed

DATABASE = Path("/data/shows/a.db")
OTHER = Path("/data/shows/b.db")
AT = datetime(2026, 5, 8, 20, tzinfo=UTC)


class Store:
    """Lists as many files as it was asked, once it may; ``asked`` is what for."""

    def __init__(self) -> None:
        self.asked: list[Path] = []
        self.may = threading.Event()
        self.may.set()
        self.trouble: Exception | None = None

    def listed(self, database: Path) -> Sequence[LtxFile]:
        self.asked.append(database)
        number = len(self.asked)
        assert self.may.wait(30)
        if self.trouble is not None:
            raise self.trouble
        return [LtxFile(0, number, number, 100, AT)]


@pytest.fixture
def store() -> Store:
    return Store()


def numbers(files: Sequence[LtxFile]) -> list[int]:
    return [file.last for file in files]


def test_each_question_is_answered_anew(store: Store) -> None:
    listings = Listings(store.listed)
    assert [numbers(listings.files(DATABASE)) for _ in range(2)] == [[1], [2]]


def test_what_comes_too_late_is_there_for_who_asks_again(store: Store) -> None:
    listings = Listings(store.listed)
    store.may.clear()
    for _ in range(2):
        with pytest.raises(ReplicaFailed, match="Ask again in a moment"):
            listings.files(DATABASE, 0.05)
    assert store.asked == [DATABASE], "one listing, however many ask"
    store.may.set()
    assert numbers(listings.files(OTHER)) == [2], "nobody waits for another's"
    assert numbers(listings.files(DATABASE)) == [1]
    assert numbers(listings.files(DATABASE)) == [3]


def test_it_is_not_kept_for_longer_than_a_minute(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camerasheet.replica.listings.FRESH_SECONDS", -1.0)
    listings = Listings(store.listed)
    store.may.clear()
    with pytest.raises(ReplicaFailed):
        listings.files(DATABASE, 0.05)
    store.may.set()
    late = listings._listings[DATABASE].future
    assert numbers(late.result(30)) == [1]
    assert numbers(listings.files(DATABASE)) == [2]


def test_what_went_wrong_is_raised_where_it_is_waited_for(store: Store) -> None:
    listings = Listings(store.listed)
    store.trouble = ReplicaEmpty("There is nothing.")
    with pytest.raises(ReplicaEmpty, match="There is nothing"):
        listings.files(DATABASE)
    store.trouble = None
    assert numbers(listings.files(DATABASE)) == [2]
