"""A snapshot that fails, on a disk that does not let us clean up either."""

from datetime import UTC, datetime

import pytest

from camerasheet.sheet.errors import StorageFailed
from camerasheet.snapshots import Kind
from camerasheet.snapshots.making import Label, Maker
from camerasheet.storage.migrate import DatabaseKind
from tests.snapshots.house import ANN, House

AT = datetime(2026, 11, 21, 20, 15, tzinfo=UTC)


def test_it_says_what_the_trouble_is_and_not_that_it_could_not_clean_up(house: House) -> None:
    shelf = house.snapshots.shelf(house.show_id)
    stem = f"{AT:%Y-%m-%d_%H-%M-%S}"
    shelf.partial(stem).mkdir(parents=True)  # nothing can be made there, nor removed
    with pytest.raises(StorageFailed):
        Maker(lambda: AT).copy(house.file, shelf, Label(Kind.MANUAL, ANN), DatabaseKind.SHOW)
    assert not (shelf.directory / f"{stem}.db").exists()
