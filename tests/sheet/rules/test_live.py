"""The live position: every action, and two callers at once."""

import pytest

from camerasheet.sheet.errors import StalePosition
from camerasheet.sheet.rules.live import position
from tests.sheet.rules.conftest import Small
from tests.support.rehearsal import ADMIN


def stand(show: Small) -> tuple[object, object]:
    """(the number that is live, the number that comes next)"""
    live = position(show.sheet)
    row = show.sheet.rows.get(str(live["next"]))
    return live["number"], row.cue.number if row else None


class TestTake:
    def test_cue_by_cue_to_the_end(self, show: Small) -> None:
        assert stand(show) == (None, "1")
        stands = []
        for _ in range(3):
            show.live("take")
            stands.append(stand(show))
        assert stands == [("1", "2"), ("2", "3"), ("3", None)]
        assert show.refusal("live", action="take") == "nothing_next"

    def test_two_callers_advance_once(self, show: Small) -> None:
        show.live("take")
        seen = show.sheet.live.seq
        show.live("take", from_=seen)
        error = show.refused("live", action="take", from_=seen)
        assert isinstance(error, StalePosition)
        assert error.details["current"] == position(show.sheet)
        assert stand(show) == ("2", "3")

    def test_at_is_when_it_was_taken(self, show: Small) -> None:
        before = show.asked(ADMIN).at
        show.live("take")
        assert show.sheet.live.at == before

    def test_headings_never_go_live(self, show: Small) -> None:
        act = show.cue(before=show.two, heading=True, title="Act")
        show.live("take")
        show.live("take")
        assert stand(show) == ("2", "3")
        for action in ("goto", "standby"):
            assert show.refusal("live", action=action, cue=act) == "malformed"

    def test_an_empty_show_has_nothing_to_take(self) -> None:
        show = Small()
        for cue in (show.one, show.two, show.three):
            show.do("strike_cue", cue=cue)
        for action in ("take", "standby", "back"):
            assert show.refusal("live", action=action) == "nothing_next"


class TestStandby:
    def test_the_next_then_take(self, show: Small) -> None:
        show.live("standby")
        assert show.sheet.live.standby
        show.live("take")
        assert not show.sheet.live.standby
        assert stand(show) == ("1", "2")

    def test_another_than_the_next(self, show: Small) -> None:
        show.live("standby", cue=show.three)
        assert stand(show) == (None, "3")
        show.live("take")
        assert stand(show) == ("3", None)

    def test_a_cue_put_in_meanwhile_does_not_push_in(self, show: Small) -> None:
        show.live("take")
        show.live("standby")
        show.cue(after=show.one)
        assert stand(show) == ("1", "2")

    def test_without_a_standby_it_is_next(self, show: Small) -> None:
        show.live("take")
        show.cue(after=show.one)
        assert stand(show) == ("1", "1A")

    def test_striking_it_ends_the_standby(self, show: Small) -> None:
        show.live("standby", cue=show.two)
        show.do("strike_cue", cue=show.two)
        assert not show.sheet.live.standby
        assert stand(show) == (None, "1")

    def test_after_the_last(self, show: Small) -> None:
        show.live("goto", cue=show.three)
        assert show.refusal("live", action="standby") == "nothing_next"


class TestBackAndGoto:
    def test_back(self, show: Small) -> None:
        show.live("goto", cue=show.three)
        show.live("back")
        assert stand(show) == ("2", "3")
        show.live("back")
        assert show.refusal("live", action="back") == "nothing_next"

    def test_goto_wants_a_cue_that_is_there(self, show: Small) -> None:
        assert show.refusal("live", action="goto") == "malformed"
        assert show.refusal("live", action="goto", cue="nobody") == "gone"
        assert show.refusal("live", action="standby", cue="nobody") == "gone"


class TestHold:
    def test_nothing_advances_until_released(self, show: Small) -> None:
        show.live("take")
        show.live("hold")
        assert show.refusal("live", action="take") == "on_hold"
        assert show.refusal("live", action="back") == "on_hold"
        show.live("release")
        show.live("take")
        assert stand(show) == ("2", "3")

    def test_going_to_a_cue_is_still_possible(self, show: Small) -> None:
        show.live("hold")
        show.live("goto", cue=show.two)
        assert stand(show) == ("2", "3")
        assert show.sheet.live.hold

    def test_it_ends_a_standby(self, show: Small) -> None:
        show.live("standby")
        show.live("hold")
        assert not show.sheet.live.standby


class TestTheLiveCueItself:
    @pytest.fixture(autouse=True)
    def on_two(self, show: Small) -> None:
        show.live("goto", cue=show.two)

    def test_struck_it_holds_its_place(self, show: Small) -> None:
        show.do("strike_cue", cue=show.two)
        assert show.sheet.live.hold
        assert stand(show) == ("2", "3")
        show.live("release")
        show.live("take")
        assert stand(show) == ("3", None)

    def test_and_goes_back_from_there(self, show: Small) -> None:
        show.do("strike_cue", cue=show.two)
        show.live("release")
        show.live("back")
        assert stand(show) == ("1", "3")

    def test_moved_and_then_struck_it_holds_where_it_stood_last(self, show: Small) -> None:
        show.do("move_cue", cue=show.two)
        show.do("strike_cue", cue=show.two)
        assert stand(show) == ("2", None)

    def test_moved_next_is_what_follows_it_now(self, show: Small) -> None:
        show.do("move_cue", cue=show.two, before=show.one)
        assert stand(show) == ("2", "1")

    def test_renumbered_the_position_says_so(self, show: Small) -> None:
        show.do("write_cue", cue=show.two, field="number", value="2B")
        assert stand(show) == ("2B", "3")

    def test_undoing_its_strike_leaves_it_on_hold(self, show: Small) -> None:
        show.undo(show.do("strike_cue", cue=show.two))
        assert show.sheet.live.hold
        assert stand(show) == ("2", "3")
