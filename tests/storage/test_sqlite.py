import pytest

from camerasheet.sheet.errors import UnsafeSqlite
from camerasheet.storage.sqlite import VERSION, check_sqlite


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 51, 0), (3, 51, 2)])
def test_versions_that_lose_committed_writes_are_refused(version: tuple[int, int, int]) -> None:
    with pytest.raises(UnsafeSqlite, match="can lose committed writes") as refused:
        check_sqlite(version)
    assert ".".join(map(str, version)) in refused.value.message


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 51, 3), (3, 53, 4), (4, 0, 0), VERSION])
def test_versions_without_the_bug_are_fine(version: tuple[int, int, int]) -> None:
    check_sqlite(version)
