"""A database that was brought back from its replica goes on under its name, and is right later.

The trap is Litestream's own: a name used again, local state that belongs to another file. Each
round ends in another way and begins in another order.
"""

from __future__ import annotations

import itertools

import pytest

from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.model import Sheet
from tests.recovery.estate import Estate
from tests.support.litestream import Litestream
from tests.support.replicas import brought_back
from tests.support.shows import SHOW

NAME = f"{SHOW}.db"


def identity(sheet: Sheet) -> tuple[str, str]:
    """Its epoch and its content."""
    return sheet.epoch, content_digest(sheet)


@pytest.mark.parametrize("place", ["directory", "bucket"])
def test_it_goes_on(
    place: str, estate: Estate, in_bucket: dict[str, str], request: pytest.FixtureRequest
) -> None:
    if place == "bucket":
        estate = Estate(estate.path.parent / "in-bucket", **in_bucket)
    sidecar = Litestream({**estate.environ, "CAMERASHEET_LITESTREAM": "sidecar"})
    request.addfinalizer(sidecar.kill)
    ends = ("killed", "in order", "with the volume")
    for number, (end, server_first) in enumerate(itertools.product(ends, (True, False))):
        if not server_first:
            sidecar.start()
        with estate.opened() as house:
            if server_first:
                house.cue(title=f"Before Litestream {number}")
                sidecar.start()
            house.cue(title=f"Round {number}")
            sidecar.sync(estate.file)
            sidecar.sync(estate.control)
            live = identity(house.sheet)
            target = estate.path.parent / f"check-{number}.db"
            brought = brought_back(sidecar.places, estate.file, target)
            assert identity(brought) == live, (end, server_first)
        if end == "in order":
            sidecar.stop()
        else:
            sidecar.kill()
        estate.lose(*([] if end == "with the volume" else [estate.file]))
        assert estate.recovered()[NAME] == "replica"
        assert content_digest(estate.sheet()) == live[1]
