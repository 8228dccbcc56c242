"""A desk on a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.shows import Stand, empty_show, standing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return empty_show(tmp_path)


@pytest.fixture
def stand(path: Path) -> Iterator[Stand]:
    with standing(path) as stand:
        yield stand
