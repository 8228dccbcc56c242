"""Waiting for the replica before and after the show is changed at one blow.

So there is a state just before a restore and one just after it to which the replica can go back.
Nothing is waited for where no Litestream runs, or where somebody said so.
"""

from collections.abc import Callable
from typing import Final

from camerasheet.sheet.errors import ReplicaBehind, ReplicaFailed
from camerasheet.snapshots.live import LiveShows
from camerasheet.snapshots.progress import Progress

SYNC: Final = "sync"
REPLICATE: Final = "replicate"


def wait_before(progress: Progress, live: LiveShows) -> None:
    """The replica has all that is there. Raises ``ReplicaBehind`` when it has not in time."""

    def give_up(why: str) -> None:
        raise ReplicaBehind(
            f"{why} Nothing that is in the show would be lost by restoring all the same: the "
            "safety copy holds it. Only the replica may not have it yet."
        )

    _wait(progress, live, SYNC, ("txid_before", "It has everything"), give_up)


def wait_after(progress: Progress, live: LiveShows) -> None:
    """The replica has what the restore made. Where it has not in time, that is only said."""

    def go_on(why: str) -> None:
        progress.say(f"{why} It will by itself.")

    _wait(progress, live, REPLICATE, ("txid_after", "It has what was restored"), go_on)


def _wait(
    progress: Progress,
    live: LiveShows,
    step: str,
    said: tuple[str, str],
    late: Callable[[str], None],
) -> None:
    """``said``: under what name the transaction is noted, and what is said of it. ``late`` is told
    why the replica has it not in time, and may raise."""
    if live.synced is None:
        return
    with progress.step(step):
        if progress.job.request.get("without_replica"):
            progress.say("Not waited for, as was asked.")
            return
        try:
            txid = live.synced(progress.job.show_id)
        except (ReplicaBehind, ReplicaFailed) as error:
            late(error.message)
            return
        name, words = said
        progress.note(**{name: txid})
        progress.say(f"{words}, up to transaction {txid}.")
