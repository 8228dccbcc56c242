"""What files call cues and cameras."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.transfer.labels import camera_label, cameras_named, cue_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.0", "1"), ("12.00", "12"), ("1,0", "1"), ("1.10", "1.10"), (" 3A ", "3A"), ("10", "10"),
     ("SF1.0", "SF1.0"), ("TEMP", "TEMP")],
)  # fmt: skip
def test_cue_numbers(text: str, number: str) -> None:
    assert cue_number(text) == number


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("3", ("3", "")),
        ("3.0", ("3", "")),
        ("Cam 3", ("3", "")),
        ("CAMERA #3", ("3", "")),
        ("Cam 3 (Jib)", ("3", "Jib")),
        ("Camera 2 - Handheld left", ("2", "Handheld left")),
        ("Jib", ("Jib", "")),
        ("Steadicam", ("Steadica", "Steadicam")),
        ("Handheld 2", ("Handhel2", "Handheld 2")),
    ],
)
def test_camera_labels(text: str, label: tuple[str, str]) -> None:
    assert camera_label(text) == label


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("3,5", ["3", "5"]), ("3 & 5", ["3", "5"]), ("3/5", ["3", "5"]), ("3.5", ["3", "5"]),
     ("Cam 3 + Cam 5", ["3", "5"]), ("3 and 5", ["3", "5"]), ("3", ["3"]), ("3,3", ["3"]),
     ("", [])],
)  # fmt: skip
def test_several_cameras_in_one_cell(text: str, numbers: list[str]) -> None:
    assert [number for number, _ in cameras_named(text)] == numbers


@given(st.text(min_size=1).filter(str.strip))
def test_a_camera_always_gets_a_number_that_fits(text: str) -> None:
    number, name = camera_label(text)
    assert 0 < len(number) <= 8
    assert len(name) <= 60
