"""A data directory, and a place: one that a server has, or nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Served


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def served(data: Path) -> Iterator[Served]:
    with Served(data) as server:
        yield server


@pytest.fixture(params=["alone", "beside a server"])
def place(request: pytest.FixtureRequest, data: Path) -> Path:
    """A data directory in which the same commands do the same, with and without a server."""
    if request.param != "alone":
        request.getfixturevalue("served")
    return data
