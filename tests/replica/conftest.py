"""One S3 server and one bucket for all tests here, and a prefix of its own for each."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.support.seaweed import Seaweed, seaweed

_numbers = count(1)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture(scope="session")
def bucket(store: Seaweed) -> str:
    return store.make_bucket("replicas")  # each bucket takes volumes, of which it has few


@pytest.fixture
def there(store: Seaweed, bucket: str) -> dict[str, str]:
    """The settings of a server that replicates to a place of its own in the bucket."""
    return store.settings(bucket, f"crew-{next(_numbers)}")
