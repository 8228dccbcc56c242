"""The show's own switches, its words, and the lock."""

import pytest

from camerasheet.sheet.rules.house import MOST_TERMS
from tests.sheet.rules.conftest import Small
from tests.support.rehearsal import ADMIN, EDITOR, operator


def test_the_two_step_call(show: Small) -> None:
    assert show.do("set_house", EDITOR, field="uses_standby", value=True).kind == "house_set"
    assert show.sheet.house.uses_standby


class TestLock:
    @pytest.fixture(autouse=True)
    def locked(self, show: Small) -> None:
        show.do("set_house", field="locked", value=True)

    def test_planning_stops_for_everybody(self, show: Small) -> None:
        for by in (EDITOR, ADMIN):
            assert show.refusal("add_cue", by) == "locked"
            where = {"cue": show.one, "camera": show.ped}
            assert show.refusal("write_shot", by, **where, field="size", value="CU") == "locked"
            assert show.refusal("undo", by, seq=1) == "locked"

    def test_calling_and_notes_go_on(self, show: Small) -> None:
        show.do("live", EDITOR, action="take")
        where = {"cue": show.two, "camera": show.ped}
        show.do("write_shot", operator(show.ped), **where, field="note", value="focus")
        show.do("mark_ready", operator(show.ped), **where)

    def test_only_an_admin_unlocks(self, show: Small) -> None:
        assert show.refusal("set_house", EDITOR, field="locked", value=False) == "forbidden"
        show.do("set_house", ADMIN, field="locked", value=False)
        show.do("add_cue", EDITOR)

    def test_an_editor_cannot_lock_by_undoing_the_unlock(self, show: Small) -> None:
        unlock = show.do("set_house", field="locked", value=False)
        assert show.refusal("undo", EDITOR, seq=unlock.seq) == "forbidden"
        show.undo(unlock)
        assert show.sheet.house.locked


class TestTerms:
    def test_a_new_code(self, show: Small) -> None:
        show.do("set_term", family="size", code=" KS ", name=" Knee  shot", aliases=["Knees", " "])
        show.write(show.one, show.ped, "size", "knee")
        assert show.shot(show.one, show.ped).size == "KS"
        term = show.sheet.vocabulary.terms["size", "KS"]
        assert (term.name, term.aliases) == ("Knee shot", ("Knees",))
        assert list(show.sheet.vocabulary.terms)[-1] == ("size", "KS")

    def test_replacing_one(self, show: Small) -> None:
        show.do("set_term", family="size", code="CU", name="Close", aliases=["Face"])
        show.write(show.one, show.ped, "size", "face")
        assert show.shot(show.one, show.ped).size == "CU"

    def test_no_word_means_two_things(self, show: Small) -> None:
        for fields in ({"code": "XX", "aliases": ["wide"]}, {"code": "ws"}, {"code": "Long shot"}):
            assert show.refusal("set_term", family="size", **fields) == "exists", fields

    def test_a_struck_code_stays_in_its_shots(self, show: Small) -> None:
        show.write(show.one, show.ped, "size", "CU")
        show.do("strike_term", family="size", code="CU")
        assert show.shot(show.one, show.ped).size == "CU"
        assert show.refusal("strike_term", family="size", code="CU") == "gone"

    def test_so_many_and_no_more(self, show: Small) -> None:
        for number in range(MOST_TERMS - len(show.sheet.vocabulary.terms)):
            show.do("set_term", family="size", code=f"T{number}")
        assert show.refusal("set_term", family="size", code="one more") == "malformed"
        show.do("set_term", family="size", code="T0", name="still replaced")
