"""A prepared data directory, and a clock that the test winds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from camerasheet.storage.datadir import DataDirectory


class HandClock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 20, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    directory = DataDirectory(tmp_path / "data")
    directory.prepare()
    return directory
