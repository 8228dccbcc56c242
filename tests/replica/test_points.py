"""What the files of a replica can bring back, by the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from camerasheet.replica.points import Window, window_of
from camerasheet.replica.program import LtxFile
from camerasheet.sheet.errors import Malformed, ReplicaEmpty

NOW = datetime(2026, 5, 8, 20, 0, 0, tzinfo=UTC)


def file(level: int, first: int, last: int, **ago: float) -> LtxFile:
    return LtxFile(level, first, last, 100, NOW - timedelta(**ago))


def week() -> Window:
    """A full copy three days ago, 30 s after that, single syncs since yesterday."""
    return window_of(
        [
            file(9, 1, 40, days=3),
            file(1, 41, 50, days=2),
            file(1, 51, 60, hours=23, minutes=59),
            file(0, 51, 55, hours=24),
            file(0, 56, 60, hours=23, minutes=59),
            file(0, 61, 61, seconds=5),
        ]
    )


def test_the_window_and_how_exact_it_is() -> None:
    window = week()
    assert window.first == NOW - timedelta(days=3)
    assert window.last.txid == 61
    assert [span.seconds for span in window.spans] == [3600, 30, 1]
    assert window.precision() == (
        "to the second until 2026-05-07 20:00:00 UTC, then to 30 s until "
        "2026-05-06 20:00:00 UTC, then to the hour"
    )


def test_the_points_are_the_ends_of_files_newest_first() -> None:
    assert [point.txid for point in week().points] == [61, 60, 55, 50, 40]


def test_a_new_show_has_only_its_single_syncs() -> None:
    window = window_of([file(0, 1, 1, seconds=20), file(0, 2, 2, seconds=10)])
    assert window.first == NOW - timedelta(seconds=20)
    assert window.precision() == "to the second"


def test_what_lacks_a_full_copy_from_before_it_cannot_come_back() -> None:
    window = window_of([file(0, 5, 5, seconds=30), file(9, 1, 6, seconds=20)])
    assert window.first == NOW - timedelta(seconds=20)
    assert [point.txid for point in window.points] == [6]


def test_nothing_is_there_yet() -> None:
    with pytest.raises(ReplicaEmpty):
        window_of([])


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (NOW + timedelta(seconds=1), "has not been yet"),
        (NOW - timedelta(days=3, seconds=1), "is too long ago"),
    ],
)
def test_a_time_outside_is_refused_with_the_window(at: datetime, why: str) -> None:
    with pytest.raises(Malformed) as caught:
        week().check(at, NOW)
    assert why in caught.value.message
    assert "goes back from now to 2026-05-05 20:00:00 UTC" in caught.value.message
    assert caught.value.details["first"] == "2026-05-05T20:00:00+00:00"


def test_a_time_within_is_taken() -> None:
    week().check(NOW - timedelta(days=3), NOW)
    week().check(NOW, NOW)
