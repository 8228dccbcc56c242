"""The words people type, and the codes they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.sheet.vocabulary import Family, Term, Vocabulary, default_terms
from tests.support.rehearsal import DEFAULT_WORDS, Rehearsal


@pytest.mark.parametrize(
    ("family", "typed", "code"),
    [
        ("size", "CU", "CU"),
        ("size", "cu", "CU"),
        ("size", "Close-Up", "CU"),
        ("size", "close up", "CU"),
        ("size", "Close", "CU"),
        ("size", "Wide", "WS"),
        ("size", "Wide shot", "WS"),
        ("size", "M.C.U.", "MCU"),
        ("size", "¾", "MLS"),
        ("size", "VLS", "VWS"),
        ("size", "2 shot", "2S"),
        ("size", "o/s", "OTS"),
        ("move", "follow", "Follow"),
        ("move", "Track in", "Dolly in"),
        ("angle", "high", "H/A"),
        ("angle", "Bird's eye", "Overhead"),
    ],
)
def test_words_are_known(family: str, typed: str, code: str) -> None:
    term = DEFAULT_WORDS.find(family, typed)
    assert term is not None
    assert term.code == code


@pytest.mark.parametrize("typed", ["", "   ", "KNEE", "close to the piano"])
def test_other_words_are_not(typed: str) -> None:
    assert DEFAULT_WORDS.find("size", typed) is None


def test_the_default_words_claim_nothing_twice() -> None:
    for term in default_terms():
        assert DEFAULT_WORDS.claims(term) is None, term


def test_a_code_means_itself_whatever_aliases_say() -> None:
    words = Vocabulary(
        {
            ("size", "A"): Term(Family.SIZE, "A", "", ("WS",)),
            ("size", "WS"): Term(Family.SIZE, "WS"),
        }
    )
    found = words.find("size", "ws")
    assert found is not None
    assert found.code == "WS"


@given(st.text())
def test_any_text_can_be_looked_up(text: str) -> None:
    DEFAULT_WORDS.find("size", text)


class TestInACell:
    """What writing does with the words."""

    def written(self, field: str, value: str) -> dict[str, str]:
        rehearsal = Rehearsal()
        cue, camera = rehearsal.cue(), rehearsal.camera()
        rehearsal.write(cue, camera, field, value)
        shot = rehearsal.shot(cue, camera)
        names = ("size", "size_typed", "move", "move_typed", "angle", "angle_typed")
        return {name: getattr(shot, name) for name in names if getattr(shot, name)}

    def test_what_was_typed_is_kept(self) -> None:
        assert self.written("size", "Close-Up") == {"size": "CU", "size_typed": "Close-Up"}

    def test_a_code_needs_no_second_word(self) -> None:
        assert self.written("size", "CU") == {"size": "CU"}

    def test_unknown_words_stand_as_they_are(self) -> None:
        assert self.written("size", "KNEE") == {"size": "KNEE"}

    def test_a_move_typed_as_a_size_becomes_the_move(self) -> None:
        assert self.written("size", "following") == {"move": "Follow", "move_typed": "following"}

    def test_but_not_over_a_move_that_stands(self) -> None:
        rehearsal = Rehearsal()
        cue, camera = rehearsal.cue(), rehearsal.camera()
        rehearsal.write(cue, camera, "move", "Pan")
        rehearsal.write(cue, camera, "size", "Follow")
        shot = rehearsal.shot(cue, camera)
        assert (shot.size, shot.move) == ("Follow", "Pan")

    def test_clearing_clears_both(self) -> None:
        rehearsal = Rehearsal()
        cue, camera = rehearsal.cue(), rehearsal.camera()
        rehearsal.write(cue, camera, "size", "Close-Up")
        rehearsal.write(cue, camera, "size", "")
        assert rehearsal.shot(cue, camera).is_blank
