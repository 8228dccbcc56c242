"""What becomes of each edit: once, by whom, in which life of the show."""

import threading
from typing import Any

import pytest

from camerasheet.desk import Accepted, Slip, Turned, digest
from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.edits import parse_edit
from camerasheet.sheet.errors import SignInNeeded
from tests.support.rehearsal import ADMIN, EDITOR, VIEWER
from tests.support.shows import PATIENCE, Stand, code_of, error_of, read_back, same, slip

ADD = {"kind": "add_cue", "title": "Song"}
GONE = {"kind": "strike_cue", "cue": "nobody"}


class TestOnce:
    def test_the_same_id_is_applied_once_and_answered_the_same(self, stand: Stand) -> None:
        first = stand.desk.apply(slip(ADD, "edit-0001"))
        stand.cue()
        assert stand.desk.apply(slip(ADD, "edit-0001")) == first == Accepted("edit-0001", 1)
        assert len(stand.desk.sheet.order) == 2

    def test_a_refusal_is_answered_the_same_although_it_would_work_by_now(
        self, stand: Stand
    ) -> None:
        taken = {"kind": "add_cue", "number": "1"}
        cue = stand.cue(number="1")
        first = stand.desk.apply(slip(taken, "edit-0001"))
        assert code_of(first) == "number_taken"
        stand.do("strike_cue", cue=cue)
        assert stand.desk.apply(slip(taken, "edit-0001")) == first

    def test_even_after_a_restart(self, stand: Stand) -> None:
        accepted = stand.desk.apply(slip(ADD, "edit-0001"))
        refused = stand.desk.apply(slip(GONE, "edit-0002"))
        stand.desk.close()
        again = Stand(stand.path)
        assert again.desk.apply(slip(ADD, "edit-0001")) == accepted
        assert again.desk.apply(slip(GONE, "edit-0002")) == refused
        again.desk.close()

    def test_another_edit_with_the_same_id(self, stand: Stand) -> None:
        stand.desk.apply(slip(ADD, "edit-0001"))
        assert code_of(stand.desk.apply(slip(GONE, "edit-0001"))) == "id_reused"
        assert stand.desk.apply(slip(ADD, "edit-0001")) == Accepted("edit-0001", 1)

    def test_ids_belong_to_their_author(self, stand: Stand) -> None:
        stand.desk.apply(slip(ADD, "edit-0001"))
        assert stand.desk.apply(slip(GONE, "edit-0001", by=EDITOR)) != Accepted("edit-0001", 1)

    def test_twice_in_one_batch(self, stand: Stand) -> None:
        told: list[Any] = []
        twice = [slip(ADD, "edit-0001"), slip(ADD, "edit-0001"), slip(GONE, "edit-0001")]
        stand.desk.submit(twice, told.extend)
        stand.cue()
        assert told[:2] == [Accepted("edit-0001", 1)] * 2
        assert code_of(told[2]) == "id_reused"

    def test_the_order_of_keys_does_not_make_another_edit(self) -> None:
        assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
        assert digest({"a": 1}) != digest({"a": "1"})


class TestTogether:
    def test_a_refusal_does_not_hold_back_the_others(self, stand: Stand) -> None:
        told: list[Any] = []
        stand.desk.submit([slip(ADD), slip(GONE), slip(ADD)], told.extend)
        stand.cue()
        assert [code_of(outcome) for outcome in told] == ["accepted", "gone", "accepted"]
        assert [outcome.seq for outcome in told if isinstance(outcome, Accepted)] == [1, 2]

    def test_an_edit_stands_on_the_one_before_it(self, stand: Stand) -> None:
        told: list[Any] = []
        same_number = [slip({"kind": "add_cue", "number": "7"}) for _ in range(2)]
        stand.desk.submit([*same_number, slip({"kind": "undo", "seq": 1})], told.extend)
        stand.cue(title="last")
        assert [code_of(outcome) for outcome in told] == ["accepted", "number_taken", "accepted"]
        assert [row.cue.title for row in stand.desk.sheet.in_order()] == ["last"]

    def test_from_many_threads(self, stand: Stand) -> None:
        def write(number: int) -> None:
            for turn in range(10):
                outcome = stand.desk.apply(slip(ADD, f"edit-{number}-{turn}"))
                assert isinstance(outcome, Accepted)

        threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert stand.desk.sheet.seq == 80
        seqs = [event.seq for batch in stand.published for event in batch.events]
        assert seqs == list(range(1, 81))
        numbers = [row.cue.number for row in stand.desk.sheet.in_order()]
        assert len(set(numbers)) == 80


