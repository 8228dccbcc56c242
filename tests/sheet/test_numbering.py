"""Stable numbers: every line of the table in the module, and what must always hold."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.sheet.numbering import (
    MAX_LENGTH,
    after,
    appended,
    before,
    reads_before,
    renumbered,
)

NUMBERS = st.one_of(
    st.integers(0, 9_999).map(str),
    st.from_regex(r"[0-9]{1,3}[A-Z]?[0-9]?", fullmatch=True),
    st.from_regex(r"[A-Z]{2}[0-9]\.[0-9]{2}", fullmatch=True),
    st.text(min_size=1, max_size=MAX_LENGTH),
)


@pytest.mark.parametrize(
    ("above", "below", "taken", "number"),
    [
        ("3", "4", {"3", "4"}, "3A"),
        ("3", "5", {"3", "5"}, "3A"),
        ("3", "", {"3"}, "3A"),
        ("3A", "4", {"3", "3a", "4"}, "3B"),
        ("3B", "4", {"3", "3a", "3b", "4"}, "3C"),
        ("3A", "3B", {"3", "3a", "3b"}, "3A1"),
        ("3A1", "3B", {"3a", "3a1", "3b"}, "3A2"),
        ("3", "3A", {"3", "3a"}, "3.1"),
        ("3.1", "3A", {"3", "3.1", "3a"}, "3.2"),
        ("3", "3.1", {"3", "3.1", "3a"}, "3.01"),
        ("SF1.01", "SF1.02", {"sf1.01", "sf1.02"}, "SF1.01A"),
        ("TEMP", "9", {"temp", "9"}, "TEMP2"),
        ("TEMP", "", {"temp", "temp2"}, "TEMP3"),
        ("9", "10", {"9", "10"}, "9A"),
    ],
)
def test_a_number_fits_between_its_neighbours(
    above: str, below: str, taken: set[str], number: str
) -> None:
    assert after(above, below, taken) == number


def test_a_gap_stays_a_gap() -> None:
    assert after("3", "5", {"3", "5"}) == "3A"


@pytest.mark.parametrize(
    ("numbers", "number"),
    [
        ([], "1"),
        (["1", "2", "3A"], "4"),
        (["SF1.01"], "1"),
        (["7.5", "3"], "8"),
        (["999999999", "1000000000"], "1000000001"),
    ],
)
def test_appending_takes_the_next_whole_number(numbers: list[str], number: str) -> None:
    assert appended(numbers) == number


@pytest.mark.parametrize(
    ("below", "taken", "number"),
    [("1", {"1"}, "0"), ("5", {"5"}, "4"), ("5", {"5", "4"}, "0A"), ("0", {"0"}, "0A")],
)
def test_before_the_first(below: str, taken: set[str], number: str) -> None:
    assert before(below, taken) == number


def test_a_superscript_is_no_whole_number() -> None:
    assert before("²", {"²"}) == "0A"


def test_how_numbers_read() -> None:
    ordered = ["2", "3", "3.01", "3.1", "3.2", "3A", "3A1", "3B", "4", "10"]
    for first, second in pairwise(ordered):
        assert reads_before(first, second), (first, second)
        assert not reads_before(second, first)


@given(NUMBERS, NUMBERS | st.just(""), st.sets(NUMBERS.map(str.casefold), max_size=30))
def test_a_new_number_is_always_free_and_short(above: str, below: str, taken: set[str]) -> None:
    taken |= {above.casefold(), below.casefold()}
    number = after(above, below, taken)
    assert number.casefold() not in taken
    assert 0 < len(number) <= MAX_LENGTH


@given(NUMBERS, st.sets(NUMBERS.map(str.casefold), max_size=30))
def test_numbers_before_and_at_the_end_are_free(below: str, taken: set[str]) -> None:
    taken |= {below.casefold()}
    assert before(below, taken).casefold() not in taken
    assert appended(taken) not in taken


def test_forty_cues_under_one_another() -> None:
    taken, above = {"3", "4"}, "3"
    for _ in range(40):
        above = after(above, "4", taken)
        assert above.casefold() not in taken
        taken.add(above.casefold())


def test_renumbering_names_only_what_changes() -> None:
    assert renumbered(["1", "3", "3A"]) == {"3": "2", "3A": "3"}
    assert renumbered(["1", "2"], start=10, step=10) == {"1": "10", "2": "20"}
