"""A sheet to write on: cues 1, 2, 3 and cameras 1, 2."""

import pytest

from tests.support.rehearsal import Rehearsal


class Small(Rehearsal):
    """Three cues and two cameras."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two, self.three = (self.cue(title=t) for t in ("Opening", "Song", "Speech"))
        self.ped, self.jib = self.camera(name="Ped"), self.camera(name="Jib")


@pytest.fixture
def show() -> Small:
    return Small()