class TestWho:
    def by(self, person: Any, payload: dict[str, Any] | None = None) -> Slip:
        asked = payload or ADD
        return Slip("edit-0001", parse_edit(asked), "guest:g", person, digest(asked))

    def test_the_role_counts_at_the_moment_of_decision(self, stand: Stand) -> None:
        roles = [Role.EDITOR]
        waiting = threading.Event()

        def person() -> Person:
            waiting.wait(PATIENCE)
            return Person("guest:g", "G", roles[-1])

        told: list[Any] = []
        stand.desk.submit([self.by(person)], told.extend)
        roles.append(Role.VIEWER)
        waiting.set()
        stand.cue()
        assert [code_of(outcome) for outcome in told] == ["forbidden"]

    def test_whoever_has_lost_their_access(self, stand: Stand) -> None:
        def person() -> Person:
            raise SignInNeeded("You are no longer signed in.")

        assert code_of(stand.desk.apply(self.by(person))) == "sign_in"

    def test_who_signs_in_again_may_send_the_same_edit_again(self, stand: Stand) -> None:
        def gone() -> Person:
            raise SignInNeeded("You are no longer signed in.")

        assert code_of(stand.desk.apply(self.by(gone))) == "sign_in"
        back = self.by(lambda: Person("guest:g", "G", Role.EDITOR))
        assert isinstance(stand.desk.apply(back), Accepted)

    def test_the_event_names_its_author_as_they_were_called(self, stand: Stand) -> None:
        stand.desk.apply(self.by(lambda: Person("guest:g", "Gus", Role.EDITOR)))
        event = stand.published[0].events[0]
        assert (event.by, event.by_name, event.at, event.edit) == (
            "guest:g",
            "Gus",
            stand.now,
            "edit-0001",
        )

    def test_a_viewer_changes_nothing(self, stand: Stand) -> None:
        assert code_of(stand.desk.apply(slip(ADD, by=VIEWER))) == "forbidden"
        assert not stand.published

    def test_a_conflict_says_who_and_when(self, stand: Stand) -> None:
        cue = stand.cue()
        write = {"kind": "write_cue", "cue": cue, "field": "title"}
        seen = stand.desk.sheet.seq
        stand.now = 5000
        stand.desk.apply(slip({**write, "value": "theirs"}, by=EDITOR))
        error = error_of(stand.desk.apply(slip({**write, "value": "mine", "base": seen})))
        assert error["code"] == "conflict"
        assert error["current"] == {
            "field": "title",
            "value": "theirs",
            "seq": 2,
            "by": EDITOR.name,
            "at": 5000,
        }


class TestEpochs:
    def test_another_life_of_the_show(self, stand: Stand) -> None:
        error = error_of(stand.desk.apply(slip(ADD, epoch="another")))
        assert (error["code"], error["epoch"]) == ("epoch", "epoch-1")

    def test_this_life(self, stand: Stand) -> None:
        assert isinstance(stand.desk.apply(slip(ADD, epoch="epoch-1")), Accepted)

    def test_a_base_that_we_never_reached(self, stand: Stand) -> None:
        cue = stand.cue()
        write = {"kind": "write_cue", "cue": cue, "field": "title", "value": "x", "base": 2}
        assert code_of(stand.desk.apply(slip(write))) == "epoch"
        assert isinstance(stand.desk.apply(slip({**write, "base": 1})), Accepted)

    @pytest.mark.parametrize("payload", [{"kind": "undo", "seq": 99}])
    def test_what_is_not_there_to_undo(self, stand: Stand, payload: dict[str, Any]) -> None:
        outcome = stand.desk.apply(slip(payload))
        assert isinstance(outcome, Turned)
        assert outcome.error["code"] == "cannot_undo"


def test_what_is_on_disk_is_what_is_in_memory(stand: Stand) -> None:
    cue, camera = stand.cue(), stand.camera()
    stand.do("write_shot", cue=cue, camera=camera, field="size", value="Close-Up")
    stand.do("live", action="take")
    sheet = stand.desk.sheet
    same(read_back(stand.path)[0], sheet)
    assert ADMIN.name == stand.published[-1].events[-1].by_name
