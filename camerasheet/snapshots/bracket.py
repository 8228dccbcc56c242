"""Waiting for the replica before and after the show is changed at one blow.

So there is a state just before a restore and one just after it to which the replica can go back.
"""

from typing import Final

from camerasheet.sheet.errors import ReplicaBehind, ReplicaFailed
from camerasheet.snapshots.live import LiveShows
from camerasheet.snapshots.progress import Progress

SYNC: Final = "sync"
REPLICATE: Final = "replicate"


def wait_before(progress: Progress, live: LiveShows) -> None:
    """The replica has all that is there. Raises ``ReplicaBehind`` when it has not in time.

    Nothing is waited for where no Litestream runs, or where somebody said so.
    """
    if live.synced is None:
        return
    with progress.step(SYNC):
        if _left_out(progress):
            progress.say("Not waited for, as was asked.")
            return
        try:
            txid = live.synced(progress.job.show_id)
        except (ReplicaBehind, ReplicaFailed) as error:
            raise ReplicaBehind(
                f"{error.message} Nothing that is in the show would be lost by restoring all the "
                "same: the safety copy holds it. Only the replica may not have it yet."
            ) from None
        progress.note(txid_before=txid)
        progress.say(f"It has everything, up to transaction {txid}.")


def wait_after(progress: Progress, live: LiveShows) -> None:
    """The replica has what the restore made. Where it has not in time, that is only said."""
    if live.synced is None:
        return
    with progress.step(REPLICATE):
        if _left_out(progress):
            progress.say("Not waited for, as was asked.")
            return
        try:
            txid = live.synced(progress.job.show_id)
        except (ReplicaBehind, ReplicaFailed) as error:
            progress.say(f"{error.message} It will by itself.")
            return
        progress.note(txid_after=txid)
        progress.say(f"It has what was restored, up to transaction {txid}.")


def _left_out(progress: Progress) -> bool:
    return bool(progress.job.request.get("without_replica"))
