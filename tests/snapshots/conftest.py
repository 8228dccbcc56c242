"""A show of four cues and two cameras, with its snapshots."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.snapshots.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "data")
    house.fill()
    yield house
    house.close()
