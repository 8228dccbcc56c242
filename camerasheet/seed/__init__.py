"""The demo show: a concert as a crew would plan it, the same every time."""

from typing import Final

from camerasheet.seed import first_half, second_half
from camerasheet.seed.script import read_script
from camerasheet.sheet.incoming import Incoming, IncomingCamera
from camerasheet.sheet.vocabulary import Vocabulary, default_terms

SLUG: Final = "spring-gala"
TITLE: Final = "Spring Gala"

_CAMERAS: Final = (
    ("1", "House centre", "Ped", "Maya Lindqvist", "blue"),
    ("2", "House left", "Ped", "Tom Okafor", "teal"),
    ("3", "Stage, roving", "Handheld", "Inês Duarte", "violet"),
    ("4", "Jib, house right", "Jib", "Karl Weber", "pink"),
    ("5", "Front of stage", "Rail", "Priya Nair", "olive"),
    ("6", "Rig", "PTZ", "Sam Ellery", "slate"),
)


def spring_gala() -> Incoming:
    """The whole show, ready to be merged into an empty sheet."""
    vocabulary = Vocabulary({(term.family, term.code): term for term in default_terms()})
    cues = [
        cue for half in (first_half, second_half) for cue in read_script(half.SCRIPT, vocabulary)
    ]
    cameras = tuple(
        IncomingCamera(number, {"name": name, "mount": mount, "operator": who, "colour": colour})
        for number, name, mount, who, colour in _CAMERAS
    )
    return Incoming(cameras=cameras, cues=tuple(cues))
