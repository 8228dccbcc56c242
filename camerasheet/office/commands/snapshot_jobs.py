"""Long work on a show's snapshots, looked at and waited for."""

from typing import Final

from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer

commands = Commands()

MOST_SECONDS: Final = 60.0
"""How long one call waits at most: less than the command line waits for an answer."""


@commands.add
def snapshot_job(place: Premises, *, job: str, wait_seconds: float = 0.0) -> Answer:
    """How a restore or an undo stands, once it has ended or so many seconds have passed.

    Raises NotFound.
    """
    return place.snapshots.wait(job, min(max(0.0, wait_seconds), MOST_SECONDS)).as_json()
