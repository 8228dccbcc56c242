"""Answers that are remembered, and history that is forgotten."""

from pathlib import Path

import pytest

from camerasheet.storage.engine import open_database
from camerasheet.storage.show.event_log import (
    Answer,
    append_answers,
    events_after,
    find_answers,
    oldest_seq,
)
from tests.support.shows import empty_show, standing

GIVEN = Answer("account:ann", "edit-0001", "d1", 100, {"seq": 1})
REFUSED = Answer("account:ann", "edit-0002", "d2", 200, {"code": "gone", "message": "x", "n": [1]})
OTHERS = Answer("guest:bob", "edit-0001", "d3", 300, {"seq": 2})


def test_answers_are_kept_by_author_and_id(tmp_path: Path) -> None:
    database = open_database(empty_show(tmp_path))
    with database.writing() as connection:
        append_answers(connection, [])
        append_answers(connection, [GIVEN, REFUSED, OTHERS])
    with database.reading() as connection:
        keys = [("account:ann", "edit-0001"), ("account:ann", "edit-0002"), ("nobody", "edit-0001")]
        assert find_answers(connection, keys) == {keys[0]: GIVEN, keys[1]: REFUSED}
        assert find_answers(connection, [("guest:bob", "edit-0001")]) == {
            ("guest:bob", "edit-0001"): OTHERS
        }
    database.dispose()


def test_an_answer_is_given_once(tmp_path: Path) -> None:
    database = open_database(empty_show(tmp_path))
    with database.writing() as connection:
        append_answers(connection, [GIVEN])
    with pytest.raises(Exception, match="UNIQUE"), database.writing() as connection:
        append_answers(connection, [GIVEN])
    database.dispose()


def test_what_is_old_is_forgotten_and_the_sheet_stays(tmp_path: Path) -> None:
    with standing(empty_show(tmp_path)) as stand:
        for stand.now in (100, 200, 300):
            stand.cue()
        before = stand.desk.sheet
        assert stand.desk.forget(200) == 1
        assert [event.seq for event in stand.desk.events_after(0, 10)] == [2, 3]
        assert stand.desk.sheet is before
        with stand.database.reading() as connection:
            assert oldest_seq(connection) == 2
        stand.desk.tidy()
        assert stand.desk.forget(1000) == 2
        assert stand.desk.events_after(0, 10) == []
        stand.cue()
        assert [event.seq for event in stand.desk.events_after(0, 10)] == [4]


def test_a_forgotten_answer_is_a_new_question(tmp_path: Path) -> None:
    with standing(empty_show(tmp_path)) as stand:
        stand.do("add_cue", "edit-once")
        stand.do("add_cue", "edit-once")
        assert len(stand.desk.sheet.order) == 1
        stand.desk.forget(stand.now + 1)
        stand.do("add_cue", "edit-once")
        assert len(stand.desk.sheet.order) == 2


def test_events_come_in_order_and_no_more_than_asked(tmp_path: Path) -> None:
    with standing(empty_show(tmp_path)) as stand:
        for _ in range(6):
            stand.cue()
        with stand.database.reading() as connection:
            assert [e.seq for e in events_after(connection, 2, 3)] == [3, 4, 5]
