"""What columns are taken for, by their headers and by what is in them."""

import pytest

from camerasheet.transfer import Layout, Mapping, suggest
from camerasheet.transfer.headers import meaning
from tests.transfer.sheets import DEFAULT, table


@pytest.mark.parametrize(
    ("headers", "row", "layout", "targets"),
    [
        (
            "Shot #|Cam|Description|Lyrics/Line",
            "1|2|MS lead|ooh",
            Layout.SHOTS,
            "number camera description notes+label",
        ),
        (
            "Time|Length (mins)|Item|Leader|Camera 1|Camera 2 (Handheld)",
            "10:00|5|Welcome|Ann|WS|CU",
            Layout.WIDE,
            "start duration title notes+label camera:1 camera:2",
        ),
        (
            "Cue No.|Song|Lyric|CAM1|JIB|Steadicam",
            "1|Intro|ooh|WS|sweep|follow",
            Layout.WIDE,
            "number section title camera:1 camera:JIB camera:Steadica",
        ),
        (
            "#|Segment|Start|Dur|1|2|Audio",
            "1|Open|20:00|0:30|WS|MS|VT",
            Layout.WIDE,
            "number title start duration camera:1 camera:2 notes+label",
        ),
        (
            "Cue|Cam|Shot|Framing|Move|Camera Notes|Notes",
            "1|1|CU|x|Pan|n|m",
            Layout.LONG,
            "number camera size subject move note notes",
        ),
        (
            "Scene|Shot|Camera|Shot Type|Action",
            "1|1A|2|MCU|hands",
            Layout.SHOTS,
            "section number camera size description",
        ),
        ("Cue|Cameras|Type", "1|3,5|solo", Layout.SHOTS, "number camera notes+label"),
    ],
)
def test_headers_that_crews_use(headers: str, row: str, layout: Layout, targets: str) -> None:
    mapping = suggest(table(headers, row), DEFAULT)
    assert mapping.layout is layout
    assert " ".join(mapping.targets) == targets
    assert mapping.header == 0


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("CUE_NO", "number"),
        ("  Time\nStart ", "start"),
        ("Camera(s)", "camera"),
        ("camera 12 - Jib", "camera:12"),
        ("Cam 3 notes", "camera:3:note"),
        ("Cam 3 Shot Type", "camera:3:size"),
        ("c4", "camera:4"),
        ("Camera Notes", "note"),
        ("Wardrobe", ""),
        ("", ""),
    ],
)
def test_one_header(header: str, target: str) -> None:
    assert meaning(header) == target


def test_the_header_row_may_stand_below_a_title_page() -> None:
    rows = ["My Show|", "Director|Ann", "|", "Cue|Title", "1|x"]
    assert suggest(table(*rows), DEFAULT).header == 3


def test_a_mapping_survives_a_form() -> None:
    mapping = suggest(table("Cue|Title|Cam 1", "1|x|CU"), DEFAULT)
    assert Mapping.from_json(mapping.as_json()) == mapping
