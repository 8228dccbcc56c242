"""One S3 server for all tests here, and a data directory with a show for each."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.support.seaweed import Seaweed, seaweed

_buckets = count(1)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture
def bucket(store: Seaweed) -> str:
    """A bucket of a test's own."""
    return store.make_bucket(f"bucket-{next(_buckets)}")
