"""One cell of a wide sheet, taken apart."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.transfer.cells import parse_shot
from tests.transfer.sheets import DEFAULT


@pytest.mark.parametrize(
    ("text", "shot"),
    [
        ("MCU vocal, push in", {"size": "MCU", "subject": "vocal", "move": "push in"}),
        ("CU – hands (slow)", {"size": "CU", "subject": "hands", "note": "slow"}),
        ("CU hands (push in)", {"size": "CU", "subject": "hands", "move": "push in"}),
        ("WS", {"size": "WS"}),
        ("Close-up hands", {"size": "Close-up", "subject": "hands"}),
        ("medium close vocal", {"size": "medium close", "subject": "vocal"}),
        ("Very wide, stage, L/A", {"size": "Very wide", "subject": "stage", "angle": "L/A"}),
        ("2S guitars, slow push in", {"size": "2S", "subject": "guitars", "move": "slow push in"}),
        ("MS bass pull out", {"size": "MS", "subject": "bass", "move": "pull out"}),
        ("MS Ann, Bob, Cid", {"size": "MS", "subject": "Ann, Bob, Cid"}),
        ("Drummer", {"subject": "Drummer"}),
        ("Follow", {"move": "Follow"}),
        ("as directed", {"subject": "as directed"}),
        ("CU: hands\nfrom the left", {"size": "CU", "subject": "hands", "note": "from the left"}),
        ("–", {}),
        ("x", {"subject": "x"}),
        ("", {}),
        ("(off)", {"note": "off"}),
    ],
)
def test_what_a_cell_says(text: str, shot: dict[str, str]) -> None:
    assert parse_shot(text, DEFAULT) == shot


_CELL = st.lists(
    st.sampled_from(
        ["MCU", "wide", "Close-up", "vocal", "push in", "pan left", "L/A", ",", "–", "(", ")",
         "slow", "\n", ":", "hands", "Follow", "-"]
    ),
    max_size=9,
).map(" ".join)  # fmt: skip


@given(_CELL | st.text())
def test_no_word_is_lost(text: str) -> None:
    said = " ".join(parse_shot(text, DEFAULT).values())
    if len(text.strip()) > 3:
        assert sorted(re.findall(r"\w+", said)) == sorted(re.findall(r"\w+", text))
