"""Times of day and lengths, as people and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.transfer.times import MOST, clock, length, unit_of, written


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20:15", 72_900),
        ("20:15:30", 72_930),
        ("09:00:00", 32_400),
        ("8:15 PM", 72_900),
        ("8:15:00 p.m.", 72_900),
        ("12:00 AM", 0),
        ("7.30 pm", 70_200),
        ("19.30", 70_200),
        ("19h30", 70_200),
        ("9am", 32_400),
        ("20h", 72_000),
        ("20 Uhr", 72_000),
        ("0.84375", 72_900),
        ("0,5", 43_200),
        ("0.375", 32_400),
        ("2026-11-21 20:15:00", 72_900),
        ("24:30", 88_200),
        ("", None),
        ("20", None),
        ("after the break", None),
        ("20:75", None),
        ("13:00 PM", None),
        ("99:00", None),
        ("3.5", None),
    ],
)
def test_clock(text: str, seconds: int | None) -> None:
    assert clock(text) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4:10", 250),
        ("0:04:10", 250),
        ("00:05:00", 300),
        ("4'10\"", 250),
        ("4’10”", 250),
        ("4'", 240),
        ('10"', 10),
        ("4m10s", 250),
        ("4 min 10 sec", 250),
        ("1h 5m", 3_900),
        ("1h", 3_600),
        ("90", 90),
        ("0.0028935185", 250),
        ("90:00", 5_400),
        ("", None),
        ("long", None),
        ("4:75", None),
        ("999999", None),
        ("1h 5", 3_605),
    ],
)
def test_length(text: str, seconds: int | None) -> None:
    assert length(text) == seconds


def test_the_header_says_what_bare_numbers_count() -> None:
    assert unit_of("Duration (min)") == 60
    assert unit_of("Duration") == 1
    assert length("5", unit_of("Dur. min")) == 300
    assert length("1,5", unit_of("Length in minutes")) == 90


@given(st.integers(0, MOST - 1))
def test_what_is_written_reads_back(seconds: int) -> None:
    assert clock(written(seconds)) == length(written(seconds)) == seconds


@given(st.text())
def test_any_text_is_a_time_below_two_days_or_none(text: str) -> None:
    for parse in (clock, length):
        seconds = parse(text)
        assert seconds is None or 0 <= seconds < MOST
