from datetime import UTC, datetime, timedelta

from camerasheet.storage.control.memory import REMEMBER_FOR, Memory

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


def _never() -> str:
    raise AssertionError("looked up although it is remembered")


def test_what_was_found_is_remembered_for_a_minute() -> None:
    memory: Memory[str] = Memory()
    assert memory.recall("gala", NOW, lambda: "first") == "first"
    assert memory.recall("gala", NOW + REMEMBER_FOR - timedelta(seconds=1), _never) == "first"
    assert memory.recall("gala", NOW + REMEMBER_FOR, lambda: "second") == "second"


def test_that_nothing_was_found_is_not_remembered() -> None:
    memory: Memory[str] = Memory()
    assert memory.recall("gala", NOW, lambda: None) is None
    assert memory.recall("gala", NOW, lambda: "made since") == "made since"


def test_all_is_forgotten_when_something_changes() -> None:
    memory: Memory[str] = Memory()
    memory.recall("gala", NOW, lambda: "before")
    memory.forget()
    assert memory.recall("gala", NOW, lambda: "after") == "after"


def test_what_changed_during_the_look_up_is_not_remembered() -> None:
    memory: Memory[str] = Memory()

    def look_up() -> str:
        memory.forget()  # another thread has changed it, after we read
        return "before"

    assert memory.recall("gala", NOW, look_up) == "before"
    assert memory.recall("gala", NOW, lambda: "after") == "after"


def test_the_oldest_goes_when_it_is_full() -> None:
    memory: Memory[str] = Memory(at_most=2)
    for key in ("a", "b", "c"):
        memory.recall(key, NOW, key.upper)
    assert len(memory) == 2
    assert memory.recall("b", NOW, _never) == "B"
    assert memory.recall("a", NOW, lambda: "again") == "again"
