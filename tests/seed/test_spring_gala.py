"""The demo show: whole, plausible, and in the house's words."""

import itertools
from collections import Counter

from camerasheet.seed import spring_gala
from camerasheet.sheet.changes import apply
from camerasheet.sheet.incoming import Choices
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.rules.merge import plan
from camerasheet.sheet.vocabulary import Vocabulary, default_terms


def sheet() -> Sheet:
    """The show on a sheet of its own."""
    terms = {(str(term.family), term.code): term for term in default_terms()}
    empty = Sheet("SHOW", "EPOCH", vocabulary=Vocabulary(terms))
    count = itertools.count()
    planned = plan(empty, spring_gala(), Choices(), lambda: f"id-{next(count)}")
    assert planned.notices == ()
    return apply(empty, 1, planned.changes)


def test_it_is_a_concert_of_about_sixty_cues_and_six_cameras() -> None:
    gala = sheet()
    assert 55 <= len(gala.cue_ids) <= 70
    assert len(gala.cameras) == 6
    assert sum(row.cue.is_heading for row in gala.in_order()) >= 6
    assert all(camera.operator and camera.mount for camera in gala.cameras_in_order())


def test_every_cue_has_one_camera_on_air_and_another_ready() -> None:
    for row in sheet().in_order():
        if not row.cue.is_heading:
            assert len(row.taken) == 1, row.cue.number
            assert row.cue.duration
        if row.cue.duration and row.cue.duration > 25:
            assert len(row.shots) >= 2, row.cue.number


def test_the_clock_only_goes_forward() -> None:
    starts = [row.cue.start for row in sheet().in_order()]
    assert None not in starts
    assert starts == sorted(starts, key=lambda start: start or 0)


def test_sizes_and_moves_are_the_houses_and_every_camera_works() -> None:
    gala = sheet()
    shots = [(camera, shot) for row in gala.in_order() for camera, shot in row.shots.items()]
    assert all(shot.size and shot.move and not shot.size_typed for _, shot in shots)
    busy = Counter(camera for camera, _ in shots)
    assert min(busy.values()) >= 8
    assert len({shot.size for _, shot in shots}) >= 12
    assert sum(bool(shot.note) for _, shot in shots) >= 30


def test_it_is_the_same_every_time() -> None:
    assert spring_gala() == spring_gala()
