"""A show with snapshots, and a prefix of its own in the one bucket of all these tests."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.offsite.abroad import Abroad
from tests.snapshots.house import House
from tests.support.seaweed import ACCESS_KEY, SECRET_KEY, Seaweed, seaweed

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with seaweed(tmp_path_factory.mktemp("offsite-store")) as server:
        yield server


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our key to the store."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)


@pytest.fixture(scope="session")
def bucket(store: Seaweed) -> str:
    return store.make_bucket("copies")  # each bucket takes volumes, of which it has few


@pytest.fixture
def prefix() -> str:
    return f"hall-{next(_numbers)}"


@pytest.fixture
def abroad(
    store: Seaweed, bucket: str, prefix: str, keys: None, tmp_path: Path
) -> Iterator[Abroad]:
    with Abroad(tmp_path / "data", store, bucket, s3_prefix=prefix) as abroad:
        yield abroad


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "house")
    house.fill()
    yield house
    house.close()
