"""One S3 server for all tests here; a data directory whose replica is another directory."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.recovery.estate import Estate
from tests.support.seaweed import ACCESS_KEY, SECRET_KEY, Seaweed, seaweed

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with seaweed(tmp_path_factory.mktemp("recovery-store")) as server:
        yield server


@pytest.fixture(scope="session")
def bucket(store: Seaweed) -> str:
    return store.make_bucket("recovery")


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our key to the store."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)


@pytest.fixture
def in_bucket(store: Seaweed, bucket: str, keys: None) -> dict[str, str]:
    """Settings for a replica and offsite copies in the bucket, apart from those of other tests."""
    return {**store.settings(bucket), "CAMERASHEET_S3_PREFIX": f"hall-{next(_numbers)}"}


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    """Replicated to a directory."""
    return Estate(tmp_path / "data", CAMERASHEET_REPLICA_DIR=str(tmp_path / "replica"))


@pytest.fixture
def alone(tmp_path: Path) -> Estate:
    """Replicated nowhere."""
    return Estate(tmp_path / "data")
