"""Who waits, in order."""

from camerasheet.serving.waiting import Waiting


def test_the_oldest_is_overdue_first() -> None:
    waiting = Waiting()
    for number in range(4):
        waiting.add(number, 10.0 + number)
    assert waiting.oldest() == 0
    assert waiting.discard(0)
    assert not waiting.discard(0)
    assert list(waiting.overdue(11.0)) == [1]
    assert waiting.all() == [2, 3]
    assert list(waiting.overdue(11.0, no_later_than=11.0)) == [2, 3]
    assert waiting.oldest() is None
    assert len(waiting) == 0
